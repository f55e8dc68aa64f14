"""A person asks for more help: the next step now, or a higher level."""

from dataclasses import replace
from datetime import datetime

from rules.case.advance.steps import CHASING, at_level, loose, take_due_steps
from rules.case.chain import is_loud
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
)
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol


def raise_now(case: Case, event: Pressed, protocol: Protocol, now: datetime, staffing: Staffing) -> Decision:
    """The case goes on up at once, out loud, and waits for somebody to take it; whoever asked is not rung themselves."""
    if not _possible(case, event.choice, protocol, now):
        return Decision(case, answer=Answer(Reply.NO_CHOICE, alert=True))
    before = case
    case = replace(loose(case), raised_by=event.by)
    if event.choice:
        case = at_level(case, event.choice, protocol, now)
    case, effects = take_due_steps(case, protocol, now, staffing, NoticeKind.RAISED)
    effects = _out_loud(effects, event.by)
    case = replace(case, told=tuple(dict.fromkeys((*before.told, *case.told))))
    detail = f"{before.level} → {case.level}" if event.choice else ""
    record = Record("raised_level" if event.choice else "raised", event.by, detail, why=event.why)
    return Decision(case, (record, StopTimers(CHASING), *effects, Redraw()), Answer(Reply.RAISED))


def _possible(case: Case, choice: str, protocol: Protocol, now: datetime) -> bool:
    """A higher level of the protocol, or the next step of a level that sends messages at all."""
    if not choice:
        return is_loud(case, protocol, now) is not None
    return choice in protocol.levels and protocol.levels[choice].number > case.level_number


def _out_loud(effects: list[Effect], by: str) -> list[Effect]:
    """A person asks: so it rings, whatever the hour. Whoever asked hears nothing, unless there is nobody else."""
    others = any(isinstance(e, Notify) and e.person != by for e in effects)
    return [
        replace(e, loud=True) if isinstance(e, Notify) else e
        for e in effects
        if not (others and isinstance(e, Notify) and e.person == by)
    ]
