"""Somebody acted in public for a case: the promise of a reply is kept."""

from dataclasses import replace

from rules.case.model import ActedUpon, Case, Decision, Effect, Redraw, State, StopTimers, TimerKind


def acted_upon(case: Case, event: ActedUpon) -> Decision:
    """The case after a public action: whoever holds it is not reminded of a reply any more. The action logs itself."""
    stop: tuple[Effect, ...] = ()
    if case.state is State.ACKNOWLEDGED and not case.replied:
        stop = (StopTimers((TimerKind.REPLY, TimerKind.RESUME)),)
    return Decision(replace(case, replied=True), (*stop, Redraw()))
