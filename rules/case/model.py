"""A case, the events that move it and the effects that follow, as frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rules.protocol.model import LastResort, Step


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class Action(StrEnum):
    """What a person can do with a button. The value is what logs and the command line say."""

    TAKE = "take"
    RESOLVE = "resolve"
    RETURN = "return"
    DECLINE = "decline"
    SNOOZE = "snooze"
    RAISE = "raise"
    REOPEN = "reopen"
    HAND = "hand"
    MERGE = "merge"
    SPLIT = "split"


class TimerKind(StrEnum):
    """Why the case wants to be looked at later."""

    STEP = "step"  # the next step of the escalation
    LAST_RESORT = "last_resort"  # the chain has ended: tell the last resort (again)
    REPLY = "reply"  # the promised reply is due: remind the holder
    RESUME = "resume"  # the holder did not act on the reminder: the chain goes on
    SNOOZE = "snooze"  # the holder wanted to hear of it again now
    END = "end"  # the chain had ended: whoever owns the protocol hears so the next morning


class NoticeKind(StrEnum):
    """Why a phone rings."""

    NEW = "new"
    ESCALATED = "escalated"
    LEVEL_UP = "level_up"
    NEW_FACT = "new_fact"
    AGAIN = "again"
    REMINDER = "reminder"
    INFORMED = "informed"
    MOVED_ON = "moved_on"  # the one before could not be reached
    RAISED = "raised"  # a colleague asked for it
    HANDED = "handed"  # a colleague asked for this person
    WOKEN = "woken"  # a snooze has ended
    ENDED = "ended"  # nobody took it in the whole chain: said the next morning


@dataclass(frozen=True, slots=True)
class Case:
    """What needs a person. Times are aware UTC.

    ``turn`` counts changes of state, holder or level: a button carries the turn it was drawn for, so an old
    button is recognised. ``step`` is the number of steps of ``chain`` already taken; ``chain`` and ``last_resort``
    are copies of the protocol's at the moment the level was reached, so that a reload cannot strand the case.
    ``told`` are the people who got a message, in order; ``declined`` those who said it is not for them.
    ``voices``: the press, politics and regulators that joined, each with its largest reach. ``danger_at``: when danger to a
    person was last told, and how probable it was. ``storm_since``: it is a storm; ``parent``: the storm it belongs to.
    """

    id: int
    opened_at: datetime
    level: str
    level_number: int
    state: State = State.OPEN
    turn: int = 0
    category: str | None = None
    owner: str | None = None
    location: str | None = None
    topics: tuple[str, ...] = ()
    assignee: str | None = None
    taken_at: datetime | None = None
    resolved_at: datetime | None = None
    level_since: datetime | None = None
    chain: tuple[Step, ...] = ()
    last_resort: LastResort | None = None
    step: int = 0
    repeats: int = 0
    replied: bool = False
    told: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    author_kinds: tuple[str, ...] = ()
    authors: int = 0
    authors_notified: int = 0
    reach: int = 0
    reach_notified: int = 0
    mentions: int = 0
    first_mention: int = 0
    worst_mention: int = 0
    last_mention_at: datetime | None = None
    drill: bool = False
    snoozed_until: datetime | None = None
    snoozed_at: int = 0
    """How many mentions there were when it was snoozed."""
    raised_by: str | None = None
    handed_to: str | None = None
    merged_into: int | None = None
    posted: tuple[str, ...] = ()
    """Roles whose team already has the silent copy."""
    gone: int = 0
    """How many of its mentions were deleted on their platform."""
    locations: tuple[str, ...] = ()
    voices: tuple[tuple[str, int], ...] = ()
    danger: float = 0.0
    danger_at: datetime | None = None
    grown_at: datetime | None = None
    patterns: tuple[str, ...] = ()
    storm_since: datetime | None = None
    parent: int | None = None


# --- events ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MentionJudged:
    """A mention that belongs to this case (the first one opens it). ``mention`` is its number in the store.

    ``authors`` and ``reach`` are those of the whole case with this mention: distinct authors, summed reach.
    ``revised``: an earlier mention of the case was edited on its platform and judged again.
    ``silenced``: a silence quiets this mention, so it adds itself without a sound. ``danger``: the probability that a
    person is in danger; ``grave``: a rule of the protocol by itself makes it serious; ``sure``: a rule named the category,
    it is no guess; ``named``: a colleague is named with where they are to be found; ``witness``: the author tells
    what they just saw; ``fresh``: not nearly the same words as an earlier mention. ``pattern``: not the mention itself
    but the many of its kind brought this level; with ``storm`` the case is a storm from now on, and what is known of
    ``others`` is known of it.
    """

    mention: int
    level: str
    level_number: int
    posted_at: datetime
    authors: int = 1
    reach: int = 0
    category: str | None = None
    owner: str | None = None
    outside_office: str | None = None
    location: str | None = None
    topics: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    author_kind: str | None = None
    revised: bool = False
    silenced: bool = False
    own_reach: int = 0
    danger: float = 0.0
    grave: bool = False
    sure: bool = True
    named: bool = False
    witness: bool = False
    fresh: bool = True
    pattern: str = ""
    storm: bool = False
    others: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True)
class Pressed:
    """A person used a button (or the same verb on the web or the command line).

    ``turn`` is the case's turn the button was drawn for; None where the person saw the present state.
    ``choice``: until when (snooze, see ``rules.case.snooze``), the level or nothing for the next step (raise), a person
    (hand), the number of another case (merge) or those of mentions, with spaces (split). ``why``: in the person's own words.
    """

    action: Action
    by: str
    turn: int | None = None
    choice: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A person wrote a note."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class TimerDue:
    kind: TimerKind
    step: int = 0


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """A message to this person failed for good: they count as not told."""

    person: str
    reason: str


@dataclass(frozen=True, slots=True)
class IntoStorm:
    """The case belongs to a storm (its number) from now on: what is said next goes there."""

    storm: int


@dataclass(frozen=True, slots=True)
class MentionGone:
    """A mention of the case was deleted on its platform."""

    mention: int


@dataclass(frozen=True, slots=True)
class Answered:
    """We answered on the platform itself; ``mention`` is our own message's number in the store."""

    mention: int


@dataclass(frozen=True, slots=True)
class Joined:
    """Another case was found to belong here: what it brings. ``authors`` are those of both together.

    ``waiting``: nobody had it yet.
    """

    other: "Case"
    by: str
    authors: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class Parted:
    """A mention turned out not to belong here: ``case`` is where it went, the rest is what is left without it."""

    mention: int
    case: int
    by: str
    first_mention: int
    worst_mention: int
    authors: int
    reach: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class ActedUpon:
    """Something was done in public for this case (``verb`` of ``rules.case.actions``): it counts as a reply."""

    by: str
    verb: str


Event = (
    ActedUpon
    | MentionJudged
    | Pressed
    | Noted
    | TimerDue
    | Undeliverable
    | IntoStorm
    | MentionGone
    | Answered
    | Joined
    | Parted
)


# --- effects ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell a person. ``loud``: their phone may ring. ``role`` and ``why`` say for which reason (a named reason, see ``explain``).

    ``mention``: what it is about, where that is not the most serious one of the case.
    """

    person: str
    kind: NoticeKind
    loud: bool
    role: str
    why: str
    step: int = 0
    call: bool = False
    mention: int | None = None


@dataclass(frozen=True, slots=True)
class Redraw:
    """Edit every notification of this case so that everyone sees how it stands."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Messages of this case that still wait to ring are not sent any more."""


@dataclass(frozen=True, slots=True)
class StartTimer:
    kind: TimerKind
    step: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class StopTimers:
    """Cancel pending timers of these kinds (empty = all)."""

    kinds: tuple[TimerKind, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """An entry for the case log: ``what`` is a fixed word, ``detail`` its argument (never the text of a mention).

    ``why`` is the reason in a person's own words, kept apart from both.
    """

    what: str
    by: str = ""
    detail: str = ""
    mention: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """A silent copy for the team of this role, in the group or topic it has."""

    role: str


@dataclass(frozen=True, slots=True)
class JoinCase:
    """All mentions of this case go to that one, which hears of it as ``Joined``."""

    into: int
    by: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class SplitOff:
    """These mentions become a case of their own, held by ``by``; this case hears of each as ``Parted``."""

    mentions: tuple[int, ...]
    by: str
    why: str = ""


Effect = Notify | Redraw | Withdraw | StartTimer | StopTimers | Record | Post | JoinCase | SplitOff


class Reply(StrEnum):
    """What the person who pressed gets to hear; ``explain`` has the words."""

    TAKEN = "taken"
    YOURS_ALREADY = "yours_already"
    RETURNED = "returned"
    RESOLVED = "resolved"
    DECLINED = "declined"
    STALE = "stale"
    CLOSED = "closed"
    NOTED = "noted"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN = "unknown"
    SNOOZED = "snoozed"
    RAISED = "raised"
    REOPENED = "reopened"
    HANDED = "handed"
    MERGED = "merged"
    SPLIT = "split"
    SPLIT_SEVERAL = "split_several"
    NO_CHOICE = "no_choice"  # that moment, level, colleague, case or mention cannot be chosen
    UNREACHED = "unreached"  # that colleague cannot be reached now
    STILL_OPEN = "still_open"  # only a closed case can be opened again


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to whoever acted; ``who`` names the other person it is about. ``alert``: show as a dialog, not a toast."""

    reply: Reply
    who: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The case as it is from now on, what must be done about it, and what whoever acted gets to hear."""

    case: Case
    effects: tuple[Effect, ...] = ()
    answer: Answer | None = field(default=None)
