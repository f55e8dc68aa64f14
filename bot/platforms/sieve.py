"""What is new of what a look found: known things are left out, changed ones come again, and what is told moves the cursor.

The cursor is JSON: a fingerprint of everything seen (bounded), until when, and what else a platform wants to remember.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from bot.ports import Batch, Gap
from rules.i18n import N_
from rules.mention import Mention

FIRST_LOOK = timedelta(days=7)
"""What is older than this at the first look was handled by people long ago; an edit of it still comes."""
MOST_SEEN = 3000
NO_TEXT = N_("het bericht heeft geen tekst")
NO_ID = N_("het bericht heeft geen nummer")
NO_TIME = N_("het bericht heeft geen geldige tijd")

Made = Mention | tuple[str, str]
"""A mention, or (id, reason) of what is none."""


class Known(msgspec.Struct):
    """Where we are. ``seen``: fingerprint by id, oldest first; ``at``: when it was said; ``notes``: the platform's own."""

    seen: dict[str, str] = msgspec.field(default_factory=dict)
    at: dict[str, datetime] = msgspec.field(default_factory=dict)
    until: datetime | None = None
    notes: dict[str, str] = msgspec.field(default_factory=dict)


def read_known(cursor: str) -> Known:
    """A cursor that cannot be read is a first look: what was seen is recognised by the store."""
    try:
        return msgspec.json.decode(cursor, type=Known) if cursor else Known()
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Known()


class Sieve:
    """One look."""

    def __init__(self, cursor: str, now: datetime) -> None:
        self.known, self.now = read_known(cursor), now
        self.first = self.known.until is None
        self.seen: dict[str, str] = {}
        self.at: dict[str, datetime] = {}
        self.notes: dict[str, str] = {}
        self._fresh: dict[str, Mention] = {}
        self._as_of: dict[str, datetime] = {}
        self._refused: list[tuple[str, str]] = []
        self._cut: list[datetime] = []

    def take(self, made: Made, *, as_of: datetime | None = None) -> None:
        """One thing that was found. A picture without words is no news; what cannot be read at all is."""
        if not isinstance(made, Mention):
            if made[1] != NO_TEXT:
                self._refused.append((made[0] or "?", made[1]))
            return
        mark = _mark(made)
        known = self.seen.get(made.id) or self.known.seen.get(made.id)
        self.seen[made.id], self.at[made.id] = mark, made.posted_at
        if known == mark or (known is None and self.first and made.posted_at < self.now - FIRST_LOOK):
            return
        self._fresh[made.id] = made
        self._as_of[made.id] = min(as_of or self.now, self.now)

    def missing(self, since: datetime) -> list[str]:
        """What was said since then, was there before, and is not there now."""
        return [name for name, at in self.known.at.items() if at >= since and name not in self.seen]

    def refuse(self, name: str, reason: str) -> None:
        """Something that cannot be read."""
        self._refused.append((name, reason))

    def cut_off(self, oldest: datetime) -> None:
        """More stood before ``oldest``, which this look did not reach."""
        self._cut.append(oldest)

    def batch(self, gone: Sequence[str] = ()) -> Batch:
        """What it all gave; what is ``gone`` is forgotten, so that it is news when it comes back."""
        known = self.known
        kept = [name for name in known.seen if name not in self.seen and name not in gone]
        marks = known.seen | self.seen
        times = known.at | self.at
        names = [*kept, *self.seen][-max(MOST_SEEN, len(self.seen)) :]
        after = Known(
            {name: marks[name] for name in names},
            {name: times[name] for name in names if name in times},
            self.now,
            self.notes,
        )
        return Batch(
            sorted(self._fresh.values(), key=lambda one: one.posted_at),
            msgspec.json.encode(after).decode(),
            self._refused,
            self.now,
            gone=list(gone),
            gaps=self._gaps(),
            as_of=self._as_of,
        )

    def _gaps(self) -> list[Gap]:
        start, end = self.known.until, max(self._cut, default=None)
        return [Gap(start, end, "too_much")] if start is not None and end is not None and start < end else []


def oldest(times: Iterable[datetime | None], now: datetime) -> datetime:
    """The first of these moments; ``now`` when there is none."""
    return min((one for one in times if one is not None), default=now)


def _mark(made: Mention) -> str:
    said = f"{made.text}\0{made.rating}" if made.rating is not None else made.text
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]
