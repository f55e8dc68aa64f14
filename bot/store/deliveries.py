"""What was brought to our door (webhooks): kept as it came before it is answered, read afterwards, then let go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.schema import deliveries

TRIES = 8
"""After so many failures a delivery is set apart; it stays until somebody has looked."""

FIRST_WAIT = timedelta(seconds=10)
"""How long after its first failure a delivery is read again; four times as long after each further one (38 hours in all)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A body as it came."""

    id: int
    source: str
    body: bytes
    received_at: datetime
    attempts: int


def keep(tx: Tx, source: str, body: bytes, now: datetime) -> None:
    """Keep a body."""
    tx.execute(deliveries.insert().values(source=source, body=body, received_at=now, due_at=now))


def waiting(tx: Tx, now: datetime, limit: int) -> list[Delivery]:
    """The next ones to read, oldest first."""
    query = sa.select(deliveries).where(deliveries.c.due_at <= now, deliveries.c.attempts < TRIES)
    rows = tx.execute(query.order_by(deliveries.c.due_at, deliveries.c.id).limit(limit))
    return [Delivery(r.id, r.source, r.body, r.received_at, r.attempts) for r in rows]


def done(tx: Tx, ids: Sequence[int]) -> None:
    """They are read and stored."""
    tx.execute(deliveries.delete().where(deliveries.c.id.in_(ids)))


def failed(tx: Tx, one: Delivery, now: datetime) -> bool:
    """Reading it failed; it is tried again later. Whether this was the last time."""
    attempts = one.attempts + 1
    values = {"attempts": attempts, "due_at": now + FIRST_WAIT * 4 ** min(one.attempts, TRIES)}
    tx.execute(deliveries.update().where(deliveries.c.id == one.id).values(**values))
    return attempts >= TRIES


def tally(tx: Tx) -> tuple[int, int]:
    """How many wait, and how many were set apart."""
    apart = sa.func.sum(sa.case((deliveries.c.attempts >= TRIES, 1), else_=0))
    row = tx.execute(sa.select(sa.func.count(), apart).select_from(deliveries)).one()
    return row[0] - (row[1] or 0), row[1] or 0
