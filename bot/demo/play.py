"""The demo: the whole service on a shipped storm in compressed time, with pretend phones and no account anywhere."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path

import httpx
import structlog

from bot.app.house import House, Parts
from bot.app.office import StoreOffice
from bot.app.service import Service
from bot.clock import FastClock
from bot.demo.phones import DemoPhones
from bot.demo.telegram import PretendTelegram
from bot.demo.telegram.server import Application
from bot.desk import TELEGRAM
from bot.notifiers.telegram import TelegramNotifier
from bot.platforms.jsonl import Refusal, read_lines
from bot.ports import Batch
from bot.rulebook import Rulebook, Rules
from bot.store import Store, Tx, people
from bot.store.migrate import prepare
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
QUICK = 2000.0
COLLEAGUE_WAITS = timedelta(minutes=4)


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
    """A demo in ``folder``. ``speed``: how many times faster than the clock on the wall."""

    folder: Path
    speed: float = SPEED
    changes: Changes = field(default_factory=Changes)
    colleague: bool = False
    """A pretend colleague takes and finishes cases: for a demo that nobody watches."""

    storm: Sequence[Mention] = field(init=False)
    telegram: PretendTelegram = field(init=False)
    phones: DemoPhones = field(init=False)
    house: House = field(init=False)
    service: Service = field(init=False)
    office: StoreOffice = field(init=False)
    presses: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        _, protocol = shipped_protocol()
        self.storm = shipped_storm()
        clock = FastClock(self._begin(), self.speed)
        self.telegram = PretendTelegram(clock=clock)
        self.phones = DemoPhones(self.telegram, protocol)
        store = Store(f"sqlite:///{self.folder / 'demo.db'}")
        prepare(store)
        parts = Parts(
            store=store,
            rulebook=Rulebook(Rules(protocol, Judge(protocol), 1)),
            clock=clock,
            notifiers={TELEGRAM: _notifier(self.telegram)},
            key=secrets.token_bytes(32),
            changed=self.changes.bump,
            lease=timedelta(seconds=30) * self.speed,
        )
        self.house = House(parts)
        api = parts.notifiers[TELEGRAM]
        self.service = Service(self.house, api=api, tick=0.1, poll=5)  # type: ignore[arg-type]
        self.office = StoreOffice(self.house, lambda: None, self.service.ring)
        store.write(self._pair)

    def _begin(self) -> datetime:
        first = next((m.posted_at for m in self.storm if m.id == FIRST), self.storm[0].posted_at)
        return first - BEFORE

    def _pair(self, tx: Tx) -> None:
        now = self.house.clock.now()
        for person, number in self.phones.numbers.items():
            people.pair(tx, person, TELEGRAM, str(number), str(number), now)

    async def run(self, stop: asyncio.Event, *others: Callable[[], asyncio.Future[None]]) -> None:
        """Play until ``stop``."""
        loops = [self.play, *others]
        if self.colleague:
            loops.append(self._work)  # type: ignore[arg-type]
        try:
            await self.service.run(stop, *loops)  # type: ignore[arg-type]
        finally:
            self.house.store.close()

    async def play(self) -> None:
        """Let every message arrive at its own (compressed) time."""
        for mention in self.storm:
            wait = (mention.posted_at - self.house.clock.now()).total_seconds() / self.speed
            if wait > 0:
                await asyncio.sleep(wait)
            await asyncio.to_thread(self.house.ingest.keep, "storm", Batch([mention], mention.id))
            self.service.ring()
            self.changes.bump()

    async def until_end(self, stop: asyncio.Event, *, longest: float) -> bool:
        """Wait until the storm is over and everything is said, then set ``stop``; False when it took too long."""
        last = self.storm[-1].posted_at + timedelta(hours=1)
        loop = asyncio.get_running_loop()
        began = loop.time()
        while loop.time() - began < longest:
            await asyncio.sleep(0.2)
            if self.house.clock.now() < last:
                continue
            counts = await self.house.store.aread(_left)
            if counts == 0:
                stop.set()
                return True
        stop.set()
        return False

    async def _work(self) -> None:
        """The pretend colleague: takes what is open after a few minutes and finishes it later, by the buttons."""
        while True:
            await asyncio.sleep(max(0.05, 30 / self.speed))
            for view in await self.phones.phones():
                for message in view.messages[-5:]:
                    labels = [button.label for row in message.buttons for button in row]
                    if labels and self.house.clock.now() - message.at > COLLEAGUE_WAITS:
                        self.presses += await self.phones.press(view.person, message.id, 0)


def _left(tx: Tx) -> int:
    from bot.store import reads

    counts = reads.tally(tx)
    return counts["mentions_waiting"] + counts["outbox_waiting"]


def _notifier(telegram: PretendTelegram) -> TelegramNotifier:
    transport = httpx.ASGITransport(app=Application(telegram))
    return TelegramNotifier(lambda: telegram.token, base_url="http://telegram.invalid", transport=transport)
