"""A case: what needs a person, and how it stands."""

from dataclasses import dataclass
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
    What a field is where nothing is said stays so: a stored case leaves such fields out.
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
