"""A case that turns out to be part of a storm."""

from dataclasses import replace
from datetime import datetime

from rules.case.facts import SERIOUS
from rules.case.model import Case, Decision, IntoStorm, Record, Redraw, State, StopTimers, Withdraw


def into_storm(case: Case, event: IntoStorm, now: datetime) -> Decision:
    """Under the storm's wing. What nobody has and is not serious is closed with it: the storm rings for it.

    What is serious keeps its own chain, and whoever holds a case keeps it.
    """
    if case.parent is not None or event.storm == case.id:
        return Decision(case)
    case = replace(case, parent=event.storm)
    record = Record("into_storm", detail=str(event.storm))
    if case.state is not State.OPEN or case.level_number >= SERIOUS:
        return Decision(case, (record, Redraw()))
    case = replace(case, state=State.RESOLVED, resolved_at=now, turn=case.turn + 1)
    return Decision(case, (record, StopTimers(), Withdraw(), Redraw()))
