"""Live pages: a counter that moves when something changed, and the stream that tells it to open pages.

The stream carries no contents, only "look again"; the page then asks for itself as it would by hand.
"""

import asyncio
import secrets
import threading
from collections.abc import AsyncIterator, Awaitable, Callable

GAP = 0.25
"""Seconds between two "look again"s on one stream: a storm makes a few redraws a second, not hundreds."""
BEAT = 15.0
"""Seconds after which a silent stream sends a comment, so that nothing in between closes it."""


class Changes:
    """Counts changes. Whoever changes something a page shows calls ``bump``, from whatever thread."""

    def __init__(self) -> None:
        # begins anywhere, so that a page drawn by an earlier process never takes its version for ours
        self.version = secrets.randbelow(1 << 32)
        self.ended = False
        self._lock = threading.Lock()
        self._bells: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    def bump(self) -> None:
        """Something changed."""
        with self._lock:
            self.version += 1
            self._ring()

    def end(self) -> None:
        """The service stops: open streams finish, so that the server need not wait for them."""
        with self._lock:
            self.ended = True
            self._ring()

    def _ring(self) -> None:
        for loop, bell in self._bells:
            if not loop.is_closed():
                loop.call_soon_threadsafe(bell.set)

    async def after(self, seen: int) -> int:
        """Waits until the version is another than ``seen`` (or all ends); returns the version. May be cancelled."""
        mine = asyncio.get_running_loop(), asyncio.Event()
        with self._lock:
            self._bells.add(mine)
        try:
            while self.version == seen and not self.ended:
                await mine[1].wait()
                mine[1].clear()
        finally:
            with self._lock:
                self._bells.discard(mine)
        return self.version


async def stream(
    changes: Changes, seen: int, welcome: Callable[[], Awaitable[bool]], *, gap: float = GAP, beat: float = BEAT
) -> AsyncIterator[str]:
    """Server-sent events named ``news`` for a page that was drawn at version ``seen``; the event's id is the version.

    Ends when all ends, or when the reader is not ``welcome`` any more (asked at every event and every beat).
    """
    yield ": seintje\n\n"
    while not changes.ended:
        version = await _after(changes, seen, beat)
        if not await welcome():
            return
        if version == seen:
            yield ": \n\n"
            continue
        seen = version
        yield f"event: news\nid: {seen}\ndata: {seen}\n\n"
        await asyncio.sleep(gap)


async def _after(changes: Changes, seen: int, beat: float) -> int:
    try:
        return await asyncio.wait_for(changes.after(seen), beat)
    except TimeoutError:
        return seen
