"""Whose duty begins soon: the reminder that the protocol asks for (``handover.remind``), once for each hand-over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.duty.staffing import Staffing
from rules.duty.turns import Handover, next_handover, reminder_at
from rules.protocol.model import Protocol, Schedule


@dataclass(frozen=True, slots=True)
class Reminder:
    """At ``at`` (UTC) whoever comes is reminded of the hand-over."""

    schedule: str
    at: datetime
    handover: Handover


def reminders(protocol: Protocol, now: datetime, ahead: timedelta, staffing: Staffing) -> Iterator[Reminder]:
    """Those that are due and whose duty has not begun, and those of the coming time, schedule by schedule."""
    for schedule in protocol.on_call.values():
        yield from _of(schedule, protocol, now, ahead, staffing)


def _of(
    schedule: Schedule, protocol: Protocol, now: datetime, ahead: timedelta, staffing: Staffing
) -> Iterator[Reminder]:
    """A reminder may be asked for so early that more than one hand-over lies before it."""
    after = now
    while schedule.remind is not None and (coming := next_handover(schedule, after, protocol, staffing)) is not None:
        at = reminder_at(schedule, coming, protocol)
        if at is None or at > now + ahead:
            return
        yield Reminder(schedule.id, at, coming)
        after = coming.at
