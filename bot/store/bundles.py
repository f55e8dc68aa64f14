"""Messages that wait to go out together, and the sheets (bundles, summaries, questions) that are drawn when they are sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.outbox.rows import HELD, Kind, write, write_edit
from bot.store.schema import case_log, mentions, outbox
from rules.case.model import NoticeKind


def rung(tx: Tx, person: str, since: datetime, most: int) -> list[datetime]:
    """When this person's phone was rung since then, or is about to be; at most the newest ``most``, in order of time."""
    rows = tx.execute(_RUNG, {"person": person, "since": since, "most": most})
    return sorted(row[0] for row in rows)


_RUNG = (
    sa.select(outbox.c.created_at)
    .where(
        outbox.c.person == sa.bindparam("person"),
        outbox.c.created_at > sa.bindparam("since"),
        outbox.c.state.in_(["pending", "sending", "sent"]),
        outbox.c.loud,
        outbox.c.kind.in_([Kind.NOTICE, Kind.SHEET]),
    )
    .order_by(outbox.c.created_at.desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def add_bundle(tx: Tx, person: str, notifier: str, address: str, at: datetime, now: datetime) -> None:
    """The bundle of what is held for this person goes out at ``at``; one that stands keeps its time."""
    waiting = sa.select(outbox.c.id).where(
        outbox.c.person == person,
        outbox.c.kind == Kind.SHEET,
        outbox.c.payload == "bundle",
        outbox.c.state == "pending",
    )
    if tx.execute(waiting.limit(1)).first() is None:
        add_sheet(tx, f"bundle:{person}:{now.timestamp()}", "bundle", person, notifier, address, now, at=at, loud=True)


def add_sheet(
    tx: Tx,
    key: str,
    payload: str,
    person: str,
    notifier: str,
    address: str,
    now: datetime,
    *,
    case_id: int | None = None,
    at: datetime | None = None,
    loud: bool = False,
) -> bool:
    """A message that is drawn when it is sent; the same key is written once. Whether it is new."""
    written = write(
        tx,
        key=key,
        kind=Kind.SHEET,
        priority="loud" if loud else "silent",
        now=now,
        next_at=at or now,
        case_id=case_id,
        person=person,
        notifier=notifier,
        address=address,
        payload=payload,
        loud=loud,
    )
    return written is not None


def sheets_of(tx: Tx, case: int, payload: str) -> list[str]:
    """The keys of the delivered sheets of one kind about a case."""
    where = (
        outbox.c.case_id == case,
        outbox.c.kind == Kind.SHEET,
        outbox.c.payload == payload,
        outbox.c.state == "sent",
    )
    return list(tx.execute(sa.select(outbox.c.key).where(*where).order_by(outbox.c.id)).scalars())


def is_sheet(tx: Tx, case: int, payload: str, address: str, message_id: str) -> bool:
    """Whether that message is such a sheet."""
    where = (outbox.c.case_id == case, outbox.c.kind == Kind.SHEET, outbox.c.payload == payload)
    here = (outbox.c.address == address, outbox.c.message_id == message_id)
    return tx.execute(sa.select(outbox.c.id).where(*where, *here)).first() is not None


def redraw_sheet(tx: Tx, key: str, version: str, now: datetime) -> None:
    """Edit the delivered sheet of this key to how it stands when the edit is sent; once for each ``version``."""
    row = tx.execute(sa.select(outbox).where(outbox.c.key == key, outbox.c.state == "sent")).first()
    if row is None:
        return
    key, kind = f"{key}:{version}", Kind.SHEET_EDIT
    write_edit(tx, row, key=key, kind=kind, priority="later", now=now, case_id=row.case_id, payload=row.payload)


def held_cases(tx: Tx, person: str) -> list[int]:
    """The cases of which a message is held for this person, the first held first."""
    query = sa.select(outbox.c.case_id).where(outbox.c.person == person, outbox.c.state == HELD)
    return list(dict.fromkeys(tx.execute(query.order_by(outbox.c.id)).scalars()))


def let_go(tx: Tx, person: str, up_to: int, now: datetime) -> None:
    """What was held until the bundle of that row went out has been told with it."""
    mine = sa.and_(outbox.c.person == person, outbox.c.state == HELD, outbox.c.created_at <= now)
    tx.execute(outbox.update().where(mine).values(state="bundled", settled_at=now, notice=up_to))


def add_held(
    tx: Tx,
    *,
    case_id: int,
    key: str,
    person: str,
    notifier: str,
    address: str,
    kind: NoticeKind,
    why: str,
    now: datetime,
) -> None:
    """A message that may not ring now: it is told with the next bundle."""
    write(
        tx,
        key=key,
        kind=Kind.NOTICE,
        priority="later",
        now=now,
        case_id=case_id,
        person=person,
        notifier=notifier,
        address=address,
        payload=f"{kind.value}\n\n{why}",
        loud=True,
        state=HELD,
    )


# --- what a summary tells ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grown:
    """A storm in numbers: all there are, those of the last stretch, how many wrote, and on which platforms how many."""

    mentions: int
    lately: int
    authors: int
    platforms: tuple[tuple[str, int], ...]
    tones: tuple[tuple[str, int], ...]


def grown(tx: Tx, case: int, since: datetime) -> Grown:
    """The numbers of a case; ``since`` the last stretch began."""
    of_case = mentions.c.case_id == case
    author = sa.func.count(sa.distinct(mentions.c.platform + "\n" + mentions.c.author))
    lately = sa.func.sum(sa.case((mentions.c.posted_at > since, 1), else_=0))
    row = tx.execute(sa.select(sa.func.count(), lately, author).where(of_case)).one()
    return Grown(
        row[0], int(row[1] or 0), row[2], _by(tx, mentions.c.platform, case), _by(tx, mentions.c.sentiment, case)
    )


def _by(tx: Tx, column: sa.Column[str], case: int) -> tuple[tuple[str, int], ...]:
    count = sa.func.count()
    query = sa.select(column, count).where(mentions.c.case_id == case).group_by(column).order_by(count.desc(), column)
    return tuple((row[0], row[1]) for row in tx.execute(query))


def of_case(tx: Tx, case: int, *, category: str = "", limit: int = 2000) -> Sequence[Any]:
    """(number, body, level number, category) of the newest mentions of a case, of one category when it is given."""
    query = sa.select(mentions.c.number, mentions.c.body, mentions.c.level_number, mentions.c.category)
    query = query.where(mentions.c.case_id == case).order_by(mentions.c.number.desc()).limit(limit)
    return tx.execute(query.where(mentions.c.category == category) if category else query).all()


def quiet_ones(tx: Tx, since: datetime) -> dict[str, list[int]]:
    """By person the cases they were told of silently since then, in order."""
    query = sa.select(outbox.c.person, outbox.c.case_id).where(
        outbox.c.kind == Kind.NOTICE, outbox.c.created_at > since, outbox.c.loud.is_(False), outbox.c.state == "sent"
    )
    found: dict[str, list[int]] = {}
    for row in tx.execute(query.order_by(outbox.c.id)):
        found.setdefault(row.person, []).append(row.case_id)
    return {person: list(dict.fromkeys(numbers)) for person, numbers in found.items()}


def first_told(tx: Tx, case: int) -> datetime | None:
    """When somebody first heard of the case."""
    query = sa.select(sa.func.min(case_log.c.at)).where(case_log.c.case_id == case, case_log.c.what == "told")
    return tx.execute(query).scalar()
