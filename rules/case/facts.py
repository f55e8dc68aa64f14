"""What is new about a mention for the case it joins: the only things that may make a phone ring again.

A fact is a named reason; one about a category or a place names it after a colon (``new_category:threat``).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from rules.case.model import Case, MentionJudged
from rules.protocol.model import Protocol

DANGER = 0.85
"""From this probability a mention speaks of danger to a person, whatever the words of the protocol made of it."""

AGAIN = timedelta(hours=1)
"""So long after one danger a second one of the same case is no news, unless it is plainly worse."""

WORSE = 0.05
LOUDER = 2
"""A second voice of the same kind is news when it reaches this many times as many people as the loudest before it."""

VOICES = ("media", "politics", "regulator")
ALERT, SERIOUS = 2, 3


def new_facts(case: Case, event: MentionJudged, protocol: Protocol, now: datetime) -> tuple[str, ...]:
    """The named new facts, most telling first.

    A higher level, a pattern that was seen, danger to a person and a colleague who is named always count; the rest as
    the protocol's ``notify_again`` asks. Growth (reach, authors) is counted from the last notification. Mentions below
    attention bring no new category. What a silence quiets is news only where people are in danger.
    """
    if event.silenced:
        return tuple(_people(case, event, now))
    facts = [*_raised(case, event), *_people(case, event, now), *_voices(case, event, protocol)]
    return (*facts, *_other(case, event, protocol), *_growth(case, event, protocol, now))


def is_growth(facts: tuple[str, ...]) -> bool:
    """Whether nothing is new but that there is more of it."""
    return all(fact in ("reach", "new_authors") for fact in facts)


def is_urgent(facts: tuple[str, ...]) -> bool:
    """Whether one of the facts rings at any hour."""
    return any(fact in _URGENT for fact in facts)


_URGENT = frozenset({"danger", "named_employee", "witness", "storm", *(f"{voice}_joins" for voice in VOICES)})


def _raised(case: Case, event: MentionJudged) -> Iterator[str]:
    if event.level_number > case.level_number:
        yield "level_up"
    if event.pattern and event.pattern not in case.patterns:
        yield "storm" if event.storm else "spike"


def _people(case: Case, event: MentionJudged, now: datetime) -> Iterator[str]:
    """Danger to a person, a colleague made public, an eyewitness of what is serious; never twice for the same words."""
    if not event.fresh:
        return
    known = case.danger_at is not None and now - case.danger_at < AGAIN and event.danger < case.danger + WORSE
    if is_dangerous(event) and not known:
        yield "danger"
    if event.named:
        yield "named_employee"
    if event.witness and min(event.level_number + 1, case.level_number) >= SERIOUS:
        yield "witness"


def is_dangerous(event: MentionJudged) -> bool:
    """Whether the mention by itself speaks of danger to a person."""
    return event.danger >= DANGER or event.grave


def _voices(case: Case, event: MentionJudged, protocol: Protocol) -> Iterator[str]:
    """The press, politics or a regulator joins, or a much louder one than before."""
    wanted = set(protocol.grouping.notify_again)
    if max(event.level_number, case.level_number - 1) < ALERT:
        return
    for kind in VOICES:
        known = dict(case.voices).get(kind, 0 if kind in case.author_kinds else None)
        louder = known is None or (event.fresh and event.own_reach >= LOUDER * max(known, 1))
        if event.author_kind == kind and _joins(kind, wanted) and louder:
            yield f"{kind}_joins"


def _joins(kind: str, wanted: set[str]) -> bool:
    return f"{kind}_joins" in wanted or (kind == "regulator" and "politics_joins" in wanted)


def _other(case: Case, event: MentionJudged, protocol: Protocol) -> Iterator[str]:
    """Something else plays as well, or somewhere else."""
    wanted = protocol.grouping.notify_again
    if event.level_number < ALERT:
        return
    if "new_category" in wanted and event.sure and event.category and event.category not in case.categories:
        yield f"new_category:{event.category}"
    if "new_location" in wanted and case.locations and event.location and event.location not in case.locations:
        yield f"new_location:{event.location}"


def _growth(case: Case, event: MentionJudged, protocol: Protocol, now: datetime) -> Iterator[str]:
    """Many more people see it or write about it; told once an hour at most, or a storm would ring all the time."""
    grouping = protocol.grouping
    if case.grown_at is not None and now - case.grown_at < AGAIN:
        return
    times = grouping.reach_times
    if times and case.reach_notified and event.reach >= times * case.reach_notified:
        yield "reach"
    if grouping.new_authors and event.authors - case.authors_notified >= grouping.new_authors:
        yield "new_authors"
