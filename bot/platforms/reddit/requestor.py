"""What asyncpraw sends its requests with: our own client, bounded in time and size, one try each, and no waiting inside a call.

The library retries by itself, also what changes something, and sleeps for as long as Reddit's rate headers say. It does neither
when a refusal is ours before it is its own, and when it does not see those headers; they are kept here.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import asyncprawcore

from bot.clock import Clock
from bot.platforms.http import Answer, Http, HttpError
from bot.platforms.http.answers import LONGEST_WAIT, wait_asked
from bot.platforms.outcome import CallError, by_status, call_error
from bot.platforms.renewal import MARGIN, Renewal
from rules.case.actions import Failure

TOKEN_PATH = "/api/v1/access_token"  # noqa: S105 - an address
REMAINING, RESET = "x-ratelimit-remaining", "x-ratelimit-reset"


@dataclass(frozen=True, slots=True)
class Answered:
    """As the library reads an answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    async def json(self) -> Any:
        """What it says. Raises ``ValueError``."""
        try:
            return json.loads(self.body)
        except RecursionError:
            raise ValueError("too deep") from None


class Pace:
    """What Reddit says of how often we may ask: kept beside the library, which would sleep on it."""

    def __init__(self, clock: Clock, host: str) -> None:
        self._clock, self._host = clock, host
        self.left: int | None = None
        self._free: datetime | None = None

    def heed(self) -> None:
        """Nothing leaves while Reddit wants us to wait. Raises ``CallError``."""
        now = self._clock.now()
        if self._free is not None and now < self._free:
            raise call_error(Failure.THROTTLED, self._host, "x-ratelimit", self._free - now)

    def note(self, headers: Mapping[str, str]) -> timedelta | None:
        """Keep what an answer says; returns how long until the count begins anew."""
        left, reset = _figure(headers.get(REMAINING, "")), _figure(headers.get(RESET, ""))
        if left is None or reset is None:
            return None
        self.left, wait = int(left), min(timedelta(seconds=reset), LONGEST_WAIT)
        self._free = self._clock.now() + wait if left < 1 else None
        return wait


def _figure(text: str) -> float | None:
    """Reddit writes counts as 996.0."""
    plain = text.replace(".", "", 1)
    return float(text) if plain.isascii() and plain.isdigit() and len(text) < 10 else None


class OurRequestor(asyncprawcore.Requestor):  # type: ignore[misc]
    """One request each. Raises ``CallError`` for everything but a good answer."""

    def __init__(self, *, http: Http, clock: Clock, pace: Pace, renewal: Renewal, **rest: Any) -> None:
        super().__init__(**rest)
        self._ours, self._clock, self._pace, self._renewal = http, clock, pace, renewal

    @asynccontextmanager
    async def request(
        self,
        method: str,
        url: str,
        *,
        data: Any = None,
        json: Any = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> AsyncIterator[Answered]:
        """What the library wants asked."""
        if url.endswith(TOKEN_PATH):
            yield await self._token()
            return
        self._pace.heed()
        content, kind = _content(data, json)
        whole = f"{url}?{urlencode(params)}" if params else url
        answer = await self._answer(method, whole, self.headers | dict(headers or {}) | kind, content)
        yield Answered(answer.status, {}, answer.body)

    async def _token(self) -> Answered:
        """The library asks for a token; ours is renewed one way for all platforms, and on disk before it is used."""
        access = await self._renewal.access()
        until = self._renewal.until() or self._clock.now()
        seconds = max(0, int((until - self._clock.now() - MARGIN).total_seconds()))
        said = {"access_token": access, "token_type": "bearer", "expires_in": seconds, "scope": "*"}
        return Answered(200, {}, json.dumps(said).encode())

    async def _answer(self, method: str, url: str, headers: Mapping[str, str], content: bytes | None) -> Answer:
        try:
            answer = await self._ours.ask(method, url, headers=headers, content=content)
        except HttpError as error:
            raise call_error(Failure.UNREACHABLE if error.unsent else Failure.UNKNOWN, _host(url), "-") from None
        reset = self._pace.note(answer.headers)
        if 200 <= answer.status < 300:
            return answer
        failure = by_status(answer.status)
        wait = wait_asked(answer.headers, answer.rate, self._clock.now())
        if failure is Failure.THROTTLED and wait is None:
            wait = reset
        if failure is Failure.TOKEN:
            self._renewal.forget(headers.get("Authorization", "").partition(" ")[2])
        raise call_error(failure, _host(url), _code(answer), wait)

    async def close(self) -> None:
        """The connections are shared."""


def _content(data: Sequence[tuple[str, Any]] | None, given: Any) -> tuple[bytes | None, dict[str, str]]:
    if given is not None:
        return json.dumps(given).encode(), {"Content-Type": "application/json"}
    if data is None:
        return None, {}
    return urlencode(data).encode(), {"Content-Type": "application/x-www-form-urlencoded"}


def _host(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition(":")[0] or "reddit.com"


def _code(answer: Answer) -> str:
    """Reddit's own word for why (``private``, ``banned`` …), when it is one."""
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    word = said.get("reason") if isinstance(said, dict) else None
    good = isinstance(word, str) and word.replace("_", "").isalnum() and word.isascii() and len(word) < 40
    scope = "insufficient_scope" in answer.headers.get("www-authenticate", "")
    return str(word) if good else "insufficient_scope" if scope else f"HTTP {answer.status}"


__all__ = ["CallError", "OurRequestor", "Pace"]
