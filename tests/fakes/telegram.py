"""The pretend Telegram for tests: a wire that needs no socket, and the same server over real loopback HTTP."""

import argparse
import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from bot.demo.telegram import Chat, PretendTelegram
from bot.demo.telegram.scripts import from_json
from bot.demo.telegram.server import Application
from bot.demo.telegram.updates import Failed


class Wire(httpx.AsyncBaseTransport):
    """Carries the library's requests to a ``PretendTelegram`` in this process; a silent answer is a read time-out.

    ``raises`` are failures of the network itself, one for each next request.
    """

    def __init__(self, phone: PretendTelegram) -> None:
        self.phone = phone
        self.raises: list[Exception] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.raises:
            raise self.raises.pop(0)
        token, _, method = request.url.path.removeprefix("/bot").rpartition("/")
        body = (await request.aread()).decode()
        params = dict(request.url.params) | dict(parse_qsl(body, keep_blank_values=True))
        reply = await self.phone.handle(token, method, params)
        if reply.silent:
            raise httpx.ReadTimeout("no answer came", request=request)
        await asyncio.sleep(reply.delay)
        return httpx.Response(reply.status, headers={"content-type": reply.content_type}, content=reply.body)


class Courier:
    """Telegram's other half: brings what waits to the address of ``setWebhook``, with the secret, until it is taken.

    ``base`` is where that address really is (``http://127.0.0.1:PORT``); without one ``transport`` answers for it.
    """

    def __init__(
        self, phone: PretendTelegram, base: str = "", transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.phone, self.base, self.transport = phone, base, transport

    async def bring(self) -> list[int]:
        """One round over all that waits; returns what was answered to each, 0 for no answer at all."""
        return [await self._one(update) for update in list(self.phone.updates.pending)]

    async def knock(self, content: bytes, secret: str | None) -> int:
        """Bring anything with any secret (None: without one), as somebody else might; returns what was answered."""
        url = urlsplit(self.phone.updates.webhook)
        headers = {"host": url.netloc, "content-type": "application/json"}
        if secret is not None:
            headers["x-telegram-bot-api-secret-token"] = secret
        where = (self.base or f"http://{url.netloc}") + url.path
        async with httpx.AsyncClient(transport=self.transport, timeout=5) as client:
            return (await client.post(where, content=content, headers=headers)).status_code

    async def _one(self, update: dict[str, Any]) -> int:
        updates = self.phone.updates
        try:
            status = await self.knock(json.dumps(update).encode(), updates.secret or None)
        except httpx.HTTPError:
            status = 0
        if 200 <= status <= 299:
            updates.brought(update["update_id"])
        else:
            why = f"Wrong response from the webhook: {status}" if status else "Connection refused"
            updates.failed = Failed(self.phone.clock.now(), why)
        return status


def snapshot(chat: Chat) -> dict[str, Any]:
    """A chat as the control page shows it."""
    messages = [
        {"id": m.id, "from": m.sender.id, "text": m.text, "html": m.html, "edited": m.edited, "silent": m.silent}
        | {"buttons": [[asdict(b) for b in row] for row in m.buttons], "reply_to": m.reply_to}
        for m in chat.messages
    ]
    return {"id": chat.id, "kind": chat.kind, "title": chat.title, "messages": messages}


def application(phone: PretendTelegram) -> Starlette:
    """The server with its control pages: ``POST /control/<what>`` with JSON, ``GET /control/state``."""

    async def control(request: Request) -> JSONResponse:
        order = json.loads(await request.body() or b"{}")
        what = request.path_params["what"]
        match what:
            case "person":
                phone.person(order["id"], order["name"], started=order.get("started", True))
            case "group":
                phone.group(order["id"], order["title"], order.get("members", ()), order.get("topics", ()))
            case "say":
                said = phone.say(order["chat"], order["text"], user=order.get("user"), reply_to=order.get("reply_to"))
                return JSONResponse({"message_id": said.id})
            case "press":
                query = phone.press(order["chat"], order["message_id"], order["label"], user=order.get("user"))
                return JSONResponse({"query_id": query})
            case "script":
                answers = [from_json(answer) for answer in order["answers"]]
                phone.script(order["method"], *answers, chat=order.get("chat"))
            case "block":
                phone.block(order["user"], blocked=order.get("blocked", True))
            case "migrate":
                phone.migrate(order["chat"], order["new"])
            case _:
                return JSONResponse({"error": f"no control page {what!r}"}, status_code=404)
        return JSONResponse({"ok": True})

    async def state(_: Request) -> JSONResponse:
        return JSONResponse(
            {
                "chats": [snapshot(chat) for chat in phone.chats.values()],
                "answers": [{"chat": a.chat, "user": a.user, "text": a.text, "alert": a.alert} for a in phone.answers],
                "calls": [{"method": c.method, "chat": c.chat, "at": c.at.isoformat()} for c in phone.calls],
                "pending": phone.updates.pending,
            }
        )

    return Starlette(
        routes=[
            Route("/control/state", state),
            Route("/control/{what}", control, methods=["POST"]),
            Mount("/", app=Application(phone)),
        ]
    )


def _server(phone: PretendTelegram, port: int) -> uvicorn.Server:
    config = uvicorn.Config(
        application(phone), host="127.0.0.1", port=port, log_level="critical", lifespan="off", ws="none", loop="asyncio"
    )
    return uvicorn.Server(config)


@contextmanager
def served(phone: PretendTelegram, port: int = 0) -> Iterator[str]:
    """The server over real HTTP in a thread; gives its address (``http://127.0.0.1:PORT``), which is a ``base_url``."""
    server = _server(phone, port)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    ready = threading.Event()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError(f"the pretend Telegram could not listen on port {port}")
        ready.wait(0.01)
    try:
        bound = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{bound}"
    finally:
        server.should_exit = server.force_exit = True
        thread.join(5)


def main() -> None:
    """``python -m tests.fakes.telegram --port 8081 --token 1:x --person 7:Sanne``: the server as a process."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--port", type=int, default=8081)
    options.add_argument("--token", default=PretendTelegram().token)
    options.add_argument("--person", action="append", default=[], metavar="ID:NAME")
    chosen = options.parse_args()
    phone = PretendTelegram(chosen.token)
    for person in chosen.person:
        number, _, name = person.partition(":")
        phone.person(int(number), name)
    _server(phone, chosen.port).run()


if __name__ == "__main__":
    main()
