"""An author who asks for it is taken out: text, name, handle and links, also of what others quoted, and from the file
itself. A pseudonym is left where something was decided, and a mark by which the same message does not come back."""

import json
import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from bot.store.codec import dump, load_mention
from bot.store.engine import Tx
from bot.store.gone import ANYWHERE, stone
from bot.store.inserting import insert
from bot.store.keeping import emptied, forget_drafts
from bot.store.schema import (
    case_log,
    counted,
    drafts,
    measures,
    mentions,
    outbox,
    quarantine,
    revisions,
    tipoffs,
    tombstones,
)

SHORTEST = 3
"""Names shorter than this are not looked for in the words of colleagues: they would take parts of other words."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was taken out. ``of_cases``: (mention, case) of those that belong to a case."""

    mentions: int
    pseudonym: str
    of_cases: tuple[tuple[int, int], ...] = ()


def find(tx: Tx, author: str, platform: str = "") -> list[Any]:
    """The mentions of an author by handle, without regard to capitals."""
    where = sa.func.lower(mentions.c.author) == author.lower()
    query = sa.select(mentions).where(where, mentions.c.platform == platform if platform else sa.true())
    return list(tx.execute(query.order_by(mentions.c.number)).all())


def erase(tx: Tx, author: str, platform: str, pseudonym: str, now: datetime) -> Erased:
    """Take an author out. ``platform`` empty: of all platforms."""
    rows = find(tx, author, platform)
    numbers = [row.number for row in rows]
    names = _names(tx, rows) | {author}
    for row in rows:
        _bury(tx, row, now)
        values = emptied(row, now, pseudonym, stone(row.platform, row.external_id))
        tx.execute(mentions.update().where(mentions.c.number == row.number).values(**values))
    tx.execute(revisions.delete().where(revisions.c.mention.in_(numbers)))
    tx.execute(counted.update().where(counted.c.mention.in_(numbers)).values(author=pseudonym))
    about = sa.select(drafts.c.id).where(drafts.c.mention.in_(numbers))
    forget_drafts(tx, list(tx.execute(about).scalars()))
    _register(tx, author, platform, pseudonym)
    _quotes(tx, rows)
    of_cases = [(row.number, row.case_id) for row in rows if row.case_id is not None]
    _colleagues(tx, {case for _, case in of_cases}, names, pseudonym)
    return Erased(len(rows), pseudonym, tuple(of_cases))


def _names(tx: Tx, rows: Sequence[Any]) -> set[str]:
    """How the author was called, now and in earlier revisions."""
    earlier = sa.select(revisions.c.body).where(revisions.c.mention.in_([row.number for row in rows]))
    bodies = [row.body for row in rows] + list(tx.execute(earlier).scalars())
    authors = [load_mention(body).author for body in bodies]
    return {name for one in authors for name in (one.handle, one.name) if name}


def _bury(tx: Tx, row: Any, now: datetime) -> None:
    mark = insert(tx, tombstones).values(source=ANYWHERE, external_id=stone(row.platform, row.external_id), at=now)
    tx.execute(mark.on_conflict_do_nothing(index_elements=["source", "external_id"]))
    tx.execute(
        tombstones.delete().where(tombstones.c.source == row.source, tombstones.c.external_id == row.external_id)
    )
    tx.execute(
        quarantine.delete().where(quarantine.c.source == row.source, quarantine.c.external_id == row.external_id)
    )


def _register(tx: Tx, author: str, platform: str, pseudonym: str) -> None:
    """The register keeps what was done and by which rule; the evidence goes."""
    mine = sa.func.lower(measures.c.author) == author.lower()
    where = sa.and_(mine, measures.c.platform == platform if platform else sa.true())
    tx.execute(measures.update().where(where).values(author=pseudonym, words="", url="", reason=""))
    tx.execute(tipoffs.update().where(sa.func.lower(tipoffs.c.author) == author.lower()).values(author="", words=""))


def _quotes(tx: Tx, rows: Sequence[Any]) -> None:
    """Answers of others that carry the author's text with them."""
    for row in rows:
        quoted = f'"parent_id":{json.dumps(row.external_id, ensure_ascii=False)}'
        holds = mentions.c.body.contains(quoted, autoescape=True)
        for number, body in tx.execute(sa.select(mentions.c.number, mentions.c.body).where(holds)).all():
            clean = msgspec.structs.replace(load_mention(body), parent_text=None, parent_id=None)
            tx.execute(mentions.update().where(mentions.c.number == number).values(body=dump(clean)))
            tx.execute(revisions.delete().where(revisions.c.mention == number))


def _colleagues(tx: Tx, of: Iterable[int], names: Iterable[str], pseudonym: str) -> None:
    """What colleagues wrote about these cases, with the author's names in it."""
    numbers = list(of)
    for name in sorted((one for one in names if len(one) >= SHORTEST), key=len, reverse=True):
        for table, columns in ((case_log, ("detail", "why")), (outbox, ("payload",))):
            for column in columns:
                field = table.c[column]
                here = sa.and_(table.c.case_id.in_(numbers), field.contains(name, autoescape=True))
                tx.execute(table.update().where(here).values({column: sa.func.replace(field, name, pseudonym)}))


def _to_disk(journal: Path) -> None:
    """SQLite empties its journal without waiting for the disk: a power cut would bring back what stood in it."""
    try:
        number = os.open(journal, os.O_RDWR)
    except FileNotFoundError:
        return
    try:
        os.fsync(number)
    finally:
        os.close(number)


def scrub(file: Path) -> bool:
    """Write the SQLite file anew and empty its journal, so that nothing is left in free pages. Blocking, and not inside
    a transaction. Returns whether the journal could be emptied: somebody who reads may hold it for a moment."""
    connection = sqlite3.connect(file, timeout=60, isolation_level=None)
    try:
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("VACUUM")
        busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        _to_disk(file.with_name(file.name + "-wal"))
        return not busy
    finally:
        connection.close()
