"""What a source may cost a day, in whatever it is counted: calls, quota units, thousandths of a cent. Kept over restarts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import Explained
from bot.ports import SourceError
from bot.store import Store, spending
from rules.i18n import N_


class Meter(Protocol):
    """Counts what is spent, by source and day."""

    async def take(self, source: str, day: str, amount: int, limit: int | None) -> bool:
        """Spend ``amount`` if that stays within ``limit`` (None: no limit); whether it did. Spent at once, on disk."""

    async def spent(self, source: str, day: str) -> int:
        """What was spent on that day."""


class StoreMeter:
    """In the vault, so that several nodes share one budget."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def take(self, source: str, day: str, amount: int, limit: int | None) -> bool:
        """One conditional statement: two at once never spend more than there is."""
        return await self._store.awrite(lambda tx: spending.take(tx, source, day, amount, limit))

    async def spent(self, source: str, day: str) -> int:
        """What was spent on that day."""
        return await self._store.aread(lambda tx: spending.spent(tx, source, day))


class CountingMeter:
    """In memory: a look by hand, tests."""

    def __init__(self) -> None:
        self._spent: dict[tuple[str, str], int] = {}

    async def take(self, source: str, day: str, amount: int, limit: int | None) -> bool:
        """Spend it if that stays within the limit."""
        now = self._spent.get((source, day), 0)
        if limit is not None and amount > 0 and now + amount > limit:
            return False
        self._spent[source, day] = now + amount
        return True

    async def spent(self, source: str, day: str) -> int:
        """What was spent on that day."""
        return self._spent.get((source, day), 0)


class BudgetError(Explained, SourceError):
    """Today's budget of a source is spent; it goes on by itself tomorrow. Not ``blind``: nobody needs to mend it."""

    fault = "budget"


@dataclass(frozen=True, slots=True)
class Purse:
    """The budget of one source. ``zone``: whose midnight begins a new day (YouTube: Pacific; X: UTC)."""

    meter: Meter
    source: str
    clock: Clock
    limit: int | None
    zone: ZoneInfo = ZoneInfo("UTC")

    async def take(self, amount: int) -> None:
        """Spend before it is asked for. Raises ``BudgetError`` and spends nothing when it is more than is left."""
        if not await self.meter.take(self.source, self._day(), amount, self.limit):
            error = BudgetError(
                N_("het dagbudget van {limit} is op; om {reset} UTC gaat het vanzelf verder."),
                limit=self.limit,
                reset=f"{self._reset().astimezone(ZoneInfo('UTC')):%H:%M}",
            )
            error.blind, error.retry_after = False, self._reset() - self.clock.now()
            raise error

    async def add(self, amount: int) -> None:
        """Note what turned out to be spent (or, below zero, not to be), over the limit or not."""
        await self.meter.take(self.source, self._day(), amount, None)

    async def left(self) -> int | None:
        """What may still be spent today; None: there is no limit."""
        if self.limit is None:
            return None
        return max(0, self.limit - await self.meter.spent(self.source, self._day()))

    def wait(self) -> timedelta:
        """How long until a new day begins."""
        return self._reset() - self.clock.now()

    def _day(self) -> str:
        return self.clock.now().astimezone(self.zone).date().isoformat()

    def _reset(self) -> datetime:
        local = self.clock.now().astimezone(self.zone)
        return datetime.combine(local.date() + timedelta(days=1), clock_time(), self.zone)
