"""An Instagram account: its media and comments, three envelopes at our door, and what we may do."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.http import Http
from bot.platforms.instagram import CAPABILITIES, WORD, InstagramSource
from bot.platforms.instagram.actor import AccountActor
from bot.platforms.instagram.opening import line, opened
from bot.platforms.instagram.watcher import AccountWatcher
from bot.platforms.instagram.webhook import AccountReceiver
from bot.ports import Batch, Looked, PublicAct, SourceError, Target, Verb
from rules.mention import Kind, Via
from tests.bot.platforms.actor_contract import ActorContract, Stage
from tests.bot.platforms.contract import NOW, Item, Looking, PagedContract
from tests.bot.platforms.test_facebook import OnPage
from tests.bot.platforms.tools import examined, tools
from tests.fakes.graph import SECRET, TOKEN, FakeGraph, signature
from tests.fakes.http import Reply, Server
from tests.shared import shared

ME = "17841405726653026"
MEDIA = f"/v26.0/{ME}/media"
HOUR = timedelta(hours=1)
EMPTY = Reply(body=b'{"data": []}')


def source(server: Server, **more: Any) -> InstagramSource:
    given = {"name": "insta", "id": ME, "token": Secret(TOKEN), "app_secret": Secret(SECRET)}
    return InstagramSource(**given | {"base_url": server.url("").rstrip("/")} | more)


def watcher(server: Server, http: Http, now: datetime = NOW) -> AccountWatcher:
    of = source(server)
    return AccountWatcher(of, line(of, tools(http)), ManualClock(now))


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")


def answer(*items: Any, more: str = "") -> Reply:
    paging = {"cursors": {"after": more or "end"}} | ({"next": "https://x.invalid/"} if more else {})
    return Reply(body=json.dumps({"data": items, "paging": paging}).encode())


class TestLooking(PagedContract):
    """The promises, with captions as what is said."""

    path = MEDIA

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        data = [{"id": one.id, "caption": one.text, "username": "wij", "timestamp": stamp(one.at)} for one in items]
        return answer(*data, more=more)

    def mark_of(self, asked: str) -> str:
        return parse_qs(urlsplit(asked).query).get("after", [""])[0]

    def show(self, server: Server, *items: Item) -> None:
        super().show(server, *items)
        server.says(f"/v26.0/{ME}/tags", EMPTY)

    def pages(self, server: Server, *pages: Sequence[Item], endless: bool = False) -> None:
        super().pages(server, *pages, endless=endless)
        server.says(f"/v26.0/{ME}/tags", EMPTY)

    def watcher(self, server: Server, http: Http) -> AccountWatcher:
        return watcher(server, http)


def said(name: str, text: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "text": text, "timestamp": stamp(NOW - HOUR), "username": "anna", **more}


def test_comments_replies_and_tags(server: Server):
    below = {"data": [said("3", "Dank!", username="wij"), said("4", "Graag")]}
    media = {"id": "1", "caption": "Open huis", "username": "wij", "timestamp": stamp(NOW - 2 * HOUR)}
    first = {"data": [said("2", "Hoe laat?", replies=below)], "paging": {"cursors": {"after": "A"}, "next": "x"}}
    server.says(MEDIA, answer(media | {"comments": first}))
    server.says("/v26.0/1/comments", answer(said("5", "Ik ook")))
    tagged = {"id": "9", "caption": "Bij @wij", "timestamp": stamp(NOW - HOUR), "username": "bram"}
    server.says(f"/v26.0/{ME}/tags", answer(tagged))
    found = {one.id: one for one in Looking(lambda http: watcher(server, http))().mentions}
    assert {name: one.own for name, one in found.items()} == {
        "1": True,
        "2": False,
        "3": True,
        "4": False,
        "5": False,
        "9": False,
    }
    assert (found["2"].kind, found["2"].thread_id, found["2"].parent_text) == (Kind.COMMENT, "1", "Open huis")
    assert (found["4"].kind, found["4"].parent_id, found["4"].parent_text) == (Kind.REPLY, "2", "Hoe laat?")
    assert (found["9"].via, found["9"].author.handle, found["9"].thread_id) == (Via.TAG, "bram", "9")
    assert found["2"].platform == WORD


# --- at our door -------------------------------------------------------------------------------------------


def receiver(server: Server) -> AccountReceiver:
    of = source(server)
    return AccountReceiver(of, line(of, tools()), ManualClock(NOW))


def entry(**more: Any) -> bytes:
    at = int((NOW - HOUR).timestamp())
    return json.dumps({"object": "instagram", "entry": [{"id": ME, "time": at, **more}]}).encode()


COMMENT = {"from": {"id": "23", "username": "boos"}, "media": {"id": "179"}, "id": "178", "text": "Nooit meer"}
ENVELOPES = [
    {"changes": [{"field": "comments", "value": COMMENT}]},
    {"field": "comments", "value": COMMENT},
    {"changes": [{"field": "live_comments", "value": {**COMMENT, "id": None, "comment_id": "178"}}]},
    {"time": int((NOW - HOUR).timestamp()) * 1000, "field": "comments", "value": COMMENT},
]


@pytest.mark.parametrize("envelope", ENVELOPES, ids=["changes", "flat", "live", "milliseconds"])
def test_every_envelope_is_opened(server: Server, envelope: dict[str, Any]):
    [one] = receiver(server).read(entry(**envelope)).mentions
    assert (one.id, one.text, one.author.handle, one.posted_at) == ("178", "Nooit meer", "boos", NOW - HOUR)
    assert (one.kind, one.via, one.thread_id, one.parent_id) == (Kind.COMMENT, Via.OWN_PAGE, "179", "179")


def test_a_message_and_what_we_said_ourselves(server: Server):
    def event(sender: str, recipient: str, text: Any) -> dict[str, Any]:
        at = int((NOW - HOUR).timestamp() * 1000)
        return {
            "sender": {"id": sender},
            "recipient": {"id": recipient},
            "timestamp": at,
            "message": {"mid": text, "text": text},
        }

    body = entry(messaging=[event("5", ME, "Help"), event(ME, "5", "Dag"), event("5", ME, None), {"read": {}}])
    theirs, ours = receiver(server).read(body).mentions
    assert (theirs.kind, theirs.thread_id, theirs.own) == (Kind.MESSAGE, "inbox:5", False)
    assert (ours.thread_id, ours.own) == ("inbox:5", True)


POINTS = [
    ({"media_id": "1", "comment_id": "2"}, {"mentioned_comment": said("2", "@wij help")}, Kind.COMMENT),
    ({"media_id": "1"}, {"mentioned_media": {"id": "1", "caption": "@wij help", "timestamp": stamp(NOW)}}, Kind.POST),
]


@pytest.mark.parametrize(("value", "there", "kind"), POINTS)
def test_what_only_points_is_asked_for(server: Server, value: dict[str, str], there: dict[str, Any], kind: Kind):
    server.says(f"/v26.0/{ME}", Reply(body=json.dumps(there).encode()))
    batch = asyncio.run(receiver(server).follow(entry(field="mentions", value=value)))
    [one] = batch.mentions
    assert (one.text, one.kind, one.via, one.thread_id) == ("@wij help", kind, Via.MENTION, "1")


def test_what_it_does_not_show_is_told_and_what_fails_is_asked_again(server: Server):
    server.says("*", Reply(400, b'{"error": {"code": 10}}'))
    body = entry(field="mentions", value={"media_id": "1"})
    assert [name for name, _ in asyncio.run(receiver(server).follow(body)).refused] == ["1"]
    server.says("*", Reply(503, headers={"Retry-After": "9"}))
    with pytest.raises(SourceError):
        asyncio.run(receiver(server).follow(body))


@pytest.mark.parametrize("body", [b"", b'{"object": "user", "entry": [{}]}', entry(field="mentions", value={})])
def test_what_says_nothing_is_told_of(server: Server, body: bytes):
    batch = receiver(server).read(body)
    assert (list(batch.mentions), len(batch.refused)) == ([], 1)


def test_who_knocks(server: Server):
    body = entry(**ENVELOPES[0])
    assert receiver(server).genuine({"x-hub-signature-256": signature(body)}, body)
    assert not receiver(server).genuine({"x-hub-signature-256": signature(body, "other")}, body)
    assert receiver(server).handshake({"hub.mode": "subscribe"}) is None


RECORDED = {"shaped_webhook_comments_changes": 1, "shaped_webhook_comments_flat": 1, "shaped_webhook_mentions_media": 0}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_deliveries(server: Server, name: str):
    batch: Batch = receiver(server).read(shared(f"fixtures/instagram/{name}.json").read_bytes())
    assert (len(batch.mentions), list(batch.refused)) == (RECORDED[name], [])


def test_recorded_answers(server: Server):
    media = json.loads(shared("fixtures/instagram/graph_users_medias_p1.json").read_bytes())
    media["paging"] = {}
    comments = json.loads(shared("fixtures/instagram/graph_medias_comments_p1.json").read_bytes())
    media["data"][0]["comments"] = {"data": comments["data"]}
    server.says(MEDIA, Reply(body=json.dumps(media).encode()))
    server.says(
        f"/v26.0/{ME}/tags", Reply(body=shared("fixtures/instagram/graph_users_tagged_medias.json").read_bytes())
    )
    then = datetime(2020, 6, 2, tzinfo=UTC)
    batch = Looking(lambda http: watcher(server, http, then))()
    assert [one.text for one in batch.mentions if one.kind is Kind.COMMENT] == ["Beautiful!", "Beautiful!"]


def test_a_recorded_mention_is_followed(server: Server):
    server.says(
        f"/v26.0/{ME}", Reply(body=shared("fixtures/instagram/graph_users_mentioned_comment.json").read_bytes())
    )
    value = {"media_id": "1", "comment_id": "17967008497439572"}
    [one] = asyncio.run(receiver(server).follow(entry(field="mentions", value=value))).mentions
    assert (one.id, one.author.handle) == ("17967008497439572", "ikroskun")


# --- acting ------------------------------------------------------------------------------------------------


class OnAccount(OnPage):
    """An account with a comment below its media."""

    def __init__(self) -> None:
        super().__init__()
        self.graph = FakeGraph(page=ME, words="text", proof=False)
        self.server.otherwise(self.graph.answer)
        self.actor = AccountActor("insta", ME, line(source(self.server), tools()), CAPABILITIES)

    def message(self) -> Target:
        media = self.graph.says("Open huis", NOW - HOUR, by=ME)
        comment = self.graph.says("Nooit meer", NOW, on=media.id)
        return Target("insta", WORD, comment.id, media.id, media.id, "anna")

    def replies(self, target: Target) -> list[str]:
        return [one.text for one in self.graph.nodes.values() if one.on == target.id and one.by == ME]


class TestActing(ActorContract):
    def stage(self) -> Stage:
        return OnAccount()


def test_a_private_reply_and_a_deletion_that_is_looked_up():
    stage = OnAccount()
    target = stage.message()

    async def work() -> Looked:
        await stage.actor.act(PublicAct("a", Verb.PRIVATE_REPLY, target, "Bel ons"))
        await stage.actor.act(PublicAct("b", Verb.DELETE, target))
        seen = await stage.actor.look_up(PublicAct("b", Verb.DELETE, target))
        private = await stage.actor.look_up(PublicAct("a", Verb.PRIVATE_REPLY, target, "Bel ons"))
        assert private.looked is Looked.CANNOT_TELL
        await stage.actor.close()
        return seen.looked

    try:
        assert asyncio.run(work()) is Looked.DONE
        assert stage.graph.private == [(target.id, "Bel ons")]
    finally:
        stage.close()


@pytest.mark.parametrize("good", [True, False])
def test_the_doctor_looks_at_account_and_subscriptions(server: Server, good: bool):
    server.says(f"/v26.0/{ME}", Reply(body=b'{"id": "1", "username": "wij"}'))
    server.says(MEDIA, EMPTY if good else Reply(400, b'{"error": {"code": 10}}'))
    app = {"object": "instagram", "active": True, "callback_url": "https://wij.nl/hooks/insta"}
    fields = {"fields": [{"name": "comments"}, {"name": "mentions"}]}
    server.says("/v26.0/55/subscriptions", answer(app | fields))
    found = examined(source(server, app="55"), public_url="https://wij.nl")
    assert [finding.good for finding in found] == [good, True]


def test_how_it_is_opened(server: Server):
    whole, bare = opened(source(server), tools()), opened(source(server, app_secret=None), tools())
    assert (len(whole.watchers), len(whole.receivers), len(whole.actors), len(bare.receivers)) == (1, 1, 1, 0)
