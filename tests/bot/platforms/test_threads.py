"""A Threads account: replies, mentions, a search; an envelope of its own; and what we may do."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.http import Http
from bot.platforms.threads import CAPABILITIES, WORD, ThreadsSource
from bot.platforms.threads.actor import AccountActor
from bot.platforms.threads.opening import line, opened
from bot.platforms.threads.watcher import AccountWatcher
from bot.platforms.threads.webhook import AccountReceiver
from bot.ports import ActionError, Failure, PublicAct, Target, Verb
from rules.mention import Kind, Via
from tests.bot.platforms.actor_contract import TEXT, ActorContract, Stage
from tests.bot.platforms.contract import NOW, Item, Looking, PagedContract
from tests.bot.platforms.test_facebook import OnPage
from tests.bot.platforms.test_instagram import EMPTY, answer, said, stamp
from tests.bot.platforms.tools import examined, tools
from tests.fakes.graph import SECRET, TOKEN, FakeGraph, signature
from tests.fakes.http import Reply, Server
from tests.shared import shared

ME = "123456"
HOUR = timedelta(hours=1)


def source(server: Server, **more: Any) -> ThreadsSource:
    given = {"name": "draden", "id": ME, "token": Secret(TOKEN), "app_secret": Secret(SECRET)}
    return ThreadsSource(**given | {"base_url": server.url("").rstrip("/")} | more)


def watcher(server: Server, http: Http, *terms: str, **more: Any) -> AccountWatcher:
    of = source(server, **more)
    return AccountWatcher(of, line(of, tools(http)), ManualClock(NOW), lambda: terms)


class TestLooking(PagedContract):
    """The promises, with mentions as what is said."""

    path = f"/v1.0/{ME}/mentions"

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        data = [{"id": one.id, "text": one.text, "username": one.id, "timestamp": stamp(one.at)} for one in items]
        return answer(*data, more=more)

    def mark_of(self, asked: str) -> str:
        return parse_qs(urlsplit(asked).query).get("after", [""])[0]

    def show(self, server: Server, *items: Item) -> None:
        super().show(server, *items)
        server.says(f"/v1.0/{ME}/threads", EMPTY)

    def pages(self, server: Server, *pages: Sequence[Item], endless: bool = False) -> None:
        super().pages(server, *pages, endless=endless)
        server.says(f"/v1.0/{ME}/threads", EMPTY)

    def watcher(self, server: Server, http: Http) -> AccountWatcher:
        return watcher(server, http)


def test_replies_below_our_posts_and_a_search_for_what_is_asked_now(server: Server):
    server.says(f"/v1.0/{ME}/threads", answer(said("1", "Open huis", username="wij")))
    first = said("2", "Hoe laat?", replied_to={"id": "1"})
    second = said("3", "Om twee uur", username="wij", replied_to={"id": "2"})
    server.says("/v1.0/1/conversation", answer(first, second))
    server.says(f"/v1.0/{ME}/mentions", EMPTY)
    server.says("/v1.0/keyword_search", answer(said("9", "Zorg Proef neemt niet op")))
    look = Looking(lambda http: watcher(server, http, "a", "b", "Zorg Proef", "#vrieskou", search=True))
    found = {one.id: one for one in look().mentions}
    assert {name: one.own for name, one in found.items()} == {"1": True, "2": False, "3": True, "9": False}
    assert (found["2"].kind, found["2"].thread_id, found["2"].parent_text) == (Kind.COMMENT, "1", "Open huis")
    assert (found["3"].kind, found["3"].parent_id) == (Kind.REPLY, "2")
    assert found["9"].via is Via.SEARCH
    searched = [parse_qs(urlsplit(one.path).query)["q"][0] for one in server.asked("/v1.0/keyword_search")]
    assert searched == ["b", "Zorg Proef", "#vrieskou"]


# --- at our door -------------------------------------------------------------------------------------------


def receiver(server: Server, **more: Any) -> AccountReceiver:
    return AccountReceiver(source(server, **more), ManualClock(NOW))


def delivery(field: str, **value: Any) -> bytes:
    values = {"field": field, "value": value}
    return json.dumps({"app_id": "1", "topic": "moderate", "target_id": ME, "time": 1, "values": values}).encode()


ROOT = {"id": "1", "owner_id": ME, "username": "wij"}


@pytest.mark.parametrize(("parent", "kind"), [("1", Kind.COMMENT), ("7", Kind.REPLY)])
def test_a_reply_is_brought_whole(server: Server, parent: str, kind: Kind):
    body = delivery("replies", **said("8", "Schandalig", replied_to={"id": parent}, root_post=ROOT))
    [one] = receiver(server).read(body).mentions
    assert (one.id, one.text, one.kind, one.via, one.own) == ("8", "Schandalig", kind, Via.OWN_PAGE, False)
    assert (one.thread_id, one.parent_id, one.posted_at, one.author.handle) == ("1", parent, NOW - HOUR, "anna")


def test_mentions_deletions_our_own_and_several_at_once(server: Server):
    ours = said("8", "Dank", username="wij", root_post=ROOT)
    assert receiver(server).read(delivery("replies", **ours)).mentions[0].own
    assert receiver(server).read(delivery("mentions", **said("8", "@wij?"))).mentions[0].via is Via.MENTION
    assert receiver(server).read(delivery("delete", id="8")).gone == ["8"]
    both = [{"field": "mentions", "value": said("8", "@wij?")}, {"field": "delete", "value": {"id": "8"}}]
    batch = receiver(server).read(json.dumps({"values": both}).encode())
    assert (list(batch.mentions), batch.gone) == ([], ["8"])
    entries = {"entry": [{"changes": both[:1]}]}
    assert len(receiver(server).read(json.dumps(entries).encode()).mentions) == 1


@pytest.mark.parametrize(
    ("body", "refused"),
    [
        (b"", 1),
        (b"[1]", 1),
        (delivery("publish", id="8"), 0),
        (delivery("replies", text="x"), 1),
        (delivery("replies", **said("8", "")), 0),
    ],
)
def test_what_says_nothing_is_told_of(server: Server, body: bytes, refused: int):
    batch = receiver(server).read(body)
    assert (list(batch.mentions), len(batch.refused)) == ([], refused)


def test_who_knocks(server: Server):
    body = delivery("delete", id="8")
    assert receiver(server).genuine({"x-hub-signature-256": signature(body)}, body)
    good = {"hub.mode": "subscribe", "hub.verify_token": "wij", "hub.challenge": "5"}
    assert receiver(server, verify_token=Secret("wij")).handshake(good) == "5"


def test_a_recorded_reply(server: Server):
    [one] = receiver(server).read(shared("fixtures/threads/shaped_webhook_replies.json").read_bytes()).mentions
    assert (one.id, one.text, one.parent_id, one.thread_id) == ("8901234", "Schandalig", "567890", "123456")
    assert one.url == "https://www.threads.net/@test_username/post/Pp"


# --- acting ------------------------------------------------------------------------------------------------


class OnThreads(OnPage):
    """An account with a reply below its post."""

    def __init__(self) -> None:
        super().__init__()
        self.graph = FakeGraph(page=ME, words="text", proof=False)
        self.server.otherwise(self.graph.answer)
        self.actor = AccountActor("draden", ME, line(source(self.server), tools()), CAPABILITIES)

    def message(self) -> Target:
        post = self.graph.says("Open huis", NOW - HOUR, by=ME)
        reply = self.graph.says("Nooit meer", NOW, on=post.id)
        return Target("draden", WORD, reply.id, post.id, post.id, "anna")

    def replies(self, target: Target) -> list[str]:
        return [one.text for one in self.graph.nodes.values() if one.on == target.id and one.by == ME]

    def writes(self) -> int:
        """What is only laid ready changes nothing that anybody sees."""
        return sum(method != "GET" and edge != "threads" for method, _, edge, _ in self.graph.calls)


class TestActing(ActorContract):
    def stage(self) -> Stage:
        return OnThreads()


@pytest.mark.parametrize("reply", [Reply(502), Reply(body=b"{}"), Reply(silent=True)])
def test_a_draft_that_failed_was_seen_by_nobody(reply: Reply):
    stage = OnThreads()
    stage.server.says(f"/v1.0/{ME}/threads", reply)

    async def work() -> Failure:
        try:
            await stage.actor.act(PublicAct("k", Verb.REPLY, stage.message(), TEXT))
        except ActionError as error:
            return error.failure
        finally:
            await stage.actor.close()
        raise AssertionError

    try:
        assert asyncio.run(work()) is Failure.UNREACHABLE
    finally:
        stage.close()


def test_what_is_published_too_soon_is_tried_again_and_not_given_up():
    """Threads knows the draft a moment later; that it is "not there" says nothing of the message it answers."""
    stage = OnThreads()
    target = stage.message()
    error = {"error": {"code": 24, "error_subcode": 4279009, "message": "x"}}
    stage.server.says(f"/v1.0/{ME}/threads_publish", Reply(400, json.dumps(error).encode()))

    async def work() -> Failure:
        with pytest.raises(ActionError) as raised:
            await stage.actor.act(PublicAct("k", Verb.REPLY, target, TEXT))
        await stage.actor.close()
        return raised.value.failure

    try:
        assert asyncio.run(work()) is Failure.UNREACHABLE
    finally:
        stage.close()


@pytest.mark.parametrize("good", [True, False])
def test_the_doctor_looks_whether_it_may_read(server: Server, good: bool):
    server.says(f"/v1.0/{ME}", Reply(body=b'{"id": "1", "username": "wij"}'))
    server.says(f"/v1.0/{ME}/mentions", EMPTY if good else Reply(400, b'{"error": {"code": 10}}'))
    [finding] = examined(source(server))
    assert finding.good is good


def test_how_it_is_opened(server: Server):
    whole, bare = opened(source(server), tools()), opened(source(server, app_secret=None), tools())
    assert (len(whole.watchers), len(whole.receivers), len(whole.actors), len(bare.receivers)) == (1, 1, 1, 0)
