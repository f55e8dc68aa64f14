"""atproto kept within bounds. The only place where the library is imported.

It asks through our own client, so that its requests have our bounds of time and size, go to no address inside, follow no
redirect (which would take the token along) and are never done twice. What comes back is read as plain blocks by us: one
post of a shape that its models do not know must not make a whole list unreadable.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
from atproto_client import AsyncClient, Session, SessionEvent, models
from atproto_client.exceptions import RequestErrorBase
from atproto_client.request import AsyncRequest
from atproto_client.utils.facet_detection import detect_facets
from atproto_core.exceptions import AtProtocolError

from bot.platforms.http import Http
from bot.platforms.http.answers import HttpError, rate_limit, wait_asked
from bot.platforms.outcome import CallError, by_status, call_error, on_the_way
from rules.case.actions import Failure

__all__ = ["BROKEN", "Session", "SessionEvent", "client", "detect_facets", "failed", "models", "word_of"]

BROKEN = (
    AtProtocolError,
    CallError,
    HttpError,
    httpx.HTTPError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
)
"""What a call may raise: its own errors, ours of the way there, and plain ones for what it did not expect."""

_KEPT = ("authorization", "content-type", "accept", "atproto-proxy", "atproto-accept-labelers")
_JSON = "application/json"

_BY_WORD = {
    "ExpiredToken": Failure.TOKEN,
    "InvalidToken": Failure.TOKEN,
    "AuthMissing": Failure.TOKEN,
    "AuthenticationRequired": Failure.TOKEN,
    "AuthFactorTokenRequired": Failure.TOKEN,
    "AccountTakedown": Failure.PERMISSION,
    "AccountDeactivated": Failure.PERMISSION,
    "RepoDeactivated": Failure.PERMISSION,
    "RepoTakendown": Failure.PERMISSION,
    "RecordNotFound": Failure.GONE,
    "NotFound": Failure.GONE,
    "InvalidSwap": Failure.UNREACHABLE,
    "RateLimitExceeded": Failure.THROTTLED,
}
"""The platform's own word says more than its status, which is 400 for most of these."""


class Through(httpx.AsyncBaseTransport):
    """Carries the library's requests over our own client."""

    def __init__(self, http: Http) -> None:
        self._http = http

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request. Raises ``HttpError``, and ``CallError`` for an answer that points elsewhere."""
        body = await request.aread()
        headers = {name: value for name, value in request.headers.items() if name.lower() in _KEPT}
        answer = await self._http.ask(request.method, str(request.url), headers=headers, content=body or None)
        if 300 <= answer.status < 400:
            raise call_error(Failure.UNKNOWN, request.url.host, f"HTTP {answer.status}")
        given = {name: value for name, value in answer.headers.items() if name.lower() not in _OF_THE_WAY}
        return httpx.Response(answer.status, headers=given, content=answer.body)


_OF_THE_WAY = ("content-encoding", "content-length", "transfer-encoding")


def client(http: Http, pds: str) -> Any:
    """The library's client of an account at this server."""
    return AsyncClient(pds, AsyncRequest(transport=Through(http), trust_env=False))


async def ask(with_: Any, name: str, params: Any) -> Any:
    """The answer to a question, as it came; ``params`` are a model of the library. Raises ``BROKEN``."""
    return (await with_.invoke_query(name, params=params, output_encoding=_JSON)).content


async def tell(with_: Any, name: str, data: Any) -> Any:
    """The answer to something that changes something, as it came. Raises ``BROKEN``."""
    done = await with_.invoke_procedure(name, data=data, input_encoding=_JSON, output_encoding=_JSON)
    return done.content


def word_of(error: BaseException) -> str:
    """The platform's own word for what is wrong; empty when it gave none."""
    content = error.response.content if isinstance(error, RequestErrorBase) and error.response else None
    said = getattr(content, "error", None)
    return said if isinstance(said, str) and said.isidentifier() and len(said) < 60 else ""


def failed(error: BaseException, host: str, now: datetime) -> CallError:
    """What it means. The library's own words may hold what people wrote: they are left out."""
    if isinstance(error, CallError):
        return error
    if isinstance(error, HttpError):
        return on_the_way(error)
    if not isinstance(error, RequestErrorBase) or error.response is None:
        return call_error(Failure.UNKNOWN, host, "-")
    status, said = error.response.status_code, word_of(error)
    failure = _BY_WORD.get(said, by_status(status)) if 400 <= status < 500 else by_status(status)
    return call_error(failure, host, said or f"HTTP {status}", _wait(error.response.headers, now))


def _wait(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    return wait_asked(headers, rate_limit(headers), now)
