"""The escalation chain of one case: which step is taken, whom it tells, when the next one is due."""

from dataclasses import replace
from datetime import datetime, timedelta

from rules.case.model import Case, Effect, NoticeKind, Notify, Record, StartTimer, TimerKind
from rules.duty.hours import due, is_office, next_morning
from rules.duty.roster import who
from rules.duty.staffing import Staffing
from rules.protocol.model import Clock, LastResort, Protocol, Push, Span, Step

REPEAT = timedelta(minutes=15)
"""How often the last resort is told when the protocol does not say."""

NOBODY = "nobody"
AT_ONCE = Span(timedelta(0))


def chain_for(level: str, protocol: Protocol) -> tuple[Step, ...]:
    """The steps of a level; a level that names none at least tells its owner."""
    return protocol.escalation.get(level) or (Step(AT_ONCE, ("owner",)),)


def last_resort_for(protocol: Protocol) -> LastResort:
    """Whom to tell when all steps are taken: what the protocol says, else the last step of its highest chain, again."""
    if protocol.last_resort is not None:
        return protocol.last_resort
    steps = [steps[-1] for steps in protocol.escalation.values() if steps]
    return LastResort(steps[-1].notify if steps else ("owner",), REPEAT)


def is_loud(case: Case, protocol: Protocol, now: datetime) -> bool | None:
    """Whether a message of this case may ring now; None: this level sends no messages at all."""
    push = protocol.levels[case.level].push
    if push is Push.NEVER:
        return None
    return push is Push.ALWAYS or is_office(now, protocol)


def people_of(
    roles: tuple[str, ...], case: Case, protocol: Protocol, now: datetime, staffing: Staffing
) -> list[tuple[str, str, str]]:
    """(person, role, reason) for everybody these roles stand for now, each person once, in order."""
    found: dict[str, tuple[str, str, str]] = {}
    for role in roles:
        answer = who(role, now, protocol, staffing, location=case.location, owner=case.owner)
        for person in answer.people:
            found.setdefault(person, (person, answer.role, answer.reason))
    return list(found.values())


def take_step(
    case: Case, protocol: Protocol, now: datetime, staffing: Staffing, kind: NoticeKind = NoticeKind.ESCALATED
) -> tuple[Case, list[Effect]]:
    """Take the next step of the chain, or tell the last resort when all are taken. Always leaves a timer behind.

    A step whose people were all told before rings them again: a step never passes in silence. One that nobody fills (a
    role that a newer protocol has no more) does not wait: the next is taken at once.
    """
    if case.step >= len(case.chain):
        return _tell_last_resort(case, protocol, now, staffing)
    step = case.chain[case.step]
    case, effects = _tell(case, step.notify, protocol, now, staffing, kind, step)
    effects.append(Record("step", detail=str(case.step + 1)))
    case = replace(case, step=case.step + 1)
    if NOBODY in [effect.what for effect in effects if isinstance(effect, Record)]:
        case, more = take_step(case, protocol, now, staffing, kind)
        return case, [*effects, *more]
    return case, [*effects, next_timer(case, protocol, now)]


def _tell(
    case: Case,
    roles: tuple[str, ...],
    protocol: Protocol,
    now: datetime,
    staffing: Staffing,
    kind: NoticeKind,
    step: Step | None = None,
) -> tuple[Case, list[Effect]]:
    loud = is_loud(case, protocol, now)
    if loud is None:
        return case, []
    people = people_of(roles, case, protocol, now, staffing)
    fresh = [entry for entry in people if entry[0] not in case.told]
    again = [] if fresh else [entry for entry in people if entry[0] not in case.declined]
    told_now = [*((entry, kind) for entry in fresh), *((entry, NoticeKind.AGAIN) for entry in again)]
    call = step is not None and step.call  # whoever slept through the message is the one to ring
    effects: list[Effect] = [
        Notify(person, said, loud, role, why, case.step, call=call) for (person, role, why), said in told_now
    ]
    if not people:
        effects.append(Record(NOBODY, detail=", ".join(roles)))
    return told(case, effects), effects


def told(case: Case, effects: list[Effect]) -> Case:
    """The case with everybody these effects notify added to ``told``; what was said so far counts as known."""
    people = [e.person for e in effects if isinstance(e, Notify)]
    if not people:
        return case
    return replace(
        case,
        told=tuple(dict.fromkeys((*case.told, *people))),
        declined=tuple(p for p in case.declined if p not in people),
        authors_notified=case.authors,
        reach_notified=case.reach,
    )


def _tell_last_resort(case: Case, protocol: Protocol, now: datetime, staffing: Staffing) -> tuple[Case, list[Effect]]:
    resort = case.last_resort or last_resort_for(protocol)
    loud = is_loud(case, protocol, now)
    people = people_of(resort.notify, case, protocol, now, staffing)
    everybody = people or [(person, "", "told_anyway") for person in protocol.people]
    effects: list[Effect] = []
    if loud is not None:
        effects += [
            Notify(
                person, NoticeKind.AGAIN if person in case.told else NoticeKind.ESCALATED, loud, role, why, case.step
            )
            for person, role, why in everybody
        ]
    effects.append(Record("last_resort", detail=str(case.repeats + 1)))
    if case.repeats == 0:  # the chain has ended with nobody: said again by day, to whoever can mend the protocol
        effects += [Record("chain_ended"), StartTimer(TimerKind.END, case.turn, next_morning(now, protocol))]
    case = replace(told(case, effects), repeats=case.repeats + 1)
    return case, [*effects, StartTimer(TimerKind.LAST_RESORT, case.repeats, _again_at(case, protocol, now))]


def _again_at(case: Case, protocol: Protocol, now: datetime) -> datetime:
    """When the last resort is told (again): urgent levels at the protocol's pace, others at their own "seen" (ADR 0006)."""
    level = protocol.levels[case.level]
    if level.push is Push.ALWAYS or level.seen is None:
        return now + (case.last_resort or last_resort_for(protocol)).repeat
    return due(now, level.seen, protocol)


def next_timer(case: Case, protocol: Protocol, now: datetime) -> StartTimer:
    """When the step after the present one is due, counted from ``now`` (after an outage there is no burst)."""
    if case.step >= len(case.chain):
        return StartTimer(TimerKind.LAST_RESORT, case.repeats, _again_at(case, protocol, now))
    coming = case.chain[case.step].after
    before = case.chain[case.step - 1].after if case.step else AT_ONCE
    if case.step == 0 or before.amount == timedelta(0):
        at = due(now, coming, protocol)
    elif coming.clock is before.clock and coming.clock is not Clock.WORKDAYS:
        at = due(now, Span(max(coming.amount - before.amount, timedelta(0)), coming.clock), protocol)
    else:
        at = max(now, due(case.level_since or case.opened_at, coming, protocol))
    return StartTimer(TimerKind.STEP, case.step, at)
