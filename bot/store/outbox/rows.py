"""A row: what sort of effect it is, how urgent, and the one way to write one."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert_in
from bot.store.schema import outbox


class Kind:
    """What sort of effect a row is."""

    NOTICE = "notice"
    EDIT = "edit"
    ANSWER = "answer"
    TEXT = "text"
    CARD = "card"
    DRAFT = "draft"
    DRAFT_EDIT = "draft_edit"
    ASK = "ask"
    PROPOSAL = "proposal"
    PROPOSAL_EDIT = "proposal_edit"
    DIGEST = "digest"
    DIGEST_EDIT = "digest_edit"
    LEAVE = "leave"
    BOARD = "board"
    PICTURE = "picture"  # a text with a picture, or a picture alone: drawn when it is sent
    SHEET = "sheet"  # a bundle, a summary, a question: drawn when it is sent
    SHEET_EDIT = "sheet_edit"


HELD = "held"
"""The state of a message that may not ring now and goes out in a bundle."""


PRIORITY = {"answer": 0, "ask": 1, "loud": 1, "edit": 2, "silent": 3, "text": 3, "card": 3, "later": 4}


BROKEN = "broken"
"""The fault of a row that we broke over ourselves."""


@dataclass(frozen=True, slots=True)
class Errand:
    """A claimed row. ``attempts`` counts this one: with ``owner`` it is the fencing token for settling."""

    id: int
    kind: str
    case_id: int | None
    notice: int | None
    person: str
    notifier: str
    address: str
    topic: int | None
    payload: str
    loud: bool
    attempts: int
    first_tried: datetime
    message_id: str
    maybe_twice: bool
    mention: int | None = None
    error: str = ""
    """What went wrong the time before."""
    until: datetime | None = None
    """Until when nobody else may take the row (aware UTC)."""


def write(tx: Tx, *, key: str, kind: str, priority: str, now: datetime, **columns: object) -> int | None:
    """Write a row that goes out ``now``. The same key is written once, whatever happens. Its number; None when it was there."""
    values = {"key": key, "kind": kind, "priority": PRIORITY[priority], "next_at": now, "created_at": now}
    return tx.execute(_statement(tx.dialect.name), values | columns).scalar()


def write_edit(
    tx: Tx, row: sa.Row[*tuple[Any, ...]], *, key: str, kind: str, priority: str, now: datetime, **columns: object
) -> None:
    """Write an edit of a delivered message; it goes the way the message went."""
    same = {name: getattr(row, name) for name in ("person", "notifier", "address", "topic", "message_id")}
    write(tx, key=key, kind=kind, priority=priority, now=now, notice=row.id, **same, **columns)


@cache
def _statement(dialect: str) -> sa.sql.dml.ReturningInsert[Any]:
    statement = insert_in(dialect, outbox).on_conflict_do_nothing(index_elements=["key"])
    return statement.returning(outbox.c.id)
