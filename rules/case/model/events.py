"""What can happen to a case."""

from dataclasses import dataclass
from datetime import datetime

from rules.case.model.case import Action, Case, TimerKind


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
