"""What other servers of the AT protocol show an account: notices of every kind, posts with everything in and round them,
threads with holes, and parts that a server does not have. Over real sockets with the real library."""

from datetime import timedelta
from typing import Any

import pytest

pytest.importorskip("atproto_client", reason="seintje[bluesky] is not installed")

from bot.ports import SourceError
from rules.mention import Via
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.test_bluesky_account import told
from tests.fakes.bluesky import ANNA, AT, ME, FakeBluesky, as_json, uri, view, wrong
from tests.fakes.http import Reply, Server

SEARCH = "/xrpc/app.bsky.feed.searchPosts"
THREAD = "/xrpc/app.bsky.feed.getPostThread"


@pytest.fixture
def there(server: Server) -> FakeBluesky:
    made = FakeBluesky()
    server.otherwise(made.answer)
    return made


def notice(reason: str, made: dict[str, Any]) -> dict[str, Any]:
    return {**made, "reason": reason, "reasonSubject": uri("open", ME), "isRead": False}


OTHERS = [
    notice("like", {**view("l", ""), "uri": uri("l", collection="app.bsky.feed.like"), "record": {"subject": {}}}),
    notice("repost", {**view("r", ""), "uri": uri("r", collection="app.bsky.feed.repost")}),
    notice("follow", {**view("f", ""), "uri": uri("f", collection="app.bsky.graph.follow")}),
    notice("starterpack-joined", {**view("s", ""), "uri": uri("s", collection="app.bsky.graph.starterpack")}),
    notice("verified", {**view("v", ""), "uri": uri("v", collection="app.bsky.graph.verification")}),
    notice("like-via-repost", view("lr", "x")),
    notice("subscribed-post", view("sp", "iemand die wij volgen schrijft")),
    notice("contact-match", view("cm", "x")),
    notice("iets-van-morgen", view("im", "x")),
]


def test_only_what_is_said_to_or_about_us_is_taken_and_nothing_is_set_apart(server: Server, there: FakeBluesky):
    there.notices = [*OTHERS, None, "x"]  # type: ignore[list-item]
    there.says("m", "@zorgproef bel terug", tells="mention")
    batch = told(server)
    assert ([one.text for one in batch.mentions], list(batch.refused)) == (["@zorgproef bel terug"], [])


def test_nothing_where_something_could_be_spoils_nothing(server: Server, there: FakeBluesky):
    bare = {"uri": uri("bare"), "cid": "c", "record": {"text": "kaal", "createdAt": "gisteren"}, "indexedAt": "x"}
    odd = view("odd", "vol", langs=None, facets=None, embed=None, reply=None, labels=None)
    odd |= {"author": None, "labels": None, "viewer": None, "embed": {"$type": "app.bsky.embed.record#view"}}
    there.notices = [notice("mention", odd), notice("mention", bare)]
    batch = told(server)
    assert [one.text for one in batch.mentions] == ["vol"]
    assert [name for name, _ in batch.refused] == [uri("bare")]


def test_a_card_and_a_film_count_in_what_is_shown_as_they_do_in_the_stream(server: Server, there: FakeBluesky):
    card = {
        "$type": "app.bsky.embed.external",
        "external": {"uri": "https://x", "title": "Zorg Proef dicht", "description": ""},
    }
    there.found = [view("card", "zie", embed=card)]
    [one] = told(server, search=True).mentions
    assert (one.text, one.via) == ("zie\nZorg Proef dicht", Via.SEARCH)


def test_a_thread_with_holes_is_read_as_far_as_it_is_shown(server: Server, there: FakeBluesky):
    ours = there.says("open", "Zaterdag open huis", did=ME)
    ours["replyCount"] = 3
    said = {"$type": "app.bsky.feed.defs#threadViewPost", "post": view("r1", "niet waar"), "replies": None}
    deeper = {
        "$type": "app.bsky.feed.defs#threadViewPost",
        "post": view("r2", "wel waar"),
        "replies": [said, None, "x"],
    }
    holes = [
        {"$type": "app.bsky.feed.defs#blockedPost", "uri": uri("b"), "blocked": True, "author": {"did": ANNA}},
        {"$type": "app.bsky.feed.defs#notFoundPost", "uri": uri("n"), "notFound": True},
        {"$type": "iets.van#morgen"},
        deeper,
    ]
    server.says(THREAD, as_json({"thread": {"post": ours, "replies": holes}, "threadgate": None}))
    batch = told(server)
    assert sorted(one.text for one in batch.mentions) == ["Zaterdag open huis", "niet waar", "wel waar"]


@pytest.mark.parametrize(
    "answer",
    [wrong("MethodNotImplemented", 501), wrong("Forbidden", 403), wrong("InvalidRequest"), Reply(404, b"<html>")],
    ids=["not there", "forbidden", "refused", "404"],
)
def test_a_server_without_a_search_still_tells_who_mentions_us(server: Server, there: FakeBluesky, answer: Reply):
    there.says("m", "@zorgproef bel terug", tells="mention")
    server.says(SEARCH, answer)
    batch = told(server, search=True)
    assert [one.text for one in batch.mentions] == ["@zorgproef bel terug"]
    assert "search" in batch.trouble
    server.forget(SEARCH)
    assert told(server, search=True).trouble == ""


@pytest.mark.parametrize("answer", [wrong("UpstreamFailure", 502), wrong("RateLimitExceeded", 429)])
def test_trouble_that_passes_is_trouble_of_the_whole_look(server: Server, there: FakeBluesky, answer: Reply):
    server.says(SEARCH, answer)
    with pytest.raises(SourceError) as raised:
        told(server, search=True)
    assert not raised.value.blind


def test_our_own_post_that_goes_while_we_look_takes_nothing_along(server: Server, there: FakeBluesky):
    there.says("open", "Zaterdag open huis", did=ME)["replyCount"] = 1
    there.says("m", "@zorgproef bel terug", tells="mention")
    server.says(THREAD, wrong("NotFound"))
    assert "@zorgproef bel terug" in {one.text for one in told(server).mentions}


def test_a_reply_below_ours_is_found_though_its_root_is_a_page_of_another_network(server: Server, there: FakeBluesky):
    """An account of the fediverse comes by a bridge: its name is of another sort, and its posts say where they come from."""
    did = "did:web:bridge.example"
    bridged = view("b", "hallo", AT + timedelta(minutes=1), did=did, bridgyOriginalUrl="https://m.example/@a/1")
    there.notices = [notice("reply", bridged)]
    [one] = told(server).mentions
    assert (one.via, one.author.handle, one.posted_at < NOW) == (Via.OWN_PAGE, did, True)
