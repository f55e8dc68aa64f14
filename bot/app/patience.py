"""How long each source is left alone: as long as it asked for, and ever longer while it breaks."""

from datetime import datetime, timedelta

from bot.clock import Clock

FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=1), timedelta(minutes=5)
"""How long a stream that broke is left alone: the first time, and at most."""

LONGEST_HOLD = timedelta(hours=1)
"""A source that asks for longer is looked at after this all the same."""

STEADY = timedelta(minutes=2)
"""A stream that held so long begins again with the shortest pause."""


class Patience:
    """This node's own, in memory. ``name``: a source, or one way to it."""

    def __init__(self, clock: Clock, first_pause: timedelta = FIRST_PAUSE) -> None:
        self._clock, self._first = clock, first_pause
        self._until: dict[str, datetime] = {}
        self._tries: dict[str, int] = {}

    def holds(self, name: str) -> bool:
        """Whether it is to be left alone now."""
        until = self._until.get(name)
        return until is not None and self._clock.now() < until

    def hold(self, name: str, pause: timedelta) -> timedelta:
        """Leave it alone for so long; returns how long."""
        self._until[name] = self._clock.now() + pause
        return pause

    def left(self, until: datetime | None) -> timedelta:
        """How long a platform still wants to be left alone that asked so until then, maybe of a node that is gone.

        Nothing: come in. A clock that jumped holds nobody.
        """
        left = timedelta(0) if until is None else until - self._clock.now()
        return left if timedelta(0) < left <= LONGEST_HOLD else timedelta(0)

    def pause(self, name: str) -> timedelta:
        """How long to wait after it broke: twice as long every time."""
        tries = self._tries[name] = self._tries.get(name, 0) + 1
        doublings: int = min(tries - 1, 20)
        return min(self._first * (1 << doublings), LONGEST_PAUSE)

    def well(self, name: str) -> None:
        """It works: nothing of before counts."""
        self._until.pop(name, None)
        self._tries.pop(name, None)

    def steady(self, name: str, began: datetime) -> None:
        """It has worked since ``began``: when that is long, it begins again with the shortest pause."""
        if self._clock.now() - began >= STEADY:
            self._tries.pop(name, None)
