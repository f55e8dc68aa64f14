"""The case from now on, what must be done, and what whoever acted gets to hear."""

from dataclasses import dataclass, field
from enum import StrEnum

from rules.case.model.case import Case
from rules.case.model.effects import Effect


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
