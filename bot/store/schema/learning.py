"""The protocol's versions, and what colleagues said about judgements."""

import sqlalchemy as sa

from bot.store.schema.base import Moment, Number, count, metadata, text

protocols = sa.Table(
    "protocols",
    metadata,
    sa.Column("version", Number, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("files", sa.Text, nullable=False),
    text("author"),
    text("reason"),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="proposed"),
    sa.Column("base", Number),
    text("broad"),
    text("decided_by"),
    sa.Column("decided_at", Moment),
    sa.Index("ix_protocols_state", "state", "version"),
)

verdicts = sa.Table(
    "verdicts",
    metadata,
    sa.Column("mention", Number, sa.ForeignKey("mentions.number", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("feedback", sa.Text, nullable=False),
    sa.Column("alerted", sa.Boolean, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
)
"""What colleagues said about mentions. No texts: an example lives as long as its mention."""

lessons = sa.Table(
    "lessons",
    metadata,
    sa.Column("version", Number, primary_key=True, autoincrement=False),
    sa.Column("weights", sa.Text, nullable=False),
    count("verdicts"),
    count("serious"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    text("asked_by"),
    text("undone_by"),
    sa.Column("undone_at", Moment),
)
