"""The running service: loops that listen, think, speak and watch, each restarted when it fails, all ended together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.app.house import House
from bot.desk import TELEGRAM
from bot.failpoints import hit
from bot.inbox.telegram import Api, delete_webhook, poll_once
from bot.ports import Batch, DeliveryError, Fault, SourceError, Watcher
from bot.store import mentions, updates

log = structlog.get_logger()

TICK = 1.0
"""Seconds between looks at the clock; a doorbell makes the look come sooner."""

POLL = 25
"""Seconds a request for updates stays open."""

LONGEST_PAUSE = 60.0

FAREWELL = 7.0
"""Seconds that messages under way get at the end; with the rest of it we are gone within ten."""


class Service:
    """Runs a house."""

    def __init__(
        self, house: House, *, api: Api | None, watchers: Sequence[Watcher] = (), tick: float = TICK, poll: int = POLL
    ) -> None:
        self.house = house
        self.api = api
        self.watchers = watchers
        self.tick = tick
        self.poll = poll
        self.telegram_fault: Fault | None = None
        self._thinking = asyncio.Event()
        self._speaking = asyncio.Event()
        self._judged = asyncio.Event()

    def ring(self) -> None:
        """There may be something to do: look now."""
        self._thinking.set()
        self._speaking.set()

    async def run(self, stop: asyncio.Event, *others: Callable[[], Awaitable[None]]) -> None:
        """Run until ``stop`` is set; then finish what is in hand (ten seconds at most) and close the connections."""
        freed = self.house.outbox.start()
        log.info("started", freed=freed, watchers=len(self.watchers))
        scheduler = self._schedule()
        loops = [self._think, self._speak, *others]
        if self.house.parts.scorer is not None:
            loops.append(self._read_again)
        if self.api is not None:
            loops.append(self._listen)
        tasks = [asyncio.create_task(self._forever(loop), name=getattr(loop, "__name__", "loop")) for loop in loops]
        self.ring()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            await self._finish(tasks)

    async def _finish(self, tasks: Sequence["asyncio.Task[None]"]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=2)
        await self.house.outbox.stop(within=FAREWELL)
        for watcher in self.watchers:
            await watcher.close()
        for notifier in self.house.parts.notifiers.values():
            await notifier.close()

    async def _forever(self, loop: Callable[[], Awaitable[None]]) -> None:
        """A loop that fails is started again, ever more slowly; never in silence."""
        pause = 1.0
        while True:
            try:
                await loop()
                return
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("loop_failed", loop=getattr(loop, "__name__", "loop"), again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)

    # --- the loops ----------------------------------------------------------------------------------------

    def _schedule(self) -> AsyncIOScheduler:
        """APScheduler only ticks and polls: in memory, never missed, never twice at once."""
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        scheduler.add_job(self._ring, "interval", seconds=self.tick)
        for watcher in self.watchers:
            scheduler.add_job(
                self.watch,
                "interval",
                args=[watcher],
                seconds=watcher.every.total_seconds(),
                next_run_time=None if watcher.every <= timedelta(0) else _soon(),
            )
        scheduler.start()
        return scheduler

    async def _ring(self) -> None:
        self.ring()

    async def _think(self) -> None:
        while True:
            await self._thinking.wait()
            self._thinking.clear()
            while await asyncio.to_thread(self.house.think):
                self._speaking.set()
                self._judged.set()

    async def _read_again(self) -> None:
        """The second reader: in its own thread, behind everybody else."""
        await asyncio.to_thread(self.house.second.start)
        while True:
            while await asyncio.to_thread(self.house.read_again):
                self._speaking.set()
            await self._judged.wait()
            self._judged.clear()

    async def _speak(self) -> None:
        while True:
            await self._speaking.wait()
            self._speaking.clear()
            while await self.house.speak():
                self._thinking.set()

    async def _listen(self) -> None:
        """T5: fetch, store with the offset, and only then ask for more (which confirms)."""
        assert self.api is not None  # noqa: S101 - run() starts this loop only with an api
        await delete_webhook(self.api)
        while True:
            offset = await self.house.store.aread(lambda tx: updates.offset(tx, TELEGRAM))
            try:
                raw = await poll_once(self.api, offset, self.poll)
                self.telegram_fault = None
            except DeliveryError as error:
                await self._not_heard(error)
                continue
            hit("updates.received")
            if raw:
                await self._store(raw)

    async def _store(self, raw: list[dict[str, Any]]) -> None:
        now = self.house.clock.now()
        await self.house.store.awrite(lambda tx: updates.keep(tx, TELEGRAM, raw, now))
        hit("updates.stored")
        self.ring()

    async def _not_heard(self, error: DeliveryError) -> None:
        if self.telegram_fault is not error.fault:
            log.warning("telegram_not_heard", fault=error.fault.value)
        self.telegram_fault = error.fault
        slow = error.fault in (Fault.TOKEN, Fault.CONFLICT)
        await asyncio.sleep(error.retry_after.total_seconds() if error.retry_after else 30 if slow else 2)

    async def watch(self, watcher: Watcher) -> None:
        """One look at one source: mentions and cursor together, or nothing and a note of why."""
        store, now = self.house.store, self.house.clock.now()
        try:
            cursor = await store.aread(lambda tx: mentions.source_state(tx, watcher.name))
            batch: Batch = await watcher.fetch(cursor)
            kept = await asyncio.to_thread(self.house.ingest.keep, watcher.name, batch)
        except SourceError as error:
            text = str(error)
            await store.awrite(lambda tx: mentions.source_failed(tx, watcher.name, text, now))
            log.warning("source_failed", source=watcher.name, blind=error.blind)
            return
        except Exception:
            await store.awrite(lambda tx: mentions.source_failed(tx, watcher.name, "unexpected", now))
            log.exception("source_broken", source=watcher.name)
            return
        if kept.new or kept.changed:
            log.info("heard", source=watcher.name, new=kept.new, changed=kept.changed)
            self.ring()


def _soon() -> Any:
    from bot.clock import SystemClock

    return SystemClock().now()
