"""A person used a verb: take, resolve, give back, not for me; the others have files of their own."""

from dataclasses import replace
from datetime import datetime

from rules.case.advance.handing import hand
from rules.case.advance.raising import raise_now
from rules.case.advance.regroup import merge, split
from rules.case.advance.reopening import reopen
from rules.case.advance.sleeping import snooze
from rules.case.advance.steps import (
    CHASING,
    held,
    loose,
    outdated,
    promise,
    ring_the_rest,
    take_due_steps,
    with_one,
)
from rules.case.model import (
    Action,
    Answer,
    Case,
    Decision,
    Effect,
    NoticeKind,
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
    """The case after a verb. One that comes too late changes nothing and is answered."""
    mine = case.assignee == event.by
    if event.action is Action.TAKE and mine and case.state is State.ACKNOWLEDGED:
        return Decision(case, answer=Answer(Reply.YOURS_ALREADY))
    if event.turn is not None and event.turn != case.turn:
        return Decision(case, (Record("stale", event.by, event.action),), outdated(case))
    if event.action is Action.REOPEN:
        return reopen(case, event, protocol, now)
    if case.state is State.RESOLVED:
        return Decision(case, answer=Answer(Reply.CLOSED, alert=True))
    match event.action:
        case Action.TAKE:
            return _take(case, event, protocol, now)
        case Action.RESOLVE:
            return _resolve(case, event, now)
        case Action.RETURN:
            return _return(case, event, protocol, now, staffing)
        case Action.DECLINE:
            return _decline(case, event, protocol, now, staffing)
        case _:
            return _more(case, event, protocol, now, staffing)


def _more(case: Case, event: Pressed, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """The verbs that take a choice."""
    if event.action is Action.SNOOZE:
        return snooze(case, event, protocol, now)
    if event.action is Action.RAISE:
        return raise_now(case, event, protocol, now, staffing)
    if event.action is Action.HAND:
        return hand(case, event, protocol, now, staffing)
    return merge(case, event, now) if event.action is Action.MERGE else split(case, event)


def _take(case: Case, event: Pressed, protocol: Protocol, now: datetime) -> Decision:
    if case.state is not State.OPEN and case.assignee != event.by:
        return Decision(case, (Record("stale", event.by, Action.TAKE),), outdated(case))
    since = _promised_since(case, now)
    case = held(case, event.by, now)
    effects: list[Effect] = [Record("taken", event.by, why=event.why), StopTimers(CHASING), Withdraw(), Redraw()]
    return Decision(case, (*effects, *promise(case, protocol, now, since)), Answer(Reply.TAKEN))


def _promised_since(case: Case, now: datetime) -> datetime:
    """From when the reply counts: since the case is this serious; a promise that was not kept is made anew (ADR 0010)."""
    since = case.level_since or case.opened_at
    lapsed = case.state is State.OPEN and case.taken_at is not None and case.taken_at >= since
    return now if lapsed else since


def _resolve(case: Case, event: Pressed, now: datetime) -> Decision:
    holder = case.assignee or event.by
    case = replace(loose(case), state=State.RESOLVED, assignee=holder, resolved_at=now, replied=True)
    effects = (Record("resolved", event.by, why=event.why), StopTimers(CHASING), Withdraw(), Redraw())
    return Decision(case, effects, Answer(Reply.RESOLVED))


def _return(case: Case, event: Pressed, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    if case.assignee != event.by:
        return Decision(case, (Record("stale", event.by, event.action),), outdated(case))
    case = replace(loose(case), declined=with_one(case.declined, event.by))
    case, effects = ring_the_rest(case, protocol, now, staffing, "returned")
    record = Record("returned", event.by, why=event.why)
    return Decision(case, (record, StopTimers(CHASING), *effects, Redraw()), Answer(Reply.RETURNED))


def _decline(case: Case, event: Pressed, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    if case.assignee == event.by:
        return _return(case, event, protocol, now, staffing)
    if event.by in case.declined:
        return Decision(case, answer=Answer(Reply.DECLINED))
    asked = case.handed_to == event.by
    case = replace(case, declined=with_one(case.declined, event.by), handed_to=None if asked else case.handed_to)
    effects: list[Effect] = [Record("declined", event.by, why=event.why)]
    if case.state is State.OPEN and (asked or not [p for p in case.told if p not in case.declined]):
        if asked:
            case, more = ring_the_rest(case, protocol, now, staffing, "returned")
        else:
            case, more = take_due_steps(case, protocol, now, staffing, NoticeKind.MOVED_ON)
        effects += [StopTimers((TimerKind.STEP, TimerKind.LAST_RESORT)), *more]
    return Decision(case, (*effects, Redraw()), Answer(Reply.DECLINED))
