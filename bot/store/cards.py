"""What the explanations under a notification are drawn from. Only reads."""

from datetime import datetime

import sqlalchemy as sa

from bot.store.codec import load_mention
from bot.store.engine import Tx
from bot.store.schema import mentions, outbox, timers
from rules.case.model import Case
from rules.explain.cards import Rung, Shown
from rules.mention import Mention

OTHERS = 4
"""So many of the newest mentions are shown beside the most serious one."""


def rung(tx: Tx, case: int) -> list[Rung]:
    """Who was told of the case, oldest first."""
    query = sa.select(outbox.c.person, outbox.c.settled_at, outbox.c.loud).where(
        outbox.c.case_id == case, outbox.c.kind == "notice", outbox.c.state == "sent", outbox.c.person != ""
    )
    return [Rung(row.settled_at, row.person, row.loud) for row in tx.execute(query.order_by(outbox.c.id))]


def next_at(tx: Tx, case: int) -> datetime | None:
    """When the case is looked at next."""
    query = sa.select(sa.func.min(timers.c.due_at)).where(
        timers.c.case_id == case, timers.c.state == "pending", timers.c.kind.in_(("step", "last_resort"))
    )
    return tx.execute(query).scalar()


def shown(tx: Tx, case: Case, only: int = 0) -> list[Shown]:
    """The most serious mention first, then the newest others; with ``only`` that one alone."""
    of = sa.select(mentions.c.body, mentions.c.gone_at)
    if only:
        one = tx.execute(of.where(mentions.c.number == only, mentions.c.case_id == case.id)).all()
        return [_shown(load_mention(row.body), row.gone_at is not None) for row in one]
    worst = tx.execute(of.where(mentions.c.number == case.worst_mention)).all()
    where = (mentions.c.case_id == case.id, mentions.c.number != case.worst_mention)
    newest = tx.execute(of.where(*where).order_by(mentions.c.number.desc()).limit(OTHERS)).all()
    return [_shown(load_mention(row.body), row.gone_at is not None) for row in (*worst, *newest)]


def _shown(mention: Mention, deleted: bool) -> Shown:
    called = tuple(name for name in (mention.author.name, mention.author.handle) if name)
    return Shown(mention.text, called, mention.platform, mention.posted_at, deleted)
