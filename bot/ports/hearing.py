"""How the public is heard: the ports of sources and the values that pass through them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from rules.mention import Mention


class SourceError(Exception):
    """A source could not be read; ``blind``: it will not work until a person mends it (token, permission, gone).

    ``fault``: its kind in one word, for the log; the message may name what a log must not.
    """

    fault = "unreadable"

    def __init__(self, message: str, *, blind: bool = False, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.blind = blind
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Batch:
    """What one look at a source gave: new or changed mentions, the cursor to keep with them, and what could not be read.

    ``refused`` are (external id or empty, reason) pairs: kept as quarantined, never dropped silently.
    ``seen_until``: everything before this moment has been seen, but for the ``gaps``.
    ``gone`` are the ids of messages that were deleted on the platform. ``as_of``: the platform's own time of the state a
    mention (by id) or a deletion is in, where it says so: what is older than what we have changes nothing.
    ``trouble``: which part of the source stays unread until a person mends it, in words; the rest was read.
    """

    mentions: Sequence[Mention]
    cursor: str
    refused: Sequence[tuple[str, str]] = ()
    seen_until: datetime | None = None
    gone: Sequence[str] = ()
    gaps: Sequence["Gap"] = ()
    as_of: Mapping[str, datetime] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time (aware UTC) that a source certainly did not see whole; ``why`` is a fixed word."""

    start: datetime
    end: datetime
    why: str


class Watcher(Protocol):
    """One watched source. ``fetch`` reads from ``cursor`` (empty at first) and keeps nothing by itself."""

    name: str
    platform: str
    every: timedelta

    async def fetch(self, cursor: str) -> Batch:
        """Read what is new. Raises ``SourceError``."""

    async def close(self) -> None:
        """Free connections."""


class Listener(Protocol):
    """A source that speaks by itself (a stream). It keeps nothing by itself: a batch's cursor counts once it is stored."""

    name: str
    platform: str

    def listen(self, cursor: str) -> AsyncIterator[Batch]:
        """Batches as they come, from ``cursor`` (empty at first), with some overlap. Raises ``SourceError`` when it breaks."""

    async def close(self) -> None:
        """Free connections."""


@runtime_checkable
class Sole(Protocol):
    """A listener that hears what no look at the same source finds: while it does not work the source does not, either."""

    sole: bool


class Receiver(Protocol):
    """A source that comes to our door (a webhook). Pure but for its settings: the shell stores the raw body before it answers 200.

    ``family``: receivers of one family all get what comes to the door of any of them; empty: it has a door of its own.
    """

    name: str
    platform: str
    family: str

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """What to answer to the platform's question whether we live here; None: refuse it (403)."""

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the raw body was signed with one of our secrets (constant time). Header names in lower case."""

    def read(self, body: bytes) -> Batch:
        """What the body says; its ``cursor`` is empty. Never raises for content: what is not understood is in ``refused``."""


@runtime_checkable
class Follower(Protocol):
    """A receiver whose deliveries may only point at something: the shell calls ``follow`` instead of ``read``."""

    async def follow(self, body: bytes) -> Batch:
        """What the body says, with what it points at asked for. Raises ``SourceError``: then it is followed again later."""
