"""A closed case is opened again: by a person who takes it, or silently by a mention that belongs to it."""

from dataclasses import replace
from datetime import datetime

from rules.case.advance.steps import held, loose, promise
from rules.case.chain import next_timer
from rules.case.model import Answer, Case, Decision, Effect, Pressed, Record, Redraw, Reply, StartTimer, State
from rules.protocol.model import Protocol


def reopen(case: Case, event: Pressed, protocol: Protocol, now: datetime) -> Decision:
    """Whoever opens a case again has it, and is reminded in time."""
    if case.state is not State.RESOLVED:
        return Decision(case, answer=Answer(Reply.STILL_OPEN))
    if case.merged_into is not None:
        return Decision(case, answer=Answer(Reply.MERGED, who=str(case.merged_into), alert=True))
    case = replace(held(case, event.by, now), replied=False)
    record = Record("reopened_by", event.by, why=event.why)
    return Decision(case, (record, *promise(case, protocol, now, now), Redraw()), Answer(Reply.REOPENED))


def reopen_silently(case: Case, protocol: Protocol, now: datetime) -> tuple[Case, list[Effect]]:
    """Whoever held it holds it again and is reminded in time; without a holder the chain goes on."""
    timers: list[StartTimer]
    if case.assignee is None:
        case = replace(loose(case), replied=False)
        timers = [next_timer(case, protocol, now)]
    else:
        case = replace(held(case, case.assignee, now), replied=False)
        timers = promise(case, protocol, now, since=now)
    return case, [Record("reopened"), *timers]
