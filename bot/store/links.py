"""Links that take a case: which were used."""

from datetime import datetime

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert, is_new
from bot.store.schema import used_links


def use(tx: Tx, notice: int, now: datetime) -> bool:
    """Use the link of a message up. False when it was used before."""
    statement = insert(tx, used_links).values(notice=notice, used_at=now)
    return is_new(tx, statement.on_conflict_do_nothing(index_elements=["notice"]))


def was_used(tx: Tx, notice: int) -> bool:
    """Whether the link of a message was used."""
    return tx.execute(sa.select(used_links.c.notice).where(used_links.c.notice == notice)).first() is not None
