"""What waits to be judged, the judgement, and mentions with theirs."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from bot.store.codec import load_mention, load_verdict
from bot.store.engine import Tx
from bot.store.mentions.values import Judged, Stored
from bot.store.schema import mentions
from rules.judge import Verdict
from rules.mention import Mention


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


def kept(tx: Tx, source: str, most: int) -> list[str]:
    """The ids of the newest messages of a source that still stand at their platform, the newest first."""
    there = sa.and_(mentions.c.source == source, mentions.c.gone_at.is_(None))
    newest = (
        sa.select(mentions.c.external_id).where(there).order_by(mentions.c.stored_at.desc(), mentions.c.number.desc())
    )
    return list(tx.execute(newest.limit(most)).scalars())


def latest(tx: Tx, since: datetime, limit: int | None) -> list[Mention]:
    """The newest mentions posted after ``since``, oldest first; with None all of them."""
    query = sa.select(mentions.c.body).where(mentions.c.posted_at > since).order_by(mentions.c.posted_at.desc())
    rows = tx.execute(query.limit(limit)).all()
    return [load_mention(row.body) for row in reversed(rows)]


def judged_mention(tx: Tx, number: int) -> tuple[Mention, Verdict | None] | None:
    """A mention with its judgement (None while it has none)."""
    row = tx.execute(_WITH_VERDICT, {"number": number}).first()
    if row is None:
        return None
    return load_mention(row.body), load_verdict(row.verdict) if row.verdict else None


_WITH_VERDICT = sa.select(mentions.c.body, mentions.c.verdict).where(mentions.c.number == sa.bindparam("number"))


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
