"""A Reddit account: looked at and acted on with the real asyncpraw, against a server of ours and recorded answers."""

import asyncio
import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.app import settings
from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.costs import QUIET, STORM, USUAL
from bot.platforms.http import Http, HttpSettings
from bot.platforms.reddit import WORD, RedditSource
from bot.ports import ActionError, Batch, Failure, Looked, PublicAct, SourceError, Target, Verb, Watcher
from rules.mention import Kind, Mention, Via
from tests.bot.platforms.actor_contract import TEXT, ActorContract, Stage
from tests.bot.platforms.contract import NOW, Item, Looking, PagedContract
from tests.bot.platforms.tools import examined, tools
from tests.fakes.http import Reply, Request, Server, serving
from tests.fakes.platform import Trouble
from tests.fakes.reddit import CLIENT, ME, REFRESH, SECRET, TOKEN_PATH, FakeReddit, listing, refusal, thing
from tests.shared import shared

pytest.importorskip("asyncpraw", reason="asyncpraw is not here: pip install 'seintje[reddit]'")

from bot.platforms.reddit.costs import cost_of_month
from bot.platforms.reddit.line import Line
from bot.platforms.reddit.mentions import is_gone, mention
from bot.platforms.reddit.opening import opened

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CALM = HttpSettings(allow_private=True, read=timedelta(seconds=5), first_wait=timedelta(0))
MENTIONS = "/message/mentions"
PRIVATE = Reply(403, b'{"reason": "private", "message": "Forbidden", "error": 403}')


def source(server: Server | None, **more: Any) -> RedditSource:
    base = server.url("").rstrip("/") if server else ""
    keys = {"client_id": CLIENT, "client_secret": Secret(SECRET), "refresh_token": Secret(REFRESH)}
    return RedditSource(**{"name": "reddit", "account": ME, "base_url": base, "token_url": base} | keys | more)


def watcher(server: Server, http: Http, **more: Any) -> Watcher:
    clock, terms = more.pop("clock", ManualClock(NOW)), more.pop("terms", ["Zorg Proef"])
    [made] = opened(source(server, **more), tools(http, clock=clock, terms=lambda: terms)).watchers
    return made


@pytest.fixture
def there(server: Server) -> FakeReddit:
    fake = FakeReddit(NOW)
    server.otherwise(fake.answer)
    return fake


class Days(Looking):
    """Looks while time passes."""

    def __init__(self, server: Server, **more: Any) -> None:
        self.clock = ManualClock(NOW)
        super().__init__(lambda http: watcher(server, http, clock=self.clock, **more))

    def later(self, span: timedelta) -> Batch:
        self.clock.forward(span)
        return self()


def looking(server: Server, **more: Any) -> Looking:
    return Looking(lambda http: watcher(server, http, **more))


class TestLooking(PagedContract):
    """The promises, with mentions in the inbox as what is said."""

    path = MENTIONS

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        return listing([thing(f"t1_{one.id}", one.text, one.at) for one in items], f"t1_{more}" if more else "")

    def mark_of(self, asked: str) -> str:
        return parse_qs(urlsplit(asked).query).get("after", [""])[0].removeprefix("t1_")

    def watcher(self, server: Server, http: Http) -> Watcher:
        self.fake = FakeReddit(NOW)
        server.otherwise(self.fake.answer)
        return watcher(server, http)

    def trouble(self, server: Server, reply: Reply) -> None:
        """The token is still given: it is the rest that is in trouble."""
        fake = FakeReddit(NOW)
        server.says("*", lambda asked: fake.answer(asked) if asked.path == TOKEN_PATH else reply)

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_source_that_asks_to_wait_is_left_alone(self, server: Server, look: Looking, status: int):
        self.trouble(server, Reply(status, headers={"Retry-After": "120"}))
        error = look.fails()
        assert (error.blind, error.retry_after) == (False, timedelta(minutes=2))
        assert len([one for one in server.requests if one.path != TOKEN_PATH]) == 1


# --- looking ----------------------------------------------------------------------------------------------


def test_the_inbox_subreddits_and_a_search_are_read_once(server: Server, there: FakeReddit):
    there.says("u/zorgproef kijk eens", NOW - HOUR, into="mentions")
    there.says("niet waar", NOW - HOUR, into="comments", parent_id="t1_onze")
    there.says("Ervaringen met Zorg Proef?", NOW - 2 * HOUR, kind="t3", selftext="Mijn vader woont er")
    there.says("Wij reageren hier", NOW - HOUR, author="ZorgProef")
    found = {one.text: one for one in looking(server, subreddits=("zorg",))().mentions}
    assert found["u/zorgproef kijk eens"].via is Via.MENTION
    assert (found["niet waar"].via, found["niet waar"].kind) == (Via.OWN_PAGE, Kind.REPLY)
    post = found["Ervaringen met Zorg Proef?\nMijn vader woont er"]
    assert (post.kind, post.via, post.thread_id) == (Kind.POST, Via.SEARCH, post.id)
    assert post.url == "https://www.reddit.com/r/zorg/comments/n3/x/"
    assert found["Wij reageren hier"].own and len(found) == 4


def test_case_91_what_is_changed_or_taken_away_is_seen(server: Server, there: FakeReddit):
    keeps, goes, removed = (there.says(text, NOW - HOUR, into="mentions") for text in ("blijft", "gaat", "weg"))
    look = Days(server)
    look()
    there.inbox.clear()
    keeps["data"] |= {"body": "blijft, anders", "edited": (NOW + MINUTE).timestamp()}
    there.takes_away(goes)
    there.takes_away(removed, "[removed]")
    batch = look.later(2 * MINUTE)
    assert [(one.text, one.via) for one in batch.mentions] == [("blijft, anders", Via.MENTION)]
    assert sorted(batch.gone) == [goes["data"]["name"], removed["data"]["name"]]
    assert list(batch.as_of.values()) == [NOW + MINUTE]
    assert look.later(MINUTE).gone == []


def test_what_reddit_no_longer_tells_of_is_not_gone_for_that(server: Server, there: FakeReddit):
    there.says("blijft", NOW - HOUR, into="mentions")
    look = Days(server)
    look()
    there.inbox.clear()
    there.things.clear()
    batch = look.later(MINUTE)
    assert (list(batch.mentions), list(batch.gone)) == ([], [])


def test_many_new_comments_are_all_read_and_what_was_too_much_is_told(server: Server, there: FakeReddit):
    there.page = 10
    for count in range(45):
        there.says(f"n {count}", NOW - HOUR - count * MINUTE)
    look = Days(server, subreddits=("zorg",), search=False)
    assert len(look().mentions) == 45
    for count in range(130):
        there.says(f"m {count}", NOW + count * timedelta(seconds=1))
    batch = look.later(HOUR)
    assert len(batch.mentions) == 100 and [gap.why for gap in batch.gaps] == ["too_much"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "t9", "data": {"name": "t9_x", "body": "x"}},
        {"kind": "t1", "data": {"name": "t1_../x", "body": "x", "created_utc": 1}},
        {"kind": "t1", "data": None},
        {"kind": "t1", "data": {"name": "t1_a", "body": "x", "created_utc": "gisteren"}},
        {"kind": "t1", "data": {"name": "t1_a", "body": "x", "created_utc": 1e30}},
    ],
)
def test_a_thing_that_cannot_be_read_is_told_and_the_rest_is_read(server: Server, there: FakeReddit, wrong: Any):
    server.says(MENTIONS, listing([wrong, thing("t1_b", "leesbaar", NOW - HOUR), "nonsense"]))
    batch = looking(server)()
    assert [one.text for one in batch.mentions] == ["leesbaar"] and len(batch.refused) == 1


def test_a_hostile_link_and_a_picture_alone_are_nothing(server: Server, there: FakeReddit):
    there.says("ok", NOW - HOUR, into="mentions", permalink="javascript:alert(1)")
    there.says("", NOW - HOUR, into="mentions")
    [one] = looking(server)().mentions
    assert (one.text, one.url) == ("ok", None)


# --- how often --------------------------------------------------------------------------------------------


def test_when_nothing_is_left_nothing_leaves_until_the_count_begins_anew(server: Server, there: FakeReddit):
    there.left, there.reset = 0.0, 300
    clock = ManualClock(NOW)
    given = tools(Http(CALM), clock=clock)
    line = Line(source(server), given)

    async def story() -> list[Any]:
        waits = []
        for _ in range(2):
            try:
                await line.read("message/mentions", limit="1")
            except SourceError as error:
                waits.append(error.retry_after)
        asked = len(there.calls)
        clock.forward(timedelta(minutes=5))
        await line.read("message/mentions", limit="1")
        await given.http.close()
        return [*waits, asked, len(there.calls)]

    assert asyncio.run(story()) == [timedelta(minutes=5), 1, 2]


def test_a_429_without_a_time_waits_for_the_new_count(server: Server, there: FakeReddit):
    there.closed[MENTIONS] = Reply(429, b"")
    there.reset = 77
    assert looking(server).fails().retry_after == timedelta(seconds=77)


def test_a_month_stays_within_the_quota_and_a_day_within_its_reckoning(server: Server, there: FakeReddit):
    of = source(server, subreddits=("zorg", "thenetherlands"))
    assert all(cost_of_month(of, traffic).within for traffic in (QUIET, USUAL, STORM))
    look = Days(server, subreddits=("zorg", "thenetherlands"))
    for count in range(4):  # two hours: every look of a day asks the same
        there.says(f"n {count}", NOW + count * 30 * MINUTE, into="mentions")
        for _ in range(6):
            look.later(5 * MINUTE)
    reckoned = cost_of_month(of, USUAL).calls / 30 / 12
    assert 0.6 * reckoned <= len(there.calls) <= reckoned


# --- the token --------------------------------------------------------------------------------------------


def test_a_token_that_is_refused_is_renewed_and_a_changed_refresh_token_is_kept(server: Server, there: FakeReddit):
    there.rotates = True
    there.says("hallo", NOW - HOUR, into="mentions")
    given = tools(Http(CALM))
    [made] = opened(source(server), given).watchers

    async def story() -> int:
        await made.fetch("")
        there.tokens = []
        with pytest.raises(SourceError):
            await made.fetch("")
        [again] = opened(source(server), given).watchers
        told = len((await made.fetch("")).mentions) + len((await again.fetch("")).mentions)
        await given.http.close()
        return told

    assert asyncio.run(story()) == 2
    assert len(server.asked(TOKEN_PATH)) == 2
    assert all(SECRET not in one.path and REFRESH not in one.path for one in server.requests)


def test_a_withdrawn_token_needs_a_person(server: Server, there: FakeReddit):
    there.refresh = "another"
    error = looking(server).fails()
    assert error.blind and "refresh_token" in str(error)


def test_case_80_nothing_inside_our_own_network_is_asked(server: Server, there: FakeReddit):
    http = Http(HttpSettings(first_wait=timedelta(0)))

    async def look() -> None:
        try:
            await watcher(server, http).fetch("")
        finally:
            await http.close()

    with pytest.raises(SourceError):
        asyncio.run(look())
    assert server.requests == []


# --- acting -----------------------------------------------------------------------------------------------


class OnReddit(Stage):
    """An account that was mentioned."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.server = self._open.enter_context(serving())
        self.there = FakeReddit(NOW)
        self.server.otherwise(self.there.answer)
        self.tools = tools(Http(CALM))
        [self.actor] = opened(source(self.server), self.tools).actors
        self.actor.close = self.tools.http.close  # as whoever opened the shared client does

    def message(self) -> Target:
        return Target(
            "reddit", WORD, self.there.says("u/zorgproef?", NOW - HOUR)["data"]["name"], "t3_p1", None, "anna"
        )

    def trouble(self, kind: Trouble) -> None:
        if kind is Trouble.UNREACHABLE:
            self._open.close()
        self.there.trouble = kind

    def writes(self) -> int:
        return self.there.writes()

    def replies(self, target: Target) -> list[str]:
        mine = [one["data"] for one in self.there.things.values() if one["data"]["author"] == ME]
        return [one["body"] for one in mine if one["parent_id"] == target.id]

    def hidden(self, target: Target) -> bool:
        return False

    def take_away(self, target: Target) -> None:
        self.there.takes_away(self.there.things[target.id])

    def go_blind(self) -> None:
        self.server.otherwise(lambda asked: Reply(503))

    def close(self) -> None:
        self._open.close()


class TestActing(ActorContract):
    def stage(self) -> Stage:
        return OnReddit()


def playing(stage: OnReddit, *acts: Any) -> list[Any]:
    async def whole() -> list[Any]:
        try:
            return [await one for one in acts]
        finally:
            await stage.actor.close()

    try:
        return asyncio.run(whole())
    finally:
        stage.close()


def test_a_post_is_answered_and_a_comment_reported():
    stage = OnReddit()
    post = stage.there.says("Ervaringen?", NOW - HOUR, kind="t3")["data"]["name"]
    act = PublicAct("k", Verb.REPORT, stage.message())
    target = Target("reddit", WORD, post)
    done, _, seen = playing(
        stage,
        stage.actor.act(PublicAct("k", Verb.REPLY, target, TEXT)),
        stage.actor.act(act),
        stage.actor.look_up(act),
    )
    assert stage.replies(target) == [TEXT] and done.url is not None
    assert (stage.there.reported, seen.looked) == ([act.target.id], Looked.CANNOT_TELL)


def test_whether_our_comment_was_taken_away_is_seen():
    stage = OnReddit()
    target = stage.message()

    async def story() -> list[Looked]:
        done = await stage.actor.act(PublicAct("k", Verb.REPLY, target, TEXT))
        act = PublicAct("k", Verb.DELETE_OWN, target, own=done.id)
        before = (await stage.actor.look_up(act)).looked
        await stage.actor.act(act)
        return [before, (await stage.actor.look_up(act)).looked]

    assert playing(stage, story()) == [[Looked.NOT_DONE, Looked.DONE]]


@pytest.mark.parametrize(
    ("reply", "failure", "wait"),
    [
        (refusal("RATELIMIT", "Take a break for 9 minutes before trying again."), Failure.THROTTLED, 9 * MINUTE),
        (refusal("RATELIMIT", "later"), Failure.THROTTLED, 10 * MINUTE),
        (refusal("TOO_OLD", "x"), Failure.REFUSED, None),
        (refusal("SUBREDDIT_NOTALLOWED", "x"), Failure.PERMISSION, None),
        (refusal("<script>", "x"), Failure.REFUSED, None),
        (Reply(200, b'{"json": {"errors": [], "data": {"things": []}}}'), Failure.UNKNOWN, None),
        (Reply(200, b"[" * 50_000), Failure.UNKNOWN, None),
    ],
)
def test_reddits_own_words_for_no(reply: Reply, failure: Failure, wait: timedelta | None):
    stage = OnReddit()
    target = stage.message()
    stage.server.says("/api/comment/", reply)
    stage.server.says("/api/comment", reply)

    async def refused() -> tuple[Failure, Any]:
        with pytest.raises(ActionError) as raised:
            await stage.actor.act(PublicAct("k", Verb.REPLY, target, TEXT))
        assert "<script>" not in str(raised.value)
        return raised.value.failure, raised.value.retry_after

    assert playing(stage, refused()) == [(failure, wait)]


def test_a_name_that_is_none_never_leaves():
    stage = OnReddit()

    async def refused() -> Failure:
        with pytest.raises(ActionError) as raised:
            await stage.actor.act(PublicAct("k", Verb.REPORT, Target("reddit", WORD, "t1_../../x")))
        return raised.value.failure

    assert playing(stage, refused()) == [Failure.REFUSED] and stage.writes() == 0


# --- the doctor -------------------------------------------------------------------------------------------


def test_the_doctor_is_content(server: Server, there: FakeReddit):
    found = examined(source(server, subreddits=("zorg",)))
    assert all(one.good for one in found), found
    assert "u/zorgproef" in found[0].text


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"account": "iemand"}, "u/iemand"),
        ({"left": 12.0}, "12"),
        ({"refresh": "x"}, "vernieuwt"),
        ({"closed": {"/r/zorg/new": PRIVATE}}, "r/zorg/new"),
        ({"closed": {MENTIONS: Reply(403, b"{}", {"WWW-Authenticate": 'Bearer error="insufficient_scope"'})}}, "recht"),
    ],
)
def test_the_doctor_names_what_is_wrong(server: Server, there: FakeReddit, change: dict[str, Any], says: str):
    for name, value in change.items():
        setattr(there, name, value)
    [bad] = [one for one in examined(source(server, subreddits=("zorg",))) if not one.good]
    assert says in bad.text and bad.remedy
    assert "insufficient" not in bad.text or "privatemessages" in bad.remedy


def test_nothing_that_is_sent_is_in_any_log(server: Server, there: FakeReddit, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    there.says("hallo", NOW - HOUR, into="mentions")
    looking(server)()
    there.refresh = "another"
    looking(server).fails()
    assert "CANARY" not in caplog.text and "hallo" not in caplog.text


# --- as it was recorded -----------------------------------------------------------------------------------


def recorded() -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(shared("fixtures/reddit").glob("*.json")):
        for one in json.loads(file.read_text("utf-8"))["interactions"]:
            yield file.name, one


def test_everything_recorded_can_be_read():
    told: list[Mention] = []
    for name, one in recorded():
        body = json.loads(one["response"]["body"]["string"])
        for found in _things(body):
            made = mention(found, Via.MENTION, source(None), NOW)
            assert isinstance(made, Mention) or made[1], name
            told += [made] if isinstance(made, Mention) else []
    assert len(told) >= 3
    assert all(one.url is None or one.url.startswith("https://www.reddit.com/r/") for one in told)


def _things(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("kind") in ("t1", "t3"):
            yield value
        for one in value.values():
            yield from _things(one)
    elif isinstance(value, list):
        for one in value:
            yield from _things(one)


def test_a_recorded_inbox_and_a_recorded_answer_work_over_the_wire(server: Server, there: FakeReddit):
    files = dict(recorded())
    inbox = files["TestInbox.test_comment_replies.json"]["response"]["body"]["string"].encode()
    placed = files["TestComment.test_reply.json"]["response"]["body"]["string"].encode()
    there.says("x", NOW)
    server.says("/message/comments/", Reply(body=inbox))
    server.says("/message/comments", Reply(body=inbox))
    server.says("/api/comment/", Reply(body=placed))
    server.says("/api/comment", Reply(body=placed))
    given = tools(Http(CALM))
    found = opened(source(server, search=False), given)

    async def story() -> str:
        (await found.watchers[0].fetch(""))
        done = await found.actors[0].act(
            PublicAct("k", Verb.REPLY, Target("reddit", WORD, "t1_fx1ec2p"), "Comment reply")
        )
        await given.http.close()
        return done.id

    assert asyncio.run(story()) == "t1_fx1ie8s"
    assert not is_gone({"kind": "t1", "data": {"body": "Reply", "author": "x"}})


def test_nothing_is_read_from_a_praw_ini_that_lies_about(
    server: Server, there: FakeReddit, tmp_path: Any, monkeypatch: Any
):
    (tmp_path / "praw.ini").write_text("[DEFAULT]\nclient_id=evil\nusername=evil\npassword=evil\n")
    monkeypatch.chdir(tmp_path)
    there.says("hallo", NOW - HOUR, into="mentions")
    assert looking(server).told() == ["hallo"]
    asked: list[Request] = server.requests
    assert all("evil" not in repr(one) for one in asked)


@pytest.mark.parametrize(
    ("written", "read"),
    [("zorg", ("zorg",)), ("r/zorg", ("zorg",)), ("/r/zorg", ("zorg",)), ("zorg zorg", None), ('"../x"', None)],
)
def test_a_subreddit_is_a_name(tmp_path: Path, written: str, read: tuple[str, ...] | None):
    file = tmp_path / "config.yaml"
    keys = "account: u/zorgproef, client_id: a, client_secret: env:S, refresh_token: env:R"
    file.write_text(f"sources:\n  - {{name: r, kind: reddit, {keys}, subreddits: [{written}]}}\n")
    reading = settings.read(file, {"S": "x", "R": "y"})
    if read is None:
        assert reading.problems
    else:
        assert reading.config is not None
        [made] = reading.config.sources
        assert (made.subreddits, made.account) == (read, "zorgproef")
