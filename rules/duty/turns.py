"""Turns of duty: rotation, overrides of the file, swaps made from the phone, and the hand-overs between them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from rules.duty.hours import DAY, before, instant, local_date
from rules.duty.staffing import EVERYBODY, Staffing, Swap
from rules.protocol.model import Every, Protocol, Schedule


@dataclass(frozen=True, slots=True)
class Turn:
    """``who`` has duty from ``start`` until ``end`` (UTC, half-open); None is a hole. ``why``: rotation, override, swap or hole."""

    who: str | None
    start: datetime
    end: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Handover:
    """The moment (UTC) at which duty passes from one person to another; None stands for nobody."""

    at: datetime
    leaves: str | None
    comes: str | None


def _period(schedule: Schedule) -> timedelta:
    return (7 * DAY if schedule.shift.every is Every.WEEK else DAY) * max(1, schedule.shift.count)


def _first_day(schedule: Schedule) -> date:
    """The local day of the first hand-over: ``first``, or the first right weekday after it."""
    shift = schedule.shift
    if shift.weekday is None:
        return shift.first
    return shift.first + DAY * ((shift.weekday - shift.first.weekday()) % 7)


def _boundary(schedule: Schedule, turn: int, protocol: Protocol) -> datetime:
    """The moment turn number ``turn`` (from 0) begins. Local time, so also on a day of 23 or 25 hours it happens once."""
    day = _first_day(schedule) + turn * _period(schedule)
    return instant(datetime.combine(day, schedule.shift.starts), protocol.timezone)


def turn_number(schedule: Schedule, at: datetime, protocol: Protocol) -> int:
    """The number of the turn that runs at ``at``; negative before the first."""
    number = (local_date(at, protocol) - _first_day(schedule)) // _period(schedule)
    return number if _boundary(schedule, number, protocol) <= at else number - 1


def _override(schedule: Schedule, at: datetime, protocol: Protocol) -> str | None:
    """Who an override of the file puts on duty; of two that overlap the one written last."""
    for override in reversed(schedule.overrides):
        if instant(override.start, protocol.timezone) <= at < instant(override.end, protocol.timezone):
            return override.who
    return None


def _swap(schedule: Schedule, at: datetime, swaps: Iterable[Swap]) -> str | None:
    """Who a swap puts on duty; of two that overlap the one made last."""
    found = [swap.who for swap in swaps if swap.schedule == schedule.id and swap.start <= at < swap.end]
    return found[-1] if found else None


def _turn(schedule: Schedule, at: datetime, protocol: Protocol, staffing: Staffing) -> tuple[str | None, str]:
    if swapped := _swap(schedule, at, staffing.swaps):
        return swapped, "swap"
    if overridden := _override(schedule, at, protocol):
        return overridden, "override"
    number = turn_number(schedule, at, protocol)
    if number < 0 or not schedule.rotation:
        return None, "hole"
    return schedule.rotation[number % len(schedule.rotation)], "rotation"


def on_duty(schedule: Schedule, at: datetime, protocol: Protocol, staffing: Staffing = EVERYBODY) -> str | None:
    """Whose turn it is at an aware moment, absent or not; None before the first turn or without a rotation.

    A swap beats an override of the file, and that beats the rotation.
    """
    return _turn(schedule, at, protocol, staffing)[0]


def duty_changes(
    schedule: Schedule, start: datetime, end: datetime, protocol: Protocol, staffing: Staffing
) -> list[datetime]:
    """Every moment in ``(start, end)`` at which duty may pass to somebody else, in order."""
    zone = protocol.timezone
    moments = {edge for swap in staffing.swaps if swap.schedule == schedule.id for edge in (swap.start, swap.end)}
    moments |= {instant(edge, zone) for override in schedule.overrides for edge in (override.start, override.end)}
    number = max(0, turn_number(schedule, start, protocol))
    while (moment := _boundary(schedule, number, protocol)) < end:
        moments.add(moment)
        number += 1
    return sorted(moment.astimezone(UTC) for moment in moments if start < moment < end)


def turns(
    schedule: Schedule, start: datetime, end: datetime, protocol: Protocol, staffing: Staffing = EVERYBODY
) -> tuple[Turn, ...]:
    """Who has duty between two aware moments, joined where the same person goes on for the same reason."""
    edges = [start.astimezone(UTC), *duty_changes(schedule, start, end, protocol, staffing), end.astimezone(UTC)]
    found: list[Turn] = []
    for begin, finish in pairwise(edges):
        who, why = _turn(schedule, begin, protocol, staffing)
        if found and (found[-1].who, found[-1].why) == (who, why):
            begin = found.pop().start
        found.append(Turn(who, begin, finish, why))
    return tuple(found)


def next_handover(
    schedule: Schedule, after: datetime, protocol: Protocol, staffing: Staffing = EVERYBODY
) -> Handover | None:
    """The first moment after an aware one at which somebody else has duty; None when that never happens.

    Looks one whole round of the rotation past the last override and swap.
    """
    edges = [swap.end for swap in staffing.swaps if swap.schedule == schedule.id]
    edges += [instant(override.end, protocol.timezone) for override in schedule.overrides]
    begin = max([after, _boundary(schedule, 0, protocol), *edges])
    horizon = begin + (len(schedule.rotation) + 2) * _period(schedule)
    coming = turns(schedule, after, horizon, protocol, staffing)
    for leaves, comes in pairwise(coming):
        if leaves.who != comes.who:
            return Handover(comes.start, leaves.who, comes.who)
    return None


def reminder_at(schedule: Schedule, handover: Handover, protocol: Protocol) -> datetime | None:
    """When to remind of a hand-over (UTC), on the clock the file names; None when the file asks for no reminder.

    Outside office hours the reminder is silent: ask ``is_office`` at this moment.
    """
    return before(handover.at, schedule.remind, protocol) if schedule.remind else None
