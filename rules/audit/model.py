"""What the auditor looks at, and what it can find, as frozen values. All times are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final


class Invariant(StrEnum):
    """What must always hold. The value is what ``seintje status --json`` and the logs say when it does not."""

    TIMER_LATE = "timers_overdue"
    OUTBOX_STUCK = "outbox_stuck"
    CASE_STILL = "no_timer"
    NOBODY_TOLD = "nobody_told"
    JUDGING_STUCK = "judging_stuck"
    PRESSES_STUCK = "presses_stuck"
    SOURCE_FAILING = "source_failing"
    SOURCE_STILL = "source_not_read"
    SOURCE_SILENT = "source_silent"
    TASK_LEFT = "task_left"
    WATCHER_DEAD = "watcher_dead"
    ROSTER_HOLE = "roster_hole"
    UNREACHABLE = "unreachable"
    ONE_WAY = "one_way"
    DEAD_LETTER = "dead_letter"
    QUARANTINED = "quarantined"
    DATABASE = "database"
    DISK_LOW = "disk_low"
    CLOCK_DRIFT = "clock_drift"
    PROTOCOL_BROKEN = "protocol_broken"
    PROTOCOL_WAITS = "protocol_waits"
    NOTIFIER_REFUSED = "notifier_refused"
    NOTIFIER_DOWN = "notifier_down"
    LOOP_BLOCKED = "loop_blocked"
    BACKUP_LATE = "backup_late"
    ALARM_FAILED = "alarm_failed"
    LINKS_GUESSED = "links_guessed"
    LOG_CHANGED = "log_changed"


class Urgency(StrEnum):
    """How a finding is told. ``NOW``: loud at every hour. ``TODAY``: loud in office hours. ``CALM``: never loud."""

    NOW = "now"
    TODAY = "today"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Trait:
    """``withholds``: while it is so no sign of life goes out. ``fades``: it is an event, so its end is no news."""

    urgency: Urgency
    withholds: bool = False
    fades: bool = False


_STOPPED = Trait(Urgency.NOW, withholds=True)
TRAITS: Final[Mapping[Invariant, Trait]] = MappingProxyType(
    {
        Invariant.TIMER_LATE: _STOPPED,
        Invariant.OUTBOX_STUCK: _STOPPED,
        Invariant.CASE_STILL: _STOPPED,
        Invariant.NOBODY_TOLD: _STOPPED,
        Invariant.JUDGING_STUCK: _STOPPED,
        Invariant.PRESSES_STUCK: _STOPPED,
        Invariant.SOURCE_FAILING: Trait(Urgency.TODAY, withholds=True),
        Invariant.SOURCE_STILL: Trait(Urgency.TODAY, withholds=True),
        Invariant.SOURCE_SILENT: Trait(Urgency.TODAY),
        Invariant.TASK_LEFT: _STOPPED,
        Invariant.WATCHER_DEAD: Trait(Urgency.TODAY, withholds=True),
        Invariant.ROSTER_HOLE: Trait(Urgency.CALM),
        Invariant.UNREACHABLE: Trait(Urgency.TODAY),
        Invariant.ONE_WAY: Trait(Urgency.CALM),
        Invariant.DEAD_LETTER: Trait(Urgency.TODAY, fades=True),
        Invariant.QUARANTINED: Trait(Urgency.TODAY, fades=True),
        Invariant.DATABASE: _STOPPED,
        Invariant.DISK_LOW: Trait(Urgency.TODAY),
        Invariant.CLOCK_DRIFT: Trait(Urgency.TODAY),
        Invariant.PROTOCOL_BROKEN: Trait(Urgency.TODAY),
        Invariant.PROTOCOL_WAITS: Trait(Urgency.CALM),
        Invariant.NOTIFIER_REFUSED: _STOPPED,
        Invariant.NOTIFIER_DOWN: Trait(Urgency.TODAY, withholds=True),
        Invariant.LOOP_BLOCKED: _STOPPED,
        Invariant.BACKUP_LATE: Trait(Urgency.TODAY),
        Invariant.ALARM_FAILED: Trait(Urgency.TODAY, withholds=True),
        Invariant.LINKS_GUESSED: Trait(Urgency.TODAY, fades=True),
        Invariant.LOG_CHANGED: Trait(Urgency.TODAY),
    }
)

VAULT: Final = frozenset(
    {
        Invariant.TIMER_LATE,
        Invariant.OUTBOX_STUCK,
        Invariant.CASE_STILL,
        Invariant.NOBODY_TOLD,
        Invariant.JUDGING_STUCK,
        Invariant.PRESSES_STUCK,
        Invariant.SOURCE_FAILING,
        Invariant.SOURCE_STILL,
        Invariant.SOURCE_SILENT,
        Invariant.TASK_LEFT,
        Invariant.UNREACHABLE,
        Invariant.ONE_WAY,
        Invariant.DEAD_LETTER,
        Invariant.QUARANTINED,
        Invariant.PROTOCOL_WAITS,
    }
)
"""What only the database can tell: while it cannot be read nothing is known of these, neither good nor bad."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it must be. ``subject``: which source, person, notifier …; ``since`` where it is known.

    ``values`` are what its sentence needs. ``broken`` names the notifiers that this finding is about: the alarm goes
    another way if there is one.
    """

    invariant: Invariant
    subject: str = ""
    since: datetime | None = None
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    broken: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """The same finding at another look has the same key."""
        return f"{self.invariant.value}:{self.subject}"

    @property
    def trait(self) -> Trait:
        """How it is told, and whether the sign of life is withheld."""
        return TRAITS[self.invariant]


# --- what is looked at ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pile:
    """So many that should not be there, the oldest since then."""

    count: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """A watched source as the database knows it. ``looked_at``: the last look; ``last``: when the newest mention came.

    ``usual``: how many mentions it brought in the same stretch of earlier weeks (as long as the silence is now).
    ``deaths``: how often in a row reading it ended unforeseen, last at ``died_at``.
    """

    name: str
    looked_at: datetime | None = None
    failing_since: datetime | None = None
    blind: bool = False
    error: str = ""
    last: datetime | None = None
    usual: tuple[int, ...] = ()
    deaths: int = 0
    died_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that nobody has, of which something is missing."""

    number: int
    level: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Lost:
    """A way to reach somebody that stopped working."""

    person: str
    notifier: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Vault:
    """What the database says. ``outbox``: messages that wait too long, by notifier. ``ways``: by person the notifiers that

    reach them now. ``unanswered`` presses wait to be applied, ``unjudged`` mentions to be judged. ``leases``: what only one
    of several nodes does, and until when one has it.
    """

    timers: Pile | None = None
    outbox: Mapping[str, Pile] = field(default_factory=dict)
    without_timer: tuple[OpenCase, ...] = ()
    untold: tuple[OpenCase, ...] = ()
    unjudged: Pile | None = None
    unanswered: Pile | None = None
    sources: tuple[Source, ...] = ()
    ways: Mapping[str, frozenset[str]] = field(default_factory=dict)
    lost: tuple[Lost, ...] = ()
    dead: Pile | None = None
    quarantined: Pile | None = None
    proposed_since: datetime | None = None
    leases: Mapping[str, datetime] = field(default_factory=dict)


class Trouble(StrEnum):
    """Why nothing can be written."""

    LOCKED = "locked"
    FULL = "full"
    READ_ONLY = "read_only"
    GONE = "gone"
    DAMAGED = "damaged"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Nothing can be written since then."""

    what: Trouble
    since: datetime


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes."""

    free: int
    size: int


@dataclass(frozen=True, slots=True)
class Line:
    """A notifier that does not work since then; ``refused``: our credentials, or somebody else uses them."""

    notifier: str
    since: datetime
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Died:
    """A task that fell over so often in a row, last at ``at``; ``why`` is a fixed word."""

    name: str
    times: int
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """What the process itself knows. ``watched``: the sources it reads and how often. ``up_since``: its start. ``tasks``:

    what it shares with other nodes, each of them done by one.
    ``disk``: of the database, where it is known. ``notifiers``: those that are configured here. ``alarms_failed``: ways along
    which an alarm did not leave, and since when. ``guessed``: wrong links to log in with. ``log_changed``: the first line of
    the log that is not as it was written (as ``count``), and when that was seen.
    """

    up_since: datetime
    watched: Mapping[str, timedelta] = field(default_factory=dict)
    notifiers: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    lines: tuple[Line, ...] = ()
    died: tuple[Died, ...] = ()
    trouble: Unwritten | None = None
    disk: Disk | None = None
    drift: timedelta = timedelta(0)
    silent_loop: timedelta = timedelta(0)
    protocol_broken_since: datetime | None = None
    backup_late_since: datetime | None = None
    alarms_failed: tuple[Line, ...] = ()
    guessed: Pile | None = None
    log_changed: Pile | None = None
