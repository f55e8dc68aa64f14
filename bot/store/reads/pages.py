"""What pages and the command line show: cases, one case whole, sources."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.codec import load_case, load_mention
from bot.store.engine import Tx
from bot.store.schema import case_log, cases, gaps, mentions, outbox, sources, timers
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


def changes(tx: Tx) -> tuple[int, ...]:
    """A value that differs whenever something on the pages may have changed."""
    return (
        tx.execute(sa.select(sa.func.coalesce(sa.func.sum(cases.c.version), 0))).scalar_one(),
        tx.execute(sa.select(sa.func.coalesce(sa.func.max(case_log.c.id), 0))).scalar_one(),
        tx.execute(
            sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state.in_(["sent", "failed", "cancelled"]))
        ).scalar_one(),
    )


def timers_of(tx: Tx, number: int) -> list[tuple[str, int, datetime]]:
    """Pending timers of a case."""
    rows = tx.execute(
        sa.select(timers.c.kind, timers.c.step, timers.c.due_at)
        .where(timers.c.case_id == number, timers.c.state == "pending")
        .order_by(timers.c.due_at)
    )
    return [(r.kind, r.step, r.due_at) for r in rows]
