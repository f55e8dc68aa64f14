"""tweepy, kept within bounds. The only place where it is imported.

The library's own methods build every call. What hurts is switched off under them, in the session they send with: an
address that cannot be chosen, no time limit, answers of any size, reconnecting without a pause, and waiting inside a call.
"""

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any

import requests
import tweepy
import tweepy.streaming
import urllib3

from bot.clock import Clock
from bot.config.secret import Secret
from bot.platforms.http import HttpSettings
from bot.platforms.http.again import asked_again
from bot.platforms.http.answers import rate_limit, wait_asked
from bot.platforms.http.sockets import guard
from bot.platforms.x.access import Access
from bot.platforms.x.errors import XError, refused, within
from bot.redaction import redacted
from rules.case.actions import Failure

LITERAL = "https://api.twitter.com"
"""Where the library thinks X is; it cannot be told otherwise."""
QUIET = timedelta(seconds=50)
"""A stream says something every 20 seconds; one that is silent for so long is dead."""
LONGEST_LINE = 1_000_000

Json = Mapping[str, Any]

for _name in ("tweepy", "oauthlib", "requests_oauthlib"):  # they write whole requests, with the keys, for debugging
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Session(requests.Session):
    """What the library sends with. Raises ``XError`` for everything but a good answer in JSON."""

    def __init__(self, base: str, bounds: HttpSettings, clock: Clock) -> None:
        super().__init__()
        self.trust_env = False
        guard(self, allow_private=bounds.allow_private)
        self._base, self._bounds, self._clock = base, bounds, clock
        self.opened: requests.Response | None = None

    def request(self, method: str, url: str | bytes, *args: Any, **given: Any) -> Any:
        """One request and never a second one, to where X really is."""
        streams = bool(given.get("stream"))
        place = str(url).replace(LITERAL, self._base, 1)
        quiet = QUIET.total_seconds() if streams else self._bounds.read.total_seconds()
        bounds = {
            "timeout": (self._bounds.connect.total_seconds(), quiet),
            "stream": True,
            "allow_redirects": False,
            "headers": {**(given.get("headers") or {}), "Accept-Encoding": "identity"},
        }
        until = time.monotonic() + self._bounds.total.total_seconds()
        try:
            response = super().request(method, place, *args, **{**given, **bounds})
        except requests.RequestException as error:
            raise broken(error) from None
        if streams and response.status_code == 200:
            self.opened = response
            return _Streaming(response)
        self._read(response, until)
        return response

    def _read(self, response: requests.Response, until: float) -> None:
        """The whole body, within bounds, put where the library looks for it."""
        with response:
            response._content = body = self._body(response, until)
            response._content_consumed = True  # read to its end: the connection is kept for the next call
        answer = _decoded(body)
        headers = {name.lower(): value for name, value in response.headers.items()}
        wait = _wait(headers, self._clock.now()) if response.status_code != 200 else None
        if not response.ok or response.is_redirect:
            raise refused(response.status_code, answer or {}, wait)
        if answer is None:
            raise XError(Failure.UNKNOWN, status=response.status_code, passing=True)
        if (error := within(answer)) is not None and response.request.method != "GET":
            raise error

    def _body(self, response: requests.Response, until: float) -> bytes:
        body = bytearray()
        try:
            while piece := response.raw.read1(65_536, decode_content=False):  # what is there, not what may still come
                body += piece
                if len(body) > self._bounds.limit or time.monotonic() > until:
                    raise XError(Failure.UNKNOWN, status=response.status_code, passing=True)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise broken(error) from None
        return bytes(body)

    def hang_up(self) -> None:
        """End a stream that is being read in another thread; it then sees the end of it."""
        if self.opened is not None:
            with suppress(ValueError, RuntimeError, OSError):  # it has ended meanwhile
                self.opened.raw.shutdown()


def _wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long X asks us to stay away: until the quarter of an hour is over, or the day where that one's limit is reached."""
    for whose in ("user", "app"):
        day = {
            f"x-rate-limit-{what}": headers.get(f"x-{whose}-limit-24hour-{what}", "") for what in ("remaining", "reset")
        }
        if day["x-rate-limit-remaining"] == "0":
            return wait_asked(day, rate_limit(day), now)
    return wait_asked(headers, rate_limit(headers), now)


def _decoded(body: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def broken(error: Exception) -> XError:
    """It never left, or nobody knows what became of it."""
    return XError(Failure.UNREACHABLE if _never_left(error) else Failure.UNKNOWN, passing=True)


def _never_left(error: Exception) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    if not isinstance(error, requests.ConnectionError) or isinstance(error, requests.Timeout):
        return False
    said = redacted(repr(error))
    return any(word in said for word in ("NewConnectionError", "NameResolutionError", "SSLError"))


class _Streaming:
    """An open stream as the library reads it, with lines of a bounded length."""

    def __init__(self, response: requests.Response) -> None:
        self._response, self.raw, self.status_code = response, response.raw, response.status_code

    def __enter__(self) -> "_Streaming":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._response.close()

    def iter_lines(self, chunk_size: int = 512) -> Iterator[bytes]:
        """The lines; an empty one is a sign of life. Raises ``XError`` when it breaks or says too much in one line."""
        rest = b""
        try:
            while piece := self._response.raw.read1(chunk_size):
                *lines, rest = (rest + piece).split(b"\n")
                if len(rest) > LONGEST_LINE:
                    raise XError(Failure.UNKNOWN, status=self.status_code)
                yield from (line.rstrip(b"\r") for line in lines)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise broken(error) from None


class _Client(tweepy.Client, tweepy.StreamingClient):  # type: ignore[misc]
    """All of the library's calls in one: those of the rules stand with its stream, which is never begun here."""

    speaks = False

    def __init__(self, **keys: Any) -> None:
        tweepy.Client.__init__(self, **keys)

    def _make_request(self, *args: Any, user_auth: bool = False, **rest: Any) -> Any:
        """Where the bearer token is the account's own, it signs what the other keys would have signed."""
        return tweepy.Client._make_request(self, *args, user_auth=user_auth and not self.speaks, **rest)


class Line:
    """The library's client for the event loop: one call at a time, in a thread. ``read`` tries again, ``do`` never."""

    def __init__(self, access: Access, bounds: HttpSettings, clock: Clock) -> None:
        self.access, self._bounds, self._clock = access, bounds, clock
        self.client = _Client(
            bearer_token=access.bearer.reveal(),
            consumer_key=_plain(access.consumer_key),
            consumer_secret=_plain(access.consumer_secret),
            access_token=_plain(access.access_token),
            access_token_secret=_plain(access.access_secret),
            return_type=dict,
        )
        self.client.speaks = access.speaks
        self.client.user_agent = bounds.agent
        self.client.session = Session(access.base, bounds, clock)
        self._lock = asyncio.Lock()

    async def read(self, work: Callable[[tweepy.Client], Any]) -> Json:
        """The answer to a question. Raises ``XError``."""
        return await asked_again(lambda: self.do(work), _again, self._bounds)

    async def do(self, work: Callable[[tweepy.Client], Any]) -> Json:
        """One call and never a second one: for what must not happen twice. Raises ``XError``."""
        async with self._lock:
            answer: Json = await asyncio.to_thread(work, self.client)
        return answer

    def speaking_as(self, token: Secret) -> "Line":
        """Another line to the same place, with this token of the account itself."""
        return Line(Access(self.access.base, token, speaks=True), self._bounds, self._clock)

    def session(self) -> Session:
        """A session of its own, for a stream."""
        return Session(self.access.base, self._bounds, self._clock)

    async def close(self) -> None:
        """Let go of the connections."""
        self.client.session.close()


def _plain(secret: Secret | None) -> str | None:
    return None if secret is None else secret.reveal()


def _again(error: Exception) -> bool:
    return isinstance(error, XError) and error.passing


def rule(value: str, tag: str) -> tweepy.StreamRule:
    """A rule of the filtered stream."""
    return tweepy.StreamRule(value=value, tag=tag)


class Wire(tweepy.StreamingClient):  # type: ignore[misc]
    """One connection of a stream, read in a thread: it ends where the library would try again at once, and says why.

    ``path`` is asked instead of the filtered stream's own where it is given.
    """

    def __init__(self, line: Line, hear: Callable[[bytes], None], path: str = "") -> None:
        super().__init__(line.access.bearer.reveal(), return_type=dict, max_retries=0, daemon=True)
        self.session = line.session()
        self.user_agent = "seintje"
        self.error: XError | None = None
        self._hear, self._path = hear, path
        self._unwanted = False

    def run(self, params: Mapping[str, Any]) -> None:
        """Read until it ends. Raises ``XError``, unless we ended it."""
        if self._path:
            headers = {"Authorization": f"Bearer {self.bearer_token}"}
            tweepy.streaming.BaseStream._connect(self, "GET", LITERAL + self._path, headers=headers)
        else:
            self.filter(**params)
        if self.error is not None and not self._unwanted:
            raise self.error

    def hang_up(self) -> None:
        """End it now, from another thread; also before it has begun."""
        self._unwanted = True
        self.disconnect()
        self.session.hang_up()

    def on_data(self, raw_data: bytes) -> None:
        """A line. The library's own reading stops for ever at a rule without a tag."""
        self._hear(raw_data)

    def on_connect(self) -> None:
        """This once: the pause before a next time is not the library's to choose (it takes none)."""
        self.max_retries = -1
        if self._unwanted:
            self.disconnect()

    def on_closed(self, response: Any) -> None:
        """X closed it in good order."""
        self.disconnect()

    def on_request_error(self, status_code: int) -> None:
        """Never asked again by the library."""
        self.disconnect()

    def on_connection_error(self) -> None:
        """Never asked again by the library."""
        self.disconnect()

    def on_exception(self, exception: Exception) -> None:
        """Kept for whoever ran it."""
        self.error = exception if isinstance(exception, XError) else broken(exception)
