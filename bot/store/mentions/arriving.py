"""T1: a batch is stored with its cursor, each mention once, a changed text as a revision."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec import structs

from bot.ports import Batch
from bot.store import coverage, gone
from bot.store.codec import dump, load_mention
from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.mentions.values import Kept, Place
from bot.store.schema import acts, mentions, revisions, sources
from rules.mention import Mention, Via


def keep(
    tx: Tx, source: str, batch: Batch, now: datetime, place: Place = Place.LOOK, hurried: Collection[str] = ()
) -> Kept:
    """T1: store a batch with its cursor. A mention seen before is one mention; a changed text is a revision, judged anew.

    What was deleted at the platform is deleted here too and does not come back by a late delivery.
    """
    buried = gone.bury(tx, source, batch, now)
    there = _with_ours(tx, source, [one for one in batch.mentions if one.id not in buried])
    kept = store_mentions(tx, source, there, now, batch.as_of, hurried)
    coverage.note_refused(tx, source, batch.refused, now)
    coverage.note_gaps(tx, source, batch.gaps, now)
    row: dict[str, Any] = {"looked_at": now} | ({"deaths": 0, "died_at": None} if batch.trouble else {})
    if place:
        row[place.value] = batch.cursor
    if kept.new:
        row["heard_at"] = now
    if batch.seen_until is not None:
        row["seen_until"] = batch.seen_until
    statement = insert(tx, sources).values(name=source, **row)
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))
    if batch.trouble:
        coverage.failed(tx, source, batch.trouble, now, blind=True, by=place)
    else:
        coverage.works(tx, source, place)
    return kept


def _with_ours(tx: Tx, source: str, said: Sequence[Mention]) -> Sequence[Mention]:
    """What we placed there ourselves is ours, also where the platform does not say who wrote it, or names us otherwise."""
    answers = [one.id for one in said if one.parent_id and not one.own]
    ours: set[str] = set()
    for some in _chunks(answers, 500):
        ours |= set(tx.execute(sa.select(acts.c.own).where(acts.c.source == source, acts.c.own.in_(some))).scalars())
    return [structs.replace(one, own=True) if one.id in ours else one for one in said] if ours else said


def store_mentions(
    tx: Tx,
    source: str,
    batch: Sequence[Mention],
    now: datetime,
    as_of: Mapping[str, datetime] = MappingProxyType({}),
    hurried: Collection[str] = (),
) -> Kept:
    """Store each mention once per (source, id), also when another source brought it before: all new ones by one statement.

    ``as_of``: the platform's own time of the state that a mention is in. ``hurried``: judged before all others that wait.
    """
    elsewhere = _elsewhere(tx, source, batch)
    rows = [
        _row(source, one, now, as_of.get(one.id)) | {"hurry": int(one.id in hurried)}
        for one in batch
        if one.id not in elsewhere
    ]
    fresh = _insert_new(tx, rows)
    new = changed = known = 0
    for mention in batch:
        if mention.id in fresh:
            fresh.remove(mention.id)  # a second one of the same id in this batch comes after it
            new += 1
        elif _revise(tx, elsewhere.get(mention.id, source), mention, now, as_of.get(mention.id)):
            changed += 1
        else:
            known += 1
    return Kept(new, changed, known)


def _elsewhere(tx: Tx, source: str, batch: Sequence[Mention]) -> dict[str, str]:
    """Which of these messages another source brought already: the same id, platform, author and moment. Id → source."""
    found: dict[str, str] = {}
    by_id = {one.id: one for one in batch}
    for some in _chunks(list(by_id), 500):
        rows = tx.execute(_BY_ID.where(mentions.c.external_id.in_(some), mentions.c.source != source))
        for row in rows:
            one = by_id[row.external_id]
            if (row.platform, row.author, row.posted_at) == (one.platform, one.author.handle, one.posted_at):
                found[one.id] = row.source
    return found


_BY_ID = sa.select(
    mentions.c.source, mentions.c.external_id, mentions.c.platform, mentions.c.author, mentions.c.posted_at
)


def _chunks(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _insert_new(tx: Tx, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Insert what is not there yet; the ids of those."""
    if not rows:
        return set()
    statement = insert(tx, mentions).on_conflict_do_nothing(index_elements=["source", "external_id"])
    return set(tx.execute(statement.returning(mentions.c.external_id), rows).scalars())


def _row(source: str, mention: Mention, now: datetime, as_of: datetime | None) -> dict[str, Any]:
    return {
        "source": source,
        "external_id": mention.id,
        "platform": mention.platform,
        "author": mention.author.handle,
        "thread": mention.thread_id or "",
        "posted_at": mention.posted_at,
        "stored_at": now,
        "body": dump(mention),
        "body_hash": _digest(mention),
        "state": "own" if mention.own else "new",
        "as_of": as_of,
    }


def _digest(mention: Mention) -> str:
    """Of what a person would see change: the text and the rating."""
    return hashlib.sha256(f"{mention.rating}\0{mention.text}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _revise(tx: Tx, source: str, mention: Mention, now: datetime, as_of: datetime | None) -> bool:
    where = sa.and_(mentions.c.source == source, mentions.c.external_id == mention.id)
    row = tx.execute(sa.select(mentions).where(where)).one()
    digest = _digest(mention)
    if row.gone_at is not None:
        return False
    if row.body_hash == digest:
        return _closer(tx, row, mention)
    if _is_older(tx, row, digest, as_of):
        return False  # an older version delivered late: the newest stays
    mention = _as_near(mention, load_mention(row.body))
    tx.execute(revisions.insert().values(mention=row.number, revision=row.revision, body=row.body, stored_at=now))
    tx.execute(
        mentions.update()
        .where(mentions.c.number == row.number)
        .values(
            body=dump(mention),
            body_hash=digest,
            revision=row.revision + 1,
            state="own" if mention.own else "new",
            attempts=0,
            as_of=as_of or row.as_of,
        )
    )
    return True


def _closer(tx: Tx, row: Any, mention: Mention) -> bool:
    """Found by searching before, and now it came to us by itself: that may be about us where the other was not."""
    if mention.via is Via.SEARCH or load_mention(row.body).via is not Via.SEARCH:
        return False
    values = {"body": dump(mention), "state": "own" if mention.own else "new", "attempts": 0}
    tx.execute(mentions.update().where(mentions.c.number == row.number).values(**values))
    return True


def _as_near(mention: Mention, before: Mention) -> Mention:
    """What once came to us by itself stays about us, also when only a search shows how it was edited."""
    far = mention.via is Via.SEARCH and before.via is not Via.SEARCH
    return msgspec.structs.replace(mention, via=before.via) if far else mention


def _is_older(tx: Tx, row: Any, digest: str, as_of: datetime | None) -> bool:
    """By the platform's own time where it gave one; else it is old when it was seen before."""
    if as_of is not None and row.as_of is not None and as_of != row.as_of:
        older: bool = as_of < row.as_of
        return older
    return bool(row.revision) and digest in _digests(tx, row.number)


def _digests(tx: Tx, number: int) -> set[str]:
    rows = tx.execute(sa.select(revisions.c.body).where(revisions.c.mention == number))
    return {_digest(load_mention(row.body)) for row in rows}
