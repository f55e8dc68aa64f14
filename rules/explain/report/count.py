"""From what was counted to what it means: promises kept, false alarms per rule, who was rung and at night."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from rules.duty.hours import due
from rules.explain.report.values import CaseTimes, Numbers, Ring, Verdict
from rules.judge.compare import is_night
from rules.protocol.model import Protocol, Span


@dataclass(frozen=True, slots=True)
class Promise:
    """How a promise was kept: of ``of`` cases whose term has passed or was met ``kept`` in time; ``typical`` is the median."""

    kept: int
    of: int
    typical: timedelta | None


@dataclass(frozen=True, slots=True)
class Speed:
    """The two promises of a level; None where the protocol promises nothing."""

    level: str
    seen: Promise | None
    reply: Promise | None


@dataclass(frozen=True, slots=True)
class Wrong:
    """A rule's verdicts."""

    rule: str
    false: int
    of: int


@dataclass(frozen=True, slots=True)
class Load:
    """How often somebody's phone rang, of which at night, and what came silently."""

    person: str
    loud: int
    night: int
    silent: int


def speeds(numbers: Numbers, protocol: Protocol) -> tuple[Speed, ...]:
    """Per level of the period's cases, the most serious first."""
    found = []
    for level in sorted(protocol.levels.values(), key=lambda level: -level.number):
        cases = [case for case in numbers.cases if case.level == level.id]
        if cases:
            seen = _promise([(c.told_at, c.taken_at) for c in cases], level.seen, protocol, numbers.end)
            reply = _promise([(c.opened_at, c.answered_at) for c in cases], level.reply, protocol, numbers.end)
            found.append(Speed(level.id, seen, reply))
    return tuple(found)


def _promise(
    pairs: Iterable[tuple[datetime | None, datetime | None]], span: Span | None, protocol: Protocol, end: datetime
) -> Promise | None:
    """A case of which the term still runs says nothing yet, nor does one of which nobody was told."""
    if span is None:
        return None
    kept, of, took = 0, 0, []
    for start, done in pairs:
        if start is None:
            continue
        term = due(start, span, protocol)
        if done is not None:
            took.append(max((done - start).total_seconds(), 0.0))
            kept += done <= term
            of += 1
        elif term <= end:
            of += 1
    return Promise(kept, of, timedelta(seconds=median(took)) if took else None)


def false_alarms(verdicts: Sequence[Verdict]) -> tuple[Wrong, ...]:
    """Per rule how many of the judged messages it decided on were false alarms; the worst first."""
    total: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for verdict in verdicts:
        total.update(verdict.rules)
        false.update(verdict.rules if verdict.false_alarm else ())
    ranked = sorted(false, key=lambda rule: (-false[rule] / total[rule], -false[rule], rule))
    return tuple(Wrong(rule, false[rule], total[rule]) for rule in ranked)


def loads(rings: Iterable[Ring], zone: ZoneInfo) -> tuple[Load, ...]:
    """Everybody who got something; whoever was woken most comes first."""
    found: dict[str, list[Ring]] = {}
    for ring in rings:
        found.setdefault(ring.person, []).append(ring)
    all_of = [_load(person, theirs, zone) for person, theirs in found.items()]
    return tuple(sorted(all_of, key=lambda one: (-one.night, -one.loud, -one.silent, one.person)))


def _load(person: str, rings: Sequence[Ring], zone: ZoneInfo) -> Load:
    loud = [ring for ring in rings if ring.loud]
    return Load(person, len(loud), sum(is_night(ring.at, zone) for ring in loud), len(rings) - len(loud))


def ended(cases: Iterable[CaseTimes]) -> tuple[CaseTimes, ...]:
    """Cases of which every step was taken while nobody took the case."""
    return tuple(case for case in cases if case.ended)
