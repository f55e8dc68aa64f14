"""Who is told for a role at a moment: people, duty, stand-ins, backups of the moment. Never nobody."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rules.duty.hours import DAY, is_office, local_date, office_intervals
from rules.duty.staffing import EVERYBODY, Staffing, Who
from rules.duty.turns import duty_changes, turn_number
from rules.duty.turns import on_duty as on_duty
from rules.protocol.model import Protocol, Role, Schedule

OWNER = "owner"
BACKUP = "backup"
PSEUDO_ROLES = (OWNER, BACKUP)
"""Roles of the moment: whoever owns the case, and whoever backs up the person on duty."""

NOBODY = "nobody"
TOLD_ANYWAY = "told_anyway"
"""Nobody is on, so the role's people, or those of its stand-in, are told all the same."""


# --- who is told for a role ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Moment:
    """Everything that decides who fills a role now. ``asked`` are the roles on the way, against circles of stand-ins."""

    at: datetime
    protocol: Protocol
    staffing: Staffing
    location: str | None
    owner: str | None
    asked: tuple[str, ...] = ()

    def reachable(self, people: Iterable[str]) -> tuple[str, ...]:
        return tuple(person for person in dict.fromkeys(people) if person not in self.staffing.unreachable)

    def passing(self, role: str) -> "_Moment":
        return replace(self, asked=(*self.asked, role))


def who(
    role: str,
    at: datetime,
    protocol: Protocol,
    staffing: Staffing = EVERYBODY,
    *,
    location: str | None = None,
    owner: str | None = None,
) -> Who:
    """The people to tell for a role at an aware moment, and the named reason.

    ``owner`` and ``backup`` are the roles of the moment: the first is the role given as ``owner`` (and ``Who.role`` names
    it), the second backs up the schedule behind that owner, else the first schedule of the file. ``location`` is the
    location's id. A role that the protocol does not know (any more) and a location manager without a location or
    stand-in give ``nobody``; a role with people never does.
    """
    return _who(role, _Moment(at, protocol, staffing, location, owner))


def _who(role_id: str, now: _Moment) -> Who:
    if role_id == OWNER and now.owner and now.owner != OWNER:
        return _who(now.owner, now)
    if role_id == BACKUP:
        return _backup_of_the_moment(now)
    role = now.protocol.roles.get(role_id)
    if role is None or role_id in now.asked:
        return Who((), NOBODY, role_id)
    own, reason = _own_people(role, now)
    return _step_in(role, own, reason, now.passing(role_id))


def _own_people(role: Role, now: _Moment) -> tuple[tuple[str, ...], str]:
    """Whose task the role is, reachable or not, and the reason while the role is on."""
    if role.schedule is not None:
        schedule = now.protocol.on_call.get(role.schedule)
        duty = on_duty(schedule, now.at, now.protocol, now.staffing) if schedule else None
        return ((duty,) if duty else ()), "on_duty"
    if role.location_manager:
        place = now.protocol.organisation.locations.get(now.location or "")
        return ((place.manager,) if place and place.manager else ()), "location_manager"
    return role.people, "always_on" if role.always_on else "people"


def _is_on(role: Role, now: _Moment) -> bool:
    return role.schedule is not None or role.always_on or is_office(now.at, now.protocol)


def _step_in(role: Role, own: tuple[str, ...], reason: str, now: _Moment) -> Who:
    """The role's reachable people when it is on; else its stand-in; else whoever backs up its schedule; else told anyway."""
    reachable = now.reachable(own)
    if reachable and _is_on(role, now):
        return Who(reachable, reason, role.id)
    stand_in = _who(role.stand_in, now) if role.stand_in else Who((), NOBODY, role.id)
    if able := now.reachable(stand_in.people):
        return Who(able, TOLD_ANYWAY if stand_in.reason == TOLD_ANYWAY else "stand_in", role.id)
    schedule = now.protocol.on_call.get(role.schedule or "")
    if schedule and (able := now.reachable(_backup(schedule, own, now))):
        return Who(able, BACKUP, role.id)
    anyway = reachable or own or stand_in.people or (schedule.rotation[:1] if schedule else ())
    return Who(anyway, TOLD_ANYWAY if anyway else NOBODY, role.id)


# --- backup ----------------------------------------------------------------------------------------------------------


def _backup(schedule: Schedule, on_turn: tuple[str, ...], now: _Moment) -> tuple[str, ...]:
    """The backup role's people without those on duty; else the next one in the rotation who is not."""
    role = schedule.backup
    people = _who(role, now).people if role and role != BACKUP else ()
    if others := [person for person in now.reachable(people) if person not in on_turn]:
        return tuple(others)
    turn = max(0, turn_number(schedule, now.at, now.protocol)) % max(1, len(schedule.rotation))
    following = schedule.rotation[turn + 1 :] + schedule.rotation[: turn + 1]
    return tuple(person for person in now.reachable(following) if person not in on_turn)[:1]


def _schedule_behind(role_id: str | None, protocol: Protocol) -> Schedule | None:
    """The schedule of a role, or of the role that stands in for it, and so on."""
    passed: set[str] = set()
    while role_id and role_id not in passed and (role := protocol.roles.get(role_id)):
        if role.schedule is not None and role.schedule in protocol.on_call:
            return protocol.on_call[role.schedule]
        passed.add(role_id)
        role_id = role.stand_in
    return None


def _backup_of_the_moment(now: _Moment) -> Who:
    schedule = _schedule_behind(now.owner, now.protocol) or next(iter(now.protocol.on_call.values()), None)
    if schedule is None or BACKUP in now.asked:
        return Who((), NOBODY, BACKUP)
    deeper = now.passing(BACKUP)
    on_turn = _on_turn(schedule, deeper)
    if people := _backup(schedule, on_turn, deeper):
        return Who(people, BACKUP, BACKUP)
    return Who(on_turn, TOLD_ANYWAY if on_turn else NOBODY, BACKUP)


def _on_turn(schedule: Schedule, now: _Moment) -> tuple[str, ...]:
    """Whose turn it is, and whoever is told in their place: none of them is their own backup."""
    duty = on_duty(schedule, now.at, now.protocol, now.staffing)
    roles = [role.id for role in now.protocol.roles.values() if role.schedule == schedule.id]
    told = [person for role in roles for person in _who(role, now).people]
    return tuple(dict.fromkeys([*([duty] if duty else []), *told]))


# --- for checks ------------------------------------------------------------------------------------------------------


def could_be(role_id: str, protocol: Protocol, asked: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Everybody who may ever be told for a role, stand-ins and backups of its schedule included, in order of the file."""
    if role_id == BACKUP:
        roles = {schedule.backup for schedule in protocol.on_call.values() if schedule.backup}
        people = {person for schedule in protocol.on_call.values() for person in schedule.rotation}
    elif (role := protocol.roles.get(role_id)) and role_id not in asked:
        schedule = protocol.on_call.get(role.schedule or "")
        people = set(role.people) | (
            set(schedule.rotation) | {o.who for o in schedule.overrides} if schedule else set()
        )
        if role.location_manager:
            people |= {place.manager for place in protocol.organisation.locations.values() if place.manager}
        roles = {name for name in (role.stand_in, schedule.backup if schedule else None) if name}
    else:
        return ()
    for other in roles - asked - {BACKUP}:
        people |= set(could_be(other, protocol, asked | {role_id}))
    return tuple(person for person in protocol.people if person in people)


def change_points(
    start: datetime, end: datetime, protocol: Protocol, staffing: Staffing = EVERYBODY
) -> tuple[datetime, ...]:
    """Every moment (UTC) in ``[start, end)`` at which the answer of ``who`` may change, ``start`` included, in order.

    Between two of them nothing changes: office openings and closings, turns, overrides and swaps are all there are.
    """
    moments = {start.astimezone(UTC)}
    for schedule in protocol.on_call.values():
        moments |= set(duty_changes(schedule, start, end, protocol, staffing))
    day = local_date(start, protocol) - DAY
    while day <= local_date(end, protocol):
        moments |= {edge for interval in office_intervals(day, protocol) for edge in interval if start < edge < end}
        day += DAY
    return tuple(sorted(moments))
