"""How it is with the sources: where we are in them, until when all was seen, and what certainly was not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.ports import Gap
from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import gaps, mentions, quarantine, sources, spending

DEADLY = 3
"""So often in a row a source may end unforeseen before a person hears of it."""

GAPS_KEPT = timedelta(days=400)

WELL = {"failing_since": None, "error": "", "blind": False, "failed_by": "", "deaths": 0, "died_at": None}
"""What a source's row says once it works."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What may be claimed of one source. All moments are aware UTC.

    Everything before ``seen_until`` was seen, but for the ``gaps``. ``blind``: it will not work until a person mends it,
    since ``failing_since``. ``heard_at``: when it last brought something new. ``deaths``: how often in a row it ended
    unforeseen. ``spent``: what it spent on its newest day, in its own unit, ``spent_on`` (a date; empty: it counts nothing).
    """

    name: str
    platform: str
    seen_until: datetime | None = None
    looked_at: datetime | None = None
    heard_at: datetime | None = None
    failing_since: datetime | None = None
    blind: bool = False
    error: str = ""
    deaths: int = 0
    gaps: tuple[Gap, ...] = ()
    spent: int = 0
    spent_on: str = ""

    @property
    def dead(self) -> bool:
        """Whether it ends unforeseen again and again: somebody has to look."""
        return self.deaths >= DEADLY

    def whole(self, start: datetime, end: datetime) -> bool:
        """Whether everything between these moments was certainly seen."""
        return (
            self.seen_until is not None
            and self.seen_until >= end
            and not any(gap.start < end and gap.end > start for gap in self.gaps)
        )


def read(tx: Tx, since: datetime) -> list[Coverage]:
    """Every source ever watched, by name, with its gaps that end after ``since``."""
    holes = _gaps(tx, since)
    paid = _spent(tx)
    return [
        Coverage(
            row.name,
            row.platform,
            row.seen_until,
            row.looked_at,
            row.heard_at,
            row.failing_since,
            row.blind,
            row.error,
            row.deaths,
            tuple(holes.get(row.name, ())),
            *paid.get(row.name, (0, "")),
        )
        for row in tx.execute(sa.select(sources).order_by(sources.c.name))
    ]


def _gaps(tx: Tx, since: datetime) -> dict[str, list[Gap]]:
    found: dict[str, list[Gap]] = {}
    for row in tx.execute(sa.select(gaps).where(gaps.c.end > since).order_by(gaps.c.start)):
        found.setdefault(row.source, []).append(Gap(row.start, row.end, row.why))
    return found


def _spent(tx: Tx) -> dict[str, tuple[int, str]]:
    rows = tx.execute(sa.select(spending).order_by(spending.c.day))
    return {row.source: (row.spent, row.day) for row in rows}  # the newest day is last


def heard(tx: Tx, source: str, since: datetime) -> list[datetime]:
    """When messages of a source were posted after ``since``, oldest first: what is usual for it."""
    query = sa.select(mentions.c.posted_at).where(mentions.c.source == source, mentions.c.posted_at > since)
    return list(tx.execute(query.order_by(mentions.c.posted_at)).scalars())


def cursor(tx: Tx, name: str) -> str:
    """Where looking at a source goes on; empty when it was never read."""
    return tx.execute(sa.select(sources.c.cursor).where(sources.c.name == name)).scalar() or ""


def stream(tx: Tx, name: str) -> str:
    """Where listening to a source goes on."""
    return tx.execute(sa.select(sources.c.stream).where(sources.c.name == name)).scalar() or ""


def hold(tx: Tx, name: str, until: datetime, *, stream: bool = False) -> None:
    """The platform asked to be left alone until then; with ``stream`` not to be listened to."""
    values = {"stream_held_until" if stream else "held_until": until}
    tx.execute(sources.update().where(sources.c.name == name).values(**values))


def held(tx: Tx, name: str, *, stream: bool = False) -> datetime | None:
    """Until when it asked, at whichever node; None when it never did."""
    asked = sources.c.stream_held_until if stream else sources.c.held_until
    until: datetime | None = tx.execute(sa.select(asked).where(sources.c.name == name)).scalar()
    return until


def watch(tx: Tx, watched: Mapping[str, str]) -> None:
    """From now on these sources (name → platform) are watched. Others keep their cursor and fail no more."""
    tx.execute(sources.update().where(sources.c.name.not_in(watched)).values(**WELL))
    for name, platform in watched.items():
        statement = insert(tx, sources).values(name=name, platform=platform)
        tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"platform": platform}))


def failed(tx: Tx, name: str, error: str, now: datetime, *, blind: bool = False, by: str = "") -> timedelta:
    """Note that a source cannot be read (``blind``: until a person mends it); returns for how long it has been so.

    ``by``: looking or listening, where only the same can mend it. Of two ways that fail, the one that a person must mend is
    told, else the one that failed last.
    """
    row = tx.execute(sa.select(sources).where(sources.c.name == name)).first()
    since = row.failing_since if row is not None and row.failing_since is not None else now
    values: dict[str, Any] = {"looked_at": now}
    if row is None or not row.blind or blind or row.failed_by == by:
        values |= {"error": error, "failing_since": since, "blind": blind, "failed_by": by}
    statement = insert(tx, sources).values(name=name, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
    return now - since


def works(tx: Tx, name: str, way: str) -> None:
    """Note that a source works by this way (looking, listening; empty: it came to us): what that mends is mended."""
    mended = sa.or_(sources.c.failed_by == "", sources.c.failed_by == way)
    ill = sa.or_(sources.c.failing_since.is_not(None), sources.c.deaths > 0)
    tx.execute(sources.update().where(sources.c.name == name, mended, ill).values(**WELL))


def died(tx: Tx, name: str, now: datetime, by: str = "") -> int:
    """Note that a source ended unforeseen; returns how often in a row it has."""
    failed(tx, name, "unexpected", now, by=by)
    tx.execute(sources.update().where(sources.c.name == name).values(deaths=sources.c.deaths + 1, died_at=now))
    deaths: int = tx.execute(sa.select(sources.c.deaths).where(sources.c.name == name)).scalar_one()
    return deaths


def note_gaps(tx: Tx, source: str, found: Iterable[Gap], now: datetime) -> None:
    """Keep what was certainly not seen; the same gap is one gap."""
    for gap in found:
        row = insert(tx, gaps).values(source=source, start=gap.start, end=gap.end, why=gap.why, noted_at=now)
        tx.execute(row.on_conflict_do_nothing(index_elements=["source", "start", "end"]))


def forget_gaps(tx: Tx, now: datetime) -> None:
    """Gaps that no report looks back to."""
    tx.execute(gaps.delete().where(gaps.c.end < now - GAPS_KEPT))


def note_refused(tx: Tx, source: str, refused: Sequence[tuple[str, str]], now: datetime) -> None:
    """Keep (external id or empty, reason) of what could not be read; the same of one id is kept once."""
    for external_id, reason in refused:
        known = sa.select(quarantine.c.id).where(
            quarantine.c.source == source, quarantine.c.external_id == external_id, quarantine.c.reason == reason
        )
        if not external_id or tx.execute(known).first() is None:
            tx.execute(quarantine.insert().values(source=source, external_id=external_id, reason=reason, at=now))


def refused(tx: Tx, source: str) -> list[tuple[str, str]]:
    """(external id or empty, reason) of what a source brought that could not be read, oldest first."""
    query = sa.select(quarantine).where(quarantine.c.source == source).order_by(quarantine.c.id)
    return [(row.external_id, row.reason) for row in tx.execute(query)]
