"""Shapes of durations and moments, in English or Dutch words."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Clock, Span
from rules.protocol.nodes import Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.shapes.base import ScalarShape, Schema

_SPAN = re.compile(r"^(?:(\d{1,5}) ?|(een|één|half|halve|a|an|one) )?([a-z]+(?: [a-z]+)?)$")
_WORDS = {"een": 1.0, "één": 1.0, "a": 1.0, "an": 1.0, "one": 1.0, "half": 0.5, "halve": 0.5}

_WALL_UNITS = {
    **dict.fromkeys(("minute", "minutes", "minuut", "minuten", "min"), timedelta(minutes=1)),
    **dict.fromkeys(("hour", "hours", "uur", "uren"), timedelta(hours=1)),
    **dict.fromkeys(("day", "days", "dag", "dagen"), timedelta(days=1)),
    **dict.fromkeys(("week", "weeks", "weken"), timedelta(weeks=1)),
    **dict.fromkeys(("month", "months", "maand", "maanden"), timedelta(days=30)),
    **dict.fromkeys(("year", "years", "jaar", "jaren"), timedelta(days=365)),
    "kwartier": timedelta(minutes=15),
}
_OFFICE_UNITS = {
    **dict.fromkeys(("office minute", "office minutes", "kantoorminuten"), timedelta(minutes=1)),
    **dict.fromkeys(("office hour", "office hours", "kantooruur", "kantooruren"), timedelta(hours=1)),
}
_WORKDAY_UNITS = frozenset({"workday", "workdays", "working day", "working days", "werkdag", "werkdagen"})
_LONGEST = timedelta(days=36_500)


def span(text: str) -> Span | None:
    """The duration that is written, or None: ``4 office hours``, ``15 minutes``, ``5 werkdagen``, ``half uur``.

    A month counts as 30 days and a year as 365.
    """
    match = _SPAN.match(" ".join(text.casefold().split()))
    if match is None:
        return None
    number, word, unit = match.groups()
    if number is None and word is None and unit != "kwartier":
        return None
    count = _WORDS[word] if word else float(number or 1)
    for units, clock in ((_WALL_UNITS, Clock.WALL), (_OFFICE_UNITS, Clock.OFFICE)):
        if unit in units:
            return Span(units[unit] * count, clock)
    return Span(timedelta(days=count), Clock.WORKDAYS) if unit in _WORKDAY_UNITS and count >= 1 else None


_EXAMPLES = ["15 minutes", "1 hour", "4 office hours", "5 workdays", "14 days", "1 year"]


@dataclass(frozen=True)
class Duration(ScalarShape[Span]):
    """A duration on one of three clocks."""

    says: str = N_("een duur, zoals 15 minutes, 4 office hours of 5 workdays")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> Span | None:
        """The duration."""
        found = span(text)
        if found is None or found.amount > _LONGEST:
            notes.report(kinds.NOT_A_DURATION, node, text=short(text), **_unit_guess(text))
            return None
        return found

    def schema(self) -> Schema:
        """A text such as "4 office hours"."""
        return {"type": "string", "examples": _EXAMPLES}


def _unit_guess(text: str) -> dict[str, str]:
    compact = re.match(r"^(\d{1,5})\s*(m|u|h|d|w|j)$", text.casefold().strip())
    unit = {"m": "minutes", "u": "hours", "h": "hours", "d": "days", "w": "weeks", "j": "years"}
    if compact:
        return {"guess": f"{compact[1]} {unit[compact[2]]}"}
    return {"guess": f"{text.strip()} minutes"} if re.match(r"^\d{1,5}$", text.strip()) else {}


@dataclass(frozen=True)
class WallTime(ScalarShape[timedelta]):
    """A duration of plain time that never stands still."""

    zero: bool = False
    says: str = N_("een duur, zoals 15 minutes, 24 hours of 14 days")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> timedelta | None:
        """The duration."""
        found = Duration().read_text(text, node, notes)
        if found is None:
            return None
        if found.clock is not Clock.WALL:
            notes.report(kinds.ONLY_PLAIN_TIME, node, text=short(text))
            return None
        if not found.amount and not self.zero:
            notes.report(kinds.ZERO_DURATION, node, text=short(text))
            return None
        return found.amount

    def schema(self) -> Schema:
        """A text such as "14 days"."""
        return {"type": "string", "examples": ["15 minutes", "24 hours", "14 days", "1 year"]}


# --- moments ---------------------------------------------------------------------------------------------

_TIME = re.compile(r"^(\d{1,2})[:.](\d{2})(?: ?uur)?$")
_DATE = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_DUTCH_DATE = re.compile(r"^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$")


def clock_time(text: str) -> time | None:
    """``08:30``, ``8:30`` or ``8.30`` as a time of day, or None."""
    found = _TIME.match(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def day(text: str) -> date | None:
    """``2026-05-05`` as a date, or None."""
    found = _DATE.match(text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def _day_guess(text: str) -> dict[str, str]:
    dutch = _DUTCH_DATE.match(text.strip())
    known = day(f"{dutch[3]}-{dutch[2]}-{dutch[1]}") if dutch else None
    return {"guess": known.isoformat()} if known else {}


@dataclass(frozen=True)
class TimeOfDay(ScalarShape[time]):
    """A time of day."""

    says: str = N_("een tijd, zoals 08:30")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> time | None:
        """The time."""
        found = clock_time(text)
        if found is None:
            self.expected(node, notes)
        return found

    def schema(self) -> Schema:
        """A text such as "08:30"."""
        return {"type": "string", "pattern": r"^\d{1,2}[:.]\d{2}$"}


@dataclass(frozen=True)
class Day(ScalarShape[date]):
    """A date."""

    says: str = N_("een datum, zoals 2026-05-05")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> date | None:
        """The date."""
        found = day(text)
        if found is None:
            notes.report(kinds.NOT_A_DATE, node, text=short(text), **_day_guess(text))
        return found

    def schema(self) -> Schema:
        """A text such as "2026-05-05"."""
        return {"type": "string", "pattern": r"^\d{4}-\d{1,2}-\d{1,2}$"}


@dataclass(frozen=True)
class Moment(ScalarShape[datetime]):
    """A date and a time, local, without offset. ``usual``: the time of day to suggest when only a date is written."""

    usual: str = "00:00"
    says: str = N_("een datum met een tijd, zoals 2026-05-05 09:00")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> datetime | None:
        """The moment, naive."""
        written, _, at = text.strip().replace("T", " ").partition(" ")
        found, hour = day(written), clock_time(at)
        if found and hour:
            return datetime.combine(found, hour)
        if found and not at:
            notes.report(kinds.TIME_MISSING, node, text=short(text), guess=f"{found} {self.usual}")
        else:
            notes.report(kinds.NOT_A_MOMENT, node, text=short(text))
        return None

    def schema(self) -> Schema:
        """A text such as "2026-05-05 09:00"."""
        return {"type": "string", "pattern": r"^\d{4}-\d{1,2}-\d{1,2}[ T]\d{1,2}[:.]\d{2}$"}


# --- weekdays --------------------------------------------------------------------------------------------

_DAY_NAMES = (
    ("monday", "mon", "maandag", "ma"),
    ("tuesday", "tue", "dinsdag", "di"),
    ("wednesday", "wed", "woensdag", "wo"),
    ("thursday", "thu", "donderdag", "do"),
    ("friday", "fri", "vrijdag", "vr"),
    ("saturday", "sat", "zaterdag", "za"),
    ("sunday", "sun", "zondag", "zo"),
)
_WEEKDAYS = {name: number for number, names in enumerate(_DAY_NAMES) for name in names}
_SETS = {
    **dict.fromkeys(("workdays", "weekdays", "werkdagen"), frozenset(range(5))),
    **dict.fromkeys(("daily", "every day", "elke dag", "dagelijks"), frozenset(range(7))),
    **dict.fromkeys(("weekend",), frozenset((5, 6))),
}


def weekday(text: str) -> int | None:
    """The number of a weekday (0 = Monday) by its English or Dutch name, whole or short, or None."""
    return _WEEKDAYS.get(text.strip().casefold())


def weekdays(text: str) -> frozenset[int] | None:
    """``mon-fri``, ``ma, wo``, ``workdays``, ``daily`` as weekday numbers, or None."""
    word = text.strip().casefold()
    if word in _SETS:
        return _SETS[word]
    days: set[int] = set()
    for part in word.split(","):
        first, dash, last = part.partition("-")
        start, end = weekday(first), weekday(last if dash else first)
        if start is None or end is None:
            return None
        days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(days)


@dataclass(frozen=True)
class WeeklyMoment(ScalarShape[tuple[frozenset[int], time]]):
    """Days of the week with a time: ``workdays 08:45``, ``monday 09:30``. A time alone is every day."""

    says: str = N_("een dag met een tijd, zoals workdays 08:45 of monday 09:30")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> tuple[frozenset[int], time] | None:
        """The weekdays (0 = Monday) and the local time."""
        days, _, at = text.strip().rpartition(" ")
        known, hour = weekdays(days or "daily"), clock_time(at)
        if known is None or hour is None:
            self.expected(node, notes)
            return None
        return known, hour

    def schema(self) -> Schema:
        """A text such as "monday 09:30"."""
        return {"type": "string", "examples": ["workdays 08:45", "monday 09:30", "daily 07:00"]}
