"""How much of everything there is, and whether anything waits."""

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from bot.store import dead
from bot.store.engine import Tx
from bot.store.schema import cases, chores, mentions, outbox, people, timers, tipoffs, updates


def tally(tx: Tx) -> dict[str, int]:
    """Counts for status and the demo's summary."""

    def count(table: sa.Table, *where: sa.ColumnElement[bool]) -> int:
        return tx.execute(sa.select(sa.func.count()).select_from(table).where(*where)).scalar_one()

    return {
        "mentions": count(mentions),
        "mentions_waiting": count(mentions, mentions.c.state == "new"),
        "mentions_quarantined": count(mentions, mentions.c.state == "quarantined"),
        "cases": count(cases),
        "cases_open": count(cases, cases.c.state == "open"),
        "notices": count(outbox, outbox.c.kind == "notice"),
        "notices_sent": count(outbox, outbox.c.kind == "notice", outbox.c.state == "sent"),
        "notices_loud": count(outbox, outbox.c.kind == "notice", outbox.c.state == "sent", outbox.c.loud),
        "edits_sent": count(outbox, outbox.c.kind == "edit", outbox.c.state == "sent"),
        "outbox_failed": count(outbox, dead.unseen()),
        "outbox_waiting": count(outbox, outbox.c.state.in_(["pending", "sending"])),
        "people_paired": count(people),
        "people_unreachable": count(people, people.c.unreachable_since.is_not(None)),
    }


def waiting_since(tx: Tx) -> datetime | None:
    """When the oldest message that is not sent yet was written; None when nothing waits."""
    query = sa.select(sa.func.min(outbox.c.created_at)).where(outbox.c.state.in_(["pending", "sending"]))
    return tx.execute(query).scalar()


class Waiting(NamedTuple):
    """What waits to be decided at a moment, so that a round visits only the rooms that have something to do."""

    updates: bool
    timers: bool
    mentions: bool
    chores: bool
    tips: bool


def to_think(tx: Tx, now: datetime) -> Waiting:
    """What waits to be decided at this moment: an update, a timer that is due, a mention, a chore, a tip."""
    return Waiting(*map(bool, tx.execute(_TO_THINK, {"now": now}).one()))


_TO_THINK = sa.select(
    sa.exists().where(updates.c.state == "new"),
    sa.exists().where(timers.c.state == "pending", timers.c.due_at <= sa.bindparam("now")),
    sa.exists().where(mentions.c.state == "new"),
    sa.exists().where(chores.c.due_at <= sa.bindparam("now")),
    sa.exists().where(tipoffs.c.state == "kept"),
)
