"""The sources at work: those we look at, those we listen to, and those that come to our door. One that fails disturbs no other."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.app.house import House
from bot.app.roles import ALONE, DOOR, Roles, of_source, while_mine
from bot.auditor import Health
from bot.failpoints import hit
from bot.ports import Batch, Follower, Listener, Receiver, SourceError, Watcher
from bot.store import Store, StoreUnreadable, Tx, coverage, deliveries, gone
from bot.store.deliveries import Delivery
from bot.store.mentions import Kept, Place
from rules.i18n import N_

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
"""How long a stream that broke is left alone: the first time, and at most."""

BLIND_PAUSE = timedelta(minutes=5)
"""How long a source that needs a person is left alone: soon enough after it was mended, and no storm of tries before."""

LONGEST_HOLD = timedelta(hours=1)
"""A source that asks for longer is looked at after this all the same."""

STEADY = timedelta(minutes=2)
"""A stream that held so long begins again with the shortest pause."""

DRAIN = 50
"""Deliveries read in one go."""

SWEEP = 60.0
"""Seconds between looks for texts that were deleted at their platform."""

UNREADABLE = N_("wat het platform bracht kon niet worden gelezen")

Loop = Callable[[], Awaitable[None]]


class Sources:
    """All sources of a house. ``doorstep`` keeps what comes to our door until it is read; None: nothing comes there."""

    def __init__(
        self,
        house: House,
        watchers: Sequence[Watcher] = (),
        listeners: Sequence[Listener] = (),
        receivers: Sequence[Receiver] = (),
        *,
        doorstep: Store | None = None,
        ring: Callable[[], None],
        health: Health | None = None,
        first_pause: timedelta = FIRST_PAUSE,
        roles: Roles = ALONE,
    ) -> None:
        """``ring``: something came in; ``health`` hears which source ended unforeseen; ``roles``: which are this node's."""
        self.house, self.ring = house, ring
        self.health = health or Health(house.clock.now())
        self.watchers, self.listeners = watchers, listeners
        self.receivers = {one.name: one for one in receivers}
        self.doorstep = doorstep
        self._first_pause, self.roles = first_pause, roles
        self._held: dict[str, datetime] = {}
        self._tries: dict[str, int] = {}
        self._knocked = asyncio.Event()

    def watched(self) -> dict[str, str]:
        """Name → platform of all."""
        every: Iterable[Any] = (*self.watchers, *self.listeners, *self.receivers.values())
        return {one.name: one.platform for one in every}

    def loops(self) -> list[Loop]:
        """What must run all the time beside the looks; each is started again by whoever runs it when it throws."""
        listening = [self._listening(one) for one in self.listeners]
        return [*listening, self._sweep, *([self._drain] if self.doorstep is not None else [])]

    async def close(self) -> None:
        """Let go of all connections."""
        for watcher in self.watchers:
            await watcher.close()
        for listener in self.listeners:
            await listener.close()

    # --- looking ------------------------------------------------------------------------------------------

    async def watch(self, watcher: Watcher) -> None:
        """One look at one source: mentions and cursor together, or nothing and a note of why."""
        if self._is_held(watcher.name) or not self.roles.mine(of_source(watcher.name)):
            return
        store = self.house.store
        try:
            cursor = await store.aread(lambda tx: coverage.cursor(tx, watcher.name))
            batch = await watcher.fetch(cursor)
            kept = await asyncio.to_thread(self.house.ingest.keep, watcher.name, batch)
        except SourceError as error:
            await self._failed(watcher.name, error)
            return
        except StoreUnreadable:  # the watcher is well: it reads the same again once the database is
            log.exception("not_kept", source=watcher.name)
            return
        except Exception as error:
            log.exception("source_broken", source=watcher.name)
            await self._died(watcher.name, error)
            return
        self._well(watcher.name)
        self._tell(watcher.name, kept)

    def _is_held(self, name: str) -> bool:
        until = self._held.get(name)
        return until is not None and self.house.clock.now() < until

    def _well(self, name: str) -> None:
        self._held.pop(name, None)
        self._tries.pop(name, None)
        self.health.alive(name)

    async def _failed(self, name: str, error: SourceError, way: str = "") -> timedelta:
        """Note it and leave the source (or this way to it) alone for a while; returns how long."""
        now, text = self.house.clock.now(), str(error)
        await self._note(lambda tx: coverage.failed(tx, name, text, now, blind=error.blind))
        self.health.alive(name)
        log.warning("source_failed", source=name, blind=error.blind, fault=error.fault)
        hold = error.retry_after or (BLIND_PAUSE if error.blind else timedelta(0))
        return self._hold(way or name, min(hold, LONGEST_HOLD))

    async def _died(self, name: str, error: Exception, way: str = "") -> timedelta:
        """It ended unforeseen: every time it is left alone for longer, and the count is kept for whoever guards us."""
        now = self.house.clock.now()
        self.health.died(name, type(error).__name__, now)
        deaths: int = await self._note(lambda tx: coverage.died(tx, name, now))
        log.error("source_died", source=name, deaths=deaths)
        return self._hold(way or name, self._pause(way or name))

    async def _note(self, work: Callable[[Tx], Any]) -> Any:
        done = await self.house.store.awrite(work)
        self.house.parts.changed()
        return done

    def _hold(self, name: str, pause: timedelta) -> timedelta:
        self._held[name] = self.house.clock.now() + pause
        return pause

    def _pause(self, name: str) -> timedelta:
        """Twice as long every time."""
        tries = self._tries[name] = self._tries.get(name, 0) + 1
        doublings: int = min(tries - 1, 20)
        return min(self._first_pause * (1 << doublings), LONGEST_PAUSE)

    def _tell(self, name: str, kept: Kept) -> None:
        if kept.new or kept.changed:
            log.info("heard", source=name, new=kept.new, changed=kept.changed)
            self.ring()

    # --- listening ----------------------------------------------------------------------------------------

    def _listening(self, listener: Listener) -> Loop:
        async def listen() -> None:
            while True:
                pause = await while_mine(self.roles, of_source(listener.name), lambda: self._listen(listener))
                await asyncio.sleep(pause.total_seconds() if pause else 0)

        listen.__name__ = f"listen:{listener.name}"
        return listen

    async def _listen(self, listener: Listener) -> timedelta:
        """Listen until it breaks; returns how long to leave it alone. A batch and its cursor are one commit."""
        began = self.house.clock.now()
        way = f"{listener.name} (stream)"  # a stream that breaks keeps nobody from looking at the same source
        try:
            cursor = await self.house.store.aread(lambda tx: coverage.stream(tx, listener.name))
            async for batch in listener.listen(cursor):
                kept = await asyncio.to_thread(self.house.ingest.keep, listener.name, batch, Place.STREAM)
                self._tell(listener.name, kept)
        except SourceError as error:
            self._steady(way, began)
            held: timedelta = await self._failed(listener.name, error, way)
            return max(held, self._pause(way))
        except asyncio.CancelledError:
            raise
        except StoreUnreadable:
            log.exception("not_kept", source=listener.name)
            return self._pause(way)
        except Exception as error:
            log.exception("source_broken", source=listener.name)
            return await self._died(listener.name, error, way)
        self._steady(way, began)  # it ended in good order: some platforms close a stream now and then
        return self._pause(way)

    def _steady(self, name: str, began: datetime) -> None:
        if self.house.clock.now() - began >= STEADY:
            self._tries.pop(name, None)

    # --- our door -----------------------------------------------------------------------------------------

    async def receive(self, source: str, body: bytes) -> None:
        """Keep a body that somebody brought; when this returns it is on disk. Raises what the store raises."""
        if self.doorstep is None:
            raise RuntimeError("there is no doorstep")
        now, names = self.house.clock.now(), self._family(source)

        def work(tx: Tx) -> None:
            for name in names:
                deliveries.keep(tx, name, body, now)

        await self.doorstep.awrite(work)
        hit("delivery.stored")
        self._knocked.set()

    def _family(self, source: str) -> list[str]:
        """Who shares this door: an app has one address for all its pages."""
        family = self.receivers[source].family if source in self.receivers else ""
        return [name for name, one in self.receivers.items() if family and one.family == family] or [source]

    async def _drain(self) -> None:
        """Read what lies on the doorstep. Read twice is stored once, so it is let go only after it is stored."""
        while True:
            while self.roles.mine(DOOR) and await self.drain_once():
                pass
            try:  # what came to another node's door knocks there
                await asyncio.wait_for(self._knocked.wait(), timeout=5 if self.roles is ALONE else 1)
            except TimeoutError:
                continue
            finally:
                self._knocked.clear()

    async def drain_once(self) -> int:
        """One round; returns how many deliveries were read."""
        doorstep = self.doorstep
        if doorstep is None:
            return 0
        now = self.house.clock.now()
        waiting = await doorstep.aread(lambda tx: deliveries.waiting(tx, now, DRAIN))
        done = [one.id for one in waiting if await self._read(one)]
        await doorstep.awrite(lambda tx: deliveries.done(tx, done))
        return len(waiting)

    async def _read(self, delivery: Delivery) -> bool:
        """Whether it is stored; if not it is tried again later, and set apart in the end."""
        try:
            batch, whole = await self._batch(delivery)
            if whole or batch.mentions or batch.gone:
                kept = await asyncio.to_thread(self.house.ingest.keep, delivery.source, batch, Place.NONE)
                self._tell(delivery.source, kept)
        except Exception:
            log.exception("delivery_failed", source=delivery.source, attempts=delivery.attempts + 1)
            whole = False
        if whole:
            hit("delivery.read")
        else:
            await self._set_back(delivery)
        return whole

    async def _batch(self, delivery: Delivery) -> tuple[Batch, bool]:
        """What it says, and whether that is all: what it only points at waits, and what it says in words does not."""
        receiver = self.receivers.get(delivery.source)
        if receiver is None:
            log.warning("delivery_not_followed", source=delivery.source, blind=False)
            return Batch((), ""), False  # the source was taken out of the settings
        try:
            if isinstance(receiver, Follower):
                return await receiver.follow(delivery.body), True
        except SourceError as error:
            log.warning("delivery_not_followed", source=delivery.source, blind=error.blind)
            if delivery.attempts:
                return Batch((), ""), False
        return await asyncio.to_thread(receiver.read, delivery.body), not isinstance(receiver, Follower)

    async def _set_back(self, delivery: Delivery) -> None:
        now, name = self.house.clock.now(), delivery.source
        if self.doorstep is not None and await self.doorstep.awrite(lambda tx: deliveries.failed(tx, delivery, now)):
            refused = [(f"delivery:{delivery.id}", UNREADABLE)]
            await self._note(lambda tx: coverage.note_refused(tx, name, refused, now))

    # --- what was deleted elsewhere -----------------------------------------------------------------------

    async def _sweep(self) -> None:
        while True:
            await self.sweep_once()
            await asyncio.sleep(SWEEP)

    async def sweep_once(self) -> int:
        """Take away the texts that were deleted at their platform; returns how many."""
        now = self.house.clock.now()

        def work(tx: Tx) -> int:
            coverage.forget_gaps(tx, now)
            return gone.purge(tx, now)

        taken: int = await self.house.store.awrite(work)
        if taken:
            log.info("texts_taken_away", count=taken)
        return taken
