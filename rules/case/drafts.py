"""The life of one public action, from a wish to what became of it: events in, effects out. Pure.

writing → (proposed → agreed by somebody else) → sending → done | failed | unsure. The text itself is kept beside it and
never passes through here; a draft knows which version of its text was agreed (``turn``). Laws (tests/rules/case): nobody
agrees with what they wrote themselves; it is published at most once for each deliberate try; what is over stays over.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from rules.case.acting import PATIENCE, Asked, Moment, Outcome, Permission, Why, asked_later, call, in_group, may
from rules.case.actions import Failure, Verb
from rules.case.model import Record


class Stage(StrEnum):
    """Where it stands."""

    WRITING = "writing"
    PROPOSED = "proposed"
    SENDING = "sending"
    BY_HAND = "by_hand"  # agreed, and the platform cannot do it for us: a person places it
    DONE = "done"
    FAILED = "failed"
    UNSURE = "unsure"  # it may have happened: only a person may say
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OVER = frozenset({Stage.DONE, Stage.REFUSED, Stage.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Draft:
    """``by`` wrote the present text; ``hands`` wrote earlier ones; ``agreed`` are the others who said yes to this ``turn``.

    ``wants``: groups of roles of which somebody must agree; ``asked``: who was asked, empty when nobody could be reached;
    ``instead``: for each of the groups who of them speaks for it without having the role. ``revision``: of the message it was
    proposed about. ``tries`` counts the times a person wanted it published.
    """

    id: int
    case: int
    mention: int
    verb: Verb
    source: str
    by: str
    stage: Stage = Stage.WRITING
    turn: int = 0
    template: str | None = None
    own_words: bool = False
    wants: tuple[tuple[str, ...], ...] = ()
    why: Why = Why.AGREED
    breach: str | None = None
    review: str | None = None
    hands: tuple[str, ...] = ()
    agreed: tuple[str, ...] = ()
    refused_by: str = ""
    reason: str = ""
    proposed_at: datetime | None = None
    tries: int = 0
    failure: Failure | None = None
    undoes: int | None = None
    own: str = ""
    asked: tuple[str, ...] = ()
    instead: tuple[tuple[str, ...], ...] = ()
    revision: int = 0
    seen: tuple[tuple[str, datetime], ...] = ()
    """Who of the others said to have seen it as it is, and when (aware UTC)."""


# --- events ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """Somebody gave it a (new) text: a template, or own words. ``asked`` is the wish with that text."""

    by: str
    template: str | None
    asked: Asked


@dataclass(frozen=True, slots=True)
class Submitted:
    """The writer wants it out. ``turn`` is the version they saw."""

    by: str
    turn: int
    asked: Asked


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody says yes to the version ``turn``. ``asked`` is the wish as it is now, with the writer as its person."""

    by: str
    turn: int
    asked: Asked


@dataclass(frozen=True, slots=True)
class Declined:
    """Somebody says no (``reason``), or the writer takes it back."""

    by: str
    turn: int
    asked: Asked
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Somebody who is asked, or who looks at it afterwards, has seen it; that is no yes and no no."""

    by: str
    turn: int
    asked: Asked


@dataclass(frozen=True, slots=True)
class Explained:
    """Whoever refused says why; the refusal itself did not wait for it."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Happened:
    """It stands there; ``own`` is the id of what we placed."""

    own: str = ""


@dataclass(frozen=True, slots=True)
class NotDone:
    """It certainly did not happen."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody can tell whether it happened."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A person looked at the platform: it stands there, or it does not."""

    by: str
    happened: bool


@dataclass(frozen=True, slots=True)
class Again:
    """A person wants another try of what certainly did not happen."""

    by: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Waited:
    """It was proposed when nobody could be asked, and it is time to look again."""

    asked: Asked


DraftEvent = (
    Noticed
    | Written
    | Submitted
    | Agreed
    | Declined
    | Explained
    | Waited
    | Happened
    | NotDone
    | Unclear
    | Looked
    | Again
)


# --- what follows ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Publish:
    """Do it: this draft's text as it is at ``turn``. ``key`` is the same for every attempt of one try."""

    draft: int
    verb: Verb
    turn: int
    key: str


@dataclass(frozen=True, slots=True)
class AskSecond:
    """Ask these people whether they agree."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Nobody can be asked now: ask at this moment (UTC), when somebody can."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell whoever has a hand in it what became of it."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Acted:
    """The case was acted upon: its promise of a reply is kept."""

    by: str
    verb: Verb


DraftEffect = Publish | AskSecond | AskAgain | Tell | Acted | Record


class Word(StrEnum):
    """What whoever acted gets to hear."""

    KEPT = "kept"
    SENDING = "sending"
    BY_HAND = "by_hand"
    ASKED = "asked"
    NOBODY_NOW = "nobody_now"  # nobody who may agree can be reached now
    AGREED_MORE = "agreed_more"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SETTLED = "settled"
    SEEN = "seen"
    OWN = "own"  # your own text: somebody else must agree
    NOT_YOURS = "not_yours"
    STALE = "stale"  # it changed since
    EDITED = "edited"  # its author changed the message since it was proposed
    OVER = "over"
    NOT_NOW = "not_now"  # not in this stage
    REFUSED = "refused"  # by the protocol: ``permission`` says why


@dataclass(frozen=True, slots=True)
class Moved:
    """The draft from now on, what must be done, and the answer."""

    draft: Draft
    effects: tuple[DraftEffect, ...] = ()
    word: Word = Word.KEPT
    permission: Permission | None = field(default=None)


def move(draft: Draft, event: DraftEvent, at: Moment) -> Moved:
    """The draft after ``event``. Never raises for any event in any stage."""
    match event:
        case Written():
            return _written(draft, event, at)
        case Submitted():
            return _submitted(draft, event, at)
        case Agreed() | Declined() | Explained() | Noticed():
            return _said(draft, event, at)
        case Waited():
            return _waited(draft, event, at)
        case Happened() | NotDone() | Unclear():
            return _came(draft, event)
        case Looked():
            return _looked(draft, event)
        case Again():
            return _again(draft, event, at)
        case _:
            assert_never(event)


def _said(draft: Draft, event: Agreed | Declined | Explained | Noticed, at: Moment) -> Moved:
    """What others say of it, and whoever takes it back."""
    match event:
        case Agreed():
            return _agreed(draft, event, at)
        case Declined():
            return _declined(draft, event, at)
        case Explained():
            return _explained(draft, event)
        case _:
            return _noticed(draft, event, at)


def _stays(draft: Draft, word: Word, permission: Permission | None = None) -> Moved:
    return Moved(draft, (), word, permission)


def _outdated(draft: Draft, turn: int, *stages: Stage) -> Word | None:
    """Why a press no longer counts: it is over, it is elsewhere, it changed. None: it counts."""
    if draft.stage in OVER:
        return Word.OVER
    if draft.stage not in stages:
        return Word.NOT_NOW
    return Word.STALE if turn != draft.turn else None


# --- writing -----------------------------------------------------------------------------------------------


def _written(draft: Draft, event: Written, at: Moment) -> Moved:
    """The writer changes what is not out yet; a second person may change what was proposed, and is its writer then."""
    if wrong := _outdated(draft, draft.turn, Stage.WRITING, Stage.PROPOSED, Stage.FAILED):
        return _stays(draft, wrong)
    if event.by != draft.by and not _may_agree(draft, event.by, event.asked, at):
        return _stays(draft, Word.NOT_YOURS)
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
    tell = (Tell(_others(draft, event.by)),) if draft.stage is Stage.PROPOSED else ()
    return Moved(changed, (*log, *tell), Word.KEPT)


def _others(draft: Draft, but: str) -> tuple[str, ...]:
    return tuple(p for p in dict.fromkeys((draft.by, *draft.hands, *draft.agreed)) if p != but)


def _submitted(draft: Draft, event: Submitted, at: Moment) -> Moved:
    if event.by != draft.by:
        return _stays(draft, Word.NOT_YOURS)
    if wrong := _outdated(draft, event.turn, Stage.WRITING, Stage.PROPOSED):
        return _stays(draft, wrong)
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
            return _stays(draft, Word.REFUSED, permission)
        case Outcome.DO:
            return _publish(replace(known, wants=()), event.by, event.asked, permission)
        case Outcome.SECOND:
            return _propose(known, event, permission, at)
        case _:
            assert_never(permission.outcome)


def _propose(draft: Draft, event: Submitted, permission: Permission, at: Moment) -> Moved:
    if draft.stage is Stage.PROPOSED:
        return _stays(draft, Word.ASKED, permission)
    proposed = replace(
        draft, stage=Stage.PROPOSED, wants=permission.wants, proposed_at=at.now, revision=event.asked.revision
    )
    moved = _ask(proposed, event.asked, at)
    log = Record("draft_proposed", event.by, str(draft.id))
    return replace(moved, effects=(log, *moved.effects), permission=permission)


def _ask(draft: Draft, asked: Asked, at: Moment) -> Moved:
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


def _waited(draft: Draft, event: Waited, at: Moment) -> Moved:
    if draft.stage is not Stage.PROPOSED or draft.asked:
        return _stays(draft, Word.NOT_NOW)
    return _ask(draft, event.asked, at)


def _publish(draft: Draft, by: str, asked: Asked, permission: Permission) -> Moved:
    """Out with it: by the platform where it can, else by a person who places it there."""
    log = Record("draft_agreed", by, f"{draft.id} {draft.why}")
    if draft.verb not in asked.verbs:
        by_hand = replace(draft, stage=Stage.BY_HAND)
        return Moved(by_hand, (log, Tell(_others(draft, by))), Word.BY_HAND, permission)
    sending = replace(draft, stage=Stage.SENDING, tries=draft.tries + 1, failure=None)
    publish = Publish(draft.id, draft.verb, draft.turn, f"draft:{draft.id}:{sending.tries}")
    return Moved(sending, (log, publish, Tell(_others(draft, by))), Word.SENDING, permission)


# --- the second person -------------------------------------------------------------------------------------


def _covers(draft: Draft, person: str, group: tuple[str, ...], asked: Asked, at: Moment) -> bool:
    """Whether a person's yes counts for a group: theirs by role, asked in its place, or an earlier writer's where the

    present writer has it."""
    if in_group(person, group, asked, at):
        return True
    if any(person in people for wanted, people in zip(draft.wants, draft.instead, strict=False) if wanted == group):
        return True
    return person in draft.hands and in_group(draft.by, group, asked, at)


def _may_agree(draft: Draft, person: str, asked: Asked, at: Moment) -> bool:
    return any(_covers(draft, person, group, asked, at) for group in draft.wants)


def _agreed(draft: Draft, event: Agreed, at: Moment) -> Moved:
    if wrong := _outdated(draft, event.turn, Stage.PROPOSED):
        return _stays(draft, wrong)
    if event.by == draft.by:
        return _stays(draft, Word.OWN)
    if not _may_agree(draft, event.by, event.asked, at):
        return _stays(draft, Word.NOT_YOURS)
    if event.asked.revision != draft.revision:
        edited = replace(draft, turn=draft.turn + 1, revision=event.asked.revision, agreed=(), seen=())
        return Moved(edited, (Record("draft_outdated", event.by, str(draft.id)),), Word.EDITED)
    permission = may(replace(event.asked, waited=None), at)  # with two nobody has waited in vain
    if permission.outcome is Outcome.REFUSED:
        return _stays(draft, Word.REFUSED, permission)
    agreed = replace(draft, agreed=tuple(dict.fromkeys((*draft.agreed, event.by))))
    left = [g for g in draft.wants if not any(_covers(agreed, p, g, event.asked, at) for p in agreed.agreed)]
    if left:
        return Moved(agreed, (Record("draft_agreed_by", event.by, str(draft.id)),), Word.AGREED_MORE, permission)
    return _publish(agreed, event.by, event.asked, permission)


def _declined(draft: Draft, event: Declined, at: Moment) -> Moved:
    if wrong := _outdated(draft, event.turn, Stage.WRITING, Stage.PROPOSED, Stage.FAILED):
        return _stays(draft, wrong)
    if event.by == draft.by:
        over = replace(draft, stage=Stage.WITHDRAWN)
        tell = (Tell(_others(draft, event.by)),) if draft.stage is Stage.PROPOSED else ()
        return Moved(over, (Record("draft_withdrawn", event.by, str(draft.id)), *tell), Word.WITHDRAWN)
    if draft.stage is not Stage.PROPOSED or not _may_agree(draft, event.by, event.asked, at):
        return _stays(draft, Word.NOT_YOURS)
    over = replace(draft, stage=Stage.REFUSED, refused_by=event.by, reason=event.reason)
    effects = (Record("draft_refused", event.by, str(draft.id)), Tell(_others(draft, event.by)))
    return Moved(over, effects, Word.DECLINED)


def _explained(draft: Draft, event: Explained) -> Moved:
    if draft.stage is not Stage.REFUSED or draft.refused_by != event.by or draft.reason or not event.reason:
        return _stays(draft, Word.OVER if draft.stage in OVER else Word.NOT_NOW)
    return Moved(replace(draft, reason=event.reason), (), Word.KEPT)


def _noticed(draft: Draft, event: Noticed, at: Moment) -> Moved:
    if draft.stage not in (Stage.PROPOSED, Stage.DONE):
        return _stays(draft, Word.OVER if draft.stage in OVER else Word.NOT_NOW)
    if event.turn != draft.turn:
        return _stays(draft, Word.STALE)
    may = event.by in draft.asked or _may_agree(draft, event.by, event.asked, at) or bool(draft.review)
    if event.by == draft.by or not may:
        return _stays(draft, Word.NOT_YOURS)
    if any(event.by == person for person, _ in draft.seen):
        return _stays(draft, Word.SEEN)
    seen = replace(draft, seen=(*draft.seen, (event.by, at.now)))
    return Moved(seen, (Record("draft_seen", event.by, str(draft.id)),), Word.SEEN)


# --- what became of it -------------------------------------------------------------------------------------


def _came(draft: Draft, event: Happened | NotDone | Unclear) -> Moved:
    """The platform's answer. Certain knowledge that comes late still counts."""
    if draft.stage not in (Stage.SENDING, Stage.UNSURE):
        return _stays(draft, Word.OVER)
    everybody = _others(draft, "")
    match event:
        case Happened(own):
            return _done(draft, draft.by, own)
        case NotDone(failure):
            failed = replace(draft, stage=Stage.FAILED, failure=failure)
            return Moved(failed, (Record("act_failed", "", f"{draft.id} {failure}"), Tell(everybody)), Word.SETTLED)
        case Unclear():
            unsure = replace(draft, stage=Stage.UNSURE)
            return Moved(unsure, (Record("act_unsure", "", str(draft.id)), Tell(everybody)), Word.SETTLED)
        case _:
            assert_never(event)


def _done(draft: Draft, by: str, own: str = "") -> Moved:
    done = replace(draft, stage=Stage.DONE, own=own or draft.own, failure=None)
    effects = (Record(f"act_{draft.verb}", by, str(draft.id)), Acted(draft.by, draft.verb), Tell(_others(draft, "")))
    return Moved(done, effects, Word.SETTLED)


def _looked(draft: Draft, event: Looked) -> Moved:
    """A person's word: it stands there (or was placed by hand), or it does not."""
    if draft.stage not in (Stage.UNSURE, Stage.BY_HAND):
        return _stays(draft, Word.OVER if draft.stage in OVER else Word.NOT_NOW)
    if event.happened:
        return _done(draft, event.by)
    if draft.stage is Stage.BY_HAND:
        over = replace(draft, stage=Stage.WITHDRAWN)
        return Moved(over, (Record("draft_withdrawn", event.by, str(draft.id)),), Word.WITHDRAWN)
    failed = replace(draft, stage=Stage.FAILED, failure=Failure.UNKNOWN)
    effects = (Record("act_not_there", event.by, str(draft.id)), Tell(_others(draft, "")))
    return Moved(failed, effects, Word.SETTLED)


def _again(draft: Draft, event: Again, at: Moment) -> Moved:
    """Another try of what was agreed before; the same text, the same people."""
    if draft.stage is not Stage.FAILED:
        return _stays(draft, Word.OVER if draft.stage in OVER else Word.NOT_NOW)
    if event.by not in _others(draft, ""):
        return _stays(draft, Word.NOT_YOURS)
    permission = may(event.asked, at)
    if permission.outcome is Outcome.REFUSED:
        return _stays(draft, Word.REFUSED, permission)
    return _publish(draft, event.by, event.asked, permission)
