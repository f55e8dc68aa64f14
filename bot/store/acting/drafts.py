"""Drafts of something public, with their texts, and their cards on phones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.store.codec import dump
from bot.store.engine import Tx
from bot.store.schema import drafts, mentions, outbox
from rules.case.drafts import Draft, Stage

_draft = msgspec.json.Decoder(Draft)


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
    row = tx.execute(_ONE, {"number": number}).first()
    return None if row is None else _kept(row)


_ONE = sa.select(drafts).where(drafts.c.id == sa.bindparam("number"))


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
    return [_draft.decode(row.body) for row in tx.execute(_UNDER_WAY, {"mention": mention})]


_GONE = (Stage.REFUSED.value, Stage.WITHDRAWN.value)
_UNDER_WAY = (
    sa.select(drafts.c.body)
    .where(drafts.c.mention == sa.bindparam("mention"), drafts.c.stage.not_in(_GONE))
    .order_by(drafts.c.id)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a message stands: the case it belongs to, the name of its source, how often its author changed it, and whether
    it was deleted at its platform."""

    case: int | None
    source: str
    revision: int
    gone: bool


def standing(tx: Tx, mention: int) -> Standing | None:
    """Where a message stands now; None when there is no such message."""
    row = tx.execute(_STANDING, {"mention": mention}).first()
    return None if row is None else Standing(row.case_id, row.source, row.revision, row.gone_at is not None)


_STANDING = sa.select(mentions.c.case_id, mentions.c.source, mentions.c.revision, mentions.c.gone_at).where(
    mentions.c.number == sa.bindparam("mention")
)


def last_given(tx: Tx, field: str) -> str:
    """What was last filled in for a field in a text that went out; empty: never. For numbers and links that stay the same."""
    query = sa.select(drafts.c.filled).where(drafts.c.stage == Stage.DONE.value, drafts.c.filled != "")
    for filled in tx.execute(query.order_by(drafts.c.id.desc()).limit(20)).scalars():
        if found := _filled.decode(filled).get(field):
            return found
    return ""


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
