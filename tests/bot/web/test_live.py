"""Pages that follow the house: what the stream tells, when it ends; and the server around it."""

import asyncio
import socket
from contextlib import suppress

import pytest

from bot.errors import Explained
from bot.web.app import create_app
from bot.web.live import Changes, stream
from bot.web.server import WebServer, listen
from bot.web.sessions import MemorySessions
from bot.web.settings import WebSettings
from tests.fakes.office import FakeOffice


async def yes() -> bool:
    return True


def events(text: str) -> int:
    return text.count("event: news")


def test_the_stream_tells_of_every_change_but_a_storm_only_now_and_then() -> None:
    async def run() -> list[str]:
        changes = Changes()
        told = stream(changes, changes.version, yes, gap=0.02, beat=5)
        first = [await anext(told)]
        for _ in range(100):
            changes.bump()
        first.append(await anext(told))
        for _ in range(100):
            changes.bump()
        first.append(await anext(told))
        assert f"id: {changes.version}" in first[-1]
        changes.end()
        return first + [piece async for piece in told]

    assert events("".join(asyncio.run(run()))) == 2


def test_a_page_drawn_before_a_change_hears_of_it_at_once() -> None:
    async def run() -> str:
        changes = Changes()
        seen = changes.version
        changes.bump()
        told = stream(changes, seen, yes, gap=0, beat=5)
        await anext(told)
        return await anext(told)

    assert events(asyncio.run(run())) == 1


def test_a_silent_stream_beats_and_ends_with_the_session() -> None:
    async def run() -> list[str]:
        changes, left = Changes(), [True, True, False]

        async def welcome() -> bool:
            return left.pop(0)

        return [piece async for piece in stream(changes, changes.version, welcome, gap=0, beat=0.01)]

    assert asyncio.run(run()) == [": seintje\n\n", ": \n\n", ": \n\n"]


def made(**changed: int | str) -> tuple[WebServer, Changes]:
    office = FakeOffice()
    settings = WebSettings(**{"demo": True, "port": 0, **changed})  # type: ignore[arg-type]
    sessions = MemorySessions(office.clock, lambda person: True)
    app = create_app(office, settings=settings, sessions=sessions, changes=office.changes)
    return WebServer(app, settings, office.changes), office.changes


async def ask(port: int, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    await writer.drain()
    return reader, writer


def test_the_server_takes_a_port_serves_streams_and_stops_with_them_open() -> None:
    async def run() -> bytes:
        server, changes = made()
        url = await server.start()
        port = int(url.rpartition(":")[2])
        reader, writer = await ask(port, f"/events?seen={changes.version}")
        head = await reader.readuntil(b": seintje")
        assert b"200 OK" in head
        assert b"text/event-stream" in head
        assert b"uvicorn" not in head
        changes.bump()
        await reader.readuntil(b"event: news")
        await asyncio.wait_for(server.stop(), 3)
        rest = await reader.read()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()
        with pytest.raises(OSError):
            await ask(port, "/healthz")
        return rest

    assert b"id: " in asyncio.run(run())


def test_a_server_that_never_started_stops_at_once() -> None:
    server, _ = made()
    asyncio.run(server.stop())


def test_a_port_in_use_is_one_clear_line_in_both_languages() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Explained) as error:
            listen(WebSettings(port=port))
    assert error.value.text("nl") == (
        f"poort {port} op 127.0.0.1 is al in gebruik; stop het andere programma of kies een andere poort"
    )
    assert "is already in use" in error.value.text("en")


def test_a_port_in_use_may_mean_the_next_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with listen(WebSettings(port=port), tries=5) as found:
            assert port < found.getsockname()[1] < port + 5


def test_an_address_of_another_machine_is_one_clear_line() -> None:
    with pytest.raises(Explained, match=r"het adres 192\.0\.2\.1 is niet van deze machine"):
        listen(WebSettings(host="192.0.2.1"))
