"""What happened on the platform itself: a mention was deleted there, or we answered there."""

from dataclasses import replace

from rules.case.model import Answered, Case, Decision, MentionGone, Record, Redraw, State, StopTimers, TimerKind


def mention_gone(case: Case, event: MentionGone) -> Decision:
    """A deletion closes nothing: somebody was seen, and a person decides. The case says so."""
    case = replace(case, gone=case.gone + 1)
    return Decision(case, (Record("mention_gone", mention=event.mention), Redraw()))


def answered(case: Case, event: Answered) -> Decision:
    """Our own answer keeps the promise. Whether somebody has the case it does not say, so an open chain goes on."""
    if case.state is State.RESOLVED or case.replied:
        return Decision(case)
    case = replace(case, replied=True)
    stop = StopTimers((TimerKind.REPLY, TimerKind.RESUME))
    return Decision(case, (Record("answered", mention=event.mention), stop, Redraw()))
