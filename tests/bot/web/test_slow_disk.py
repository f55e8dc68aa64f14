"""The database takes 200 ms for every commit (case 50): bounded memory, 503 to who is too much, nothing accepted is lost."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
import structlog.testing

from bot.store import Store, deliveries, outbox
from bot.store.migrate import prepare
from bot.store.outbox import Kind
from bot.web import hooks
from bot.web.hooks import CROWD, PREFIX, Hooks

COMMIT = 0.2
MANY = 120
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Door:
    """A page whose webhook takes everything."""

    def handshake(self, query) -> str | None:
        return None

    def genuine(self, headers, body: bytes) -> bool:
        return True


class Slow:
    """A store whose every commit takes long; counts them."""

    def __init__(self, folder: Path) -> None:
        self.store = Store(f"sqlite:///{folder / 'slow.db'}")
        prepare(self.store)
        self.commits = 0
        self.waiting = self.most = 0
        sa.event.listen(self.store._writer, "commit", self._commit)

    def _commit(self, connection) -> None:
        self.commits += 1
        time.sleep(COMMIT)

    async def keep(self, source: str, body: bytes) -> None:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        try:
            await self.store.awrite(lambda tx: deliveries.keep(tx, source, body, NOW))
        finally:
            self.waiting -= 1

    def stored(self) -> list[bytes]:
        return [one.body for one in self.store.read(lambda tx: deliveries.waiting(tx, NOW, MANY * 2))]


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Slow]:
    made = Slow(tmp_path)
    with structlog.testing.capture_logs():
        yield made
    made.store.close()


async def bring(slow: Slow, bodies: list[bytes]) -> dict[bytes, int]:
    """Everybody knocks at once; what each was answered."""
    application = Hooks({"pagina": Door()}, slow.keep)
    transport = httpx.ASGITransport(app=application)
    async with httpx.AsyncClient(transport=transport, base_url="http://seintje.test") as client:
        answers = await asyncio.gather(*(client.post(f"{PREFIX}pagina", content=body) for body in bodies))
    return {body: answer.status_code for body, answer in zip(bodies, answers, strict=True)}


def test_case_50_a_crowd_at_a_slow_disk_is_bounded_and_who_was_told_200_is_on_disk(slow: Slow) -> None:
    bodies = [json.dumps({"n": n}).encode() for n in range(MANY)]
    answers = asyncio.run(bring(slow, bodies))
    assert set(answers.values()) == {200, 503}
    assert slow.most <= CROWD
    taken = [body for body, status in answers.items() if status == 200]
    assert sorted(slow.stored()) == sorted(taken)
    assert slow.commits < len(taken) / 4  # those who wait together share a commit
    left = [body for body, status in answers.items() if status == 503]
    while left:  # the platform comes back with what was not taken
        answers = asyncio.run(bring(slow, left[:CROWD]))
        left = [body for body in left if answers.get(body) != 200]
    assert Counter(slow.stored()) == Counter(bodies)


def test_case_50_who_waits_too_long_is_sent_away_in_time(slow: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "PATIENCE", COMMIT / 4)
    assert set(asyncio.run(bring(slow, [b"{}", b"[]"])).values()) == {503}
    assert slow.waiting == 0


def test_case_50_what_is_urgent_leaves_first_however_much_waits(slow: Slow) -> None:
    def fill(tx) -> None:
        for n in range(MANY):
            add(tx, f"calm {n}", str(n))
        add(tx, "urgent", "9999", urgent=True)

    def add(tx, key: str, address: str, *, urgent: bool = False) -> None:
        outbox.add_text(
            tx, key=key, kind=Kind.TEXT, notifier="telegram", address=address, payload=key, now=NOW, urgent=urgent
        )

    slow.store.write(fill)
    claimed = slow.store.write(lambda tx: outbox.claim(tx, "node", NOW, 5))
    assert claimed[0].payload == "urgent"
    assert len(claimed) == 5
