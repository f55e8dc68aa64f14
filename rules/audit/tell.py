"""Who hears of what is wrong, and when: at once, then at most once an hour, and once when it is mended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from rules.audit.model import VAULT, Finding, Urgency
from rules.duty.hours import is_office
from rules.duty.roster import who
from rules.duty.staffing import EVERYBODY, Staffing
from rules.protocol.model import Protocol
from rules.protocol.versions import managers

AGAIN: Final[Mapping[Urgency, timedelta]] = {
    Urgency.NOW: timedelta(hours=1),
    Urgency.TODAY: timedelta(hours=4),
    Urgency.CALM: timedelta(days=1),
}
"""So long after it was told something is told again, if it still is so; what is not urgent only in office hours."""
MEMORY: Final = timedelta(hours=1)
"""So long what was mended is remembered: what comes and goes is not told each time."""


@dataclass(frozen=True, slots=True)
class Known:
    """A finding as the auditor remembers it. ``told_at`` None: nobody has heard of it yet. Times aware UTC.

    ``mended_said``: since it was last told, somebody has heard that it was over.
    """

    finding: Finding
    first_at: datetime
    told_at: datetime | None = None
    mended_at: datetime | None = None
    mended_said: bool = False


@dataclass(frozen=True, slots=True)
class Alarm:
    """Tell of a finding. ``mended``: that it is over. ``again``: it was told before."""

    finding: Finding
    loud: bool
    mended: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What the auditor remembers from now on, and what must be told. What could not be told is not ``told``."""

    ledger: tuple[Known, ...]
    alarms: tuple[Alarm, ...]


def decide(
    ledger: Iterable[Known], findings: Iterable[Finding], protocol: Protocol, now: datetime, *, vault: bool = True
) -> Decision:
    """What to remember and to tell at ``now``. ``vault`` False: the database was not read, so what it said still counts."""
    found = {finding.key: finding for finding in findings}
    kept: list[Known] = []
    alarms: list[Alarm] = []
    for known in ledger:
        finding = found.pop(known.finding.key, None)
        if finding is None and not vault and known.finding.invariant in VAULT:
            finding = known.finding
        entry, alarm = _gone(known, now) if finding is None else _there(known, finding, protocol, now)
        kept += [entry] if entry else []
        alarms += [alarm] if alarm else []
    for finding in found.values():
        kept.append(Known(finding, now))
        alarms.append(Alarm(finding, _loud(finding, protocol, now)))
    return Decision(tuple(kept), tuple(alarms))


def _there(known: Known, finding: Finding, protocol: Protocol, now: datetime) -> tuple[Known, Alarm | None]:
    entry = replace(known, finding=finding, mended_at=None)
    if known.told_at is None:
        return entry, Alarm(finding, _loud(finding, protocol, now))
    urgency = finding.trait.urgency
    if now - known.told_at < AGAIN[urgency] or (urgency is not Urgency.NOW and not is_office(now, protocol)):
        return entry, None
    return entry, Alarm(finding, _loud(finding, protocol, now), again=True)


def _gone(known: Known, now: datetime) -> tuple[Known | None, Alarm | None]:
    """It is over. Nobody needs to hear that of what nobody heard of, nor of what was an event."""
    if known.told_at is None:
        return None, None
    if known.mended_at is not None:
        return (known if now - known.told_at < MEMORY else None), None
    entry = replace(known, mended_at=now, mended_said=True)
    silent = known.mended_said or known.finding.trait.fades
    return entry, None if silent else Alarm(known.finding, loud=False, mended=True)


def _loud(finding: Finding, protocol: Protocol, now: datetime) -> bool:
    match finding.trait.urgency:
        case Urgency.NOW:
            return True
        case Urgency.TODAY:
            return is_office(now, protocol)
        case _:
            return False


def told(ledger: Iterable[Known], keys: Iterable[str], now: datetime) -> tuple[Known, ...]:
    """The memory after these findings were told."""
    heard = set(keys)
    return tuple(
        replace(known, told_at=now, mended_said=False) if known.finding.key in heard else known for known in ledger
    )


def present(ledger: Iterable[Known]) -> tuple[Finding, ...]:
    """What is wrong now, what matters most first."""
    order = list(Urgency)
    there = [known for known in ledger if known.mended_at is None]
    ranked = sorted(there, key=lambda k: (order.index(k.finding.trait.urgency), k.first_at, k.finding.key))
    return tuple(known.finding for known in ranked)


def well(findings: Iterable[Finding]) -> bool:
    """Whether the sign of life may go out."""
    return not any(finding.trait.withholds for finding in findings)


# --- to whom ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to tell, and the notifiers to try, best first."""

    person: str
    ways: tuple[str, ...]


def recipients(
    finding: Finding,
    ways: Mapping[str, tuple[str, ...]],
    protocol: Protocol,
    now: datetime,
    staffing: Staffing = EVERYBODY,
) -> tuple[Recipient, ...]:
    """Whom to tell, in order. ``ways``: by person the notifiers that have an address of theirs, best first.

    The managers of the protocol, its owner first; where none of them has a way, the last resort, and then anybody.
    Ways that the finding is about come last: rather a message that may not arrive than none.
    """
    groups = (managers(protocol), _last_resort(protocol, now, staffing), tuple(protocol.people))
    for people in groups:
        found = [Recipient(person, _best(ways.get(person, ()), finding)) for person in people if ways.get(person)]
        if found:
            return tuple(sorted(found, key=lambda r: r.ways[0] in finding.broken))
    return ()


def _last_resort(protocol: Protocol, now: datetime, staffing: Staffing) -> tuple[str, ...]:
    roles = protocol.last_resort.notify if protocol.last_resort else ()
    return tuple(dict.fromkeys(p for role in roles for p in who(role, now, protocol, staffing).people))


def _best(ways: tuple[str, ...], finding: Finding) -> tuple[str, ...]:
    return tuple(sorted(ways, key=lambda way: way in finding.broken))


def everybody(alarm: Alarm) -> bool:
    """Whether all recipients hear it, or only the first who can be reached."""
    return alarm.finding.trait.urgency is Urgency.NOW and not alarm.mended
