"""What was heard: sources with their places, mentions, what was refused or missed."""

import sqlalchemy as sa

from bot.store.schema.base import Moment, Number, count, metadata, text

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    text("platform"),
    text("cursor"),
    sa.Column("seen_until", Moment),
    sa.Column("looked_at", Moment),
    sa.Column("failing_since", Moment),
    text("error"),
    sa.Column("blind", sa.Boolean, nullable=False, server_default=sa.false()),
    text("failed_by"),
    text("stream"),
    sa.Column("heard_at", Moment),
    count("deaths"),
    sa.Column("died_at", Moment),
    sa.Column("held_until", Moment),
    sa.Column("stream_held_until", Moment),
)
"""``cursor`` is that of looking, ``stream`` that of listening. ``heard_at``: when it last brought something new.

``deaths``: how often in a row it ended unforeseen. ``held_until``, ``stream_held_until``: the platform asked not to be
looked at, or listened to, before. ``failed_by``: whether looking or listening fails, by the name of its place; only that
can mend it (empty: whatever works does).
"""

mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("number", Number, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    text("platform"),
    text("author"),
    text("thread"),
    sa.Column("posted_at", Moment, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    text("body_hash"),
    text("plain"),
    count("revision"),
    sa.Column("state", sa.Text, nullable=False, server_default="new"),
    count("hurry"),
    count("attempts"),
    sa.Column("case_id", Number),
    sa.Column("about_us", sa.Boolean, nullable=False, server_default=sa.false()),
    text("level"),
    count("level_number"),
    text("sentiment"),
    text("category"),
    text("verdict"),
    text("silenced"),
    count("protocol"),
    sa.Column("as_of", Moment),
    sa.Column("gone_at", Moment),
    sa.UniqueConstraint("source", "external_id"),
    sa.Index("ix_mentions_external", "external_id"),
    sa.Index("ix_mentions_gone", "gone_at"),
    sa.Index("ix_mentions_state", "state", sa.text("hurry DESC"), "number"),
    sa.Index("ix_mentions_thread", "platform", "thread"),
    sa.Index("ix_mentions_author", "platform", "author", "posted_at"),
    sa.Index("ix_mentions_source", "source", "stored_at"),
    sa.Index("ix_mentions_case", "case_id", "platform", "author"),
)

revisions = sa.Table(
    "revisions",
    metadata,
    sa.Column("mention", Number, primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
)

quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    text("external_id"),
    text("reason"),
    sa.Column("at", Moment, nullable=False),
)

gaps = sa.Table(
    "gaps",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("start", Moment, primary_key=True),
    sa.Column("end", Moment, primary_key=True),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("noted_at", Moment, nullable=False),
)
"""Stretches of time that a source did not see whole."""

tombstones = sa.Table(
    "tombstones",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("at", Moment, nullable=False),
)
"""What was deleted at the platform: a late delivery does not bring it back. Ids only."""

spending = sa.Table(
    "spending",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("spent", sa.BigInteger, nullable=False),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("received_at", Moment, nullable=False),
    count("attempts"),
    sa.Column("due_at", Moment, nullable=False),
    sa.Index("ix_deliveries_due", "due_at"),
)
"""What was brought to our door and is not read yet, as it came."""

cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", Moment, nullable=False),
)
"""What only one node does at a time, whose it is and until when."""

keys = sa.Table(
    "keys",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.LargeBinary, nullable=False),
)
"""What several nodes must have in common to understand each other's buttons. Empty where there is one node."""
