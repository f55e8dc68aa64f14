"""The register of house-rule actions, each with its evidence."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import measures
from rules.case.actions import Verb


@dataclass(frozen=True, slots=True)
class Measure:
    """One house-rule action with its evidence. Times are aware UTC; ``done_at`` is None until it happened.

    Without a ``draft`` nothing was done in public: somebody kept the evidence.
    """

    draft: int | None
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


def keep_alone(tx: Tx, measure: Measure) -> bool:
    """Store evidence without an action. False: the same state of the same message was kept so already."""
    same = (
        measures.c.mention == measure.mention,
        measures.c.verb == measure.verb,
        measures.c.hash == measure.hash,
        measures.c.words == measure.words,
    )
    if tx.execute(sa.select(measures.c.id).where(*same).limit(1)).first() is not None:
        return False
    tx.execute(measures.insert().values({name: getattr(measure, name) for name in _COLUMNS}))
    return True


def measure_done(tx: Tx, draft: int, now: datetime, appeal_until: datetime | None) -> None:
    """It happened."""
    tx.execute(measures.update().where(measures.c.draft == draft).values(done_at=now, appeal_until=appeal_until))


def measure_undone(tx: Tx, draft: int, by: str, now: datetime) -> None:
    """It was taken back."""
    tx.execute(measures.update().where(measures.c.draft == draft).values(undone_at=now, undone_by=by))


def was_warned(tx: Tx, platform: str, author: str) -> bool:
    """Whether a message of this author was hidden before and stayed so: the house rules were shown then."""
    return bool(author) and tx.execute(_WARNED, {"platform": platform, "author": author}).first() is not None


_WARNED = (
    sa.select(measures.c.id)
    .where(
        measures.c.platform == sa.bindparam("platform"),
        measures.c.author == sa.bindparam("author"),
        measures.c.verb == Verb.HIDE.value,
        measures.c.done_at.is_not(None),
        measures.c.undone_at.is_(None),
    )
    .limit(1)
)


def appeal_until(tx: Tx, draft: int) -> datetime | None:
    """Until when the author may object to what was done for this draft; None when nothing was done, or no time is set."""
    until: datetime | None = tx.execute(_APPEAL, {"draft": draft}).scalar()
    return until


_APPEAL = sa.select(measures.c.appeal_until).where(
    measures.c.draft == sa.bindparam("draft"), measures.c.done_at.is_not(None)
)


def register(tx: Tx, since: datetime | None = None) -> list[Measure]:
    """The actions that were carried out, newest first."""
    query = sa.select(*(measures.c[name] for name in _COLUMNS)).where(measures.c.done_at.is_not(None))
    if since is not None:
        query = query.where(measures.c.done_at >= since)
    return [
        Measure(**row._mapping) for row in tx.execute(query.order_by(measures.c.done_at.desc(), measures.c.id.desc()))
    ]
