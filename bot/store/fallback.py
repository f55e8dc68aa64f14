"""The second way: the same message once more by another notifier, and one digest instead of many after an outage.

The second row of a message carries the first one's number in ``notice``; both live on until one of them is settled.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.outbox.rows import PRIORITY, Errand, Kind, write, write_edit
from bot.store.schema import cases, outbox

DIGESTED = "digested"
"""The state of a message that is told in a digest; its ``notice`` is the digest's number."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A loud message that does not get through by its own way."""

    id: int
    root: int
    case_id: int
    person: str
    payload: str


def stuck(tx: Tx, notifier: str) -> list[Stuck]:
    """The newest waiting loud message of each case and person on this way."""
    rows = tx.execute(_STUCK, {"notifier": notifier})
    return [Stuck(r.id, r.notice or r.id, r.case_id, r.person, r.payload) for r in rows]


_STUCK = (
    sa.select(outbox)
    .where(
        outbox.c.state.in_(("pending", "sending")),
        outbox.c.kind == Kind.NOTICE,
        outbox.c.notifier == sa.bindparam("notifier"),
        outbox.c.loud,
        outbox.c.person != "",
    )
    .order_by(outbox.c.id)
)


def of_errand(errand: Errand) -> Stuck:
    """The same of a message in hand."""
    return Stuck(errand.id, errand.notice or errand.id, errand.case_id or 0, errand.person, errand.payload)


def tried(tx: Tx, root: int) -> set[tuple[str, str]]:
    """(notifier, address) of every row of one message."""
    rows = tx.execute(_FAMILY, {"root": root})
    return {(row.notifier, row.address) for row in rows}


def alive(tx: Tx, root: int, but: int) -> bool:
    """Whether another row of the same message was delivered or may still be."""
    rows = tx.execute(_FAMILY, {"root": root})
    return any(row.id != but and row.state in ("pending", "sending", "sent") for row in rows)


_FAMILY = sa.select(outbox.c.id, outbox.c.notifier, outbox.c.address, outbox.c.state).where(
    outbox.c.kind == Kind.NOTICE,
    sa.or_(outbox.c.id == sa.bindparam("root"), outbox.c.notice == sa.bindparam("root")),
    outbox.c.state != DIGESTED,
)


def add(tx: Tx, message: Stuck, notifier: str, address: str, now: datetime) -> None:
    """The same message by another way; once for each, and beside the first one, which goes on trying."""
    write(
        tx,
        key=f"fallback:{message.root}:{notifier}:{address}",
        kind=Kind.NOTICE,
        priority="loud",
        now=now,
        case_id=message.case_id,
        notice=message.root,
        person=message.person,
        notifier=notifier,
        address=address,
        payload=message.payload,
        loud=True,
    )


def followed(tx: Tx, notice: int) -> bool:
    """Whether something was already sent after this message, where it cannot be edited."""
    query = sa.select(outbox.c.id).where(
        outbox.c.kind == Kind.EDIT, outbox.c.notice == notice, outbox.c.state == "sent"
    )
    return tx.execute(query.limit(1)).first() is not None


# --- after an outage -------------------------------------------------------------------------------------------


def hurry(tx: Tx, notifier: str, faults: Collection[str], now: datetime) -> None:
    """The way works again: what waited for that need not wait longer."""
    waiting = outbox.update().where(
        outbox.c.state == "pending", outbox.c.notifier == notifier, outbox.c.error.in_(faults), outbox.c.next_at > now
    )
    tx.execute(waiting.values(next_at=now))


def piled_up(tx: Tx, notifier: str) -> dict[tuple[str, str], list[sa.Row[*tuple[Any, ...]]]]:
    """What waits for each person and address on this way, of cases that are not closed."""
    rows = tx.execute(
        sa.select(outbox)
        .join(cases, cases.c.id == outbox.c.case_id)
        .where(
            outbox.c.state == "pending",
            outbox.c.kind == Kind.NOTICE,
            outbox.c.notifier == notifier,
            outbox.c.person != "",
            cases.c.state != "resolved",
        )
        .order_by(outbox.c.id)
    )
    found: dict[tuple[str, str], list[sa.Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        found.setdefault((row.person, row.address), []).append(row)
    return found


def digest(tx: Tx, told: Iterable[sa.Row[*tuple[Any, ...]]], now: datetime) -> int:
    """One message instead of these to the same person; returns its number."""
    stuck = list(told)
    first, loud = stuck[0], any(row.loud for row in stuck)
    values = {
        "key": f"digest:{first.id}",
        "kind": Kind.DIGEST,
        "person": first.person,
        "notifier": first.notifier,
        "address": first.address,
        "loud": loud,
        "priority": PRIORITY["loud" if loud else "silent"],
        "next_at": now,
        "created_at": now,
    }
    number = tx.execute(insert(tx, outbox).values(**values).returning(outbox.c.id)).scalar_one()
    these = outbox.update().where(outbox.c.id.in_([row.id for row in stuck]))
    tx.execute(these.values(state=DIGESTED, notice=number, settled_at=now))
    return int(number)


def digested(tx: Tx, number: int) -> list[int]:
    """The cases a digest tells of."""
    query = sa.select(outbox.c.case_id).where(outbox.c.notice == number, outbox.c.state == DIGESTED)
    return [int(row.case_id) for row in tx.execute(query.order_by(outbox.c.case_id).distinct())]


def redraw_digests(tx: Tx, case_id: int, version: int, now: datetime) -> None:
    """Edit the digests that tell of a case to how it stands when the edit is sent."""
    for row in tx.execute(_TELLING_DIGESTS, {"case": case_id}).all():
        key = f"edit:{row.id}:{case_id}:{version}"
        write_edit(tx, row, key=key, kind=Kind.DIGEST_EDIT, priority="edit", now=now)


_TELLING_DIGESTS = sa.select(outbox).where(
    outbox.c.id.in_(
        sa.select(outbox.c.notice).where(outbox.c.case_id == sa.bindparam("case"), outbox.c.state == DIGESTED)
    ),
    outbox.c.kind == Kind.DIGEST,
    outbox.c.state == "sent",
)


def digest_of_message(tx: Tx, notifier: str, address: str, message_id: str) -> bool:
    """Whether a message on a phone is a digest."""
    query = sa.select(outbox.c.id).where(
        outbox.c.notifier == notifier,
        outbox.c.address == address,
        outbox.c.message_id == message_id,
        outbox.c.kind == Kind.DIGEST,
    )
    return tx.execute(query).first() is not None
