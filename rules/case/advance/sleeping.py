"""Putting a case aside until a moment, and what ends that: the moment, a new fact, growth."""

from dataclasses import replace
from datetime import datetime

from rules.case.advance.steps import CHASING, held, outdated, promise
from rules.case.chain import is_loud, told
from rules.case.model import (
    Answer,
    Case,
    Decision,
    Effect,
    MentionJudged,
    NoticeKind,
    Notify,
    Pressed,
    Record,
    Redraw,
    Reply,
    StartTimer,
    State,
    StopTimers,
    TimerKind,
    Withdraw,
)
from rules.case.snooze import GROWTH, wake_at
from rules.protocol.model import Protocol

OVER = "snooze_over"


def snooze(case: Case, event: Pressed, protocol: Protocol, now: datetime) -> Decision:
    """Whoever puts a case aside has it: at the moment they choose it comes back to them."""
    until = wake_at(event.choice, now, protocol.timezone)
    if until is None:
        return Decision(case, answer=Answer(Reply.NO_CHOICE, alert=True))
    mine = case.assignee == event.by and case.state is not State.OPEN
    if case.state is not State.OPEN and not mine:
        return Decision(case, (Record("stale", event.by, event.action),), outdated(case))
    since = case.taken_at if mine and case.taken_at else now
    case = replace(held(case, event.by, since), state=State.SNOOZED, snoozed_until=until, snoozed_at=case.mentions)
    effects = (
        Record("snoozed", event.by, until.isoformat(), why=event.why),
        StopTimers(CHASING),
        Withdraw(),
        Redraw(),
        StartTimer(TimerKind.SNOOZE, case.turn, until),
    )
    return Decision(case, effects, Answer(Reply.SNOOZED))


def why_wake(case: Case, event: MentionJudged) -> str:
    """What about this mention ends the snooze of a case that has it already; empty: nothing."""
    if event.author_kind == "media" and not event.revised:
        return "media_again"
    return "grown" if case.mentions - case.snoozed_at >= GROWTH else ""


def awake(case: Case, protocol: Protocol, now: datetime, why: str) -> tuple[Case, list[Effect]]:
    """The case in its holder's hands again, who promised to act: nobody is told yet."""
    case = held(case, case.assignee or "", case.taken_at or now)
    stop = StopTimers((TimerKind.SNOOZE,))
    return case, [Record("woken", detail=why), stop, *promise(case, protocol, now, case.taken_at or now)]


def wake(case: Case, protocol: Protocol, now: datetime, why: str) -> tuple[Case, list[Effect]]:
    """The snooze is over: its holder hears so, out loud when it is the moment they asked for."""
    case, effects = awake(case, protocol, now, why)
    loud = why == OVER or bool(is_loud(case, protocol, now))
    effects.append(Notify(case.assignee or "", NoticeKind.WOKEN, loud, "", why, case.step))
    return told(case, effects), effects
