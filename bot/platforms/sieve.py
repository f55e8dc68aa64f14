"""What is new of what a look found: known things are left out, changed ones come again, and what is told moves the cursor.

The cursor is JSON: a fingerprint of everything seen (bounded), until when, and what else a platform wants to remember.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from bot.platforms.found import FIRST_LOOK, NO_ID, NO_TEXT, NO_TIME, Made, fingerprint, gaps, newest
from bot.ports import Batch
from rules.mention import Mention

__all__ = ["FIRST_LOOK", "NO_ID", "NO_TEXT", "NO_TIME", "Made", "Sieve", "oldest"]


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
        marks = newest({name: mark for name, mark in known.seen.items() if name not in gone}, self.seen)
        times = known.at | self.at
        after = Known(marks, {name: times[name] for name in marks if name in times}, self.now, self.notes)
        return Batch(
            sorted(self._fresh.values(), key=lambda one: one.posted_at),
            msgspec.json.encode(after).decode(),
            self._refused,
            self.now,
            gone=list(gone),
            gaps=gaps(known.until, self._cut),
            as_of=self._as_of,
        )


def oldest(times: Iterable[datetime | None], now: datetime) -> datetime:
    """The first of these moments; ``now`` when there is none."""
    return min((one for one in times if one is not None), default=now)


def _mark(made: Mention) -> str:
    return fingerprint(f"{made.text}\0{made.rating}" if made.rating is not None else made.text)
