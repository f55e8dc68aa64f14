"""Telegram's webhook, for those who do not poll: refused before it is read, answered only after it is stored."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.body import body_of

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - the header's name
LARGEST = 1_000_000
"""Bytes; Telegram's updates are a few kB."""
PATIENCE = 8.0
"""Seconds an update may wait for the disk; Telegram is then told to come back."""
AGAIN = 5
"""… after so many seconds. Left to itself Telegram waits twice as long every time, up to two minutes: long for a press."""

log = structlog.get_logger()

Keep = Callable[[list[dict[str, Any]]], Awaitable[object]]
"""Stores raw updates and commits; an ``update_id`` known already changes nothing."""


class Webhook:
    """An ASGI application. ``secret`` is what ``setWebhook`` was given as ``secret_token``; empty refuses everything.

    403 without the secret, before anything is read; 400 and 413 for what is no update (Telegram repeats those for a
    while, which does no harm); 503 when it could not be stored (soon), so that Telegram sends it again; 200 once it is.
    """

    def __init__(self, secret: Callable[[], str], keep: Keep) -> None:
        self.secret = secret
        self.keep = keep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        status = await self._status(Request(scope, receive))
        headers = {"Retry-After": str(AGAIN)} if status == 503 else None
        await Response(status_code=status, headers=headers)(scope, receive, send)

    async def _status(self, request: Request) -> int:
        if request.method != "POST":
            return 405
        if not same_secret(self.secret(), request.headers.get(SECRET_HEADER, "")):
            log.warning("webhook_refused")
            return 403
        body = await body_of(request, LARGEST)
        if body is None:
            return 413
        update = _update(body)
        return 400 if update is None else await self._store(update)

    async def _store(self, update: dict[str, Any]) -> int:
        try:
            await asyncio.wait_for(self.keep([update]), PATIENCE)
        except TimeoutError:
            log.warning("webhook_not_stored", update=update["update_id"], why="slow")
            return 503
        except Exception:
            log.exception("webhook_not_stored", update=update["update_id"])
            return 503
        return 200


def same_secret(expected: str, given: str) -> bool:
    """Whether the header is the secret; takes the same time either way, and no secret matches nothing."""
    return bool(expected) & hmac.compare_digest(expected.encode(), given.encode())


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and type(update.get("update_id")) is int else None
