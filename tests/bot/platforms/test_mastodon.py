"""A Mastodon account: looked at, listened to, acted on; against a server of ours, and one that others wrote."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.clock import ManualClock, SystemClock
from bot.config import Secret
from bot.platforms.http import Http, HttpSettings
from bot.platforms.mastodon import CAPABILITIES, WORD, MastodonSource
from bot.platforms.platform import Tools
from bot.ports import ActionError, Batch, Failure, Looked, PublicAct, SourceError, Target, Verb
from rules.mention import Kind, Mention, Via
from tests.bot.platforms.actor_contract import TEXT, ActorContract, Stage
from tests.bot.platforms.contract import NOW, QUICK, Item, Looking, PagedContract
from tests.bot.platforms.tools import examined, tools
from tests.fakes.http import Reply, Server, serving
from tests.fakes.mastodon import ME, TOKEN, FakeMastodon, account, as_json, event, status
from tests.fakes.platform import Trouble
from tests.shared import shared

pytest.importorskip("mastodon", reason="seintje[mastodon] is not installed")

from bot.platforms.mastodon.actor import AccountActor
from bot.platforms.mastodon.line import Line
from bot.platforms.mastodon.opening import line, opened
from bot.platforms.mastodon.statuses import Account, mention
from bot.platforms.mastodon.watcher import AT_ONCE, AccountWatcher

HOUR = timedelta(hours=1)
TODAY = ManualClock(NOW)
PATIENT = HttpSettings(allow_private=True, read=timedelta(seconds=5), total=timedelta(seconds=5), attempts=1)
NOTIFICATIONS = "/api/v1/notifications"


def source(server: Server, **more: Any) -> MastodonSource:
    given = {"name": "masto", "url": server.url("").rstrip("/"), "token": Secret(TOKEN)}
    return MastodonSource(**given | more)


def watcher(server: Server, http: Http, clock: ManualClock = TODAY, **more: Any) -> AccountWatcher:
    given = tools(http, terms=lambda: ["Zorg Proef"], clock=clock)
    of = source(server, **more)
    return AccountWatcher(of, line(of, given), given.clock, given.terms)


@pytest.fixture
def there(server: Server) -> FakeMastodon:
    fake = FakeMastodon()
    server.otherwise(fake.answer)
    return fake


def told(server: Server, cursor: str = "", *, bounds: HttpSettings = QUICK, **more: Any) -> Batch:
    looking = Looking(lambda http: watcher(server, Http(bounds), **more))
    looking.cursor = cursor
    return looking()


class TestLooking(PagedContract):
    """The promises, with mentions of the account as what is said."""

    path = NOTIFICATIONS

    @pytest.fixture(autouse=True)
    def _there(self, there: FakeMastodon) -> None:
        self.there = there

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        found = [
            {"id": f"n{one.id}", "type": "mention", "created_at": "x", "status": status(one.id, one.text, one.at)}
            for one in items
        ]
        self.there.statuses |= {one.id: status(one.id, one.text, one.at) for one in items}
        link = {"Link": f'<https://x.invalid{self.path}?max_id={more}>; rel="next"'} if more else {}
        return as_json(found, **link)

    def mark_of(self, asked: str) -> str:
        return parse_qs(urlsplit(asked).query).get("max_id", [""])[0]

    def watcher(self, server: Server, http: Http) -> AccountWatcher:
        return watcher(server, http)


# --- looking ----------------------------------------------------------------------------------------------


def test_our_posts_are_own_and_what_stands_below_them_is_read(server: Server, there: FakeMastodon):
    there.says("1", "Morgen open huis", account=account(ME, "wij"), replies_count=1)
    there.says("2", "En mijn moeder dan?", in_reply_to_id="1", spoiler_text="boos")
    post, reply = sorted(told(server).mentions, key=lambda one: one.id)
    assert (post.own, post.kind, post.via) == (True, Kind.POST, Via.OWN_PAGE)
    assert (reply.own, reply.kind, reply.parent_id) == (False, Kind.REPLY, "1")
    assert reply.text == "boos\nEn mijn moeder dan?"
    assert (reply.author.handle, reply.lang) == ("anna@elders.example", "nl")


def test_hashtags_and_a_search_find_who_does_not_mention_us(server: Server, there: FakeMastodon):
    there.tagged = [status("5", "#zorgproef is dicht")]
    there.found = [status("6", "Zorg Proef belt nooit terug")]
    found = told(server, hashtags=("zorgproef",), search=True).mentions
    assert {(one.id, one.via) for one in found} == {("5", Via.SEARCH), ("6", Via.SEARCH)}
    [asked] = server.asked("/api/v2/search")
    assert "Zorg+Proef" in asked.path


def test_a_message_to_us_alone_is_a_message_and_ours_to_somebody_is_not_kept(server: Server, there: FakeMastodon):
    private = status("8", "tussen ons", visibility="direct")
    there.notifications = [{"id": "n", "type": "mention", "status": private}]
    there.says("9", "@anna wij bellen", visibility="direct", account=account(ME, "wij"))
    [only] = told(server).mentions
    assert (only.id, only.kind) == ("8", Kind.MESSAGE)


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"id": None}, "nummer"),
        ({"created_at": "gisteren"}, "tijd"),
        ({"id": {"x": 1}}, "nummer"),
    ],
)
def test_what_cannot_be_read_is_told_with_a_reason(broken: dict[str, Any], reason: str):
    made = mention(status("1", "tekst") | broken, Via.MENTION, Account("masto", ME), NOW)
    assert isinstance(made, tuple)
    assert reason in made[1]


def test_a_picture_tells_what_it_is_said_to_show_and_one_without_words_is_no_news(server: Server, there: FakeMastodon):
    shown = status("1", "", media_attachments=[{"description": "een kapotte lift"}, {"description": None}, 7])
    there.notifications = [{"id": "n", "type": "mention", "status": one} for one in (shown, status("2", ""))]
    batch = told(server)
    assert [one.text for one in batch.mentions] == ["een kapotte lift"]
    assert list(batch.refused) == []


def test_a_script_and_a_wrong_link_do_not_come_through():
    hostile = status("1", "x", content="<p>hoi<script>alert(1)</script><br>daar</p>", url="javascript:alert(1)")
    made = mention(hostile, Via.MENTION, Account("masto", ME), NOW)
    assert isinstance(made, Mention)
    assert (made.text, made.url) == ("hoi\ndaar", None)


def test_the_token_never_stands_in_an_address(server: Server, there: FakeMastodon):
    told(server, search=True, hashtags=("zorg",))
    assert server.requests
    assert not [one for one in server.requests if TOKEN in one.path]


def test_a_redirect_never_takes_the_token_along(server: Server, there: FakeMastodon):
    server.says("/api/v1/accounts/verify_credentials", Reply(302, headers={"Location": server.url("/elders")}))
    with pytest.raises(SourceError):
        told(server)
    assert server.asked("/elders") == []


def test_recorded_answers_are_read(server: Server, there: FakeMastodon):
    """As a real server of the library's own test suite gave them."""
    read = 0
    for file in sorted(shared("fixtures/mastodon").glob("cassette_*.json")):
        for exchange in json.loads(file.read_text("utf-8")):
            body, uri = exchange.get("body"), exchange["request"]["uri"]
            if "/notifications?" in uri and isinstance(body, list):
                there.notifications = body
                about = [one for one in body if one["type"] in ("mention", "quote")]
                expected = {one["status"]["id"] for one in about if one.get("status")}
                look = Looking(
                    lambda http: AccountWatcher(source(server), line(source(server), tools(http)), LATER, list)
                )
                told = look()
                assert expected <= {one.id for one in told.mentions}
                assert list(told.refused) == []
                read += len(expected)
    assert read > 0


LATER = ManualClock(datetime(2026, 8, 3, tzinfo=UTC))


def test_without_a_stream_too_what_is_deleted_is_told_once_and_an_edit_is_followed(server: Server, there: FakeMastodon):
    for name in ("1", "2"):
        there.notifications.append({"id": name, "type": "mention", "status": there.says(name, f"bericht {name}")})
    first = told(server, stream=False)
    there.notifications.clear()
    del there.statuses["1"]
    there.statuses["2"] |= {"content": "<p>bedacht mij</p>", "edited_at": "2026-11-21T11:30:00.000Z"}
    batch = told(server, first.cursor, stream=False)
    assert list(batch.gone) == ["1"]
    assert [(one.id, one.text) for one in batch.mentions] == [("2", "bedacht mij")]
    again = told(server, batch.cursor, stream=False)
    assert not again.gone and not again.mentions


def test_what_is_looked_after_is_bounded_and_everything_has_its_turn(server: Server, there: FakeMastodon):
    many = 3 * AT_ONCE
    there.notifications = [
        {"id": str(n), "type": "mention", "status": there.says(str(n), f"bericht {n}")} for n in range(many)
    ]
    cursor = told(server).cursor
    there.notifications.clear()
    asked: list[set[str]] = []
    for turn in range(4):
        before = len(server.requests)
        clock = ManualClock(NOW + turn * timedelta(minutes=2))
        cursor = told(server, cursor, clock=clock).cursor
        looked = {one.path.rpartition("/")[2] for one in server.requests[before:] if "/statuses/" in one.path}
        asked.append({name for name in looked if name.isdigit()})
    assert {len(one) for one in asked} == {AT_ONCE}
    assert len(set().union(*asked)) == many


def test_a_server_inside_our_own_network_is_not_asked_nor_listened_to(server: Server, there: FakeMastodon):
    outside = HttpSettings(first_wait=timedelta(0))
    with pytest.raises(SourceError) as raised:
        told(server, bounds=outside)
    assert raised.value.blind and "eigen netwerk" in str(raised.value)
    whole = opened(source(server), tools(Http(outside)))
    with pytest.raises(SourceError):
        asyncio.run(anext(whole.listeners[0].listen("")))
    act = PublicAct("k", Verb.REPLY, Target("masto", WORD, "1"), TEXT)
    with pytest.raises(ActionError) as refused:
        asyncio.run(whole.actors[0].act(act))
    assert refused.value.failure is Failure.UNREACHABLE
    assert server.requests == []


# --- listening --------------------------------------------------------------------------------------------


def heard(server: Server, count: int, **more: Any) -> list[Batch]:
    """The first batches of a stream."""

    async def listen() -> list[Batch]:
        got: list[Batch] = []
        given = tools(Http(PATIENT))
        whole = opened(source(server, **more), given)
        [listener] = whole.listeners
        try:
            async for batch in listener.listen(""):
                got.append(batch)
                if len(got) == count:
                    break
        finally:
            for one in (*whole.watchers, *whole.listeners, *whole.actors):
                await one.close()
        return got

    return asyncio.run(asyncio.wait_for(listen(), 15))


def test_the_stream_brings_mentions_edits_and_deletions(server: Server, there: FakeMastodon):
    edited = status("1", "bedacht mij", mentions=[{"id": ME, "acct": "wij"}], edited_at="2026-11-21T11:30:00.000Z")
    there.streams["user"] = b"".join(
        [
            b":thump\n",
            event("update", status("77", "van iemand die wij volgen")),
            event("update", status("3", "van ons", account=account(ME, "wij"))),
            event("notification", {"id": "4", "type": "follow", "account": account()}),
            event("notification", {"id": "5", "type": "mention", "status": status("1", "hallo")}),
            event("iets.nieuws", {"a": 1}),
            event("status.update", edited),
            event("delete", "1"),
        ]
    )
    own, said, again, gone = heard(server, 4)
    assert [one.own for one in own.mentions] == [True]
    assert [one.text for one in said.mentions] == ["hallo"]
    [after] = again.mentions
    assert (after.id, after.text, after.via) == ("1", "bedacht mij", Via.MENTION)
    assert again.as_of["1"] == datetime(2026, 11, 21, 11, 30, tzinfo=UTC)
    assert list(gone.gone) == ["1"]


def test_a_hashtag_has_a_stream_of_its_own(server: Server, there: FakeMastodon):
    server.says("/api/v1/streaming/user", Reply(wait=1.5))
    there.streams["hashtag"] = event("update", status("5", "#zorg is mooi"))
    [batch] = heard(server, 1, hashtags=("zorg",))
    assert [one.id for one in batch.mentions] == ["5"]


@pytest.mark.parametrize("stream", [b"", b"event: update\ndata: {not json\n\n", b"\xff\xfe\n\n", b"nonsense\n\n"])
def test_a_stream_that_breaks_says_so(server: Server, there: FakeMastodon, stream: bytes):
    there.streams["user"] = stream
    with pytest.raises(SourceError) as raised:
        heard(server, 1)
    assert not raised.value.blind


def test_a_flood_waits_at_the_door_and_nothing_is_lost(server: Server, there: FakeMastodon):
    there.streams["user"] = b"".join(event("delete", str(number)) for number in range(1200))
    assert [batch.gone[0] for batch in heard(server, 1200)] == [str(number) for number in range(1200)]


# --- acting -----------------------------------------------------------------------------------------------


class OnMastodon(Stage):
    """An account with a message that mentions it."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.server = self._stack.enter_context(serving())
        self.there = FakeMastodon()
        self.server.otherwise(self.there.answer)
        of = source(self.server)
        given = tools(Http(QUICK))
        whose = AccountWatcher(of, line(of, given), given.clock, list).account
        self.line = Line(of.url, of.token, QUICK, given.clock)
        self.actor = AccountActor("masto", self.line, whose, CAPABILITIES)

    def message(self) -> Target:
        self.there.says("50", "@wij wat een tent")
        return Target("masto", WORD, "50", author="anna@elders.example")

    def trouble(self, kind: Trouble) -> None:
        self.there.trouble = kind

    def writes(self) -> int:
        return self.there.writes

    def replies(self, target: Target) -> list[str]:
        return self.there.ours(target.id)

    def hidden(self, target: Target) -> bool:
        raise NotImplementedError

    def take_away(self, target: Target) -> None:
        del self.there.statuses[target.id]

    def go_blind(self) -> None:
        self.there.blind = True

    def close(self) -> None:
        self._stack.close()


class TestActing(ActorContract):
    def stage(self) -> Stage:
        return OnMastodon()


@pytest.fixture
def stage() -> Iterator[OnMastodon]:
    made = OnMastodon()
    yield made
    made.close()


def does(stage: OnMastodon, verb: Verb, **more: Any) -> Any:
    act = PublicAct(f"k:{verb}", verb, stage.message(), **more)

    async def work() -> Any:
        try:
            await stage.actor.act(act)
            return await stage.actor.look_up(act)
        finally:
            await stage.actor.close()

    return asyncio.run(work())


@pytest.mark.parametrize("verb", [Verb.LIKE, Verb.MUTE, Verb.BLOCK, Verb.UNBLOCK, Verb.REPLY])
def test_what_was_done_can_be_seen_to_be_done(stage: OnMastodon, verb: Verb):
    assert does(stage, verb, text=TEXT if verb is Verb.REPLY else "").looked is Looked.DONE


def test_a_report_names_the_message_and_cannot_be_looked_up(stage: OnMastodon):
    assert does(stage, Verb.REPORT).looked is Looked.CANNOT_TELL
    [form] = stage.there.reports
    assert (form["account_id"], form["status_ids[]"]) == (["7"], ["50"])


@pytest.mark.parametrize("shown", ["public", "unlisted", "private", "direct"])
def test_an_answer_is_as_public_as_what_was_said_and_names_whom_it_is_for(stage: OnMastodon, shown: str):
    target = stage.message()
    stage.there.statuses["50"]["visibility"] = shown
    asyncio.run(stage.actor.act(PublicAct("k", Verb.REPLY, target, TEXT)))
    [ours] = [one for one in stage.there.statuses.values() if one["in_reply_to_id"] == "50"]
    assert ours["visibility"] == shown
    assert "@<span>anna</span>" in ours["content"]


# --- the doctor, and how it is opened -----------------------------------------------------------------------


def test_the_doctor_names_the_account_and_a_token_that_may_only_read(server: Server, there: FakeMastodon):
    [well] = examined(source(server))
    assert well.good and "wij" in well.text
    there.scopes = ("read",)
    _, finding = examined(source(server))
    assert not finding.good and finding.page


@pytest.mark.parametrize("status_code", [401, 403, 500])
def test_the_doctor_says_what_is_wrong(server: Server, status_code: int):
    server.says("*", Reply(status_code))
    [finding] = examined(source(server))
    assert not finding.good and finding.text


def test_how_it_is_opened(server: Server):
    whole, silent = opened(source(server), tools()), opened(source(server, stream=False), tools())
    assert (len(whole.watchers), len(whole.listeners), len(whole.actors)) == (1, 1, 1)
    assert len(silent.listeners) == 0


# --- a server that others wrote -----------------------------------------------------------------------------


@pytest.fixture
def mock() -> Iterator[str]:
    """``mastodon_mock`` (PyPI) in a thread, with three people."""
    testing = pytest.importorskip("mastodon_mock.testing", reason="mastodon-mock is not installed")
    with testing.MockServer(startup_timeout=60) as running:
        yield str(running.base_url).rstrip("/")


@pytest.mark.slow
def test_the_whole_way_on_a_server_that_others_wrote(mock: str):
    def of(token: str) -> MastodonSource:
        return MastodonSource(name="masto", url=mock, token=Secret(token))

    async def work() -> None:
        base = tools(Http(PATIENT))
        given = Tools(base.http, SystemClock(), base.meter, base.keepsakes)
        whole = opened(of("alice_token"), given)
        [eye], [ear], [hand] = whole.watchers, whole.listeners, whole.actors
        visitor = line(of("bob_token"), given)
        me = await line(of("alice_token"), given).read(lambda api: api.me())

        async def next_batch(stream: Any) -> Batch:
            return await asyncio.wait_for(anext(stream), 10)

        stream = ear.listen("")
        first = asyncio.create_task(next_batch(stream))
        await asyncio.sleep(1.5)
        post = await visitor.do(lambda api: api.status_post(f"@{me.acct} alweer een uur in de wacht"))
        [said] = (await first).mentions
        assert said.id == str(post.id) and "wacht" in said.text and not said.own
        assert said.id in {one.id for one in (await eye.fetch("")).mentions}

        target = Target("masto", WORD, said.id, author=said.author.handle)
        act = PublicAct("k1", Verb.REPLY, target, "Vervelend, we bellen u.")
        done = await hand.act(act)
        seen = await hand.look_up(act)
        assert (seen.looked, seen.done and seen.done.id) == (Looked.DONE, done.id)
        like = PublicAct("k2", Verb.LIKE, target)
        await hand.act(like)
        await hand.act(PublicAct("k3", Verb.REPORT, target))
        for verb in (Verb.MUTE, Verb.BLOCK):
            again = PublicAct(f"k:{verb}", verb, target)
            await hand.act(again)
            assert (await hand.look_up(again)).looked is Looked.DONE, verb
        await hand.act(PublicAct("k4", Verb.DELETE_OWN, target, own=done.id))
        assert (await hand.look_up(PublicAct("k4", Verb.DELETE_OWN, target, own=done.id))).looked is Looked.DONE
        await stream.aclose()
        for one in (eye, ear, hand, visitor):
            await one.close()

    asyncio.run(asyncio.wait_for(work(), 60))
