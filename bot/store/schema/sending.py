"""What must be said to people, how it reaches them, and what they said back."""

import sqlalchemy as sa

from bot.store.schema.base import Moment, Number, count, metadata, text

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("case_id", Number),
    sa.Column("notice", Number),
    text("person"),
    text("notifier"),
    text("address"),
    sa.Column("topic", sa.Integer),
    text("payload"),
    sa.Column("loud", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("priority", sa.Integer, nullable=False, server_default="5"),
    sa.Column("state", sa.Text, nullable=False, server_default="pending"),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    text("owner"),
    count("attempts"),
    sa.Column("first_tried", Moment),
    text("message_id"),
    count("drawn"),
    sa.Column("mention", Number),
    sa.Column("maybe_twice", sa.Boolean, nullable=False, server_default=sa.false()),
    text("error"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("settled_at", Moment),
    sa.Index("ix_outbox_due", "state", "next_at"),
    sa.Index("ix_outbox_settled", "settled_at"),
    sa.Index("ix_outbox_case", "case_id", "kind"),
    sa.Index("ix_outbox_person", "person", "state", "created_at"),
    sa.Index("ix_outbox_message", "notifier", "address", "message_id"),
)

chats = sa.Table(
    "chats",
    metadata,
    sa.Column("notifier", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("idle_at", Moment),
    sa.Column("free_at", Moment),
)

updates = sa.Table(
    "updates",
    metadata,
    sa.Column("notifier", sa.Text, primary_key=True),
    sa.Column("update_id", Number, primary_key=True, autoincrement=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="new"),
    count("attempts"),
    sa.Column("received_at", Moment, nullable=False),
    sa.Index("ix_updates_state", "state", "update_id"),
)

lines = sa.Table(
    "lines",
    metadata,
    sa.Column("notifier", sa.Text, primary_key=True),
    sa.Column("failing_since", Moment, nullable=False),
    sa.Column("held_until", Moment),
    text("fault"),
)
"""Ways to reach people that fail as a whole: a row while it lasts."""

dead_ways = sa.Table(
    "dead_ways",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("notifier", sa.Text, primary_key=True),
    text("fingerprint"),
    sa.Column("since", Moment, nullable=False),
    text("reason"),
)
"""A person's configured address that takes nothing any more, until the address itself is another."""

used_links = sa.Table(
    "used_links",
    metadata,
    sa.Column("notice", Number, primary_key=True, autoincrement=False),
    sa.Column("used_at", Moment, nullable=False),
)

failures_seen = sa.Table(
    "failures_seen",
    metadata,
    sa.Column("row", Number, primary_key=True, autoincrement=False),
    text("by"),
    sa.Column("at", Moment, nullable=False),
)
"""Which messages that did not arrive somebody has seen to be lost."""

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", Moment, primary_key=True),
    sa.Column("sent_at", Moment, nullable=False),
)
"""Which reports went out."""
