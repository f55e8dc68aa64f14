"""The mailbox tells by itself that something came (IMAP IDLE, RFC 2177): then it is read at once.

The looks of the watcher go on beside it, so that a server without IDLE, or a line that died in silence, costs a minute and
no mail. The line waits in a thread of its own: imapclient blocks.
"""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import structlog
from imapclient import IMAPClient

from bot.platforms.mail.box import Entry, MailError, connected, opened_folder
from bot.platforms.mail.door import Door
from bot.platforms.mail.watcher import MailWatcher
from bot.ports import Batch
from rules.i18n import N_

log = structlog.get_logger()

RENEWED = timedelta(minutes=9)
"""So long one IDLE lasts: servers end it after thirty minutes (RFC 2177), and many routers forget a quiet line after ten."""
WITHOUT = timedelta(hours=1)
"""So long a server that does not know IDLE is left alone."""
STEP = 1.0
"""Seconds of one wait: so soon the thread hears that it is over."""
EMPTY = 20
"""So many times in a row there was something to read that held nothing: the line is dead."""
ROUNDS = 20
"""Looks for one notice at most: each marks what the one before brought."""


class MailListener:
    """``bot.ports.Listener`` of a mailbox."""

    def __init__(self, door: Door, watcher: MailWatcher, renewed: timedelta = RENEWED) -> None:
        self.name, self.platform = watcher.name, watcher.platform
        self._door, self._watcher, self._renewed = door, watcher, renewed
        self._over: set[threading.Event] = set()

    async def listen(self, cursor: str) -> AsyncIterator[Batch]:
        """Every new mail as it comes. Ends when the server has no IDLE. Raises ``SourceError`` when the line breaks."""
        news, over = asyncio.Event(), threading.Event()
        ring = asyncio.get_running_loop().call_soon_threadsafe
        self._over.add(over)
        waiting = asyncio.create_task(self._door.through(wait_for_mail, lambda: ring(news.set), over, self._renewed))
        try:
            while await _heard(news, waiting):
                for _ in range(ROUNDS):
                    batch = await self._watcher.fetch(cursor)
                    cursor = batch.cursor
                    yield batch
                    if not batch.mentions and not batch.refused:
                        break
            if not waiting.result():
                log.info("no_idle", source=self.name)
                await asyncio.sleep(WITHOUT.total_seconds())
        finally:
            over.set()
            self._over.discard(over)
            waiting.cancel()

    async def close(self) -> None:
        """The threads end by themselves within a second."""
        for over in self._over:
            over.set()


async def _heard(news: asyncio.Event, waiting: "asyncio.Task[bool]") -> bool:
    """Whether there is something to read; False: the waiting ended. Raises what it ended with."""
    knock = asyncio.ensure_future(news.wait())
    try:
        await asyncio.wait({knock, waiting}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        knock.cancel()
    if news.is_set():
        news.clear()
        return True
    waiting.result()
    return False


def wait_for_mail(entry: Entry, ring: Callable[[], None], over: threading.Event, renewed: timedelta) -> bool:
    """Stay in the mailbox until ``over``; ``ring`` at the beginning and whenever something came.

    False: the server has no IDLE. Raises ``MailError``. Blocking.
    """
    with connected(entry) as box:
        if not box.has_capability("IDLE"):
            return False
        opened_folder(box, entry.source)
        while not over.is_set():
            box.idle()
            ring()  # what came before we listened is not told of
            _hear(box, ring, over, renewed, entry.source.host)
            box.idle_done()
    return True


def _hear(box: IMAPClient, ring: Callable[[], None], over: threading.Event, renewed: timedelta, host: str) -> None:
    until, empty = time.monotonic() + renewed.total_seconds(), 0
    while not over.is_set() and time.monotonic() < until:
        began = time.monotonic()
        said = box.idle_check(timeout=min(STEP, max(until - began, 0.01)))
        if any(b"BYE" in line for line in said):
            raise MailError(N_("{host} brak het gesprek af."), host=host)
        if any(b"EXISTS" in line or b"RECENT" in line for line in said):
            ring()
        quick = not said and time.monotonic() - began < STEP / 10
        empty = empty + 1 if quick else 0
        if empty >= EMPTY:  # a line that was cut is readable for ever and says nothing
            raise MailError(N_("{host} brak het gesprek af."), host=host)
