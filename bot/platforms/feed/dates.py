"""Dates as sites write them by hand: in Dutch, with the names of our own zone; what the library does not read, or reads wrong."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import timezone as fixed
from typing import Any
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Amsterdam")
"""What a site means that writes its dates in Dutch and names no zone."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""A program that knows no time writes the year 1 or 1970."""

_MONTHS = {
    **{name: number for number, name in enumerate(("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug"), 1)},
    **{"sep": 9, "okt": 10, "nov": 11, "dec": 12, "maa": 3, "mar": 3, "may": 5, "oct": 10},
}
_ZONES = {"cet": 1, "met": 1, "wet": 0, "cest": 2, "mest": 2, "west": 1, "gmt": 0, "ut": 0, "utc": 0, "z": 0}
_WRITTEN = re.compile(
    r"(?:[a-z]{2,9}\.?,?\s+)?(?P<day>\d{1,2})[\s-]+(?P<month>[a-z]{3,9})\.?[\s-]+(?P<year>\d{4})"
    r"(?:,?\s+(?:om\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?)?"
    r"(?:\s*uur)?\s*(?P<zone>[+-]\d{2}:?\d{2}|[a-z]{0,4})",
    re.IGNORECASE | re.ASCII,
)


def written(text: str) -> datetime | None:
    """The moment that is meant (UTC); None for what is not written like this."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    month, zone = _MONTHS.get(found["month"][:3].lower()), _zone(found["zone"].lower())
    if month is None or zone is None:
        return None
    day, year = int(found["day"]), int(found["year"])
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(name: str) -> tzinfo | None:
    if name[:1] in ("+", "-"):
        minutes = int(name[1:3]) * 60 + int(name[-2:])
        return fixed(timedelta(minutes=-minutes if name[0] == "-" else minutes)) if minutes < 24 * 60 else None
    known = _ZONES.get(name)
    return fixed(timedelta(hours=known)) if known is not None else None if name else HERE


def said(entry: Mapping[str, Any]) -> datetime | None:
    """When an entry says that it was written, of what is written by hand; None: the library knows better."""
    for key in ("published", "updated", "created"):
        if key in entry and (found := written(str(entry[key]))) is not None:
            return found
    return None
