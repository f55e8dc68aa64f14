"""Listening to Jetstream. The only place where the websocket library is imported.

The cursor goes with the mentions of the events before it, so that a kill loses nothing. Whoever cannot keep up makes the
server wait (a handful of frames is read ahead), and is sent away by it in the end: then we go on from the cursor.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.typing import Subprotocol

from bot.addresses import split_url
from bot.clock import Clock
from bot.platforms.bluesky import POSTS, WORD, BlueskySource, Speech
from bot.platforms.bluesky.events import Event, Ours, decoded, mention, notice
from bot.platforms.bluesky.sieve import Sieve
from bot.platforms.http.sockets import connected
from bot.platforms.outcome import by_status, call_error
from bot.platforms.platform import nothing_kept
from bot.ports import Batch, Gap
from rules.case.actions import Failure
from rules.mention import Mention

OVERLAP = timedelta(seconds=5)
ELSEWHERE = timedelta(seconds=60)
"""So far back on another server, whose count of time is its own."""
SILENT = 60.0
"""Seconds without a word, of a whole network, after which a stream is dead."""
LULL = timedelta(minutes=10)
"""A stream of the old way begins at the oldest it has, and does not say so: so long is no network silent."""
OPENING = 10
"""Seconds to connect."""
GATHER = 0.25
"""Seconds of events that make one batch, and so one commit, at most."""
MOST_EVENTS = 5000
WANTED, LARGEST = 1_000_000, 16_000_000
"""Bytes of an event that we ask for at most, and take from a server that does not heed it: one that were too large would end
the stream, and end it again from the same cursor, for as long as its writer likes."""
AHEAD = 64
"""Frames read ahead."""
MOST_KNOWN = 20_000
"""Posts that we brought and whose deletion is therefore told."""
TAKEN, EDITED, SEQ = b'"delete', b'"update"', b'"seq"'
"""What stands in the bytes of an event that takes away a post or an account, or edits a post, however they are spaced."""


class Cursor(msgspec.Struct):
    """Where we are on ``server``: number (0: none) and time in µs of the last event that was taken in."""

    server: str = ""
    seq: int = 0
    at: int = 0


def read_cursor(cursor: str) -> Cursor:
    """One that cannot be read is none: from now on."""
    try:
        return msgspec.json.decode(cursor, type=Cursor) if cursor else Cursor()
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Cursor()


def start(known: Cursor, source: BlueskySource) -> int:
    """Where to ask the server to begin; 0: now."""
    if not known.at:
        return 0
    if known.server != source.server:
        return known.at - ELSEWHERE // timedelta(microseconds=1)
    if source.speech is Speech.NEW and known.seq:
        return known.seq
    return known.at - OVERLAP // timedelta(microseconds=1)


def onward(at: Cursor, now: Cursor) -> Cursor:
    """Where we are after ``now``. What is heard once more after a restart takes nobody back: short lives would add up."""
    again = at.server == now.server and at.at - OVERLAP // timedelta(microseconds=1) <= now.at < at.at
    return at if again else now


def address(source: BlueskySource, begin: int) -> str:
    """What is connected to."""
    if source.speech is Speech.OLD:
        path, asked = "/subscribe", [("wantedCollections", POSTS)]
    else:
        path, asked = "/xrpc/network.bsky.jetstream.subscribeEvents", [("collections", POSTS)]
    asked.append(("maxMessageSizeBytes", str(WANTED)))
    return f"{source.server}{path}?{urlencode([*asked, *([('cursor', str(begin))] if begin else [])])}"


@dataclass(slots=True)
class Gathered:
    """What goes into the next batch."""

    mentions: list[Mention]
    gone: list[str]
    as_of: dict[str, datetime]
    gaps: list[Gap]
    last: bytes = b""
    count: int = 0
    broken: Exception | None = None
    """The stream broke after these: they are kept first, and then it is told."""


class NetworkListener:
    """``bot.ports.Listener`` of the whole network. ``whose``: our own lasting name, empty as long as nobody knows it."""

    platform = WORD
    sole = True

    def __init__(
        self,
        source: BlueskySource,
        clock: Clock,
        terms: Callable[[], Sequence[str]],
        *,
        whose: Callable[[], str] | None = None,
        allow_private: bool = False,
        kept: Callable[[str, int], Sequence[str]] = nothing_kept,
    ) -> None:
        self.name = source.name
        self._source, self._clock, self._terms = source, clock, terms
        self._whose, self._allow_private = whose or (lambda: source.did), allow_private
        self._ours = Ours(source.name, source.did)
        self._host, self._kept = source.server.partition("://")[2], kept
        self._known: OrderedDict[str, None] = OrderedDict()
        self._sieve = Sieve(())
        self._new = source.speech is Speech.NEW
        self._resumed = self._behind = 0

    async def listen(self, cursor: str) -> AsyncIterator[Batch]:
        """Batches as they come. Raises ``CallError`` when the stream breaks."""
        known = read_cursor(cursor)
        begin = start(known, self._source)
        for name in reversed(await asyncio.to_thread(self._kept, self.name, MOST_KNOWN)):
            self._know(name)
        try:
            async with await self._connected(begin) as line:
                async for batch in self._batches(line, known):
                    yield batch
        except InvalidStatus as error:
            if not begin or error.response.status_code != 400 or b"CursorTooOld" not in (error.response.body or b""):
                status = error.response.status_code
                raise call_error(by_status(status), self._host, f"HTTP {status}") from None
            yield self._too_late(known)
        except (WebSocketException, OSError, TimeoutError, EOFError):
            raise call_error(Failure.UNKNOWN, self._host, "stream") from None

    async def _connected(self, begin: int) -> ClientConnection:
        """A line to the server, after a look at where its name leads. It is not followed elsewhere."""
        parts = split_url(self._source.server)
        secure = self._source.server.startswith("wss:")
        port = parts.port if parts and parts.port else 443 if secure else 80
        async with asyncio.timeout(OPENING):
            sock = await connected((parts.hostname if parts else "") or "", port, allow_private=self._allow_private)
        opening = connect(
            address(self._source, begin),
            sock=sock,
            subprotocols=[Subprotocol("xrpc.v1.json")] if self._new else None,
            compression=None,
            max_size=LARGEST,
            max_queue=AHEAD,
            open_timeout=OPENING,
            close_timeout=1,
            proxy=None,
        )
        try:
            return await opening
        except ValueError:  # it points elsewhere
            raise OSError("redirect") from None

    def _too_late(self, known: Cursor) -> Batch:
        """What was said since is not to be had here any more: told, and from now on."""
        now = self._clock.now()
        begin = datetime.fromtimestamp(known.at / 1_000_000, UTC)
        gaps = [Gap(begin, now, "too_old")] if begin < now else []
        return Batch((), msgspec.json.encode(Cursor(self._source.server)).decode(), gaps=gaps)

    async def _batches(self, line: ClientConnection, known: Cursor) -> AsyncIterator[Batch]:
        at, self._resumed = known, known.at
        self._behind = 0 if self._new else known.at
        while True:
            gathered = await self._gather(line)
            event = decoded(gathered.last)
            if event is not None:
                at = onward(at, Cursor(self._source.server, event.seq, event.at))
            yield Batch(
                gathered.mentions,
                msgspec.json.encode(at).decode(),
                gone=gathered.gone,
                seen_until=min(event.moment, self._clock.now()) if event else None,
                gaps=gathered.gaps,
                as_of=gathered.as_of,
            )
            if gathered.broken is not None:
                raise gathered.broken

    async def _gather(self, line: ClientConnection) -> Gathered:
        """What came within ``GATHER``, at least one event."""
        self._listen_for()
        found = Gathered([], [], {}, [])
        async with asyncio.timeout(SILENT):
            self._take(await line.recv(decode=False), found)
        loop = asyncio.get_running_loop()
        until = loop.time() + GATHER
        try:
            async with asyncio.timeout_at(until):
                while found.count < MOST_EVENTS and loop.time() < until:
                    self._take(await line.recv(decode=False), found)
        except TimeoutError:
            pass  # it is quiet: what there is goes on
        except (WebSocketException, OSError, EOFError) as error:
            found.broken = error
        return found

    def _listen_for(self) -> None:
        names, did = tuple(dict.fromkeys((*self._terms(), self._source.handle))), self._whose()
        if names != self._sieve.names or did != self._ours.did:
            self._ours, self._sieve = Ours(self.name, did), Sieve(names, [did])

    def _take(self, raw: bytes, found: Gathered) -> None:
        found.count += 1
        if self._new and SEQ not in raw:
            self._note(notice(raw))
            return
        if self._sieve.passes(raw) or (self._known and (TAKEN in raw or EDITED in raw)):
            self._keep(decoded(raw), found)
        if self._behind:
            self._tell(decoded(raw), found)
        found.last = raw

    def _note(self, word: str) -> None:
        """The stream says that it could not begin where we were: from there to its first event nothing was seen."""
        if word in ("OutdatedCursor", "FutureCursor"):
            self._behind = self._resumed

    def _tell(self, event: Event | None, found: Gathered) -> None:
        if event is not None:
            if self._behind + (0 if self._new else LULL // timedelta(microseconds=1)) < event.at:
                begin = datetime.fromtimestamp(self._behind / 1_000_000, UTC)
                found.gaps.append(Gap(begin, event.moment, "too_old"))
            self._behind = 0

    def _keep(self, event: Event | None, found: Gathered) -> None:
        if event is not None and event.ended:
            found.gone += [name for name in self._known if name.startswith(f"at://{event.did}/")]
        if event is None or not event.rkey:
            return
        if event.operation == "delete":
            if event.uri in self._known or event.did == self._ours.did:
                found.gone.append(event.uri)
            return
        said = mention(event, self._ours, self._sieve, known=event.uri in self._known)
        if said is not None:
            found.mentions.append(said)
            found.as_of[said.id] = event.moment
            self._know(said.id)

    def _know(self, name: str) -> None:
        """From now on its deletion and its edits are ours to hear."""
        self._known[name] = None
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)

    async def close(self) -> None:
        """The connection ends with the listening."""
