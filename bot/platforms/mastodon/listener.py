"""Listening to a Mastodon server: it tells at once what the watcher would find at its next look, and what is deleted.

A stream cannot be read again from somewhere: what is said while it is broken, the watcher brings. Each stream has a thread
of the library; the queue between it and us is bounded, and a full one makes the server wait.
"""

import asyncio
import threading
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.platforms.http import HttpSettings
from bot.platforms.mastodon import WORD, MastodonSource
from bot.platforms.mastodon.line import BROKEN, Bounded, Line, StreamListener, api
from bot.platforms.mastodon.statuses import ABOUT_US, Account, block, changed, is_by, mention, via_of, word
from bot.platforms.outcome import call_error
from bot.ports import Batch
from rules.case.actions import Failure
from rules.mention import Kind, Mention, Via

SILENT = 60
"""Seconds without a word or a heartbeat (a server gives one every 15) after which a stream is dead."""
WAITING = 500
"""Events that wait for us at most."""
HEARD = ("update", "status.update", "notification")
MOST_TAGS = 4
"""Hashtags with a stream of their own; the others are found at the next look."""


@dataclass(frozen=True, slots=True)
class Said:
    """One event: a post, new or edited, or the id of one that is gone; neither: the stream broke."""

    status: dict[str, Any] | None = None
    via: Via = Via.SEARCH
    gone: str = ""


class StoppedError(Exception):
    """We do not listen any more."""


class Ear(StreamListener):
    """What the library calls, in a thread of its own. ``heard`` waits when we cannot keep up."""

    def __init__(self, account: Account, heard: Callable[[Said], None], *, tag: bool) -> None:
        self._account, self._heard, self._tag = account, heard, tag

    def on_update(self, status: Any) -> None:
        """A new post: of the home page only our own is ours to read."""
        if self._tag or is_by(block(status), self._account):
            self._heard(Said(block(status)))

    def on_status_update(self, status: Any) -> None:
        """An edited post: kept where it tells of us."""
        if self._tag or via_of(block(status), self._account, Via.SEARCH) is not Via.SEARCH:
            self._heard(Said(block(status)))

    def on_notification(self, notification: Any) -> None:
        """Somebody mentions us, quotes us, or edits what we shared."""
        status = block(block(notification).get("status"))
        if status and block(notification).get("type") in ABOUT_US:
            self._heard(Said(status, Via.MENTION))

    def on_delete(self, status_id: Any) -> None:
        """A post that was deleted; whether we had it, the store knows."""
        self._heard(Said(gone=word(status_id)))

    def _dispatch(self, event: dict[str, str]) -> None:
        """What other servers tell besides is no reason to stop listening, nor is an id that is no number: it stands there
        without quotes, which the library takes for broken JSON."""
        name = event.get("event", "")
        if name == "delete":
            self.on_delete(event.get("data", "").strip('" '))
        elif name in ("", *HEARD):
            super()._dispatch(event)  # type: ignore[no-untyped-call]

    def handle_heartbeat(self) -> None:
        """A heartbeat: time to notice that nobody listens any more."""
        self._heard(Said())


class AccountListener:
    """``bot.ports.Listener`` of an account and its hashtags."""

    platform = WORD

    def __init__(
        self, source: MastodonSource, line: Line, whose: Callable[[], Any], bounds: HttpSettings, clock: Clock
    ) -> None:
        self.name = source.name
        self._source, self._line, self._whose, self._bounds, self._clock = source, line, whose, bounds, clock
        self._open: set[Streaming] = set()

    async def listen(self, cursor: str) -> AsyncIterator[Batch]:
        """Batches as they come. Raises ``CallError`` when a stream breaks."""
        account: Account = await self._whose()
        streaming = Streaming(self._source, account, self._bounds)
        self._open.add(streaming)
        streaming.start()
        try:
            while (said := await streaming.queue.get()) is not None:
                yield self._batch(said, account)
        finally:
            streaming.stop()
            self._open.discard(streaming)
        raise call_error(Failure.UNKNOWN, self._line.host, "stream")

    def _batch(self, said: Said, account: Account) -> Batch:
        if said.status is None:
            return Batch((), "", gone=[said.gone])
        made = mention(said.status, said.via, account, self._clock.now())
        if not isinstance(made, Mention) or (made.own and made.kind is Kind.MESSAGE):
            return Batch((), "")  # the watcher says why
        as_of = changed(said.status)
        return Batch([made], "", as_of={made.id: as_of} if as_of else {})

    async def close(self) -> None:
        """Stop listening."""
        for streaming in list(self._open):
            streaming.stop()
        await self._line.close()


class Streaming:
    """The threads of one time of listening. ``queue`` ends with None when one of them broke."""

    def __init__(self, source: MastodonSource, account: Account, bounds: HttpSettings) -> None:
        self.queue: asyncio.Queue[Said | None] = asyncio.Queue(WAITING)
        self._source, self._account, self._bounds = source, account, bounds
        self._loop = asyncio.get_running_loop()
        self._stopped = threading.Event()

    def start(self) -> None:
        """One thread a stream."""
        for tag in ("", *self._source.hashtags[:MOST_TAGS]):
            name = f"mastodon:{self._source.name}:{tag}"
            threading.Thread(target=self._run, args=(tag,), name=name, daemon=True).start()

    def stop(self) -> None:
        """They end at the next word or heartbeat."""
        self._stopped.set()

    def _run(self, tag: str) -> None:
        ear = Ear(self._account, self._heard, tag=bool(tag))
        adapter = Bounded(self._bounds)
        client = api(self._source.url, self._source.token, self._bounds, adapter)
        with suppress(StoppedError, *BROKEN), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of servers whose public page is closed, which we do not read
            if tag:
                client.stream_hashtag(tag, ear, timeout=SILENT)
            else:
                client.stream_user(ear, timeout=SILENT)
        adapter.close()
        with suppress(StoppedError):
            self._put(None)

    def _heard(self, said: Said) -> None:
        if self._stopped.is_set():
            raise StoppedError
        if said.status is not None or said.gone:
            self._put(said)

    def _put(self, said: Said | None) -> None:
        """Into the queue of the event loop; waits while it is full. Raises ``StoppedError``."""
        if self._loop.is_closed():
            raise StoppedError
        try:
            waiting = asyncio.run_coroutine_threadsafe(self.queue.put(said), self._loop)
        except RuntimeError:
            raise StoppedError from None
        while True:
            with suppress(TimeoutError):
                return waiting.result(0.2)
            if self._stopped.is_set() or self._loop.is_closed():
                waiting.cancel()
                raise StoppedError
