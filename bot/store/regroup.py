"""Mentions that change hands or vanish: between cases, into a case of their own, from their platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.codec import load_mention
from bot.store.engine import Tx
from bot.store.schema import mentions
from rules.mention import Mention


@dataclass(frozen=True, slots=True)
class Left:
    """What a case consists of by its mentions: numbers of the first and the worst, distinct authors, summed reach."""

    first: int
    worst: int
    authors: int
    reach: int


def move(tx: Tx, old: int, new: int) -> int:
    """Every mention of one case belongs to the other from now on; returns how many."""
    return tx.execute(mentions.update().where(mentions.c.case_id == old).values(case_id=new)).rowcount


def belongs(tx: Tx, mention: int, case: int) -> bool:
    """Whether the mention is one of the case."""
    query = sa.select(mentions.c.number).where(mentions.c.number == mention, mentions.c.case_id == case)
    return tx.execute(query).first() is not None


def can_leave(tx: Tx, numbers: Sequence[int], case: int) -> bool:
    """Whether all of these mentions are of the case, and others are left in it."""
    of = sa.select(sa.func.count()).where(mentions.c.case_id == case)
    here = tx.execute(of.where(mentions.c.number.in_(numbers))).scalar_one()
    return here == len(numbers) < tx.execute(of).scalar_one()


def left_in(tx: Tx, case: int) -> Left:
    """What the case consists of now. Raises ``LookupError`` for a case without mentions."""
    rows = tx.execute(_CONTENTS.where(mentions.c.case_id == case).order_by(mentions.c.number)).all()
    if not rows:
        raise LookupError(f"case {case} has no mentions")
    return _left(rows)


def consists_of(tx: Tx, numbers: Sequence[int]) -> Left:
    """The same of some mentions, of which there is one at least."""
    return _left(tx.execute(_CONTENTS.where(mentions.c.number.in_(numbers)).order_by(mentions.c.number)).all())


_CONTENTS = sa.select(mentions.c.number, mentions.c.level_number, mentions.c.body)


def _left(rows: Sequence[sa.Row[*tuple[Any, ...]]]) -> Left:
    said = [load_mention(row.body) for row in rows]
    worst = max(rows, key=lambda row: (row.level_number, -row.number)).number
    authors = {(one.platform, one.author.handle) for one in said}
    return Left(rows[0].number, worst, len(authors), sum(one.reach or 0 for one in said))


def vanished(tx: Tx, ids: Sequence[str], now: datetime) -> list[tuple[int, int]]:
    """(number, case) of the mentions of cases that were marked at this moment as deleted on their platform."""
    if not ids:
        return []
    where = (mentions.c.external_id.in_(ids), mentions.c.gone_at == now, mentions.c.case_id.is_not(None))
    return [
        (row.number, row.case_id) for row in tx.execute(sa.select(mentions.c.number, mentions.c.case_id).where(*where))
    ]


def is_gone(tx: Tx, mention: int) -> bool:
    """Whether the message was deleted on its platform."""
    return tx.execute(sa.select(mentions.c.gone_at).where(mentions.c.number == mention)).scalar() is not None


def own_answers(tx: Tx, source: str, said: Sequence[Mention], now: datetime) -> list[tuple[int, int]]:
    """(number, case) of our own messages stored at this moment that answer a mention of a case, or its thread."""
    found = []
    for one in said:
        where = (mentions.c.source == source, mentions.c.external_id == one.id, mentions.c.stored_at == now)
        number = tx.execute(sa.select(mentions.c.number).where(*where)).scalar()
        case = None if number is None else _answered_case(tx, source, one)
        if number is not None and case is not None:
            found.append((number, case))
    return found


def _answered_case(tx: Tx, source: str, own: Mention) -> int | None:
    newest = sa.select(mentions.c.case_id).where(mentions.c.case_id.is_not(None)).order_by(mentions.c.number.desc())
    if own.parent_id:
        parent = newest.where(mentions.c.source == source, mentions.c.external_id == own.parent_id)
        if (case := tx.execute(parent.limit(1)).scalar()) is not None:
            return int(case)
    if not own.thread_id:
        return None
    thread = newest.where(mentions.c.platform == own.platform, mentions.c.thread == own.thread_id)
    case = tx.execute(thread.limit(1)).scalar()
    return None if case is None else int(case)
