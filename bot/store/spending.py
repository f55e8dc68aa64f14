"""What sources spent, by day: quota or money, in the unit of the source."""

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import spending


def take(tx: Tx, source: str, day: str, amount: int, limit: int | None) -> bool:
    """Spend ``amount`` unless that would go over ``limit``; whether it was spent. Less than nothing gives back."""
    none_yet = insert(tx, spending).values(source=source, day=day, spent=0)
    tx.execute(none_yet.on_conflict_do_nothing(index_elements=["source", "day"]))
    where = sa.and_(spending.c.source == source, spending.c.day == day)
    if limit is not None and amount > 0:
        where = sa.and_(where, spending.c.spent + amount <= limit)
    done = tx.execute(spending.update().where(where).values(spent=spending.c.spent + amount))
    return done.rowcount == 1


def spent(tx: Tx, source: str, day: str) -> int:
    """What was spent on that day."""
    query = sa.select(spending.c.spent).where(spending.c.source == source, spending.c.day == day)
    found: int | None = tx.execute(query).scalar()
    return found or 0


def of_month(tx: Tx, month: str) -> dict[str, int]:
    """What every source spent in a month (``2026-11``), in its own unit."""
    days = spending.c.day.startswith(f"{month}-", autoescape=True)
    query = sa.select(spending.c.source, sa.func.sum(spending.c.spent)).where(days).group_by(spending.c.source)
    return {row[0]: int(row[1]) for row in tx.execute(query)}
