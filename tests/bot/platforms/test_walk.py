"""Catalogue 68 and 69 over all watchers that ask by HTTP: whatever a platform answers, a look ends with words for a person.

Each is opened from the example settings, so that a new platform walks along by itself. What an answer means, and that
nothing is lost, is each platform's own contract suite.
"""

import asyncio
import json
import time
from dataclasses import fields, replace
from typing import Any

import pytest

from bot.config.secret import Secret
from bot.platforms.http import Http, HttpSettings
from bot.platforms.registry import KINDS, installed, open_source, platform
from bot.ports import Batch, SourceError
from tests.bot.platforms.contract import QUICK, bounds_for
from tests.bot.platforms.tools import tools
from tests.fakes.http import Reply, Request, Server
from tools.pages import _example

HTTP = {one.kind: one for one in _example() if one.kind != "mail"}
ELSEWHERE = {"mail", "google_plus", "webhook"}
"""IMAP (its own suite walks the same cells), closed, and what only comes to our door."""
TROUBLE = {
    "html": Reply(body=b"<!DOCTYPE html><html><body>Log in</body></html>", headers={"Content-Type": "text/html"}),
    "cut": Reply(body=b'{"data": [{"id": "1", "message": "hulp"}]}', cut=12),
    "half json": Reply(body=b'{"data": [{"id": "1", "mess'),
    "empty": Reply(),
    "null": Reply(body=b"null"),
    "list": Reply(body=b"[]"),
    "number": Reply(body=b"9" * 5000),
    "nested": Reply(body=b"[" * 100_000),
    "nonsense": Reply(body=b"\x00\xff\xfe nonsense"),
    "500": Reply(500),
    "502": Reply(502, b"<html>Bad gateway</html>"),
    "hang up": Reply(silent=True),
    "slow": Reply(wait=2),
    "endless": Reply(body=b"x" * 1000, endless=True),
    "429 in ten hours": Reply(429, headers={"Retry-After": "36000"}),
    "503 with a date": Reply(503, headers={"Retry-After": "Sat, 21 Nov 2026 12:10:00 GMT"}),
    "clock of 1970": Reply(body=b"<html>", headers={"Date": "Thu, 01 Jan 1970 00:00:00 GMT"}),
}
TOKEN = b'{"access_token": "kort-token", "expires_in": 3600}'


def here(kind: str, server: Server) -> Any:
    """The source of the example, at our server."""
    source, base = HTTP[kind], server.url("").rstrip("/")
    ours: dict[str, Any] = {}
    for field in fields(source):
        if field.name == "url":
            ours["url"] = Secret(f"{base}/feed", "") if isinstance(source.url, Secret) else base
        elif field.name.endswith("_url"):
            ours[field.name] = f"{base}/token" if field.name == "token_url" else base
    return replace(source, **ours)


def looked(
    kind: str, server: Server, cursor: str = "", bounds: HttpSettings = QUICK
) -> tuple[list[Batch], list[SourceError]]:
    """One look by each watcher: what it brought, or why it did not. Anything else it raises is a fault of ours."""

    async def look() -> tuple[list[Batch], list[SourceError]]:
        http = Http(bounds)
        batches, errors = [], []
        for watcher in open_source(here(kind, server), tools(http, terms=lambda: ["Zorg Proef"])).watchers:
            try:
                batches.append(await asyncio.wait_for(watcher.fetch(cursor), 30))
            except SourceError as error:
                errors.append(error)
            await watcher.close()
        await http.close()
        return batches, errors

    return asyncio.run(look())


def test_every_platform_is_walked():
    assert set(HTTP) | ELSEWHERE == set(KINDS.words())


@pytest.mark.parametrize("trouble", TROUBLE)
@pytest.mark.parametrize("kind", HTTP)
def test_cases_68_and_69_a_look_ends_with_words(kind: str, trouble: str, server: Server):
    if not installed(platform(kind)):
        pytest.skip(f"seintje[{platform(kind).extra}] is not installed")

    def answer(request: Request) -> Reply:
        return Reply(body=TOKEN) if request.method == "POST" and "token" in request.path else TROUBLE[trouble]

    server.otherwise(answer)
    began = time.monotonic()
    batches, errors = looked(kind, server, bounds=bounds_for(TROUBLE[trouble]))
    assert time.monotonic() - began < 30
    assert server.requests or errors, "it asked"
    assert all(str(error) for error in errors)
    assert not any(batch.mentions for batch in batches), "of nonsense nothing is made"
    if trouble not in ("list", "null", "empty"):  # some platforms say "nothing" so
        assert errors, "nobody may think that it is quiet there"


@pytest.mark.parametrize(
    "cursor", ["no cursor of ours", "{}", "null", '{"seen": 7}', json.dumps({"until": "gisteren"})]
)
@pytest.mark.parametrize("kind", HTTP)
def test_case_69_a_cursor_of_nonsense_is_a_first_look(kind: str, cursor: str, server: Server):
    if not installed(platform(kind)):
        pytest.skip(f"seintje[{platform(kind).extra}] is not installed")
    server.otherwise(lambda request: Reply(500))
    _, errors = looked(kind, server, cursor)
    assert all(not error.blind for error in errors)
