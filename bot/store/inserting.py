"""INSERT … ON CONFLICT, alike in both databases."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.engine import Tx


def insert(tx: Tx, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, in the dialect of the transaction."""
    return insert_in(tx.dialect.name, table)


def insert_in(dialect: str, table: sa.Table) -> sqlite.Insert | postgresql.Insert:
    """The same in the dialect of that name."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def is_new(tx: Tx, statement: sqlite.Insert | postgresql.Insert) -> bool:
    """Carry out an INSERT … ON CONFLICT DO NOTHING; whether there was no conflict.

    Asked of the row itself: with PostgreSQL the count of rows is not known.
    """
    return tx.execute(statement.returning(sa.literal(1))).first() is not None
