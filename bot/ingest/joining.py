"""Which case a mention joins: by its thread, its author, its words; and what it says of who said it before."""

from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.rulebook import Rules
from bot.store import Tx, cases, mentions
from bot.store.mentions import Stored
from rules.case.model import Case, State
from rules.judge.grouping import LONGEST as LONGEST_CASE
from rules.judge.grouping import Open, which_case
from rules.judge.verdict import Verdict

NEIGHBOURS = 300
"""So many of the newest texts a mention is compared with."""

SAME_BREATH = timedelta(hours=1)
"""What an author writes so soon after something else is the same conversation, whatever it is about."""


class Joining:
    """One round of looking: what was said lately is read once, the round's own is added as it comes."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self._lately: deque[tuple[int, str]] | None = None

    def find(
        self, tx: Tx, stored: Stored, verdict: Verdict, text: str, kin: int | None
    ) -> tuple[int | None, tuple[str, ...]]:
        """The case it joins, if any, and what was said lately."""
        protocol = self.rules.protocol
        at = stored.mention.posted_at
        since = at - protocol.grouping.within
        neighbours = self._neighbours(tx, since)
        number = self._joins(tx, stored, verdict, text, neighbours) or kin
        return number, tuple(said for _, said in neighbours)

    def _neighbours(self, tx: Tx, since: datetime) -> Sequence[tuple[int, str]]:
        """What was said lately: read once a round, the round's own added as they come."""
        if self._lately is None:
            self._lately = deque(mentions.neighbours(tx, since, limit=NEIGHBOURS), maxlen=NEIGHBOURS)
        return self._lately

    def _joins(
        self, tx: Tx, stored: Stored, verdict: Verdict, text: str, neighbours: Sequence[tuple[int, str]]
    ) -> int | None:
        protocol, at = self.rules.protocol, stored.mention.posted_at
        since = at - protocol.grouping.within
        thread = stored.mention.thread_id
        same_thread = mentions.thread_case(tx, stored.mention.platform, thread) if thread else None
        same_author = mentions.author_case(tx, stored.mention, at - SAME_BREATH)
        known = {case for case, _ in neighbours} | {case for case in (same_thread, same_author) if case}
        recent = cases.candidates(tx, since, at - LONGEST_CASE, known)
        alive = [case for case in recent if case.merged_into is None]
        if not alive:
            return None
        shown = [_open(case) for case in alive]
        belongs = which_case(verdict, text, same_thread, neighbours, shown, protocol, at, same_author)
        return None if belongs is None else belongs.case

    def note(self, case: int, text: str) -> None:
        """A mention of this round went to this case."""
        if self._lately is not None:
            self._lately.appendleft((case, text))


def _open(case: Case) -> Open:
    last = case.last_mention_at or case.opened_at
    storm = case.storm_since is not None and case.state is not State.RESOLVED
    return Open(
        case.id, case.opened_at, last, case.categories, case.topics, case.location, parent=case.parent, storm=storm
    )
