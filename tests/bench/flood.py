"""A flood of messages about one subject through the running service: nothing lost, one case, few messages, the urgent one in time.

The same service, store and Telegram client as in production, against the strict pretend Bot API on loopback.
"""

import asyncio
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from bot.app.house import House, Parts
from bot.app.service import Service
from bot.clock import SystemClock
from bot.notifiers.telegram import TelegramNotifier
from bot.ports import TELEGRAM, Batch
from bot.rulebook import Rulebook, Rules
from bot.store import Store, people, reads
from bot.store.migrate import prepare
from rules.judge import Judge
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import Protocol
from rules.protocol.read import read
from tests.bench.latency import Watched
from tests.bench.measure import Goal, Plan
from tests.bot.protocol import CARE
from tests.fakes.telegram import served

FIRST_CHAT = 101
URGENT = 77
PATTERNS = """
limits: {per_person: 8 per hour, then: bundle, never_limit: [serious, crisis]}
patterns:
  - {id: storm, count: negative mentions, within: 3 hours, at_least: 40, times_usual: 6, authors: 25,
     level: crisis, owner: duty, opens: storm}
storm: {summary: 1 hour}
"""


@dataclass(frozen=True, slots=True)
class Flood:
    """What came of it. Seconds, bytes; ``most`` is the number of messages on the busiest phone."""

    mentions: int
    judged: int
    cases: int
    most: int
    urgent: float
    backlog: float
    memory: int


def protocol() -> Protocol:
    """The organisation of the stories, with a storm pattern."""
    reading = read({"protocol.yaml": CARE + PATTERNS})
    assert reading.protocol is not None, reading.problems
    return reading.protocol


def angry(number: int) -> Mention:
    """One of many: the same subject, other words, another author."""
    told = sha256(str(number).encode()).hexdigest()
    words = " ".join(told[at : at + 5] for at in range(0, 40, 5))
    return _mention(f"f{number}", f"Schande, slechte zorg in Beukenhof: {words}", f"boos{number}")


def _mention(known: str, text: str, author: str) -> Mention:
    now = SystemClock().now()
    return Mention(
        id=known, platform="facebook_page", kind=Kind.COMMENT, text=text, posted_at=now, author=Author(author), via=Via.OWN_PAGE, lang="nl"
    )  # fmt: skip


async def _bring(house: House, service: Service, count: int, seconds: float, phone: Watched) -> tuple[float, float]:
    """Bring the flood, with something urgent about somebody else in the middle; (seconds it took to tell, backlog at the end)."""
    began, told = time.perf_counter(), 0.0
    steps = max(round(seconds * 5), 1)
    for step in range(steps):
        await asyncio.sleep(max(0.0, began + step * seconds / steps - time.perf_counter()))
        first, last = count * step // steps, count * (step + 1) // steps
        batch = Batch([angry(n) for n in range(first, last)], str(step))
        await asyncio.to_thread(house.ingest.keep, "flood", batch)
        service.heard()
        if step == steps // 2:
            told = time.perf_counter()
            text = f"Ik weet je te vinden en ik maak je af, zorg proef, nummer {URGENT}"
            await asyncio.to_thread(house.ingest.keep, "other", Batch([_mention("urgent", text, "dreiger")], ""))
            service.heard()
    ended = time.perf_counter()
    while house.store.read(lambda tx: reads.tally(tx)["mentions_waiting"]):
        await asyncio.sleep(0.1)
    backlog = time.perf_counter() - ended
    for _ in range(100):
        if URGENT in phone.accepted:
            break
        await asyncio.sleep(0.1)
    return phone.accepted.get(URGENT, float("inf")) - told, backlog


async def _run(notifier: TelegramNotifier, phone: Watched, count: int, seconds: float, folder: Path) -> Flood:
    rules, clock = protocol(), SystemClock()
    store = Store(f"sqlite:///{folder / 'flood.db'}")
    try:
        prepare(store)
        for chat, person in enumerate(rules.people, start=FIRST_CHAT):
            store.write(lambda tx, c=str(chat), p=person: people.pair(tx, p, TELEGRAM, c, c, clock.now()))
        house = House(Parts(store, Rulebook(Rules(rules, Judge(rules), 1)), clock, {TELEGRAM: notifier}, b"k" * 32))
        service, stop = Service(house, api=None), asyncio.Event()
        running = asyncio.create_task(service.run(stop))
        urgent, backlog = await _bring(house, service, count, seconds, phone)
        await asyncio.sleep(3)
        stop.set()
        await running
        counts = store.read(reads.tally)
        most = max(sum(m.sender.is_bot for m in phone.chats[FIRST_CHAT + n].messages) for n in range(len(rules.people)))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        judged = counts["mentions"] - counts["mentions_waiting"] - counts["mentions_quarantined"]
        return Flood(counts["mentions"], judged, counts["cases"], most, urgent, backlog, memory)
    finally:
        store.close()


def flood(count: int, seconds: float) -> Flood:
    """One flood with a server, a client and a database of its own."""
    phone = Watched()
    for number, person in enumerate(protocol().people, start=FIRST_CHAT):
        phone.person(number, person)
    with served(phone) as address, tempfile.TemporaryDirectory() as folder:
        notifier = TelegramNotifier(lambda: phone.token, base_url=address)
        return asyncio.run(_run(notifier, phone, count, seconds, Path(folder)))


def measure(plan: Plan) -> Iterator[Goal]:
    """One flood of 10,000 in a minute (a tenth of both in a quick run)."""
    part = 1.0 if plan.size >= 1 else 0.1
    found = flood(round(10_000 * part), 60 * part)
    note = f"({found.mentions} brought, {found.cases} cases, at most {found.most} messages a person, {found.memory >> 20} MB)"
    yield Goal("seconds until the unrelated urgent one is told", found.urgent, 10.0, note=note, unit="s")
    yield Goal("seconds until everything is judged after the last came in", found.backlog, unit="s")


if __name__ == "__main__":
    print(flood(int(sys.argv[1]), float(sys.argv[2])), timedelta(0))
