"""What pages and the command line read: cases, one case whole, sources. Only reads."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from bot.store import dead
from bot.store.codec import load_case, load_mention
from bot.store.engine import Tx
from bot.store.schema import case_log, cases, chores, gaps, mentions, outbox, people, sources, timers, tipoffs, updates
from bot.store.views import CaseLine, CasePage, LogLine, MentionLine, NoticeLine

HEADLINE = 140


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A watched source: until when everything has been seen, and since when it fails."""

    name: str
    platform: str
    seen_until: datetime | None
    looked_at: datetime | None
    failing_since: datetime | None
    error: str
    blind: bool
    gaps: tuple[tuple[datetime, datetime], ...] = ()


def case_lines(tx: Tx, *, only_open: bool = False, limit: int = 200) -> list[CaseLine]:
    """Cases: those that wait for somebody first, then taken ones, then the rest; serious and new ones first."""
    order = sa.case({"open": 0, "snoozed": 1, "acknowledged": 1}, value=cases.c.state, else_=2)
    query = (
        sa.select(cases, mentions.c.body.label("mention_body"))
        .select_from(cases.outerjoin(mentions, mentions.c.number == _worst()))
        .order_by(order, cases.c.level_number.desc(), cases.c.changed_at.desc())
        .limit(limit)
    )
    if only_open:
        query = query.where(cases.c.state != "resolved")
    return [_line(row) for row in tx.execute(query)]


def _worst() -> sa.ScalarSelect[int]:
    """The most serious mention of a case, the earliest of equals."""
    inner = mentions.alias("inner_mentions")
    return (
        sa.select(inner.c.number)
        .where(inner.c.case_id == cases.c.id)
        .order_by(inner.c.level_number.desc(), inner.c.number)
        .limit(1)
        .correlate(cases)
        .scalar_subquery()
    )


def _line(row: sa.Row[*tuple[Any, ...]]) -> CaseLine:
    case = load_case(row.body)
    text = load_mention(row.mention_body).text if row.mention_body else ""
    return CaseLine(
        id=case.id,
        state=case.state.value,
        level=case.level,
        level_number=case.level_number,
        category=case.category,
        location=case.location,
        owner=case.owner,
        assignee=case.assignee,
        opened_at=case.opened_at,
        changed_at=row.changed_at,
        mentions=case.mentions,
        headline=text if len(text) <= HEADLINE else text[: HEADLINE - 1].rstrip() + "…",
        turn=case.turn,
        snoozed_until=case.snoozed_until,
        merged_into=case.merged_into,
    )


def case_page(tx: Tx, number: int, limit: int = 100) -> CasePage | None:
    """One case with its newest mentions, all notifications and its log."""
    query = sa.select(cases, mentions.c.body.label("mention_body"))
    query = query.select_from(cases.outerjoin(mentions, mentions.c.number == _worst()))
    row = tx.execute(query.where(cases.c.id == number)).first()
    if row is None:
        return None
    timer = tx.execute(
        sa.select(timers.c.due_at, timers.c.kind)
        .where(timers.c.case_id == number, timers.c.state == "pending")
        .order_by(timers.c.due_at)
    ).first()
    return CasePage(
        case=_line(row),
        mentions=tuple(_mentions(tx, number, limit)),
        notices=tuple(_notices(tx, number)),
        log=tuple(log_lines(tx, number)),
        next_at=timer.due_at if timer else None,
        next_kind=timer.kind if timer else None,
    )


def _mentions(tx: Tx, number: int, limit: int) -> list[MentionLine]:
    rows = tx.execute(
        sa.select(mentions).where(mentions.c.case_id == number).order_by(mentions.c.number.desc()).limit(limit)
    )
    lines = []
    for row in rows:
        mention = load_mention(row.body)
        lines.append(
            MentionLine(
                number=row.number,
                external_id=mention.id,
                platform=mention.platform,
                author=mention.author.name or mention.author.handle,
                text=mention.text,
                url=mention.url,
                posted_at=mention.posted_at,
                level=row.level,
                sentiment=row.sentiment,
                verdict=row.verdict,
                gone=row.gone_at is not None,
            )
        )
    return lines


def _notices(tx: Tx, number: int) -> list[NoticeLine]:
    rows = tx.execute(
        sa.select(outbox).where(outbox.c.case_id == number, outbox.c.kind == "notice").order_by(outbox.c.id)
    )
    return [
        NoticeLine(
            person=row.person,
            kind=row.payload.partition("\n")[0],
            notifier=row.notifier,
            loud=row.loud,
            state=row.state,
            attempts=row.attempts,
            created_at=row.created_at,
            sent_at=row.settled_at if row.state == "sent" else None,
            error=row.error,
        )
        for row in rows
    ]


def log_lines(tx: Tx, number: int | None) -> list[LogLine]:
    """The log of a case (None: of the house), oldest first."""
    where = case_log.c.case_id.is_(None) if number is None else case_log.c.case_id == number
    rows = tx.execute(sa.select(case_log).where(where).order_by(case_log.c.id))
    return [LogLine(row.at, row.what, row.who, row.detail, row.why) for row in rows]


def source_lines(tx: Tx, since: datetime | None = None) -> list[SourceLine]:
    """All sources ever read, with the gaps that ended after ``since`` (None: without gaps)."""
    holes: dict[str, list[tuple[datetime, datetime]]] = {}
    if since is not None:
        for row in tx.execute(sa.select(gaps).where(gaps.c.end > since).order_by(gaps.c.start)):
            holes.setdefault(row.source, []).append((row.start, row.end))
    return [
        SourceLine(
            r.name,
            r.platform,
            r.seen_until,
            r.looked_at,
            r.failing_since,
            r.error,
            r.blind,
            tuple(holes.get(r.name, ())),
        )
        for r in tx.execute(sa.select(sources).order_by(sources.c.name))
    ]


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


def changes(tx: Tx) -> tuple[int, ...]:
    """A value that differs whenever something on the pages may have changed."""
    return (
        tx.execute(sa.select(sa.func.coalesce(sa.func.sum(cases.c.version), 0))).scalar_one(),
        tx.execute(sa.select(sa.func.coalesce(sa.func.max(case_log.c.id), 0))).scalar_one(),
        tx.execute(
            sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state.in_(["sent", "failed", "cancelled"]))
        ).scalar_one(),
    )


def waiting_since(tx: Tx) -> datetime | None:
    """When the oldest message that is not sent yet was written; None when nothing waits."""
    query = sa.select(sa.func.min(outbox.c.created_at)).where(outbox.c.state.in_(["pending", "sending"]))
    return tx.execute(query).scalar()


def timers_of(tx: Tx, number: int) -> list[tuple[str, int, datetime]]:
    """Pending timers of a case."""
    rows = tx.execute(
        sa.select(timers.c.kind, timers.c.step, timers.c.due_at)
        .where(timers.c.case_id == number, timers.c.state == "pending")
        .order_by(timers.c.due_at)
    )
    return [(r.kind, r.step, r.due_at) for r in rows]


def overdue(tx: Tx, now: datetime) -> tuple[int, int, int]:
    """(timers past due, outbox rows past due, open cases without a timer): what the auditor looks at."""
    late = tx.execute(
        sa.select(sa.func.count()).select_from(timers).where(timers.c.state == "pending", timers.c.due_at < now)
    ).scalar_one()
    stuck = tx.execute(
        sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state == "pending", outbox.c.next_at < now)
    ).scalar_one()
    pending = sa.select(timers.c.case_id).where(timers.c.state == "pending")
    silent = tx.execute(
        sa.select(sa.func.count()).select_from(cases).where(cases.c.state == "open", cases.c.id.not_in(pending))
    ).scalar_one()
    return late, stuck, silent


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


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a case, for replay: from its log or from what was sent."""

    at: datetime
    what: str
    case: int
    mention: str | None
    level: str
    who: str
    detail: str
    kind: str = ""
    role: str = ""
    loud: bool = False
    notifier: str = ""


_LOGGED = (
    sa.select(case_log, mentions.c.external_id, cases.c.level)
    .join(cases, cases.c.id == case_log.c.case_id)
    .outerjoin(mentions, mentions.c.number == case_log.c.mention)
    .where(case_log.c.id > sa.bindparam("last"))
    .order_by(case_log.c.id)
)


def logged_since(tx: Tx, last: int) -> tuple[list[Happening], int]:
    """Log entries of cases after entry ``last``, and the newest entry's number."""
    rows = tx.execute(_LOGGED, {"last": last}).all()
    found = [Happening(r.at, r.what, r.case_id, r.external_id, r.level, r.who, r.detail) for r in rows]
    return found, rows[-1].id if rows else last


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody has read what was sent: up to the moment ``at``, of which ``seen`` are known already."""

    at: datetime
    seen: frozenset[int] = frozenset()


_SENT = (
    sa.select(outbox, cases.c.level, mentions.c.external_id)
    .join(cases, cases.c.id == outbox.c.case_id)
    .outerjoin(mentions, mentions.c.number == outbox.c.mention)
    .where(outbox.c.settled_at >= sa.bindparam("at"), outbox.c.state == "sent", outbox.c.kind.in_(["notice", "edit"]))
    .order_by(outbox.c.settled_at, outbox.c.id)
)


def sent_since(tx: Tx, last: Place) -> tuple[list[Happening], Place]:
    """Notifications and edits that were settled as sent after ``last``, and the place after them.

    A row written earlier may be sent later, and several at one moment: so the place is a moment and what it had.
    """
    rows = [row for row in tx.execute(_SENT, {"at": last.at}) if row.id not in last.seen]
    if not rows:
        return [], last
    at = rows[-1].settled_at
    seen = frozenset(row.id for row in rows if row.settled_at == at) | (last.seen if at == last.at else frozenset())
    return [_sent(row) for row in rows], Place(at, seen)


def _sent(row: sa.Row[*tuple[Any, ...]]) -> Happening:
    kind, _, rest = row.payload.partition("\n")
    role, _, why = rest.partition("\n")
    what = "notified" if row.kind == "notice" else "edited"
    return Happening(
        row.settled_at,
        what,
        row.case_id,
        row.external_id,
        row.level,
        row.person,
        why,
        kind,
        role,
        row.loud,
        row.notifier,
    )
