"""Jetstream replayed: a server of ours that gives events from a cursor on, in either of its two ways of speaking.

As a program (``python -m tests.fakes.jetstream COUNT``) it makes that many events up, 3 in 100 about the organisation, and
prints its port: for measuring the other side alone.
"""

import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

PUFF = 50
"""A paced server sends so many at a time."""
START = 1_795_000_000_000_000
US = "did:plc:wij"


def event(number: int, text: str, did: str = "did:plc:anna", **more: Any) -> dict[str, Any]:
    """One event of the old way; ``more`` goes into the record, ``operation`` beside it."""
    operation = more.pop("operation", "create")
    commit = {"rev": f"r{number}", "operation": operation, "collection": "app.bsky.feed.post"}
    commit |= {"rkey": more.pop("rkey", f"k{number}")}
    if operation != "delete":
        commit |= {"record": {"$type": "app.bsky.feed.post", "text": text, "langs": ["nl"]} | more, "cid": "b"}
    return {"did": did, "time_us": START + number * 1000, "kind": "commit", "commit": commit}


def account(number: int, did: str, status: str) -> dict[str, Any]:
    """Somebody's account changes."""
    change = {"active": False, "did": did, "seq": number, "status": status}
    return {"did": did, "time_us": START + number * 1000, "kind": "account", "account": change}


def in_new_way(number: int, old: dict[str, Any]) -> str:
    """The same event as network.bsky.jetstream.subscribeEvents says it: flat, with a number, and the time as text."""
    at = datetime.fromtimestamp(old["time_us"] / 1e6, UTC).isoformat().replace("+00:00", "Z")
    kind = old["kind"]
    what = old["commit"] if kind == "commit" else {kind: old[kind]}
    payload = {"$type": f"network.bsky.jetstream.subscribeEvents#{kind}", "seq": number, "did": old["did"], "time": at}
    return json.dumps({"$type": "message", "payload": payload | what}, separators=(",", ":"), ensure_ascii=False)


class Replay:
    """The server. ``oldest``: a cursor before this is too old; ``breaks_after``: a connection is cut after so many events.

    ``notice``: what the stream says first, in the new way; it then begins elsewhere than was asked.
    ``pace``: events a second; 0: as fast as they are taken.
    """

    def __init__(self, events: list[dict[str, Any]] | None = None) -> None:
        self.events = events or []
        self.raw = [json.dumps(one, separators=(",", ":"), ensure_ascii=False) for one in events or []]
        self.ats = [one["time_us"] for one in events or []]
        self.oldest = 0
        self.breaks_after = 0
        self.pace = 0
        self.holds = True
        self.refuses = 0
        self.notice = ""
        self.pauses_after = 0
        self.goes_on = threading.Event()
        self.asked: list[dict[str, list[str]]] = []
        self.sent = 0
        self.port = 0

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def check(self, connection: ServerConnection, request: Request) -> Response | None:
        cursor = int(parse_qs(urlsplit(request.path).query).get("cursor", ["0"])[0])
        self.asked.append(parse_qs(urlsplit(request.path).query))
        if self.refuses:
            response = connection.respond(HTTPStatus(self.refuses), "no")
            if self.refuses == HTTPStatus.FOUND:
                response.headers["Location"] = "/elders"
            return response
        if cursor and cursor < self.oldest and not self.notice:
            return connection.respond(HTTPStatus.BAD_REQUEST, '{"error":"CursorTooOld"}')
        return None

    async def speak(self, connection: ServerConnection) -> None:
        path = urlsplit(connection.request.path if connection.request else "")
        cursor = int(parse_qs(path.query).get("cursor", ["0"])[0])
        new = path.path != "/subscribe"
        if self.notice:
            said = {"$type": "network.bsky.jetstream.subscribeEvents#info", "name": self.notice}
            await connection.send(json.dumps({"$type": "message", "payload": said}))
            cursor = 0
        loop = asyncio.get_running_loop()
        began, told = loop.time(), 0
        for number, (raw, at) in enumerate(zip(self.raw, self.ats, strict=True), 1):
            if (number if new and cursor < 10**15 else at) < cursor:
                continue
            await connection.send(in_new_way(number, json.loads(raw)) if new else raw)
            self.sent += 1
            told += 1
            if self.pace and told % PUFF == 0:
                await asyncio.sleep(max(0.0, began + told / self.pace - loop.time()))
            if self.sent == self.breaks_after:
                return
            if self.sent == self.pauses_after:
                await asyncio.to_thread(self.goes_on.wait, 10)
        if self.holds:
            await connection.wait_closed()

    async def run(self, ready: Any, stop: asyncio.Event) -> None:
        async with serve(self.speak, "127.0.0.1", 0, process_request=self.check, compression=None) as server:
            self.port = next(iter(server.sockets)).getsockname()[1]
            ready()
            await stop.wait()


@contextmanager
def replaying(replay: Replay) -> Iterator[Replay]:
    """The server in a thread of its own."""
    ready, loop, stop = threading.Event(), asyncio.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(replay.run(ready.set, stop)))
    thread.start()
    assert ready.wait(10)
    try:
        yield replay
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()


def crowd(count: int) -> list[dict[str, Any]]:
    """Events as they pass by: of every hundred three name us."""
    filler = "Just watched the sunset over the harbour and honestly the light was unreal today, more photos soon "
    return [
        event(n, f"{n} Zorg Proef belt weer niet terug" if n % 100 < 3 else f"{n} {filler}", f"did:plc:p{n % 997:024d}")
        for n in range(count)
    ]


if __name__ == "__main__":
    made = Replay(crowd(int(sys.argv[1])))
    asyncio.run(made.run(lambda: print(made.port, flush=True), asyncio.Event()))
