"""The Dutch days off, exactly as the language fixes them, with the organisation's own days added and removed.

The rule is written out here instead of taken from a calendar library: libraries disagree with it and with
themselves from year to year (Good Friday in, Liberation Day in or out), and a day off decides whether a phone
rings. The tests hold this list against the ``holidays`` package wherever that agrees with the language.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from rules.i18n import N_
from rules.protocol.model import Calendar

NETHERLANDS = "netherlands"
OWN_DAY = N_("eigen vrije dag")
LIBERATION_EVERY = 5
"""Liberation Day is a day off in lustrum years only."""


def easter(year: int) -> date:
    """Easter Sunday of a Gregorian year (the anonymous algorithm of Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    sunday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (golden + 11 * moon + 22 * sunday) // 451
    month, day = divmod(moon + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def kings_day(year: int) -> date:
    """27 April, or the Saturday before when that is a Sunday."""
    day = date(year, 4, 27)
    return day - timedelta(days=1) if day.weekday() == 6 else day


def dutch_holidays(year: int) -> dict[date, str]:
    """The days off of ``holidays: netherlands`` in that year with their Dutch names (message ids), in order of date."""
    sunday = easter(year)
    days = [
        (date(year, 1, 1), N_("Nieuwjaarsdag")),
        (sunday, N_("eerste paasdag")),
        (sunday + timedelta(days=1), N_("tweede paasdag")),
        (kings_day(year), N_("Koningsdag")),
        (sunday + timedelta(days=39), N_("Hemelvaartsdag")),
        (sunday + timedelta(days=49), N_("eerste pinksterdag")),
        (sunday + timedelta(days=50), N_("tweede pinksterdag")),
        (date(year, 12, 25), N_("eerste kerstdag")),
        (date(year, 12, 26), N_("tweede kerstdag")),
    ]
    if year % LIBERATION_EVERY == 0:
        days.append((date(year, 5, 5), N_("Bevrijdingsdag")))
    return dict(sorted(days))


@lru_cache(maxsize=64)
def _days_off(year: int, calendar: Calendar) -> dict[date, str]:
    built_in = dutch_holidays(year) if calendar.holidays == NETHERLANDS else {}
    kept = {day: name for day, name in built_in.items() if day not in calendar.extra_workdays}
    own = {day: OWN_DAY for day in calendar.extra_days_off if day.year == year and day not in kept}
    return dict(sorted((kept | own).items()))


def days_off(year: int, calendar: Calendar) -> Mapping[date, str]:
    """The organisation's days off in that year, in order, each with its Dutch name (a message id).

    An extra workday takes a holiday away; a day written both as extra workday and as extra day off is off.
    """
    return _days_off(year, calendar)


def is_day_off(day: date, calendar: Calendar) -> bool:
    """Whether the office is closed that day although it might be an ordinary weekday."""
    return day in _days_off(day.year, calendar)


def coming_days_off(start: date, calendar: Calendar, days: int = 365) -> tuple[tuple[date, str], ...]:
    """The days off from ``start`` (included) until ``days`` later (excluded), for the manager to read back."""
    end = start + timedelta(days=days)
    found = [item for year in range(start.year, end.year + 1) for item in days_off(year, calendar).items()]
    return tuple((day, name) for day, name in found if start <= day < end)
