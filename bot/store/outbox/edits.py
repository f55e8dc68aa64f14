"""Edits of notifications that were delivered: to how the case stands, to other buttons, to "read on below"."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.outbox.rows import PRIORITY, Errand, Kind, write_edit
from bot.store.schema import outbox

CHOOSING = timedelta(minutes=2)
"""So long unfolded buttons stay while mentions come in."""


def redraw(tx: Tx, case_id: int, version: int, now: datetime, *, later: timedelta = timedelta(0)) -> None:
    """Edit the delivered notifications of a case to how it stands when the edit is sent.

    Only the newest of each person: older ones already say no more than where to read on. An edit that waits is
    enough, for it is drawn when it is sent; without ``later`` it is hurried.
    """
    sent = tx.execute(_SENT, {"case": case_id}).all()
    waiting_edits = {row.notice: row.id for row in tx.execute(_EDITS, {"case": case_id})}
    for row in {(row.address, row.topic): row for row in sent}.values():
        if row.id in waiting_edits:
            if not later:
                hurry = outbox.update().where(outbox.c.id == waiting_edits[row.id])
                tx.execute(hurry.values(payload="", next_at=now, priority=PRIORITY["edit"]))
        else:
            add_edit(tx, case_id, row, version, now, later)


def turn_over(tx: Tx, case_id: int, notifier: str, address: str, message_id: str, view: str, now: datetime) -> None:
    """Show other buttons under one delivered notification; the next edit of it shows the first ones again."""
    row = tx.execute(
        sa.select(outbox).where(
            outbox.c.notifier == notifier,
            outbox.c.address == address,
            outbox.c.message_id == message_id,
            outbox.c.kind == Kind.NOTICE,
            outbox.c.case_id == case_id,
        )
    ).first()
    if row is None:
        return
    waits = sa.and_(outbox.c.kind == Kind.EDIT, outbox.c.notice == row.id, outbox.c.state == "pending")
    hurry = outbox.update().where(waits).values(payload=view, next_at=now, priority=PRIORITY["edit"])
    if tx.execute(hurry).rowcount:
        return
    count = sa.select(sa.func.count()).where(outbox.c.notice == row.id)
    key = f"view:{row.id}:{tx.execute(count).scalar_one()}"
    write_edit(tx, row, key=key, kind=Kind.EDIT, priority="edit", now=now, case_id=case_id, payload=view)


def _unfolded(tx: Tx, notice: int, now: datetime) -> str:
    """The view that was asked for under a notification not long ago, unless the case changed hands since."""
    row = tx.execute(_LAST_HURRIED, {"notice": notice}).first()
    return row.payload if row is not None and now - row.next_at < CHOOSING else ""


_LAST_HURRIED = (
    sa.select(outbox.c.payload, outbox.c.next_at)
    .where(
        outbox.c.notice == sa.bindparam("notice"),
        outbox.c.kind == Kind.EDIT,
        outbox.c.priority == PRIORITY["edit"],
    )
    .order_by(outbox.c.next_at.desc(), outbox.c.id.desc())
    .limit(1)
)


def close_older(tx: Tx, errand: Errand | sa.Row[*tuple[Any, ...]], now: datetime) -> None:
    """A newer notification of the case has arrived: whoever's older one stands above it points down, once and for good."""
    where = {"case": errand.case_id, "address": errand.address, "topic": errand.topic or 0, "row": errand.id}
    older = tx.execute(_OLDER, where).all()
    for row in older:
        key, case_id = f"edit:{row.id}:moved", errand.case_id
        write_edit(tx, row, key=key, kind=Kind.EDIT, priority="later", now=now, case_id=case_id)


def has_newer(tx: Tx, row: sa.Row[*tuple[Any, ...]]) -> bool:
    """Whether the same person already has a newer notification of the same case."""
    where = {"case": row.case_id, "address": row.address, "topic": row.topic or 0, "row": row.id}
    return tx.execute(_NEWER, where).first() is not None


_NOTICES = sa.and_(
    outbox.c.case_id == sa.bindparam("case"),
    outbox.c.kind == Kind.NOTICE,
    outbox.c.state == "sent",
    outbox.c.address == sa.bindparam("address"),
    sa.func.coalesce(outbox.c.topic, 0) == sa.bindparam("topic"),
)


_OLDER = (
    sa.select(outbox.c.id, outbox.c.person, outbox.c.notifier, outbox.c.address, outbox.c.topic, outbox.c.message_id)
    .where(_NOTICES, outbox.c.id < sa.bindparam("row"))
    .order_by(outbox.c.id.desc())
    .limit(1)
)


_NEWER = sa.select(outbox.c.id).where(_NOTICES, outbox.c.id > sa.bindparam("row")).limit(1)


_SENT = (
    sa.select(outbox.c.id, outbox.c.person, outbox.c.notifier, outbox.c.address, outbox.c.topic, outbox.c.message_id)
    .where(outbox.c.case_id == sa.bindparam("case"), outbox.c.kind == Kind.NOTICE, outbox.c.state == "sent")
    .order_by(outbox.c.id)
)


_EDITS = sa.select(outbox.c.id, outbox.c.notice).where(
    outbox.c.case_id == sa.bindparam("case"), outbox.c.kind == Kind.EDIT, outbox.c.state == "pending"
)


def add_edit(
    tx: Tx, case_id: int, row: sa.Row[*tuple[Any, ...]], version: int, now: datetime, later: timedelta
) -> None:
    """An edit of one delivered notification to how the case stands at ``version``.

    One that can wait (another mention) leaves the buttons that somebody has just unfolded: they may be choosing.
    """
    view = _unfolded(tx, row.id, now) if later else ""
    key, priority = f"edit:{row.id}:{version}", "later" if later else "edit"
    write_edit(tx, row, key=key, kind=Kind.EDIT, priority=priority, now=now + later, case_id=case_id, payload=view)
