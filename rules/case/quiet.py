"""Silences: which hold at a moment, which of them quiets a mention, and one made from a phone, always with an end.

A silence quiets matching mentions, never the case they belong to (language.md 6.1); what is serious is never quieted,
whatever a file or a phone says.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.duty.hours import instant
from rules.protocol.model import AllOf, Condition, OneOf, Protocol, Silence
from rules.protocol.shapes.times import clock_time, span

LONGEST = timedelta(days=31)
"""A silence from a phone lasts at most this long; a longer one belongs in the protocol, where a second person sees it."""

SERIOUS = 3
"""From this level number on nothing is ever quieted."""

EVERYTHING = ("alles", "everything", "all")


@dataclass(frozen=True, slots=True)
class Hush:
    """A silence that was made for a while. ``start`` and ``end`` are aware, half-open; ``by`` a person of the protocol."""

    name: str
    where: AllOf
    start: datetime
    end: datetime
    by: str
    reason: str
    never_above: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asked for: ``name`` as they wrote it, until ``end`` (aware)."""

    name: str
    where: AllOf
    end: datetime
    reason: str


class Refused(StrEnum):
    """Why no silence was made."""

    NOTHING_SAID = "nothing_said"
    NO_END = "no_end"
    UNKNOWN = "unknown"
    PAST = "past"
    TOO_LONG = "too_long"


Quieter = Silence | Hush


def holds_at(one: Quieter, protocol: Protocol, now: datetime) -> bool:
    """Whether a silence holds at an aware moment; its end itself rings again. Times in the file are local."""
    start, end = one.start, one.end
    if isinstance(one, Silence):
        start, end = instant(start, protocol.timezone), instant(end, protocol.timezone)
    return start <= now < end


def ceiling(one: Quieter, protocol: Protocol) -> int:
    """The highest level number that a silence quiets: its ``never_above``, and always below serious."""
    level = protocol.levels.get(one.never_above)
    return min(level.number if level else SERIOUS - 1, SERIOUS - 1)


def quieted(
    level_number: int,
    silences: Iterable[Quieter],
    protocol: Protocol,
    now: datetime,
    holds: Callable[[Condition], bool],
) -> str:
    """The name of the silence that quiets a mention of this level now; empty: it may ring. ``holds`` judges a condition."""
    for one in silences:
        if level_number <= ceiling(one, protocol) and holds_at(one, protocol, now) and holds(one.where):
            return one.name
    return ""


# --- from a phone ----------------------------------------------------------------------------------------------

_UNTIL = re.compile(
    r"\b(?:tot|until|till)\s+(?:(?P<date>\d{4}-\d{2}-\d{2})(?:\s+(?P<at>\d{1,2}[:.]\d{2}))?"
    r"|(?P<tomorrow>morgen|tomorrow)(?:\s+(?P<then>\d{1,2}[:.]\d{2}))?|(?P<time>\d{1,2}[:.]\d{2}))(?!\d)",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?<![\w.,])(?P<span>(?:\d{1,4}|een|één|half|a|an|one)\s*(?:minuten|minuut|minutes|minute|min|uren|uur|hours|hour|dagen|dag"
    r"|days|day|weken|week|weeks|u|h)|(?:een\s+)?kwartier)\b",
    re.IGNORECASE,
)


def wanted(words: str, protocol: Protocol, now: datetime) -> Wanted | Refused:
    """What ``parkeren 2 uur wegwerkzaamheden`` asks: a subject, how long or until when, and perhaps a reason.

    The subject is a topic, location, platform or category of the protocol, by id or name, or ``alles``.
    """
    text = " ".join(words.split())[:300]
    if not text:
        return Refused.NOTHING_SAID
    found = _end(text, protocol, now)
    if found is None:
        return Refused.NO_END
    end, (start, stop) = found
    subject, reason = text[:start].strip(" ,:"), text[stop:].strip(" ,:.")
    where = _subject(subject, protocol)
    if where is None:
        return Refused.UNKNOWN
    if end <= now:
        return Refused.PAST
    return Wanted(subject, where, end, reason) if end - now <= LONGEST else Refused.TOO_LONG


def _end(text: str, protocol: Protocol, now: datetime) -> tuple[datetime, tuple[int, int]] | None:
    """When it ends (aware), and which part of the text says so."""
    if (until := _UNTIL.search(text)) is not None:
        local = _moment(until, now.astimezone(protocol.timezone).replace(tzinfo=None))
        return None if local is None else (instant(local, protocol.timezone), until.span())
    found = _length(text)
    return None if found is None else (now + found[0], found[1])


def _length(text: str) -> tuple[timedelta, tuple[int, int]] | None:
    """How long it says, and where it says so."""
    length = _FOR.search(text)
    said = re.sub(r"(?<=\d)(?=[^\W\d])", " ", length["span"]) if length else ""
    found = span(re.sub(r" [uh]$", " uur", said.casefold()))
    return None if length is None or found is None else (found.amount, length.span())


def duration(words: str, usual: timedelta) -> tuple[str, timedelta]:
    """``#naam 24 uur`` taken apart; ``usual`` where no length is said."""
    text = " ".join(words.split())[:300]
    found = _length(text)
    if found is None:
        return text, usual
    amount, (start, stop) = found
    return (text[:start] + text[stop:]).strip(" ,:"), amount


def _moment(until: re.Match[str], local: datetime) -> datetime | None:
    """A local moment: a bare time is the next one that comes, a bare day its end."""
    clock = clock_time(until["at"] or until["then"] or until["time"] or "23:59")
    if clock is None:
        return None
    if until["date"]:
        try:
            day = datetime.fromisoformat(until["date"])
        except ValueError:
            return None
        return datetime.combine(day, clock)
    at = datetime.combine(local.date(), clock)
    return at + timedelta(days=1) if until["tomorrow"] or at <= local else at


def _subject(words: str, protocol: Protocol) -> AllOf | None:
    """The condition behind a name; None for a name the protocol does not know."""
    key = words.casefold().strip().removeprefix("#")
    if key in EVERYTHING:
        return AllOf(())
    for of, names in _names(protocol):
        for known, spellings in names:
            if key in {spelling.casefold() for spelling in spellings} | {known.replace("_", " ").casefold()}:
                return AllOf((OneOf(of, (known,)),))
    return None


def _names(protocol: Protocol) -> Iterable[tuple[str, list[tuple[str, tuple[str, ...]]]]]:
    places = protocol.organisation.locations.values()
    categories = dict.fromkeys(rule.category for rule in protocol.rules if rule.category)
    yield "location", [(place.id, (place.id, place.name, *place.aliases)) for place in places]
    yield "topic", [(topic, (topic,)) for topic in protocol.topics]
    yield "platform", [(platform, (platform,)) for platform in protocol.platforms]
    yield "category", [(category, (category,)) for category in categories]
