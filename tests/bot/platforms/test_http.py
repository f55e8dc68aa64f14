"""Our HTTP client: what it asks, what every answer means, and that nothing makes it wait, grow or turn inward."""

import asyncio
import gzip
import socket
from datetime import UTC, datetime, timedelta

import httpcore2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import redaction
from bot.addresses import is_public, wrong_with
from bot.clock import ManualClock
from bot.platforms.http import LONGEST_WAIT, Answer, Http, HttpError, HttpSettings, RateLimit
from bot.platforms.http.answers import rate_limit
from bot.platforms.http.guard import Guard
from tests.fakes.http import Reply, Server, packed, remembering

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
QUICK = HttpSettings(
    allow_private=True,
    connect=timedelta(seconds=2),
    read=timedelta(seconds=0.4),
    total=timedelta(seconds=0.8),
    limit=50_000,
    first_wait=timedelta(0),
)


async def _once(settings: HttpSettings, url: str, **more: str) -> Answer:
    http = Http(settings, ManualClock(NOW))
    try:
        return await http.get(url, **more)
    finally:
        await http.close()


def get(url: str, settings: HttpSettings = QUICK, **more: str) -> Answer:
    return asyncio.run(_once(settings, url, **more))


def fails(url: str, settings: HttpSettings = QUICK) -> HttpError:
    with pytest.raises(HttpError) as raised:
        get(url, settings)
    return raised.value


def test_an_answer_has_status_body_headers_and_address(server: Server):
    url = server.says("/a", Reply(body=b"hoi", headers={"ETag": '"1"', "Content-Type": "text/plain"}))
    answer = get(url)
    assert (answer.status, answer.body, answer.url, answer.moved_to) == (200, b"hoi", url, None)
    assert answer.headers["etag"] == '"1"'
    [request] = server.requests
    assert request.headers["user-agent"].startswith("seintje/")
    assert request.headers["accept-encoding"] == "gzip"
    assert "hoi" not in repr(answer)


def test_what_has_not_changed_is_not_sent_again(server: Server):
    url = server.says("/a", remembering(b"hoi", '"v1"', "Sat, 21 Nov 2026 10:00:00 GMT"))
    first = get(url)
    again = get(url, etag=first.headers["etag"], modified=first.headers["last-modified"])
    assert (first.unchanged, again.unchanged, again.body) == (False, True, b"")
    assert server.requests[1].headers["if-modified-since"] == "Sat, 21 Nov 2026 10:00:00 GMT"


def test_a_packed_answer_is_unpacked_and_a_bomb_stops_at_the_limit(server: Server):
    assert get(server.says("/a", packed(b"hoi" * 1000))).body == b"hoi" * 1000
    bomb = packed(b"\0" * 40_000_000)
    assert len(bomb.body) < 50_000
    assert "meer dan 50000 bytes" in fails(server.says("/bomb", bomb)).text()


def test_an_endless_answer_stops_at_the_limit(server: Server):
    assert "meer dan 50000 bytes" in fails(server.says("/e", Reply(body=b"x" * 1000, endless=True))).text()


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b"x" * 100, cut=10),
        Reply(silent=True),
        Reply(body=gzip.compress(b"x" * 1000)[:-9], headers={"Content-Encoding": "gzip"}),
        Reply(body=b"no gzip", headers={"Content-Encoding": "gzip"}),
        Reply(503),
        Reply(500),
        Reply(408),
    ],
    ids=["cut off", "no answer", "cut gzip", "bad gzip", "503", "500", "408"],
)
def test_what_passes_is_tried_three_times_and_then_succeeds_or_fails(server: Server, reply: Reply):
    assert get(server.says("/a", reply, reply, Reply(body=b"hoi"))).body == b"hoi"
    error = fails(server.says("/b", reply))
    assert (len(server.asked("/a")), len(server.asked("/b"))) == (3, 3)
    assert (error.blind, error.retry_after) == (False, None)


@pytest.mark.parametrize(
    ("status", "blind", "said"),
    [
        (400, True, "127.0.0.1 begrijpt ons verzoek niet (400)."),
        (401, True, "127.0.0.1 weigert de toegang (401); kijk of het geheim nog klopt."),
        (403, True, "127.0.0.1 weigert de toegang (403); kijk of het geheim nog klopt."),
        (404, True, "127.0.0.1 kent dit adres niet (404); kijk of het adres nog klopt."),
        (410, True, "127.0.0.1 heeft dit adres opgeheven (410); zoek het nieuwe of haal de bron weg."),
        (429, False, "127.0.0.1 vraagt ons te wachten (429)."),
        (451, True, "127.0.0.1 begrijpt ons verzoek niet (451)."),
    ],
)
def test_what_does_not_pass_is_asked_once(server: Server, status: int, blind: bool, said: str):
    error = fails(server.says("/a", Reply(status)))
    assert (error.status, error.blind, error.text("nl")) == (status, blind, said)
    assert error.text("en") != said
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry-After": "35"}, timedelta(seconds=35)),
        (503, {"Retry-After": "35"}, timedelta(seconds=35)),
        (503, {"Retry-After": "Sat, 21 Nov 2026 12:01:00 GMT"}, timedelta(minutes=1)),
        (503, {"Retry-After": "Sat, 21 Nov 2026 11:00:00 GMT"}, timedelta(0)),
        (429, {"Retry-After": "9" * 14}, LONGEST_WAIT),
        (429, {"Retry-After": "Fri, 21 Nov 2036 12:00:00 GMT"}, LONGEST_WAIT),
        (429, {"Retry-After": "straks"}, None),
        (429, {"Retry-After": "-5"}, None),
        (
            429,
            {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(NOW.timestamp()) + 90)},
            timedelta(seconds=90),
        ),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2026-11-21T12:05:00.000Z"}, timedelta(minutes=5)),
        (429, {"x-rate-limit-remaining": "7", "x-rate-limit-reset": str(int(NOW.timestamp()) + 90)}, None),
    ],
)
def test_a_source_that_says_when_to_come_back_is_obeyed(server: Server, status: int, headers: dict[str, str], wait):
    error = fails(server.says("/a", Reply(status, headers=headers)))
    assert error.retry_after == wait
    assert len(server.requests) == 1 or wait is None


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, RateLimit()),
        (
            {"x-rate-limit-limit": "300", "x-rate-limit-remaining": "299", "x-rate-limit-reset": "1795262400"},
            RateLimit(300, 299, NOW),
        ),
        (
            {"RateLimit-Limit": "3000", "RateLimit-Remaining": "1", "RateLimit-Reset": "2026-11-21T12:00:00"},
            RateLimit(3000, 1, NOW),
        ),
        ({"RateLimit-Limit": "100;w=60", "RateLimit-Reset": "30"}, RateLimit()),
    ],
)
def test_rate_limits_are_read_in_every_spelling(headers: dict[str, str], expected: RateLimit):
    assert rate_limit(headers) == expected


@given(st.dictionaries(st.sampled_from(["retry-after", "x-rate-limit-reset", "ratelimit-limit"]), st.text()))
def test_no_rate_header_raises(headers: dict[str, str]):
    assert isinstance(rate_limit(headers), RateLimit)


@pytest.mark.parametrize(
    "reply", [Reply(body=b"hoi", wait=5), Reply(body=b"x" * 300, drip=0.05)], ids=["slow", "dripping"]
)
def test_a_slow_source_is_given_up_in_time(server: Server, reply: Reply):
    settings = HttpSettings(allow_private=True, read=timedelta(seconds=0.2), total=timedelta(seconds=0.3), attempts=1)
    assert fails(server.says("/a", reply), settings).text() == "127.0.0.1 antwoordt niet op tijd."


def test_redirects_are_followed_at_most_five_times(server: Server):
    for hop in range(7):
        server.says(f"/{hop}", Reply(302, headers={"Location": f"/{hop + 1}"}))
    server.says("/7", Reply(body=b"hoi"))
    assert get(server.url("/2")).body == b"hoi"
    assert "verwijst steeds door (meer dan 5 keer)" in fails(server.url("/1")).text()
    loop = server.says("/loop", Reply(302, headers={"Location": "/loop"}))
    assert "verwijst steeds door" in fails(loop).text()


def test_a_permanent_move_is_told_and_a_passing_one_is_not(server: Server):
    new = server.says("/new", Reply(body=b"hoi"))
    for status, expected in ((301, new), (308, new), (302, None), (307, None)):
        assert get(server.says("/old", Reply(status, headers={"Location": "/new"}))).moved_to == expected


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "ftp://127.0.0.1/",
        "http://user:pw@127.0.0.1/",
        "http://",
        "http://[::1",
    ],
)
def test_a_redirect_to_what_we_would_not_ask_is_refused(server: Server, location: str):
    url = server.says("/a", Reply(302, headers={"Location": location}))
    error = fails(url)
    assert error.blind or "is onbereikbaar" in error.text()
    assert {request.path for request in server.requests} == {"/a"}


def test_case_80_a_redirect_inward_is_refused_at_the_connection(server: Server, monkeypatch):
    """The first address passes as public; the one it points to does not."""
    inward = server.url("/secret").replace("127.0.0.1", "localhost")
    url = server.says("/a", Reply(302, headers={"Location": inward}))
    monkeypatch.setattr("bot.platforms.http.guard.is_public", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(socket, "getaddrinfo", _resolver({"localhost": "127.0.0.2"}))
    assert "ligt binnen het eigen netwerk" in fails(url, HttpSettings()).text()
    assert [request.path for request in server.requests] == ["/a"]


def _resolver(names: dict[str, str]):
    def resolve(host, port, *_rest, **_more):
        name = host.decode() if isinstance(host, bytes) else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (names.get(name, name), port))]

    return resolve


INWARD = [
    "http://127.0.0.1/", "http://localhost/", "http://127.1/", "http://0x7f.1/", "http://2130706433/", "http://0177.0.0.1/",
    "http://0.0.0.0/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:a00:1]/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[fe80::1]/", "http://[fc00::1]/", "http://[ff02::1]/",
    "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/", "http://172.16.0.1/", "http://172.31.255.255/",
    "http://192.168.1.1/", "http://100.64.0.1/", "http://192.0.2.1/", "http://198.18.0.1/", "http://224.0.0.1/",
    "http://240.0.0.1/", "http://255.255.255.255/", "https://127.0.0.1/", "http://127.0.0.1:22/",
]  # fmt: skip
WRONG = [
    "file:///etc/passwd", "gopher://example.com/", "ftp://example.com/", "javascript:alert(1)", "data:text/html,x", "",
    "//example.com/", "example.com", "http://", "http:///x", "http://user:pw@example.com/", "http://user@example.com/",
    "http://exa mple.com/", "http://example.com/\n", "http://example.com:99999/", "http://example.com:x/", "http://[::1/",
    "http://example.com/\u202e", "http://example.com/\0",
]  # fmt: skip


@pytest.mark.parametrize("url", INWARD)
def test_case_80_no_address_inside_is_connected_to(url: str):
    error = fails(url, HttpSettings(connect=timedelta(seconds=2)))
    assert error.blind
    if "0177" not in url:  # refused as a name that is none
        assert "allow_private" in error.text("nl")
        assert "allow_private" in error.text("en")


@pytest.mark.parametrize("url", WRONG)
def test_case_80_no_other_kind_of_address_is_asked(url: str):
    assert wrong_with(url) is not None
    assert fails(url).blind


@pytest.mark.parametrize(
    "url", ["http://example.com", "HTTPS://example.com:8443/a?b=c#d", "http://[2001:db8::1]/", "http://1.1.1.1"]
)
def test_an_ordinary_address_is_fine(url: str):
    assert wrong_with(url) is None


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
)
def test_the_open_internet_is_open(address: str):
    assert is_public(address)


class _Recorder:
    """Stands where the sockets are made: notes every address and connects to none."""

    def __init__(self) -> None:
        self.tried: list[str] = []

    async def connect_tcp(self, address: str, *_: object) -> object:
        self.tried.append(address)
        raise httpcore2.ConnectError("refused")


def test_a_name_that_changes_its_mind_gains_nothing(monkeypatch):
    """Rebinding: the check and the connection use one and the same look-up."""
    answers = iter(["93.184.216.34", "127.0.0.1", "127.0.0.1"])
    lookups = []

    def resolve(host, port, *_rest, **_more):
        lookups.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    guard, recorder = Guard(allow_private=False), _Recorder()
    guard._inner = recorder  # type: ignore[assignment]
    with pytest.raises(httpcore2.ConnectError):
        asyncio.run(guard.connect_tcp("rebind.example", 80))
    assert (lookups, recorder.tried) == (["rebind.example"], ["93.184.216.34"])


def test_one_inward_address_among_several_is_enough_to_refuse(monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.8")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    guard, recorder = Guard(allow_private=False), _Recorder()
    guard._inner = recorder  # type: ignore[assignment]
    with pytest.raises(HttpError):
        asyncio.run(guard.connect_tcp("two.example", 80))
    assert recorder.tried == []


def test_the_next_address_is_tried_when_one_refuses(server: Server, monkeypatch):
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, server.port)) for ip in ("127.0.0.9", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    server.says("/a", Reply(body=b"hoi"))
    assert get(server.url("/a", host="two.example")).body == b"hoi"


def test_a_name_nobody_knows_and_a_closed_port_are_unreachable(monkeypatch):
    def unknown(*_a, **_k):
        raise socket.gaierror(-2, "Name or service not known")

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        closed = fails(f"http://127.0.0.1:{taken.getsockname()[1]}/")
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    nobody = fails("http://nergens.example/")
    assert closed.text().startswith("127.0.0.1 is onbereikbaar: ")
    assert nobody.text() == "nergens.example is onbereikbaar: [Errno -2] Name or service not known."
    assert not (closed.blind or nobody.blind)


def test_an_error_names_the_host_and_neither_path_nor_query_nor_secret(server: Server, monkeypatch):
    monkeypatch.setattr(redaction, "_secrets", {"CANARY-host"})
    for reply in (Reply(401), Reply(500), Reply(silent=True), Reply(302, headers={"Location": "ftp://x/CANARY"})):
        error = fails(server.says("/CANARY/feeds?token=CANARY", reply))
        assert "CANARY" not in error.text("nl") + error.text("en") + str(error) + repr(error)

    def leaks(*_a, **_k):
        raise socket.gaierror(-2, "no CANARY-host")

    monkeypatch.setattr(socket, "getaddrinfo", leaks)
    assert "CANARY" not in fails("http://x.example/").text()


def test_a_proxy_of_the_environment_is_not_used(server: Server, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    assert get(server.says("/a", Reply(body=b"hoi"))).body == b"hoi"


def test_what_must_not_happen_twice_is_asked_once(server: Server):
    async def post() -> Answer:
        http = Http(QUICK)
        try:
            return await http.once("POST", server.url("/p"), content=b"x", headers={"Authorization": "Bearer y"})
        finally:
            await http.close()

    server.says("/p", Reply(503))
    with pytest.raises(HttpError):
        asyncio.run(post())
    [request] = server.requests
    assert (request.method, request.body, request.headers["authorization"]) == ("POST", b"x", "Bearer y")


def test_connections_are_kept_and_closed(server: Server):
    async def twice() -> None:
        http = Http(QUICK)
        await http.get(server.url("/a"))
        await http.get(server.url("/a"))
        await http.close()
        await http.close()

    server.says("/a", Reply(body=b"hoi"))
    asyncio.run(twice())
    assert len(server.requests) == 2
