"""Virtual time: move a clock from one thing that is due to the next, as fast as the house can follow."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

from bot.app.house import House
from bot.clock import ManualClock
from bot.store import cases, outbox

MOMENT = timedelta(milliseconds=50)
"""So much later the clock is looked at again when what was due could not be done at once (a chat's pace)."""


def next_due(house: House, extra: Callable[[], datetime | None]) -> datetime | None:
    """When something is due next: a timer, a message, or whatever ``extra`` knows of."""
    found = (house.store.read(cases.next_due), house.store.read(outbox.next_at), extra())
    return min((moment for moment in found if moment is not None), default=None)


async def forward(
    house: House, clock: ManualClock, until: datetime, extra: Callable[[], datetime | None]
) -> AsyncIterator[datetime]:
    """Yield at every moment up to ``until`` at which something is due; the caller lets the house settle each time."""
    while (at := next_due(house, extra)) is not None and at <= until:
        clock.at = clock.at + MOMENT if at <= clock.at else at
        if clock.at > until:
            break
        yield clock.at
    clock.at = max(clock.at, until)
