"""What Meta answers and brings as others have seen it, written anew: pages and refusals of Facebook, Instagram's deliveries, Threads."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.ports import Batch, Failure
from rules.mention import Mention
from tests.bot.platforms import test_facebook, test_instagram, test_threads
from tests.bot.platforms.contract import NOW, Looking
from tests.bot.platforms.test_facebook import AT, COMMENT, FEED, HOUR, change
from tests.bot.platforms.test_instagram import ME
from tests.bot.platforms.tools import examined
from tests.fakes.graph import PAGE, TOKEN
from tests.fakes.http import Reply, Request, Server

EMPTY = Reply(body=b'{"data": []}')
ISO = "2026-11-21T10:00:00+0000"


def texts(batch: Batch) -> list[str]:
    return [one.text for one in batch.mentions]


# --- Facebook: looking ----------------------------------------------------------------------------------------


def post(number: int) -> dict[str, Any]:
    return {"id": f"{PAGE}_{number}", "message": f"post {number}", "from": {"id": "7"}, "created_time": ISO}


def asked(request: Request) -> dict[str, str]:
    return {name: value[0] for name, value in parse_qs(urlsplit(request.path).query).items()}


def feed(server: Server, answer: Any) -> None:
    server.otherwise(lambda request: EMPTY)
    server.says(FEED, answer)


@pytest.mark.parametrize("mark", ["Q2c4U1pXNTBY" * 40, "MTAxNTExOTQ1MjAwNzI5NDE="])
def test_a_mark_of_a_page_may_be_long(server: Server, mark: str):
    def answer(request: Request) -> Reply:
        second = asked(request).get("after") == mark
        more = {} if second else {"next": "https://elsewhere.invalid/?after=x"}
        found = {"data": [post(2 if second else 1)], "paging": {"cursors": {"before": "b", "after": mark}, **more}}
        return Reply(body=json.dumps(found).encode())

    feed(server, answer)
    assert sorted(texts(test_facebook.looking(server)())) == ["post 1", "post 2"]


def test_pages_by_time_are_read_to_the_end(server: Server):
    """Older edges have no cursors, only an address with ``until`` and a token."""
    following = (
        f"https://graph.facebook.com/v26.0/{PAGE}/feed?access_token=x&fields=id&limit=2&until=16&__paging_token=enc"
    )

    def answer(request: Request) -> Reply:
        given = asked(request)
        second = given.get("until") == "16" and given.get("__paging_token") == "enc"
        paging = {"previous": following} if second else {"previous": "x", "next": following}
        return Reply(body=json.dumps({"data": [post(2 if second else 1)], "paging": paging}).encode())

    feed(server, answer)
    assert sorted(texts(test_facebook.looking(server)())) == ["post 1", "post 2"]
    assert all(asked(one)["fields"].startswith("id,message") for one in server.asked(FEED))


def test_too_much_data_is_asked_for_in_smaller_pages(server: Server):
    body = json.dumps({"error": {"code": 1, "message": "Please reduce the amount of data"}}).encode()

    def answer(request: Request) -> Reply:
        many = int(asked(request)["limit"])
        return Reply(500, body) if many > 6 else Reply(body=json.dumps({"data": [post(1)]}).encode())

    feed(server, answer)
    assert texts(test_facebook.looking(server)()) == ["post 1"]
    feed(server, Reply(500, body))
    assert test_facebook.looking(server).fails().failure is Failure.UNKNOWN  # type: ignore[attr-defined]


@pytest.mark.parametrize(("status", "code"), [(400, 100), (500, 2), (500, -1), (404, 803), (400, 12), (403, 10)])
def test_a_part_that_fails_leaves_the_rest_alone(server: Server, status: int, code: int):
    feed(server, Reply(body=json.dumps({"data": [post(1)]}).encode()))
    server.says(f"/v26.0/{PAGE}/ratings", Reply(status, json.dumps({"error": {"code": code}}).encode()))
    batch = test_facebook.looking(server, ratings=True)()
    assert texts(batch) == ["post 1"]
    assert [name for name, _ in batch.refused] == ([] if code == 12 else ["ratings"])


@pytest.mark.parametrize(("status", "code"), [(400, 190), (400, 4)])
def test_what_concerns_the_whole_account_is_no_trouble_of_a_part(server: Server, status: int, code: int):
    feed(server, Reply(body=json.dumps({"data": [post(1)]}).encode()))
    server.says(f"/v26.0/{PAGE}/tagged", Reply(status, json.dumps({"error": {"code": code}}).encode()))
    test_facebook.looking(server).fails()


def test_a_recommendation_that_changes_its_mind_without_a_word_is_news(server: Server):
    def rated(how: str) -> Reply:
        value = {"recommendation_type": how, "review_text": "Tja", "open_graph_story": {"id": "8"}, "created_time": ISO}
        return Reply(body=json.dumps({"data": [value, {"recommendation_type": how, "created_time": ISO}]}).encode())

    feed(server, EMPTY)
    look = test_facebook.looking(server, ratings=True)
    server.says(f"/v26.0/{PAGE}/ratings", rated("positive"))
    assert [one.rating for one in look().mentions] == [5.0]
    server.says(f"/v26.0/{PAGE}/ratings", rated("negative"))
    assert [one.rating for one in look().mentions] == [1.0]
    assert list(look().mentions) == []


def test_the_token_goes_with_the_arguments_where_no_header_is_read(server: Server):
    feed(server, EMPTY)
    test_facebook.looking(server, auth="parameter")()
    assert all(asked(one)["access_token"] == TOKEN for one in server.asked(FEED))
    assert all("authorization" not in one.headers for one in server.requests)
    server.requests.clear()
    test_facebook.looking(server)()
    assert all(TOKEN not in one.path and TOKEN in one.headers["authorization"] for one in server.requests)


# --- Instagram -----------------------------------------------------------------------------------------------------


def insta(server: Server, **entry: Any) -> Batch:
    body = {"object": "instagram", "entry": [{"id": ME, "time": AT, **entry}]}
    return test_instagram.receiver(server).read(json.dumps(body).encode())


def commented(**more: Any) -> dict[str, Any]:
    media = {"id": "17", "media_product_type": "AD", "ad_id": "23", "ad_title": "Open huis", "original_media_id": "16"}
    return {"field": "comments", "value": {"id": "178", "text": "Nooit", "media": media, "from": {"id": "5"}, **more}}


def test_a_comment_on_an_advertisement_is_heard(server: Server):
    [one] = insta(server, changes=[commented()]).mentions
    assert (one.id, one.thread_id, one.posted_at, one.own) == ("178", "17", NOW - HOUR, False)


def test_what_the_account_says_itself_is_marked_by_instagram(server: Server):
    by = {"id": "909", "username": "wij", "self_ig_scoped_id": "606"}
    assert insta(server, changes=[commented(**{"from": by})]).mentions[0].own


@pytest.mark.parametrize("where", ["messaging", "standby", "changes"])
def test_private_messages_of_every_shape(server: Server, where: str):
    sent = {"sender": {"id": "5"}, "recipient": {"id": ME}, "timestamp": AT * 1000}
    events = [
        {
            **sent,
            "message": {"mid": "aWdf" * 42, "text": "Help", "reply_to": {"story": {"id": "1", "url": "https://x"}}},
        },
        {**sent, "message": {"mid": "m2", "attachments": [{"type": "story_mention", "payload": {"url": "https://x"}}]}},
        {**sent, "message": {"mid": "m3", "is_unsupported": True}},
        {**sent, "message_edit": {"mid": "m4", "text": "Bedacht", "num_edit": 2}},
        {**sent, "message": {"mid": "m5", "is_deleted": True}},
        {**sent, "reaction": {"mid": "m1", "action": "react"}},
        {
            **sent,
            "sender": {"id": "606"},
            "recipient": {"id": "5"},
            "message": {"mid": "m6", "text": "Dag", "is_echo": True},
        },
    ]
    given = [{"field": "messages", "value": one} for one in events] if where == "changes" else events
    batch = insta(server, **{where: given})
    assert [(one.text, one.own, one.thread_id) for one in batch.mentions] == [
        ("Help", False, "inbox:5"),
        ("Bedacht", False, "inbox:5"),
        ("Dag", True, "inbox:5"),
    ]
    assert (batch.gone, list(batch.refused)) == (["m5"], [])


@pytest.mark.parametrize(("number", "good"), [(ME, True), ("178414", False)])
def test_the_doctor_sees_an_account_under_the_wrong_number(server: Server, number: str, good: bool):
    server.otherwise(lambda request: EMPTY)
    server.says(f"/v26.0/{ME}", Reply(body=json.dumps({"id": "9", "user_id": number, "username": "wij"}).encode()))
    [found, *_] = examined(test_instagram.source(server))
    assert (found.good, number in found.text) == (good, not good)


def test_one_app_may_bring_pages_and_instagram_to_one_address(server: Server):
    both = (test_facebook.receiver(server), test_instagram.receiver(server))
    assert both[0].family == both[1].family != ""
    comment = json.dumps({"object": "instagram", "entry": [{"id": ME, "time": AT, "changes": [commented()]}]}).encode()
    for body, of in ((change(**COMMENT), 0), (comment, 1)):
        read = [one.read(body) for one in both]
        assert (len(read[of].mentions), len(read[1 - of].mentions)) == (1, 0)
        assert [list(one.refused) for one in read] == [[], []]


# --- Threads -------------------------------------------------------------------------------------------------------


def threads(server: Server) -> Looking:
    return Looking(lambda http: test_threads.watcher(server, http))


def test_threads_pages_that_say_only_where_they_end(server: Server):
    """Threads' own examples have cursors and no ``next``."""

    def answer(request: Request) -> Reply:
        start = int(asked(request).get("after", "0"))
        some = [
            {"id": str(n), "text": f"antwoord {n}", "timestamp": ISO, "username": "anna"} for n in range(start, 70)[:50]
        ]
        return Reply(body=json.dumps({"data": some, "paging": {"cursors": {"after": str(start + 50)}}}).encode())

    server.otherwise(lambda request: EMPTY)
    server.says(f"/v1.0/{test_threads.ME}/mentions", answer)
    found: list[Mention] = list(threads(server)().mentions)
    assert len(found) == 70
    assert len(server.asked(f"/v1.0/{test_threads.ME}/mentions")) == 2


def test_what_is_gone_on_threads(server: Server):
    error = {"code": 24, "error_subcode": 4279009, "message": "x", "type": "OAuthException"}
    server.says("*", Reply(400, json.dumps({"error": error}).encode()))
    assert threads(server).fails().failure is Failure.GONE  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "following", ["http://[", "https://x.invalid/?limit=2&fields=id", "https://x.invalid/?until=" + "9" * 3000]
)
def test_an_address_of_a_next_page_that_says_nothing_is_the_end(server: Server, following: str):
    feed(server, Reply(body=json.dumps({"data": [post(1)], "paging": {"next": following}}).encode()))
    assert texts(test_facebook.looking(server)()) == ["post 1"]
    assert len(server.asked(FEED)) == 1
