"""The second person says yes or no."""

from dataclasses import replace

from rules.case.acting import Moment, Outcome, may
from rules.case.drafts.effects import Moved, Tell
from rules.case.drafts.events import Agreed, Declined, Explained, Noticed
from rules.case.drafts.footing import covers, may_agree, others, outdated, stays
from rules.case.drafts.model import OVER, Draft, Stage, Word
from rules.case.drafts.proposing import publish
from rules.case.model import Record


def agreed(draft: Draft, event: Agreed, at: Moment) -> Moved:
    """A yes; with the last one that is wanted it goes out. A message that its author changed since wants a new look."""
    if wrong := outdated(draft, event.turn, Stage.PROPOSED):
        return stays(draft, wrong)
    if event.by == draft.by:
        return stays(draft, Word.OWN)
    if not may_agree(draft, event.by, event.asked, at):
        return stays(draft, Word.NOT_YOURS)
    if event.asked.revision != draft.revision:
        edited = replace(draft, turn=draft.turn + 1, revision=event.asked.revision, agreed=(), seen=())
        return Moved(edited, (Record("draft_outdated", event.by, str(draft.id)),), Word.EDITED)
    permission = may(replace(event.asked, waited=None), at)  # with two nobody has waited in vain
    if permission.outcome is Outcome.REFUSED:
        return stays(draft, Word.REFUSED, permission)
    more = replace(draft, agreed=tuple(dict.fromkeys((*draft.agreed, event.by))))
    left = [g for g in draft.wants if not any(covers(more, p, g, event.asked, at) for p in more.agreed)]
    if left:
        return Moved(more, (Record("draft_agreed_by", event.by, str(draft.id)),), Word.AGREED_MORE, permission)
    return publish(more, event.by, event.asked, permission, at)


def declined(draft: Draft, event: Declined, at: Moment) -> Moved:
    """A no; from the writer it is taken back."""
    if wrong := outdated(draft, event.turn, Stage.WRITING, Stage.PROPOSED, Stage.FAILED):
        return stays(draft, wrong)
    if event.by == draft.by:
        over = replace(draft, stage=Stage.WITHDRAWN)
        tell = (Tell(others(draft, event.by)),) if draft.stage is Stage.PROPOSED else ()
        return Moved(over, (Record("draft_withdrawn", event.by, str(draft.id)), *tell), Word.WITHDRAWN)
    if draft.stage is not Stage.PROPOSED or not may_agree(draft, event.by, event.asked, at):
        return stays(draft, Word.NOT_YOURS)
    over = replace(draft, stage=Stage.REFUSED, refused_by=event.by, reason=event.reason)
    effects = (Record("draft_refused", event.by, str(draft.id)), Tell(others(draft, event.by)))
    return Moved(over, effects, Word.DECLINED)


def explained(draft: Draft, event: Explained) -> Moved:
    """The reason of a no, from whoever said it, once."""
    if draft.stage is not Stage.REFUSED or draft.refused_by != event.by or draft.reason or not event.reason:
        return stays(draft, Word.OVER if draft.stage in OVER else Word.NOT_NOW)
    return Moved(replace(draft, reason=event.reason), (), Word.KEPT)


def noticed(draft: Draft, event: Noticed, at: Moment) -> Moved:
    """Seen: of a proposal by whoever may agree, of what one person did by whoever looks at it afterwards."""
    if draft.stage not in (Stage.PROPOSED, Stage.DONE):
        return stays(draft, Word.OVER if draft.stage in OVER else Word.NOT_NOW)
    if event.turn != draft.turn:
        return stays(draft, Word.STALE)
    may_see = event.by in draft.asked or may_agree(draft, event.by, event.asked, at) or bool(draft.review)
    if event.by == draft.by or not may_see:
        return stays(draft, Word.NOT_YOURS)
    if any(event.by == person for person, _ in draft.seen):
        return stays(draft, Word.SEEN)
    seen = replace(draft, seen=(*draft.seen, (event.by, at.now)))
    return Moved(seen, (Record("draft_seen", event.by, str(draft.id)),), Word.SEEN)
