"""What the judge may know beside a mention, gathered from the mentions before it in the same file."""

from collections import defaultdict
from datetime import datetime

from rules.judge.engine import Judge
from rules.judge.verdict import Context, Verdict
from rules.mention import Mention


class History:
    """Earlier mentions by author and by thread; kept only when the protocol looks at them."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._authors: dict[tuple[str, str], dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
        self._ours: set[tuple[str, str]] = set()
        self._threads: dict[tuple[str, str], list[datetime]] = defaultdict(list)

    def judge(self, mention: Mention) -> Verdict:
        """What it means after the ones before it; from now on it is an earlier one itself."""
        verdict = self._judge.judge(mention, self.around(mention))
        self.add(mention, verdict)
        return verdict

    def around(self, mention: Mention) -> Context:
        """What is known when this mention comes in."""
        times = self._authors.get(_author(mention), {}) if self._judge.needs_author_history else {}
        thread = self._threads.get((mention.platform, mention.thread_id or ""), ()) if self._judge.needs_thread else ()
        ours = (mention.platform, mention.thread_id or "") in self._ours
        lang = self._judge.protocol.organisation.lang
        told = {tone: tuple(at) for tone, at in times.items()}
        return Context(told, tuple(thread), source_lang=lang, thread_about_us=ours)

    def add(self, mention: Mention, verdict: Verdict) -> None:
        """From now on this mention is an earlier one."""
        if self._judge.needs_author_history:
            self._authors[_author(mention)][verdict.sentiment.label.value].append(mention.posted_at)
        if mention.thread_id and verdict.about_us:
            self._ours.add((mention.platform, mention.thread_id))
        if self._judge.needs_thread and mention.thread_id:
            self._threads[mention.platform, mention.thread_id].append(mention.posted_at)


def _author(mention: Mention) -> tuple[str, str]:
    return mention.platform, mention.author.handle
