"""Mastodon.py kept within bounds. The only place where the library is imported.

Its waits and second tries are off, its answers are bounded in size and time, it follows no redirect (which would take the
token along), and the status it loses for some errors is read where the answer comes in.
"""

import asyncio
import io
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import requests
import urllib3
from mastodon import Mastodon, StreamListener
from mastodon.errors import MastodonError
from mastodon.return_types import Notification
from mastodon.types_base import PaginatableList
from requests.adapters import HTTPAdapter

from bot.addresses import split_url
from bot.clock import Clock
from bot.config.secret import Secret
from bot.platforms.http import HttpSettings
from bot.platforms.http.again import asked_again
from bot.platforms.http.answers import HttpError, rate_limit, wait_asked
from bot.platforms.http.sockets import GuardedAdapter, InsideError
from bot.platforms.mastodon.statuses import ABOUT_US, PAGE
from bot.platforms.outcome import CallError, by_status, call_error, on_the_way
from bot.redaction import redacted
from rules.case.actions import Failure

__all__ = ["BROKEN", "Line", "Mastodon", "StreamListener", "api"]

BROKEN = (MastodonError, requests.RequestException, ValueError, TypeError, KeyError, AttributeError, RecursionError)
"""What the library raises for an answer it cannot use: its own errors, and plain ones for what it did not expect."""


class Bounded(GuardedAdapter):
    """Reads an answer whole, within its bounds, and notes what it said. A stream is left to whoever asked for it.

    ``inside``: what was asked lies in our own network, which the settings do not allow.
    """

    def __init__(self, bounds: HttpSettings) -> None:
        super().__init__(allow_private=bounds.allow_private, max_retries=0)
        self._bounds = bounds
        self.status = 0
        self.headers: Mapping[str, str] = {}
        self.left = True
        self.inside: HttpError | None = None

    def send(self, request: Any, stream: bool = False, *args: Any, **rest: Any) -> requests.Response:
        """One request. Raises what requests raises."""
        self.status, self.headers, self.left, self.inside = 0, {}, True, None
        until = time.monotonic() + self._bounds.total.total_seconds()
        try:
            response = super().send(request, True, *args, **rest)
        except requests.RequestException as error:
            self.left = not _never_left(error)
            self.inside = error.said if isinstance(error, InsideError) else None
            raise
        self.status = response.status_code
        self.headers = {name.lower(): value for name, value in response.headers.items()}
        if not stream:
            response.raw = io.BytesIO(self._body(response.raw, until))
        return response

    def _body(self, raw: Any, until: float) -> bytes:
        body = bytearray()
        try:
            while piece := raw.read1(65_536, decode_content=False):
                body += piece
                if len(body) > self._bounds.limit or time.monotonic() > until:
                    raise requests.ConnectionError("too much, or too slow")
        except (urllib3.exceptions.HTTPError, OSError):
            raw.close()
            raise requests.ConnectionError("the answer broke off") from None
        raw.release_conn()
        return bytes(body)


def _never_left(error: Exception) -> bool:
    said = redacted(repr(error))
    return isinstance(error, requests.ConnectTimeout) or any(
        word in said for word in ("NewConnectionError", "NameResolutionError", "SSLError")
    )


def api(url: str, token: Secret, bounds: HttpSettings, adapter: HTTPAdapter) -> Any:
    """The library's client, over this adapter alone."""
    session = requests.Session()
    session.trust_env, session.max_redirects = False, 0
    session.headers["Accept-Encoding"] = "identity"
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return Mastodon(
        access_token=token.reveal(),
        api_base_url=url,
        ratelimit_method="throw",
        request_timeout=bounds.read.total_seconds(),
        version_check_mode="none",
        mastodon_version="4.3.0",  # else it asks first, and again whenever a server does not say
        session=session,
        user_agent=bounds.agent,
    )


def notices(with_: Any) -> Any:
    """The notices about us, the newest first: also those that the server holds back because it does not know who sends them,
    which the library has no word for."""
    asked = {"types[]": list(ABOUT_US), "limit": PAGE, "include_filtered": "true"}
    where = {"_pagination_method": "GET", "_pagination_endpoint": "/api/v1/notifications"}
    return with_.fetch_next({**asked, **where, "_mastopy_type": PaginatableList[Notification]})


class Line:
    """The client for the event loop: one call at a time, in a thread. ``read`` tries again, ``do`` never."""

    def __init__(self, url: str, token: Secret, bounds: HttpSettings, clock: Clock) -> None:
        self._adapter = Bounded(bounds)
        self._api = api(url, token, bounds, self._adapter)
        self._bounds, self._clock = bounds, clock
        parts = split_url(url)
        self.host = (parts.hostname if parts else "") or "?"
        self._lock = asyncio.Lock()

    async def read(self, work: Callable[[Any], Any]) -> Any:
        """The answer to a question. Raises ``CallError``."""
        return await asked_again(lambda: self.do(work), _again, self._bounds)

    async def do(self, work: Callable[[Any], Any]) -> Any:
        """One call and never a second one: for what must not happen twice. Raises ``CallError``."""
        async with self._lock:
            return await asyncio.to_thread(self._call, work)

    def _call(self, work: Callable[[Any], Any]) -> Any:
        try:
            return work(self._api)
        except BROKEN:
            raise self._failed() from None

    def _failed(self) -> CallError:
        """By what came in: the library's own words may hold what people wrote."""
        status, headers = self._adapter.status, self._adapter.headers
        if self._adapter.inside is not None:
            return on_the_way(self._adapter.inside)
        if not self._adapter.left:
            return call_error(Failure.UNREACHABLE, self.host, "-")
        wait: timedelta | None = wait_asked(headers, rate_limit(headers), self._clock.now()) if status >= 400 else None
        return call_error(by_status(status), self.host, f"HTTP {status}" if status else "-", wait)

    async def close(self) -> None:
        """Let go of the connections."""
        self._adapter.close()


def _again(error: Exception) -> bool:
    return isinstance(error, CallError) and error.passing
