"""Who can be reached, and who has duty."""

import sqlalchemy as sa

from bot.store.schema.base import Moment, Number, count, metadata, text

people = sa.Table(
    "people",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("notifier", sa.Text, primary_key=True),
    text("user_id"),
    text("address"),
    sa.Column("since", Moment, nullable=False),
    sa.Column("unreachable_since", Moment),
    text("reason"),
)

invites = sa.Table(
    "invites",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("used_at", Moment),
)

strangers = sa.Table(
    "strangers",
    metadata,
    sa.Column("user_id", sa.Text, primary_key=True),
    count("tries"),
    count("answers"),
    sa.Column("since", Moment, nullable=False),
)

swaps = sa.Table(
    "swaps",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("schedule", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("starts", Moment, nullable=False),
    sa.Column("ends", Moment, nullable=False),
    text("made_by"),
    text("why"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Index("ix_swaps_ends", "ends"),
)

swap_requests = sa.Table(
    "swap_requests",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="asked"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("decided_at", Moment),
)

shifts = sa.Table(
    "shifts",
    metadata,
    sa.Column("schedule", sa.Text, primary_key=True),
    text("person"),
    sa.Column("since", Moment, nullable=False),
    text("reminded"),
)
"""Who had duty when it was last looked at: a difference is a hand-over."""

boards = sa.Table(
    "boards",
    metadata,
    sa.Column("notifier", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("topic", sa.Integer, primary_key=True, server_default="0", autoincrement=False),
    text("message_id"),
    text("shown"),
    sa.Column("pinned", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""The pinned message of a team that says who has duty."""
