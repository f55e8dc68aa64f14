"""What a watcher has seen: for platforms that show their newest items again and again, with the edits in them.

The cursor is JSON: the fingerprint of what was seen (bounded), and until when. A platform that is not Meta's uses this.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from bot.platforms.found import FIRST_LOOK, NO_TEXT, OVERLAP, Made, fingerprint, gaps, newest
from bot.ports import Batch
from rules.mention import Mention


class Cursor(msgspec.Struct):
    """Where we are. ``seen``: fingerprint by id, oldest first."""

    seen: dict[str, str] = msgspec.field(default_factory=dict)
    until: datetime | None = None


def read_cursor(cursor: str) -> Cursor:
    """A cursor that cannot be read is a first look: what was seen is recognised by the store."""
    try:
        return msgspec.json.decode(cursor, type=Cursor) if cursor else Cursor()
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Cursor()


class Seen:
    """One look: what of it is new, and the cursor after it. ``now`` is aware UTC."""

    def __init__(self, cursor: str, now: datetime) -> None:
        self._known, self.now = read_cursor(cursor), now
        known = self._known.until
        self.since = now - FIRST_LOOK if known is None else min(known, now) - OVERLAP
        """Before this moment nothing is news."""
        self._seen: dict[str, str] = {}
        self._fresh: dict[str, Mention] = {}
        self._as_of: dict[str, datetime] = {}
        self._refused: dict[str, str] = {}
        self._cut: list[datetime] = []

    def take(self, made: Made, as_of: datetime | None = None) -> None:
        """Note one item. ``as_of``: the platform's own time of the state it is in."""
        if not isinstance(made, Mention):
            if made[1] != NO_TEXT:  # a picture alone is no news; what cannot be read at all is
                self._refused[made[0] or "?"] = made[1]
            return
        mark = fingerprint(made.text)
        known = self._seen.get(made.id) or self._known.seen.get(made.id)
        self._seen[made.id] = mark
        if known != mark and (made.posted_at >= self.since or known or self._known.until is not None):
            self._fresh[made.id] = made
            if as_of is not None:
                self._as_of[made.id] = as_of

    def news(self, moments: Iterable[datetime | None]) -> bool:
        """Whether there may be more behind these: one of them is not that old, or does not say."""
        return any(moment is None or moment >= self.since for moment in moments)

    def cut(self, oldest: datetime) -> None:
        """We stopped reading here: between what we knew and this lies what was not seen."""
        self._cut.append(oldest)

    def unseen(self, most: int) -> list[str]:
        """What was known and did not come by now, the newest first."""
        return [name for name in reversed(self._known.seen) if name not in self._seen][:most]

    def batch(self, gone: Sequence[str] = ()) -> Batch:
        """What it all gave; what is ``gone`` is forgotten, so that it is news when it comes back."""
        known = {name: mark for name, mark in self._known.seen.items() if name not in set(gone)}
        cursor = msgspec.json.encode(Cursor(newest(known, self._seen), self.now)).decode()
        fresh = sorted(self._fresh.values(), key=lambda one: one.posted_at)
        holes, refused = gaps(self._known.until, self._cut), list(self._refused.items())
        return Batch(fresh, cursor, refused, self.now, gone=list(gone), gaps=holes, as_of=self._as_of)
