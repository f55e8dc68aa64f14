"""Libraries that connect by themselves go past the same guard as our own client: over real sockets."""

import asyncio
import socket
from datetime import timedelta

import pytest
import requests

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.graph.client import Access, Graph
from bot.platforms.graph.errors import GraphError
from bot.platforms.http import HttpError, HttpSettings
from bot.platforms.http.sockets import InsideError, connected, guard
from bot.platforms.x import client as x
from bot.platforms.x.errors import XError
from bot.ports import Failure
from tests.bot.platforms.contract import NOW
from tests.fakes.http import Reply, Server


def fetched(url: str, *, allow_private: bool, timeout: float = 2) -> requests.Response:
    session = requests.Session()
    session.trust_env = False
    guard(session, allow_private=allow_private)
    with session:
        return session.get(url, timeout=timeout)


@pytest.fixture
def nobody() -> int:
    """A port where nobody answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_what_is_inside_is_not_connected_to_whatever_it_is_called(server: Server):
    server.says("*", Reply(body=b"inside"))
    for host in ("127.0.0.1", "localhost"):
        url = server.url("/x", host=host)
        with pytest.raises(InsideError) as raised:
            fetched(url, allow_private=False)
        assert raised.value.said.blind and "eigen netwerk" in str(raised.value.said)
        with pytest.raises(InsideError):
            fetched(url.replace("http:", "https:"), allow_private=False)
        with pytest.raises(HttpError):
            asyncio.run(connected(host, server.port, allow_private=False))
    assert server.requests == []
    assert fetched(server.url("/x"), allow_private=True).content == b"inside"


@pytest.mark.parametrize("client", ["x", "graph"])
def test_the_clients_of_x_and_of_meta_go_past_it_and_nothing_leaves(server: Server, client: str):
    base, bounds, clock = server.url("").rstrip("/"), HttpSettings(first_wait=timedelta(0)), ManualClock(NOW)
    if client == "x":
        session = x.Session(base, bounds, clock)
        with session, pytest.raises(XError) as raised:
            session.request("GET", f"{x.LITERAL}/2/users/me")
        assert raised.value.failure is Failure.UNREACHABLE
    else:
        graph = Graph(Access(base, "v26.0", Secret("t")), bounds, clock)
        with graph.session, pytest.raises(GraphError) as refused:
            graph.request("me")
        assert refused.value.failure is Failure.UNREACHABLE
    assert server.requests == []


def test_where_nobody_answers_it_says_so_as_the_library_would(nobody: int):
    with pytest.raises(requests.ConnectionError, match=r"NewConnectionError|Failed|refused"):
        fetched(f"http://127.0.0.1:{nobody}/", allow_private=True)
    with pytest.raises(requests.ConnectionError, match=r"resolve|Name"):
        fetched("http://nergens.invalid/", allow_private=True)
    with pytest.raises(OSError):
        asyncio.run(connected("127.0.0.1", nobody, allow_private=True))


def test_a_name_with_several_addresses_is_tried_until_one_answers(server: Server, monkeypatch: pytest.MonkeyPatch):
    """``localhost`` may well be ::1 first, where nobody listens."""
    server.says("*", Reply(body=b"here"))
    both = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", server.port, 0, 0)),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port)),
    ]
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: both if host == "twee" else real(host, *a, **k))
    assert fetched(f"http://twee:{server.port}/", allow_private=True).content == b"here"

    async def take() -> str:
        made = await connected("twee", server.port, allow_private=True)
        with made:
            return str(made.getpeername()[0])

    assert asyncio.run(take()) == "127.0.0.1"


def test_a_server_that_does_not_open_in_time_is_a_timeout():
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)), pytest.raises(requests.Timeout):
            fetched(f"http://127.0.0.1:{port}/", allow_private=True, timeout=0.2)
