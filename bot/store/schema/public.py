"""What is said and done in public: praise to share, drafts, actions, the register, tips from outside."""

import sqlalchemy as sa

from bot.store.schema.base import Moment, Number, count, metadata, text

tips = sa.Table(
    "tips",
    metadata,
    sa.Column("mention", Number, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    text("state"),
    text("by"),
    sa.Column("decided_at", Moment),
    sa.Index("ix_tips_at", "at"),
)
"""Praise that was offered for sharing, and what came of it."""

drafts = sa.Table(
    "drafts",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("case_id", Number, nullable=False),
    sa.Column("mention", Number, nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("stage", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    text("words"),
    text("filled"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Index("ix_drafts_case", "case_id", "id"),
    sa.Index("ix_drafts_mention", "mention", "stage"),
)
"""What colleagues want to say or do in public. ``words`` is the text as it is now, ``filled`` the fields so far (JSON)."""

acts = sa.Table(
    "acts",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("draft", Number, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="pending"),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    text("owner"),
    count("attempts"),
    count("looks"),
    sa.Column("first_tried", Moment),
    text("own"),
    text("url"),
    text("failure"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("settled_at", Moment),
    sa.Index("ix_acts_due", "state", "next_at"),
    sa.Index("ix_acts_draft", "draft"),
)
"""Public actions on their way out: at most once (pending → claimed → out → asking → done, failed or handed)."""

measures = sa.Table(
    "measures",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("draft", Number, unique=True),
    sa.Column("case_id", Number, nullable=False),
    sa.Column("mention", Number, nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("breach", sa.Text, nullable=False),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    text("agreed"),
    text("why"),
    text("reason"),
    text("author"),
    text("words"),
    text("url"),
    sa.Column("posted_at", Moment, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("kept_at", Moment, nullable=False),
    sa.Column("keep_until", Moment),
    sa.Column("done_at", Moment),
    sa.Column("appeal_until", Moment),
    text("review"),
    sa.Column("undone_at", Moment),
    text("undone_by"),
    sa.Index("ix_measures_author", "platform", "author"),
)
"""The register of house-rule actions, each with its evidence, which is kept before anything is done.

Evidence that was kept without doing anything has no ``draft``.
"""

tipoffs = sa.Table(
    "tipoffs",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    text("author"),
    sa.Column("posted_at", Moment, nullable=False),
    text("kind"),
    sa.Column("state", sa.Text, nullable=False, server_default="asked"),
    sa.Index("ix_tipoffs_state", "state"),
)
"""What colleagues passed on from outside: asked, kept (it is a mention now), thanked, dropped. Words only while asked."""
