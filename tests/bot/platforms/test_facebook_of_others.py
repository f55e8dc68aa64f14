"""Meta as others have seen it: shapes of deliveries, pages and refusals from public documentation and other people's reports,
written anew here. What our own fake does not do, because the same hand made it.
"""

import asyncio
import json
from typing import Any

import pytest

from bot.ports import Batch
from rules.mention import Kind, Via
from tests.bot.platforms import test_facebook
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.test_facebook import AT, COMMENT, HOUR, change
from tests.fakes.graph import PAGE
from tests.fakes.http import Reply, Server

ISO = "2026-11-21T10:00:00+0000"


def page(*changes: Any, at: int = AT, **more: Any) -> bytes:
    whole = [{"field": field, "value": value} for field, value in changes]
    return json.dumps({"object": "page", "entry": [{"id": PAGE, "time": at, "changes": whole, **more}]}).encode()


def told(server: Server, *changes: Any, at: int = AT, **more: Any) -> Batch:
    return test_facebook.read(server, page(*changes, at=at, **more))


def texts(batch: Batch) -> list[str]:
    return [one.text for one in batch.mentions]


# --- Facebook: what is brought ----------------------------------------------------------------------------


@pytest.mark.parametrize("item", ["photo-album", "story", "milestone", "question", "iets van volgend jaar"])
def test_a_post_of_a_kind_we_do_not_know_is_heard(server: Server, item: str):
    value = {"item": item, "verb": "add", "post_id": f"{PAGE}_9", "message": "Help", "created_time": AT}
    [one] = told(server, ("feed", value)).mentions
    assert (one.id, one.kind) == (f"{PAGE}_9", Kind.POST)


@pytest.mark.parametrize("verb", ["add", "edited", "edit", "update"])
def test_every_word_for_saying_is_heard(server: Server, verb: str):
    assert texts(told(server, ("feed", COMMENT | {"verb": verb}))) == ["Nooit meer"]


@pytest.mark.parametrize("verb", ["hide", "unhide", "block", "unblock", "mute", "follow"])
def test_what_the_page_itself_did_takes_nothing_away(server: Server, verb: str):
    batch = told(server, ("feed", COMMENT | {"verb": verb}))
    assert (list(batch.mentions), list(batch.gone), list(batch.refused)) == ([], [], [])


def test_a_reaction_that_is_taken_back_takes_no_message_away(server: Server):
    of_a_post = {"item": "reaction", "verb": "remove", "reaction_type": "angry", "post_id": f"{PAGE}_9"}
    of_a_review = {"item": "like", "verb": "remove", "open_graph_story_id": "4444"}
    batch = told(server, ("feed", of_a_post), ("ratings", of_a_review), ("feed", {**of_a_post, "item": "like"}))
    assert (list(batch.gone), list(batch.refused)) == ([], [])


def test_what_is_said_below_a_recommendation_is_not_the_recommendation(server: Server):
    below = {"item": "comment", "open_graph_story_id": "4444", "comment_id": "4444_5", "created_time": AT}
    said = told(server, ("ratings", {**below, "verb": "add", "message": "Ook bij ons", "from": {"id": "7"}}))
    [one] = said.mentions
    assert (one.id, one.kind, one.thread_id, one.author.handle) == ("4444_5", Kind.COMMENT, "4444", "7")
    assert told(server, ("ratings", {**below, "verb": "remove"})).gone == ["4444_5"]
    assert len(told(server, ("ratings", {**below, "verb": "add", "comment_id": None})).refused) == 1


RATED = {"item": "rating", "verb": "add", "open_graph_story_id": "4444", "reviewer_id": "3", "created_time": AT}


@pytest.mark.parametrize(
    ("more", "said", "stars"),
    [
        ({"recommendation_type": "negative"}, "★☆☆☆☆", 1.0),
        ({"recommendation_type": "positive"}, "★★★★★", 5.0),
        ({"recommendation_type": "negative", "review_text": "Nooit"}, "Nooit", 1.0),
        ({"rating": 2, "review_text": "Koud"}, "Koud", 2.0),
        ({"rating": 2}, "★★☆☆☆", 2.0),
        ({"rating": True, "review_text": "Koud"}, "Koud", None),
        ({"review_text": "Koud"}, "Koud", None),
        ({"review_text": "Koud", "open_graph_story_id": None, "post_id": "4444"}, "Koud", None),
    ],
)
def test_a_recommendation_of_every_year(server: Server, more: dict[str, Any], said: str, stars: float | None):
    [one] = told(server, ("ratings", RATED | more)).mentions
    assert (one.id, one.text, one.rating, one.kind) == ("4444", said, stars, Kind.REVIEW)


def test_a_recommendation_that_says_nothing_or_was_taken_back(server: Server):
    nothing = told(server, ("ratings", RATED))
    assert (list(nothing.mentions), list(nothing.refused)) == ([], [])
    assert told(server, ("ratings", RATED | {"verb": "remove"})).gone == ["4444"]


@pytest.mark.parametrize("field", ["messaging", "standby"])
def test_messages_are_heard_also_where_another_app_answers_first(server: Server, field: str):
    sent = {"sender": {"id": "5"}, "recipient": {"id": PAGE}, "timestamp": AT * 1000}
    said = {**sent, "message": {"mid": "m_1", "text": "Help", "attachments": [{"type": "image"}]}}
    other = [{**sent, "message": {"mid": "m_2", "attachments": [{"type": "image"}]}}, {**sent, "postback": {}}]
    [one] = told(server, **{field: [said, *other]}).mentions
    assert (one.id, one.kind, one.posted_at, one.own) == ("m_1", Kind.MESSAGE, NOW - HOUR, False)


def test_a_message_that_was_edited_and_one_of_ours(server: Server):
    sent = {"sender": {"id": "5"}, "recipient": {"id": PAGE}, "timestamp": AT * 1000}
    first, edit = {"mid": "m_1", "text": "Hlep"}, {"mid": "m_1", "text": "Help", "num_edit": 1}
    both = [{**sent, "message_edit": edit}, {**sent, "message": first}]
    assert texts(told(server, messaging=both)) == ["Help"]
    echo = {"sender": {"id": PAGE}, "recipient": {"id": "5"}, "timestamp": AT * 1000}
    [ours] = told(server, messaging=[{**echo, "message": {"is_echo": True, "mid": "m_3", "text": "Dag"}}]).mentions
    assert (ours.own, ours.thread_id) == (True, "inbox:5")
    tried = {**sent, "timestamp": "1527459824", "message": {"mid": "random", "text": "uit de testknop"}}
    assert texts(told(server, ("messages", tried))) == ["uit de testknop"]


def test_an_edit_is_of_when_it_was_edited_whatever_else_it_says(server: Server):
    """Meta tells in ``created_time`` when it happened, or when the comment was made: an edit never looks older than that."""
    edit = COMMENT | {"verb": "edited", "message": "Bedacht"}
    assert told(server, ("feed", edit), at=AT + 600).as_of["1_2"].timestamp() == AT + 600
    assert texts(told(server, ("feed", edit), ("feed", COMMENT))) == ["Bedacht"]
    assert texts(told(server, ("feed", COMMENT), ("feed", edit))) == ["Bedacht"]
    later = edit | {"message": "Nog eens", "edited_time": "2026-11-21T11:30:00+0000"}
    assert texts(told(server, ("feed", later), ("feed", edit))) == ["Nog eens"]


def test_what_does_not_say_when_is_of_when_it_was_sent(server: Server):
    no_time = {name: value for name, value in COMMENT.items() if name != "created_time"}
    [one] = told(server, ("feed", no_time)).mentions
    assert one.posted_at == NOW - HOUR
    [one] = told(server, ("feed", COMMENT | {"created_time": str(AT)})).mentions
    assert one.posted_at == NOW - HOUR
    [one] = told(server, ("ratings", {**RATED, "review_text": "Koud", "created_time": None})).mentions
    assert one.posted_at == NOW - HOUR


def test_a_comment_below_a_photo_is_no_reply(server: Server):
    """The post goes by two numbers then: that of the story and that of the photo."""
    [one] = told(
        server, ("feed", COMMENT | {"parent_id": f"{PAGE}_77", "post": {"permalink_url": "https://f.b/1"}})
    ).mentions
    assert (one.kind, one.url) == (Kind.COMMENT, "https://f.b/1")
    [one] = told(server, ("feed", COMMENT | {"parent_id": "1_7"})).mentions
    assert (one.kind, one.parent_id) == (Kind.REPLY, "1_7")


@pytest.mark.parametrize("code", [10, 100, 200])
def test_a_mention_on_a_thing_that_has_no_words_is_told_and_blocks_nothing(server: Server, code: int):
    """A tag on a photo: Graph says (#100) that a photo has no such field."""
    server.says("*", Reply(400, json.dumps({"error": {"code": code, "message": "x"}}).encode()))
    body = page(("mention", {"item": "photo", "verb": "add", "post_id": "5_7"}), ("feed", COMMENT))
    batch = asyncio.run(test_facebook.receiver(server).follow(body))
    assert (texts(batch), [name for name, _ in batch.refused]) == (["Nooit meer"], ["5_7"])


def test_a_mention_in_a_comment_elsewhere_that_only_points(server: Server):
    answer = {"id": "5_7_8", "message": "bij @Zorg Proef", "created_time": ISO, "from": {"id": "5"}}
    server.says("/v26.0/5_7_8", Reply(body=json.dumps(answer).encode()))
    body = change("mention", item="comment", verb="add", comment_id="5_7_8", post_id="5_7")
    [one] = asyncio.run(test_facebook.receiver(server).follow(body)).mentions
    assert (one.id, one.kind, one.via) == ("5_7_8", Kind.COMMENT, Via.MENTION)


def test_the_rest_of_what_is_brought(server: Server):
    assert told(server, ("mention", {"item": "post", "verb": "remove", "post_id": "5_7", "created_time": AT})).gone == [
        "5_7"
    ]
    assert len(told(server, ("mention", {"item": "post", "verb": "add"})).refused) == 1
    other = told(
        server, ("leadgen", {"leadgen_id": "1"}), ("feed", {"item": "photo", "verb": "add", "post_id": f"{PAGE}_9"})
    )
    assert (list(other.mentions), list(other.refused)) == ([], [])
    flat = {"object": "page", "entry": [{"id": PAGE, "time": AT, "field": "feed", "value": COMMENT}]}
    assert texts(test_facebook.read(server, json.dumps(flat).encode())) == ["Nooit meer"]
