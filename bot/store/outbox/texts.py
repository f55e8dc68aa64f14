"""What is not a notification of a case: texts and answers, drafts of something public, versions of the protocol."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.outbox.rows import PRIORITY, Errand, Kind, write, write_edit
from bot.store.schema import outbox


def add_text(
    tx: Tx,
    *,
    key: str,
    kind: str,
    notifier: str,
    address: str,
    payload: str,
    now: datetime,
    case_id: int | None = None,
    urgent: bool = False,
    person: str = "",
) -> None:
    """An answer to a press (``kind`` answer), a text to a chat, or an explanation (card) that is drawn when it is sent.

    ``urgent``: before what can wait.
    """
    write(
        tx,
        key=key,
        kind=kind,
        priority="loud" if urgent else kind if kind in PRIORITY else "text",
        now=now,
        case_id=case_id,
        person=person,
        notifier=notifier,
        address=address,
        payload=payload,
    )


def add_proposal(tx: Tx, number: int, person: str, notifier: str, address: str, loud: bool, now: datetime) -> bool:
    """A message about a version of the protocol that waits for somebody's word; once for each person. Whether it is new."""
    written = write(
        tx,
        key=f"proposal:{number}:{person}",
        kind=Kind.PROPOSAL,
        priority="text",
        now=now,
        person=person,
        notifier=notifier,
        address=address,
        payload=str(number),
        loud=loud,
    )
    return written is not None


def redraw_proposal(tx: Tx, number: int, why: str, now: datetime) -> None:
    """Edit the delivered messages about a version to how it stands when the edit is sent. Once for each ``why``."""
    where = sa.and_(outbox.c.kind == Kind.PROPOSAL, outbox.c.payload == str(number), outbox.c.state == "sent")
    for row in tx.execute(sa.select(outbox).where(where).order_by(outbox.c.id)).all():
        key, kind = f"edit:{row.id}:{why}", Kind.PROPOSAL_EDIT
        write_edit(tx, row, key=key, kind=kind, priority="edit", now=now, payload=row.payload)


def add_draft(
    tx: Tx, key: str, draft: int, person: str, notifier: str, address: str, *, loud: bool, now: datetime
) -> None:
    """A message about a draft of something public. The same key is written once."""
    write(
        tx,
        key=key,
        kind=Kind.DRAFT,
        priority="loud" if loud else "silent",
        now=now,
        person=person,
        notifier=notifier,
        address=address,
        payload=str(draft),
        loud=loud,
    )


def close_older_drafts(tx: Tx, errand: Errand, now: datetime) -> None:
    """A newer card of the draft has arrived: the one above it points down, for what stood there stands below now."""
    row = tx.execute(_cards(errand).where(outbox.c.id < errand.id).order_by(outbox.c.id.desc()).limit(1)).first()
    if row is not None:
        key, kind = f"edit:{row.id}:moved", Kind.DRAFT_EDIT
        write_edit(tx, row, key=key, kind=kind, priority="later", now=now, payload=row.payload)


def has_newer_draft(tx: Tx, errand: Errand) -> bool:
    """Whether the same chat has a newer card of the draft than the one that this is an edit of."""
    return tx.execute(_cards(errand).where(outbox.c.id > (errand.notice or 0)).limit(1)).first() is not None


def _cards(errand: Errand) -> sa.Select[tuple[Any, ...]]:
    return sa.select(outbox).where(
        outbox.c.kind == Kind.DRAFT,
        outbox.c.payload == errand.payload,
        outbox.c.notifier == errand.notifier,
        outbox.c.address == errand.address,
        outbox.c.state == "sent",
    )


def redraw_drafts(tx: Tx, draft: int, version: int, now: datetime) -> None:
    """Edit the delivered messages about a draft to how it stands when the edit is sent; the newest of each phone."""
    where = sa.and_(outbox.c.kind == Kind.DRAFT, outbox.c.payload == str(draft), outbox.c.state == "sent")
    rows = tx.execute(sa.select(outbox).where(where).order_by(outbox.c.id)).all()
    for row in {row.address: row for row in rows}.values():
        key, kind = f"edit:{row.id}:{version}", Kind.DRAFT_EDIT
        write_edit(tx, row, key=key, kind=kind, priority="edit", now=now, payload=row.payload)
