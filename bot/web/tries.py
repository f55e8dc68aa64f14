"""How often somebody came with a link that is not right: after a few of those an address is only told to wait.

A link is a random number of 192 bits that lives for a quarter of an hour, so guessing is hopeless; what is guarded here
is our work, and that somebody hears of it. A right link works from every address: nobody can lock a colleague out, not
even where all come by one proxy.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=15)
PATIENCE = 10
"""So many wrong links of one address are answered within ``WINDOW``."""
ALARM = 50
"""So many wrong links of all addresses together within ``WINDOW`` are told."""
ADDRESSES = 1000
"""So many addresses are remembered: no crowd can fill our memory."""

Told = Callable[[int, datetime, datetime], None]
"""Hears how many wrong links were tried, since when, and the present."""


def nobody(count: int, since: datetime, now: datetime) -> None:
    """Nobody wants to hear of it."""


@dataclass
class _Count:
    since: datetime
    times: int = 0

    def one_more(self, now: datetime) -> int:
        if now - self.since >= WINDOW:
            self.since, self.times = now, 0
        self.times += 1
        return self.times


@dataclass
class Tries:
    """``told`` hears from ``ALARM`` on, at every one after it."""

    told: Told = nobody
    _by: OrderedDict[str, _Count] = field(default_factory=OrderedDict)
    _all: _Count | None = None

    def wrong(self, address: str, now: datetime) -> timedelta | None:
        """Count a wrong link. None: say so; else how long this address has to wait."""
        self._all = self._all or _Count(now)
        if (count := self._all.one_more(now)) >= ALARM:
            self.told(count, self._all.since, now)
        mine = self._by.setdefault(address, _Count(now))
        self._by.move_to_end(address)
        if len(self._by) > ADDRESSES:
            self._by.popitem(last=False)
        return mine.since + WINDOW - now if mine.one_more(now) > PATIENCE else None
