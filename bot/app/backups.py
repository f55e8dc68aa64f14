"""A verified copy every day at the hour of the settings; that there was none for longer than a day is found."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bot.app.house import House
from bot.auditor import Health
from bot.config.model import BackupSettings
from bot.store import StoreError
from bot.store.backup import back_up, newest
from rules.duty.hours import DAY, instant, local_date

log = structlog.get_logger()

LOOK = 30.0
"""Seconds between looks at the clock."""
LATE = timedelta(hours=26)
"""A newest copy older than this is a finding."""


class Backups:
    """Makes the copies of one house. For PostgreSQL there is nothing to do: its own tools make them."""

    def __init__(self, house: House, settings: BackupSettings, health: Health, doorstep: Path | None = None) -> None:
        """``doorstep``: the file beside the vault for what came to our door and is not read yet; it is copied with it."""
        self.house = house
        self.settings = settings
        self.health = health
        self.doorstep = doorstep
        self._next = self.due(house.clock.now())

    def due(self, after: datetime) -> datetime:
        """The first moment (UTC) after ``after`` at which a copy is made: the local hour, once a day whatever the clock does."""
        protocol = self.house.rulebook.current.protocol
        day = local_date(after, protocol)
        while (at := instant(datetime.combine(day, self.settings.at_time), protocol.timezone)) <= after:
            day += DAY
        return at

    async def forever(self) -> None:
        """Look at the clock."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(LOOK)

    def look(self) -> Path | None:
        """The copy, when it was time for one and it worked."""
        if not self.house.store.is_sqlite:
            return None
        now, made = self.house.clock.now(), None
        if now >= self._next:
            self._next = self.due(now)
            made = self._make(now)
        self._judge(now)
        return made

    def _make(self, now: datetime) -> Path | None:
        folder, keep = self.settings.folder, self.settings.keep
        try:
            made = back_up(self.house.store.path, folder, now, keep)
            if self.doorstep is not None and self.doorstep.exists():
                back_up(self.doorstep, folder, now, keep)
        except StoreError as error:
            log.error("backup_failed", why=str(error))
            self.health.backup_late_since = self.health.backup_late_since or now
            return None
        log.info("backup_made", file=made.name)
        self.health.backup_late_since = None
        return made

    def _judge(self, now: datetime) -> None:
        """A copy that is too old counts from when it was too old; without any, from our start."""
        copies = newest(self.house.store.path, self.settings.folder)
        last = datetime.fromtimestamp(copies[0].stat().st_mtime, now.tzinfo) if copies else self.health.up_since
        if now - last >= LATE:
            self.health.backup_late_since = self.health.backup_late_since or last
