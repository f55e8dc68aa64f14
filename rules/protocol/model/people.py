"""Colleagues, their roles, the hours of the office and the roster."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from rules.protocol.model.base import Place, Secret, Span, located


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague and the ways to reach them at work. ``lang``: nl or en."""

    id: str
    name: str
    telegram: Secret | None = None
    mail: Secret | None = None
    phone: Secret | None = None
    lang: str = "nl"
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Role:
    """Exactly one of ``people``, ``schedule``, ``location_manager`` says who fills it."""

    id: str
    name: str
    people: tuple[str, ...] = ()
    schedule: str | None = None
    location_manager: bool = False
    stand_in: str | None = None
    always_on: bool = False
    group: Secret | None = None
    at: Place = located()


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Half-open ``[start, end)`` on these weekdays (0 = Monday), local time."""

    weekdays: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Calendar:
    office_hours: tuple[OfficeHours, ...] = ()
    holidays: str | None = None
    """``netherlands`` or None."""
    extra_days_off: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()
    at: Place = located()


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Shift:
    """How long a turn lasts and when it changes hands. ``weekday`` is None for daily shifts. Local time."""

    every: Every
    weekday: int | None
    starts: time
    first: date
    count: int = 1
    """A turn lasts ``count`` times ``every``."""


@dataclass(frozen=True, slots=True)
class Override:
    """``who`` has duty from ``start`` until ``end`` (half-open, local, naive as written in the file)."""

    who: str
    start: datetime
    end: datetime
    reason: str = ""
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Schedule:
    id: str
    rotation: tuple[str, ...]
    shift: Shift
    backup: str | None = None
    """A role."""
    remind: Span | None = None
    send: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    at: Place = located()
