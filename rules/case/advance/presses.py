"""A person used a button: take, resolve, give back, not for me."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from rules.case.advance.steps import promise, take_due_steps, with_one
from rules.case.chain import (
    is_loud,
    next_timer,
)
from rules.case.model import (
    Action,
    Answer,
    Case,
    Decision,
    Effect,
    NoticeKind,
    Notify,
    Pressed,
    Record,
    Redraw,
    Reply,
    State,
    StopTimers,
    TimerKind,
    Withdraw,
)
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol


def pressed(case: Case, event: Pressed, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    mine = case.assignee == event.by
    if event.action is Action.TAKE and mine and case.state is State.ACKNOWLEDGED:
        return Decision(case, answer=Answer(Reply.YOURS_ALREADY))
    if event.turn is not None and event.turn != case.turn:
        return Decision(case, (Record("stale", event.by, event.action),), _outdated(case))
    if case.state is State.RESOLVED:
        return Decision(case, answer=Answer(Reply.CLOSED, alert=True))
    match event.action:
        case Action.TAKE:
            return _take(case, event.by, protocol, now)
        case Action.RESOLVE:
            return _resolve(case, event.by, now)
        case Action.RETURN:
            return _return(case, event.by, protocol, now, staffing)
        case Action.DECLINE:
            return _decline(case, event.by, protocol, now, staffing)
        case _:
            assert_never(event.action)


def _outdated(case: Case) -> Answer:
    if case.state is State.RESOLVED:
        return Answer(Reply.CLOSED, alert=True)
    return Answer(Reply.STALE, who=case.assignee or "", alert=True)


def _take(case: Case, by: str, protocol: Protocol, now: datetime) -> Decision:
    if case.state is State.ACKNOWLEDGED:
        return Decision(case, (Record("stale", by, Action.TAKE),), _outdated(case))
    case = replace(case, state=State.ACKNOWLEDGED, assignee=by, taken_at=now, turn=case.turn + 1)
    effects: list[Effect] = [Record("taken", by), StopTimers(), Withdraw(), Redraw()]
    return Decision(case, (*effects, *promise(case, protocol, now, case.opened_at)), Answer(Reply.TAKEN))


def _resolve(case: Case, by: str, now: datetime) -> Decision:
    case = replace(
        case, state=State.RESOLVED, assignee=case.assignee or by, resolved_at=now, replied=True, turn=case.turn + 1
    )
    return Decision(case, (Record("resolved", by), StopTimers(), Withdraw(), Redraw()), Answer(Reply.RESOLVED))


def _return(case: Case, by: str, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    if case.assignee != by:
        return Decision(case, (Record("stale", by, Action.RETURN),), _outdated(case))
    case = replace(
        case, state=State.OPEN, assignee=None, taken_at=None, turn=case.turn + 1, declined=with_one(case.declined, by)
    )
    case, effects = _ring_the_rest(case, protocol, now, staffing)
    return Decision(case, (Record("returned", by), StopTimers(), *effects, Redraw()), Answer(Reply.RETURNED))


def _ring_the_rest(case: Case, protocol: Protocol, now: datetime, staffing: Staffing) -> tuple[Case, list[Effect]]:
    """The case is loose again: whoever was told and has not said no hears so; if nobody is left the next step is taken."""
    rest = [p for p in case.told if p not in case.declined and p not in staffing.unreachable]
    loud = is_loud(case, protocol, now)
    if not rest or loud is None:
        return take_due_steps(case, protocol, now, staffing, NoticeKind.ESCALATED)
    effects: list[Effect] = [Notify(p, NoticeKind.AGAIN, loud, "", "returned", case.step) for p in rest]
    return case, [*effects, next_timer(case, protocol, now)]


def _decline(case: Case, by: str, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    if case.assignee == by:
        return _return(case, by, protocol, now, staffing)
    if by in case.declined:
        return Decision(case, answer=Answer(Reply.DECLINED))
    case = replace(case, declined=with_one(case.declined, by))
    effects: list[Effect] = [Record("declined", by)]
    if case.state is State.OPEN and not [p for p in case.told if p not in case.declined]:
        case, more = take_due_steps(case, protocol, now, staffing, NoticeKind.MOVED_ON)
        effects += [StopTimers((TimerKind.STEP, TimerKind.LAST_RESORT)), *more]
    return Decision(case, (*effects, Redraw()), Answer(Reply.DECLINED))
