"""A thread of its own with an event loop of its own: it sees that the service stands still, and can still say so."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.auditor.look import Auditor
from bot.ports import Notifier
from rules.audit.find import BLOCKED

log = structlog.get_logger()

LOOK = timedelta(seconds=10)
"""Between two looks."""
TOO_LONG = timedelta(seconds=120)
"""A service that stands still for so long is ended: whoever started it starts it again, and nothing is lost."""
STOPPED = 70
"""Exit code of a process that ended itself because it stood still (EX_SOFTWARE)."""
SIGN = "seintje.alive"

Connect = Callable[[], Mapping[str, Notifier]]
"""Makes the notifiers anew, for the loop that asks."""


def end_process(folder: Path) -> None:
    """The last resort: nothing of the process can be trusted to end it in order."""
    log.critical("stood_still", exit=STOPPED)
    alive(folder, False)
    os._exit(STOPPED)


def alive(folder: Path, well: bool) -> None:
    """Leave the sign for a watchdog that cannot ask: there when the service turns, gone when it does not."""
    sign = folder / SIGN
    try:
        sign.touch() if well else sign.unlink(missing_ok=True)
    except OSError as error:
        log.error("sign_not_left", why=error.strerror)


class Watchman:
    """Looks every ``look`` and lets ``ping`` go out every ``every`` while all is well. ``end`` ends a process that stands still."""

    def __init__(
        self,
        auditor: Auditor,
        connect: Connect,
        folder: Path,
        *,
        ping: Callable[[], Awaitable[None]] | None = None,
        every: timedelta = timedelta(minutes=1),
        look: timedelta = LOOK,
        end: Callable[[Path], None] = end_process,
    ) -> None:
        self.auditor = auditor
        self.connect = connect
        self.folder = folder
        self.ping = ping
        self.every = every
        self.every_look = look
        self.end = end
        self._stop = threading.Event()
        self._pinged: datetime | None = None
        self._thread = threading.Thread(target=self._run, name="auditor", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; waits for a look that is under way."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=self.every_look.total_seconds() + 20)
        alive(self.folder, False)

    def _run(self) -> None:
        asyncio.run(self._forever())

    async def _forever(self) -> None:
        while not self._stop.is_set():
            try:
                await self.once()
            except Exception:
                log.exception("audit_failed")
            await asyncio.to_thread(self._stop.wait, self.every_look.total_seconds())

    async def once(self) -> None:
        """One look with connections of its own, and the sign of life when all is well."""
        notifiers = self.connect()
        try:
            await self.auditor.look(notifiers)
        finally:
            for notifier in notifiers.values():
                await notifier.close()
        now = self.auditor.clock.now()
        silent = self.auditor.health.machine(now, timedelta(0)).silent_loop
        alive(self.folder, silent < BLOCKED)
        if silent >= TOO_LONG:
            self.end(self.folder)
            return
        await self._sign_of_life(now)

    async def _sign_of_life(self, now: datetime) -> None:
        if self.ping is None or (self._pinged is not None and now - self._pinged < self.every):
            return
        if not self.auditor.well:
            log.warning("heartbeat_withheld", findings=[f.key for f in self.auditor.findings if f.trait.withholds])
            return
        self._pinged = now
        await self.ping()
