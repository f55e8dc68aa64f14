"""A person asks one colleague to take a case over."""

from dataclasses import replace
from datetime import datetime

from rules.case.advance.steps import CHASING, loose
from rules.case.chain import is_loud, next_timer, told
from rules.case.model import (
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
    StopTimers,
    Withdraw,
)
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol


def hand(case: Case, event: Pressed, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """The colleague is asked, and only they; they still have to take it. When they do not, the chain goes on."""
    to = event.choice
    if to not in protocol.people or to == case.assignee:
        return Decision(case, answer=Answer(Reply.NO_CHOICE, alert=True))
    if to in staffing.unreachable:
        return Decision(case, answer=Answer(Reply.UNREACHED, who=to, alert=True))
    case = replace(loose(case), handed_to=to)
    effects: list[Effect] = [
        Record("handed", event.by, to, why=event.why),
        StopTimers(CHASING),
        Withdraw(),
        Notify(to, NoticeKind.HANDED, bool(is_loud(case, protocol, now)), "", "handed", case.step),
        next_timer(case, protocol, now),
        Redraw(),
    ]
    return Decision(told(case, effects), tuple(effects), Answer(Reply.HANDED, who=to))
