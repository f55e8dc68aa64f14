"""The comments under our pins, counted: a rise is a message without a text."""

import asyncio
import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.config import Secret
from bot.platforms.pinterest import PinterestSource
from bot.platforms.pinterest.watcher import PinterestWatcher
from bot.platforms.registry import open_source
from bot.ports import SourceError
from rules.i18n import Lang
from rules.mention import Kind, Via
from tests.bot.platforms.contract import NOW, Looking, bounds_for
from tests.bot.platforms.tools import examined, tools
from tests.fakes.http import Reply, Request, Server

PINS = "/v5/pins"


def pin(number: str, count: Any, title: str = "Binnentuin") -> dict[str, Any]:
    return {"id": number, "title": title, "pin_metrics": {"lifetime_metrics": {"comment": count, "impression": 900}}}


class Pinterest:
    """What Pinterest says of our pins; by pages, each pointing at the next."""

    def __init__(self, server: Server) -> None:
        self.server, self.pages, self.endless = server, [[]], False
        self.answer: Reply | None = None
        self.tokens = 0
        server.says("/v5/oauth/token", self._token)
        server.says("/v5/user_account", self._me)
        server.says(PINS, self._pins)

    def shows(self, *pins: dict[str, Any]) -> None:
        self.pages, self.answer = [list(pins)], None

    def _token(self, request: Request) -> Reply:
        pair = base64.b64encode(b"app-7:app-geheim").decode()
        assert request.headers["authorization"] == f"Basic {pair}"
        assert parse_qs(request.body.decode())["grant_type"] == ["refresh_token"]
        self.tokens += 1
        return Reply(body=json.dumps({"access_token": f"kort-{self.tokens}", "expires_in": 2_592_000}).encode())

    def _me(self, request: Request) -> Reply:
        return self.answer or Reply(body=b'{"username":"zorgproef"}')

    def _pins(self, request: Request) -> Reply:
        assert request.headers["authorization"] == f"Bearer kort-{self.tokens}"
        if self.answer is not None:
            return self.answer
        asked = parse_qs(urlsplit(request.path).query)
        assert asked["pin_metrics"] == ["true"]
        number = int(asked.get("bookmark", ["0"])[0])
        items = self.pages[min(number, len(self.pages) - 1)]
        more = str(number + 1) if self.endless or number + 1 < len(self.pages) else None
        return Reply(body=json.dumps({"items": items, "bookmark": more}).encode())


@pytest.fixture
def there(server: Server) -> Pinterest:
    return Pinterest(server)


def source(server: Server, **more: Any) -> PinterestSource:
    given: dict[str, Any] = {
        "name": "pins",
        "client_id": "app-7",
        "client_secret": Secret("app-geheim", "env:A"),
        "refresh_token": Secret("lang-token", "env:R"),
        "base_url": server.url("").rstrip("/"),
    }
    return PinterestSource(**given | more)


@pytest.fixture
def look(server: Server) -> Looking:
    return Looking(lambda http: PinterestWatcher(source(server), tools(http)))


def test_the_first_look_only_counts_and_a_rise_is_told_without_a_text(there: Pinterest, look: Looking):
    there.shows(pin("41", 3), pin("42", 0, ""))
    assert look.told() == []
    assert look.told() == []
    there.shows(pin("41", 5), pin("42", 1, ""))
    two, one = look().mentions
    assert two.text == "2 nieuwe reacties op de pin „Binnentuin”. Pinterest laat ze niet lezen: kijk zelf."
    assert one.text == "Een nieuwe reactie op de pin „42”. Pinterest laat haar niet lezen: kijk zelf."
    assert (two.platform, two.kind, two.via, two.source) == ("pinterest", Kind.COMMENT, Via.OWN_PAGE, "pins")
    assert (two.url, two.posted_at, two.own) == ("https://www.pinterest.com/pin/41/", NOW, False)
    assert look.told() == []


def test_a_new_pin_begins_at_none_and_a_fall_is_no_news(there: Pinterest, look: Looking):
    there.shows(pin("41", 3))
    look()
    there.shows(pin("41", 1), pin("50", 2))
    assert [one.thread_id for one in look().mentions] == ["50"]
    there.shows(pin("41", 2), pin("50", 2))
    assert len(look.told()) == 1, "of what was taken away and came again somebody hears too"


def test_a_pin_that_is_shown_twice_or_leaves_for_a_while_is_counted_once(there: Pinterest, look: Looking):
    there.shows(pin("41", 3), pin("42", 1))
    look()
    there.shows(pin("42", 1))
    look()
    there.shows(pin("41", 4), pin("41", 4), pin("42", 1))
    assert len(look.told()) == 1


def test_a_pin_of_which_nothing_is_counted_yet_has_none(there: Pinterest, look: Looking):
    there.shows({"id": "41", "title": "x", "pin_metrics": {"90d": {}}})
    look()
    there.shows(pin("41", 1))
    assert len(look.told()) == 1


def test_all_pages_are_counted_and_pages_without_end_are_left(server: Server, there: Pinterest, look: Looking):
    there.pages = [[pin(str(number), 0)] for number in range(3)]
    look()
    there.pages = [[pin(str(number), 1)] for number in range(3)]
    assert len(look.told()) == 3
    there.endless = True
    before = len(server.asked(PINS))
    look()
    assert len(server.asked(PINS)) - before <= 5


@pytest.mark.parametrize("broken", [{}, {"id": "9"}, pin("9", "veel"), pin("9", True), pin("9", -1), "geen pin", None])
def test_case_64_one_broken_pin_is_set_apart_and_the_others_count(there: Pinterest, look: Looking, broken: Any):
    there.shows(pin("41", 1))
    look()
    there.shows(broken, pin("41", 2))
    batch = look()
    assert (len(batch.mentions), len(batch.refused)) == (1, 1)


@pytest.mark.parametrize(
    ("reply", "blind"),
    [
        (Reply(401), True),
        (Reply(403), True),
        (Reply(404), True),
        (Reply(429, headers={"Retry-After": "60"}), False),
        (Reply(500), False),
        (Reply(body=b""), False),
        (Reply(body=b"<html>Log in</html>"), False),
        (Reply(body=b"[]"), False),
        (Reply(body=b'{"items": 7}'), False),
        (Reply(body=b"x" * 1000, endless=True), False),
        (Reply(body=b'{"items": [', cut=5), False),
        (Reply(wait=2), False),
    ],
)
def test_case_68_trouble_loses_nothing_and_passes(there: Pinterest, look: Looking, reply: Reply, blind: bool):
    there.shows(pin("41", 1))
    look()
    there.answer = reply
    assert look.fails(bounds_for(reply)).blind is blind
    there.shows(pin("41", 2))
    assert len(look.told()) == 1


def test_a_lost_cursor_only_counts_again(there: Pinterest, look: Looking):
    there.shows(pin("41", 3))
    look()
    look.cursor = "no cursor of ours"
    assert look.told() == []


def test_the_token_is_asked_again_when_it_is_refused(server: Server, there: Pinterest):
    there.shows(pin("41", 1))

    async def story() -> None:
        given = tools()
        [watcher] = open_source(source(server), given).watchers
        try:
            await watcher.fetch("")
            await watcher.fetch("")
            assert there.tokens == 1
            there.answer = Reply(401)
            with pytest.raises(SourceError):
                await watcher.fetch("")
            there.answer = None
            await watcher.fetch("")
            assert there.tokens == 2
        finally:
            await watcher.close()
            await given.http.close()

    asyncio.run(story())


def test_in_english(server: Server, there: Pinterest):
    english = Looking(lambda http: PinterestWatcher(source(server), tools(http, lang=Lang.EN)))
    there.shows(pin("41", 1))
    english()
    there.shows(pin("41", 2))
    assert english.told() == [
        "A new comment on the pin „Binnentuin”. Pinterest does not let us read it: look yourself."
    ]


def test_the_doctor(server: Server, there: Pinterest):
    there.shows(pin("41", 1))
    [found] = examined(source(server))
    assert found.good and "zorgproef" in found.text
    there.answer = Reply(403)
    [found] = examined(source(server))
    assert "pins:read" in found.remedy
    server.forget("*")
    server.says("/v5/oauth/token", Reply(400, b'{"error":"invalid_grant"}'))
    [found] = examined(source(server))
    assert "toestemming" in found.remedy


@pytest.mark.parametrize(
    "silent", [None, {}, {"90d": {"comment": 2}}, {"lifetime_metrics": None}, {"lifetime_metrics": {}}]
)
def test_a_pin_of_which_the_figures_are_left_out_for_a_while_is_no_news_when_they_come_back(
    there: Pinterest, look: Looking, silent: Any
):
    there.shows(pin("41", 3))
    look()
    there.shows({"id": "41", "title": "Binnentuin", "pin_metrics": silent})
    batch = look()
    assert (list(batch.mentions), list(batch.refused)) == ([], [])
    there.shows(pin("41", 3))
    assert look.told() == []
    there.shows(pin("41", 4))
    assert len(look.told()) == 1
