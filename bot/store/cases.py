"""Cases, their log and their timers. A case changes only together with its log, timers and outbox (T2, T4, T6)."""

from collections.abc import Collection
from datetime import datetime
from functools import cache

import sqlalchemy as sa

from bot.store.codec import dump_case, load_case
from bot.store.engine import Tx
from bot.store.schema import case_log, cases, timers
from rules.case.model import Case, Record, StartTimer, State, TimerKind

OPENING = 7_346_501
"""The lock of whoever opens a case (PostgreSQL); any number that nobody else in this database uses."""


def next_number(tx: Tx) -> int:
    """The number of a case that is about to be opened in this transaction.

    Other nodes that open one wait; those that change a case do not (a lock of the table would meet theirs head-on).
    """
    if tx.dialect.name != "sqlite":
        tx.execute(sa.select(sa.func.pg_advisory_xact_lock(OPENING)))
    return (tx.execute(sa.select(sa.func.max(cases.c.id))).scalar() or 0) + 1


def load(tx: Tx, number: int) -> tuple[Case, int] | None:
    """A case and its version, held against other nodes until the transaction ends."""
    row = tx.execute(_PEEK.with_for_update() if tx.dialect.name != "sqlite" else _PEEK, {"number": number}).first()
    return None if row is None else (load_case(row.body), row.version)


def peek(tx: Tx, number: int) -> tuple[Case, int] | None:
    """A case and its version, only to read."""
    row = tx.execute(_PEEK, {"number": number}).first()
    return None if row is None else (load_case(row.body), row.version)


_PEEK = sa.select(cases.c.body, cases.c.version).where(cases.c.id == sa.bindparam("number"))


def create(tx: Tx, case: Case, protocol: int, now: datetime) -> None:
    """A new case, version 1."""
    tx.execute(cases.insert().values(id=case.id, version=1, protocol=protocol, **_columns(case, now)))


def save(tx: Tx, case: Case, version: int, now: datetime) -> bool:
    """Compare and set: False when somebody else changed the case meanwhile (nothing is written then)."""
    columns = _columns(case, now)
    values = columns | {"to_version": version + 1, "known": case.id, "from_version": version}
    return tx.execute(_save_statement(tuple(columns)), values).rowcount == 1


@cache
def _save_statement(columns: tuple[str, ...]) -> sa.Update:
    mine = cases.update().where(cases.c.id == sa.bindparam("known"), cases.c.version == sa.bindparam("from_version"))
    return mine.values(version=sa.bindparam("to_version"), **{name: sa.bindparam(name) for name in columns})


def _columns(case: Case, now: datetime) -> dict[str, object]:
    return {
        "state": case.state.value,
        "level": case.level,
        "level_number": case.level_number,
        "category": case.category or "",
        "location": case.location or "",
        "owner": case.owner or "",
        "assignee": case.assignee or "",
        "opened_at": case.opened_at,
        "changed_at": now,
        "last_mention_at": case.last_mention_at,
        "mentions": case.mentions,
        "storm": case.storm_since is not None,
        "body": dump_case(case),
    }


def candidates(
    tx: Tx, since: datetime, opened_after: datetime, also: Collection[int] = (), limit: int = 100
) -> list[Case]:
    """Cases a new mention may belong to: last mentioned since, not older than ``opened_after``; newest first.

    The newest ``limit``, and those of ``also`` however many newer ones there are (a storm must not tear threads apart).
    """
    values = {"since": since, "opened_after": opened_after}
    found = {row[0]: row[1] for row in tx.execute(_RECENT_FIRST, values | {"at_most": limit})}
    if missing := set(also) - found.keys():
        found |= {row[0]: row[1] for row in tx.execute(_RECENT.where(cases.c.id.in_(missing)), values)}
    return [load_case(body) for body in found.values()]


_RECENT = (
    sa.select(cases.c.id, cases.c.body)
    .where(cases.c.last_mention_at >= sa.bindparam("since"), cases.c.opened_at >= sa.bindparam("opened_after"))
    .order_by(cases.c.last_mention_at.desc(), cases.c.id.desc())
)
_RECENT_FIRST = _RECENT.limit(sa.bindparam("at_most", type_=sa.Integer))


def storms(tx: Tx) -> list[Case]:
    """The storms that are not over, the oldest first."""
    return [load_case(row.body) for row in tx.execute(_STORMS)]


_STORMS = sa.select(cases.c.body).where(cases.c.storm, cases.c.state != State.RESOLVED.value).order_by(cases.c.id)


def weighty(tx: Tx, since: datetime, least: int = 3) -> tuple[int, ...]:
    """Storms and serious cases that are not over and had a mention since, the weightiest first."""
    return tuple(tx.execute(_WEIGHTY, {"since": since, "least": least}).scalars())


_WEIGHTY = (
    sa.select(cases.c.id)
    .where(
        cases.c.state != State.RESOLVED.value,
        cases.c.level_number >= sa.bindparam("least"),
        cases.c.last_mention_at >= sa.bindparam("since"),
    )
    .order_by(cases.c.storm.desc(), cases.c.level_number.desc(), cases.c.mentions.desc(), cases.c.id)
    .limit(8)
)


def record(tx: Tx, case_id: int | None, entry: Record, now: datetime) -> None:
    """Add an entry to the case log (``case_id`` None: the log of the house)."""
    values = {"case_id": case_id, "at": now, "what": entry.what, "who": entry.by, "why": entry.why[:1000]}
    tx.execute(_RECORD, values | {"detail": entry.detail[:4000], "mention": entry.mention})


_RECORD = case_log.insert()


def count_records(tx: Tx, case_id: int, what: str) -> int:
    """How often the log of a case has this word."""
    where = (case_log.c.case_id == case_id, case_log.c.what == what)
    return tx.execute(sa.select(sa.func.count()).where(*where)).scalar_one()


# --- timers ----------------------------------------------------------------------------------------------


def start_timer(tx: Tx, case_id: int, timer: StartTimer) -> None:
    """Start a timer; a pending one of the same kind is replaced."""
    stop_timers(tx, case_id, (timer.kind,))
    tx.execute(timers.insert().values(case_id=case_id, kind=timer.kind.value, step=timer.step, due_at=timer.due_at))


def stop_timers(tx: Tx, case_id: int, kinds: tuple[TimerKind, ...] = ()) -> None:
    """Cancel pending timers of these kinds (none named: all)."""
    statement = timers.update().where(timers.c.case_id == case_id, timers.c.state == "pending")
    if kinds:
        statement = statement.where(timers.c.kind.in_([k.value for k in kinds]))
    tx.execute(statement.values(state="cancelled"))


def due_timers(tx: Tx, now: datetime, limit: int = 100) -> list[tuple[int, int, TimerKind, int]]:
    """(id, case, kind, step) of timers that are due, at most one a case. ``hold`` the case before settling one."""
    rows = tx.execute(_DUE, {"now": now, "at_most": limit})
    first: dict[int, tuple[int, int, TimerKind, int]] = {}
    for row in rows:
        first.setdefault(row.case_id, (row.id, row.case_id, TimerKind(row.kind), row.step))
    return list(first.values())


_DUE = (
    sa.select(timers.c.id, timers.c.case_id, timers.c.kind, timers.c.step)
    .where(timers.c.state == "pending", timers.c.due_at <= sa.bindparam("now"))
    .order_by(timers.c.due_at, timers.c.id)
    .limit(sa.bindparam("at_most", type_=sa.Integer))
)


def hold(tx: Tx, number: int) -> bool:
    """Keep other nodes away from a case until the transaction ends, without waiting; False when one has it already.

    Always the case first and then its timers, as whoever acknowledges it does: so nobody waits for each other.
    """
    only = sa.select(cases.c.id).where(cases.c.id == number)
    return tx.execute(only.with_for_update(skip_locked=True)).first() is not None or tx.execute(only).first() is None


def timer_done(tx: Tx, timer: int) -> bool:
    """Settle a timer; False when it was cancelled or taken meanwhile."""
    statement = timers.update().where(timers.c.id == timer, timers.c.state == "pending")
    return tx.execute(statement.values(state="done")).rowcount == 1


def postpone_timer(tx: Tx, timer: int, due_at: datetime) -> None:
    """Try a pending timer again later."""
    tx.execute(timers.update().where(timers.c.id == timer, timers.c.state == "pending").values(due_at=due_at))


def next_due(tx: Tx) -> datetime | None:
    """When the next timer is due."""
    return tx.execute(_NEXT_DUE).scalar()


_NEXT_DUE = sa.select(sa.func.min(timers.c.due_at)).where(timers.c.state == "pending")


def count_open(tx: Tx) -> int:
    """How many cases wait for somebody."""
    return tx.execute(
        sa.select(sa.func.count()).select_from(cases).where(cases.c.state == State.OPEN.value)
    ).scalar_one()
