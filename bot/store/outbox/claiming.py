"""Claim what is due, settle what was carried out (T3a, T3b). With owner and attempts: only who holds a row may settle it."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.outbox.chats import chat_state, keep_chat, take_turn
from bot.store.outbox.rows import BROKEN, HELD, Errand, Kind
from bot.store.schema import Moment, chats, lines, outbox
from rules.case.buckets import OVERALL, book

LEASE = timedelta(seconds=30)


AHEAD = timedelta(seconds=1)
"""Places in the overall pace may be taken this far ahead: a small burst instead of one message a look."""


def release_own(tx: Tx, owner: str) -> int:
    """At start a node frees the leases it held before it died."""
    return tx.execute(
        outbox.update()
        .where(outbox.c.owner == owner, outbox.c.state == "sending")
        .values(state="pending", lease_until=None, maybe_twice=True)
    ).rowcount


def claim(
    tx: Tx, owner: str, now: datetime, limit: int, lease: timedelta = LEASE, *, notifier: str = ""
) -> list[Errand]:
    """T3a: take rows that are due, urgent ones first, one per chat; whoever holds them has ``lease`` to settle.

    ``notifier``: only what goes by this way (empty: by any).

    Chats that are not free yet (their own pace, or a 429) are left alone; answers to a press never wait.
    """
    overall = notifier or "*"
    everybody = chat_state(tx, overall, "*")
    chosen: dict[str, int] = {}
    values: dict[str, Any] = {"now": now, "at_most": limit * 4}
    due = tx.execute(_DUE_BY, values | {"notifier": notifier}) if notifier else tx.execute(_DUE, values)
    for row in due:
        chat = f"answer {row.id}" if row.kind == Kind.ANSWER else f"{row.notifier} {row.address}"
        if chat in chosen or len(chosen) >= limit:
            continue
        when, everybody = book(OVERALL, everybody, now)
        if when > now + AHEAD:
            break
        if row.kind != Kind.ANSWER:
            take_turn(tx, row.notifier, row.address, now)
        chosen[chat] = row.id
    if not chosen:
        return []
    keep_chat(tx, overall, "*", everybody, None)
    values = {"rows": list(chosen.values()), "me": owner, "until": now + lease, "moment": now}
    rows = tx.execute(_CLAIM, values)
    order = {number: place for place, number in enumerate(chosen.values())}
    return sorted((_errand(row) for row in rows), key=lambda errand: order[errand.id])


def waits(tx: Tx, now: datetime) -> bool:
    """Whether a look at what is due is worth a transaction: a row is, or a way fails whose messages may go another one."""
    return bool(tx.execute(_WAITS, {"now": now}).scalar())


_WAITS = sa.select(
    sa.or_(
        sa.exists().where(outbox.c.state == "pending", outbox.c.next_at <= sa.bindparam("now", type_=Moment)),
        sa.exists().where(outbox.c.state == "sending", outbox.c.lease_until < sa.bindparam("now", type_=Moment)),
        sa.exists(sa.select(lines.c.notifier)),
    )
)
_CLAIM = (
    outbox.update()
    .where(outbox.c.id.in_(sa.bindparam("rows", expanding=True)))
    .values(
        maybe_twice=sa.or_(outbox.c.maybe_twice, outbox.c.state == "sending"),
        state="sending",
        owner=sa.bindparam("me"),
        lease_until=sa.bindparam("until", type_=Moment),
        attempts=outbox.c.attempts + 1,
        first_tried=sa.func.coalesce(outbox.c.first_tried, sa.bindparam("moment", type_=Moment)),
    )
    .returning(outbox)
)


def _due() -> sa.Select[Any]:
    """Rows to send ``now``, urgent first: on PostgreSQL those no other node is looking at."""
    now = sa.bindparam("now", type_=Moment)
    other = outbox.alias("in_flight")
    busy = sa.select(other.c.notifier, other.c.address).where(
        other.c.state == "sending", other.c.lease_until >= now, other.c.kind != Kind.ANSWER
    )
    chat_free = sa.or_(chats.c.free_at.is_(None), chats.c.free_at <= now)
    nobody_sends = sa.tuple_(outbox.c.notifier, outbox.c.address).not_in(busy)
    return (
        sa.select(outbox.c.id, outbox.c.notifier, outbox.c.address, outbox.c.kind)
        .outerjoin(chats, sa.and_(chats.c.notifier == outbox.c.notifier, chats.c.address == outbox.c.address))
        .where(
            outbox.c.state.in_(["pending", "sending"]),  # what the index knows: few rows of many
            sa.or_(
                sa.and_(outbox.c.state == "pending", outbox.c.next_at <= now),
                sa.and_(outbox.c.state == "sending", outbox.c.lease_until < now),
            ),
            sa.or_(outbox.c.kind == Kind.ANSWER, sa.and_(chat_free, nobody_sends)),
        )
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(sa.bindparam("at_most", type_=sa.Integer))
        .with_for_update(skip_locked=True, of=outbox)
    )


_DUE = _due()


_DUE_BY = _DUE.where(outbox.c.notifier == sa.bindparam("notifier"))


def _errand(row: sa.Row[*tuple[Any, ...]]) -> Errand:
    return Errand(
        id=row.id,
        kind=row.kind,
        case_id=row.case_id,
        notice=row.notice,
        person=row.person,
        notifier=row.notifier,
        address=row.address,
        topic=row.topic,
        payload=row.payload,
        loud=row.loud,
        attempts=row.attempts,
        first_tried=row.first_tried,
        message_id=row.message_id,
        maybe_twice=row.maybe_twice,
        mention=row.mention,
        error=row.error,
        until=row.lease_until,
    )


def holds(tx: Tx, errand: Errand, owner: str) -> bool:
    """Whether the row is still in our hands: it was not taken by another, and not settled."""
    return tx.execute(_HELD, {"row": errand.id, "me": owner, "tried": errand.attempts}).first() is not None


_OURS = sa.and_(
    outbox.c.id == sa.bindparam("row"),
    outbox.c.state == "sending",
    outbox.c.owner == sa.bindparam("me"),
    outbox.c.attempts == sa.bindparam("tried"),
)
_HELD = sa.select(outbox.c.id).where(_OURS)


def broke(tx: Tx, errand: Errand, owner: str) -> None:
    """We broke over a row that is still ours: it keeps its lease and comes back after it."""
    mine = {"row": errand.id, "me": owner, "tried": errand.attempts}
    tx.execute(_settle_statement(("error",)), mine | {"error": BROKEN})


def settle(tx: Tx, errand: Errand, owner: str, now: datetime, state: str, **values: object) -> bool:
    """T3b: only whoever still holds the row (owner and attempts) may settle it. False: somebody else has it now."""
    if state != "pending":
        values["settled_at"] = now
    values |= {"state": state, "lease_until": None}
    mine = {"row": errand.id, "me": owner, "tried": errand.attempts}
    return tx.execute(_settle_statement(tuple(sorted(values))), values | mine).rowcount == 1


@cache
def _settle_statement(columns: tuple[str, ...]) -> sa.Update:
    return outbox.update().where(_OURS).values({name: sa.bindparam(name) for name in columns})


def next_at(tx: Tx) -> datetime | None:
    """When the next row can be sent: its own time, when its chat is free, or when its way is tried again."""
    return tx.execute(_NEXT_AT).scalar()


def _next_at() -> sa.Select[Any]:
    free = sa.func.coalesce(chats.c.free_at, outbox.c.next_at)
    held = sa.func.coalesce(lines.c.held_until, outbox.c.next_at)
    own = sa.case((sa.and_(free > outbox.c.next_at, outbox.c.kind != Kind.ANSWER), free), else_=outbox.c.next_at)
    when = sa.case((held > own, held), else_=own)
    return (
        sa.select(sa.func.min(sa.type_coerce(when, Moment)))
        .select_from(outbox)
        .outerjoin(chats, sa.and_(chats.c.notifier == outbox.c.notifier, chats.c.address == outbox.c.address))
        .outerjoin(lines, lines.c.notifier == outbox.c.notifier)
        .where(outbox.c.state == "pending")
    )


_NEXT_AT = _next_at()


def waiting(tx: Tx) -> int:
    """How many rows are not settled."""
    states = ["pending", "sending"]
    return tx.execute(sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state.in_(states))).scalar_one()


def give_up_waiting(tx: Tx, now: datetime) -> int:
    """Nothing that waits is sent any more, for it may have been sent long ago; returns how many rows that were."""
    late = outbox.update().where(outbox.c.state.in_(["pending", "sending", HELD]))
    return tx.execute(late.values(state="cancelled", settled_at=now, lease_until=None)).rowcount
