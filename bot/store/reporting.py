"""What a report counts, on one snapshot. Practice never comes into this database, so nothing has to be left out."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.codec import load_case, load_mention, load_verdict
from bot.store.engine import Tx
from bot.store.inserting import insert, is_new
from bot.store.outbox import Kind
from bot.store.schema import case_log, cases, gaps, mentions, outbox, reports, sources, tips, verdicts
from rules.case.model import Case
from rules.explain.report.values import CaseTimes, Numbers, Ring, Tip, Verdict, Watched
from rules.text.learning import Feedback

ANSWERS = ("noted", "resolved", "replied", "acted")
"""Entries of a case's log that keep the promise to answer."""
SHORTEST_GAP = timedelta(minutes=15)
"""A shorter failure of a source is no hole in a report."""


def numbers(tx: Tx, start: datetime, end: datetime) -> Numbers:
    """Everything between two moments (half-open)."""
    return replace(
        _heard(tx, start, end),
        cases=tuple(_cases(tx, cases.c.opened_at >= start, cases.c.opened_at < end)),
        open=tuple(_cases(tx, cases.c.state != "resolved", cases.c.opened_at < end)),
        verdicts=_verdicts(tx, start, end),
        rings=_rings(tx, start, end),
        sources=_watched(tx, start, end),
        tips=_tips(tx, start, end),
    )


def _heard(tx: Tx, start: datetime, end: datetime) -> Numbers:
    inside = sa.and_(mentions.c.posted_at >= start, mentions.c.posted_at < end, mentions.c.state != "own")
    levels: Counter[str] = Counter()
    sentiments: Counter[str] = Counter()
    topics: Counter[str] = Counter()
    locations: Counter[str] = Counter()
    negative: Counter[str] = Counter()
    silenced: Counter[str] = Counter()
    posted: list[tuple[datetime, str]] = []
    ours = sa.and_(inside, mentions.c.state == "judged", mentions.c.about_us)
    for row in tx.execute(sa.select(mentions.c.posted_at, mentions.c.verdict, mentions.c.silenced).where(ours)):
        verdict = load_verdict(row.verdict)
        tone = verdict.sentiment.label.value
        levels[verdict.level] += 1
        posted.append((row.posted_at, verdict.level))
        sentiments[tone] += 1
        topics.update(verdict.topics)
        if verdict.location:
            locations[verdict.location] += 1
            negative[verdict.location] += tone == "negative"
        if row.silenced:
            silenced[row.silenced] += 1
    heard = tx.execute(sa.select(sa.func.count()).select_from(mentions).where(inside)).scalar_one()
    counted = Numbers(start, end, heard, levels.total(), levels, sentiments, topics, locations, negative)
    return replace(counted, silenced=silenced, posted=tuple(posted))


def _cases(tx: Tx, *where: sa.ColumnElement[bool]) -> Iterable[CaseTimes]:
    """Cases, the most serious and oldest first."""
    rows = tx.execute(sa.select(cases.c.body).where(*where).order_by(cases.c.level_number.desc(), cases.c.id)).all()
    found = [load_case(row.body) for row in rows]
    for case in found:
        if not case.drill:
            yield _times(tx, case)


def _times(tx: Tx, case: Case) -> CaseTimes:
    log = tx.execute(
        sa.select(case_log.c.what, case_log.c.at).where(case_log.c.case_id == case.id).order_by(case_log.c.id)
    ).all()

    def first(*words: str) -> datetime | None:
        return next((row.at for row in log if row.what in words), None)

    return CaseTimes(
        number=case.id,
        level=case.level,
        opened_at=case.opened_at,
        state=case.state.value,
        category=case.category,
        location=case.location,
        assignee=case.assignee,
        told_at=first("told"),
        taken_at=first("taken"),
        answered_at=first(*ANSWERS),
        ended=sum(row.what == "last_resort" for row in log),
        mentions=case.mentions,
    )


def _verdicts(tx: Tx, start: datetime, end: datetime) -> tuple[Verdict, ...]:
    query = (
        sa.select(verdicts.c.feedback, mentions.c.verdict)
        .join(mentions, mentions.c.number == verdicts.c.mention)
        .where(verdicts.c.at >= start, verdicts.c.at < end, mentions.c.verdict != "", verdicts.c.alerted)
        .order_by(verdicts.c.at, verdicts.c.mention, verdicts.c.person)
    )
    return tuple(
        Verdict(load_verdict(row.verdict).rules, row.feedback == Feedback.FALSE_ALARM.value)
        for row in tx.execute(query)
    )


def _rings(tx: Tx, start: datetime, end: datetime) -> tuple[Ring, ...]:
    query = (
        sa.select(outbox.c.person, outbox.c.settled_at, outbox.c.loud)
        .where(
            outbox.c.kind == Kind.NOTICE,
            outbox.c.state == "sent",
            outbox.c.settled_at >= start,
            outbox.c.settled_at < end,
        )
        .order_by(outbox.c.settled_at, outbox.c.id)
    )
    return tuple(Ring(row.person, row.settled_at, row.loud) for row in tx.execute(query))


def _watched(tx: Tx, start: datetime, end: datetime) -> tuple[Watched, ...]:
    found = []
    for row in tx.execute(sa.select(sources).order_by(sources.c.name)).all():
        inside = (mentions.c.source == row.name, mentions.c.posted_at >= start, mentions.c.posted_at < end)
        count = tx.execute(sa.select(sa.func.count()).select_from(mentions).where(*inside)).scalar_one()
        holes = _holes(tx, row.name, start, end)
        if row.failing_since is not None and row.failing_since < end:
            holes.append((max(row.failing_since, start), end))
        found.append(Watched(row.name, row.platform, row.seen_until or row.looked_at, count, tuple(holes)))
    return tuple(found)


def _holes(tx: Tx, source: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    query = (
        sa.select(gaps.c.start, gaps.c.end)
        .where(gaps.c.source == source, gaps.c.end > start, gaps.c.start < end)
        .order_by(gaps.c.start)
    )
    inside = [(max(row.start, start), min(row.end, end)) for row in tx.execute(query)]
    return [(begin, finish) for begin, finish in inside if finish - begin >= SHORTEST_GAP]


# --- reports that went out ------------------------------------------------------------------------------------------


def last_sent(tx: Tx, name: str) -> datetime | None:
    """For which moment this report went out last."""
    return tx.execute(sa.select(sa.func.max(reports.c.due_at)).where(reports.c.name == name)).scalar()


def take_turn(tx: Tx, name: str, due: datetime, now: datetime) -> bool:
    """Whether this report is ours to send: once for each moment, whichever node looks first."""
    statement = insert(tx, reports).values(name=name, due_at=due, sent_at=now)
    return is_new(tx, statement.on_conflict_do_nothing(index_elements=["name", "due_at"]))


# --- praise to share ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Praise:
    """A mention that is worth sharing."""

    mention: int
    text: str
    url: str
    platform: str


def _tips(tx: Tx, start: datetime, end: datetime) -> tuple[Tip, ...]:
    query = (
        sa.select(tips.c.state, mentions.c.body)
        .join(mentions, mentions.c.number == tips.c.mention)
        .where(tips.c.at >= start, tips.c.at < end, tips.c.state != "passed")
        .order_by(tips.c.at, tips.c.mention)
    )
    found = []
    for row in tx.execute(query):
        mention = load_mention(row.body)
        found.append(Tip(mention.text, row.state, mention.url or ""))
    return tuple(found)


def praise(tx: Tx, since: datetime, limit: int = 20) -> list[Praise]:
    """Mentions worth sharing that nobody was told of yet, oldest first."""
    query = (
        sa.select(mentions.c.number, mentions.c.body, mentions.c.verdict)
        .outerjoin(tips, tips.c.mention == mentions.c.number)
        .where(
            tips.c.mention.is_(None),
            mentions.c.stored_at >= since,
            mentions.c.state == "judged",
            mentions.c.about_us,
            mentions.c.verdict.contains('"share":true'),
        )
        .order_by(mentions.c.number)
        .limit(limit)
    )
    found = []
    for row in tx.execute(query):
        mention = load_mention(row.body)
        if load_verdict(row.verdict).share:
            found.append(Praise(row.number, mention.text, mention.url or "", mention.platform))
    return found


def offered_since(tx: Tx, since: datetime) -> int:
    """How many tips went out since."""
    where = (tips.c.at >= since, tips.c.state != "passed")
    return tx.execute(sa.select(sa.func.count()).select_from(tips).where(*where)).scalar_one()


def offer(tx: Tx, mention: int, now: datetime, state: str = "offered") -> bool:
    """Note that a tip goes out, once for each mention; whether it is new."""
    statement = insert(tx, tips).values(mention=mention, at=now, state=state)
    return is_new(tx, statement.on_conflict_do_nothing(index_elements=["mention"]))


def answer_tip(tx: Tx, mention: int, state: str, by: str, now: datetime) -> tuple[str, str] | None:
    """What came of a tip; the first answer counts. Returns (state, by) as it is from now on; None: there is no such tip."""
    waits = sa.and_(tips.c.mention == mention, tips.c.state == "offered")
    tx.execute(tips.update().where(waits).values(state=state, by=by, decided_at=now))
    row = tx.execute(sa.select(tips.c.state, tips.c.by).where(tips.c.mention == mention)).first()
    return None if row is None else (row.state, row.by)
