"""The two sides of a database: one that writes, one that reads snapshots; how each is set, on SQLite and on PostgreSQL."""

import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from bot.store.alike import alike, remembering

WIRE = {
    "connect_timeout": 5,
    "keepalives_idle": 5,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 12_000,
}
"""How soon a line to the database server that is dead is known to be (seconds; the last one milliseconds)."""
BOUNDS = {"idle_in_transaction_session_timeout": 12_000, "lock_timeout": 10_000, "statement_timeout": 60_000}
"""Milliseconds on the database server: with the first one a node that froze holds no row until the end of its lease."""


def engines(url: sa.URL, is_sqlite: bool, durable: bool) -> tuple[sa.Engine, sa.Engine]:
    """The writing and the reading side. What they raise never carries values: people's words would end up in the log."""
    if not is_sqlite:
        url = url.set(drivername="postgresql+psycopg")
        given = {"pool_pre_ping": True, "hide_parameters": True, "connect_args": WIRE}
        writer = sa.create_engine(url, **given)
        event.listen(writer, "connect", _bounded)
        snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        return writer, sa.create_engine(url, **given, execution_options=snapshot)
    shared: dict[str, Any] = {"hide_parameters": True, "execution_options": remembering()}
    writer = sa.create_engine(alike(url), connect_args={"check_same_thread": False, "timeout": 10}, **shared)
    event.listen(writer, "connect", _settings if durable else _careless)
    _begins_with(writer, "BEGIN IMMEDIATE")
    readers = sa.create_engine(
        alike(url),
        creator=lambda: _reader(Path(url.database or "")),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        **shared,
    )
    _begins_with(readers, "BEGIN")  # one snapshot for all that is read together
    return writer, readers


def _bounded(connection: Any, _record: Any) -> None:
    """Whoever stands still in the middle of a transaction loses it: what it holds is other nodes' to take."""
    connection.autocommit = True
    for setting, milliseconds in BOUNDS.items():
        connection.execute(f"SET {setting} = {milliseconds}")
    connection.autocommit = False


def _begins_with(engine: sa.Engine, statement: str) -> None:
    """Told to the dialect and not by an event: an engine with an event looks for listeners at every statement."""

    def begin(connection: Any) -> None:
        connection.execute(statement)

    engine.dialect.do_begin = begin  # type: ignore[assignment, method-assign]


def _reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False, timeout=10)
    connection.isolation_level = None
    return connection


def _settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and "alembic_version" not in tables:
        return  # not ours: it will be refused, as it is
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",
        "journal_size_limit=67108864",
        "mmap_size=0",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _careless(connection: Any, record: Any) -> None:
    _settings(connection, record)
    connection.execute("PRAGMA synchronous=OFF")
