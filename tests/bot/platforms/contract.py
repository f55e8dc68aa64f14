"""What every platform promises, whatever it watches. A platform's test inherits ``WatcherContract`` and says how its
source would put things; the promises then run over real sockets against the web server in ``tests.fakes.http``.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from bot.clock import ManualClock
from bot.platforms.http import Http, HttpSettings
from bot.ports import Batch, SourceError, Watcher
from tests.fakes.http import Reply, Request, Server

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PATH = "/source"
QUICK = HttpSettings(
    allow_private=True,
    read=timedelta(seconds=10),
    total=timedelta(seconds=20),
    limit=200_000,
    first_wait=timedelta(0),
)
"""Tries again at once; how long an answer may take is generous, because the machine may be busy."""
IMPATIENT = replace(QUICK, read=timedelta(seconds=0.15), total=timedelta(seconds=0.25))
"""For a server that is slow on purpose."""


def bounds_for(reply: Reply) -> HttpSettings:
    """How long to wait for this answer: not long for one that is slow on purpose."""
    return IMPATIENT if reply.wait or reply.drip else QUICK


@dataclass(frozen=True)
class Item:
    """Something that was said, as the test wants the source to show it."""

    id: str
    text: str
    at: datetime = NOW - timedelta(hours=1)


ONE, TWO, THREE = (Item(name, f"{name} was hier") for name in ("anna", "bram", "cor"))


class Looking:
    """A watcher with the cursor that the store would keep for it."""

    def __init__(self, make) -> None:
        self.make = make
        self.cursor = ""
        self.bounds = QUICK

    def __call__(self) -> Batch:
        """One look; the cursor moves only when it succeeds."""
        batch = asyncio.run(self._look())
        self.cursor = batch.cursor
        return batch

    async def _look(self) -> Batch:
        http = Http(self.bounds, ManualClock(NOW))
        watcher = self.make(http)
        try:
            return await watcher.fetch(self.cursor)
        finally:
            await watcher.close()
            await http.close()

    def told(self) -> list[str]:
        """One look; the texts it brought."""
        return [mention.text for mention in self().mentions]

    def fails(self, bounds: HttpSettings = QUICK) -> SourceError:
        """One look that must fail and leave the cursor where it is."""
        before, self.bounds = self.cursor, bounds
        with pytest.raises(SourceError) as raised:
            self()
        self.bounds = QUICK
        assert self.cursor == before
        assert str(raised.value)
        return raised.value


class WatcherContract(ABC):
    """The promises. ``path``: where the source says things."""

    path: ClassVar[str] = PATH

    @abstractmethod
    def reply(self, items: Sequence[Item]) -> Reply:
        """The source's answer that shows these items, newest first."""

    @abstractmethod
    def watcher(self, server: Server, http: Http) -> Watcher:
        """A watcher of ``PATH`` on the server."""

    @pytest.fixture
    def look(self, server: Server) -> Looking:
        return Looking(lambda http: self.watcher(server, http))

    def show(self, server: Server, *items: Item) -> None:
        """From now on the source shows these, and is well."""
        server.forget("*")
        server.says(self.path, self.reply(items))

    def trouble(self, server: Server, reply: Reply) -> None:
        """From now on the source answers this, whatever is asked."""
        server.says("*", reply)

    def test_everything_new_is_brought_once(self, server: Server, look: Looking):
        self.show(server, TWO, ONE)
        assert sorted(look.told()) == [ONE.text, TWO.text]
        assert look.told() == []
        self.show(server, THREE, TWO, ONE)
        assert look.told() == [THREE.text]

    def test_mentions_are_whole(self, server: Server, look: Looking):
        self.show(server, ONE)
        batch = look()
        [mention] = batch.mentions
        watcher = self.watcher(server, Http(QUICK))
        assert (mention.platform, mention.source) == (watcher.platform, watcher.name)
        assert mention.posted_at == ONE.at
        assert mention.posted_at.tzinfo is not None
        assert mention.id
        assert batch.seen_until == NOW
        assert batch.refused == () or list(batch.refused) == []

    def test_duplicates_and_another_order_do_no_harm(self, server: Server, look: Looking):
        self.show(server, ONE, TWO, ONE, ONE)
        assert sorted(look.told()) == [ONE.text, TWO.text]
        self.show(server, TWO, ONE, TWO)
        assert look.told() == []

    def test_an_edit_comes_again_under_the_same_id(self, server: Server, look: Looking):
        self.show(server, ONE, TWO)
        [before] = [mention for mention in look().mentions if mention.text == ONE.text]
        self.show(server, replace(ONE, text="anna bedacht zich"), TWO)
        [after] = look().mentions
        assert (after.id, after.text) == (before.id, "anna bedacht zich")
        assert look.told() == []

    def test_what_leaves_and_comes_back_is_not_new(self, server: Server, look: Looking):
        self.show(server, ONE, TWO)
        look()
        self.show(server, TWO)
        assert look.told() == []
        self.show(server, ONE, TWO)
        assert look.told() == []

    def test_a_lost_cursor_brings_everything_again_under_the_same_ids(self, server: Server, look: Looking):
        self.show(server, ONE, TWO)
        first = {mention.id for mention in look().mentions}
        look.cursor = ""
        assert {mention.id for mention in look().mentions} == first
        look.cursor = "no cursor of ours"
        assert {mention.id for mention in look().mentions} == first

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_a_source_that_needs_a_person_is_blind(self, server: Server, look: Looking, status: int):
        self.show(server, ONE)
        look()
        self.trouble(server, Reply(status))
        assert look.fails().blind

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_source_that_asks_to_wait_is_left_alone(self, server: Server, look: Looking, status: int):
        self.trouble(server, Reply(status, headers={"Retry-After": "120"}))
        error = look.fails()
        assert (error.blind, error.retry_after) == (False, timedelta(minutes=2))
        assert len(server.asked("*")) == 1

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(500),
            Reply(502, b"<html>Bad gateway</html>"),
            Reply(silent=True),
            Reply(body=b""),
            Reply(body=b"<!DOCTYPE html><html><body>Log in</body></html>", headers={"Content-Type": "text/html"}),
            Reply(body=b"\x00\xff\xfe nonsense"),
            Reply(body=b"x" * 1000, endless=True),
            Reply(body=b"x" * 50, drip=0.1),
            Reply(wait=2),
            Reply(302, headers={"Location": PATH}),
        ],
        ids=["500", "502", "hang up", "empty", "html", "nonsense", "endless", "dripping", "slow", "redirect loop"],
    )
    def test_case_68_trouble_loses_nothing_and_passes(self, server: Server, look: Looking, reply: Reply):
        self.show(server, ONE)
        look()
        self.trouble(server, reply)
        look.fails(bounds_for(reply))
        self.show(server, TWO, ONE)
        assert look.told() == [TWO.text]

    def test_an_answer_that_breaks_off_loses_nothing(self, server: Server, look: Looking):
        whole = self.reply([ONE, TWO])
        self.trouble(server, replace(whole, cut=len(whole.body) // 2))
        look.fails()
        self.show(server, ONE, TWO)
        assert sorted(look.told()) == [ONE.text, TWO.text]

    def test_cases_70_and_71_what_a_stranger_wrote_is_text_and_nothing_else(self, server: Server, look: Looking):
        hostile = Item("dirk", "{{ 7*7 }} %s $name \u202egnirts a\u0301" + "\u0301" * 50 + " =1+1 😤")
        self.show(server, hostile)
        assert look.told() == [hostile.text]


class PagedContract(WatcherContract):
    """More promises, for a source that gives its items by pages, each pointing at the next one."""

    most_pages: int = 20
    """More than so many pages are never asked for in one look."""

    @abstractmethod
    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        """One page; ``more``: the mark with which the next one is asked for."""

    @abstractmethod
    def mark_of(self, asked: str) -> str:
        """The mark in an address that was asked; empty for the first page."""

    def reply(self, items: Sequence[Item]) -> Reply:
        return self.page(None, items)  # type: ignore[arg-type]

    def pages(self, server: Server, *pages: Sequence[Item], endless: bool = False) -> None:
        """From now on the source shows these pages; ``endless``: the last one points at itself."""

        def answer(request: Request) -> Reply:
            number = min(int(self.mark_of(request.path) or 0), len(pages) - 1)
            more = str(number + 1) if endless or number + 1 < len(pages) else ""
            return self.page(server, pages[number], more)

        server.forget("*")
        server.says(self.path, answer)

    def everything(self, look: Looking, looks: int = 3) -> list[str]:
        """What comes in so many looks, in order."""
        return [text for _ in range(looks) for text in look.told()]

    def test_all_pages_are_read(self, server: Server, look: Looking):
        self.pages(server, [THREE], [TWO], [ONE])
        assert sorted(self.everything(look)) == [ONE.text, TWO.text, THREE.text]

    def test_an_item_on_two_pages_is_one(self, server: Server, look: Looking):
        self.pages(server, [THREE, TWO], [TWO, ONE])
        told = {mention.id for _ in range(3) for mention in look().mentions}
        assert len(told) == 3

    def test_case_69_pages_without_end_are_left_and_the_next_look_works(self, server: Server, look: Looking):
        self.pages(server, [ONE], endless=True)
        before = len(server.requests)
        look()
        assert len(server.requests) - before <= self.most_pages
        self.show(server, TWO, ONE)
        assert TWO.text in self.everything(look, 3)

    def test_trouble_on_a_later_page_loses_nothing(self, server: Server, look: Looking):
        def breaks(request: Request) -> Reply:
            return Reply(500) if self.mark_of(request.path) else self.page(server, [TWO], "1")

        server.says(self.path, breaks)
        look.fails()
        self.pages(server, [TWO], [ONE])
        assert sorted(set(self.everything(look))) == [ONE.text, TWO.text]

    def test_a_clock_that_is_ahead_of_ours_hides_nothing(self, server: Server, look: Looking):
        ahead = Item("eva", "eva was hier", NOW + timedelta(hours=2))
        self.show(server, ahead)
        [mention] = look().mentions
        assert mention.posted_at <= NOW
        self.show(server, ahead, Item("fien", "fien was hier", NOW + timedelta(minutes=1)))
        assert "fien was hier" in look.told()
