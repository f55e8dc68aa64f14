"""What was deleted at the platform: it does not come back, and its text goes here as well, within a day.

A text that a case still waits for stays a while, so that whoever has to help can read what was said; it is gone when
the case is resolved, and after ``LONGEST`` whatever happens.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.ports import Batch
from bot.store.codec import dump, load_mention, load_verdict
from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import cases, mentions, revisions, sources, tombstones
from rules.judge import Verdict
from rules.mention import Mention

LONGEST = timedelta(hours=23)
"""How long a text may outlive its deletion; with an hour to spare of the day that is promised."""

AT_ONCE = 200


def bury(tx: Tx, source: str, batch: Batch, now: datetime) -> set[str]:
    """Note what the batch says was deleted; returns which of its own mentions were deleted, now or earlier."""
    for external_id in batch.gone:
        at = batch.as_of.get(external_id, now)
        stone = insert(tx, tombstones).values(source=source, external_id=external_id, at=at)
        tx.execute(stone.on_conflict_do_nothing(index_elements=["source", "external_id"]))
        _mark(tx, source, external_id, now)
    ids = [one.id for one in batch.mentions]
    buried = {found for start in range(0, len(ids), 500) for found in _buried(tx, source, ids[start : start + 500])}
    return buried | _erased(tx, batch.mentions)


def _mark(tx: Tx, source: str, external_id: str, now: datetime) -> None:
    """The same message may have come by another source of the platform."""
    platform = sa.select(sources.c.platform).where(sources.c.name == source, sources.c.platform != "").scalar_subquery()
    here = sa.or_(mentions.c.source == source, mentions.c.platform == platform)
    which = sa.and_(mentions.c.external_id == external_id, mentions.c.gone_at.is_(None), here)
    tx.execute(mentions.update().where(which).values(gone_at=now))


def _buried(tx: Tx, source: str, ids: list[str]) -> set[str]:
    query = sa.select(tombstones.c.external_id).where(tombstones.c.source == source, tombstones.c.external_id.in_(ids))
    return set(tx.execute(query).scalars())


def _erased(tx: Tx, said: Sequence[Mention]) -> set[str]:
    """Those whose author was erased, whichever source brings them."""
    if not said or tx.execute(_ANY_ERASED).first() is None:
        return set()
    marks = {stone(one.platform, one.id): one.id for one in said}
    found: set[str] = set()
    for start in range(0, len(marks), 500):
        some = list(marks)[start : start + 500]
        found |= {marks[mark] for mark in _buried(tx, ANYWHERE, some)}
    return found


def stone(platform: str, external_id: str) -> str:
    """The mark of an erased message: nobody reads from it what it was."""
    return hashlib.sha256(f"{platform}\0{external_id}".encode("utf-8", "surrogatepass")).hexdigest()


ANYWHERE = "*"
"""The source of a tombstone that counts for all sources: its id is a hash, so that not even a link is left."""

_ANY_ERASED = sa.select(tombstones.c.source).where(tombstones.c.source == ANYWHERE).limit(1)


def purge(tx: Tx, now: datetime) -> int:
    """Take away the texts whose time has come; returns how many."""
    done = sa.or_(
        sa.and_(mentions.c.case_id.is_(None), mentions.c.state != "new"),
        mentions.c.case_id.in_(sa.select(cases.c.id).where(cases.c.state == "resolved")),
        mentions.c.gone_at <= now - LONGEST,
    )
    query = sa.select(mentions).where(mentions.c.gone_at.is_not(None), mentions.c.body_hash != "", done).limit(AT_ONCE)
    rows = tx.execute(query).all()
    for row in rows:
        tx.execute(revisions.delete().where(revisions.c.mention == row.number))
        tx.execute(mentions.update().where(mentions.c.number == row.number).values(**_without_text(row)))
    return len(rows)


def _without_text(row: Any) -> dict[str, str]:
    mention = load_mention(row.body)
    body = msgspec.structs.replace(mention, text="", parent_text=None, url=None)
    values = {"body": dump(body), "body_hash": "", "plain": "", "state": "gone" if row.state == "new" else row.state}
    if row.verdict:
        values["verdict"] = dump(wordless(load_verdict(row.verdict)))
    return values


def wordless(verdict: Verdict) -> Verdict:
    """A judgement without the words of the text that it shows: evidence, scored words, the worst sentence."""
    reasons = tuple(replace(reason, evidence=()) for reason in verdict.reasons)
    return replace(verdict, reasons=reasons, sentiment=replace(verdict.sentiment, hits=(), worst=None))
