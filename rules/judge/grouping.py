"""Which case a mention belongs to: the same thread, nearly the same text, or the same subject at the same place."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process

from rules.judge.verdict import Verdict
from rules.protocol.model import Protocol
from rules.text.values import Tone

LONGEST = timedelta(days=7)
"""A case takes no new mentions later than this after it was opened (language.md 6.1, Grouping)."""

SAME_TEXT = 90.0
"""rapidfuzz ratio from which two texts count as nearly the same; short texts never do."""

SHORTEST = 25
SERIOUS = 3
"""The level number from which something is serious."""
ADDS_LITTLE = 0.7
"""A text that holds a known one is still no news when that one is at least so much of it: a repost with a few words."""
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
    parent: int | None = None
    """The storm it belongs to: what would join this case joins the storm."""
    storm: bool = False


@dataclass(frozen=True, slots=True)
class Belongs:
    """The case, and why: ``thread``, ``same_text``, ``subject + location``, ``author`` or ``storm``."""

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
    author_case: int | None = None,
) -> Belongs | None:
    """The case this mention joins, by the protocol's ``one_case``; None: it stands alone.

    ``text`` is ``plain``; ``neighbours`` are (case, plain text) of recent mentions. Only cases within the window count.
    ``author_case``: the case of what the same author wrote just before. What would join a case of a storm joins the storm,
    and so does everything of weight at its place (or without a place) that would stand alone.
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
            return Belongs(_storm_of(case, within), way)
    if author_case in within and _at_one_place(verdict, within[author_case]):
        return Belongs(_storm_of(author_case, within), "author")
    return _into_storm(verdict, within.values())


def _storm_of(case: int, within: Mapping[int, Open]) -> int:
    parent = within[case].parent
    return parent if parent is not None and parent in within else case


def _at_one_place(verdict: Verdict, case: Open) -> bool:
    return verdict.location is None or case.location is None or verdict.location == case.location


def _is_its_kind(verdict: Verdict, case: Open) -> bool:
    """What is serious and of another kind is a case of its own, with its own chain, unless something else ties it."""
    return verdict.level_number < SERIOUS or verdict.category in case.categories


def _into_storm(verdict: Verdict, candidates: Iterable[Open]) -> Belongs | None:
    """In a storm nearly everything is about it; praise and plain questions are not, nor something serious of another kind."""
    if not verdict.alert and verdict.sentiment.label is not Tone.NEGATIVE:
        return None
    storms = [
        case for case in candidates if case.storm and _at_one_place(verdict, case) and _is_its_kind(verdict, case)
    ]
    return Belongs(max(storms, key=lambda case: case.last_mention_at).id, "storm") if storms else None


def is_fresh(text: str, known: Sequence[str]) -> bool:
    """Whether a plain text says something that none of the known ones says: neither nearly the same nor one inside another."""
    if len(text) < SHORTEST:
        return text not in known
    as_long = [other for other in known if len(other) >= len(text) * ADDS_LITTLE]
    return process.extractOne(text, as_long, scorer=fuzz.partial_ratio, score_cutoff=SAME_TEXT) is None


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
