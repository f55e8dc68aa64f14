"""Webhooks, at ``/hooks/{source}``: refused before they are read, answered only after the raw body is on disk.

No page of ours, so no session, no cookie and no form: who may speak here is told by the signature over the raw body.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.body import body_of
from bot.web.guard import HOOKS

log = structlog.get_logger()

PREFIX = HOOKS
LARGEST = 4_000_000
"""Bytes of a body. The largest that a platform is known to send is a thousand changes of some hundred bytes."""
CROWD = 32
"""So many bodies may wait for the disk together; whoever comes on top of that is asked to come back."""
PATIENCE = 8.0
"""Seconds a body may wait for the disk: platforms wait about ten for the answer."""


class Receiver(Protocol):
    """What a webhook of a source is asked: ``bot.ports.Receiver`` without its reading."""

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """What to answer, None to refuse."""

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether it was signed with one of our secrets."""


Keep = Callable[[str, bytes], Awaitable[None]]


class Hooks:
    """An ASGI application. ``keep`` returns once the body is on disk.

    404 for a source that has no webhook; 403 for a wrong handshake or signature (nothing is stored); 413, 415 and 400 for
    what is too large, compressed or no JSON; 503 when it could not be stored, or not soon, so that it is sent again;
    200 once it is. What waits for a slow disk is bounded, in number and in time.
    """

    def __init__(
        self, receivers: Mapping[str, Receiver], keep: Keep, others: Mapping[str, ASGIApp] | None = None
    ) -> None:
        """``others``: who answers at an address that is no source's, by its whole path."""
        self._receivers = receivers
        self._keep = keep
        self._others = others or {}
        self._storing = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        other = self._others.get(scope["path"])
        if other is not None:
            await other(scope, receive, send)
            return
        request = Request(scope, receive)
        status, text = await self._answer(request)
        kind = "application/json" if text.startswith("{") else "text/plain"
        await PlainTextResponse(text, status_code=status, media_type=kind)(scope, receive, send)

    async def _answer(self, request: Request) -> tuple[int, str]:
        name = request.url.path.removeprefix(PREFIX)
        receiver = self._receivers.get(name)
        if receiver is None:
            return 404, ""
        if request.method == "GET":
            return self._shake(name, receiver, request)
        if request.method != "POST":
            return 405, ""
        return await self._take(name, receiver, request), ""

    def _shake(self, name: str, receiver: Receiver, request: Request) -> tuple[int, str]:
        answer = receiver.handshake(dict(request.query_params))
        if answer is None:
            log.warning("handshake_refused", source=name)
            return 403, ""
        return 200, answer

    async def _take(self, name: str, receiver: Receiver, request: Request) -> int:
        if request.headers.get("content-encoding", "identity") != "identity":
            return self._refused(name, 415)
        if self._storing >= CROWD:
            return self._refused(name, 503)
        body = await body_of(request, LARGEST)
        if body is None:
            return self._refused(name, 413)
        if not receiver.genuine(dict(request.headers), body):
            return self._refused(name, 403)
        if not is_json(body):
            return self._refused(name, 400)
        return await self._store(name, body)

    async def _store(self, name: str, body: bytes) -> int:
        if self._storing >= CROWD:  # others came while this one was read
            return self._refused(name, 503)
        self._storing += 1
        try:
            await asyncio.wait_for(self._keep(name, body), PATIENCE)
        except TimeoutError:
            return self._refused(name, 503)
        except Exception:
            log.exception("hook_not_stored", source=name)
            return 503
        finally:
            self._storing -= 1
        return 200

    def _refused(self, name: str, status: int) -> int:
        log.warning("hook_refused", source=name, status=status)
        return status


def is_json(body: bytes) -> bool:
    """Whether it is JSON that can be read later: UTF-8, no NaN, no endless number, not nested without end."""
    try:
        json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return False
    return True


def _no_constant(word: str) -> None:
    raise ValueError(word)
