"""Cases, what happened to them, and what they wait for."""

import sqlalchemy as sa

from bot.store.schema.base import Moment, Number, count, metadata, text

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("level_number", sa.Integer, nullable=False),
    text("category"),
    text("location"),
    text("owner"),
    text("assignee"),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("last_mention_at", Moment),
    count("mentions"),
    count("protocol"),
    sa.Column("storm", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("ix_cases_state", "state", "last_mention_at"),
    sa.Index("ix_cases_storm", "storm", "state"),
)

case_log = sa.Table(
    "case_log",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("case_id", Number),
    sa.Column("at", Moment, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    text("who"),
    text("detail"),
    text("why"),
    sa.Column("mention", Number),
    sa.Index("ix_case_log_case", "case_id", "id"),
)

timers = sa.Table(
    "timers",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("case_id", Number, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("step", sa.Integer, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="pending"),
    sa.Index("ix_timers_due", "state", "due_at"),
    sa.Index("ix_timers_case", "case_id", "state"),
)

findings = sa.Table(
    "findings",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("first_at", Moment, nullable=False),
    sa.Column("told_at", Moment),
    sa.Column("mended_at", Moment),
    sa.Column("mended_said", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""What the auditor found and whom it told, so that a restart tells nobody twice."""

chores = sa.Table(
    "chores",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", Moment, nullable=False),
)
"""What the house itself has to look at later, beside the timers of cases."""

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("what", sa.Text, nullable=False),
    text("who"),
    text("about"),
    text("via"),
    text("detail"),
    sa.Column("seal", sa.Text, nullable=False),
)
"""Who looked at what, and seals over the case log. Each row's seal holds the one before: nothing can be changed unseen."""
