"""Mentions and the cursors of their sources (T1), and what judging needs to know of earlier ones."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from bot.ports import Batch
from bot.store import coverage, gone
from bot.store.codec import dump, load_mention, load_verdict
from bot.store.coverage import WELL
from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import mentions, revisions, sources
from rules.judge import Verdict
from rules.mention import Mention, Via


@dataclass(frozen=True, slots=True)
class Stored:
    """A mention in the vault. ``case_id`` is set once it belongs to a case."""

    number: int
    mention: Mention
    revision: int
    attempts: int
    case_id: int | None


@dataclass(frozen=True, slots=True)
class Judged:
    """A mention about us with its judgement."""

    stored: Stored
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of a batch were new, changed, and known already."""

    new: int = 0
    changed: int = 0
    known: int = 0


class Place(StrEnum):
    """Which of a source's two places a batch moves; a webhook has none."""

    LOOK = "cursor"
    STREAM = "stream"
    NONE = ""


def keep(
    tx: Tx, source: str, batch: Batch, now: datetime, place: Place = Place.LOOK, hurried: Collection[str] = ()
) -> Kept:
    """T1: store a batch with its cursor. A mention seen before is one mention; a changed text is a revision, judged anew.

    What was deleted at the platform is deleted here too and does not come back by a late delivery.
    """
    buried = gone.bury(tx, source, batch, now)
    there = [one for one in batch.mentions if one.id not in buried]
    kept = store_mentions(tx, source, there, now, batch.as_of, hurried)
    coverage.note_refused(tx, source, batch.refused, now)
    coverage.note_gaps(tx, source, batch.gaps, now)
    row: dict[str, Any] = {"looked_at": now, **WELL}
    if place:
        row[place.value] = batch.cursor
    if kept.new:
        row["heard_at"] = now
    if batch.seen_until is not None:
        row["seen_until"] = batch.seen_until
    statement = insert(tx, sources).values(name=source, **row)
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=row))
    return kept


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


def _is_older(tx: Tx, row: Any, digest: str, as_of: datetime | None) -> bool:
    """By the platform's own time where it gave one; else it is old when it was seen before."""
    if as_of is not None and row.as_of is not None and as_of != row.as_of:
        older: bool = as_of < row.as_of
        return older
    return bool(row.revision) and digest in _digests(tx, row.number)


def _digests(tx: Tx, number: int) -> set[str]:
    rows = tx.execute(sa.select(revisions.c.body).where(revisions.c.mention == number))
    return {_digest(load_mention(row.body)) for row in rows}


def waiting(tx: Tx, limit: int) -> list[Stored]:
    """The oldest mentions that are not judged yet; on PostgreSQL those no other node holds."""
    rows = tx.execute(_WAITING, {"at_most": limit})
    return [Stored(r.number, load_mention(r.body), r.revision, r.attempts, r.case_id) for r in rows]


_WAITING = (
    sa.select(mentions.c.number, mentions.c.body, mentions.c.revision, mentions.c.attempts, mentions.c.case_id)
    .where(mentions.c.state == "new")
    .order_by(mentions.c.hurry.desc(), mentions.c.number)
    .limit(sa.bindparam("at_most", type_=sa.Integer))
    .with_for_update(skip_locked=True)
)


def judged(tx: Tx, number: int, values: dict[str, object]) -> None:
    """Record the judgement of a mention."""
    tx.execute(_judged_statement(tuple(sorted(values))), values | {"row": number})


@cache
def _judged_statement(columns: tuple[str, ...]) -> sa.Update:
    named: dict[str, Any] = {name: sa.bindparam(name) for name in columns}
    return mentions.update().where(mentions.c.number == sa.bindparam("row")).values(state="judged", **named)


def failed(tx: Tx, number: int, attempts: int, *, quarantined: bool) -> None:
    """Judging threw: count it; after the last try the mention is set apart."""
    state = "quarantined" if quarantined else "new"
    tx.execute(mentions.update().where(mentions.c.number == number).values(attempts=attempts, state=state))


def attach(tx: Tx, number: int, case_id: int) -> None:
    """The mention belongs to this case."""
    tx.execute(mentions.update().where(mentions.c.number == number).values(case_id=case_id))


def mention(tx: Tx, number: int) -> Mention | None:
    """The newest revision of a mention."""
    row = tx.execute(sa.select(mentions.c.body).where(mentions.c.number == number)).first()
    return None if row is None else load_mention(row.body)


def latest(tx: Tx, since: datetime, limit: int | None) -> list[Mention]:
    """The newest mentions posted after ``since``, oldest first; with None all of them."""
    query = sa.select(mentions.c.body).where(mentions.c.posted_at > since).order_by(mentions.c.posted_at.desc())
    rows = tx.execute(query.limit(limit)).all()
    return [load_mention(row.body) for row in reversed(rows)]


def judged_mention(tx: Tx, number: int) -> tuple[Mention, Verdict | None] | None:
    """A mention with its judgement (None while it has none)."""
    row = tx.execute(sa.select(mentions.c.body, mentions.c.verdict).where(mentions.c.number == number)).first()
    if row is None:
        return None
    return load_mention(row.body), load_verdict(row.verdict) if row.verdict else None


_JUDGED = (
    mentions.c.number,
    mentions.c.body,
    mentions.c.revision,
    mentions.c.attempts,
    mentions.c.case_id,
    mentions.c.verdict,
)


def judged_ones(tx: Tx, numbers: Sequence[int]) -> list[Judged]:
    """Those of these mentions that are about us and judged, as they are now."""
    return _judged(tx, sa.select(*_JUDGED).where(mentions.c.number.in_(numbers)).order_by(mentions.c.number))


def newest_judged(tx: Tx, since: datetime, limit: int) -> list[Judged]:
    """The newest mentions about us that were stored after ``since`` and judged, newest first."""
    query = sa.select(*_JUDGED).where(mentions.c.stored_at > since).order_by(mentions.c.number.desc())
    return _judged(tx, query.limit(limit))


def _judged(tx: Tx, query: sa.Select[Any]) -> list[Judged]:
    rows = tx.execute(query.where(mentions.c.state == "judged", mentions.c.about_us))
    return [
        Judged(Stored(r.number, load_mention(r.body), r.revision, r.attempts, r.case_id), load_verdict(r.verdict))
        for r in rows
    ]


def author_times(tx: Tx, mention_: Mention, since: datetime) -> dict[str, tuple[datetime, ...]]:
    """When this author wrote before, by sentiment; only counts of times, never texts."""
    rows = tx.execute(
        sa.select(mentions.c.posted_at, mentions.c.sentiment).where(
            mentions.c.platform == mention_.platform,
            mentions.c.author == mention_.author.handle,
            mentions.c.posted_at >= since,
            mentions.c.posted_at <= mention_.posted_at,
            mentions.c.external_id != mention_.id,
            mentions.c.state == "judged",
        )
    )
    found: dict[str, list[datetime]] = {}
    for row in rows:
        found.setdefault(row.sentiment, []).append(row.posted_at)
    return {label: tuple(times) for label, times in found.items()}


def thread_times(tx: Tx, mention_: Mention, since: datetime) -> tuple[datetime, ...]:
    """When others wrote in the same thread."""
    if not mention_.thread_id:
        return ()
    rows = tx.execute(
        sa.select(mentions.c.posted_at).where(
            mentions.c.platform == mention_.platform,
            mentions.c.thread == mention_.thread_id,
            mentions.c.posted_at >= since,
            mentions.c.posted_at <= mention_.posted_at,
            mentions.c.external_id != mention_.id,
        )
    )
    return tuple(row.posted_at for row in rows)


def neighbours(tx: Tx, since: datetime, *, limit: int = 300) -> list[tuple[int, str]]:
    """(case, plain text) of the newest mentions that belong to a case: the candidates for "near-same text"."""
    rows = tx.execute(_NEIGHBOURS, {"since": since, "at_most": limit})
    return [(row[0], row[1]) for row in rows]


_NEIGHBOURS = (
    sa.select(mentions.c.case_id, mentions.c.plain)
    .where(mentions.c.case_id.is_not(None), mentions.c.posted_at >= sa.bindparam("since"), mentions.c.plain != "")
    .order_by(mentions.c.number.desc())
    .limit(sa.bindparam("at_most", type_=sa.Integer))
)


def thread_case(tx: Tx, platform: str, thread: str) -> int | None:
    """The newest case that holds a mention of this thread."""
    row = tx.execute(
        sa.select(mentions.c.case_id)
        .where(mentions.c.platform == platform, mentions.c.thread == thread, mentions.c.case_id.is_not(None))
        .order_by(mentions.c.number.desc())
        .limit(1)
    ).first()
    return None if row is None else row.case_id


def texts_of(tx: Tx, case: int, limit: int = 300) -> list[str]:
    """The newest plain texts of a case."""
    return list(tx.execute(_TEXTS, {"case": case, "at_most": limit}).scalars())


_TEXTS = (
    sa.select(mentions.c.plain)
    .where(mentions.c.case_id == sa.bindparam("case"), mentions.c.plain != "")
    .order_by(mentions.c.number.desc())
    .limit(sa.bindparam("at_most", type_=sa.Integer))
)


def author_case(tx: Tx, mention_: Mention, since: datetime) -> int | None:
    """The case of what this author wrote last, since then."""
    values = {"platform": mention_.platform, "author": mention_.author.handle, "since": since, "id": mention_.id}
    return tx.execute(_AUTHOR_CASE, values).scalar()


_AUTHOR_CASE = (
    sa.select(mentions.c.case_id)
    .where(
        mentions.c.platform == sa.bindparam("platform"),
        mentions.c.author == sa.bindparam("author"),
        mentions.c.posted_at >= sa.bindparam("since"),
        mentions.c.external_id != sa.bindparam("id"),
        mentions.c.case_id.is_not(None),
    )
    .order_by(mentions.c.posted_at.desc(), mentions.c.number.desc())
    .limit(1)
)


def thread_is_about_us(tx: Tx, mention_: Mention) -> bool:
    """Whether an earlier message of the same thread is about us, or our own."""
    if not mention_.thread_id:
        return False
    row = tx.execute(
        sa.select(mentions.c.number)
        .where(
            mentions.c.platform == mention_.platform,
            mentions.c.thread == mention_.thread_id,
            mentions.c.external_id != mention_.id,
            sa.or_(mentions.c.about_us, mentions.c.state == "own"),
        )
        .limit(1)
    ).first()
    return row is not None


def is_known_author(tx: Tx, case_id: int, mention_: Mention) -> bool:
    """Whether this author already wrote something that belongs to the case."""
    values = {"case": case_id, "platform": mention_.platform, "author": mention_.author.handle}
    return tx.execute(_KNOWN_AUTHOR, values).first() is not None


_KNOWN_AUTHOR = (
    sa.select(mentions.c.number)
    .where(
        mentions.c.case_id == sa.bindparam("case"),
        mentions.c.platform == sa.bindparam("platform"),
        mentions.c.author == sa.bindparam("author"),
    )
    .limit(1)
)
