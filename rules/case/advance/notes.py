"""A person wrote a note: the promise is kept, and the log says what was written."""

from dataclasses import replace

from rules.case.model import (
    Answer,
    Case,
    Decision,
    Effect,
    Noted,
    Record,
    Reply,
    State,
    StopTimers,
    TimerKind,
)


def noted(case: Case, event: Noted) -> Decision:
    stop: tuple[Effect, ...] = ()
    if case.state in (State.ACKNOWLEDGED, State.SNOOZED) and not case.replied:
        case = replace(case, replied=True)
        stop = (StopTimers((TimerKind.REPLY, TimerKind.RESUME)),)
    return Decision(case, (Record("noted", event.by, event.text), *stop), Answer(Reply.NOTED))
