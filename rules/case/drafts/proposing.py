"""Ask for the second person's word, and let an agreed draft go out."""

from dataclasses import replace

from rules.case.acting import PATIENCE, Asked, Moment, Permission, asked_later, call
from rules.case.drafts.effects import AskAgain, AskSecond, Moved, Publish, Tell
from rules.case.drafts.events import Submitted, Waited
from rules.case.drafts.footing import others, stays
from rules.case.drafts.model import Draft, Stage, Word
from rules.case.model import Record


def propose(draft: Draft, event: Submitted, permission: Permission, at: Moment) -> Moved:
    """Put it before the second person; once."""
    if draft.stage is Stage.PROPOSED:
        return stays(draft, Word.ASKED, permission)
    proposed = replace(
        draft, stage=Stage.PROPOSED, wants=permission.wants, proposed_at=at.now, revision=event.asked.revision
    )
    moved = ask(proposed, event.asked, at)
    log = Record("draft_proposed", event.by, str(draft.id))
    return replace(moved, effects=(log, *moved.effects), permission=permission)


def ask(draft: Draft, asked: Asked, at: Moment) -> Moved:
    """Ask whoever can be reached; where that is nobody, look again soon, and when somebody can."""
    called = [call(group, asked, at) for group in draft.wants]
    wanted = (p for one in called for p in one.people)
    hands = (p for p in draft.hands if p not in at.staffing.unreachable)
    people = tuple(p for p in dict.fromkeys((*wanted, *hands)) if p != draft.by)
    if not people:
        later, soon = asked_later(draft.wants, asked, at), at.now + PATIENCE
        return Moved(replace(draft, asked=()), (AskAgain(min(later.at, soon) if later else soon),), Word.NOBODY_NOW)
    instead = tuple(one.people if one.instead else () for one in called)
    return Moved(replace(draft, asked=people, instead=instead), (AskSecond(people),), Word.ASKED)


def waited(draft: Draft, event: Waited, at: Moment) -> Moved:
    """Look again whether somebody can be asked."""
    if draft.stage is not Stage.PROPOSED or draft.asked:
        return stays(draft, Word.NOT_NOW)
    return ask(draft, event.asked, at)


def publish(draft: Draft, by: str, asked: Asked, permission: Permission, at: Moment) -> Moved:
    """Out with it: by the platform where it can, else by a person who places it there.

    That it is on its way stands on the cards there are; only what becomes of it is told anew.
    """
    log = Record("draft_agreed", by, f"{draft.id} {draft.why}")
    if draft.verb not in asked.verbs:
        by_hand = replace(draft, stage=Stage.BY_HAND)
        return Moved(by_hand, (log, Tell(others(draft, by))), Word.BY_HAND, permission)
    sending = replace(draft, stage=Stage.SENDING, tries=draft.tries + 1, failure=None, out_by=by, out_at=at.now)
    publish = Publish(draft.id, draft.verb, draft.turn, f"draft:{draft.id}:{sending.tries}")
    return Moved(sending, (log, publish), Word.SENDING, permission)
