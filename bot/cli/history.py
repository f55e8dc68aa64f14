"""What the judge may know beside a mention, gathered from the mentions before it in the same file."""

from collections import defaultdict
from datetime import datetime

from rules.judge import Context, Judge, Verdict
from rules.mention import Mention


class History:
    """Earlier mentions by author and by thread; kept only when the protocol looks at them."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._authors: dict[tuple[str, str], dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
        self._threads: dict[tuple[str, str], list[datetime]] = defaultdict(list)

    def around(self, mention: Mention) -> Context:
        """What is known when this mention comes in."""
        times = self._authors.get(_author(mention), {}) if self._judge.needs_author_history else {}
        thread = self._threads.get((mention.platform, mention.thread_id or ""), ()) if self._judge.needs_thread else ()
        return Context({tone: tuple(at) for tone, at in times.items()}, tuple(thread))

    def add(self, mention: Mention, verdict: Verdict) -> None:
        """From now on this mention is an earlier one."""
        if self._judge.needs_author_history:
            self._authors[_author(mention)][verdict.sentiment.label.value].append(mention.posted_at)
        if self._judge.needs_thread and mention.thread_id:
            self._threads[mention.platform, mention.thread_id].append(mention.posted_at)


def _author(mention: Mention) -> tuple[str, str]:
    return mention.platform, mention.author.handle
