"""What is kept: judging again what is stored (G7), and what an open case weighs (G8)."""

import tempfile
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import sqlalchemy as sa

from bot.ports import Batch
from bot.store import Store, Tx, mentions
from bot.store.codec import dump_case, load_case, load_mention
from bot.store.migrate import prepare
from bot.store.schema import mentions as table
from rules.case.advance import advance, open_case
from rules.case.model import Case
from rules.judge import Judge
from rules.mention import Mention
from tests.bench.judging import document, stream, terms
from tests.bench.measure import Goal, Plan, turns
from tests.rules.case.office import MONDAY_TEN, PROTOCOL, mention

NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
MENTIONS, CASES = 20, 1000


def measure(plan: Plan) -> Iterator[Goal]:
    """Both."""
    yield from replay(plan)
    yield from open_cases(plan)


def replay(plan: Plan) -> Iterator[Goal]:
    """A changed protocol over the stored mentions, against only reading them."""
    judge = Judge(document(200, 500))
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'bench.db'}")
        prepare(store)
        for name, share in (("public", 0.01), ("relevant", 1.0)):
            _fill(store, name, plan.many(5000 if share < 1 else 500), share)

        def read(source: str) -> list[Mention]:
            return store.read(lambda tx: _read(tx, source))

        public, reading, ours, reading_ours = turns(
            plan.rounds,
            lambda: judge.judge_all(read("public")),
            lambda: read("public"),
            lambda: judge.judge_all(read("relevant")),
            lambda: read("relevant"),
        )
        store.close()
    note = "(every stored mention is read and judged)"
    yield Goal("G7 replay of a public stream / reading it", public / reading, 1.0, note)
    yield Goal("G7 replay of mentions that are all about us / reading them", ours / reading_ours, 2.5)


def _fill(store: Store, source: str, count: int, about_us: float) -> None:
    posts = [msgspec.json.decode(post, type=Mention) for post in stream(count, terms(500), about_us)]
    store.write(lambda tx: mentions.keep(tx, source, Batch(tuple(posts), ""), NOW))


def _read(tx: Tx, source: str) -> list[Mention]:
    return [load_mention(row.body) for row in tx.execute(sa.select(table.c.body).where(table.c.source == source))]


def open_cases(plan: Plan) -> Iterator[Goal]:
    """A case with twenty mentions: nothing of it stays in memory, so both its row and its loaded form are told."""
    current = a_case()
    body = dump_case(current)
    count = plan.many(CASES)
    tracemalloc.start()
    held = [load_case(body) for _ in range(count)]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    yield Goal(
        f"G8 bytes in memory of a case with {MENTIONS} mentions, while it is handled", size / len(held), unit="B"
    )
    yield Goal("G8 bytes of its row in the database", len(body.encode()), 600, "(cases wait in the database)", unit="B")


def a_case() -> Case:
    """An open case after twenty mentions."""
    current = open_case(1, mention(), PROTOCOL, MONDAY_TEN).case
    for number in range(2, MENTIONS + 1):
        at = MONDAY_TEN + timedelta(minutes=number)
        event = replace(mention(number=number, at=at), authors=number)
        current = advance(current, event, PROTOCOL, at).case
    return current
