"""A draft after an event."""

from typing import assert_never

from rules.case.acting import Moment
from rules.case.drafts.agreeing import agreed, declined, explained, noticed
from rules.case.drafts.effects import Moved
from rules.case.drafts.events import (
    Again,
    Agreed,
    Declined,
    DraftEvent,
    Explained,
    Happened,
    Looked,
    NotDone,
    Noticed,
    Submitted,
    Unclear,
    Waited,
    Written,
)
from rules.case.drafts.model import Draft
from rules.case.drafts.outcome import again, came, looked
from rules.case.drafts.proposing import waited
from rules.case.drafts.writing import submitted, written


def move(draft: Draft, event: DraftEvent, at: Moment) -> Moved:
    """The draft after ``event``. Never raises for any event in any stage."""
    match event:
        case Written():
            return written(draft, event, at)
        case Submitted():
            return submitted(draft, event, at)
        case Agreed() | Declined() | Explained() | Noticed():
            return _said(draft, event, at)
        case Waited():
            return waited(draft, event, at)
        case Happened() | NotDone() | Unclear():
            return came(draft, event, at)
        case Looked():
            return looked(draft, event)
        case Again():
            return again(draft, event, at)
        case _:
            assert_never(event)


def _said(draft: Draft, event: Agreed | Declined | Explained | Noticed, at: Moment) -> Moved:
    """What others say of it, and whoever takes it back."""
    match event:
        case Agreed():
            return agreed(draft, event, at)
        case Declined():
            return declined(draft, event, at)
        case Explained():
            return explained(draft, event)
        case _:
            return noticed(draft, event, at)
