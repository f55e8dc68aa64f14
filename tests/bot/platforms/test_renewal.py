"""Tokens that are renewed: on disk before they are used, by one process at a time, and never asked for twice without need."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms import renewal as module
from bot.platforms.http import Http, HttpSettings
from bot.platforms.keepsakes import FileKeepsakes
from bot.platforms.outcome import CallError
from bot.platforms.platform import Tools
from bot.platforms.renewal import Grant, Renewal
from bot.ports import Failure
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.tools import tools
from tests.fakes.http import Reply, Request, Server

HOUR = timedelta(hours=1)
CALM = HttpSettings(allow_private=True, read=timedelta(seconds=5), first_wait=timedelta(0), attempts=1)


class Desk:
    """Gives a new refresh token with every access token; an old one is worth nothing any more."""

    def __init__(self, server: Server) -> None:
        self.server, self.right, self.count = server, "R0", 0
        self.before: Callable[[], None] = lambda: None
        server.says("/token", self.answer)

    def answer(self, request: Request) -> Reply:
        self.before()
        if dict(parse_qsl(request.body.decode()))["refresh_token"] != self.right:
            return Reply(400, b'{"error": "invalid_grant"}')
        self.count += 1
        self.right = f"R{self.count}"
        answer = {"access_token": f"A{self.count}", "refresh_token": self.right, "expires_in": 7200}
        return Reply(body=json.dumps(answer).encode())

    def grant(self, **more: Any) -> Grant:
        return replace(Grant("x", self.server.url("/token"), "app", Secret("s3cret"), Secret("R0")), **more)


@pytest.fixture
def desk(server: Server) -> Desk:
    return Desk(server)


def with_disk(folder: Path, clock: ManualClock | None = None) -> Tools:
    return replace(tools(Http(CALM), clock=clock or ManualClock(NOW)), keepsakes=FileKeepsakes(folder))


def run(given: Tools, *works: Callable[[], Any]) -> list[Any]:
    async def all_of_it() -> list[Any]:
        try:
            return [await work() for work in works]
        finally:
            await given.http.close()

    return asyncio.run(all_of_it())


def fails(given: Tools, one: Renewal) -> CallError:
    with pytest.raises(CallError) as raised:
        run(given, one.access)
    return raised.value


def test_one_token_serves_until_it_runs_out_and_a_new_process_goes_on_with_it(desk: Desk, tmp_path: Path):
    clock = ManualClock(NOW)
    given = with_disk(tmp_path, clock)
    one = Renewal(desk.grant(), given)
    assert run(given, one.access, one.access) == ["A1", "A1"]
    clock.forward(timedelta(minutes=116))
    assert run(given, one.access) == ["A2"]
    assert run(given, Renewal(desk.grant(), given).access) == ["A2"]
    assert desk.count == 2 and one.until() == clock.now() + 2 * HOUR


def test_what_was_given_is_on_disk_before_it_is_used(desk: Desk, tmp_path: Path):
    """Whoever dies between the answer and the first use finds the new refresh token."""
    given = with_disk(tmp_path)
    run(given, Renewal(desk.grant(), given).access)
    [file] = tmp_path.glob("*.keep")
    assert json.loads(file.read_text())["refresh"] == desk.right == "R1"
    assert file.stat().st_mode & 0o077 == 0


def test_a_disk_that_cannot_be_written_costs_no_token(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    given = with_disk(tmp_path)
    one = Renewal(desk.grant(), given)

    def full(*anything: Any) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(FileKeepsakes, "put", full)
        error = fails(given, one)
    assert error.failure is Failure.TOKEN and "No space" in str(error)
    assert desk.count == 0, "nothing was asked"
    assert run(given, one.access) == ["A1"]


def test_two_at_once_renew_once(desk: Desk, tmp_path: Path):
    given = with_disk(tmp_path)
    several = [Renewal(desk.grant(), given) for _ in range(5)]

    async def together() -> list[str]:
        try:
            return await asyncio.gather(*(one.access() for one in several))
        finally:
            await given.http.close()

    assert asyncio.run(together()) == ["A1"] * 5
    assert desk.count == 1


def test_another_process_that_holds_the_lock_too_long_is_told(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "TRIES", 2)
    monkeypatch.setattr(module, "PAUSE", 0.0)
    given = with_disk(tmp_path)
    with FileKeepsakes(tmp_path).alone("x:token") as mine:
        assert mine
        assert fails(given, Renewal(desk.grant(), given)).failure is Failure.UNREACHABLE
    assert desk.count == 0


def test_a_refused_token_is_renewed_and_another_one_in_the_settings_begins_anew(desk: Desk, tmp_path: Path):
    given = with_disk(tmp_path)
    one = Renewal(desk.grant(), given)
    [first] = run(given, one.access)
    one.forget(first)
    assert run(given, one.access, one.access) == ["A2", "A2"]
    desk.right = "opnieuw"
    assert run(given, Renewal(desk.grant(refresh_token=Secret("opnieuw")), given).access) == ["A3"]


def test_a_kept_file_that_cannot_be_read_is_begun_anew(desk: Desk, tmp_path: Path):
    given = with_disk(tmp_path)
    given.keepsakes.put("x:token", "{half")
    assert run(given, Renewal(desk.grant(), given).access) == ["A1"]


@pytest.mark.parametrize(
    ("reply", "failure", "says"),
    [
        (Reply(400, b'{"error": "invalid_grant", "error_description": "hidden"}'), Failure.TOKEN, "invalid_grant"),
        (Reply(401, b'{"error": "<b>hidden"}'), Failure.TOKEN, "HTTP 401"),
        (Reply(503, b"<html>"), Failure.UNREACHABLE, ""),
        (Reply(429), Failure.UNREACHABLE, ""),
        (Reply(200, b"{}"), Failure.UNREACHABLE, ""),
        (Reply(200, b"[" * 50_000), Failure.UNREACHABLE, ""),
        (Reply(silent=True), Failure.UNREACHABLE, ""),
    ],
)
def test_whatever_the_desk_says_nothing_was_asked_of_the_platform(
    desk: Desk, server: Server, tmp_path: Path, reply: Reply, failure: Failure, says: str
):
    server.says("/token", reply)
    given = with_disk(tmp_path)
    error = fails(given, Renewal(desk.grant(), given))
    assert error.failure is failure and says in str(error) and "hidden" not in str(error)
    assert error.blind is (failure is Failure.TOKEN)
    assert "R0" not in str(error) and "s3cret" not in str(error)


def test_who_we_are_goes_in_a_header_or_in_the_body(desk: Desk, server: Server, tmp_path: Path):
    for basic, secret in ((True, Secret("s3cret")), (False, Secret("s3cret")), (True, None)):
        given = with_disk(tmp_path / f"{basic}{secret}")
        desk.right = "R0"
        run(given, Renewal(desk.grant(basic=basic, client_secret=secret, agent="ours/1"), given).access)
    header, body, public = server.requests
    assert header.headers["authorization"] == "Basic YXBwOnMzY3JldA==" and b"s3cret" not in header.body
    assert b"client_secret=s3cret" in body.body and "authorization" not in body.headers
    assert b"client_id=app" in public.body and "authorization" not in public.headers
    assert all(one.headers["user-agent"] == "ours/1" for one in server.requests)


@pytest.mark.parametrize("life", [None, -5, True, "7200", 1e12])
def test_a_life_that_makes_no_sense_is_a_short_one(desk: Desk, server: Server, tmp_path: Path, life: Any):
    answer = {"access_token": "A1", "expires_in": life}
    server.says("/token", Reply(body=json.dumps(answer).encode()))
    given = with_disk(tmp_path)
    one = Renewal(desk.grant(), given)
    assert run(given, one.access, one.access) == ["A1", "A1"]
    assert one.until() == NOW + timedelta(minutes=10) and len(server.requests) == 1
