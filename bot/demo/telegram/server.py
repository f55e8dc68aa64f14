"""The pretend Telegram as an ASGI application: ``/bot<token>/<method>``, GET or POST, form, query or JSON."""

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.demo.telegram.phone import PretendTelegram
from bot.demo.telegram.reply import Reply, refuse

LONGEST_SILENCE = 60.0


class Application:
    """Mount it anywhere: it looks for ``/bot<token>/<method>`` at the end of the path."""

    def __init__(self, phone: PretendTelegram) -> None:
        self.phone = phone

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        token, method = _address(scope["path"])
        if method:
            reply = await self.phone.handle(token, method, await parameters(request))
        else:
            reply = refuse(404, "Not Found")
        if reply.silent:
            await _wait_for_goodbye(receive)
            reply = Reply(504, b"")
        await send_reply(send, reply)


def _address(path: str) -> tuple[str, str]:
    pieces = path.rstrip("/").rsplit("/", 2)
    if len(pieces) < 3 or not pieces[1].startswith("bot"):
        return "", ""
    return pieces[1].removeprefix("bot"), pieces[2]


async def parameters(request: Request) -> dict[str, Any]:
    """Query string, then form or JSON body over it."""
    found: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "")
    if "json" in kind:
        try:
            given = json.loads(body or b"{}")
        except ValueError:
            given = {}
        return found | (given if isinstance(given, dict) else {})
    if kind.startswith("multipart/"):
        async with request.form() as form:
            for name, value in form.items():
                found[name] = value if isinstance(value, str) else await value.read()
            return found
    return found | dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


async def _wait_for_goodbye(receive: Receive) -> None:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    try:
        await asyncio.wait_for(gone(), LONGEST_SILENCE)
    except TimeoutError:
        return


async def send_reply(send: Send, reply: Reply) -> None:
    """Write a reply as HTTP."""
    if reply.delay:
        await asyncio.sleep(reply.delay)
    headers = [(b"content-type", reply.content_type.encode()), (b"content-length", str(len(reply.body)).encode())]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
