"""Storms and quiet: what patterns count, what is usual, and what may not ring."""

import sqlalchemy as sa

from bot.store.schema.base import Moment, Number, count, metadata, text

silences = sa.Table(
    "silences",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("condition", sa.Text, nullable=False),
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    text("reason"),
    text("never_above"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    text("ended_by"),
)
"""Those made from a phone, page or command line; the protocol's own stand in the protocol."""

search_terms = sa.Table(
    "search_terms",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("term", sa.Text, nullable=False),
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.Column("case_id", Number),
    sa.Column("ended_at", Moment),
    text("ended_by"),
)

counted = sa.Table(
    "counted",
    metadata,
    sa.Column("pattern", sa.Text, primary_key=True),
    sa.Column("mention", Number, primary_key=True, autoincrement=False),
    sa.Column("place", sa.Text, primary_key=True),
    text("author"),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_counted_window", "pattern", "place", "at"),
)
"""Mentions that a pattern counts, for as long as a window may look back; then only the hour's number is left."""

rhythm = sa.Table(
    "rhythm",
    metadata,
    sa.Column("pattern", sa.Text, primary_key=True),
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("hour", Moment, primary_key=True),
    count("count"),
    sa.Column("storm", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""How many there were in each hour: the usual rhythm. ``storm``: an hour that says nothing about what is usual."""

alarms = sa.Table(
    "alarms",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("pattern", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("case_id", Number, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("authors", sa.Integer, nullable=False),
    sa.Column("usual", sa.Float),
    sa.Index("ix_alarms_pattern", "pattern", "place"),
)
"""A pattern that was seen, and the case it opened or raised."""
