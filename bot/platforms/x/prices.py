"""What X asks for what, and what of it may still be spent today. Everything in thousandths of a dollar.

Prices: X's pricing page of pay-per-use, August 2026. The same post is charged once a UTC day.
"""

from collections.abc import Iterable

from bot.clock import Clock
from bot.platforms.meter import BudgetError, Meter, Purse
from rules.i18n import N_

POST = 5
OWNED_POST = 1
"""A mention or a post of the account that also owns the app."""
USER = 10
REPLY = 10
"""To somebody who summoned us."""
WITH_LINK = 200
HIDE = 5
DELETE = 10
READING, SEARCHING = 0.9, 0.7
"""Searching stops at this part of the budget, reading mentions at that: there is always something left to act with."""
MOST_KNOWN = 50_000


class SpentError(BudgetError):
    """Today's budget for X is spent."""


class Till:
    """The budget of one source, shared by all that watches and acts for it. ``budget``: dollars a UTC day."""

    def __init__(self, meter: Meter, source: str, clock: Clock, budget: float) -> None:
        self._clock = clock
        self.limit = round(budget * 1000)
        parts = (1.0, READING, SEARCHING)
        self.acting, self.reading, self.searching = (
            Purse(meter, source, clock, int(self.limit * part)) for part in parts
        )
        self._paid: set[str] = set()
        self._day = ""

    def fresh(self, names: Iterable[str]) -> int:
        """How many of these X charges for now, which it remembers: the rest it did already today."""
        day = self._clock.now().date().isoformat()
        if day != self._day or len(self._paid) > MOST_KNOWN:
            self._day, self._paid = day, set()
        new = set(names) - self._paid
        self._paid |= new
        return len(new)

    async def afford(self, purse: Purse, each: int, least: int, most: int) -> int:
        """For how many posts at ``each`` there is money, between ``least`` and ``most``; they are paid at once.

        Raises ``SpentError`` when there is not even enough for ``least``.
        """
        left = await purse.left()
        many = most if left is None else max(least, min(most, left // each))
        await self.pay(purse, many * each)
        return many

    async def pay(self, purse: Purse, amount: int) -> None:
        """Spend it beforehand. Raises ``SpentError`` and spends nothing when it is more than is left."""
        try:
            await purse.take(amount)
        except BudgetError as error:
            raise self._spent(error) from None

    async def give_back(self, purse: Purse, amount: int) -> None:
        """What turned out not to be charged (or, below zero, what was charged besides)."""
        if amount:
            await purse.add(-amount)

    def _spent(self, error: BudgetError) -> SpentError:
        spent = SpentError(
            N_("het dagbudget voor X is op (${budget}); om {reset} UTC gaat het vanzelf verder."),
            budget=f"{self.limit / 1000:.2f}",
            reset=error.args_.get("reset", "00:00"),
        )
        spent.blind, spent.retry_after = False, error.retry_after
        return spent
