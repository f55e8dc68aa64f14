"""The one place that reads the clock. Everything else is given ``now``."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the present as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's clock, guarded by the monotonic one: it never runs backwards and a jump is reported by ``drift``."""

    def __init__(self) -> None:
        self._wall = time.time()
        self._monotonic = time.monotonic()

    def now(self) -> datetime:
        """Now, from the wall clock at start plus monotonic time since."""
        return datetime.fromtimestamp(self._wall + time.monotonic() - self._monotonic, UTC)

    def drift(self) -> timedelta:
        """How far the wall clock has moved away from monotonic time since the start."""
        expected = self._wall + time.monotonic() - self._monotonic
        return timedelta(seconds=time.time() - expected)

    def follow(self) -> None:
        """Accept the wall clock's present reading as true (after a drift was reported)."""
        self._wall, self._monotonic = time.time(), time.monotonic()


class ManualClock:
    """A clock that stands still until moved: replay, drills and tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The time it was set to."""
        return self.at

    def forward(self, amount: timedelta) -> None:
        """Move on. Raises ``ValueError`` for a negative amount: time does not run backwards."""
        if amount < timedelta(0):
            raise ValueError("a clock does not run backwards")
        self.at += amount


class FastClock:
    """Runs ``speed`` times as fast as the real clock from ``start`` on: the demo."""

    def __init__(self, start: datetime, speed: float) -> None:
        self.start = start.astimezone(UTC)
        self.speed = speed
        self._began = time.monotonic()

    def now(self) -> datetime:
        """The compressed present."""
        return self.start + timedelta(seconds=(time.monotonic() - self._began) * self.speed)
