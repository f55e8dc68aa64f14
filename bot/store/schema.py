"""The tables. Moments are microseconds since 1970 in UTC, so that both databases compare them alike."""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A 64-bit key; SQLite counts upwards by itself only for plain INTEGER."""


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware datetime, kept as microseconds since 1970. Refuses naive ones."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:
        return None if value is None else EPOCH + value * MICROSECOND


def _text(name: str, **kwargs: Any) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="", **kwargs)


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default="0")


sources = sa.Table(
    "sources",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    _text("platform"),
    _text("cursor"),
    sa.Column("seen_until", Moment),
    sa.Column("looked_at", Moment),
    sa.Column("failing_since", Moment),
    _text("error"),
    sa.Column("blind", sa.Boolean, nullable=False, server_default=sa.false()),
    _text("stream"),
    sa.Column("heard_at", Moment),
    _count("deaths"),
    sa.Column("died_at", Moment),
)
"""``cursor`` is that of looking, ``stream`` that of listening. ``heard_at``: when it last brought something new.

``deaths``: how often in a row it ended unforeseen.
"""

mentions = sa.Table(
    "mentions",
    metadata,
    sa.Column("number", Number, primary_key=True),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    _text("platform"),
    _text("author"),
    _text("thread"),
    sa.Column("posted_at", Moment, nullable=False),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    _text("body_hash"),
    _text("plain"),
    _count("revision"),
    sa.Column("state", sa.Text, nullable=False, server_default="new"),
    _count("hurry"),
    _count("attempts"),
    sa.Column("case_id", Number),
    sa.Column("about_us", sa.Boolean, nullable=False, server_default=sa.false()),
    _text("level"),
    _count("level_number"),
    _text("sentiment"),
    _text("category"),
    _text("verdict"),
    _text("silenced"),
    _count("protocol"),
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
    _text("external_id"),
    _text("reason"),
    sa.Column("at", Moment, nullable=False),
)

cases = sa.Table(
    "cases",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("level_number", sa.Integer, nullable=False),
    _text("category"),
    _text("location"),
    _text("owner"),
    _text("assignee"),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("last_mention_at", Moment),
    _count("mentions"),
    _count("protocol"),
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
    _text("who"),
    _text("detail"),
    _text("why"),
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

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("case_id", Number),
    sa.Column("notice", Number),
    _text("person"),
    _text("notifier"),
    _text("address"),
    sa.Column("topic", sa.Integer),
    _text("payload"),
    sa.Column("loud", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("priority", sa.Integer, nullable=False, server_default="5"),
    sa.Column("state", sa.Text, nullable=False, server_default="pending"),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    _text("owner"),
    _count("attempts"),
    sa.Column("first_tried", Moment),
    _text("message_id"),
    _count("drawn"),
    sa.Column("mention", Number),
    sa.Column("maybe_twice", sa.Boolean, nullable=False, server_default=sa.false()),
    _text("error"),
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
    _count("attempts"),
    sa.Column("received_at", Moment, nullable=False),
    sa.Index("ix_updates_state", "state", "update_id"),
)

people = sa.Table(
    "people",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("notifier", sa.Text, primary_key=True),
    _text("user_id"),
    _text("address"),
    sa.Column("since", Moment, nullable=False),
    sa.Column("unreachable_since", Moment),
    _text("reason"),
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
    _count("tries"),
    _count("answers"),
    sa.Column("since", Moment, nullable=False),
)

lines = sa.Table(
    "lines",
    metadata,
    sa.Column("notifier", sa.Text, primary_key=True),
    sa.Column("failing_since", Moment, nullable=False),
    sa.Column("held_until", Moment),
    _text("fault"),
)
"""Ways to reach people that fail as a whole: a row while it lasts."""

dead_ways = sa.Table(
    "dead_ways",
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("notifier", sa.Text, primary_key=True),
    _text("fingerprint"),
    sa.Column("since", Moment, nullable=False),
    _text("reason"),
)
"""A person's configured address that takes nothing any more, until the address itself is another."""

used_links = sa.Table(
    "used_links",
    metadata,
    sa.Column("notice", Number, primary_key=True, autoincrement=False),
    sa.Column("used_at", Moment, nullable=False),
)

swaps = sa.Table(
    "swaps",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("schedule", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("starts", Moment, nullable=False),
    sa.Column("ends", Moment, nullable=False),
    _text("made_by"),
    _text("why"),
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
    _text("person"),
    sa.Column("since", Moment, nullable=False),
    _text("reminded"),
)
"""Who had duty when it was last looked at: a difference is a hand-over."""

boards = sa.Table(
    "boards",
    metadata,
    sa.Column("notifier", sa.Text, primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("topic", sa.Integer, primary_key=True, server_default="0", autoincrement=False),
    _text("message_id"),
    _text("shown"),
    sa.Column("pinned", sa.Boolean, nullable=False, server_default=sa.false()),
)
"""The pinned message of a team that says who has duty."""

protocols = sa.Table(
    "protocols",
    metadata,
    sa.Column("version", Number, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("files", sa.Text, nullable=False),
    _text("author"),
    _text("reason"),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False, server_default="proposed"),
    sa.Column("base", Number),
    _text("broad"),
    _text("decided_by"),
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
    _count("verdicts"),
    _count("serious"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    _text("asked_by"),
    _text("undone_by"),
    sa.Column("undone_at", Moment),
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
    _count("attempts"),
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

# --- storms and quiet ---------------------------------------------------------------------------------------

silences = sa.Table(
    "silences",
    metadata,
    sa.Column("id", Number, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("condition", sa.Text, nullable=False),
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("ends_at", Moment, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    _text("reason"),
    _text("never_above"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    _text("ended_by"),
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
    _text("ended_by"),
)

counted = sa.Table(
    "counted",
    metadata,
    sa.Column("pattern", sa.Text, primary_key=True),
    sa.Column("mention", Number, primary_key=True, autoincrement=False),
    sa.Column("place", sa.Text, primary_key=True),
    _text("author"),
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
    _count("count"),
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

chores = sa.Table(
    "chores",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", Moment, nullable=False),
)
"""What the house itself has to look at later, beside the timers of cases."""
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

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("due_at", Moment, primary_key=True),
    sa.Column("sent_at", Moment, nullable=False),
)
"""Which reports went out."""

tips = sa.Table(
    "tips",
    metadata,
    sa.Column("mention", Number, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
    _text("state"),
    _text("by"),
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
    _text("words"),
    _text("filled"),
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
    _text("owner"),
    _count("attempts"),
    _count("looks"),
    sa.Column("first_tried", Moment),
    _text("own"),
    _text("url"),
    _text("failure"),
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
    sa.Column("draft", Number, nullable=False, unique=True),
    sa.Column("case_id", Number, nullable=False),
    sa.Column("mention", Number, nullable=False),
    sa.Column("verb", sa.Text, nullable=False),
    sa.Column("breach", sa.Text, nullable=False),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    _text("agreed"),
    _text("why"),
    _text("reason"),
    _text("author"),
    _text("words"),
    _text("url"),
    sa.Column("posted_at", Moment, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
    sa.Column("kept_at", Moment, nullable=False),
    sa.Column("keep_until", Moment),
    sa.Column("done_at", Moment),
    sa.Column("appeal_until", Moment),
    _text("review"),
    sa.Column("undone_at", Moment),
    _text("undone_by"),
    sa.Index("ix_measures_author", "platform", "author"),
)
"""The register of house-rule actions, each with its evidence, which is kept before anything is done."""

tipoffs = sa.Table(
    "tipoffs",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("words", sa.Text, nullable=False),
    _text("author"),
    sa.Column("posted_at", Moment, nullable=False),
    _text("kind"),
    sa.Column("state", sa.Text, nullable=False, server_default="asked"),
    sa.Index("ix_tipoffs_state", "state"),
)
"""What colleagues passed on from outside: asked, kept (it is a mention now), thanked, dropped. Words only while asked."""

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("until", Moment, nullable=False),
)
"""What only one node does at a time, whose it is and until when."""
