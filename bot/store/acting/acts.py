"""Public actions on their way out. At most once: see ``bot.acting.publish``."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.ports import PublicAct
from bot.store.codec import dump
from bot.store.engine import Tx
from bot.store.inserting import insert, is_new
from bot.store.schema import Moment, acts

LEASE = timedelta(minutes=2)
"""Longer than any call to a platform may last: whoever looks after it knows that the call is over."""


_act = msgspec.json.Decoder(PublicAct)


@dataclass(frozen=True, slots=True)
class Errand:
    """A claimed action. ``asking``: its outcome must be looked up; it may never be done again."""

    id: int
    draft: int
    source: str
    act: PublicAct
    asking: bool
    attempts: int
    looks: int
    first_tried: datetime


def add_act(tx: Tx, draft: int, act: PublicAct, now: datetime) -> bool:
    """An action that may go out. The same key is written once, whatever happens."""
    statement = insert(tx, acts).values(
        key=act.key, draft=draft, source=act.target.source, payload=dump(act), next_at=now, created_at=now
    )
    return is_new(tx, statement.on_conflict_do_nothing(index_elements=["key"]))


def release_own(tx: Tx, owner: str, look_at: datetime) -> int:
    """At start: what this node only held goes on; what it had sent out is looked up, never sent again."""
    mine = sa.and_(acts.c.owner == owner)
    tx.execute(acts.update().where(mine, acts.c.state == "claimed").values(state="pending", lease_until=None))
    out = acts.update().where(mine, acts.c.state == "out")
    return tx.execute(out.values(state="asking", next_at=look_at, lease_until=None)).rowcount


def claim(tx: Tx, owner: str, now: datetime, limit: int) -> list[Errand]:
    """Take actions that are due; whoever holds them has ``LEASE``. An action that was out and whose lease ended is asked after."""
    rows = tx.execute(_DUE, {"now": now, "at_most": limit}).all()
    return [_claimed(tx, row, owner, now) for row in rows]


def waits(tx: Tx, now: datetime) -> bool:
    """Whether an action is due: a look that holds nothing up, for most looks find nothing."""
    return bool(tx.execute(_WAITS, {"now": now}).scalar())


_NOW = sa.bindparam("now", type_=Moment)
_IS_DUE = sa.and_(
    sa.or_(
        sa.and_(
            acts.c.state.in_(["pending", "asking"]), sa.or_(acts.c.lease_until.is_(None), acts.c.lease_until < _NOW)
        ),
        sa.and_(acts.c.state.in_(["claimed", "out"]), acts.c.lease_until < _NOW),
    ),
    acts.c.next_at <= _NOW,
)
_DUE = (
    sa.select(acts)
    .where(_IS_DUE)
    .order_by(acts.c.id)
    .limit(sa.bindparam("at_most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)
_WAITS = sa.select(sa.exists().where(_IS_DUE))


def _claimed(tx: Tx, row: sa.Row[*tuple[Any, ...]], owner: str, now: datetime) -> Errand:
    asking = row.state in ("out", "asking")
    first = row.first_tried or now
    values = {
        "state": "asking" if asking else "claimed",
        "owner": owner,
        "lease_until": now + LEASE,
        "attempts": row.attempts + (0 if asking else 1),
        "looks": row.looks + (1 if asking else 0),
        "first_tried": first,
    }
    tx.execute(acts.update().where(acts.c.id == row.id).values(**values))
    return Errand(
        row.id, row.draft, row.source, _act.decode(row.payload), asking, values["attempts"], values["looks"], first
    )


def goes_out(tx: Tx, errand: Errand, owner: str, now: datetime) -> bool:
    """Mark it as sent out, before the call: from here on it is never sent again. False: somebody else has it.

    Nobody looks after it for ``LEASE`` from ``now``, however long it waited for the ones before it."""
    held = acts.update().where(
        acts.c.id == errand.id,
        acts.c.state == "claimed",
        acts.c.owner == owner,
        acts.c.attempts == errand.attempts,
    )
    return tx.execute(held.values(state="out", lease_until=now + LEASE)).rowcount == 1


def settle(tx: Tx, errand: Errand, owner: str, now: datetime, state: str, **values: object) -> bool:
    """What became of it; only whoever still holds it may say so."""
    held = acts.update().where(
        acts.c.id == errand.id,
        acts.c.state.in_(["claimed", "out", "asking"]),
        acts.c.owner == owner,
        acts.c.attempts == errand.attempts,
        acts.c.looks == errand.looks,
    )
    if state not in ("pending", "asking"):
        values["settled_at"] = now
    return tx.execute(held.values(state=state, lease_until=None, **values)).rowcount == 1


def next_at(tx: Tx) -> datetime | None:
    """When an action is due."""
    return tx.execute(_NEXT_AT).scalar()


_NEXT_AT = sa.select(
    sa.func.min(
        sa.type_coerce(sa.case((acts.c.lease_until.is_not(None), acts.c.lease_until), else_=acts.c.next_at), Moment)
    )
).where(acts.c.settled_at.is_(None))
