"""A mailbox that tells by itself (IDLE), and that is entered by a token (XOAUTH2): over real IMAP and real HTTP."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.http import Http, HttpSettings
from bot.platforms.keepsakes import NoKeepsakes
from bot.platforms.mail import MailSource
from bot.platforms.mail.door import MICROSOFT_SCOPE, Door, grant
from bot.platforms.mail.idle import MailListener
from bot.platforms.mail.watcher import MailWatcher
from bot.platforms.meter import CountingMeter
from bot.platforms.outcome import CallError
from bot.platforms.platform import Tools
from bot.ports import Batch, SourceError
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.test_mail import HOUR_AGO, OURS, TIP, numbered
from tests.bot.platforms.tools import examined
from tests.fakes.http import Reply, Request, Server
from tests.fakes.imap import ImapServer, imap_server
from tests.fakes.mail import PASSWORD, PEM, USER

LONG = timedelta(minutes=9)


@pytest.fixture
def box() -> Iterator[ImapServer]:
    with imap_server() as running:
        running.abilities = "IMAP4rev1 MOVE IDLE AUTH=XOAUTH2 SASL-IR"
        yield running


def at(box: ImapServer, **more: Any) -> MailSource:
    usual: dict[str, Any] = {"password": Secret(PASSWORD, "env:P"), "port": box.port, "ca": PEM, "checked_by": OURS}
    return MailSource("postbus", "localhost", USER, **(usual | more))


def tools(http: Http, clock: ManualClock | None = None, keepsakes: NoKeepsakes | None = None) -> Tools:
    return Tools(http, clock or ManualClock(NOW), CountingMeter(), keepsakes or NoKeepsakes())


def listening(box: ImapServer, renewed: timedelta = LONG, **more: Any) -> MailListener:
    source = at(box, **more)
    door = Door(source, tools(Http(HttpSettings(allow_private=True))), 2.0)
    return MailListener(door, MailWatcher(door, ManualClock(NOW)), renewed)


async def text_of(batches: AsyncIterator[Batch]) -> str:
    """The next thing that is told."""
    while True:
        batch = await asyncio.wait_for(anext(batches), 10)
        if batch.mentions:
            return batch.mentions[0].text


async def until(done: Any) -> None:
    for _ in range(500):
        if done():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


# --- IDLE -----------------------------------------------------------------------------------------------------


def test_what_lay_there_and_what_comes_is_read_at_once(box: ImapServer):
    async def story() -> None:
        box.brings(numbered(1), HOUR_AGO)
        listener = listening(box)
        batches = listener.listen("")
        assert await text_of(batches) == "nummer 1\n\ntekst"
        loop = asyncio.get_running_loop()
        heard = asyncio.create_task(text_of(batches))
        await until(lambda: box.idling)
        await asyncio.sleep(0.1)
        began = loop.time()
        box.brings(numbered(2), HOUR_AGO)
        assert await heard == "nummer 2\n\ntekst"
        assert loop.time() - began < 1, "not at the next look, but now"
        await batches.aclose()
        await listener.close()

    asyncio.run(story())
    assert "DONE" in box.asked, "left as it should be"


def test_idle_is_asked_again_before_servers_and_routers_forget_us(box: ImapServer):
    async def story() -> None:
        listener = listening(box, timedelta(seconds=0.2))
        batches = listener.listen("")
        await anext(batches)
        waiting = asyncio.create_task(text_of(batches))
        await until(lambda: box.asked.count("DONE") >= 3)
        box.brings(TIP, HOUR_AGO)
        assert "liggen" in await waiting
        await batches.aclose()

    asyncio.run(story())


def test_a_server_without_idle_is_left_to_the_looks(box: ImapServer, monkeypatch):
    from bot.platforms.mail import idle

    monkeypatch.setattr(idle, "WITHOUT", timedelta(0))
    box.abilities = "IMAP4rev1"

    async def story() -> list[Batch]:
        return [batch async for batch in listening(box).listen("")]

    assert asyncio.run(story()) == []
    assert "IDLE" not in box.asked


@pytest.mark.parametrize("how", ["cut", "bye", "refused"])
def test_a_line_that_breaks_ends_with_an_error_and_the_next_one_misses_nothing(box: ImapServer, how: str):
    async def story() -> None:
        if how == "refused":
            box.says("IDLE", "NO not now")
        batches = listening(box).listen("")
        cursor = ""
        with pytest.raises(SourceError) as raised:
            if how == "refused":
                await text_of(batches)
            cursor = (await asyncio.wait_for(anext(batches), 10)).cursor
            await until(lambda: box.idling)
            box.cuts() if how == "cut" else box.tells("BYE going down")
            await text_of(batches)
        assert not raised.value.blind
        box.brings(TIP, HOUR_AGO)
        again = listening(box).listen(cursor)
        assert "liggen" in await text_of(again)
        await again.aclose()

    asyncio.run(story())


def test_a_mailbox_made_anew_while_we_listen_brings_the_same_ids(box: ImapServer):
    async def story() -> None:
        box.brings(TIP, HOUR_AGO)
        batches = listening(box).listen("")
        first = await anext(batches)
        box.made_anew()
        waiting = asyncio.create_task(text_of(batches))
        await until(lambda: box.idling)
        box.tells("1 EXISTS")
        assert "liggen" in await waiting
        await batches.aclose()
        assert len(first.mentions) == 1

    asyncio.run(story())


def test_nonsense_while_idling_rings_nobody(box: ImapServer):
    async def story() -> None:
        batches = listening(box).listen("")
        await anext(batches)
        waiting = asyncio.create_task(text_of(batches))
        await until(lambda: box.idling)
        looks = box.commands().count("UID SEARCH")
        for line in ("OK Still here", "3 EXPUNGE", "1 FETCH (FLAGS (\\Seen))"):
            box.tells(line)
        await asyncio.sleep(0.3)
        assert box.commands().count("UID SEARCH") == looks
        box.brings(TIP, HOUR_AGO)
        assert "liggen" in await waiting
        await batches.aclose()

    asyncio.run(story())


# --- tokens ---------------------------------------------------------------------------------------------------


def issuer(server: Server, box: ImapServer, **more: Any) -> list[dict[str, list[str]]]:
    """Gives tokens that the mailbox takes; returns what it was asked."""
    asked: list[dict[str, list[str]]] = []

    def answer(request: Request) -> Reply:
        asked.append(parse_qs(request.body.decode()))
        box.token = f"kort-token-{len(asked)}"
        said = {"access_token": box.token, "expires_in": 3600, "token_type": "Bearer"} | more
        return Reply(body=json.dumps(said).encode())

    server.says("/token", answer)
    return asked


def by_token(server: Server, box: ImapServer, **more: Any) -> MailSource:
    usual: dict[str, Any] = {
        "login": "google",
        "client_id": "app-1",
        "client_secret": Secret("app-geheim", "env:A"),
        "password": Secret("lang-token", "env:R"),
        "token_url": server.url("/token"),
    }
    return at(box, **(usual | more))


class Looks:
    """Looks with one door, over time."""

    def __init__(self, source: MailSource) -> None:
        self.source, self.clock, self.keepsakes, self.cursor = source, ManualClock(NOW), NoKeepsakes(), ""

    def __call__(self, *, looks: int = 1, after: timedelta = timedelta(0)) -> list[str]:
        async def look() -> list[str]:
            http = Http(HttpSettings(allow_private=True))
            door = Door(self.source, tools(http, self.clock, self.keepsakes), 2.0)
            told = []
            try:
                for _ in range(looks):
                    batch = await MailWatcher(door, self.clock).fetch(self.cursor)
                    self.cursor = batch.cursor
                    told += [one.text for one in batch.mentions]
                    self.clock.forward(after)
            finally:
                await http.close()
            return told

        return asyncio.run(look())


def test_a_token_of_google_opens_the_mailbox_and_is_asked_again_in_time(server: Server, box: ImapServer):
    asked = issuer(server, box)
    box.brings(TIP, HOUR_AGO)
    look = Looks(by_token(server, box))
    assert len(look(looks=4, after=timedelta(minutes=20))) == 1
    form = {key: value[0] for key, value in asked[0].items()}
    assert form == {
        "grant_type": "refresh_token",
        "refresh_token": "lang-token",
        "client_id": "app-1",
        "client_secret": "app-geheim",
    }
    assert len(asked) == 2, "one an hour, before it ends"
    assert "LOGIN" not in box.commands()


def test_a_token_of_microsoft_is_asked_with_its_scope_and_the_new_long_one_is_kept(server: Server, box: ImapServer):
    asked = issuer(server, box, refresh_token="langer-token")
    look = Looks(by_token(server, box, login="microsoft", client_secret=None))
    look()
    look.clock.forward(timedelta(hours=1))
    look()
    assert asked[0]["scope"] == [MICROSOFT_SCOPE]
    assert "client_secret" not in asked[0]
    assert [one["refresh_token"] for one in asked] == [["lang-token"], ["langer-token"]]
    look.source = replace(look.source, password=Secret("ander-token", "env:R"))
    look()
    assert asked[2]["refresh_token"] == ["ander-token"], "what is in the settings now comes first"
    assert grant(replace(look.source, token_url="", tenant="delinde.example")).address == (
        "https://login.microsoftonline.com/delinde.example/oauth2/v2.0/token"
    )
    assert grant(replace(look.source, token_url="", login="google")).host == "oauth2.googleapis.com"


def test_a_token_that_is_refused_by_the_mailbox_is_not_used_again(server: Server, box: ImapServer):
    asked = issuer(server, box)
    source = by_token(server, box)

    async def story() -> None:
        http = Http(HttpSettings(allow_private=True))
        watcher = MailWatcher(Door(source, tools(http), 2.0), ManualClock(NOW))
        await watcher.fetch("")
        box.token = "een andere"
        with pytest.raises(SourceError) as raised:
            await watcher.fetch("")
        assert raised.value.blind
        await watcher.fetch("")
        await http.close()

    asyncio.run(story())
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("reply", "blind", "said"),
    [
        (Reply(400, b'{"error":"invalid_grant","error_description":"lang-token"}'), True, "invalid_grant"),
        (Reply(401, b"<html>"), True, "HTTP 401"),
        (Reply(200, b"<html>Log in</html>"), False, ""),
        (Reply(200, b""), False, ""),
        (Reply(200, b'{"access_token":7}'), False, ""),
        (Reply(200, b"[" * 9999), False, ""),
        (Reply(503, b"", {"Retry-After": "60"}), False, ""),
    ],
)
def test_who_gives_no_token_is_told_of_without_any_secret(server: Server, box: ImapServer, reply, blind, said):
    server.says("/token", reply)
    look = Looks(by_token(server, box))
    with pytest.raises(CallError) as raised:
        look()
    error = raised.value
    assert (error.blind, said in str(error), "lang-token" in str(error)) == (blind, True, False)
    assert box.asked == [], "the mailbox is not asked"


def test_the_doctor_names_what_is_missing_for_a_token(server: Server, box: ImapServer):
    issuer(server, box)
    [found] = examined(by_token(server, box))
    assert found.good
    assert "meteen" in found.text
    box.says("AUTHENTICATE", "NO [AUTHENTICATIONFAILED] x")
    [found] = examined(by_token(server, box))
    assert "mail.google.com" in found.remedy
    server.forget("*")
    server.says("/token", Reply(400, b'{"error":"invalid_client"}'))
    [found] = examined(by_token(server, box, login="microsoft"))
    assert (found.good, "client_secret" in found.remedy, "entra" in found.page) == (False, True, True)
    assert "invalid_client" in found.text
    box.abilities = "IMAP4rev1"
    [found] = examined(at(box))
    assert "volgende keer" in found.text
