"""Notifications about a case, and what becomes of those that still wait."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.ports import Address
from bot.store.cases import record
from bot.store.engine import Tx
from bot.store.outbox.edits import close_older
from bot.store.outbox.rows import HELD, Kind, write
from bot.store.schema import outbox
from rules.case.model import NoticeKind, Record

A_MINUTE = timedelta(minutes=1)
"""At most one new message a minute in a topic; what comes in between is an edit (experience.md 2.3)."""


TOO_BUSY = 10
"""So many copies may wait for a topic; a storm with more cases than that is told there by its own summary."""


WITHDRAWN = -1
"""In ``drawn``: this message was in somebody's hands when it was withdrawn, and must not be tried again."""


def add_notice(
    tx: Tx,
    *,
    case_id: int,
    key: str,
    person: str,
    notifier: str,
    address: str,
    kind: NoticeKind,
    role: str,
    why: str,
    loud: bool,
    now: datetime,
    mention: int | None = None,
) -> int | None:
    """A message to a person about a case. The same key is written once, whatever happens. Its number; None when it was there.

    It takes the place of earlier ones to the same person that still wait: after an outage one message arrives, not ten.
    """
    loud = _supersede(tx, case_id, person, key, now) or loud
    return write(
        tx,
        key=key,
        kind=Kind.NOTICE,
        priority="loud" if loud else "silent",
        now=now,
        case_id=case_id,
        person=person,
        notifier=notifier,
        address=address,
        payload=f"{kind.value}\n{role}\n{why}",
        loud=loud,
        mention=mention,
    )


def add_copy(tx: Tx, case_id: int, role: str, group: Address, now: datetime) -> bool:
    """A silent copy for a team, once a case and topic; False when too many wait there already."""
    here = sa.and_(
        outbox.c.notifier == group.notifier,
        outbox.c.address == group.to,
        sa.func.coalesce(outbox.c.topic, 0) == (group.topic or 0),
        outbox.c.kind == Kind.NOTICE,
    )
    waiting = tx.execute(sa.select(sa.func.count()).where(here, outbox.c.state == "pending")).scalar_one()
    if waiting >= TOO_BUSY:
        return False
    last = tx.execute(sa.select(sa.func.max(outbox.c.next_at)).where(here)).scalar()
    write(
        tx,
        key=f"copy:{case_id}:{group.notifier}:{group.to}:{group.topic or 0}",
        kind=Kind.NOTICE,
        priority="silent",
        now=now,
        next_at=now if last is None else max(now, last + A_MINUTE),
        case_id=case_id,
        notifier=group.notifier,
        address=group.to,
        topic=group.topic,
        payload=f"{NoticeKind.INFORMED.value}\n{role}\nteam",
    )
    return True


def _supersede(tx: Tx, case_id: int, person: str, key: str, now: datetime) -> bool:
    """Take away this person's messages about the case that were never sent; whether one of them was to be loud."""
    rows = tx.execute(
        outbox.update()
        .where(
            outbox.c.case_id == case_id,
            outbox.c.person == person,
            outbox.c.kind == Kind.NOTICE,
            outbox.c.state.in_(["pending", HELD]),
            outbox.c.key != key,
        )
        .values(state="replaced", settled_at=now)
        .returning(outbox.c.loud)
    ).all()
    return any(row.loud for row in rows)


def withdraw(tx: Tx, case_id: int, now: datetime) -> int:
    """Cancel messages of a case that still wait to be sent; returns how many. One on its way is not tried again."""
    mine = sa.and_(outbox.c.case_id == case_id, outbox.c.kind == Kind.NOTICE)
    tx.execute(outbox.update().where(mine, outbox.c.state == "sending").values(drawn=WITHDRAWN))
    cancel = (
        outbox.update().where(mine, outbox.c.state.in_(["pending", HELD])).values(state="cancelled", settled_at=now)
    )
    return tx.execute(cancel).rowcount


def is_withdrawn(tx: Tx, number: int) -> bool:
    """Whether a claimed message was withdrawn meanwhile, or on an earlier attempt."""
    return tx.execute(sa.select(outbox.c.drawn).where(outbox.c.id == number)).scalar() == WITHDRAWN


def notice_row(tx: Tx, number: int) -> sa.Row[*tuple[Any, ...]] | None:
    """The notification an edit belongs to."""
    return tx.execute(_ROW, {"number": number}).first()


_ROW = sa.select(outbox).where(outbox.c.id == sa.bindparam("number"))


def notice_of_message(tx: Tx, notifier: str, address: str, message_id: str) -> sa.Row[*tuple[Any, ...]] | None:
    """What a message on a phone is about: a notification, an explanation, or the room for a note."""
    return tx.execute(
        sa.select(outbox.c.case_id, outbox.c.person).where(
            outbox.c.notifier == notifier,
            outbox.c.address == address,
            outbox.c.message_id == message_id,
            outbox.c.kind.in_((Kind.NOTICE, Kind.TEXT, Kind.CARD)),
            outbox.c.case_id.is_not(None),
        )
    ).first()


def adopt(tx: Tx, case_id: int, notifier: str, address: str, message_id: str, now: datetime) -> int | None:
    """Somebody pressed a button under a message of this case that we do not know: it arrived, but its number was lost.

    The newest notification to that chat whose sending had begun takes the number: it is not sent again, and is edited
    like any other. Its row number; None when there is no such row.
    """
    where = {"case": case_id, "notifier": notifier, "address": address}
    row = tx.execute(_UNNUMBERED, where).first()
    if row is None or tx.execute(_KNOWN, {"notifier": notifier, "address": address, "message": message_id}).first():
        return None
    known = {"state": "sent", "message_id": message_id, "settled_at": now, "lease_until": None}
    tx.execute(outbox.update().where(outbox.c.id == row.id).values(known))
    detail = f"{notifier} {'maybe_twice' if row.attempts > 1 else ''}".strip()
    record(tx, case_id, Record("told", row.person, detail), now)
    close_older(tx, row, now)
    number: int = row.id
    return number


_KNOWN = sa.select(outbox.c.id).where(
    outbox.c.notifier == sa.bindparam("notifier"),
    outbox.c.address == sa.bindparam("address"),
    outbox.c.message_id == sa.bindparam("message"),
)


_UNNUMBERED = (
    sa.select(outbox)
    .where(
        outbox.c.case_id == sa.bindparam("case"),
        outbox.c.kind == Kind.NOTICE,
        outbox.c.notifier == sa.bindparam("notifier"),
        outbox.c.address == sa.bindparam("address"),
        outbox.c.state.in_(["sending", "pending"]),
        outbox.c.attempts > 0,
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
