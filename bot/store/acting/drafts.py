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
