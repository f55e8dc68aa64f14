"""What only one of several nodes does: every source has one who looks at it and listens to it, so that nothing is asked
(and paid) twice. Who it is stands in the database for ``lease``; a node that is gone is followed by another within that."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

import structlog

from bot.clock import Clock
from bot.ports import Watcher
from bot.store import Store, StoreUnreadable, leases
from bot.store.outbox import LEASE

log = structlog.get_logger()

T = TypeVar("T")

DOOR = "deurmat"
"""The task of reading what was brought to our door, at whichever node."""
LINE = "telegram"
"""The task of asking Telegram for updates: it refuses a second one."""


def of_source(name: str) -> str:
    """The task of looking at a source and listening to it."""
    return f"bron:{name}"


Came = Callable[[frozenset[str]], None]
"""Hears what is ours from now on."""
Loops = Sequence[Callable[[], Awaitable[None]]]


class Roles(Protocol):
    """Which tasks are ours now. ``tasks``: those that are divided among nodes."""

    tasks: frozenset[str]

    def mine(self, task: str) -> bool:
        """Whether this node does it now; no I/O."""

    async def begin(self, came: Came) -> Loops:
        """Take what is free; returns what must run all the time. ``came`` hears of what comes later."""

    async def release(self) -> None:
        """Let go of everything, so that nobody has to wait for us."""


class Alone:
    """There is one node: everything is ours."""

    tasks: frozenset[str] = frozenset()

    def mine(self, task: str) -> bool:
        """Yes."""
        return True

    async def begin(self, came: Came) -> Loops:
        """Nothing is to be taken."""
        return ()

    async def release(self) -> None:
        """Nobody waits."""


ALONE = Alone()


class LeasedRoles:
    """Tasks by rows in the database that run out.

    ``look`` every sixth of ``lease`` takes and renews; a row lasts five sixths, so that another has a dead node's tasks
    within ``lease``. Whoever could not renew for half of it stops by itself, before another begins.
    """

    def __init__(
        self, store: Store, clock: Clock, holder: str, tasks: Collection[str], lease: timedelta = LEASE
    ) -> None:
        self._store, self._clock, self._holder, self._lease = store, clock, holder, lease
        self.tasks = frozenset(tasks)
        self._ours: dict[str, datetime] = {}

    def mine(self, task: str) -> bool:
        """Whether it is certainly ours now. What is not divided (a file on this computer) always is."""
        if task not in self.tasks:
            return True
        until = self._ours.get(task)
        return until is not None and self._clock.now() < until

    async def look(self) -> frozenset[str]:
        """Renew what is ours and take what is free; returns what came to us. Raises what the store raises."""
        now = self._clock.now()
        until, had = now + self._lease * 5 / 6, {task for task in self.tasks if self.mine(task)}
        ours = await self._store.awrite(lambda tx: leases.take(tx, self.tasks, self._holder, now, until))
        self._ours = dict.fromkeys(ours, now + self._lease / 2)
        came, went = ours - had, had - ours
        if came or went:
            log.info("roles_changed", came=len(came), went=len(went), ours=len(ours))
        return ours - had

    async def begin(self, came: Came) -> Loops:
        """Take what is free. Raises what the store raises."""
        await self.look()

        async def keep_roles() -> None:
            while True:
                await asyncio.sleep(self._lease.total_seconds() / 6)
                try:
                    if found := await self.look():
                        came(found)
                except StoreUnreadable as error:
                    log.warning("roles_unknown", why=type(error).__name__)

        return (keep_roles,)

    async def release(self) -> None:
        """Let go of everything, so that nobody has to wait for us. Best effort: it runs out by itself."""
        self._ours = {}
        try:
            await asyncio.wait_for(self._store.awrite(lambda tx: leases.release(tx, self._holder)), 2)
        except (StoreUnreadable, TimeoutError, RuntimeError) as error:
            log.warning("roles_not_released", why=type(error).__name__)


POLL = 1.0
"""Seconds between looks whether something is still ours: a comparison of two moments."""


async def while_mine(roles: Roles, task: str, work: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
    """Wait until the task is ours and do the work; None when it was taken from us meanwhile (the work is then ended)."""
    while not roles.mine(task):
        await asyncio.sleep(POLL)
    if roles is ALONE:
        return await work()
    doing = asyncio.create_task(work())
    try:
        while roles.mine(task):
            done, _ = await asyncio.wait([doing], timeout=POLL)
            if done:
                return doing.result()
    finally:
        doing.cancel()
        await asyncio.wait([doing])
    return None


def at_once(watchers: Sequence[Watcher], watch: Callable[[Watcher], Coroutine[Any, Any, None]]) -> Came:
    """What another node left is looked at now, not only when its turn comes."""
    looks: set[asyncio.Task[None]] = set()

    def came(tasks: frozenset[str]) -> None:
        for watcher in watchers:
            if of_source(watcher.name) in tasks:
                looks.add(look := asyncio.create_task(watch(watcher)))
                look.add_done_callback(looks.discard)

    return came
