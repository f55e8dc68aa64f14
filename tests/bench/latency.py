"""From the moment a mention is brought in until the fake Telegram accepted its message, beside a pipeline without an engine.

Both use the same HTTP server, the same client and the same event loop. At 10 mentions a second each is told to
somebody; at 100 one in ten is, for Telegram takes 25 messages a second in all and one a second in a chat.
"""

import asyncio
import re
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bot.app.house import House, Parts
from bot.app.service import Service
from bot.clock import SystemClock
from bot.demo.telegram import PretendTelegram, Reply
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import TELEGRAM, Address, Batch, Message
from bot.rulebook import Rulebook, Rules
from bot.store import Store, Tx, people
from bot.store.migrate import prepare
from rules.judge import Judge
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import AllOf, Grouping, OneOf, Person, Protocol, Role, Rule, Span, Step, Topic
from tests.bench.measure import Goal, Plan
from tests.fakes.telegram import served
from tests.rules.case.office import PROTOCOL

COLLEAGUES = 40
RATES = (10, 100)
TOLD = 10
"""Mentions a second that are told, at every rate."""
MARK = re.compile(r"nummer (\d+)")
FIRST_CHAT = 101

Times = dict[int, float]
Bring = Callable[[int, bool], Awaitable[None]]


class Watched(PretendTelegram):
    """Keeps when the message of each mention was accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.accepted: Times = {}

    async def handle(self, token: str, method: str, params: Mapping[str, Any]) -> Reply:
        """As ever, with a look at the clock."""
        reply = await super().handle(token, method, params)
        found = MARK.search(str(params.get("text", "")))
        if method == "sendMessage" and found and reply.status == 200:
            self.accepted.setdefault(int(found[1]), time.perf_counter())
        return reply


def protocol() -> Protocol:
    """Forty colleagues, each with a word of their own that is always told to them."""
    names = [f"collega{number}" for number in range(COLLEAGUES)]
    return replace(
        PROTOCOL,
        people={name: Person(name, name.title()) for name in names},
        roles={name: Role(name, name.title(), people=(name,), always_on=True) for name in names},
        owner=names[0],
        on_call={},
        escalation={"serious": (Step(Span(timedelta(0)), ("owner",)),)},
        last_resort=None,
        topics={name: Topic(name, (f"woord{name}",)) for name in names},
        rules=tuple(
            Rule(name, name, AllOf((OneOf("topic", (name,)),)), category=name, level="serious", owner=name)
            for name in names
        ),
        grouping=Grouping(one_case=("thread",)),
    )


def mention(number: int, told: bool) -> Mention:
    """A mention about us that is told to the next colleague, or a post about something else."""
    words = f"over Zorg Proef: woordcollega{number % COLLEAGUES}" if told else "gewoon een dag met regen en koffie"
    at = SystemClock().now()
    return Mention(
        id=f"{number}",
        platform="x",
        kind=Kind.POST,
        text=f"{words}, nummer {number}",
        posted_at=at,
        author=Author(f"a{number}"),
        via=Via.SEARCH,
    )


async def at_rate(rate: int, seconds: float, bring: Bring, phone: Watched) -> list[float]:
    """Seconds between the arrival and the acceptance of everything that is told. Raises ``RuntimeError`` for one that never came."""
    arrived: Times = {}
    waiting: list[Awaitable[None]] = []
    began, every = time.perf_counter(), rate // TOLD
    for turn in range(round(rate * seconds)):
        await asyncio.sleep(max(0.0, began + turn / rate - time.perf_counter()))
        told = turn % every == 0
        number = turn // every if told else 1_000_000 + turn
        if told:
            arrived[number] = time.perf_counter()
        waiting.append(asyncio.ensure_future(bring(number, told)))
    await asyncio.gather(*waiting)
    for _ in range(200):
        if arrived.keys() <= phone.accepted.keys():
            return [phone.accepted[number] - at for number, at in arrived.items()]
        await asyncio.sleep(0.05)
    raise RuntimeError(f"{len(arrived.keys() - phone.accepted.keys())} of {len(arrived)} were never accepted")


async def null(notifier: TelegramNotifier, rate: int, seconds: float, phone: Watched) -> list[float]:
    """What is told goes to the client at once: no store, no judge, no desk."""

    async def bring(number: int, told: bool) -> None:
        if told:
            text = mention(number, told=True).text
            to = Address(TELEGRAM, str(FIRST_CHAT + number % COLLEAGUES))
            await notifier.send(to, Message(html=f"<b>Ernstig</b>\n{text}", plain=text))

    found = await at_rate(rate, seconds, bring, phone)
    await notifier.close()
    return found


async def ours(notifier: TelegramNotifier, rate: int, seconds: float, phone: Watched) -> list[float]:
    """The service as it runs: stored, judged, decided, claimed, sent."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            return await _served(_house(store, notifier), rate, seconds, phone)
        finally:
            store.close()


def _house(store: Store, notifier: TelegramNotifier) -> House:
    prepare(store)
    rules, clock = protocol(), SystemClock()
    store.write(lambda tx: _pair(tx, clock.now()))
    return House(Parts(store, Rulebook(Rules(rules, Judge(rules), 1)), clock, {TELEGRAM: notifier}, b"k" * 32))


def _pair(tx: Tx, now: datetime) -> None:
    for number in range(COLLEAGUES):
        chat = str(FIRST_CHAT + number)
        people.pair(tx, f"collega{number}", TELEGRAM, chat, chat, now)


async def _served(house: House, rate: int, seconds: float, phone: Watched) -> list[float]:
    service, stop = Service(house, api=None), asyncio.Event()

    async def bring(number: int, told: bool) -> None:
        batch = Batch((mention(number, told),), "")
        await asyncio.to_thread(house.ingest.keep, "bench", batch)
        service.heard()

    running = asyncio.create_task(service.run(stop))
    try:
        return await at_rate(rate, seconds, bring, phone)
    finally:
        stop.set()
        await running


def once(way: Callable[[TelegramNotifier, int, float, Watched], Any], rate: int, seconds: float) -> list[float]:
    """One run with a server, a client and a database of its own."""
    phone = Watched()
    for number in range(COLLEAGUES):
        phone.person(FIRST_CHAT + number, f"Collega {number}")
    with served(phone) as address:
        notifier = TelegramNotifier(lambda: phone.token, base_url=address)
        found: list[float] = asyncio.run(way(notifier, rate, seconds, phone))
    return found


def measure(plan: Plan) -> Iterator[Goal]:
    """p50 and p99 of both ways at each rate, rounds in turns, all their waits together."""
    seconds = 3.0 if plan.size >= 1 else 1.5
    for rate in RATES:
        waits: dict[Any, list[list[float]]] = {null: [], ours: []}
        for _ in range(plan.rounds):
            for way, rounds in waits.items():
                rounds.append(once(way, rate, seconds))
        (null50, null99), (ours50, ours99) = (_middle_and_tail(rounds) for rounds in waits.values())
        note = f"({ours50 * 1000:.0f} / {null50 * 1000:.0f} ms)"
        yield Goal(f"ingest → accepted at {rate} a second, p50 / null pipeline", ours50 / null50, note=note)
        note = f"({ours99 * 1000:.0f} / {null99 * 1000:.0f} ms)"
        yield Goal(f"ingest → accepted at {rate} a second, p99 / null pipeline", ours99 / null99, note=note)


def _middle_and_tail(rounds: list[list[float]]) -> tuple[float, float]:
    return median(median(one) for one in rounds), median(quantiles(one, n=100)[98] for one in rounds)
