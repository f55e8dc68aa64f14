"""Listening to X: the filtered stream for names, X Activity for the account itself.

Both are read by the library's stream in a thread. Neither reconnects by itself: a stream that ends, ends, and whoever
runs the sources chooses the pause. What was missed meanwhile the looks bring.
"""

import asyncio
import json
import threading
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.config.secret import Secret
from bot.platforms.graph.values import block, blocks, ident, text
from bot.platforms.renewal import Renewal
from bot.platforms.x import WORD, XSource, posts
from bot.platforms.x.client import Line, Wire
from bot.platforms.x.errors import XError, problems
from bot.platforms.x.events import DELETED, KINDS, NOT_READABLE, Events, streamed
from bot.platforms.x.posts import Us
from bot.platforms.x.prices import POST, USER, Till
from bot.platforms.x.rules import Rules
from bot.platforms.x.speaking import renewed
from bot.platforms.x.watcher import Terms, queries
from bot.ports import Batch
from rules.case.actions import Failure
from rules.i18n import N_
from rules.mention import Via

AT_ONCE = 200
"""Events of one batch at most."""
WAITING = 5_000
"""Lines that may wait to be stored; a stream that brings them faster is hung up, and the looks bring the rest."""
TERMS_EVERY = timedelta(minutes=2)
"""So often it is seen whether other names are searched for."""
FIRST_WAIT = {429: timedelta(minutes=1), 503: timedelta(seconds=5)}
"""X's own page on disconnections; that later waits double is done above us."""
ACTIVITY = "/2/activity/stream"
SUBSCRIPTIONS = "/2/activity/subscriptions"

NOT_ALLOWED = N_(
    "X laat deze app niet toe bij wat er rond het account gebeurt ({code}). Zet één keer een vers OAuth 2.0-token van het "
    "account bij 'user_token' (twee uur geldig); zie docs/how-to/x.md"
)

_END = b""
"""What the thread puts last: a line is never empty."""


class XStream(ABC):
    """What the two streams share: one connection, a queue, batches. There is no cursor: X keeps nothing for us."""

    platform = WORD

    def __init__(self, source: XSource, line: Line, till: Till, clock: Clock) -> None:
        self.name = source.name
        self._source, self._line, self._till, self._clock = source, line, till, clock
        self._us = Us(source.id, source.name)
        self._wire: Wire | None = None

    async def listen(self, cursor: str) -> AsyncIterator[Batch]:
        """Batches as they come. Raises ``XError`` when it breaks, ``SpentError`` when there is no money for more."""
        await self._charge(0)
        await self._prepare()
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        loop = asyncio.get_running_loop()
        wire = self._wire = self._open(lambda raw: _put(loop, queue, raw))
        running = self._begun(wire, loop, queue)
        try:
            async for batch in self._batches(queue):
                yield batch
            await running
        except XError as error:
            error.retry_after = error.retry_after or FIRST_WAIT.get(error.status)
            raise
        finally:
            wire.hang_up()
            with suppress(XError):
                await running

    def _begun(
        self, wire: Wire, loop: asyncio.AbstractEventLoop, queue: "asyncio.Queue[bytes]"
    ) -> "asyncio.Future[None]":
        """Reading, in a thread of its own: it takes as long as the stream does, and the shared threads are few."""
        running: asyncio.Future[None] = loop.create_future()

        def ended(error: Exception | None) -> None:
            queue.put_nowait(_END)
            if error is not None and not running.done():
                running.set_exception(error)
            elif not running.done():
                running.set_result(None)

        def read() -> None:
            error: Exception | None = None
            try:
                wire.run(*self._params())
            except Exception as found:  # for whoever listens
                error = found
            with suppress(RuntimeError):  # the loop is gone: nobody listens any more
                loop.call_soon_threadsafe(ended, error)

        threading.Thread(target=read, name=f"x:{self.name}", daemon=True).start()
        return running

    async def close(self) -> None:
        """End the stream and let go of the connections."""
        if self._wire is not None:
            self._wire.hang_up()
        await self._line.close()

    async def _batches(self, queue: "asyncio.Queue[bytes]") -> AsyncIterator[Batch]:
        lines: list[bytes] = []
        while _END not in lines:
            if queue.qsize() > WAITING:
                raise XError(Failure.UNKNOWN)
            try:
                lines = [await asyncio.wait_for(queue.get(), TERMS_EVERY.total_seconds())]
            except TimeoutError:
                await self._prepare()
                continue
            while not queue.empty() and len(lines) < AT_ONCE:
                lines.append(queue.get_nowait())
            events = Events(self._us, self._clock.now())
            ended = self._read([one for one in lines if one], events)
            if events.heard:
                yield events.batch("")
            await self._charge(self._cost(events))
            if ended is not None:
                raise ended

    def _read(self, lines: Sequence[bytes], events: Events) -> XError | None:
        """Take the lines; returns what X says of the stream itself, which ends it."""
        ended = None
        for raw in lines:
            document = _decoded(raw)
            if problems(document) and not document.get("data"):
                ended = XError(Failure.UNKNOWN, status=503)
            elif not document or not self._take(document, events):
                events.refused.append(("", NOT_READABLE))
        return ended

    def _cost(self, events: Events) -> int:
        numbers = [name for name in events.shown if not name.startswith("u")]
        people = [name for name in events.shown if name.startswith("u")]
        return POST * self._till.fresh(numbers) + USER * self._till.fresh(people)

    async def _charge(self, cost: int) -> None:
        """Note what came, over the budget or not: it has come. Raises ``SpentError`` when there is no money for more."""
        await self._till.give_back(self._till.searching, -cost)
        await self._till.pay(self._till.searching, POST)
        await self._till.give_back(self._till.searching, POST)

    def _params(self) -> tuple[Any, ...]:
        """What the stream is asked for besides."""
        people = {"expansions": "author_id", "user_fields": posts.USER_FIELDS} if self._source.authors else {}
        return ({"tweet_fields": posts.FIELDS, **people},)

    @abstractmethod
    def _open(self, hear: Callable[[bytes], None]) -> Wire:
        """The connection, not begun yet."""

    @abstractmethod
    async def _prepare(self) -> None:
        """See that X sends what we want: before, and now and then while it is quiet."""

    @abstractmethod
    def _take(self, document: Mapping[str, Any], events: Events) -> bool:
        """One event; whether it could be understood."""


class NamesStream(XStream):
    """``bot.ports.Listener``: the filtered stream, for the names that are searched for."""

    def __init__(self, source: XSource, line: Line, till: Till, clock: Clock, terms: Terms) -> None:
        super().__init__(source, line, till, clock)
        self._rules, self._terms = Rules(line, source.name), terms

    def _open(self, hear: Callable[[bytes], None]) -> Wire:
        return Wire(self._line, hear)

    async def _prepare(self) -> None:
        await self._rules.want(queries(self._terms()))

    def _take(self, document: Mapping[str, Any], events: Events) -> bool:
        post = streamed(document, self._rules.tag)
        if post is not None:
            events.post(post, posts.users(document), Via.SEARCH)
        return post is not None or bool(block(document.get("data")))


class ActivityStream(XStream):
    """``bot.ports.Listener``: X Activity, for what happens around the account itself. The library has none of it."""

    def __init__(self, source: XSource, line: Line, till: Till, clock: Clock, renewal: Renewal | None = None) -> None:
        super().__init__(source, line, till, clock)
        self._renewal = renewal

    def _open(self, hear: Callable[[bytes], None]) -> Wire:
        return Wire(self._line, hear, ACTIVITY)

    async def _prepare(self) -> None:
        """Subscribe to what is not subscribed to yet."""
        answer = await self._line.read(lambda client: client._make_request("GET", SUBSCRIPTIONS))
        have = {
            text(one.get("event_type"))
            for one in blocks(answer.get("data"))
            if ident(block(one.get("filter")).get("user_id")) == self._us.id
        }
        lacking = [kind for kind in (*KINDS, DELETED) if kind not in have]
        for kind in lacking:
            await self._subscribe(kind)

    async def _subscribe(self, kind: str) -> None:
        """What happens around an account its owner must allow: X wants a token of OAuth 2.0 for it, once."""
        wanted = {"event_type": kind, "filter": {"user_id": self._us.id}, "tag": f"seintje:{self.name}"}
        token = await self._token()
        line = self._line if token is None else self._line.speaking_as(token)

        def ask(client: Any) -> Any:
            return client._make_request("POST", SUBSCRIPTIONS, json=wanted, user_auth=token is None)

        try:
            await line.do(ask)
        except XError as error:
            if error.failure not in (Failure.PERMISSION, Failure.TOKEN):
                raise
            raise XError(error.failure, status=error.status, message=NOT_ALLOWED) from None
        finally:
            if token is not None:
                await line.close()

    async def _token(self) -> Secret | None:
        """The account's own token: one that is renewed, or the one that was given for once."""
        return self._source.user_token if self._renewal is None else Secret(await renewed(self._renewal))

    def _take(self, document: Mapping[str, Any], events: Events) -> bool:
        return events.take(document)


def _put(loop: asyncio.AbstractEventLoop, queue: "asyncio.Queue[bytes]", raw: bytes) -> None:
    """From the reading thread; a loop that is gone hears nothing more."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(queue.put_nowait, raw)


def _decoded(raw: bytes) -> dict[str, Any]:
    try:
        read = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
