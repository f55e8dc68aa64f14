"""A moment came that the case asked to be looked at: the next step, the last resort, the promised reply."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from rules.case.advance.sleeping import OVER, wake
from rules.case.advance.steps import GRACE, take_due_steps
from rules.case.chain import last_resort_for, people_of
from rules.case.model import (
    Case,
    Decision,
    NoticeKind,
    Notify,
    Record,
    Redraw,
    StartTimer,
    State,
    TimerDue,
    TimerKind,
)
from rules.duty.hours import is_office
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol


def timer_due(case: Case, event: TimerDue, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    match event.kind:
        case TimerKind.STEP:
            wanted = case.state is State.OPEN and event.step == case.step < len(case.chain)
            return _climb(case, protocol, now, staffing) if wanted else Decision(case)
        case TimerKind.LAST_RESORT:
            wanted = case.state is State.OPEN and case.step >= len(case.chain)
            return _climb(case, protocol, now, staffing) if wanted else Decision(case)
        case TimerKind.REPLY:
            return _remind(case, protocol, now)
        case TimerKind.RESUME:
            return _resume(case, protocol, now, staffing)
        case TimerKind.SNOOZE:
            return _wake(case, protocol, now)
        case TimerKind.END:
            return _report_end(case, protocol, now, staffing)
        case _:
            assert_never(event.kind)


def _climb(case: Case, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    case, effects = take_due_steps(case, protocol, now, staffing, NoticeKind.ESCALATED)
    return Decision(case, (*effects, Redraw()))


def _remind(case: Case, protocol: Protocol, now: datetime) -> Decision:
    """The reply that was promised is due: the holder hears so (silently outside office hours), then the chain goes on."""
    target = protocol.levels[case.level].reply
    if case.state is not State.ACKNOWLEDGED or case.replied or case.assignee is None or target is None:
        return Decision(case)
    remind = Notify(case.assignee, NoticeKind.REMINDER, is_office(now, protocol), "", "reply_due", case.step)
    resume = StartTimer(TimerKind.RESUME, case.turn, now + max(target.amount / 2, GRACE))
    return Decision(case, (Record("reminded", case.assignee), remind, resume))


def _resume(case: Case, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """Accept is a promise: it was not kept, so the chain goes on; the holder keeps the case until somebody takes it."""
    if case.state is not State.ACKNOWLEDGED or case.replied:
        return Decision(case)
    case = replace(case, state=State.OPEN, turn=case.turn + 1)
    case, effects = take_due_steps(case, protocol, now, staffing, NoticeKind.ESCALATED)
    return Decision(case, (Record("promise_lapsed", case.assignee or ""), *effects, Redraw()))


def _wake(case: Case, protocol: Protocol, now: datetime) -> Decision:
    if case.state is not State.SNOOZED:
        return Decision(case)
    case, effects = wake(case, protocol, now, OVER)
    return Decision(case, (*effects, Redraw()))


def _report_end(case: Case, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """A chain went by without anybody: whoever owns the protocol hears so by day, else those of the last resort."""
    owner = (protocol.owner,) if protocol.owner in protocol.people else ()
    resort = people_of(last_resort_for(protocol).notify, case, protocol, now, staffing)
    people = owner or tuple(person for person, _, _ in resort)
    loud = is_office(now, protocol)
    rings = [Notify(person, NoticeKind.ENDED, loud, "", "chain_ended", case.step) for person in people if person]
    return Decision(case, (Record("end_reported", detail=", ".join(p for p in people if p)), *rings))
