"""From a press on one phone until every copy on every phone shows that the case is taken, with a well fake on a real clock.

The service runs as ever: it polls for the press, decides, and edits each copy. Telegram takes 25 messages a second in
all, so that more copies than that cannot be shown within a second by anybody.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from bot.app.house import House, Parts
from bot.app.service import Service
from bot.clock import SystemClock
from bot.demo.telegram import PretendTelegram, Reply
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import TELEGRAM, Batch
from bot.rulebook import Rulebook, Rules
from bot.store import Store, Tx, people
from bot.store.migrate import prepare
from rules.judge import Judge
from rules.protocol.model import Protocol, Role
from tests.bench import latency
from tests.bench.latency import FIRST_CHAT
from tests.bench.measure import Goal, Plan
from tests.fakes.telegram import served

COPIES = (4, 8, 20)
PAUSE = 1.2
"""Seconds before the press: a chat takes one message a second, and whoever presses has read first."""
TAKE = "Ik pak dit op"


class Watched(PretendTelegram):
    """Keeps when each chat's copy was changed last."""

    def __init__(self) -> None:
        super().__init__()
        self.changed: dict[int, float] = {}

    async def handle(self, token: str, method: str, params: Mapping[str, Any]) -> Reply:
        """As ever, with a look at the clock."""
        reply = await super().handle(token, method, params)
        if method == "editMessageText" and reply.status == 200:
            self.changed.setdefault(int(params["chat_id"]), time.perf_counter())
        return reply


def protocol(copies: int) -> Protocol:
    """So many colleagues of one role, who are all told."""
    whole = latency.protocol()
    names = list(whole.people)[:copies]
    together = Role("collega0", "Allen", people=tuple(names), always_on=True)
    return replace(whole, roles={**whole.roles, "collega0": together})


async def pressed(phone: Watched, address: str, copies: int, rounds: int) -> list[float]:
    """Seconds from each press to the last copy. Raises ``RuntimeError`` for a copy that was never changed."""
    notifier, clock, rules = TelegramNotifier(lambda: phone.token, base_url=address), SystemClock(), protocol(copies)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        prepare(store)
        store.write(lambda tx: _pair(tx, copies))
        house = House(Parts(store, Rulebook(Rules(rules, Judge(rules), 1)), clock, {TELEGRAM: notifier}, b"k" * 32))
        service, stop = Service(house, api=notifier), asyncio.Event()
        running = asyncio.create_task(service.run(stop))
        try:
            return [await _once(phone, house, service, copies, number) for number in range(rounds)]
        finally:
            stop.set()
            await running
            store.close()


def _pair(tx: Tx, copies: int) -> None:
    for number in range(copies):
        chat = str(FIRST_CHAT + number)
        people.pair(tx, f"collega{number}", TELEGRAM, chat, chat, SystemClock().now())


async def _once(phone: Watched, house: House, service: Service, copies: int, number: int) -> float:
    chats = [FIRST_CHAT + place for place in range(copies)]
    batch = Batch((latency.mention(number * latency.COLLEAGUES, told=True),), "")
    await asyncio.to_thread(house.ingest.keep, "bench", batch)
    service.ring()
    await _until(lambda: all(len(phone.chats[chat].messages) > number for chat in chats))
    await asyncio.sleep(PAUSE)
    phone.changed.clear()
    first, began = phone.chats[chats[0]].messages[-1], time.perf_counter()
    phone.press(chats[0], first.id, TAKE)
    await _until(lambda: phone.changed.keys() >= set(chats))
    await asyncio.sleep(PAUSE)
    return max(phone.changed.values()) - began


async def _until(done: Any) -> None:
    for _ in range(1500):
        if done():
            return
        await asyncio.sleep(0.01)
    raise RuntimeError("a copy was never sent or changed")


def once(copies: int, rounds: int) -> list[float]:
    """A run with a server, a client and a database of its own."""
    phone = Watched()
    for number in range(copies):
        phone.person(FIRST_CHAT + number, f"Collega {number}")
    with served(phone) as address:
        return asyncio.run(pressed(phone, address, copies, rounds))


def measure(plan: Plan) -> Iterator[Goal]:
    """Middle and worst of some presses for each number of copies."""
    for copies in COPIES:
        found = once(copies, plan.rounds)
        name = f"press → the last of {copies} copies shows it, the worst of {len(found)}"
        yield Goal(name, max(found), 1.0, note=f"(half of them within {median(found):.2f} s)", unit="s")
