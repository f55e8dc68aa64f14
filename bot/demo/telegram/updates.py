"""What waits for the bot: numbered updates, handed out until an offset confirms them, to one poller at a time."""

import asyncio
import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.demo.telegram.reply import RefusalError
from bot.demo.telegram.scripts import CONFLICT

WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)

AHEAD = 10
"""An offset so far beyond the next number is still believed (the Bot API server's own bound)."""


@dataclass(slots=True)
class _Poller:
    loop: asyncio.AbstractEventLoop
    bell: asyncio.Event
    replaced: bool = False

    def ring(self) -> None:
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.bell.set)


@dataclass(frozen=True, slots=True)
class Failed:
    """The last time that an update could not be brought to the webhook."""

    at: datetime
    why: str


class Updates:
    """The queue of one bot. May be filled from any thread."""

    def __init__(self) -> None:
        self.pending: list[dict[str, Any]] = []
        self.allowed: frozenset[str] = frozenset()
        self.webhook = ""
        self.secret = ""
        self.connections = 0
        self.failed: Failed | None = None
        self._next = 1001
        self._lock = threading.Lock()
        self._poller: _Poller | None = None

    def put(self, kind: str, content: dict[str, Any]) -> None:
        """Queue an update, unless the bot asked not to get this kind."""
        with self._lock:
            if self.allowed and kind not in self.allowed:
                return
            self.pending.append({"update_id": self._next, kind: content})
            self._next += 1
            poller = self._poller
        if poller:
            poller.ring()

    def hook(self, url: str, secret: str = "", connections: int = 40) -> None:
        """From now on everything is brought to ``url`` (empty: it is fetched again); what waits goes on waiting."""
        with self._lock:
            self.webhook, self.secret, self.connections = url, secret, connections
            self.failed = None
            poller = self._poller if url else None
        if poller:
            poller.replaced = True
            poller.ring()

    def brought(self, update_id: int) -> None:
        """The webhook took it: it waits no more."""
        with self._lock:
            self.pending = [u for u in self.pending if u["update_id"] != update_id]

    def renumber(self, first: int) -> None:
        """Number anew from ``first``, as Telegram does after a week in which there was nothing."""
        with self._lock:
            self._next = first

    def drop(self) -> None:
        """Forget everything that waits."""
        with self._lock:
            self.pending.clear()

    async def take(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:
        """Updates from ``offset`` on, at once or within ``timeout`` seconds; all below ``offset`` are confirmed.

        A second poller ends the first one with 409, as Telegram does. Raises ``RefusalError``.
        """
        if self.webhook:
            raise RefusalError(409, WEBHOOK_ACTIVE)
        mine = self._become_poller()
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        try:
            while True:
                found = self._ready(offset, limit)
                if mine.replaced:
                    raise RefusalError(409, CONFLICT)
                if found or loop.time() >= until:
                    return found
                await self._wait(mine, until - loop.time())
        finally:
            with self._lock:
                if self._poller is mine:
                    self._poller = None

    def _become_poller(self) -> _Poller:
        mine = _Poller(asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            before, self._poller = self._poller, mine
        if before:
            before.replaced = True
            before.ring()
        return mine

    async def _wait(self, mine: _Poller, seconds: float) -> None:
        try:
            await asyncio.wait_for(mine.bell.wait(), seconds)
        except TimeoutError:
            return
        mine.bell.clear()

    def _ready(self, offset: int, limit: int) -> list[dict[str, Any]]:
        with self._lock:
            if offset < 0:
                self.pending = self.pending[offset:]
            elif offset <= self._next + AHEAD:  # what lies further ahead is no number of ours: then from the first on
                self.pending = [u for u in self.pending if u["update_id"] >= offset]
            return self.pending[:limit]
