"""The writer changes the text, or wants it out."""

from dataclasses import replace
from typing import assert_never

from rules.case.acting import Moment, Outcome, may
from rules.case.drafts.effects import Moved, Tell
from rules.case.drafts.events import Submitted, Written
from rules.case.drafts.footing import may_agree, others, outdated, stays
from rules.case.drafts.model import Draft, Stage, Word
from rules.case.drafts.proposing import propose, publish
from rules.case.model import Record


def written(draft: Draft, event: Written, at: Moment) -> Moved:
    """The writer changes what is not out yet; a second person may change what was proposed, and is its writer then."""
    if wrong := outdated(draft, draft.turn, Stage.WRITING, Stage.PROPOSED, Stage.FAILED):
        return stays(draft, wrong)
    if event.by != draft.by and not may_agree(draft, event.by, event.asked, at):
        return stays(draft, Word.NOT_YOURS)
    hands = tuple(dict.fromkeys((*draft.hands, draft.by))) if event.by != draft.by else draft.hands
    changed = replace(
        draft,
        by=event.by,
        hands=hands,
        agreed=(),
        seen=(),
        turn=draft.turn + 1,
        stage=Stage.WRITING,
        template=event.template,
        own_words=event.template is None,
        failure=None,
    )
    log = (Record("draft_changed", event.by, str(draft.id)),) if draft.stage is not Stage.WRITING else ()
    tell = (Tell(others(draft, event.by)),) if draft.stage is Stage.PROPOSED else ()
    return Moved(changed, (*log, *tell), Word.KEPT)


def submitted(draft: Draft, event: Submitted, at: Moment) -> Moved:
    """The writer wants it out: it goes, or a second person is asked, or the protocol refuses."""
    if event.by != draft.by:
        return stays(draft, Word.NOT_YOURS)
    if wrong := outdated(draft, event.turn, Stage.WRITING, Stage.PROPOSED):
        return stays(draft, wrong)
    permission = may(event.asked, at)
    known = replace(
        draft,
        why=permission.why,
        breach=permission.rule.breach if permission.rule else draft.breach,
        review=permission.review,
        reason=event.asked.reason,
    )
    match permission.outcome:
        case Outcome.REFUSED:
            return stays(draft, Word.REFUSED, permission)
        case Outcome.DO:
            return publish(replace(known, wants=()), event.by, event.asked, permission, at)
        case Outcome.SECOND:
            return propose(known, event, permission, at)
        case _:
            assert_never(permission.outcome)
