"""What the process knows of itself: written by the loops of the service, read by the auditor on another thread."""

import shutil
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.ports import Fault
from rules.audit.model import Died, Disk, Line, Machine, Pile, Trouble, Unwritten

GUESSED = timedelta(hours=1)
"""So long it is told that somebody tried to get in."""


@dataclass
class Health:
    """One node's own facts. Every method may be called from any thread. Times are aware UTC.

    ``folder``: where the database stands (None: not on this disk).
    """

    up_since: datetime
    folder: Path | None = None
    watched: dict[str, timedelta] = field(default_factory=dict)
    notifiers: frozenset[str] = frozenset()
    tasks: frozenset[str] = frozenset()
    protocol_broken_since: datetime | None = None
    backup_late_since: datetime | None = None
    log_changed: Pile | None = None
    _beat: datetime | None = None
    _lines: dict[str, Line] = field(default_factory=dict)
    _died: dict[str, Died] = field(default_factory=dict)
    _trouble: Unwritten | None = None
    _guessed: Pile | None = None
    _guessed_at: datetime | None = None
    _alarms_failed: dict[str, Line] = field(default_factory=dict)
    _gate: threading.Lock = field(default_factory=threading.Lock)

    def beat(self, now: datetime) -> None:
        """The event loop turns."""
        with self._gate:
            self._beat = now

    def line(self, notifier: str, fault: Fault | None, now: datetime) -> None:
        """How a notifier is; the moment it began to fail is kept."""
        with self._gate:
            before = self._lines.pop(notifier, None)
            if fault is not None:
                refused = fault in (Fault.TOKEN, Fault.CONFLICT)
                since = before.since if before and before.refused == refused else now
                self._lines[notifier] = Line(notifier, since, refused)

    def died(self, name: str, why: str, now: datetime) -> int:
        """A task fell over; returns how often in a row."""
        with self._gate:
            before = self._died.get(name)
            times = before.times + 1 if before else 1
            self._died[name] = Died(name, times, now, why)
            return times

    def alive(self, name: str) -> None:
        """A task did its work."""
        with self._gate:
            self._died.pop(name, None)

    def trouble(self, what: Trouble | None, now: datetime) -> None:
        """How it is with writing; the moment a trouble began is kept."""
        with self._gate:
            since = self._trouble.since if self._trouble is not None else now
            self._trouble = None if what is None else Unwritten(what, since)

    def alarm_failed(self, notifier: str, now: datetime) -> None:
        """An alarm did not leave this way."""
        with self._gate:
            self._alarms_failed.setdefault(notifier, Line(notifier, now))

    def alarm_left(self, notifier: str) -> None:
        """An alarm left this way."""
        with self._gate:
            self._alarms_failed.pop(notifier, None)

    def guessed(self, count: int, since: datetime, now: datetime) -> None:
        """So many wrong links to log in with were tried since then; it is told for an hour."""
        with self._gate:
            self._guessed, self._guessed_at = Pile(count, since), now

    def _guesses(self, now: datetime) -> Pile | None:
        return self._guessed if self._guessed_at and now - self._guessed_at < GUESSED else None

    def machine(self, now: datetime, drift: timedelta) -> Machine:
        """All of it at ``now``."""
        disk = self._disk()
        with self._gate:
            return Machine(
                up_since=self.up_since,
                watched=dict(self.watched),
                notifiers=self.notifiers,
                tasks=self.tasks,
                lines=tuple(self._lines.values()),
                died=tuple(self._died.values()),
                trouble=self._trouble,
                disk=disk,
                drift=drift,
                silent_loop=now - self._beat if self._beat else timedelta(0),
                protocol_broken_since=self.protocol_broken_since,
                backup_late_since=self.backup_late_since,
                alarms_failed=tuple(self._alarms_failed.values()),
                guessed=self._guesses(now),
                log_changed=self.log_changed,
            )

    def _disk(self) -> Disk | None:
        if self.folder is None:
            return None
        try:
            found = shutil.disk_usage(self.folder)
        except OSError:
            return None
        return Disk(found.free, found.total)
