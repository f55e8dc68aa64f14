"""The case log is sealed as it grows, and once a day everything that was sealed is held against its seal."""

import asyncio
from datetime import datetime, timedelta

import structlog

from bot.app.house import House
from bot.auditor import Health
from bot.store import chain
from rules.audit.model import Pile

log = structlog.get_logger()

EVERY = timedelta(days=1)
LOOK = 60.0
"""Seconds between looks."""


class Sealing:
    """Seals the log of one house; that somebody changed it is a finding."""

    def __init__(self, house: House, health: Health) -> None:
        self.house, self.health = house, health
        self._next: datetime | None = None
        self._end: tuple[int, str] | None = None

    async def forever(self) -> None:
        """Look at the clock."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(LOOK)

    def look(self) -> None:
        """Seal what is settled; check everything at our start and every day."""
        now, key = self.house.clock.now(), self.house.parts.key
        if self._next is None and self.house.store.write(lambda tx: chain.begin_anew(tx, key, now)):
            log.warning("log_sealed_with_another_key")
        if self._next is None or now >= self._next:
            self._next = now + EVERY
            self.check(now)
        if self.house.store.write(lambda tx: chain.seal(tx, key, now)):
            log.info("log_sealed", end=self.house.store.read(chain.newest))

    def check(self, now: datetime) -> int | None:
        """From which line on the log is not as it was written; None: all is well."""
        key, end = self.house.parts.key, self._end
        broken, now_last = self.house.store.read(lambda tx: (chain.check(tx, key, end), chain.newest(tx)))
        if broken is None:
            self.health.log_changed, self._end = None, now_last
            return None
        log.error("log_changed", line=broken)
        self.health.log_changed = self.health.log_changed or Pile(broken, now)
        return broken
