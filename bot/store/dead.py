"""Dead letters: what was given up on its way to a person, and who has seen that."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store import cases
from bot.store.engine import Tx
from bot.store.inserting import insert, is_new
from bot.store.outbox import Kind
from bot.store.schema import failures_seen, outbox
from rules.case.model import Record

TOLD = (Kind.NOTICE, Kind.TEXT, Kind.PROPOSAL, Kind.DRAFT, Kind.SHEET, Kind.DIGEST, Kind.CARD)
"""What tells somebody something; an edit or the answer to a press that did not arrive is no loss."""
SHOWN = 50


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that did not arrive: ``number`` is its row, ``error`` a fault's word. Times are aware UTC."""

    number: int
    at: datetime
    person: str
    notifier: str
    case: int | None
    error: str
    loud: bool


def unseen() -> sa.ColumnElement[bool]:
    """Whether a row of the outbox is a dead letter that nobody has seen yet."""
    known = sa.select(failures_seen.c.row)
    return sa.and_(outbox.c.state == "failed", outbox.c.kind.in_(TOLD), outbox.c.id.not_in(known))


def letters(tx: Tx) -> list[DeadLetter]:
    """Those that nobody has seen yet, the newest first."""
    rows = tx.execute(sa.select(outbox).where(unseen()).order_by(outbox.c.id.desc()).limit(SHOWN))
    return [
        DeadLetter(r.id, r.settled_at or r.created_at, r.person, r.notifier, r.case_id, r.error, r.loud) for r in rows
    ]


def count(tx: Tx) -> int:
    """How many nobody has seen yet."""
    return tx.execute(sa.select(sa.func.count()).select_from(outbox).where(unseen())).scalar_one()


def see(tx: Tx, number: int, person: str, now: datetime) -> bool:
    """This person has seen that it did not arrive; the log has it. False: there is none, or somebody had seen it already."""
    row = tx.execute(sa.select(outbox.c.case_id, outbox.c.person).where(outbox.c.id == number, unseen())).first()
    if row is None:
        return False
    statement = insert(tx, failures_seen).values(row=number, by=person, at=now)
    if not is_new(tx, statement.on_conflict_do_nothing(index_elements=["row"])):
        return False
    cases.record(tx, row.case_id, Record("failure_seen", person, row.person or "team"), now)
    return True
