"""The key that signs buttons, where nodes share a database: one draws a button and another hears the press."""

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import keys

SIGNING = "signing"


def in_common(tx: Tx, own: bytes) -> bytes:
    """The key of all nodes; the first one that asks gives its own."""
    tx.execute(insert(tx, keys).values(name=SIGNING, value=own).on_conflict_do_nothing(index_elements=["name"]))
    found: bytes = tx.execute(sa.select(keys.c.value).where(keys.c.name == SIGNING)).scalar_one()
    return found
