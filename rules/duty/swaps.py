"""Changing who has duty: taking a turn over now, and asking a colleague to swap turns. Decisions only; nothing is kept here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.duty.roster import could_be
from rules.duty.staffing import Staffing, Swap
from rules.duty.turns import Turn, duty_changes, on_duty, turns
from rules.protocol.model import Protocol, Schedule

AHEAD = timedelta(days=200)
"""How far turns are looked for: half a year covers a rotation of a whole team."""


class Turned(StrEnum):
    """Why a change of duty was not made."""

    NOT_YOURS = "not_yours"  # this person never has duty here
    ALREADY = "already"  # they have it already
    NO_TURN = "no_turn"  # there is no turn to give away
    SAME = "same"  # nobody swaps with themselves
    CHANGED = "changed"  # the turns are not what they were when it was asked
    OUTDATED = "outdated"  # the button was drawn for another turn
    DECIDED = "decided"  # somebody answered this request already
    NOT_ASKED = "not_asked"  # the question was for somebody else


@dataclass(frozen=True, slots=True)
class Exchange:
    """``gives`` gives the turn ``given`` to ``takes``; with ``returned`` they get that turn of the other's for it."""

    schedule: str
    gives: str
    takes: str
    given: Turn
    returned: Turn | None = None


def may_have_duty(schedule: Schedule, protocol: Protocol) -> frozenset[str]:
    """Everybody who may ever have duty here or step in for it: the rotation, backups, and the roles that are filled by it."""
    roles = [role.id for role in protocol.roles.values() if role.schedule == schedule.id]
    people = {person for role in roles for person in could_be(role, protocol)}
    return frozenset(people | set(schedule.rotation) | {override.who for override in schedule.overrides})


def turn_at(schedule: Schedule, at: datetime, protocol: Protocol, staffing: Staffing) -> Turn:
    """The turn that runs at an aware moment; it ends where duty may pass on, also when the same person goes on."""
    edges = duty_changes(schedule, at, at + AHEAD, protocol, staffing)
    return turns(schedule, at, edges[0] if edges else at + AHEAD, protocol, staffing)[0]


def next_turn(schedule: Schedule, person: str, at: datetime, protocol: Protocol, staffing: Staffing) -> Turn | None:
    """The turn a person has at ``at``, else their next one; None when they have none within half a year."""
    coming = turns(schedule, at, at + AHEAD, protocol, staffing)
    found = next((turn for turn in coming if turn.who == person), None)
    return None if found is None else turn_at(schedule, found.start, protocol, staffing)


def take_over(
    schedule: Schedule,
    person: str,
    now: datetime,
    protocol: Protocol,
    staffing: Staffing,
    *,
    until: datetime | None = None,
) -> Swap | Turned:
    """The swap that gives ``person`` duty from now until the present turn ends.

    ``until``: when the turn ends that the button was drawn for, None where the person saw the present state.
    """
    if person not in may_have_duty(schedule, protocol):
        return Turned.NOT_YOURS
    running = turn_at(schedule, now, protocol, staffing)
    if until is not None and until != running.end:
        return Turned.OUTDATED
    if on_duty(schedule, now, protocol, staffing) == person:
        return Turned.ALREADY
    return Swap(schedule.id, person, now, running.end)


def ask(
    schedule: Schedule, gives: str, takes: str, now: datetime, protocol: Protocol, staffing: Staffing
) -> Exchange | Turned:
    """What a request to swap would exchange: the asker's next turn for the other's next one after it, if they have one."""
    if gives == takes:
        return Turned.SAME
    if takes not in may_have_duty(schedule, protocol):
        return Turned.NOT_YOURS
    given = next_turn(schedule, gives, now, protocol, staffing)
    if given is None:
        return Turned.NO_TURN
    returned = next_turn(schedule, takes, given.end, protocol, staffing)
    return Exchange(schedule.id, gives, takes, given, returned)


def accept(
    exchange: Exchange, schedule: Schedule, now: datetime, protocol: Protocol, staffing: Staffing
) -> tuple[Swap, ...] | Turned:
    """The swaps of a request that is accepted at ``now``: a turn that runs already passes from now on.

    ``CHANGED`` when one of the turns is over or is somebody else's by now.
    """
    swaps = []
    for turn, gives, takes in (
        (exchange.given, exchange.gives, exchange.takes),
        (exchange.returned, exchange.takes, exchange.gives),
    ):
        if turn is None:
            continue
        start = max(turn.start, now)
        if turn.end <= now or not _still(schedule, gives, start, turn.end, protocol, staffing):
            return Turned.CHANGED
        swaps.append(Swap(schedule.id, takes, start, turn.end))
    return tuple(swaps)


def _still(
    schedule: Schedule, person: str, start: datetime, end: datetime, protocol: Protocol, staffing: Staffing
) -> bool:
    return {turn.who for turn in turns(schedule, start, end, protocol, staffing)} == {person}
