"""What judging needs to know of earlier mentions: of the author, of the thread, of the cases near by."""

from datetime import datetime

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.schema import mentions
from rules.mention import Mention


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
