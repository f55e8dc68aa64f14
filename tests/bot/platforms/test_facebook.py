"""A Facebook Page: looked at, brought to our door, acted on; against a Graph server of ours over real sockets."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.facebook import CAPABILITIES, WORD, FacebookSource
from bot.platforms.facebook.actor import PageActor
from bot.platforms.facebook.opening import line, opened
from bot.platforms.facebook.watcher import PageWatcher
from bot.platforms.facebook.webhook import PageReceiver
from bot.platforms.graph.client import Access, Graph
from bot.platforms.http import Http, HttpSettings
from bot.ports import Batch, Failure, Finding, Looked, PublicAct, SourceError, Target, Verb
from rules.mention import Kind, Via
from tests.bot.platforms.actor_contract import ActorContract, Stage
from tests.bot.platforms.contract import NOW, ONE, QUICK, Item, Looking, PagedContract
from tests.bot.platforms.tools import examined, tools
from tests.fakes.graph import PAGE, SECRET, TOKEN, FakeGraph, signature
from tests.fakes.http import Reply, Server, serving
from tests.fakes.platform import Trouble
from tests.shared import shared

HOUR = timedelta(hours=1)
FEED = f"/v26.0/{PAGE}/feed"


def source(server: Server, **more: Any) -> FacebookSource:
    given = {"name": "pagina", "id": PAGE, "token": Secret(TOKEN), "app_secret": Secret(SECRET), "ratings": False}
    return FacebookSource(**given | {"base_url": server.url("").rstrip("/")} | more)


@pytest.fixture
def graph(server: Server) -> FakeGraph:
    fake = FakeGraph()
    server.says("/", fake.answer)
    server.otherwise(fake.answer)
    return fake


def looking(server: Server, **more: Any) -> Looking:
    return Looking(lambda http: watcher(server, http, **more))


def watcher(server: Server, http: Http, **more: Any) -> PageWatcher:
    of = source(server, **more)
    return PageWatcher(of, line(of, tools(http)), ManualClock(NOW))


class TestLooking(PagedContract):
    """The promises, with posts of strangers on the Page as what is said."""

    path = FEED

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        data = [
            {
                "id": f"{PAGE}_{one.id}",
                "message": one.text,
                "from": {"id": f"7{number}", "name": one.id},
                "created_time": one.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            }
            for number, one in enumerate(items)
        ]
        paging = {"cursors": {"after": more or "end"}} | ({"next": "https://x.invalid/?after=secret"} if more else {})
        return Reply(body=json.dumps({"data": data, "paging": paging}).encode())

    def mark_of(self, asked: str) -> str:
        return parse_qs(urlsplit(asked).query).get("after", [""])[0]

    def show(self, server: Server, *items: Item) -> None:
        super().show(server, *items)
        server.says(f"/v26.0/{PAGE}/tagged", Reply(body=b'{"data": []}'))

    def pages(self, server: Server, *pages: Sequence[Item], endless: bool = False) -> None:
        super().pages(server, *pages, endless=endless)
        server.says(f"/v26.0/{PAGE}/tagged", Reply(body=b'{"data": []}'))

    def watcher(self, server: Server, http: Http) -> PageWatcher:
        return watcher(server, http)


# --- looking ----------------------------------------------------------------------------------------------


def test_comments_and_replies_come_with_where_they_stand(server: Server, graph: FakeGraph):
    ours = graph.says("Morgen open huis", NOW - 3 * HOUR, by=PAGE)
    said = graph.says("Hoe laat?", NOW - 2 * HOUR, on=ours.id)
    graph.says("Ook benieuwd", NOW - HOUR, on=said.id, by="78")
    post, comment, reply = looking(server)().mentions
    assert (post.own, post.kind, post.platform) == (True, Kind.POST, "facebook_page")
    assert (comment.kind, comment.thread_id, comment.parent_id) == (Kind.COMMENT, ours.id, ours.id)
    assert (comment.parent_text, comment.via, comment.own) == ("Morgen open huis", Via.OWN_PAGE, False)
    assert (reply.kind, reply.parent_id, reply.parent_text) == (Kind.REPLY, said.id, "Hoe laat?")
    assert reply.thread_id == ours.id


def test_a_hundred_comments_on_one_post_are_all_read(server: Server, graph: FakeGraph):
    post = graph.says("Open huis", NOW - 3 * HOUR, by=PAGE)
    for number in range(100):
        graph.says(f"reactie {number}", NOW - 2 * HOUR + timedelta(seconds=number), on=post.id)
    look = looking(server)
    assert len(look().mentions) == 101
    asked = len(graph.calls)
    assert look().mentions == []
    assert len(graph.calls) - asked <= 6


def test_a_part_that_is_not_ours_to_read_leaves_the_rest_alone_and_is_told(server: Server, graph: FakeGraph):
    graph.says("Mooi", NOW - HOUR)
    graph.errors = {"tagged": 200, "ratings": 12}
    look = looking(server, ratings=True)
    batch = look()
    assert [one.text for one in batch.mentions] == ["Mooi"]
    assert [name for name, _ in batch.refused] == ["tagged"]
    look()
    assert [edge for _, _, edge, _ in graph.calls].count("ratings") == 1, "this version does not serve it any more"


def test_tags_messages_and_recommendations(server: Server, graph: FakeGraph):
    at = "2026-11-21T10:00:00+0000"
    graph.edges = {
        "tagged": [{"id": "9_1", "message": "bij @Zorg Proef", "from": {"id": "9"}, "created_time": at}],
        "conversations": [
            {
                "id": "t_1",
                "updated_time": at,
                "messages": {"data": [{"id": "m_1", "message": "Help", "from": {"id": "5"}, "created_time": at}]},
            }
        ],
        "ratings": [
            {
                "recommendation_type": "negative",
                "review_text": "Nooit",
                "open_graph_story": {"id": "8"},
                "created_time": at,
            },
            {"recommendation_type": "positive", "created_time": at},
        ],
    }
    found = {one.kind: one for one in looking(server, messages=True, ratings=True)().mentions}
    assert (found[Kind.POST].via, found[Kind.POST].thread_id) == (Via.TAG, "9_1")
    assert (found[Kind.MESSAGE].text, found[Kind.MESSAGE].thread_id) == ("Help", "t_1")
    assert (found[Kind.REVIEW].rating, found[Kind.REVIEW].via) == (1.0, Via.REVIEW_PAGE)


def test_what_is_cut_off_is_a_gap(server: Server, graph: FakeGraph, monkeypatch):
    look = looking(server)
    look()
    monkeypatch.setattr("bot.platforms.graph.looking.MOST_PAGES", 5)
    for number in range(200):
        graph.says(f"post {number}", NOW + timedelta(seconds=number))
    later = NOW + HOUR
    late = Looking(lambda http: PageWatcher(source(server), line(source(server), tools(http)), ManualClock(later)))
    late.cursor = look.cursor
    [gap] = late().gaps
    assert (gap.start, gap.why, gap.end) == (NOW, "too_much", NOW + timedelta(seconds=150))


def test_a_throttled_page_says_in_its_own_header_how_long(server: Server, graph: FakeGraph):
    usage = json.dumps({PAGE: [{"estimated_time_to_regain_access": 19}, {"estimated_time_to_regain_access": "x"}]})
    body = b'{"error": {"code": 32, "message": "x"}}'
    server.says(FEED, Reply(400, body, {"X-Business-Use-Case-Usage": usage, "X-App-Usage": "{broken"}))
    error = looking(server).fails()
    assert (error.blind, error.retry_after) == (False, timedelta(minutes=19))


ERRORS = [
    ("graph_base_error_data", Failure.REFUSED, True),
    ("shaped_graph_error_100", Failure.GONE, True),
    ("shaped_graph_error_190", Failure.TOKEN, True),
    ("shaped_graph_error_4", Failure.THROTTLED, False),
]


@pytest.mark.parametrize(("name", "failure", "blind"), ERRORS)
def test_recorded_errors(server: Server, name: str, failure: Failure, blind: bool):
    server.says("*", Reply(400, shared(f"fixtures/facebook/{name}.json").read_bytes()))
    error = looking(server).fails()
    assert (error.failure, error.blind) == (failure, blind)  # type: ignore[attr-defined]


CODES = [
    (190, None, 400, Failure.TOKEN),
    (102, None, 400, Failure.TOKEN),
    (10, None, 403, Failure.PERMISSION),
    (283, None, 400, Failure.PERMISSION),
    (3, None, 400, Failure.PERMISSION),
    (10, 2018278, 400, Failure.REFUSED),
    (200, 2534022, 403, Failure.REFUSED),
    (100, 33, 400, Failure.GONE),
    (24, 2207006, 400, Failure.GONE),
    (-1, None, 400, Failure.UNKNOWN),
    (803, None, 404, Failure.GONE),
    (100, None, 400, Failure.REFUSED),
    (368, None, 400, Failure.REFUSED),
    (4, None, 400, Failure.THROTTLED),
    (17, None, 400, Failure.THROTTLED),
    (613, None, 400, Failure.THROTTLED),
    (80001, None, 400, Failure.THROTTLED),
    (1, None, 500, Failure.UNKNOWN),
    (2, None, 503, Failure.UNKNOWN),
    (None, None, 400, Failure.REFUSED),
    ("x", None, 401, Failure.TOKEN),
]


@pytest.mark.parametrize(("code", "subcode", "status", "failure"), CODES)
def test_what_a_code_means(server: Server, code: Any, subcode: int | None, status: int, failure: Failure):
    error = {"error": {"code": code, "error_subcode": subcode, "message": "CANARY"}}
    server.says("*", Reply(status, json.dumps(error).encode()))
    raised = looking(server).fails()
    assert raised.failure is failure  # type: ignore[attr-defined]
    assert "CANARY" not in str(raised)


# --- the client ----------------------------------------------------------------------------------------------


def test_the_token_stands_in_no_address_and_booleans_are_those_of_json(server: Server, graph: FakeGraph):
    said = graph.says("Mooi", NOW)
    client = Graph(Access(server.url("").rstrip("/"), "v26.0", Secret(TOKEN), Secret(SECRET)), QUICK, ManualClock(NOW))
    client.get_object(said.id, fields="id")
    client.put_like(said.id)
    client.put_comment(said.id, "Dank")
    client.request(f"v26.0/{said.id}", post_args={"is_hidden": True, "access_token": TOKEN}, method="POST")
    assert list(client.get_all_connections(said.id, "comments", fields="id")) != []
    client.delete_object(said.id)
    client.session.close()
    assert all(TOKEN not in request.path and SECRET not in request.path for request in server.requests)
    assert graph.calls[3][3]["is_hidden"] == "true"
    assert client.served_by == "v26.0"
    assert client.timeout == (10.0, 10.0)


@pytest.mark.parametrize("version", ["26.0", "v26", "", "latest", "v26.0/me"])
def test_a_version_that_is_none_is_refused(version: str):
    with pytest.raises(ValueError):
        Access("https://graph.facebook.com", version, Secret(TOKEN))


# --- brought to our door --------------------------------------------------------------------------------------


def receiver(server: Server, **more: Any) -> PageReceiver:
    of = source(server, **more)
    return PageReceiver(of, line(of, tools()), ManualClock(NOW))


def change(field: str = "feed", *, page: str = PAGE, **value: Any) -> bytes:
    changes = [{"field": field, "value": value}]
    return json.dumps({"object": "page", "entry": [{"id": page, "time": 1, "changes": changes}]}).encode()


AT = int((NOW - HOUR).timestamp())
COMMENT = {
    "item": "comment",
    "verb": "add",
    "comment_id": "1_2",
    "post_id": f"{PAGE}_1",
    "parent_id": f"{PAGE}_1",
    "created_time": AT,
    "from": {"id": "77", "name": "Anna"},
    "message": "Nooit meer",
}


def read(server: Server, body: bytes) -> Batch:
    return receiver(server).read(body)


def test_a_comment_is_brought_whole(server: Server):
    batch = read(server, change(**COMMENT))
    [one] = batch.mentions
    assert (one.id, one.kind, one.text, one.thread_id) == ("1_2", Kind.COMMENT, "Nooit meer", f"{PAGE}_1")
    assert (one.author.handle, one.author.name, one.posted_at) == ("77", "Anna", NOW - HOUR)
    assert (one.source, one.platform, one.own, batch.cursor) == ("pagina", WORD, False, "")
    assert batch.as_of == {"1_2": NOW - HOUR}


TABLE = [
    ({"verb": "edited"}, 1, 0, 0),
    ({"verb": "remove", "message": None}, 0, 1, 0),
    ({"verb": "hide"}, 0, 0, 0),
    ({"verb": "unhide"}, 0, 0, 0),
    ({"item": "reaction", "reaction_type": "angry"}, 0, 0, 0),
    ({"item": "like"}, 0, 0, 0),
    ({"message": ""}, 0, 0, 0),
    ({"comment_id": None}, 0, 0, 1),
    ({"created_time": "gisteren"}, 0, 0, 1),
    ({"created_time": 10**30}, 0, 0, 1),
    ({"from": None}, 1, 0, 0),
    ({"from": "Anna"}, 1, 0, 0),
    ({"message": 17}, 0, 0, 0),
    ({"comment_id": "x" * 999}, 0, 0, 1),
    ({"item": ["comment"]}, 1, 0, 0),
    ({"item": ["comment"], "verb": "remove"}, 0, 0, 0),
]


@pytest.mark.parametrize(("more", "said", "gone", "refused"), TABLE)
def test_what_a_change_becomes(server: Server, more: dict[str, Any], said: int, gone: int, refused: int):
    batch = read(server, change(**COMMENT | more))
    assert (len(batch.mentions), len(batch.gone), len(batch.refused)) == (said, gone, refused)


def test_posts_mentions_recommendations_and_messages(server: Server):
    status = {"item": "status", "verb": "add", "post_id": f"{PAGE}_9", "message": "Hallo", "created_time": AT}
    assert read(server, change(**status, sender_id=77)).mentions[0].author.handle == "77"
    named = {"item": "post", "verb": "add", "post_id": "5_7", "message": "@Zorg Proef?", "created_time": AT}
    assert read(server, change("mention", **named)).mentions[0].via is Via.MENTION
    rated = {
        "recommendation_type": "negative",
        "review_text": "Slecht",
        "open_graph_story_id": 4444,
        "created_time": AT,
    }
    [review] = read(server, change("ratings", **rated, verb="add", reviewer_id="3", reviewer_name="Carla")).mentions
    assert (review.kind, review.rating, review.author.name) == (Kind.REVIEW, 1.0, "Carla")
    sent = {
        "sender": {"id": "5"},
        "recipient": {"id": PAGE},
        "timestamp": AT * 1000,
        "message": {"mid": "m", "text": "Help"},
    }
    body = json.dumps({"object": "page", "entry": [{"id": PAGE, "messaging": [sent, {"read": {}}]}]}).encode()
    [message] = read(server, body).mentions
    assert (message.kind, message.posted_at, message.thread_id) == (Kind.MESSAGE, NOW - HOUR, "inbox:5")


def test_our_own_words_are_kept_as_ours(server: Server):
    [one] = read(server, change(**COMMENT | {"from": {"id": PAGE, "name": "Zorg Proef"}})).mentions
    assert one.own


def test_case_63_within_one_delivery_the_newest_state_stays_and_a_removal_wins(server: Server):
    older = {"field": "feed", "value": COMMENT}
    newer = {"field": "feed", "value": COMMENT | {"verb": "edited", "message": "Bedacht", "created_time": AT + 9}}
    removed = {"field": "feed", "value": COMMENT | {"verb": "remove", "created_time": AT + 10}}

    def told(*changes: Any) -> Batch:
        return read(server, json.dumps({"object": "page", "entry": [{"id": PAGE, "changes": changes}]}).encode())

    assert [one.text for one in told(newer, older).mentions] == ["Bedacht"]
    assert (told(removed, newer, older).mentions, told(removed, older).gone) == ([], ["1_2"])


def test_case_64_one_of_a_thousand_is_malformed(server: Server):
    changes: list[Any] = [{"field": "feed", "value": COMMENT | {"comment_id": f"1_{number}"}} for number in range(1000)]
    changes[500]["value"]["created_time"] = {"no": "time"}
    body = json.dumps({"object": "page", "entry": [{"id": PAGE, "changes": changes}]}).encode()
    batch = read(server, body)
    assert (len(batch.mentions), len(batch.refused)) == (999, 1)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b'{"object": "page"}', b'{"object": "user", "entry": [{}]}', b"\xff"]
)
def test_a_body_that_says_nothing_is_told_of(server: Server, body: bytes):
    batch = read(server, body)
    assert (list(batch.mentions), len(batch.refused)) == ([], 1)


def test_what_is_of_another_page_is_not_ours(server: Server):
    batch = read(server, change(page="2000", **COMMENT))
    assert (list(batch.mentions), list(batch.refused), list(batch.gone)) == ([], [], [])


def test_a_webhook_without_values_says_how_to_mend_it(server: Server):
    body = {"object": "page", "entry": [{"id": PAGE, "time": 1, "changed_fields": ["feed"]}]}
    [(_, reason)] = read(server, json.dumps(body).encode()).refused
    assert "Include values" in reason


@pytest.mark.parametrize("seen", [True, False])
def test_a_mention_that_only_points_is_asked_for(server: Server, graph: FakeGraph, seen: bool):
    post = graph.says("Bij @Zorg Proef neemt niemand op", NOW - HOUR, by="5")
    name = post.id if seen else "5_404"
    batch = asyncio.run(
        receiver(server).follow(change("mention", item="post", verb="add", post_id=name, created_time=AT))
    )
    assert [one.text for one in batch.mentions] == ([post.text] if seen else [])
    assert len(batch.refused) == (0 if seen else 1)


def test_a_mention_that_cannot_be_asked_for_now_is_asked_again_later(server: Server):
    server.says("*", Reply(503, headers={"Retry-After": "9"}))
    with pytest.raises(SourceError):
        asyncio.run(receiver(server).follow(change("mention", item="post", verb="add", post_id="5_7")))


def test_case_62_both_secrets_count_while_one_is_replaced(server: Server):
    body = change(**COMMENT)
    both = receiver(server, app_secret=Secret("new"), old_app_secret=Secret("old"))
    for secret, good in (("new", True), ("old", True), ("other", False)):
        assert both.genuine({"x-hub-signature-256": signature(body, secret)}, body) is good
    assert not both.genuine({}, body)
    assert not both.genuine({"x-hub-signature": signature(body, "new")}, body)
    assert not both.genuine({"x-hub-signature-256": signature(body, "new").upper()}, body)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": "wij", "hub.challenge": "17"}, "17"),
        ({"hub.mode": "unsubscribe", "hub.verify_token": "wij", "hub.challenge": "17"}, None),
        ({"hub.mode": "subscribe", "hub.verify_token": "zij", "hub.challenge": "17"}, None),
        ({}, None),
    ],
)
def test_case_67_only_who_knows_the_word_gets_an_answer(server: Server, query: dict[str, str], answer: str | None):
    assert receiver(server, verify_token=Secret("wij")).handshake(query) == answer
    assert receiver(server).handshake(query) is None


RECORDED = {
    "webhook_feed_comment_add": (1, 0),
    "webhook_feed_comment_edited": (1, 0),
    "webhook_feed_comment_remove": (0, 1),
    "webhook_feed_post_remove": (0, 1),
    "webhook_feed_reaction_add": (0, 0),
    "webhook_feed_sent_by_page": (1, 0),
    "webhook_feed_status_add": (1, 0),
    "shaped_webhook_feed_comment_add_sender_fields": (1, 0),
    "shaped_webhook_feed_comment_hide": (0, 0),
    "shaped_webhook_mention_post": (1, 0),
    "shaped_webhook_ratings_negative": (1, 0),
}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_deliveries(server: Server, name: str):
    body = shared(f"fixtures/facebook/{name}.json").read_bytes()
    page = json.loads(body)["entry"][0]["id"]
    batch = receiver(server, id=page).read(body)
    assert (len(batch.mentions), len(batch.gone)) == RECORDED[name]
    assert list(batch.refused) == []
    assert all(one.posted_at <= NOW for one in batch.mentions)
    assert [one.own for one in batch.mentions] == [name.endswith("sent_by_page")] * RECORDED[name][0]


def test_recorded_answers_are_read(server: Server, graph: FakeGraph):
    """Comments and posts as they were recorded: what lacks a number was asked for with other fields, and is told of."""
    posts = json.loads(shared("fixtures/facebook/graph_posts_feed_fields_p1.json").read_bytes())
    posts["paging"] = {}
    server.says(FEED, Reply(body=json.dumps(posts).encode()))
    look = Looking(lambda http: PageWatcher(source(server), line(source(server), tools(http)), ManualClock(THEN)))
    said = [one for one in posts["data"] if one.get("message")]
    recent = [one for one in said if datetime.fromisoformat(one["created_time"]) > THEN - timedelta(days=7)]
    assert len(look().mentions) == len(recent) > 0


THEN = datetime(2021, 7, 5, tzinfo=UTC)


# --- acting -----------------------------------------------------------------------------------------------


class OnPage(Stage):
    """A Page with a message on it."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.server = self._open.enter_context(serving())
        self.graph = FakeGraph()
        self.server.otherwise(self.graph.answer)
        of = source(self.server)
        self.actor = PageActor("pagina", PAGE, line(of, tools()), CAPABILITIES)

    def message(self) -> Target:
        post = self.graph.says("Open huis", NOW - HOUR, by=PAGE)
        said = self.graph.says("Nooit meer", NOW, on=post.id)
        return Target("pagina", WORD, said.id, post.id, post.id, "77")

    def trouble(self, kind: Trouble) -> None:
        if kind is Trouble.UNREACHABLE:
            self.close()
        self.graph.trouble = kind

    def writes(self) -> int:
        return self.graph.writes()

    def replies(self, target: Target) -> list[str]:
        return [one.text for one in self.graph.nodes.values() if one.on == target.id and one.by == PAGE]

    def hidden(self, target: Target) -> bool:
        return self.graph.nodes[target.id].hidden

    def take_away(self, target: Target) -> None:
        del self.graph.nodes[target.id]

    def go_blind(self) -> None:
        self.server.says("*", Reply(503))

    def close(self) -> None:
        self._open.close()


class TestActing(ActorContract):
    def stage(self) -> Stage:
        return OnPage()


@pytest.fixture
def stage() -> Iterator[OnPage]:
    made = OnPage()
    yield made
    made.close()


def act(stage: OnPage, verb: Verb, **more: str) -> PublicAct:
    return PublicAct("k", verb, stage.message(), **more)


def run(stage: OnPage, *coroutines: Any) -> list[Any]:
    async def work() -> list[Any]:
        try:
            return [await one for one in coroutines]
        finally:
            await stage.actor.close()

    return asyncio.run(work())


def test_a_private_reply_a_like_and_a_block(stage: OnPage):
    for verb in (Verb.PRIVATE_REPLY, Verb.LIKE, Verb.BLOCK):
        run(stage, stage.actor.act(act(stage, verb, text="Bel ons" if verb is Verb.PRIVATE_REPLY else "")))
    assert [text for _, text in stage.graph.private] == ["Bel ons"]
    assert stage.graph.blocked == {"77"}
    assert sum(one.liked for one in stage.graph.nodes.values()) == 1
    run(stage, stage.actor.act(act(stage, Verb.UNBLOCK)))
    assert stage.graph.blocked == set()


@pytest.mark.parametrize("verb", [Verb.LIKE, Verb.BLOCK, Verb.DELETE, Verb.UNHIDE, Verb.DELETE_OWN])
def test_what_came_of_it_is_looked_up(stage: OnPage, verb: Verb):
    done = act(stage, verb)
    if verb is Verb.DELETE_OWN:
        done = PublicAct("k", verb, done.target, own=stage.graph.says("Dank", NOW, by=PAGE, on=done.target.id).id)
    stage.graph.nodes[done.target.id].hidden = True
    before, _, after = run(stage, stage.actor.look_up(done), stage.actor.act(done), stage.actor.look_up(done))
    assert (before.looked, after.looked) == (Looked.NOT_DONE, Looked.DONE)


@pytest.mark.parametrize(("answered", "looked"), [(False, Looked.NOT_DONE), (True, Looked.CANNOT_TELL)])
def test_a_private_reply_can_be_sent_once(stage: OnPage, answered: bool, looked: Looked):
    sent = act(stage, Verb.PRIVATE_REPLY, text="Bel ons")
    stage.graph.nodes[sent.target.id].answered = answered
    assert run(stage, stage.actor.look_up(sent))[0].looked is looked


# --- the doctor ----------------------------------------------------------------------------------------------


HOOK = "https://wij.nl/hooks/pagina"
ALL = ["feed", "mention", "ratings"]
SCOPES = ["pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_manage_metadata"]


def doctor(
    server: Server, *, scopes: Sequence[str] = SCOPES, ends: float = 0, valid: bool = True, **more: Any
) -> list[Finding]:
    data = {"data": {"is_valid": valid, "scopes": list(scopes), "expires_at": ends}}
    server.says("/v26.0/debug_token", Reply(body=json.dumps(data).encode()))
    server.says(f"/v26.0/{PAGE}", Reply(body=b'{"id": "1000", "name": "Zorg Proef"}'))
    apps = {"data": [{"id": "55", "subscribed_fields": more.get("page_fields", ALL)}]}
    server.says(f"/v26.0/{PAGE}/subscribed_apps", Reply(body=json.dumps(apps).encode()))
    fields = [{"name": one} for one in more.get("app_fields", ALL)]
    app = {"object": "page", "active": True, "callback_url": more.get("url", HOOK), "fields": fields}
    server.says("/v26.0/55/subscriptions", Reply(body=json.dumps({"data": [app]}).encode()))
    return list(examined(source(server, app="55"), public_url="https://wij.nl", http=Http(ROOMY)))


ROOMY = HttpSettings(allow_private=True, first_wait=timedelta(0), read=timedelta(seconds=2))


def test_all_is_well(server: Server):
    assert all(finding.good for finding in doctor(server))
    assert all(TOKEN not in request.path for request in server.requests)


def test_one_address_is_enough_for_all_pages_of_an_app(server: Server):
    assert all(finding.good for finding in doctor(server, url="https://wij.nl/hooks/andere_pagina"))


def test_fields_of_an_older_answer_are_bare_names(server: Server):
    older = {"object": "page", "active": True, "callback_url": HOOK, "fields": list(ALL)}
    doctor(server)
    server.says("/v26.0/55/subscriptions", Reply(body=json.dumps({"data": [older]}).encode()))
    found = examined(source(server, app="55"), public_url="https://wij.nl", http=Http(ROOMY))
    assert all(finding.good for finding in found)


BAD = [
    ({"valid": False}, "niet (meer) geldig"),
    ({"ends": (NOW + timedelta(days=3)).timestamp()}, "verloopt op 24-11-2026"),
    ({"scopes": SCOPES[1:]}, "mist het recht pages_read_engagement"),
    ({"page_fields": ["feed"]}, "stuurt de app niet: mention, ratings"),
    ({"app_fields": ["feed", "ratings"]}, "niet geabonneerd op: mention"),
    ({"url": "https://zij.nl/hooks/pagina"}, f"niet naar {HOOK}"),
]


@pytest.mark.parametrize(("more", "words"), BAD)
def test_what_is_missing_is_named_with_where_to_mend_it(server: Server, more: dict[str, Any], words: str):
    [wrong] = [finding for finding in doctor(server, **more) if not finding.good]
    assert words in wrong.text
    assert wrong.remedy and wrong.page.startswith("https://developers.facebook.com/")


def test_a_source_opens_what_it_has_the_secrets_for(server: Server):
    whole, bare = opened(source(server), tools()), opened(source(server, app_secret=None), tools())
    assert (len(whole.watchers), len(whole.receivers), len(whole.actors)) == (1, 1, 1)
    assert (len(bare.watchers), len(bare.receivers)) == (1, 0)
    assert whole.receivers[0].family == opened(source(server, name="tweede", id="2"), tools()).receivers[0].family != ""
    assert ONE
