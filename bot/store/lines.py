"""Ways to reach people that fail as a whole, and single addresses that take nothing any more."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import dead_ways, lines


@dataclass(frozen=True, slots=True)
class Line:
    """A way that fails since ``failing_since``; nothing is tried before ``held_until``. ``fault`` is a ``Fault``'s value."""

    notifier: str
    failing_since: datetime
    held_until: datetime | None
    fault: str


def failing(tx: Tx) -> dict[str, Line]:
    """The ways that fail now, by notifier."""
    rows = tx.execute(_ALL)
    return {row.notifier: Line(row.notifier, row.failing_since, row.held_until, row.fault) for row in rows}


_ALL = sa.select(lines)


def failed(tx: Tx, notifier: str, fault: str, now: datetime, held_until: datetime | None) -> None:
    """One more failure; the first one since the last success says since when."""
    values = {"fault": fault, "held_until": held_until}
    statement = insert(tx, lines).values(notifier=notifier, failing_since=now, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["notifier"], set_=values))


def worked(tx: Tx, notifier: str) -> Line | None:
    """It works (again): how it stood until now; None when it did not fail."""
    row = tx.execute(lines.delete().where(lines.c.notifier == notifier).returning(lines)).first()
    return None if row is None else Line(row.notifier, row.failing_since, row.held_until, row.fault)


def dead(tx: Tx, person: str, notifier: str, fingerprint: str, reason: str, now: datetime) -> bool:
    """Nothing arrives at this address of a person any more. True when that is news."""
    known = tx.execute(
        sa.select(dead_ways.c.fingerprint).where(dead_ways.c.person == person, dead_ways.c.notifier == notifier)
    ).scalar()
    values = {"fingerprint": fingerprint, "since": now, "reason": reason}
    statement = insert(tx, dead_ways).values(person=person, notifier=notifier, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["person", "notifier"], set_=values))
    return bool(known != fingerprint)


def dead_addresses(tx: Tx) -> frozenset[tuple[str, str, str]]:
    """(person, notifier, fingerprint) of every address that takes nothing any more."""
    return frozenset((row.person, row.notifier, row.fingerprint) for row in tx.execute(_DEAD))


_DEAD = sa.select(dead_ways)
