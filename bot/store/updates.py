"""What people sent back: raw updates with the offset in one transaction (T5), applied later (T6)."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert, is_new
from bot.store.schema import cursors, updates


def offset(tx: Tx, name: str) -> int:
    """The committed offset: everything below it has been stored."""
    row = tx.execute(_OFFSET, {"name": name}).first()
    return 0 if row is None else row.value


_OFFSET = sa.select(cursors.c.value).where(cursors.c.name == sa.bindparam("name"))


def bring(tx: Tx, notifier: str, raw: Sequence[dict[str, Any]], now: datetime) -> int:
    """Store raw updates, each once; returns how many were new."""
    new = 0
    for update in raw:
        statement = insert(tx, updates).values(
            notifier=notifier,
            update_id=update["update_id"],
            payload=json.dumps(update, ensure_ascii=True),
            received_at=now,
        )
        new += is_new(tx, statement.on_conflict_do_nothing(index_elements=["notifier", "update_id"]))
    return new


def keep(tx: Tx, notifier: str, raw: Sequence[dict[str, Any]], now: datetime, *, asked: int = 0) -> int:
    """T5: store raw updates, each once, and move the offset beyond them; returns how many were new.

    ``asked``: the offset they were asked from. What comes back all lower means that Telegram began to number anew, which
    it does after a week without any: the offset then goes down with it, or the same would come for ever and nothing else.
    """
    new = bring(tx, notifier, raw, now)
    if raw:
        beyond = max(u["update_id"] for u in raw) + 1
        higher = sa.true() if beyond <= asked else cursors.c.value < beyond
        statement = insert(tx, cursors).values(name=notifier, value=beyond)
        tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": beyond}, where=higher))
    return new


def waiting(tx: Tx, limit: int) -> list[tuple[str, int, dict[str, Any], int]]:
    """(notifier, id, update, attempts) not applied yet, oldest first; on PostgreSQL those no other node holds."""
    rows = tx.execute(_WAITING, {"at_most": limit})
    return [(r.notifier, r.update_id, json.loads(r.payload), r.attempts) for r in rows]


_WAITING = (
    sa.select(updates.c.notifier, updates.c.update_id, updates.c.payload, updates.c.attempts)
    .where(updates.c.state == "new")
    .order_by(updates.c.update_id)
    .limit(sa.bindparam("at_most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)


def done(tx: Tx, notifier: str, update_id: int, state: str = "done") -> None:
    """Settle an update; its content is not needed any more."""
    tx.execute(
        updates.update()
        .where(updates.c.notifier == notifier, updates.c.update_id == update_id)
        .values(state=state, payload="{}" if state == "done" else updates.c.payload)
    )


def failed(tx: Tx, notifier: str, update_id: int, attempts: int) -> None:
    """Applying threw: count it; after three tries it is set apart."""
    tx.execute(
        updates.update()
        .where(updates.c.notifier == notifier, updates.c.update_id == update_id)
        .values(attempts=attempts, state="failed" if attempts >= 3 else "new")
    )
