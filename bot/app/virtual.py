"""Virtual time: move a clock from one thing that is due to the next, as fast as the house can follow."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

from bot.app.house import House
from bot.clock import ManualClock
from bot.store import cases, outbox, rhythm

TICK = timedelta(seconds=1)
"""How often the service looks at the clock; virtual time need not be finer."""

MOMENT = timedelta(milliseconds=50)
"""So much later the clock is looked at again when what was due could not be done at once (a chat's pace)."""


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def next_due(house: House, extra: Callable[[], datetime | None]) -> datetime | None:
    """When something is due next: a timer, a message, a public action, a hand-over of duty, or whatever ``extra`` knows of."""
    rows = (cases.next_due, outbox.next_at, rhythm.next_chore, house.publisher.next_at)
    kept = house.store.read(lambda tx: [row(tx) for row in rows])
    found = (*kept, house.roster.next_look(), extra())
    return min((moment for moment in found if moment is not None), default=None)


async def forward(
    house: House,
    clock: ManualClock,
    until: datetime,
    extra: Callable[[], datetime | None],
    *,
    tick: timedelta | None = None,
) -> AsyncIterator[datetime]:
    """Yield at every moment up to ``until`` at which something is due; the caller lets the house settle each time.

    With ``tick`` the house looks only at whole ticks, as the service does: what falls due in between is done together.
    """
    while clock.at < until and (due := next_due(house, extra)) is not None and due <= until:
        at = due if due > clock.at else clock.at + MOMENT
        clock.at = min(whole(at, tick) if tick else at, until)
        yield clock.at
    clock.at = max(clock.at, until)


def whole(at: datetime, tick: timedelta) -> datetime:
    """The first whole tick at or after ``at``."""
    return at + (_EPOCH - at) % tick
