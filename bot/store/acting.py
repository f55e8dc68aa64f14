"""Drafts, public actions on their way out, and the register of house-rule actions. At most once: see ``bot.publish``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.ports import PublicAct
from bot.store.codec import dump
from bot.store.engine import Tx
from bot.store.inserting import insert, is_new
from bot.store.schema import Moment, acts, drafts, measures, mentions, outbox
from rules.case.actions import Verb
from rules.case.drafts import Draft, Stage

LEASE = timedelta(minutes=2)
"""Longer than any call to a platform may last: whoever looks after it knows that the call is over."""

_draft = msgspec.json.Decoder(Draft)
_act = msgspec.json.Decoder(PublicAct)
_filled = msgspec.json.Decoder(dict[str, str])


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft with its text; ``filled`` are the fields given so far."""

    draft: Draft
    words: str
    filled: Mapping[str, str]
    version: int


def open_draft(tx: Tx, draft: Draft, now: datetime) -> Draft:
    """A new draft; returns it with its number."""
    values = {"version": 1, "created_at": now, **_columns(draft, now)}
    number = tx.execute(drafts.insert().values(**values).returning(drafts.c.id)).scalar_one()
    kept = replace(draft, id=number)
    tx.execute(drafts.update().where(drafts.c.id == number).values(body=dump(kept)))
    return kept


def _columns(draft: Draft, now: datetime) -> dict[str, object]:
    return {
        "case_id": draft.case,
        "mention": draft.mention,
        "verb": draft.verb.value,
        "stage": draft.stage.value,
        "body": dump(draft),
        "changed_at": now,
    }


def load(tx: Tx, number: int) -> Kept | None:
    """A draft, held against other nodes until the transaction ends."""
    query = sa.select(drafts).where(drafts.c.id == number)
    row = tx.execute(query.with_for_update() if tx.dialect.name != "sqlite" else query).first()
    return None if row is None else _kept(row)


def peek(tx: Tx, number: int) -> Kept | None:
    """A draft, only to read."""
    row = tx.execute(sa.select(drafts).where(drafts.c.id == number)).first()
    return None if row is None else _kept(row)


def _kept(row: sa.Row[*tuple[Any, ...]]) -> Kept:
    return Kept(_draft.decode(row.body), row.words, _filled.decode(row.filled or "{}"), row.version)


def save(tx: Tx, draft: Draft, version: int, now: datetime, **text: str) -> bool:
    """Compare and set; ``text`` may hold ``words`` and ``filled``. False: somebody changed it meanwhile."""
    statement = drafts.update().where(drafts.c.id == draft.id, drafts.c.version == version)
    return tx.execute(statement.values(version=version + 1, **_columns(draft, now), **text)).rowcount == 1


def of_case(tx: Tx, case: int) -> list[Kept]:
    """The drafts of a case, newest first."""
    rows = tx.execute(sa.select(drafts).where(drafts.c.case_id == case).order_by(drafts.c.id.desc()))
    return [_kept(row) for row in rows]


def under_way(tx: Tx, mention: int) -> list[Draft]:
    """What is being written, proposed, sent or done about a mention."""
    gone = [Stage.REFUSED.value, Stage.WITHDRAWN.value]
    query = sa.select(drafts.c.body).where(drafts.c.mention == mention, drafts.c.stage.not_in(gone))
    return [_draft.decode(row.body) for row in tx.execute(query.order_by(drafts.c.id))]


def waiting_for(tx: Tx, moment: datetime) -> list[int]:
    """Drafts that were proposed before ``moment`` and still wait."""
    query = sa.select(drafts.c.id).where(drafts.c.stage == Stage.PROPOSED.value, drafts.c.changed_at <= moment)
    return list(tx.execute(query.order_by(drafts.c.id)).scalars())


def source_of(tx: Tx, mention: int) -> str:
    """The name of the source a mention came from; empty when there is no such mention."""
    return tx.execute(sa.select(mentions.c.source).where(mentions.c.number == mention)).scalar() or ""


def is_gone(tx: Tx, mention: int) -> bool:
    """Whether the message was deleted at its platform."""
    return tx.execute(sa.select(mentions.c.gone_at).where(mentions.c.number == mention)).scalar() is not None


def revision_of(tx: Tx, mention: int) -> int:
    """How often its author changed a message; 0 when there is no such message."""
    return tx.execute(sa.select(mentions.c.revision).where(mentions.c.number == mention)).scalar() or 0


def case_of(tx: Tx, mention: int) -> int | None:
    """The case a mention belongs to."""
    return tx.execute(sa.select(mentions.c.case_id).where(mentions.c.number == mention)).scalar()


def last_given(tx: Tx, field: str) -> str:
    """What was last filled in for a field in a text that went out; empty: never. For numbers and links that stay the same."""
    query = sa.select(drafts.c.filled).where(drafts.c.stage == Stage.DONE.value, drafts.c.filled != "")
    for filled in tx.execute(query.order_by(drafts.c.id.desc()).limit(20)).scalars():
        if found := _filled.decode(filled).get(field):
            return found
    return ""


# --- cards on phones ---------------------------------------------------------------------------------------


def cards(tx: Tx, number: int, kind: str) -> list[sa.Row[*tuple[Any, ...]]]:
    """The messages about a draft that stand on phones."""
    where = sa.and_(outbox.c.kind == kind, outbox.c.payload == str(number), outbox.c.state == "sent")
    return list(tx.execute(sa.select(outbox).where(where).order_by(outbox.c.id)).all())


def draft_of_message(
    tx: Tx, notifier: str, address: str, message_id: str, kinds: Sequence[str]
) -> tuple[str, str] | None:
    """(kind, payload) of the message about a draft that somebody answered or pressed."""
    query = sa.select(outbox.c.kind, outbox.c.payload).where(
        outbox.c.notifier == notifier,
        outbox.c.address == address,
        outbox.c.message_id == message_id,
        outbox.c.kind.in_(kinds),
    )
    row = tx.execute(query).first()
    return None if row is None else (row.kind, row.payload)


# --- on the way out ----------------------------------------------------------------------------------------


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


def goes_out(tx: Tx, errand: Errand, owner: str) -> bool:
    """Mark it as sent out, before the call: from here on it is never sent again. False: somebody else has it."""
    held = acts.update().where(
        acts.c.id == errand.id,
        acts.c.state == "claimed",
        acts.c.owner == owner,
        acts.c.attempts == errand.attempts,
    )
    return tx.execute(held.values(state="out")).rowcount == 1


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


# --- the register ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measure:
    """One house-rule action with its evidence. Times are aware UTC; ``done_at`` is None until it happened."""

    draft: int
    case_id: int
    mention: int
    verb: str
    breach: str
    platform: str
    by: str
    agreed: str
    why: str
    reason: str
    author: str
    words: str
    url: str
    posted_at: datetime
    hash: str
    kept_at: datetime
    keep_until: datetime | None = None
    done_at: datetime | None = None
    appeal_until: datetime | None = None
    review: str = ""
    undone_at: datetime | None = None
    undone_by: str = ""


_COLUMNS = tuple(Measure.__dataclass_fields__)


def keep_evidence(tx: Tx, measure: Measure) -> None:
    """Store the evidence, before anything is done; once for each draft, the newest version of it."""
    values = {name: getattr(measure, name) for name in _COLUMNS}
    statement = insert(tx, measures).values(**values)
    tx.execute(statement.on_conflict_do_update(index_elements=["draft"], set_=values))


def measure_done(tx: Tx, draft: int, now: datetime, appeal_until: datetime | None) -> None:
    """It happened."""
    tx.execute(measures.update().where(measures.c.draft == draft).values(done_at=now, appeal_until=appeal_until))


def measure_undone(tx: Tx, draft: int, by: str, now: datetime) -> None:
    """It was taken back."""
    tx.execute(measures.update().where(measures.c.draft == draft).values(undone_at=now, undone_by=by))


def was_warned(tx: Tx, platform: str, author: str) -> bool:
    """Whether a message of this author was hidden before and stayed so: the house rules were shown then."""
    query = sa.select(measures.c.id).where(
        measures.c.platform == platform,
        measures.c.author == author,
        measures.c.verb == Verb.HIDE.value,
        measures.c.done_at.is_not(None),
        measures.c.undone_at.is_(None),
    )
    return bool(author) and tx.execute(query.limit(1)).first() is not None


def register(tx: Tx, since: datetime | None = None) -> list[Measure]:
    """The actions that were carried out, newest first."""
    query = sa.select(*(measures.c[name] for name in _COLUMNS)).where(measures.c.done_at.is_not(None))
    if since is not None:
        query = query.where(measures.c.done_at >= since)
    return [
        Measure(**row._mapping) for row in tx.execute(query.order_by(measures.c.done_at.desc(), measures.c.id.desc()))
    ]
