"""A message failed for good: the gap is filled, or the chain goes on at once."""

from dataclasses import replace
from datetime import datetime

from rules.case.advance.steps import CHASING, loose, ring_the_rest, take_due_steps
from rules.case.chain import (
    is_loud,
    people_of,
    take_step,
    told,
)
from rules.case.model import (
    Case,
    Decision,
    Effect,
    NoticeKind,
    Notify,
    Record,
    Redraw,
    StartTimer,
    State,
    StopTimers,
    TimerKind,
    Undeliverable,
)
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol


def undeliverable(case: Case, event: Undeliverable, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """Nobody heard this message: the same step is filled again without that person, else the next one is taken at once."""
    record = Record("undeliverable", event.person, event.reason)
    was_told = event.person in case.told
    case = replace(case, told=tuple(p for p in case.told if p != event.person))
    if event.person in (case.assignee, case.handed_to) and case.state is not State.RESOLVED:
        return _without_holder(case, event.person, record, protocol, now, staffing)
    if case.state is not State.OPEN or not was_told:
        return Decision(case, (record,))
    absent = replace(staffing, unreachable=staffing.unreachable | {event.person})
    filled = _fill_gap(case, event.person, protocol, now, absent)
    if filled:
        return Decision(told(case, filled), (record, *filled))
    if [p for p in case.told if p not in case.declined]:
        return Decision(case, (record,))
    stop = StopTimers((TimerKind.STEP, TimerKind.LAST_RESORT))
    case, more = _past_the_unreachable(case, event.person, protocol, now, absent)
    return Decision(case, (record, stop, *more))


def _without_holder(
    case: Case, person: str, record: Record, protocol: Protocol, now: datetime, staffing: Staffing
) -> Decision:
    """Whoever has the case, or was asked to take it, cannot be told what they must know: it is loose again."""
    absent = replace(staffing, unreachable=staffing.unreachable | {person})
    case, effects = ring_the_rest(loose(case), protocol, now, absent, "unreached")
    return Decision(case, (record, StopTimers(CHASING), *effects, Redraw()))


def _fill_gap(case: Case, person: str, protocol: Protocol, now: datetime, staffing: Staffing) -> list[Effect]:
    """Whoever now stands for the roles of the steps taken so far and was not told yet."""
    loud = is_loud(case, protocol, now)
    if loud is None:
        return []
    roles = tuple(role for step in case.chain[: case.step] for role in step.notify)
    return [
        Notify(other, NoticeKind.MOVED_ON, loud, role, why, case.step)
        for other, role, why in people_of(roles, case, protocol, now, staffing)
        if other not in case.told and other != person
    ]


def _past_the_unreachable(
    case: Case, person: str, protocol: Protocol, now: datetime, staffing: Staffing
) -> tuple[Case, list[Effect]]:
    """Take steps until one tells somebody else; the last resort is the end of it (then its timer repeats)."""
    effects: list[Effect] = []
    while case.step < len(case.chain):
        case, more = take_due_steps(case, protocol, now, staffing, NoticeKind.MOVED_ON)
        effects = [*(e for e in effects if not isinstance(e, StartTimer)), *more]
        if any(isinstance(e, Notify) and e.person != person for e in effects):
            return case, effects
    effects = [e for e in effects if not isinstance(e, StartTimer)]
    case, more = take_step(case, protocol, now, staffing, NoticeKind.MOVED_ON)
    return case, [*effects, *more]
