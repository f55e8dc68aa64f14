"""The pace of each chat, and a chat that gets another id."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.engine import Tx
from bot.store.inserting import insert_in
from bot.store.schema import chats, outbox
from rules.case.buckets import book, free_at, pace_of
from rules.case.buckets import hold as hold_until


def chat_state(tx: Tx, notifier: str, address: str) -> datetime | None:
    """The bucket of a chat (``rules.case.buckets``); None when never written to."""
    row = tx.execute(_CHAT, {"notifier": notifier, "address": address}).first()
    return None if row is None else row.idle_at


_CHAT = sa.select(chats.c.idle_at).where(
    chats.c.notifier == sa.bindparam("notifier"), chats.c.address == sa.bindparam("address")
)


def hold(tx: Tx, notifier: str, address: str, until: datetime) -> None:
    """Telegram asked for quiet in this chat until then; other chats go on. Survives a restart."""
    limit = pace_of(notifier, address)
    idle_at = hold_until(limit, chat_state(tx, notifier, address), until)
    keep_chat(tx, notifier, address, idle_at, until)


def take_turn(tx: Tx, notifier: str, address: str, now: datetime) -> None:
    """Count one message or call now; the next to this address goes when its pace allows."""
    limit = pace_of(notifier, address)
    _, idle_at = book(limit, chat_state(tx, notifier, address), now)
    keep_chat(tx, notifier, address, idle_at, free_at(limit, idle_at, now))


def keep_chat(tx: Tx, notifier: str, address: str, idle_at: datetime | None, free: datetime | None) -> None:
    values = {"notifier": notifier, "address": address, "idle_at": idle_at, "free_at": free}
    tx.execute(_keep_statement(tx.dialect.name), values)


@cache
def _keep_statement(dialect: str) -> sqlite.Insert | postgresql.Insert:
    statement = insert_in(dialect, chats)
    new = {"idle_at": statement.excluded.idle_at, "free_at": statement.excluded.free_at}
    return statement.on_conflict_do_update(index_elements=["notifier", "address"], set_=new)


def move_chat(tx: Tx, notifier: str, old: str, new: str) -> None:
    """A chat has a new id: everything still to be sent goes there."""
    tx.execute(
        outbox.update()
        .where(
            outbox.c.notifier == notifier, outbox.c.address == old, outbox.c.state.in_(["pending", "sending", "sent"])
        )
        .values(address=new)
    )
