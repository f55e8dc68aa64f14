"""Changes of duty made from a phone, requests to swap, who had duty when it was last looked at, and the teams' boards."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
import sqlalchemy as sa

from bot.store.codec import dump, load_case
from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import boards, cases, shifts, swap_requests, swaps
from rules.case.model import Case
from rules.duty.staffing import Swap
from rules.duty.swaps import Exchange

_exchange = msgspec.json.Decoder(Exchange)


def swapped(tx: Tx, since: datetime | None = None) -> tuple[Swap, ...]:
    """The changes that end after ``since`` (None: all), in the order in which they were made: the last one counts."""
    rows = tx.execute(_SWAPS) if since is None else tx.execute(_SWAPS_SINCE, {"since": since})
    return tuple(Swap(row.schedule, row.who, row.starts, row.ends) for row in rows)


_SWAPS = sa.select(swaps).order_by(swaps.c.id)
_SWAPS_SINCE = _SWAPS.where(swaps.c.ends > sa.bindparam("since"))


def add_swap(tx: Tx, swap: Swap, by: str, why: str, now: datetime) -> None:
    """From now on this counts."""
    values = {"schedule": swap.schedule, "who": swap.who, "starts": swap.start, "ends": swap.end}
    tx.execute(swaps.insert().values(**values, made_by=by, why=why, made_at=now))


def add_request(tx: Tx, exchange: Exchange, now: datetime) -> int:
    """Somebody asks a colleague to swap; the request's number."""
    values = {"body": dump(exchange), "asked_by": exchange.gives, "asked": exchange.takes, "made_at": now}
    written = tx.execute(swap_requests.insert().values(**values).returning(swap_requests.c.id))
    return int(written.scalar_one())


def request(tx: Tx, number: int) -> tuple[Exchange, str] | None:
    """A request and how it stands: asked, accepted, declined."""
    row = tx.execute(sa.select(swap_requests).where(swap_requests.c.id == number)).first()
    return None if row is None else (_exchange.decode(row.body), row.state)


def decide(tx: Tx, number: int, state: str, now: datetime) -> bool:
    """The answer to a request, once. False when there was one already."""
    asked = swap_requests.update().where(swap_requests.c.id == number, swap_requests.c.state == "asked")
    return tx.execute(asked.values(state=state, decided_at=now)).rowcount == 1


# --- hand-overs --------------------------------------------------------------------------------------------------


def last_seen(tx: Tx) -> dict[str, str]:
    """Who had duty by schedule when it was last looked at; empty for nobody."""
    return {row.schedule: row.person for row in tx.execute(sa.select(shifts.c.schedule, shifts.c.person))}


def saw(tx: Tx, schedule: str, person: str, now: datetime) -> None:
    """Whoever has duty now."""
    values = {"person": person, "since": now}
    statement = insert(tx, shifts).values(schedule=schedule, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["schedule"], set_=values))


def running(tx: Tx) -> list[Case]:
    """The cases that are not closed."""
    query = sa.select(cases.c.body).where(cases.c.state != "resolved").order_by(cases.c.id)
    return [load_case(row.body) for row in tx.execute(query)]


# --- boards --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Board:
    """The pinned message of a group or topic. ``shown`` is its text; ``message_id`` empty: not sent yet."""

    notifier: str
    address: str
    topic: int
    message_id: str
    shown: str
    pinned: bool


def board(tx: Tx, notifier: str, address: str, topic: int) -> Board | None:
    """The board of a place."""
    where = sa.and_(boards.c.notifier == notifier, boards.c.address == address, boards.c.topic == topic)
    row = tx.execute(sa.select(boards).where(where)).first()
    return None if row is None else Board(notifier, address, topic, row.message_id, row.shown, row.pinned)


def keep_board(tx: Tx, kept: Board) -> None:
    """The board as it is now."""
    values = {"message_id": kept.message_id, "shown": kept.shown, "pinned": kept.pinned}
    statement = insert(tx, boards).values(notifier=kept.notifier, address=kept.address, topic=kept.topic, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["notifier", "address", "topic"], set_=values))


def shown(tx: Tx, now: Board) -> None:
    """The board stands there: which message it is. What it should show may have changed meanwhile, and stays."""
    where = sa.and_(boards.c.notifier == now.notifier, boards.c.address == now.address, boards.c.topic == now.topic)
    tx.execute(boards.update().where(where).values(message_id=now.message_id, pinned=now.pinned))
