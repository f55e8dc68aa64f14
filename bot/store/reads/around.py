"""What stands around a notification."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.schema import case_log, mentions, outbox


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a notification: its place among those to the same person, and how the case grew since."""

    nth: int
    fresh: int
    platforms: tuple[str, ...]
    first_at: datetime | None


def around_notice(tx: Tx, case: int, notice: int, person: str) -> Around:
    """The surroundings of a notification that was or is about to be sent."""
    known = {"case": case, "notice": notice, "person": person}
    nth = tx.execute(_NTH, known).scalar_one()
    sent_at = tx.execute(_SENT_AT, {"notice": notice}).scalar()
    fresh = 0 if sent_at is None else tx.execute(_FRESH, {"case": case, "since": sent_at}).scalar_one()
    where = tx.execute(_WHERE, {"case": case}).all()
    first = min((row.first for row in where), default=None)
    return Around(nth, fresh, tuple(sorted(row.platform for row in where)), first)


_NTH = (
    sa.select(sa.func.count())
    .select_from(outbox)
    .where(
        outbox.c.case_id == sa.bindparam("case"),
        outbox.c.kind == "notice",
        outbox.c.person == sa.bindparam("person"),
        outbox.c.id <= sa.bindparam("notice"),
        outbox.c.state.not_in(("cancelled", "replaced", "failed")),
        sa.or_(
            outbox.c.notice.is_(None), outbox.c.state == "digested"
        ),  # the same message by a second way is no new one
    )
)
_SENT_AT = sa.select(outbox.c.settled_at).where(outbox.c.id == sa.bindparam("notice"))
_FRESH = (
    sa.select(sa.func.count())
    .select_from(case_log)
    .where(
        case_log.c.case_id == sa.bindparam("case"),
        case_log.c.what == "mention_added",
        case_log.c.at > sa.bindparam("since"),
    )
)
_WHERE = (
    sa.select(mentions.c.platform, sa.func.min(mentions.c.posted_at).label("first"))
    .where(mentions.c.case_id == sa.bindparam("case"))
    .group_by(mentions.c.platform)
)
