"""What patterns count: mentions in a window, and the rhythm of the hours that stays when the mentions are gone."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import EPOCH, alarms, cases, chores, counted, rhythm
from bot.store.schema import mentions as mentions_table
from rules.judge.patterns import Hour

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Count:
    """A mention that a pattern counts at a place (a location, a platform, a subject; empty: everywhere)."""

    pattern: str
    place: str
    mention: int
    author: str
    at: datetime


def count(tx: Tx, found: Sequence[Count], *, storm: bool = False) -> None:
    """Count mentions, each once for a pattern and place however often it is judged. ``storm``: their hours say nothing."""
    if not found:
        return
    new = _added(tx, found)
    tally = Counter((one.pattern, one.place, hour_of(one.at)) for one in new)
    for (pattern, place, hour), number in tally.items():
        statement = insert(tx, rhythm).values(pattern=pattern, place=place, hour=hour, count=number, storm=storm)
        more = {"count": rhythm.c.count + number, "storm": sa.or_(rhythm.c.storm, sa.literal(storm))}
        tx.execute(statement.on_conflict_do_update(index_elements=["pattern", "place", "hour"], set_=more))


def _added(tx: Tx, found: Sequence[Count]) -> list[Count]:
    """Those of them that were not counted yet."""
    rows = [
        {"pattern": one.pattern, "place": one.place, "mention": one.mention, "author": one.author, "at": one.at}
        for one in found
    ]
    statement = insert(tx, counted).on_conflict_do_nothing(index_elements=["pattern", "mention", "place"])
    returned = tx.execute(statement.returning(counted.c.pattern, counted.c.place, counted.c.mention), rows)
    new = {(row[0], row[1], row[2]) for row in returned}
    return [one for one in found if (one.pattern, one.place, one.mention) in new]


def hour_of(at: datetime) -> datetime:
    """The start of the UTC hour of an aware moment."""
    return EPOCH + (at - EPOCH) // HOUR * HOUR


def window(tx: Tx, pattern: str, place: str, since: datetime, until: datetime) -> tuple[int, int]:
    """(messages, distinct authors) that were counted from ``since`` (excluded) up to ``until``."""
    row = tx.execute(_WINDOW, {"pattern": pattern, "place": place, "since": since, "until": until}).one()
    return int(row[0]), int(row[1])


_IN = sa.and_(
    counted.c.pattern == sa.bindparam("pattern"),
    counted.c.place == sa.bindparam("place"),
    counted.c.at > sa.bindparam("since"),
    counted.c.at <= sa.bindparam("until"),
)
_WINDOW = sa.select(sa.func.count(), sa.func.count(sa.distinct(counted.c.author))).where(_IN)
_MEMBERS = (
    sa.select(mentions_table.c.case_id, sa.func.count())
    .join(counted, counted.c.mention == mentions_table.c.number)
    .where(_IN, mentions_table.c.case_id.is_not(None))
    .group_by(mentions_table.c.case_id)
)
_NEWEST = sa.select(counted.c.mention).where(_IN).order_by(counted.c.at.desc(), counted.c.mention.desc()).limit(1)


def members(tx: Tx, pattern: str, place: str, since: datetime, until: datetime) -> dict[int, int]:
    """The cases that hold the counted messages, with how many."""
    rows = tx.execute(_MEMBERS, {"pattern": pattern, "place": place, "since": since, "until": until})
    return {row[0]: row[1] for row in rows}


def newest(tx: Tx, pattern: str, place: str, since: datetime, until: datetime) -> int:
    """The newest message that was counted; 0 for none."""
    found = tx.execute(_NEWEST, {"pattern": pattern, "place": place, "since": since, "until": until}).scalar()
    return int(found or 0)


def hours(tx: Tx, pattern: str, place: str, since: datetime) -> dict[datetime, Hour]:
    """The counts by UTC hour since then."""
    rows = tx.execute(_HOURS, {"pattern": pattern, "place": place, "since": since})
    return {row[0]: Hour(row[1], row[2]) for row in rows}


_HOURS = sa.select(rhythm.c.hour, rhythm.c.count, rhythm.c.storm).where(
    rhythm.c.pattern == sa.bindparam("pattern"),
    rhythm.c.place == sa.bindparam("place"),
    rhythm.c.hour >= sa.bindparam("since"),
)


def places(tx: Tx, pattern: str, since: datetime) -> list[str]:
    """The places where the pattern counted anything since then."""
    query = sa.select(rhythm.c.place).where(rhythm.c.pattern == pattern, rhythm.c.hour >= since)
    return list(tx.execute(query.distinct().order_by(rhythm.c.place)).scalars())


def first_hour(tx: Tx, pattern: str) -> datetime | None:
    """Since when the pattern counts."""
    return tx.execute(_FIRST, {"pattern": pattern}).scalar()


_FIRST = sa.select(sa.func.min(rhythm.c.hour)).where(rhythm.c.pattern == sa.bindparam("pattern"))


def in_storm(tx: Tx, since: datetime, until: datetime) -> None:
    """These hours say nothing about what is usual."""
    stretch = sa.and_(rhythm.c.hour >= hour_of(since), rhythm.c.hour <= until)
    tx.execute(rhythm.update().where(stretch).values(storm=True))


def forget(tx: Tx, windows_before: datetime, hours_before: datetime) -> None:
    """Counted messages and hours from before these moments are not needed any more."""
    tx.execute(counted.delete().where(counted.c.at < windows_before))
    tx.execute(rhythm.delete().where(rhythm.c.hour < hours_before))


# --- what was seen ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Alarm:
    """A pattern that was seen: how many, by how many, what is usual there (None: unknown)."""

    pattern: str
    place: str
    case: int
    at: datetime
    count: int
    authors: int
    usual: float | None


def add_alarm(tx: Tx, alarm: Alarm) -> None:
    """The pattern was seen, and this is the case it opened or raised."""
    tx.execute(
        alarms.insert().values(
            pattern=alarm.pattern,
            place=alarm.place,
            case_id=alarm.case,
            at=alarm.at,
            count=alarm.count,
            authors=alarm.authors,
            usual=alarm.usual,
        )
    )


def alarms_of(tx: Tx, case: int) -> list[Alarm]:
    """What patterns said of a case, oldest first."""
    rows = tx.execute(sa.select(alarms).where(alarms.c.case_id == case).order_by(alarms.c.id))
    return [Alarm(r.pattern, r.place, r.case_id, r.at, r._mapping["count"], r.authors, r.usual) for r in rows]


def is_told(tx: Tx, pattern: str, place: str, since: datetime) -> bool:
    """Whether the pattern was seen there already, and its case runs or it is not long ago (after ``since``)."""
    return tx.execute(_TOLD, {"pattern": pattern, "place": place, "since": since}).first() is not None


_TOLD = (
    sa.select(alarms.c.id)
    .join(cases, cases.c.id == alarms.c.case_id)
    .where(
        alarms.c.pattern == sa.bindparam("pattern"),
        alarms.c.place == sa.bindparam("place"),
        sa.or_(cases.c.state != "resolved", alarms.c.at > sa.bindparam("since")),
    )
    .limit(1)
)


# --- what the house looks at later --------------------------------------------------------------------------------


def start_chore(tx: Tx, name: str, due_at: datetime) -> None:
    """Look at this at that time; one that stands keeps its time."""
    statement = insert(tx, chores).values(name=name, due_at=due_at)
    tx.execute(statement.on_conflict_do_nothing(index_elements=["name"]))


def due_chores(tx: Tx, now: datetime) -> list[str]:
    """The chores that are due, taken off the list, in order of time."""
    rows = tx.execute(sa.select(chores.c.name).where(chores.c.due_at <= now).order_by(chores.c.due_at, chores.c.name))
    names = list(rows.scalars())
    return [name for name in names if tx.execute(chores.delete().where(chores.c.name == name)).rowcount == 1]


def stop_chore(tx: Tx, name: str) -> None:
    """This need not be looked at any more."""
    tx.execute(chores.delete().where(chores.c.name == name))


def chore_at(tx: Tx, name: str) -> datetime | None:
    """When this is looked at; None when it is not."""
    return tx.execute(sa.select(chores.c.due_at).where(chores.c.name == name)).scalar()


def next_chore(tx: Tx) -> datetime | None:
    """When the next chore is due."""
    return tx.execute(_NEXT_CHORE).scalar()


_NEXT_CHORE = sa.select(sa.func.min(chores.c.due_at))
