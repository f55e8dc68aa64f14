"""An X account: what is read of it and what that costs, what is brought, and what we may do there."""

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.http import Http
from bot.platforms.meter import CountingMeter
from bot.platforms.x import WORD, XSource
from bot.platforms.x import stream as stream_module
from bot.platforms.x.actor import XActor, price, weight
from bot.platforms.x.opening import line, opened
from bot.platforms.x.posts import number_at, time_of
from bot.platforms.x.prices import SpentError, Till
from bot.platforms.x.watcher import XWatcher, queries
from bot.platforms.x.webhook import XReceiver
from bot.ports import ActionError, Batch, Dear, Failure, Looked, PublicAct, SourceError, Target, Verb
from rules.mention import Kind, Via
from tests.bot.platforms.actor_contract import TEXT, ActorContract, Stage
from tests.bot.platforms.contract import NOW, ONE, THREE, TWO, Item, Looking, PagedContract
from tests.bot.platforms.tools import examined, tools
from tests.fakes.http import Reply, Request, Server, serving
from tests.fakes.platform import Trouble
from tests.fakes.x import BEARER, KEYS, ME, SECRET, FakeX, good, missed, shown, signature
from tests.shared import shared

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BARE = {"search": False, "conversations": False, "recheck": 0}


def source(server: Server, **more: Any) -> XSource:
    keys = {name: Secret(value) for name, value in KEYS.items()}
    given = {"name": "x", "id": ME, "bearer_token": Secret(BEARER), "consumer_secret": Secret(SECRET), **keys}
    return XSource(**given | {"base_url": server.url("").rstrip("/")} | more)


def watcher(server: Server, http: Http, *terms: str, meter: CountingMeter | None = None, **more: Any) -> XWatcher:
    of, clock = source(server, **more), http._clock
    till = Till(meter or CountingMeter(), of.name, clock, of.budget)
    return XWatcher(of, line(of, tools(http, clock=clock)), till, clock, lambda: terms)


class Days:
    """An account with people around it, for as many days as a test takes."""

    def __init__(self, server: Server, *terms: str, **more: Any) -> None:
        self.clock = ManualClock(NOW)
        self.x = FakeX(NOW)
        server.otherwise(self.x.answer)
        self.server, self.terms, self.more, self.meter, self.cursor = server, terms, more, CountingMeter(), ""
        self.runner = asyncio.Runner()
        self.http = Http(tools().http.settings, self.clock)
        self.watcher = watcher(server, self.http, *terms, meter=self.meter, **more)

    def passes(self, time: timedelta) -> None:
        self.clock.forward(time)
        self.x.now = self.clock.now()

    def look(self) -> Batch:
        batch = self.runner.run(self.watcher.fetch(self.cursor))
        self.cursor = batch.cursor
        return batch

    def told(self) -> list[str]:
        return [one.text for one in self.look().mentions]

    def spent(self) -> int:
        return self.runner.run(self.meter.spent("x", self.clock.now().date().isoformat()))

    def close(self) -> None:
        self.runner.run(self.watcher.close())
        self.runner.run(self.http.close())
        self.runner.close()


@pytest.fixture
def days(server: Server):
    made: list[Days] = []

    def make(*terms: str, **more: Any) -> Days:
        made.append(Days(server, *terms, **more))
        return made[-1]

    yield make
    for one in made:
        one.close()


# --- looking ---------------------------------------------------------------------------------------------------


def as_post(one: Item) -> dict[str, Any]:
    """An item in X's words: another text than the one it began with is a version with a number of its own."""
    first = number_at(min(one.at, NOW + 3 * HOUR)) + sum(one.id.encode())
    names = [str(first)] if one.text in (ONE.text, TWO.text, THREE.text) else [str(first), str(first + 9000)]
    text = one.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    at = one.at.isoformat().replace("+00:00", "Z")
    return {"id": names[-1], "text": text, "created_at": at, "edit_history_tweet_ids": names, "author_id": "77"}


class Paged(PagedContract):
    """X's pages."""

    mark = ""

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        meta = {"result_count": len(items)} | ({"next_token": more} if more else {})
        return good({"data": [as_post(one) for one in items], "meta": meta})

    def mark_of(self, asked: str) -> str:
        return parse_qs(urlsplit(asked).query).get(self.mark, [""])[0]


class TestMentions(Paged):
    """The promises, for who mentions the account."""

    path, mark = f"/2/users/{ME}/mentions", "pagination_token"

    def watcher(self, server: Server, http: Http) -> XWatcher:
        return watcher(server, http, budget=100.0, **BARE)


class TestSearching(Paged):
    """The promises, for who names the organisation."""

    path, mark = "/2/tweets/search/recent", "next_token"

    def show(self, server: Server, *items: Item) -> None:
        super().show(server, *items)
        server.says(f"/2/users/{ME}/mentions", good({"meta": {"result_count": 0}}))

    def pages(self, server: Server, *pages: Sequence[Item], endless: bool = False) -> None:
        super().pages(server, *pages, endless=endless)
        server.says(f"/2/users/{ME}/mentions", good({"meta": {"result_count": 0}}))

    def test_trouble_on_a_later_page_loses_nothing(self, server: Server, look: Looking):
        """What came is kept, and what did not come is a hole that the next look reads."""

        def breaks(request: Request) -> Reply:
            return Reply(500) if self.mark_of(request.path) else self.page(server, [TWO], "1")

        server.says(f"/2/users/{ME}/mentions", good({"meta": {"result_count": 0}}))
        server.says(self.path, breaks)
        batch = look()
        assert ([one.text for one in batch.mentions], batch.seen_until) == ([TWO.text], None)
        self.pages(server, [TWO], [ONE])
        assert self.everything(look) == [ONE.text]

    def watcher(self, server: Server, http: Http) -> XWatcher:
        return watcher(server, http, "Zorg Proef", budget=100.0, **BARE | {"search": True})


def test_a_mention_says_who_said_what_where(days):
    there = days(**BARE)
    root = there.x.says("Open huis", NOW - 2 * HOUR, by=ME)
    reply = there.x.says("@zorgproef Nooit meer & <3", NOW - HOUR, on=root.id, to=(ME,))
    below = there.x.says("@anna @zorgproef Inderdaad", NOW - HOUR, by="78", on=reply.id, to=("77", ME))
    first, second = sorted(there.look().mentions, key=lambda one: one.author.handle)
    assert (first.id, first.text, first.kind, first.via) == (
        reply.id,
        "@zorgproef Nooit meer & <3",
        Kind.COMMENT,
        Via.MENTION,
    )
    assert (first.thread_id, first.parent_id, first.lang) == (root.id, root.id, "nl")
    assert (first.author.handle, first.author.followers) == ("anna", 120)
    assert first.url == f"https://x.com/i/status/{reply.id}"
    assert (second.id, second.kind, second.parent_id) == (below.id, Kind.REPLY, reply.id)


def test_a_long_post_is_read_to_its_end_and_a_post_without_a_time_has_that_of_its_number(server: Server):
    number = number_at(NOW - HOUR)
    posts = [
        {"id": str(number), "text": "Kort…", "note_tweet": {"text": "Kort & de hele rest"}},
        {"id": "no number", "text": "x"},
        {"id": str(number + 1), "text": ""},
    ]
    server.says(f"/2/users/{ME}/mentions", good({"data": posts, "meta": {}}))
    batch = Looking(lambda http: watcher(server, http, **BARE))()
    [one] = batch.mentions
    assert (one.text, one.posted_at, one.author.handle) == ("Kort & de hele rest", NOW - HOUR, f"?{number}")
    assert len(batch.refused) == 1


def test_an_edit_keeps_the_number_of_its_first_version(days):
    there = days(**BARE)
    first = there.x.says("@zorgproef mooi", NOW - HOUR, to=(ME,))
    assert there.told() == ["@zorgproef mooi"]
    there.x.edits(first, "@zorgproef niet zo mooi", NOW - HOUR / 2)
    [one] = there.look().mentions
    assert (one.id, one.text) == (first.id, "@zorgproef niet zo mooi")


def test_an_older_version_that_comes_later_changes_nothing(days, server: Server):
    there = days(**BARE)
    first = there.x.says("@zorgproef mooi", NOW - HOUR, to=(ME,))
    there.x.edits(first, "@zorgproef lelijk", NOW - HOUR / 2)
    assert there.told() == ["@zorgproef lelijk"]
    server.says(f"/2/users/{ME}/mentions", good({"data": [shown(first)], "meta": {}}))
    assert there.told() == []


def test_only_what_is_new_is_asked_for_with_some_overlap(days):
    there = days(**BARE)
    there.x.says("@zorgproef een", NOW - HOUR, to=(ME,))
    there.look()
    there.passes(timedelta(minutes=5))
    assert there.told() == []
    since = [time_of(call[2]["since_id"]) for call in there.x.calls]
    overlap = timedelta(minutes=10)
    assert since == [NOW - DAY - overlap, NOW - HOUR - overlap]


def test_case_91_what_was_deleted_is_told_and_what_was_edited_unseen_is_read(days):
    there = days(**BARE | {"recheck": 50})
    gone = there.x.says("@zorgproef weg", NOW - HOUR, to=(ME,))
    changed = there.x.says("@zorgproef eerst", NOW - HOUR, to=(ME,))
    stays = there.x.says("@zorgproef blijft", NOW - HOUR, to=(ME,))
    there.look()
    del there.x.tweets[gone.id]
    there.x.edits(changed, "zonder naam", NOW - HOUR / 2).mentions = ()
    there.passes(9 * HOUR)
    batch = there.look()
    assert list(batch.gone) == [gone.id]
    assert [(one.id, one.text) for one in batch.mentions] == [(changed.id, "zonder naam")]
    asked = sum(call[1] == "/2/tweets" for call in there.x.calls)
    assert asked == 3  # after the first look, nine hours later, and then for the newer version
    there.passes(timedelta(minutes=5))
    assert list(there.look().gone) == []
    assert stays.id in there.cursor


def test_case_91_also_when_everything_we_know_was_deleted(days):
    there = days(**BARE | {"recheck": 50})
    gone = there.x.says("@zorgproef weg", NOW - HOUR, to=(ME,))
    there.look()
    del there.x.tweets[gone.id]
    there.passes(9 * HOUR)
    assert list(there.look().gone) == [gone.id]


def test_conversations_are_read_below_our_own_posts_and_those_that_name_us(days):
    there = days(**BARE | {"conversations": True})
    root = there.x.says("Open huis", NOW - 2 * HOUR, by=ME)
    there.x.says("Is dat zo?", NOW - HOUR, on=root.id)
    elsewhere = there.x.says("@zorgproef schande", NOW - HOUR, by="78", to=(ME,))
    there.x.says("Zeker", NOW - HOUR / 2, on=elsewhere.id)
    found = {one.text: one for one in there.look().mentions}
    assert found.keys() == {"Open huis", "Is dat zo?", "@zorgproef schande", "Zeker"}
    assert (found["Open huis"].own, found["Is dat zo?"].via, found["Zeker"].own) == (True, Via.OWN_PAGE, False)
    there.x.says("Nog iets", NOW, on=root.id)
    assert there.told() == []
    there.passes(HOUR)
    assert there.told() == ["Nog iets"]


def test_names_are_searched_for_as_they_change_and_our_own_words_are_ours(days):
    there = days("Zorg Proef", "ab", 'De "Beuk"', **BARE | {"search": True})
    there.x.says("Zorg Proef neemt niet op", NOW - HOUR)
    there.x.says("Bij Zorg Proef werken", NOW - HOUR, by=ME)
    found = {one.text: one for one in there.look().mentions}
    assert {text: (one.via, one.own) for text, one in found.items()} == {
        "Zorg Proef neemt niet op": (Via.SEARCH, False),
        "Bij Zorg Proef werken": (Via.SEARCH, True),
    }
    [query] = [call[2]["query"] for call in there.x.calls if "query" in call[2]]
    assert query == '("Zorg Proef" OR "De Beuk") -is:retweet'


def test_no_search_is_longer_than_x_allows():
    long = queries([f"{'woord ' * 20}{number}" for number in range(20)])
    assert len(long) == 3
    assert all(len(one) <= 512 for one in long)
    assert queries(["x" * 600, "", "ab"]) == []


def test_a_search_after_ten_days_of_silence_tells_what_it_cannot_see(days):
    there = days("Zorg Proef", **BARE | {"search": True})
    there.look()
    there.passes(10 * DAY)
    there.x.says("Zorg Proef neemt niet op", there.clock.now() - HOUR)
    batch = there.look()
    assert len(batch.mentions) == 1
    [gap] = batch.gaps
    assert (gap.start, gap.why) == (NOW, "too_old")
    assert gap.end < there.clock.now() - 6 * DAY


def busy(there: Days, page: int = 5) -> None:
    """An hour in which more is said than one look can read."""
    there.passes(HOUR)
    there.x.page = page
    for minute in range(60):
        at = there.clock.now() - HOUR + timedelta(minutes=minute)
        there.x.says(f"@zorgproef {at:%d %H:%M}", at, to=(ME,))


def test_what_one_look_cannot_read_the_next_one_does(days):
    there = days(**BARE | {"budget": 100.0})
    there.look()
    busy(there)
    batch = there.look()
    assert (len(batch.mentions), batch.seen_until) == (50, None), "nobody may say yet that all was seen"
    batch = there.look()
    assert (len(batch.mentions), batch.seen_until, list(batch.gaps)) == (10, there.clock.now(), [])


def test_when_it_grows_faster_than_it_is_read_the_oldest_is_given_up_and_told(days):
    there = days(**BARE | {"budget": 100.0})
    there.look()
    busy(there)
    there.look()
    busy(there)
    batch = there.look()
    assert len(batch.mentions) == 50
    [gap] = batch.gaps
    assert (gap.why, gap.start, gap.end) == ("too_much", NOW - DAY - timedelta(minutes=10), NOW + timedelta(minutes=10))


@pytest.mark.parametrize(
    ("status", "kind", "blind"),
    [(402, "credits-depleted", True), (429, "usage-capped", True), (403, "client-forbidden", True), (503, "", False)],
)
def test_what_x_refuses_says_whether_a_person_is_needed(days, server: Server, status: int, kind: str, blind: bool):
    there = days(**BARE)
    server.says("*", Reply(status, json.dumps({"type": f"https://x/{kind}", "detail": "geheim"}).encode()))
    with pytest.raises(SourceError) as raised:
        there.look()
    assert raised.value.blind is blind
    assert "geheim" not in str(raised.value)


def test_errors_in_a_good_answer_are_read(days, server: Server):
    there = days(**BARE)
    post = there.x.says("@zorgproef hallo", NOW - HOUR, to=(ME,))
    server.says(f"/2/users/{ME}/mentions", good({"data": [shown(post)], "errors": [missed("9")], "meta": {}}))
    assert there.told() == ["@zorgproef hallo"]
    server.says(f"/2/users/{ME}/mentions", good({"errors": [missed(ME)]}))
    with pytest.raises(SourceError) as raised:
        there.look()
    assert raised.value.blind


# --- what it costs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("owned", "authors", "cost"), [(True, False, 3), (False, False, 15), (True, True, 13), (False, True, 25)]
)
def test_what_was_shown_is_paid_once_a_day(days, owned: bool, authors: bool, cost: int):
    there = days(owned=owned, authors=authors, **BARE)
    for _ in range(3):
        there.x.says("@zorgproef hallo", NOW - timedelta(minutes=5), to=(ME,))
    for _ in range(4):
        there.look()
    assert there.spent() == cost
    if owned:
        assert there.spent() == there.x.charged.total()


def test_a_spent_budget_stops_the_searching_first_and_says_so(days):
    there = days("Zorg Proef", budget=0.5, authors=False, **BARE | {"search": True})
    for number in range(100):
        there.x.says(f"Zorg Proef {number}", NOW - HOUR + timedelta(seconds=30 * number))
    there.x.says("@zorgproef help", NOW - HOUR, to=(ME,))
    batch = there.look()
    assert "@zorgproef help" in [one.text for one in batch.mentions], "what was read is brought"
    assert batch.seen_until is None, "nobody may say that all was seen"
    with pytest.raises(SpentError) as raised:
        there.look()
    assert (raised.value.blind, raised.value.retry_after) == (False, None)
    assert "$0.50" in str(raised.value)
    assert there.spent() <= 350
    there.x.says("@zorgproef nog iets", NOW, to=(ME,))
    assert there.told() == ["@zorgproef nog iets"], "mentions are read on"
    there.passes(DAY)
    assert len(there.told()) >= 30, "tomorrow it goes on where it was"


def test_when_nothing_is_left_it_waits_for_tomorrow(days):
    there = days(budget=0.1, **BARE)
    there.runner.run(there.meter.take("x", NOW.date().isoformat(), 90, None))
    with pytest.raises(SpentError) as raised:
        there.look()
    assert raised.value.retry_after == timedelta(hours=12)
    assert there.x.calls == [], "nothing is asked that cannot be paid"
    there.passes(timedelta(hours=12))
    assert there.told() == []


def test_what_failed_costs_nothing(days, server: Server):
    there = days(**BARE)
    server.says("*", Reply(500))
    with pytest.raises(SourceError):
        there.look()
    assert there.spent() == 0


# --- at our door -----------------------------------------------------------------------------------------------


def receiver(server: Server, **more: Any) -> XReceiver:
    return XReceiver(source(server, **more), Secret(SECRET), ManualClock(NOW))


def event(kind: str, payload: Any, **more: Any) -> bytes:
    data = {"event_uuid": "u", "filter": {"user_id": ME}, "event_type": kind, "payload": payload} | more
    return json.dumps({"data": data}).encode()


def post(text: str = "@zorgproef help", **more: Any) -> dict[str, Any]:
    number = str(number_at(NOW - HOUR) + 5)
    return {"id": number, "text": text, "author_id": "77", "edit_history_tweet_ids": [number], **more}


def test_x_asks_whether_it_is_us(server: Server):
    answer = receiver(server).handshake({"crc_token": "abc"})
    assert answer is not None
    assert json.loads(answer) == {"response_token": signature(b"abc")}
    assert receiver(server).handshake({}) is None
    assert receiver(server).handshake({"crc_token": "x" * 1000}) is None


def test_case_67_nobody_gets_a_delivery_signed_by_asking_us_who_we_are(server: Server):
    """The answer to the question is made as the signature of a delivery is."""
    body = event("post.delete", {"id": "55"})
    assert receiver(server).genuine({"x-twitter-webhooks-signature": signature(body)}, body)
    assert receiver(server).handshake({"crc_token": body.decode()}) is None
    assert receiver(server).handshake({"crc_token": "[1]"}) is None


def test_case_62_only_what_x_signed_is_taken_with_both_secrets_while_one_is_replaced(server: Server):
    body = event("post.mention.create", post())
    at = "x-twitter-webhooks-signature"
    assert receiver(server).genuine({at: signature(body)}, body)
    assert receiver(server, old_consumer_secret=Secret("oud")).genuine({at: signature(body, "oud")}, body)
    for wrong in ({}, {at: ""}, {at: signature(body, "oud")}, {at: signature(body)[7:]}, {at: "sha256=é"}):
        assert not receiver(server).genuine(wrong, body)
    again = json.dumps(json.loads(body), indent=1).encode()
    assert not receiver(server).genuine({at: signature(body)}, again)


@pytest.mark.parametrize(
    ("kind", "via"),
    [
        ("post.mention.create", Via.MENTION),
        ("post.reply.create", Via.OWN_PAGE),
        ("post.quote.create", Via.MENTION),
    ],
)
def test_an_event_is_brought_whole(server: Server, kind: str, via: Via):
    people = {"users": [{"id": 77, "id_str": "77", "username": "anna"}]}
    [one] = receiver(server).read(event(kind, post(), includes=people)).mentions
    assert (one.text, one.via, one.author.handle, one.posted_at, one.own) == (
        "@zorgproef help",
        via,
        "anna",
        NOW - HOUR,
        False,
    )


def test_numbers_with_their_text_beside_them_are_read(server: Server):
    number = number_at(NOW - HOUR)
    payload = {"id": float(number), "id_str": str(number), "author_id": 77, "author_id_str": "77", "text": "hoi"}
    [one] = receiver(server).read(event("post.mention.create", payload)).mentions
    assert (one.id, one.author.handle) == (str(number), "77")


def test_our_own_posts_deletions_and_those_of_others(server: Server):
    assert receiver(server).read(event("post.create", post(author_id=ME))).mentions[0].own
    assert receiver(server).read(event("post.delete", {"id": "55"})).gone == ["55"]
    other = receiver(server).read(event("post.mention.create", post(), filter={"user_id": "1"}))
    assert (list(other.mentions), list(other.refused)) == ([], [])


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (b"", 1),
        (b"[1]", 1),
        (b"{}", 1),
        (event("post.delete", {}), 1),
        (event("post.mention.create", []), 1),
        (event("post.mention.create", {"text": "x"}), 1),
        (event("follow.follow", {"id": "1"}), 0),
        (event("post.mention.create", post("")), 0),
    ],
)
def test_what_says_nothing_is_told_of(server: Server, body: bytes, refused: int):
    batch = receiver(server).read(body)
    assert (list(batch.mentions), len(batch.refused)) == ([], refused)


def test_case_63_fifty_times_the_same_is_one(server: Server):
    body = event("post.mention.create", post())
    assert {one.id for _ in range(50) for one in receiver(server).read(body).mentions} == {post()["id"]}


# --- streams ---------------------------------------------------------------------------------------------------


class Streams:
    """A stream to listen to: what X says in it, line by line, each time somebody connects."""

    def __init__(self, server: Server, *lines: Any, path: str = "/2/tweets/search/stream", **more: Any) -> None:
        self.x = FakeX(NOW)
        server.otherwise(self.x.answer)
        self.server, self.path, self.meter = server, path, CountingMeter()
        self.source = source(server, **{"stream": True} | more)
        self.says(*lines)

    def says(self, *lines: Any, held: bool = False) -> None:
        """From now on X says this when somebody connects; ``held``: and then nothing, without hanging up."""

        def pieces():
            for one in lines:
                yield (one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\r\n"
            if held:
                self.server.stopping.wait(5)

        self.server.says(self.path, lambda request: Reply(pieces=pieces()))

    def open(self, *terms: str):
        given = tools(meter=self.meter, terms=lambda: terms)
        [listener] = opened(self.source, given).listeners
        return listener

    def hears(self, *terms: str) -> tuple[list[Batch], SourceError | None]:
        """Listen once, to the end."""

        async def listen() -> tuple[list[Batch], SourceError | None]:
            listener, heard = self.open(*terms), []
            try:
                async for batch in listener.listen(""):
                    heard.append(batch)
            except SourceError as error:
                return heard, error
            finally:
                await listener.close()
            return heard, None

        return asyncio.run(listen())

    def connects(self) -> int:
        return len(self.server.asked(self.path))


def matched(tag: str = "seintje:x:0", **more: Any) -> dict[str, Any]:
    people = {"users": [{"id": "77", "username": "anna"}]}
    return {
        "data": post("Zorg Proef neemt niet op", **more),
        "includes": people,
        "matching_rules": [{"id": "1", "tag": tag}],
    }


def test_what_streams_is_brought_and_a_clean_end_is_not_followed_by_another_try(server: Server):
    stream = Streams(server, matched(), b"", matched())
    heard, error = stream.hears("Zorg Proef")
    told = {one.id: one for batch in heard for one in batch.mentions}
    [one] = told.values()
    assert (one.text, one.via, one.author.handle, error) == ("Zorg Proef neemt niet op", Via.SEARCH, "anna", None)
    assert stream.connects() == 1, "the pause before the next time is not the library's to choose"
    assert all(batch.seen_until is None and batch.cursor == "" for batch in heard)


def test_the_rules_of_the_stream_are_ours_tagged_and_kept_right(server: Server):
    stream = Streams(server)
    stream.x.rules = [{"id": "1", "value": "van een ander"}, {"id": "2", "value": "oud", "tag": "seintje:x:0"}]
    stream.hears("Zorg Proef")
    assert [(one["value"], one.get("tag")) for one in stream.x.rules] == [
        ("van een ander", None),
        ('("Zorg Proef") -is:retweet', "seintje:x:0"),
    ]
    writes = stream.x.writes()
    stream.hears("Zorg Proef")
    assert stream.x.writes() == writes, "what is right is left alone"


@pytest.mark.parametrize("rules", [[{"id": "1"}], [{"id": "1", "tag": "van een ander"}], [], "x", [None]])
def test_a_rule_without_a_tag_or_of_another_program_ends_nothing(server: Server, rules: Any):
    stream = Streams(server, matched() | {"matching_rules": rules}, matched())
    heard, error = stream.hears("Zorg Proef")
    assert (sum(len(batch.mentions) for batch in heard), error) == (1, None)


@pytest.mark.parametrize("line", [b"no json", b"[1]", b"{}", b'{"data": 5}', b"\xff\xfe"])
def test_a_line_that_cannot_be_read_is_told_and_spoils_no_other(server: Server, line: bytes):
    heard, error = Streams(server, line, matched()).hears("Zorg Proef")
    assert (sum(len(batch.mentions) for batch in heard), sum(len(batch.refused) for batch in heard), error) == (
        1,
        1,
        None,
    )


@pytest.mark.parametrize(
    ("reply", "blind", "wait"),
    [
        (Reply(401), True, None),
        (Reply(429, headers={"Retry-After": "120"}), False, timedelta(minutes=2)),
        (Reply(429), False, timedelta(minutes=1)),
        (Reply(503), False, timedelta(seconds=5)),
        (Reply(silent=True), False, None),
        (Reply(302, headers={"Location": "/"}), False, None),
    ],
    ids=["401", "429 says when", "429", "503", "hang up", "redirect"],
)
def test_a_stream_that_cannot_be_had_says_why_once(server: Server, reply: Reply, blind: bool, wait: timedelta | None):
    stream = Streams(server)
    server.says(stream.path, reply)
    heard, error = stream.hears("Zorg Proef")
    assert heard == []
    assert error is not None
    assert (error.blind, error.retry_after) == (blind, wait)
    assert stream.connects() == 1


def test_a_stream_that_breaks_off_keeps_what_it_brought(server: Server):
    stream = Streams(server)
    whole = json.dumps(matched()).encode() + b"\r\n"
    server.says(stream.path, Reply(body=whole + b"{" * 50, cut=len(whole) + 3))
    heard, _ = stream.hears("Zorg Proef")
    assert sum(len(batch.mentions) for batch in heard) == 1


def test_what_x_says_of_the_stream_itself_ends_it(server: Server):
    stop = {"errors": [{"title": "operational-disconnect", "type": "https://x/operational-disconnect"}]}
    heard, error = Streams(server, matched(), stop).hears("Zorg Proef")
    assert sum(len(batch.mentions) for batch in heard) == 1
    assert error is not None
    assert not error.blind


def test_a_stream_costs_what_it_brings_and_stops_when_the_money_is_gone(server: Server):
    stream = Streams(server, matched(), budget=0.1)
    stream.hears("Zorg Proef")
    assert asyncio.run(stream.meter.spent("x", NOW.date().isoformat())) == 15
    asyncio.run(stream.meter.take("x", NOW.date().isoformat(), 60, None))
    heard, error = stream.hears("Zorg Proef")
    assert heard == []
    assert isinstance(error, SpentError)
    assert stream.connects() == 1, "what cannot be paid is not asked for"


def test_closing_ends_a_stream_that_says_nothing(server: Server):
    stream = Streams(server)
    stream.says(matched(), held=True)

    async def listen() -> int:
        listener = stream.open("Zorg Proef")
        heard = 0
        async for batch in listener.listen(""):
            heard += len(batch.mentions)
            await listener.close()
        return heard

    assert asyncio.run(asyncio.wait_for(listen(), 3)) == 1


def test_a_stream_faster_than_we_can_store_is_hung_up_and_told(server: Server, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stream_module, "WAITING", 20)
    monkeypatch.setattr(stream_module, "AT_ONCE", 1)
    stream = Streams(server, *[matched()] * 300)

    async def listen() -> int:
        listener, heard = stream.open("Zorg Proef"), 0
        try:
            async for batch in listener.listen(""):
                heard += len(batch.mentions)
                await asyncio.sleep(0.2)
        except SourceError:
            return heard
        finally:
            await listener.close()
        return 300

    assert 0 < asyncio.run(listen()) < 300


def activity(server: Server, *lines: Any, **more: Any) -> Streams:
    stream = Streams(server, *lines, path="/2/activity/stream", **{"stream": False, "activity": True} | more)
    kinds = ("post.mention.create", "post.quote.create", "post.reply.create", "post.create", "post.delete")
    have = [{"event_type": kind, "filter": {"user_id": ME}} for kind in kinds]
    server.says("/2/activity/subscriptions", good({"data": have}))
    return stream


def test_what_happens_around_the_account_streams(server: Server):
    stream = activity(
        server, json.loads(event("post.mention.create", post())), json.loads(event("post.delete", {"id": "55"}))
    )
    heard, error = stream.hears()
    assert [one.text for batch in heard for one in batch.mentions] == ["@zorgproef help"]
    assert ([name for batch in heard for name in batch.gone], error) == (["55"], None)
    assert stream.connects() == 1


@pytest.mark.parametrize("token", [None, Secret("CANARY-vers")])
def test_what_is_not_subscribed_to_yet_is_and_who_may_not_is_told_how(server: Server, token: Secret | None):
    stream = activity(server, user_token=token)
    asked: list[tuple[str, str]] = []

    def answer(request: Any) -> Reply:
        if request.method == "GET":
            return good({"meta": {}})
        asked.append((json.loads(request.body)["event_type"], request.headers["authorization"][:12]))
        return good({"data": {"subscription_id": "1"}})

    server.says("/2/activity/subscriptions", answer)
    stream.hears()
    assert len(asked) == 5
    assert {how for _, how in asked} == {"Bearer CANAR" if token else "OAuth oauth_"}
    server.says(
        "/2/activity/subscriptions", lambda request: good({"meta": {}}) if request.method == "GET" else Reply(403)
    )
    _, error = stream.hears()
    assert error is not None
    assert error.blind
    assert "user_token" in str(error)


# --- acting ----------------------------------------------------------------------------------------------------


class OnX(Stage):
    """An account that somebody mentioned."""

    def __init__(self, **more: Any) -> None:
        self._open = ExitStack()
        self.server = self._open.enter_context(serving())
        self.x = FakeX(NOW)
        self.server.otherwise(self.x.answer)
        self.meter, self.clock = CountingMeter(), ManualClock(NOW)
        of = source(self.server, **more)
        self.till = Till(self.meter, "x", self.clock, of.budget)
        self.actor = XActor("x", ME, line(of, tools()), self.till)

    def message(self, to: tuple[str, ...] = (ME,)) -> Target:
        root = self.x.says("Open huis", NOW - HOUR, by=ME)
        said = self.x.says("@zorgproef Nooit meer", NOW, on=root.id, to=to)
        return Target("x", WORD, said.id, root.id, root.id, "anna")

    def trouble(self, kind: Trouble) -> None:
        if kind is Trouble.UNREACHABLE:
            self.close()
        self.x.trouble = kind

    def writes(self) -> int:
        return self.x.writes()

    def replies(self, target: Target) -> list[str]:
        return [
            one.text.removeprefix("@anna ") for one in self.x.tweets.values() if one.on == target.id and one.by == ME
        ]

    def hidden(self, target: Target) -> bool:
        return self.x.tweets[target.id].hidden

    def take_away(self, target: Target) -> None:
        del self.x.tweets[target.id]

    def go_blind(self) -> None:
        self.server.says("*", Reply(503))

    def spend(self) -> None:
        asyncio.run(self.meter.take("x", NOW.date().isoformat(), 2000, None))

    def spent(self) -> int:
        return asyncio.run(self.meter.spent("x", NOW.date().isoformat()))

    def close(self) -> None:
        self._open.close()


class TestActing(ActorContract):
    budgeted = True

    def stage(self) -> Stage:
        return OnX()


@pytest.fixture
def stage():
    made = OnX()
    yield made
    asyncio.run(made.actor.close())
    made.close()


def acts(stage: OnX, verb: Verb, target: Target, text: str = "", own: str = "") -> Failure | None:
    try:
        asyncio.run(stage.actor.act(PublicAct("k", verb, target, text, own)))
    except ActionError as error:
        return error.failure
    return None


def test_who_did_not_call_us_cannot_be_answered(stage: OnX):
    assert acts(stage, Verb.REPLY, stage.message(to=()), TEXT) is Failure.REFUSED
    assert stage.spent() == 0, "what certainly did not happen costs nothing"
    assert stage.actor.capabilities.summoned_only


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("Dag Anna", 10),
        ("Lees www.zorgproef.nl/klacht", 200),
        ("Lees zorgproef.nl", 200),
        ("Lees HTTPS://zorgproef.example/x", 200),
        ("Goed.Tot morgen", 10),
    ],
)
def test_a_link_makes_a_reply_twenty_times_as_dear(stage: OnX, text: str, cost: int):
    target = stage.message()
    assert price(PublicAct("k", Verb.REPLY, target, text)) == cost
    assert acts(stage, Verb.REPLY, target, text) is None
    assert stage.spent() == cost


def test_who_places_a_dear_text_hears_it_before(stage: OnX):
    assert isinstance(stage.actor, Dear)
    assert (stage.actor.dear("Lees zorgproef.nl"), stage.actor.dear("Dag Anna")) == (0.2, None)


def test_what_hiding_and_taking_back_cost(stage: OnX):
    target = stage.message()
    assert acts(stage, Verb.HIDE, target) is None
    assert stage.spent() == 5
    assert acts(stage, Verb.DELETE_OWN, target, own="1") is Failure.REFUSED, "it was not there"


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("x" * 280, 280),
        ("é", 1),
        ("e\u0301", 1),
        ("漢字", 4),
        ("😤", 2),
        ("Zie https://zorgproef.nl/" + "x" * 90, 27),
        ("", 0),
    ],
)
def test_length_is_counted_as_x_does(text: str, length: int):
    assert weight(text) == length


def test_a_reply_with_a_link_is_found_again_though_x_shortened_it(stage: OnX):
    target = stage.message()
    said = "Lees https://zorgproef.nl/klacht & bel ons"
    stage.x.says("@anna Lees https://t.co/abc & bel ons", NOW, by=ME, on=target.id)
    seen = asyncio.run(stage.actor.look_up(PublicAct("k", Verb.REPLY, target, said)))
    assert seen.looked is Looked.DONE
    other = asyncio.run(stage.actor.look_up(PublicAct("k", Verb.REPLY, target, "Iets anders")))
    assert other.looked is Looked.NOT_DONE


def test_whether_our_own_reply_is_gone(stage: OnX):
    ours = stage.x.says("Dag", NOW, by=ME)
    act = PublicAct("k", Verb.DELETE_OWN, stage.message(), own=ours.id)
    assert asyncio.run(stage.actor.look_up(act)).looked is Looked.NOT_DONE
    del stage.x.tweets[ours.id]
    assert asyncio.run(stage.actor.look_up(act)).looked is Looked.DONE
    assert asyncio.run(stage.actor.look_up(PublicAct("k", Verb.HIDE, stage.message()))).looked is Looked.CANNOT_TELL


# --- at work ---------------------------------------------------------------------------------------------------


def test_how_it_is_opened(server: Server):
    whole = opened(source(server), tools())
    bare = opened(source(server, access_token=None, consumer_secret=None), tools())
    assert (len(whole.watchers), len(whole.receivers), len(whole.actors)) == (1, 1, 1)
    assert (len(bare.watchers), len(bare.receivers), len(bare.actors)) == (1, 0, 0)


def test_the_doctor_looks_at_keys_quota_and_budget(server: Server):
    server.otherwise(FakeX(NOW).answer)
    assert [one.good for one in examined(source(server))] == [True, True, True]
    assert [one.good for one in examined(source(server, id="1"))] == [True, False, True]
    assert [one.good for one in examined(source(server, access_token=None))] == [True, False, True]
    server.says("/2/usage/tweets", good({"data": {"project_usage": 2_900_000, "project_cap": 3_000_000}}))
    assert [one.good for one in examined(source(server))] == [False, True, True]
    server.says("*", Reply(401))
    assert [one.good for one in examined(source(server))] == [False, False, True]
    spent = CountingMeter()
    asyncio.run(spent.take("x", NOW.date().isoformat(), 2000, None))
    assert not examined(source(server), meter=spent)[-1].good


def test_no_key_is_in_any_log(days, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    there = days("Zorg Proef")
    there.x.says("@zorgproef hallo", NOW - HOUR, to=(ME,))
    there.look()
    there.server.says("*", Reply(403))
    with pytest.raises(SourceError):
        there.look()
    assert there.x.calls
    assert "CANARY" not in caplog.text


def test_no_key_is_in_an_address(days):
    there = days("Zorg Proef")
    there.x.says("@zorgproef hallo", NOW - HOUR, to=(ME,))
    there.look()
    assert there.x.calls
    for request in there.server.requests:
        assert "CANARY" not in request.path


# --- recorded --------------------------------------------------------------------------------------------------


def recorded(name: str) -> Any:
    return json.loads(shared(f"fixtures/x/{name}.json").read_bytes())


@pytest.mark.parametrize("name", ["tweepy_client_get_users_mentions", "tweepy_client_search_recent_tweets"])
def test_recorded_answers_are_read_whole(server: Server, name: str):
    [record] = recorded(name)
    last = record["body"] | {"meta": {}}
    server.says("*", good(last))
    batch = Looking(lambda http: watcher(server, http, budget=100.0, **BARE))()
    assert len(batch.mentions) == len(record["body"]["data"])
    assert all(one.posted_at < datetime.fromisoformat("2022-10-08T00:00:00+00:00") for one in batch.mentions)
    assert batch.refused == []


def test_the_vendors_own_example_of_mentions_is_read(server: Server):
    records = recorded("playground_users_id_mentions")
    answer = records[0]["response"] | {"meta": {}}
    server.says("*", good(answer))
    batch = Looking(lambda http: watcher(server, http, budget=100.0, **BARE))()
    assert batch.mentions
    assert batch.refused == []


def test_the_vendors_own_example_of_a_stream_is_read(server: Server):
    events = [record["response"] for record in recorded("playground_tweets_search_stream")]
    ours = [one | {"matching_rules": [{"id": "1", "tag": "seintje:x:0"}]} for one in events]
    heard, _ = Streams(server, *ours, budget=100.0).hears("Zorg Proef")
    assert sum(len(batch.mentions) for batch in heard) >= 1
    assert [refusal for batch in heard for refusal in batch.refused] == []


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("tweepy_client_hide_and_unhide_reply", (Verb.HIDE, Verb.UNHIDE)),
        ("tweepy_client_create_and_delete_tweet", (Verb.REPLY, Verb.DELETE_OWN)),
    ],
)
def test_recorded_actions_are_understood(name: str, verbs: tuple[Verb, ...]):
    for verb, record in zip(verbs, recorded(name), strict=True):
        stage = OnX()
        try:
            target, own = Target("x", WORD, "1344794616005066752"), "1456012973835788293"
            stage.server.says("*", good(record["body"], record["status"]["code"]))
            assert acts(stage, verb, target, "Test Tweet" if verb is Verb.REPLY else "", own) is None
            [asked] = stage.server.requests
            assert (asked.method, f"https://api.twitter.com{asked.path}") == (
                record["request"]["method"],
                record["request"]["uri"],
            )
            if verb is not Verb.REPLY and record["request"]["body"]:
                assert json.loads(asked.body) == json.loads(record["request"]["body"])
        finally:
            stage.close()
