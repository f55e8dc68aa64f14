"""Until when a case is put aside: the choices a person has, and the moment each of them means."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from rules.duty.hours import DAY, instant

CHOICES = ("15m", "1h", "07:30", "08:00")
"""What the phone offers; the command line takes any ``90m``, ``2h`` or ``HH:MM``."""

LONGEST = timedelta(hours=24)

GROWTH = 20
"""So many mentions more end a snooze (experience.md 3.3)."""

_FORM = re.compile(r"(?:(\d{1,4})\s*(m|min|h|u|uur)|(\d{1,2})[:.](\d{2}))")


def wake_at(choice: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment (aware UTC) that ``choice`` means: so long from ``now``, or the next time the local clock shows it.

    None for what is no choice: another form, no time at all, or more than a day.
    """
    found = _FORM.fullmatch(choice.strip().lower())
    if found is None:
        return None
    if found[1]:
        return _after(int(found[1]), found[2], now)
    hour, minute = int(found[3]), int(found[4])
    if hour > 23 or minute > 59:
        return None
    return _at(time(hour, minute), now, zone)


def _after(count: int, unit: str, now: datetime) -> datetime | None:
    amount = timedelta(minutes=count) if unit.startswith("m") else timedelta(hours=count)
    return now + amount if timedelta(0) < amount <= LONGEST else None


def _at(clock: time, now: datetime, zone: ZoneInfo) -> datetime:
    day = now.astimezone(zone).date()
    today = instant(datetime.combine(day, clock), zone)
    return today if today > now else instant(datetime.combine(day + DAY, clock), zone)
