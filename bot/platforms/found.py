"""What every look at a platform shares: what a find is, how a known one is recognised, what was not seen."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.ports import Gap
from rules.i18n import N_
from rules.mention import Mention

FIRST_LOOK = timedelta(days=7)
"""What is older than this at the first look was handled by people long ago."""
OVERLAP = timedelta(hours=2)
"""So far back a look reads again: what a platform shows late is seen all the same."""
MOST_SEEN = 3000
"""Fingerprints a cursor holds at most, unless one look shows more."""
NO_TEXT = N_("het bericht heeft geen tekst")
NO_ID = N_("het bericht heeft geen nummer")
NO_TIME = N_("het bericht heeft geen geldige tijd")

Made = Mention | tuple[str, str]
"""A mention, or (id, reason) of what is none."""


def fingerprint(said: str) -> str:
    """Tells an edit from what was seen before: 12 hexadecimal digits."""
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def newest(known: dict[str, str], seen: dict[str, str]) -> dict[str, str]:
    """The fingerprints to remember, oldest first: everything seen now, and of before as much as fits."""
    kept = [(name, mark) for name, mark in known.items() if name not in seen]
    return dict([*kept, *seen.items()][-max(MOST_SEEN, len(seen)) :])


def gaps(until: datetime | None, cuts: Iterable[datetime]) -> list[Gap]:
    """Between what was known and where a look stopped reading lies what was not seen."""
    end = max(cuts, default=None)
    return [Gap(until, end, "too_much")] if until is not None and end is not None and until < end else []
