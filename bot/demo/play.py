"""The demo: the whole service on a shipped storm in compressed time, with pretend phones and no account anywhere."""

import asyncio
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

import httpx
import structlog

from bot.app.house import House, Parts
from bot.app.office import Line, StoreOffice
from bot.app.reports import Reports
from bot.app.service import Service
from bot.app.virtual import MOMENT, TICK, next_due, whole
from bot.clock import FastClock, ManualClock
from bot.demo.colleagues import Colleagues
from bot.demo.phones import DemoPhones
from bot.demo.platform import pages
from bot.demo.telegram import PretendTelegram
from bot.demo.telegram.server import Application
from bot.inbox.telegram import poll_once
from bot.notifiers.telegram import TelegramNotifier
from bot.platforms.jsonl import Refusal, read_lines
from bot.ports import TELEGRAM, Batch
from bot.rulebook import Rulebook, Rules
from bot.store import Store, Tx, people, updates
from bot.store.migrate import prepare
from bot.store.outbox import LEASE
from bot.web.live import Changes
from rules.judge import Judge
from rules.mention import Mention
from rules.protocol.model import Protocol
from rules.protocol.read import read

log = structlog.get_logger()

SPEED = 120.0
"""Two minutes in a second: a step of a quarter of an hour takes seven seconds, long enough to press a button."""

BEFORE = timedelta(minutes=5)
"""The demo begins this long before the first message that needs somebody."""

FIRST = "dev-storm-009"
AFTER = timedelta(hours=3)
"""An unwatched demo ends this long after the last message."""


def shipped_storm() -> list[Mention]:
    """The storm that comes with the product, in order of time."""
    lines = resources.files("bot.demo").joinpath("storm.jsonl").read_bytes().splitlines()
    mentions = [found for _, found in read_lines(lines, lenient=False) if not isinstance(found, Refusal)]
    return sorted(mentions, key=lambda m: m.posted_at)


def shipped_protocol() -> tuple[str, Protocol]:
    """The demo's protocol: its text and what it means. Raises ``RuntimeError`` if the shipped file were broken."""
    text = resources.files("bot.demo").joinpath("protocol.yaml").read_text(encoding="utf-8")
    protocol = read({"protocol.yaml": text}).protocol
    if protocol is None:
        raise RuntimeError("the shipped protocol of the demo cannot be read")
    return text, protocol


@dataclass(slots=True)
class Demo:
    """A demo in ``folder``. ``speed``: how many times faster than the clock on the wall.

    ``unwatched``: the clock jumps from one thing that is due to the next, and pretend colleagues do what people do.
    """

    folder: Path
    speed: float = SPEED
    unwatched: bool = False
    changes: Changes = field(default_factory=Changes)

    storm: Sequence[Mention] = field(init=False)
    telegram: PretendTelegram = field(init=False)
    phones: DemoPhones = field(init=False)
    house: House = field(init=False)
    service: Service = field(init=False)
    office: StoreOffice = field(init=False)
    reports: Reports = field(init=False)
    presses: int = field(default=0, init=False)
    clock: FastClock | ManualClock = field(init=False)
    _notifier: TelegramNotifier = field(init=False)
    _colleagues: Colleagues = field(init=False)

    def __post_init__(self) -> None:
        _, protocol = shipped_protocol()
        self.storm = shipped_storm()
        self.clock = clock = ManualClock(self._begin()) if self.unwatched else FastClock(self._begin(), self.speed)
        self.telegram = PretendTelegram(clock=clock)
        self.phones = DemoPhones(self.telegram, protocol)
        self._colleagues = Colleagues(self.telegram, self.phones.numbers)
        self._notifier = _notifier(self.telegram)
        store = Store(f"sqlite:///{self.folder / 'demo.db'}", durable=False, threaded=not self.unwatched)
        prepare(store)
        parts = Parts(
            store=store,
            rulebook=Rulebook(Rules(protocol, Judge(protocol), 1)),
            clock=clock,
            notifiers={TELEGRAM: self._notifier},
            key=secrets.token_bytes(32),
            changed=self.changes.bump,
            lease=LEASE if self.unwatched else LEASE * self.speed,
            actors=pages(),
        )
        self.house = House(parts)
        self.service = Service(self.house, api=self._notifier, tick=0.1, poll=5)
        self.office = StoreOffice(self.house, self._line, self.service.ring)
        self.reports = Reports(self.house)
        store.write(self._pair)

    def _line(self) -> Line:
        return self.service.telegram

    def _begin(self) -> datetime:
        first = next((m.posted_at for m in self.storm if m.id == FIRST), self.storm[0].posted_at)
        return first - BEFORE

    def _pair(self, tx: Tx) -> None:
        now = self.house.clock.now()
        for person, number in self.phones.numbers.items():
            people.pair(tx, person, TELEGRAM, str(number), str(number), now)

    async def run(self, stop: asyncio.Event, *others: Callable[[], Awaitable[None]]) -> None:
        """Play until ``stop``; unwatched it sets ``stop`` itself at the end. The store stays open to be looked at."""
        if self.unwatched:
            await self._play_alone(stop)
        else:
            await self.service.run(stop, self._play, *others)

    async def _play(self) -> None:
        """Let every message arrive at its own (compressed) time."""
        for mention in self.storm:
            wait = (mention.posted_at - self.clock.now()).total_seconds() / self.speed
            if wait > 0:
                await asyncio.sleep(wait)
            await self._hear(mention)

    async def _hear(self, mention: Mention) -> None:
        batch = Batch([mention], mention.id)
        if self.unwatched:
            self.house.ingest.keep(mention.platform, batch)
        else:
            await asyncio.to_thread(self.house.ingest.keep, mention.platform, batch)
        self.service.ring()
        self.changes.bump()
        if self.unwatched:
            self.reports.look()
        else:
            await asyncio.to_thread(self.reports.look)

    async def _play_alone(self, stop: asyncio.Event) -> None:
        """Step from moment to moment; between two moments everything that can happen has happened."""
        assert isinstance(self.clock, ManualClock)  # noqa: S101 - __post_init__ made it so
        waiting = deque(self.storm)
        end = self.storm[-1].posted_at + AFTER
        while self.clock.at < end and not stop.is_set():
            while waiting and waiting[0].posted_at <= self.clock.at:
                await self._hear(waiting.popleft())
            await self._rest()
            if self._colleagues.act(self.clock.now()):
                self.presses += 1
                continue
            coming = [waiting[0].posted_at] if waiting else [end]
            moments = [m for m in (next_due(self.house, lambda: None), self._colleagues.next_at()) if m is not None]
            self.clock.at = whole(max(min([*moments, *coming]), self.clock.at + MOMENT), TICK)
            await asyncio.sleep(0)  # whoever looks at the pages gets a turn
        await self._notifier.close()
        stop.set()

    async def _rest(self) -> None:
        """Everything that can happen at this moment happens, presses included."""
        while True:
            while self.telegram.updates.pending:
                await self._listen()
            if not await self.house.settle() and not self.telegram.updates.pending:
                return

    async def _listen(self) -> None:
        """What was pressed comes the real way: fetched, stored with its offset, then confirmed by the next fetch."""
        store, now = self.house.store, self.clock.now()
        offset = store.read(lambda tx: updates.offset(tx, TELEGRAM))
        raw = await poll_once(self._notifier, offset, 0)
        store.write(lambda tx: updates.keep(tx, TELEGRAM, raw, now, asked=offset))


def _notifier(telegram: PretendTelegram) -> TelegramNotifier:
    transport = httpx.ASGITransport(app=Application(telegram))
    return TelegramNotifier(lambda: telegram.token, base_url="http://telegram.invalid", transport=transport)
