"""The sources at work: those we look at, those we listen to, and those that come to our door. One that fails disturbs no other."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

import structlog

from bot.app.house import House
from bot.app.patience import FIRST_PAUSE, LONGEST_HOLD, Patience
from bot.app.roles import ALONE, DOOR, Roles, of_source, while_mine
from bot.auditor import Health
from bot.failpoints import hit
from bot.platforms.meter import BudgetError
from bot.ports import Batch, Follower, Listener, Receiver, Sole, SourceError, Watcher
from bot.store import Store, StoreUnreadable, Tx, coverage, deliveries, gone
from bot.store.deliveries import Delivery
from bot.store.mentions import Kept, Place
from rules.i18n import N_

log = structlog.get_logger()

BLIND_PAUSE = timedelta(minutes=5)
"""How long a source that needs a person is left alone: soon enough after it was mended, and no storm of tries before."""

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
        self.roles, self._patience = roles, Patience(house.clock, first_pause)
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
        if self._patience.holds(watcher.name) or not self.roles.mine(of_source(watcher.name)):
            return
        store = self.house.store
        try:
            cursor, held = await store.aread(
                lambda tx: (coverage.cursor(tx, watcher.name), coverage.held(tx, watcher.name))
            )
            if left := self._patience.left(held):
                self._patience.hold(watcher.name, left)
                return
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
        self._patience.well(watcher.name)
        self.health.alive(watcher.name)
        self._tell(watcher.name, kept)

    async def _failed(self, name: str, error: SourceError, way: str = "", by: str = Place.LOOK) -> timedelta:
        """Note it and leave the source (or this way to it) alone for a while; returns how long."""
        now, text = self.house.clock.now(), str(error)
        mended = error.blind or error.fault == BudgetError.fault  # by a person, who is not kept waiting after a restart
        asked = None if mended else error.retry_after

        def note(tx: Tx) -> None:
            coverage.failed(tx, name, text, now, blind=error.blind, by=by)
            if asked is not None:
                coverage.hold(tx, name, now + min(asked, LONGEST_HOLD), stream=bool(way))

        await self._note(note)
        self.health.alive(name)
        log.warning("source_failed", source=name, blind=error.blind, fault=error.fault)
        hold = error.retry_after or (BLIND_PAUSE if error.blind else timedelta(0))
        return self._patience.hold(way or name, min(hold, LONGEST_HOLD))

    async def _died(self, name: str, error: Exception, way: str = "", by: str = Place.LOOK) -> timedelta:
        """It ended unforeseen: every time it is left alone for longer, and the count is kept for whoever guards us."""
        now = self.house.clock.now()
        self.health.died(name, type(error).__name__, now)
        deaths: int = await self._note(lambda tx: coverage.died(tx, name, now, by))
        log.error("source_died", source=name, deaths=deaths)
        return self._patience.hold(way or name, self._patience.pause(way or name))

    async def _note(self, work: Callable[[Tx], Any]) -> Any:
        done = await self.house.store.awrite(work)
        self.house.parts.changed()
        return done

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
        by = Place.STREAM if isinstance(listener, Sole) and listener.sole else ""
        try:
            cursor, until = await self.house.store.aread(
                lambda tx: (coverage.stream(tx, listener.name), coverage.held(tx, listener.name, stream=True))
            )
            if left := self._patience.left(until):
                return left
            async for batch in listener.listen(cursor):
                kept = await asyncio.to_thread(self.house.ingest.keep, listener.name, batch, Place.STREAM)
                self._tell(listener.name, kept)
        except SourceError as error:
            self._patience.steady(way, began)
            held: timedelta = await self._failed(listener.name, error, way, by)
            return max(held, self._patience.pause(way))
        except asyncio.CancelledError:
            raise
        except StoreUnreadable:
            log.exception("not_kept", source=listener.name)
            return self._patience.pause(way)
        except Exception as error:
            log.exception("source_broken", source=listener.name)
            return await self._died(listener.name, error, way, by)
        self._patience.steady(way, began)  # it ended in good order: some platforms close a stream now and then
        return self._patience.pause(way)

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
