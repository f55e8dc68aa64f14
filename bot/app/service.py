"""The running service: loops that listen, think, speak and watch, each restarted when it fails, all ended together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from starlette.types import ASGIApp

from bot.app import last_words
from bot.app.house import House
from bot.app.line import Hook, TelegramLine
from bot.app.roles import ALONE, Roles, at_once
from bot.app.sources import Sources
from bot.auditor import Health
from bot.inbox.telegram import Api
from bot.ports import Fault, Listener, Receiver, Watcher
from bot.store import Store, StoreError, coverage
from bot.store.migrate import OtherVersionError, called, still_ours

log = structlog.get_logger()

TICK = 1.0
"""Seconds between looks at the clock; a doorbell makes the look come sooner."""

POLL = 25
"""Seconds a request for updates stays open."""

LONGEST_PAUSE = 60.0

LEARN_AT = (3, 40)
"""When the night's refit is, on the organisation's clock: after the change of clocks, before anybody works."""

STEADY = 60.0
"""Seconds after which a loop that fell over counts as well again."""

GUARD = 2.0
"""Seconds between looks whether the database file is still the one we opened."""

FAREWELL = 7.0
"""Seconds that messages under way get at the end; with the rest of it we are gone within ten."""


class Service:
    """Runs a house."""

    def __init__(
        self,
        house: House,
        *,
        api: Api | None,
        watchers: Sequence[Watcher] = (),
        listeners: Sequence[Listener] = (),
        receivers: Sequence[Receiver] = (),
        doorstep: Store | None = None,
        tick: float = TICK,
        poll: int = POLL,
        refused: Callable[[Fault], None] = lambda fault: None,
        health: Health | None = None,
        roles: Roles = ALONE,
        hook: Hook | None = None,
    ) -> None:
        """``refused`` hears once when Telegram stops accepting us (token, or another program with the same one).

        ``hook``: where Telegram brings what people press; None: it is fetched.
        ``health`` is told how we are. ``roles``: what of it all is done at this node and at no other.
        """
        self.health = health or Health(house.clock.now())
        self.house = house
        self.sources = Sources(
            house, watchers, listeners, receivers, doorstep=doorstep, ring=self.heard, health=self.health, roles=roles
        )
        self.roles = roles
        self.tick = tick
        heard: dict[str, Any] = {"roles": roles, "health": self.health, "ring": self.ring, "refused": refused}
        self.line = None if api is None else TelegramLine(house, api, poll=poll, hook=hook, **heard)
        self.lost: StoreError | None = None
        self._thinking = asyncio.Event()
        self._speaking = asyncio.Event()
        self._publishing = asyncio.Event()
        self._judged = asyncio.Event()

    @property
    def telegram(self) -> tuple[Fault | None, datetime | None]:
        """How the line to Telegram is (None: well), and since when."""
        return (None, None) if self.line is None else (self.line.fault, self.line.since)

    def doors(self) -> dict[str, ASGIApp]:
        """What answers at our own addresses, by path: Telegram's, when it brings to us."""
        return {} if self.line is None else self.line.doors()

    def heard(self) -> None:
        """Something came in: it is judged first, and whatever that makes us say or do follows by itself.

        So a hundred messages a second do not ask a hundred times whether there is anything to send.
        """
        self._thinking.set()

    def ring(self) -> None:
        """There may be something to do: look now."""
        self._thinking.set()
        self._speaking.set()
        self._publishing.set()

    async def run(self, stop: asyncio.Event, *others: Callable[[], Awaitable[None]]) -> None:
        """Run until ``stop`` is set; then finish what is in hand (ten seconds at most) and close the connections.

        Raises ``StoreError`` when the database was taken away meanwhile, after the alarm.
        """
        freed = self.house.outbox.start()
        watched = self.sources.watched()
        self.house.store.write(lambda tx: coverage.watch(tx, watched))
        self.health.watched.update({watcher.name: watcher.every for watcher in self.sources.watchers})
        self.health.notifiers = frozenset(self.house.parts.notifiers)
        log.info("started", freed=freed, sources=len(watched))
        self.health.tasks = self.roles.tasks
        others = (*others, *await self.roles.begin(at_once(self.sources.watchers, self.sources.watch)))
        scheduler = self._schedule()
        loops = [self._think, self._speak, self._publish, *self.sources.loops(), *others]
        if self.house.parts.scorer is not None:
            loops.append(self._read_again)
        if self.line is not None:
            loops.append(self.line.listen)
        tasks = [asyncio.create_task(self._forever(loop), name=getattr(loop, "__name__", "loop")) for loop in loops]
        tasks.append(asyncio.create_task(self._guard(stop), name="guard"))
        self.ring()
        try:
            await stop.wait()
        finally:
            scheduler.shutdown(wait=False)
            await self._finish(tasks)
        if self.lost is not None:
            raise self.lost

    async def _finish(self, tasks: Sequence["asyncio.Task[None]"]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=2)
        if self.lost is None:
            await self.house.outbox.stop(within=FAREWELL)
        await self.roles.release()
        await self.sources.close()
        for notifier in self.house.parts.notifiers.values():
            await notifier.close()
        for actor in self.house.parts.actors.values():
            await actor.close()

    async def _forever(self, loop: Callable[[], Awaitable[None]]) -> None:
        """A loop that fails is started again, ever more slowly; never in silence."""
        pause, name = 1.0, getattr(loop, "__name__", "loop").strip("_")
        while True:
            steady = asyncio.get_running_loop().call_later(STEADY, self.health.alive, name)
            try:
                await loop()
                return
            except asyncio.CancelledError:
                raise
            except Exception as error:
                times = self.health.died(name, type(error).__name__, self.house.clock.now())
                pause = 1.0 if times == 1 else min(pause * 2, LONGEST_PAUSE)
                log.exception("loop_failed", loop=name, times=times, again_in=pause)
            finally:
                steady.cancel()
            await asyncio.sleep(pause)

    async def _guard(self, stop: asyncio.Event) -> None:
        """Is the database still ours? If not nothing is taken in any more, whoever manages the protocol hears so, and we end."""
        known: last_words.Places = {}
        name = called(self.house.store.url)
        while self.lost is None:
            try:
                self.house.store.check()
                if self.house.store.shared:
                    await self.house.store.aread(lambda tx: still_ours(tx, name))
                known = await self.house.store.aread(lambda tx: last_words.places(tx, self.house.desk))
            except StoreError as error:
                self.lost = error
            except Exception:
                log.exception("guard_failed")
            await asyncio.sleep(0 if self.lost else GUARD)
        if isinstance(self.lost, OtherVersionError):  # a newer node took over: it tells whoever must hear something
            log.critical("database_of_another_version")
            stop.set()
            return
        log.critical("database_lost")
        notifiers, rules = self.house.parts.notifiers, self.house.rulebook.current
        await last_words.say(self.lost, known, notifiers, rules.protocol)
        stop.set()

    # --- the loops ----------------------------------------------------------------------------------------

    def _schedule(self) -> AsyncIOScheduler:
        """APScheduler only ticks and polls: in memory, never missed, never twice at once."""
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        scheduler.add_job(self._ring, "interval", seconds=self.tick)
        for watcher in self.sources.watchers:
            scheduler.add_job(
                self.sources.watch,
                "interval",
                args=[watcher],
                seconds=watcher.every.total_seconds(),
                next_run_time=None if watcher.every <= timedelta(0) else _soon(),
            )
        if self.house.learning.enabled:
            zone = self.house.rulebook.current.protocol.timezone
            scheduler.add_job(self._learn, "cron", hour=LEARN_AT[0], minute=LEARN_AT[1], timezone=zone)
        scheduler.start()
        return scheduler

    async def _learn(self) -> None:
        """The night's refit. When it fails, what was learned before stays in force."""
        try:
            await asyncio.to_thread(self.house.learning.nightly)
        except Exception:
            log.exception("learning_failed")

    async def _ring(self) -> None:
        self.health.beat(self.house.clock.now())
        self.ring()

    async def _think(self) -> None:
        while True:
            await self._thinking.wait()
            self._thinking.clear()
            while await asyncio.to_thread(self.house.think):
                self._speaking.set()
                self._publishing.set()
                self._judged.set()
            self._speaking.set()  # what came in may have settled something by itself: a message that is gone
            self._publishing.set()

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

    async def _publish(self) -> None:
        """Public actions go their own pace: a platform that takes its time holds up no message to a colleague."""
        await asyncio.to_thread(self.house.publisher.start)
        while True:
            while await self.house.publish():
                self._speaking.set()
            await self._publishing.wait()
            self._publishing.clear()


def _soon() -> Any:
    from bot.clock import SystemClock

    return SystemClock().now()
