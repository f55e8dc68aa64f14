"""What follows from an event: what the shell has to do."""

from dataclasses import dataclass
from datetime import datetime

from rules.case.model.case import NoticeKind, TimerKind


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
