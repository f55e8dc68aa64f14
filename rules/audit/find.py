"""What is not as it must be. Bounds are here; who counts is ``bot.store.auditing`` and the process itself."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from rules.audit.model import Finding, Invariant, Line, Machine, OpenCase, Pile, Source, Trouble, Vault
from rules.duty.hours import instant, is_workday, local_date
from rules.duty.roster import could_be
from rules.duty.staffing import EVERYBODY, Staffing
from rules.duty.turns import turns
from rules.protocol.model import Protocol, Push

TIMER: Final = timedelta(minutes=10)
OUTBOX: Final = timedelta(minutes=5)
JUDGING: Final = timedelta(minutes=5)
PRESSES: Final = timedelta(minutes=2)
CASE: Final = timedelta(minutes=2)
"""An open case gets its timer and its first message in the commit that opens it."""
SOURCE: Final = timedelta(minutes=5)
"""So long a source may fail before it counts; one that needs a person counts at once."""
LEFT: Final = timedelta(minutes=2)
"""So long a task may be nobody's: the nodes that live take it within half a minute."""
LOOKS: Final = 3
"""So many looks at a source may be missed."""
DEATHS: Final = 3
AHEAD: Final = timedelta(days=14)
LINE: Final = timedelta(minutes=2)
LOCKED: Final = timedelta(seconds=30)
DRIFT: Final = timedelta(seconds=30)
BLOCKED: Final = timedelta(seconds=30)
ROOM: Final = 200 * 1024 * 1024
"""Bytes that must stay free on the disk of the database …"""
SHARE: Final = 0.02
"""… or this share of it, whichever is less."""
RECENT: Final = timedelta(days=1)
"""What went wrong for good is found for so long."""
BROKEN: Final = timedelta(hours=1)
"""Whoever saved a protocol that cannot be used has been told at once; so much later it is a finding."""
WAITS: Final = timedelta(days=1)
SILENCE: Final = timedelta(hours=1)
LONGEST_SILENCE: Final = timedelta(days=7)
WEEKS: Final = 4
LEAST: Final = 3
"""A source is oddly silent when in each of the last four weeks the same stretch brought at least so many mentions …"""
TOGETHER: Final = 20
"""… and all four together so many: by chance alone that is rarer than once in a hundred stretches."""


def find(
    vault: Vault | None, machine: Machine, protocol: Protocol, now: datetime, staffing: Staffing = EVERYBODY
) -> tuple[Finding, ...]:
    """Everything that is wrong at ``now``. ``vault`` None: the database cannot be read, so of it nothing is known."""
    found = [*_machine(machine, now), *_roster(protocol, now, staffing)]
    if vault is not None:
        found += [*_vault(vault, machine, protocol, now), *_sources(vault, machine, protocol, now)]
        found += [*_reach(vault, machine, protocol, now), *_left(vault, machine, now)]
    return tuple(found)


# --- what the process knows ---------------------------------------------------------------------------------


def _machine(machine: Machine, now: datetime) -> Iterator[Finding]:
    yield from _computer(machine, now)
    yield from _chores(machine, now)
    for died in machine.died:
        if died.times >= DEATHS:
            yield Finding(Invariant.WATCHER_DEAD, died.name, died.at, {"times": died.times, "why": died.why})
    for line in machine.lines:
        yield from _line(line, now)


def _computer(machine: Machine, now: datetime) -> Iterator[Finding]:
    if (trouble := machine.trouble) is not None and (
        trouble.what is not Trouble.LOCKED or now - trouble.since >= LOCKED
    ):
        yield Finding(Invariant.DATABASE, "", trouble.since, {"trouble": trouble.what.value})
    if (disk := machine.disk) is not None and disk.free < min(ROOM, disk.size * SHARE):
        yield Finding(Invariant.DISK_LOW, values={"free": disk.free})
    if abs(machine.drift) > DRIFT:
        yield Finding(Invariant.CLOCK_DRIFT, values={"seconds": round(machine.drift.total_seconds())})
    if machine.silent_loop >= BLOCKED:
        yield Finding(Invariant.LOOP_BLOCKED, "", now - machine.silent_loop)


def _chores(machine: Machine, now: datetime) -> Iterator[Finding]:
    if machine.protocol_broken_since is not None and now - machine.protocol_broken_since >= BROKEN:
        yield Finding(Invariant.PROTOCOL_BROKEN, "", machine.protocol_broken_since)
    if machine.backup_late_since is not None:
        yield Finding(Invariant.BACKUP_LATE, "", machine.backup_late_since)
    for way in machine.alarms_failed:
        yield Finding(Invariant.ALARM_FAILED, way.notifier, way.since, broken=frozenset({way.notifier}))
    yield from _pile(Invariant.LINKS_GUESSED, machine.guessed, now, timedelta(0))
    yield from _pile(Invariant.LOG_CHANGED, machine.log_changed, now, timedelta(0))


def _line(line: Line, now: datetime) -> Iterator[Finding]:
    if line.refused:
        yield Finding(Invariant.NOTIFIER_REFUSED, line.notifier, line.since, broken=frozenset({line.notifier}))
    elif now - line.since >= LINE:
        yield Finding(Invariant.NOTIFIER_DOWN, line.notifier, line.since, broken=frozenset({line.notifier}))


# --- what the database knows ----------------------------------------------------------------------------------


def _vault(vault: Vault, machine: Machine, protocol: Protocol, now: datetime) -> Iterator[Finding]:
    yield from _pile(Invariant.TIMER_LATE, vault.timers, now, TIMER)
    yield from _pile(Invariant.JUDGING_STUCK, vault.unjudged, now, JUDGING)
    yield from _pile(Invariant.PRESSES_STUCK, vault.unanswered, now, PRESSES)
    down = {line.notifier for line in machine.lines if any(_line(line, now))}
    for notifier, pile in sorted(vault.outbox.items()):
        if notifier not in down:  # that it is down says it all
            yield from _pile(Invariant.OUTBOX_STUCK, pile, now, OUTBOX, notifier)
    yield from _cases(Invariant.CASE_STILL, vault.without_timer, now)
    pushed = [case for case in vault.untold if _is_told(case, protocol)]
    yield from _cases(Invariant.NOBODY_TOLD, tuple(pushed), now)
    for invariant, gone in ((Invariant.DEAD_LETTER, vault.dead), (Invariant.QUARANTINED, vault.quarantined)):
        yield from _pile(invariant, gone, now, timedelta(0))
    if vault.proposed_since is not None and now - vault.proposed_since >= WAITS:
        yield Finding(Invariant.PROTOCOL_WAITS, "", vault.proposed_since)


def _pile(
    invariant: Invariant, pile: Pile | None, now: datetime, bound: timedelta, notifier: str = ""
) -> Iterator[Finding]:
    if pile is not None and pile.count and now - pile.since >= bound:
        broken = frozenset({notifier}) if notifier else frozenset[str]()
        yield Finding(invariant, notifier, pile.since, {"n": pile.count}, broken)


def _cases(invariant: Invariant, cases: tuple[OpenCase, ...], now: datetime) -> Iterator[Finding]:
    for case in cases:
        if now - case.since >= CASE:
            yield Finding(invariant, str(case.number), case.since)


def _is_told(case: OpenCase, protocol: Protocol) -> bool:
    """Whether the protocol wants anybody told of a case of this level."""
    level = protocol.levels.get(case.level)
    return level is None or level.push is not Push.NEVER


# --- sources ----------------------------------------------------------------------------------------------------


def _left(vault: Vault, machine: Machine, now: datetime) -> Iterator[Finding]:
    """Tasks that no node has: one that never was taken counts from our start."""
    for task in sorted(machine.tasks):
        until = max(vault.leases.get(task, machine.up_since), machine.up_since)
        if now - until >= LEFT:
            yield Finding(Invariant.TASK_LEFT, task, until)


def _sources(vault: Vault, machine: Machine, protocol: Protocol, now: datetime) -> Iterator[Finding]:
    for source in vault.sources:
        every = machine.watched.get(source.name)
        if every is None:
            continue
        found = _failing(source, now) or _not_read(source, every, machine, now) or _silent(source, protocol, now)
        if found is not None:
            yield found


def _failing(source: Source, now: datetime) -> Finding | None:
    if source.deaths >= DEATHS:
        return Finding(
            Invariant.WATCHER_DEAD, source.name, source.died_at, {"times": source.deaths, "why": source.error}
        )
    if source.failing_since is None or (not source.blind and now - source.failing_since < SOURCE):
        return None
    values = {"blind": source.blind, "why": source.error}
    return Finding(Invariant.SOURCE_FAILING, source.name, source.failing_since, values)


def _not_read(source: Source, every: timedelta, machine: Machine, now: datetime) -> Finding | None:
    """The watcher does not come back, though nothing was said to be wrong."""
    last = max(source.looked_at or machine.up_since, machine.up_since)
    if now - last < max(LOOKS * every, SOURCE):
        return None
    return Finding(Invariant.SOURCE_STILL, source.name, last)


def _silent(source: Source, protocol: Protocol, now: datetime) -> Finding | None:
    if source.last is None or (not is_workday(local_date(now, protocol), protocol) and _is_week_day_off(protocol, now)):
        return None
    enough = len(source.usual) == WEEKS and min(source.usual) >= LEAST and sum(source.usual) >= TOGETHER
    return Finding(Invariant.SOURCE_SILENT, source.name, source.last) if enough else None


def _is_week_day_off(protocol: Protocol, now: datetime) -> bool:
    """Whether today is a day off on which the office is open in other weeks: then it is not compared with those."""
    day = local_date(now, protocol)
    return any(is_workday(day - timedelta(weeks=week), protocol) for week in range(1, WEEKS + 1))


def stretches(last: datetime, now: datetime, protocol: Protocol) -> tuple[tuple[datetime, datetime], ...]:
    """The same local hours as from ``last`` until ``now`` in each of the last four weeks (UTC, half-open).

    Empty while the silence is too short to say anything, or so long that somebody has heard of it.
    """
    if not SILENCE <= now - last <= LONGEST_SILENCE:
        return ()
    zone = protocol.timezone
    start, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (last, now))
    back = [timedelta(weeks=week) for week in range(1, WEEKS + 1)]
    return tuple((instant(start - weeks, zone), instant(end - weeks, zone)) for weeks in back)


# --- people -------------------------------------------------------------------------------------------------------


def _roster(protocol: Protocol, now: datetime, staffing: Staffing) -> Iterator[Finding]:
    """Stretches of the coming fourteen days in which nobody has duty."""
    for schedule in protocol.on_call.values():
        for turn in turns(schedule, now, now + AHEAD, protocol, staffing):
            if turn.who is None:
                start = max(turn.start, now).astimezone(UTC)
                subject = schedule.id if start <= now else f"{schedule.id} {turn.start:%Y-%m-%dT%H:%M}"
                values = {"schedule": schedule.id, "start": start.isoformat(), "end": turn.end.isoformat()}
                yield Finding(Invariant.ROSTER_HOLE, subject, values=values)


def urgent_people(protocol: Protocol) -> tuple[str, ...]:
    """Everybody who may be told of something that is pushed at every hour, in order of the file."""
    loud = [level.id for level in protocol.levels.values() if level.push is Push.ALWAYS]
    roles = {role for level in loud for step in protocol.escalation.get(level, ()) for role in step.notify}
    roles |= set(protocol.last_resort.notify) if protocol.last_resort else set()
    if "owner" in roles:
        roles = (roles - {"owner"}) | {rule.owner for rule in protocol.rules if rule.level in loud and rule.owner}
    told = {person for role in roles for person in could_be(role, protocol)}
    return tuple(person for person in protocol.people if person in told)


def _reach(vault: Vault, machine: Machine, protocol: Protocol, now: datetime) -> Iterator[Finding]:
    for lost in vault.lost:
        if lost.person in protocol.people:
            values = {"notifier": lost.notifier}
            yield Finding(Invariant.UNREACHABLE, f"{lost.person} {lost.notifier}", lost.since, values)
    if now - machine.up_since < CASE:
        return  # a service that just started is not measured by who is paired
    lost_ones = {lost.person for lost in vault.lost}
    for person in urgent_people(protocol):
        ways = vault.ways.get(person, frozenset())
        if not ways and person not in lost_ones:
            yield Finding(Invariant.UNREACHABLE, person)
        elif len(ways) == 1 and len(machine.notifiers) > 1:
            yield Finding(Invariant.ONE_WAY, person, values={"notifier": next(iter(ways))})
    if len(machine.notifiers) == 1:
        yield Finding(Invariant.ONE_WAY, values={"notifier": next(iter(machine.notifiers))})
