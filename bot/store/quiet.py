"""Silences and search terms that colleagues made for a while: each has an end, and who made it stays known."""

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.schema import search_terms, silences
from rules.case.quiet import Hush
from rules.protocol.model import AllOf, OneOf


@dataclass(frozen=True, slots=True)
class Kept:
    """A silence with its number."""

    number: int
    hush: Hush


def add_silence(tx: Tx, hush: Hush, now: datetime) -> int:
    """Keep a silence; returns its number. Only conditions on properties can be kept: what a phone can ask."""
    parts = [(one.of, one.ids) for one in hush.where.conditions if isinstance(one, OneOf)]
    if len(parts) != len(hush.where.conditions):
        raise ValueError("a silence from a phone knows only properties")
    values = {
        "name": hush.name,
        "condition": json.dumps(parts),
        "starts_at": hush.start,
        "ends_at": hush.end,
        "by": hush.by,
        "reason": hush.reason,
        "never_above": hush.never_above,
        "made_at": now,
    }
    return int(tx.execute(silences.insert().values(**values).returning(silences.c.id)).scalar_one())


def standing_silences(tx: Tx, now: datetime) -> list[Kept]:
    """Those that hold or are still to come, the first made first."""
    rows = tx.execute(_STANDING, {"now": now})
    return [
        Kept(r.id, Hush(r.name, _where(r.condition), r.starts_at, r.ends_at, r.by, r.reason, r.never_above))
        for r in rows
    ]


_STANDING = (
    sa.select(silences)
    .where(silences.c.ended_at.is_(None), silences.c.ends_at > sa.bindparam("now"))
    .order_by(silences.c.id)
)


def _where(condition: str) -> AllOf:
    return AllOf(tuple(OneOf(of, tuple(ids)) for of, ids in json.loads(condition)))


def end_silence(tx: Tx, number: int, by: str, now: datetime) -> bool:
    """End a silence now; False when there is none such any more."""
    mine = sa.and_(silences.c.id == number, silences.c.ended_at.is_(None), silences.c.ends_at > now)
    return tx.execute(silences.update().where(mine).values(ended_at=now, ended_by=by)).rowcount == 1


@dataclass(frozen=True, slots=True)
class Term:
    """A term that is searched for until ``end`` (aware); ``case``: the storm it was added for."""

    number: int
    term: str
    end: datetime
    by: str
    case: int | None


def add_term(tx: Tx, term: str, end: datetime, by: str, case: int | None, now: datetime) -> int:
    """Search for a term until ``end``; returns its number. A term that stands already only gets the later end."""
    standing = next((one for one in standing_terms(tx, now) if one.term.casefold() == term.casefold()), None)
    if standing is not None:
        later = max(end, standing.end)
        tx.execute(search_terms.update().where(search_terms.c.id == standing.number).values(ends_at=later))
        return standing.number
    values = {"term": term, "starts_at": now, "ends_at": end, "by": by, "case_id": case}
    return int(tx.execute(search_terms.insert().values(**values).returning(search_terms.c.id)).scalar_one())


def standing_terms(tx: Tx, now: datetime) -> list[Term]:
    """What is searched for now beside our names, the first added first."""
    return [Term(r.id, r.term, r.ends_at, r.by, r.case_id) for r in tx.execute(_TERMS, {"now": now})]


_TERMS = (
    sa.select(search_terms)
    .where(search_terms.c.ended_at.is_(None), search_terms.c.ends_at > sa.bindparam("now"))
    .order_by(search_terms.c.id)
)


def end_term(tx: Tx, number: int, by: str, now: datetime) -> bool:
    """Search for a term no longer; False when there is none such any more."""
    mine = sa.and_(search_terms.c.id == number, search_terms.c.ended_at.is_(None), search_terms.c.ends_at > now)
    return tx.execute(search_terms.update().where(mine).values(ended_at=now, ended_by=by)).rowcount == 1
