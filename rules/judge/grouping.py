"""Which case a mention belongs to: the same thread, nearly the same text, or the same subject at the same place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process

from rules.judge.verdict import Verdict
from rules.protocol.model import Protocol

LONGEST = timedelta(days=7)
"""A case takes no new mentions later than this after it was opened (language.md 6.1, Grouping)."""

SAME_TEXT = 90.0
"""rapidfuzz ratio from which two texts count as nearly the same; short texts never do."""

SHORTEST = 25
_SPACES = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Open:
    """What grouping needs to know of a case that may take the mention."""

    id: int
    opened_at: datetime
    last_mention_at: datetime
    categories: tuple[str, ...]
    topics: tuple[str, ...]
    location: str | None


@dataclass(frozen=True, slots=True)
class Belongs:
    """The case, and why: ``thread``, ``same_text`` or ``subject + location``."""

    case: int
    why: str


def plain(text: str) -> str:
    """A text as it is compared with others: lower case, words only, at most 500 characters."""
    return _SPACES.sub(" ", text[:2000].casefold()).strip()[:500]


def which_case(
    verdict: Verdict,
    text: str,
    thread_case: int | None,
    neighbours: Sequence[tuple[int, str]],
    candidates: Iterable[Open],
    protocol: Protocol,
    now: datetime,
) -> Belongs | None:
    """The case this mention joins, by the protocol's ``one_case``; None: it stands alone.

    ``text`` is ``plain``; ``neighbours`` are (case, plain text) of recent mentions. Only cases within the window count.
    """
    grouping = protocol.grouping
    within = {c.id: c for c in candidates if now - c.last_mention_at < grouping.within and now - c.opened_at < LONGEST}
    for way in grouping.one_case:
        case: int | None
        if way == "thread":
            case = thread_case if thread_case in within else None
        elif way == "same_text":
            case = _near_same(text, [n for n in neighbours if n[0] in within])
        else:
            case = _same_subject(verdict, within.values())
        if case is not None:
            return Belongs(case, way)
    return None


def _near_same(text: str, neighbours: Sequence[tuple[int, str]]) -> int | None:
    if len(text) < SHORTEST or not neighbours:
        return None
    best = process.extractOne(text, [n[1] for n in neighbours], scorer=fuzz.ratio, score_cutoff=SAME_TEXT)
    return None if best is None else neighbours[best[2]][0]


def _same_subject(verdict: Verdict, candidates: Iterable[Open]) -> int | None:
    """Same category and a shared topic; without a location only with others without one. The newest case wins."""
    if verdict.category is None:
        return None
    alike = [
        c
        for c in candidates
        if verdict.category in c.categories
        and c.location == verdict.location
        and (not verdict.topics or not c.topics or set(verdict.topics) & set(c.topics))
    ]
    return max(alike, key=lambda c: c.last_mention_at).id if alike else None
