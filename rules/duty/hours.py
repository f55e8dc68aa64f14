"""Office hours and the three clocks a promise can run on.

All intervals are half-open: at 17:30:00 an office that closes at 17:30 is closed. Times in the protocol are local
to the organisation; what comes out is aware UTC, because adding to a local time goes wrong when the clock changes.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import assert_never
from zoneinfo import ZoneInfo

from rules.duty.holidays import is_day_off
from rules.protocol.model import Calendar, Clock, OfficeHours, Protocol, Report, Span

DAY = timedelta(days=1)
ALWAYS = (OfficeHours(frozenset(range(7)), time(0), time(0)),)
"""What holds when no office hours are written: every hour counts, so that nothing waits for an opening that never comes."""


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The UTC moment of a naive local time.

    A time that occurs twice is its first occurrence; a time that is skipped is the moment the clock jumps. So later
    local times are never earlier moments, and every local time happens exactly once.
    """
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) == local:
        return moment
    before, after = local.replace(tzinfo=zone, fold=1).astimezone(UTC), moment
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) // 2
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after.replace(microsecond=0)


def local_date(at: datetime, protocol: Protocol) -> date:
    """The calendar day of an aware moment where the organisation is."""
    return at.astimezone(protocol.timezone).date()


def _hours(calendar: Calendar) -> tuple[OfficeHours, ...]:
    return tuple(hours for hours in calendar.office_hours if hours.weekdays) or ALWAYS


def _hours_on(day: date, calendar: Calendar) -> tuple[OfficeHours, ...]:
    """The written hours of a day; an extra workday on a weekday without hours gets those of the first weekday that has any."""
    if is_day_off(day, calendar):
        return ()
    hours = _hours(calendar)
    weekday = day.weekday()
    if day in calendar.extra_workdays and not any(weekday in entry.weekdays for entry in hours):
        weekday = min(hours[0].weekdays)
    return tuple(entry for entry in hours if weekday in entry.weekdays)


def is_workday(day: date, protocol: Protocol) -> bool:
    """Whether the office opens that day."""
    return bool(office_intervals(day, protocol))


def office_intervals(day: date, protocol: Protocol) -> tuple[tuple[datetime, datetime], ...]:
    """The UTC intervals in which the office is open that begin on that local day, in order and without overlap.

    Hours that end at or before their start run into the next day (``00:00`` as end is midnight).
    """
    return _intervals(day, protocol.calendar, protocol.timezone)


@lru_cache(maxsize=4096)
def _intervals(day: date, calendar: Calendar, zone: ZoneInfo) -> tuple[tuple[datetime, datetime], ...]:
    found: list[tuple[datetime, datetime]] = []
    for entry in sorted(_hours_on(day, calendar), key=lambda entry: entry.start):
        last = day if entry.end > entry.start else day + DAY
        start, end = instant(datetime.combine(day, entry.start), zone), instant(datetime.combine(last, entry.end), zone)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif start < end:
            found.append((start, end))
    return tuple(found)


def _open_from(at: datetime, protocol: Protocol) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of open time from ``at`` on: in order, without overlap, without end."""
    done = at.astimezone(UTC)
    day = local_date(at, protocol) - DAY
    while True:
        for start, end in office_intervals(day, protocol):
            if end > done:
                yield max(start, done), end
                done = end
        day += DAY


def is_office(at: datetime, protocol: Protocol) -> bool:
    """Whether the office is open at an aware moment, in the organisation's time zone, with its days off."""
    day = local_date(at, protocol)
    return any(start <= at < end for near in (day - DAY, day) for start, end in office_intervals(near, protocol))


def next_office_opening(at: datetime, protocol: Protocol) -> datetime:
    """The first moment (UTC) from ``at`` on when the office is open: ``at`` itself when it is."""
    return next(_open_from(at, protocol))[0]


def next_morning(at: datetime, protocol: Protocol) -> datetime:
    """When the office opens next (UTC), the present day's opening only while it is still to come."""
    day = local_date(at, protocol)
    today = office_intervals(day, protocol)
    if today and at < today[0][0]:
        return today[0][0]
    return office_intervals(next_workday(day, protocol), protocol)[0][0]


def office_time(start: datetime, end: datetime, protocol: Protocol) -> timedelta:
    """How long the office was open between two aware moments; zero when ``end`` is not after ``start``."""
    total = timedelta(0)
    stretches = _open_from(start, protocol)
    opened, closed = next(stretches)
    while opened < end:
        total += min(closed, end) - opened
        opened, closed = next(stretches)
    return total


def next_workday(day: date, protocol: Protocol) -> date:
    """The first day after ``day`` on which the office opens."""
    day += DAY
    while not is_workday(day, protocol):
        day += DAY
    return day


def _after_workdays(start: datetime, count: int, protocol: Protocol) -> datetime:
    day = local_date(start, protocol)
    for _ in range(count):
        day = next_workday(day, protocol)
    return office_intervals(day, protocol)[-1][1] if count > 0 else start.astimezone(UTC)


def _after_office_time(start: datetime, amount: timedelta, protocol: Protocol) -> datetime:
    if amount <= timedelta(0):
        return start.astimezone(UTC)
    left = amount
    stretches = _open_from(start, protocol)
    opened, closed = next(stretches)
    while closed - opened < left:
        left -= closed - opened
        opened, closed = next(stretches)
    return opened + left


def due(start: datetime, span: Span, protocol: Protocol) -> datetime:
    """When a span that begins at an aware moment has passed, in UTC.

    Wall time never stops. Office time stops outside office hours and on days off; it is up at the earliest moment the
    office has been open that long, which may be the closing time itself. Workdays do not count the day of ``start``
    and end when the office closes on the last of them. A span of nothing is up at once, also outside office hours.
    """
    match span.clock:
        case Clock.WALL:
            return start.astimezone(UTC) + span.amount
        case Clock.OFFICE:
            return _after_office_time(start, span.amount, protocol)
        case Clock.WORKDAYS:
            return _after_workdays(start, span.amount.days, protocol)
    assert_never(span.clock)


def _open_before(at: datetime, protocol: Protocol) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of open time before ``at``, last one first."""
    done = at.astimezone(UTC)
    day = local_date(at, protocol)
    while True:
        for start, end in reversed(office_intervals(day, protocol)):
            if start < done:
                yield start, min(end, done)
                done = start
        day -= DAY


def _before_office_time(end: datetime, amount: timedelta, protocol: Protocol) -> datetime:
    left = amount
    stretches = _open_before(end, protocol)
    opened, closed = next(stretches)
    while closed - opened < left:
        left -= closed - opened
        opened, closed = next(stretches)
    return closed - left


def _before_workdays(end: datetime, count: int, protocol: Protocol) -> datetime:
    day = local_date(end, protocol)
    for _ in range(count):
        day -= DAY
        while not is_workday(day, protocol):
            day -= DAY
    return office_intervals(day, protocol)[0][0]


def before(end: datetime, span: Span, protocol: Protocol) -> datetime:
    """The moment (UTC) that lies a span before an aware moment: when to remind of it.

    For workdays that is the opening of the office so many workdays earlier. A span of nothing is ``end`` itself.
    """
    if span.amount <= timedelta(0):
        return end.astimezone(UTC)
    match span.clock:
        case Clock.WALL:
            return end.astimezone(UTC) - span.amount
        case Clock.OFFICE:
            return _before_office_time(end, span.amount, protocol)
        case Clock.WORKDAYS:
            return _before_workdays(end, span.amount.days, protocol)
    assert_never(span.clock)


def _moved_to(day: date, report: Report, protocol: Protocol) -> bool:
    """Whether a report falls on this workday: its own day, or a day off just before from which it moves here."""
    while day.weekday() not in report.weekdays:
        day -= DAY
        if is_workday(day, protocol):
            return False
    return True


def next_report(report: Report, after: datetime, protocol: Protocol) -> datetime | None:
    """The first moment (UTC) after an aware moment that a report goes out; None for a report without days.

    On a day off it moves to the next workday, at the same local time, and joins that day's own when there is one.
    """
    if not report.weekdays:
        return None
    day = local_date(after, protocol)
    while True:
        moment = instant(datetime.combine(day, report.time), protocol.timezone)
        if moment > after and is_workday(day, protocol) and _moved_to(day, report, protocol):
            return moment
        day += DAY
