"""Who does what only one node may do at a time: looking at a source, listening to it, emptying the letter box.

A row names the holder and until when; whoever holds it renews it, and after that moment anybody may take it. The
comparison is in the statement itself, so that of two who ask at the same moment one gets it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import leases


@dataclass(frozen=True, slots=True)
class Lease:
    """A task, whose it is and until when (aware UTC)."""

    name: str
    holder: str
    until: datetime


def take(tx: Tx, names: Iterable[str], holder: str, now: datetime, until: datetime) -> frozenset[str]:
    """Take or renew these; returns the ones that are the holder's now. Another's is left alone until it has run out."""
    free = sa.or_(leases.c.holder == holder, leases.c.until <= now)
    values = {"holder": holder, "until": until}
    taken = set()
    for name in sorted(names):  # all nodes in one order: none waits for another that waits for it
        row = insert(tx, leases).values(name=name, **values)
        statement = row.on_conflict_do_update(index_elements=["name"], set_=values, where=free)
        if tx.execute(statement.returning(leases.c.name)).first() is not None:
            taken.add(name)
    return frozenset(taken)


def release(tx: Tx, holder: str) -> int:
    """Let go of everything this holder has, so that others need not wait; returns how many."""
    return tx.execute(leases.delete().where(leases.c.holder == holder)).rowcount


def read(tx: Tx, names: Collection[str] | None = None) -> list[Lease]:
    """The rows, by name; of all tasks or of these."""
    query = sa.select(leases).order_by(leases.c.name)
    if names is not None:
        query = query.where(leases.c.name.in_(names))
    return [Lease(row.name, row.holder, row.until) for row in tx.execute(query)]
