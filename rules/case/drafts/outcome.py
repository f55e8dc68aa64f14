"""What became of it: the platform's answer, and a person's who looked."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from rules.case.acting import Moment, Outcome, may
from rules.case.actions import Failure
from rules.case.drafts.effects import Acted, Moved, Tell
from rules.case.drafts.events import Again, Happened, Looked, NotDone, Unclear
from rules.case.drafts.footing import others, stays
from rules.case.drafts.model import OVER, Draft, Stage, Word
from rules.case.drafts.proposing import publish
from rules.case.model import Record

LOOKING = timedelta(minutes=1)
"""So long whoever let it go out still looks at the card that they pressed, and sees there what became of it."""


def came(draft: Draft, event: Happened | NotDone | Unclear, at: Moment) -> Moved:
    """The platform's answer. Certain knowledge that comes late still counts."""
    if draft.stage not in (Stage.SENDING, Stage.UNSURE):
        return stays(draft, Word.OVER)
    everybody = others(draft, "")
    match event:
        case Happened(own):
            return _done(draft, draft.by, _looks_on(draft, at.now), own)
        case NotDone(failure):
            failed = replace(draft, stage=Stage.FAILED, failure=failure)
            return Moved(failed, (Record("act_failed", "", f"{draft.id} {failure}"), Tell(everybody)), Word.SETTLED)
        case Unclear():
            unsure = replace(draft, stage=Stage.UNSURE)
            return Moved(unsure, (Record("act_unsure", "", str(draft.id)), Tell(everybody)), Word.SETTLED)
        case _:
            assert_never(event)


def _looks_on(draft: Draft, now: datetime) -> str:
    """Who sees it happen on the card under their thumb; nobody when it took longer."""
    return draft.out_by if draft.out_at is not None and now - draft.out_at <= LOOKING else ""


def _done(draft: Draft, by: str, looks_on: str, own: str = "") -> Moved:
    done = replace(draft, stage=Stage.DONE, own=own or draft.own, failure=None)
    tell = Tell(others(draft, ""), looks_on)
    return Moved(
        done, (Record(f"act_{draft.verb}", by, str(draft.id)), Acted(draft.by, draft.verb), tell), Word.SETTLED
    )


def looked(draft: Draft, event: Looked) -> Moved:
    """A person's word: it stands there (or was placed by hand), or it does not."""
    if draft.stage not in (Stage.UNSURE, Stage.BY_HAND):
        return stays(draft, Word.OVER if draft.stage in OVER else Word.NOT_NOW)
    if event.happened:
        return _done(draft, event.by, event.by)
    if draft.stage is Stage.BY_HAND:
        over = replace(draft, stage=Stage.WITHDRAWN)
        return Moved(over, (Record("draft_withdrawn", event.by, str(draft.id)),), Word.WITHDRAWN)
    failed = replace(draft, stage=Stage.FAILED, failure=Failure.UNKNOWN)
    effects = (Record("act_not_there", event.by, str(draft.id)), Tell(others(draft, "")))
    return Moved(failed, effects, Word.SETTLED)


def again(draft: Draft, event: Again, at: Moment) -> Moved:
    """Another try of what was agreed before; the same text, the same people."""
    if draft.stage is not Stage.FAILED:
        return stays(draft, Word.OVER if draft.stage in OVER else Word.NOT_NOW)
    if event.by not in others(draft, ""):
        return stays(draft, Word.NOT_YOURS)
    permission = may(event.asked, at)
    if permission.outcome is Outcome.REFUSED:
        return stays(draft, Word.REFUSED, permission)
    return publish(draft, event.by, event.asked, permission, at)
