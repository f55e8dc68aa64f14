"""Cases that somebody asks for: those that live, one by number, those with certain words. Only reads."""

import sqlalchemy as sa

from bot.store.codec import load_case
from bot.store.engine import Tx
from bot.store.schema import cases, mentions
from rules.case.model import Case, State

MOST = 50


def live(tx: Tx, limit: int = 200) -> list[Case]:
    """Cases that are not resolved: those that wait for somebody first, then the serious ones, then the newest."""
    order = sa.case({State.OPEN.value: 0}, value=cases.c.state, else_=1)
    query = (
        sa.select(cases.c.body)
        .where(cases.c.state != State.RESOLVED.value)
        .order_by(order, cases.c.level_number.desc(), cases.c.id.desc())
        .limit(limit)
    )
    return [load_case(body) for body in tx.execute(query).scalars()]


def one(tx: Tx, number: int) -> Case | None:
    """A case by its number."""
    body = tx.execute(sa.select(cases.c.body).where(cases.c.id == number)).scalar()
    return None if body is None else load_case(body)


def matching(tx: Tx, words: str, limit: int = MOST) -> list[Case]:
    """Cases with a mention in which ``words`` (as ``rules.judge.grouping.plain`` makes them) stand, newest first."""
    holding = sa.select(mentions.c.case_id).where(mentions.c.plain.contains(words, autoescape=True))
    query = sa.select(cases.c.body).where(cases.c.id.in_(holding)).order_by(cases.c.id.desc()).limit(limit)
    return [load_case(body) for body in tx.execute(query).scalars()]
