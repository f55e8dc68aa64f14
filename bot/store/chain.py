"""Who looked at what, and seals over the case log, in one chain: a row that is changed, taken out or put in between shows.

Each row is sealed together with the seal before it, with a key that does not stand in the database (on PostgreSQL, where
nodes share it, it does). The case log itself is sealed afterwards, a stretch at a time, so that writing it costs nothing.
Without the key it was sealed with (a copy put back on a computer without ``seintje.key``) the chain begins anew, and says so.
"""

import hashlib
import hmac
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.schema import audit, case_log

CHAIN = 7_350_002
"""The lock of whoever adds to the chain (PostgreSQL); any number that nobody else in this database uses."""
SETTLED = timedelta(minutes=10)
"""So old a line of the log must be before it is sealed: by then no other node can still write one with a lower number."""
AT_ONCE = 1000
"""Lines under one seal: so near a change can be pointed at."""
SEALED, SEALED_AGAIN, NEW_KEY = "sealed", "sealed_again", "new_key"


@dataclass(frozen=True, slots=True)
class Entry:
    """``who`` did ``what`` (a fixed word) ``about`` something (a case number), ``via`` a page or the command line."""

    what: str
    who: str = ""
    about: str = ""
    via: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """An entry as it stands in the book, and when it was written (aware UTC)."""

    id: int
    at: datetime
    entry: Entry


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines ``first`` to ``last`` of the case log."""

    first: int
    last: int

    @property
    def text(self) -> str:
        """As an entry has it."""
        return f"{self.first}-{self.last}"


def append(tx: Tx, key: bytes, entry: Entry, now: datetime) -> None:
    """Add to the chain."""
    if tx.dialect.name != "sqlite":
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(CHAIN)))
    newest = tx.execute(sa.select(audit.c.seal).order_by(audit.c.id.desc()).limit(1)).scalar()
    before = "" if entry.what == NEW_KEY else newest or ""
    values = {name: getattr(entry, name) for name in _FIELDS}
    tx.execute(audit.insert().values(at=now, **values, seal=_seal(key, before, now, entry)))


def looks(tx: Tx, limit: int) -> list[Kept]:
    """Who looked at what, newest first."""
    query = sa.select(audit).where(audit.c.what.not_in((SEALED, SEALED_AGAIN))).order_by(audit.c.id.desc())
    return [Kept(row.id, row.at, _entry(row)) for row in tx.execute(query.limit(limit))]


def seal(tx: Tx, key: bytes, now: datetime) -> int:
    """Put the lines of the case log that are settled under a seal; returns how many seals that took."""
    sealed = 0
    while (stretch := _next(tx, now)) is not None:
        append(tx, key, Entry(SEALED, about=stretch.text, detail=_over(tx, key, stretch)), now)
        sealed += 1
    return sealed


def newest(tx: Tx) -> tuple[int, str] | None:
    """The last row of the chain and its seal: whoever remembers them sees when the end is taken off."""
    row = tx.execute(sa.select(audit.c.id, audit.c.seal).order_by(audit.c.id.desc()).limit(1)).first()
    return None if row is None else (row.id, row.seal)


def check(tx: Tx, key: bytes, end: tuple[int, str] | None = None) -> int | None:
    """The first line from which on something is not as it was written (of the log, else of the book); None: all is well.

    ``end``: what was ``newest`` before; it must still be there."""
    if end is not None and tx.execute(sa.select(audit.c.seal).where(audit.c.id == end[0])).scalar() != end[1]:
        return end[0]
    before, over = "", dict[Stretch, str]()
    for row in tx.execute(sa.select(audit).where(audit.c.id >= _beginning(tx, key)).order_by(audit.c.id)):
        entry = _entry(row)
        if not hmac.compare_digest(row.seal, _seal(key, before, row.at, entry)):
            return int(row.id)
        before = row.seal
        if entry.what in (SEALED, SEALED_AGAIN):
            first, _, last = entry.about.partition("-")
            over[Stretch(int(first), int(last))] = entry.detail
    return next((stretch.first for stretch, said in over.items() if _over(tx, key, stretch) != said), None)


def begin_anew(tx: Tx, key: bytes, now: datetime) -> bool:
    """Where not one row was sealed with this key: begin a chain of this one, over the whole log as it is; whether it did."""
    before, rows = "", tx.execute(sa.select(audit).order_by(audit.c.id)).all()
    for row in rows:
        entry = _entry(row)
        if hmac.compare_digest(row.seal, _seal(key, "" if entry.what == NEW_KEY else before, row.at, entry)):
            return False
        before = row.seal
    if rows:
        append(tx, key, Entry(NEW_KEY), now)
    return bool(rows)


def intact(tx: Tx, key: bytes, cases: Collection[int]) -> list[Stretch]:
    """The sealed stretches with lines of these cases that are as they were sealed: call it before an author is erased."""
    lines = list(tx.execute(sa.select(case_log.c.id).where(case_log.c.case_id.in_(cases))).scalars())
    query = sa.select(audit).where(audit.c.what.in_((SEALED, SEALED_AGAIN))).order_by(audit.c.id)
    over: dict[Stretch, str] = {}
    for row in tx.execute(query):
        first, _, last = row.about.partition("-")
        over[Stretch(int(first), int(last))] = row.detail
    touched = [one for one in over if any(one.first <= line <= one.last for line in lines)]
    return [one for one in touched if _over(tx, key, one) == over[one]]


def seal_again(tx: Tx, key: bytes, stretches: Collection[Stretch], why: str, now: datetime) -> None:
    """After an erasure: what was in order before it is sealed as it is now; ``why`` names the erasure."""
    for stretch in stretches:
        append(tx, key, Entry(SEALED_AGAIN, why, stretch.text, detail=_over(tx, key, stretch)), now)


def _beginning(tx: Tx, key: bytes) -> int:
    """The row where the chain of this key begins: the first of all, or the last that began anew with it."""
    anew = sa.select(audit).where(audit.c.what == NEW_KEY).order_by(audit.c.id.desc())
    ours = (row.id for row in tx.execute(anew) if hmac.compare_digest(row.seal, _seal(key, "", row.at, _entry(row))))
    return next(ours, 0)


_FIELDS = ("what", "who", "about", "via", "detail")


def _entry(row: sa.Row[*tuple[object, ...]]) -> Entry:
    return Entry(**{name: getattr(row, name) for name in _FIELDS})


def _seal(key: bytes, before: str, at: datetime, entry: Entry) -> str:
    said = json.dumps([before, at.isoformat(), *(getattr(entry, name) for name in _FIELDS)])
    return hmac.new(key, b"audit\0" + said.encode(), hashlib.sha256).hexdigest()


def _next(tx: Tx, now: datetime) -> Stretch | None:
    """The lines that are to be sealed next."""
    anew = sa.select(sa.func.coalesce(sa.func.max(audit.c.id), 0)).where(audit.c.what == NEW_KEY).scalar_subquery()
    newest = (
        sa.select(audit.c.about).where(audit.c.what == SEALED, audit.c.id > anew).order_by(audit.c.id.desc()).limit(1)
    )
    last = int((tx.execute(newest).scalar() or "0-0").partition("-")[2])
    settled = sa.select(case_log.c.id).where(case_log.c.id > last, case_log.c.at <= now - SETTLED)
    lines = list(tx.execute(settled.order_by(case_log.c.id).limit(AT_ONCE)).scalars())
    return Stretch(last + 1, lines[-1]) if lines else None


def _over(tx: Tx, key: bytes, stretch: Stretch) -> str:
    mac = hmac.new(key, b"log\0", hashlib.sha256)
    for line in _lines(tx, stretch):
        mac.update(line.encode() + b"\n")
    return mac.hexdigest()


def _lines(tx: Tx, stretch: Stretch) -> Iterator[str]:
    query = sa.select(case_log).where(case_log.c.id.between(stretch.first, stretch.last)).order_by(case_log.c.id)
    for row in tx.execute(query):
        yield json.dumps([row.id, row.case_id, row.at.isoformat(), row.what, row.who, row.detail, row.why, row.mention])
