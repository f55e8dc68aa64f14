"""What a durable write costs: a mention of its own commit against mentions that share one (G11), on the same disk."""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from bot.ports import Batch
from bot.store import Store, Tx, mentions
from bot.store.migrate import prepare
from rules.mention import Author, Kind, Mention
from tests.bench.measure import Goal, Plan, turns

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
TOGETHER = 100


class Vault:
    """A fresh database; every mention that is put in is new."""

    def __init__(self, folder: str) -> None:
        self.store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        prepare(self.store)
        self._number = 0

    def made(self, count: int) -> list[Mention]:
        """So many mentions that were never seen before."""
        self._number += count
        return [
            Mention(
                id=str(n),
                platform="x",
                kind=Kind.POST,
                text=f"Weer een dag zonder zuster, nummer {n}",
                posted_at=NOW,
                author=Author(f"a{n % 50}"),
            )
            for n in range(self._number - count, self._number)
        ]

    def one_by_one(self, count: int) -> None:
        """Each waits for the disk before the next."""
        for mention in self.made(count):
            self.store.write(partial(_keep, batch=[mention]))

    def waiting_together(self, count: int) -> None:
        """Pieces of work that wait at the same time, which the writer commits together."""

        async def all_of_them() -> None:
            await asyncio.gather(*(self.store.awrite(partial(_keep, batch=[one])) for one in self.made(count)))

        asyncio.run(all_of_them())

    def in_batches(self, count: int) -> None:
        """As a watcher brings them: a hundred in one piece of work."""
        for _ in range(count // TOGETHER):
            self.store.write(partial(_keep, batch=self.made(TOGETHER)))


def _keep(tx: Tx, batch: Sequence[Mention]) -> None:
    mentions.keep(tx, "bench", Batch(tuple(batch), ""), NOW)


def measure(plan: Plan) -> Iterator[Goal]:
    """G11: per mention, wall time (the disk is what is waited for) and CPU time."""
    count = max(TOGETHER, plan.many(500) // TOGETHER * TOGETHER)
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault(folder)
        work = [partial(way, count) for way in (vault.one_by_one, vault.waiting_together, vault.in_batches)]
        single, together, batch = turns(plan.rounds, *work, clock=time.perf_counter)
        alone, _, batch_cpu = turns(plan.rounds, *work)
        vault.store.close()
    yield Goal("G11 a mention in a batch of 100 / in a commit of its own, wall", batch / single, 0.1)
    yield Goal("G11 the same, CPU", batch_cpu / alone)
    yield Goal("G11 a mention of its own work, committed with others / alone, wall", together / single)
    yield Goal("    commits a second, one by one", count / single, unit="/s")
    yield Goal("    mentions a second, in batches of 100", count / batch, unit="/s")
