"""The mentions of a case as a phone lists them: the most serious first, then the newest. Only reads."""

import sqlalchemy as sa

from bot.store.codec import load_mention
from bot.store.engine import Tx
from bot.store.outbox import Kind
from bot.store.schema import mentions, outbox
from rules.explain.notices.values import Listed

_COLUMNS = (mentions.c.number, mentions.c.body, mentions.c.gone_at)


def total(tx: Tx, case: int) -> int:
    """How many mentions the case has."""
    return tx.execute(sa.select(sa.func.count()).where(mentions.c.case_id == case)).scalar_one()


def listed(tx: Tx, case: int, worst: int, skip: int, limit: int) -> tuple[Listed, ...]:
    """``limit`` of them after ``skip``."""
    first = sa.case((mentions.c.number == worst, 0), else_=1)
    query = sa.select(*_COLUMNS).where(mentions.c.case_id == case).order_by(first, mentions.c.number.desc())
    rows = tx.execute(query.offset(skip).limit(limit)).all()
    return tuple(_listed(row, place) for place, row in enumerate(rows, start=skip + 1))


def one(tx: Tx, case: int, worst: int, number: int) -> Listed | None:
    """One of them with its place; None when it is not of the case."""
    row = tx.execute(sa.select(*_COLUMNS).where(mentions.c.number == number, mentions.c.case_id == case)).first()
    if row is None:
        return None
    if number == worst:
        return _listed(row, 1)
    before = sa.or_(mentions.c.number > number, mentions.c.number == worst)
    count = sa.select(sa.func.count()).where(mentions.c.case_id == case, before)
    return _listed(row, tx.execute(count).scalar_one() + 1)


def view_under(tx: Tx, case: int, notifier: str, address: str, message_id: str) -> str:
    """Which buttons stand under a notification of the case; empty: the first ones."""
    query = sa.select(outbox.c.payload).where(
        outbox.c.case_id == case,
        outbox.c.kind == Kind.EDIT,
        outbox.c.notifier == notifier,
        outbox.c.address == address,
        outbox.c.message_id == message_id,
    )
    return tx.execute(query.order_by(outbox.c.id.desc()).limit(1)).scalar() or ""


def _listed(row: sa.Row[*tuple[int, str, object]], place: int) -> Listed:
    mention = load_mention(row.body)
    called = tuple(name for name in (mention.author.name, mention.author.handle) if name)
    return Listed(row.number, place, mention.text, called, mention.platform, mention.posted_at, row.gone_at is not None)
