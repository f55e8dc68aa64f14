"""The life of one public action, from a wish to what became of it: events in, effects out. Pure.

writing → (proposed → agreed by somebody else) → sending → done | failed | unsure. The text itself is kept beside it and
never passes through here; a draft knows which version of its text was agreed (``turn``). Laws (tests/rules/case): nobody
agrees with what they wrote themselves; it is published at most once for each deliberate try; what is over stays over.
"""

from rules.case.drafts.effects import Acted, AskAgain, AskSecond, DraftEffect, Moved, Publish, Tell
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
from rules.case.drafts.model import GOOD, OVER, Draft, Stage, Word
from rules.case.drafts.moving import move

__all__ = [
    "GOOD",
    "OVER",
    "Acted",
    "Again",
    "Agreed",
    "AskAgain",
    "AskSecond",
    "Declined",
    "Draft",
    "DraftEffect",
    "DraftEvent",
    "Explained",
    "Happened",
    "Looked",
    "Moved",
    "NotDone",
    "Noticed",
    "Publish",
    "Stage",
    "Submitted",
    "Tell",
    "Unclear",
    "Waited",
    "Word",
    "Written",
    "move",
]
