"""What happened and what was sent, for whoever follows it (replay, the command line)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.schema import case_log, cases, mentions, outbox


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a case, for replay: from its log or from what was sent."""

    at: datetime
    what: str
    case: int
    mention: str | None
    level: str
    who: str
    detail: str
    kind: str = ""
    role: str = ""
    loud: bool = False
    notifier: str = ""


_LOGGED = (
    sa.select(case_log, mentions.c.external_id, cases.c.level)
    .join(cases, cases.c.id == case_log.c.case_id)
    .outerjoin(mentions, mentions.c.number == case_log.c.mention)
    .where(case_log.c.id > sa.bindparam("last"))
    .order_by(case_log.c.id)
)


def logged_since(tx: Tx, last: int) -> tuple[list[Happening], int]:
    """Log entries of cases after entry ``last``, and the newest entry's number."""
    rows = tx.execute(_LOGGED, {"last": last}).all()
    found = [Happening(r.at, r.what, r.case_id, r.external_id, r.level, r.who, r.detail) for r in rows]
    return found, rows[-1].id if rows else last


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody has read what was sent: up to the moment ``at``, of which ``seen`` are known already."""

    at: datetime
    seen: frozenset[int] = frozenset()


_SENT = (
    sa.select(outbox, cases.c.level, mentions.c.external_id)
    .join(cases, cases.c.id == outbox.c.case_id)
    .outerjoin(mentions, mentions.c.number == outbox.c.mention)
    .where(outbox.c.settled_at >= sa.bindparam("at"), outbox.c.state == "sent", outbox.c.kind.in_(["notice", "edit"]))
    .order_by(outbox.c.settled_at, outbox.c.id)
)


def sent_since(tx: Tx, last: Place) -> tuple[list[Happening], Place]:
    """Notifications and edits that were settled as sent after ``last``, and the place after them.

    A row written earlier may be sent later, and several at one moment: so the place is a moment and what it had.
    """
    rows = [row for row in tx.execute(_SENT, {"at": last.at}) if row.id not in last.seen]
    if not rows:
        return [], last
    at = rows[-1].settled_at
    seen = frozenset(row.id for row in rows if row.settled_at == at) | (last.seen if at == last.at else frozenset())
    return [_sent(row) for row in rows], Place(at, seen)


def _sent(row: sa.Row[*tuple[Any, ...]]) -> Happening:
    kind, _, rest = row.payload.partition("\n")
    role, _, why = rest.partition("\n")
    what = "notified" if row.kind == "notice" else "edited"
    return Happening(
        row.settled_at,
        what,
        row.case_id,
        row.external_id,
        row.level,
        row.person,
        why,
        kind,
        role,
        row.loud,
        row.notifier,
    )
