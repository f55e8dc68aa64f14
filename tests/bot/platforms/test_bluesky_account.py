"""Bluesky as an account: the contracts for watching and acting, what comes and what is gone, hiding, and the session; atproto
is really called, over real sockets, against a server of ours."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("atproto_client", reason="seintje[bluesky] is not installed")

from atproto_client import models
from atproto_client.models.utils import get_or_create

from bot.clock import ManualClock
from bot.config import Secret
from bot.errors import Explained
from bot.platforms.bluesky import BlueskySource
from bot.platforms.bluesky.account import AGAIN, MOST_LOGINS, Account, RevokedError
from bot.platforms.bluesky.actor import AccountActor
from bot.platforms.bluesky.costs import cost_of_month
from bot.platforms.bluesky.gate import MOST_HIDDEN
from bot.platforms.bluesky.opening import NOBODY, NOTHING, UnfinishedError, opened
from bot.platforms.bluesky.settings import WORD
from bot.platforms.bluesky.watcher import MOST_PAGES, AccountWatcher
from bot.platforms.bluesky.writing import fits, record_key, signs
from bot.platforms.costs import STORM, Traffic
from bot.platforms.http import Http, HttpSettings
from bot.platforms.keepsakes import NoKeepsakes
from bot.platforms.meter import BudgetError, CountingMeter
from bot.platforms.outcome import CallError
from bot.platforms.platform import Tools
from bot.ports import ActionError, Batch, Failure, Looked, PublicAct, SourceError, Target, Verb, Watcher
from rules.mention import Kind, Via
from tests.bot.platforms.actor_contract import TEXT, ActorContract, Stage
from tests.bot.platforms.contract import NOW, QUICK, Item, PagedContract
from tests.bot.platforms.tools import examined, tools
from tests.fakes.bluesky import (
    ANNA,
    GATE,
    HANDLE,
    ME,
    PASSWORD,
    POSTS,
    FakeBluesky,
    as_json,
    soon,
    token,
    uri,
    view,
)
from tests.fakes.http import Reply, Server, serving
from tests.fakes.platform import Trouble
from tests.laws import examples

NOTICES = "/xrpc/app.bsky.notification.listNotifications"


def source(server: Server, **more: Any) -> BlueskySource:
    given = {
        "name": "blauw",
        "did": ME,
        "password": Secret(PASSWORD),
        "pds": server.url("").rstrip("/"),
        "stream": False,
    }
    return BlueskySource(**given | more)


def watcher_of(server: Server, given: Tools, **more: Any) -> AccountWatcher:
    of = source(server, **more)
    return AccountWatcher(of, Account(of, given), given.clock, given.terms)


@pytest.fixture
def there(server: Server) -> FakeBluesky:
    made = FakeBluesky()
    server.otherwise(made.answer)
    return made


def told(server: Server, cursor: str = "", **more: Any) -> Batch:
    """One look."""

    given = tools(Http(QUICK), terms=lambda: ["Zorg Proef"])
    found: Batch = ran(given, watcher_of(server, given, **more).fetch(cursor))
    return found


def ran(given: Tools, work: Any) -> Any:
    """What came of it; the connections are closed after it."""

    async def whole() -> Any:
        try:
            return await work
        finally:
            await given.http.close()

    return asyncio.run(whole())


# --- watching -----------------------------------------------------------------------------------------------


class TestWatching(PagedContract):
    path = NOTICES
    most_pages = MOST_PAGES + 5  # and the login, our own posts, and what is looked after

    @pytest.fixture(autouse=True)
    def _there(self, there: FakeBluesky) -> None:
        self.there = there

    def watcher(self, server: Server, http: Http) -> Watcher:
        return watcher_of(server, tools(http))

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        shown = [view(one.id, one.text, one.at) for one in items]
        self.there.posts |= {one["uri"]: one for one in shown}
        notices = [{**one, "reason": "mention"} for one in shown]
        return as_json({"notifications": notices, **({"cursor": more} if more else {})})

    def mark_of(self, asked: str) -> str:
        return asked.partition("cursor=")[2].partition("&")[0]


def test_who_mentions_answers_and_quotes_us_is_told_and_how_it_came(server: Server, there: FakeBluesky):
    post = there.says("open", "Zaterdag open huis", did=ME)
    there.says("m", "wat vinden jullie hiervan", tells="mention")
    reply = there.says("r", "wat een tent", tells="reply", reply=there.below(post))
    there.says(
        "q", "moet je zien", tells="quote", embed={"$type": "app.bsky.embed.record", "record": {"uri": post["uri"]}}
    )
    there.says("l", "een hart", tells="like")
    batch = told(server)
    kept = {one.id.rpartition("/")[2]: one for one in batch.mentions}
    ways = {"m": Via.MENTION, "r": Via.OWN_PAGE, "q": Via.MENTION, "open": Via.OWN_PAGE}
    assert {name: one.via for name, one in kept.items()} == ways
    assert (kept["r"].kind, kept["r"].thread_id, kept["r"].parent_id) == (Kind.REPLY, post["uri"], post["uri"])
    assert (kept["open"].own, kept["r"].own) == (True, False)
    assert (kept["r"].author.handle, kept["r"].author.name) == (ANNA, "Anna")
    assert kept["r"].url == f"https://bsky.app/profile/{ANNA}/post/r" and reply["uri"] == kept["r"].id


def test_what_stands_below_our_posts_is_found_without_being_told_and_however_deep(server: Server, there: FakeBluesky):
    post = there.says("open", "open huis", did=ME)
    one = there.says("a", "komt niemand", reply=there.below(post))
    two = there.says("b", "ik wel", reply=there.below(post, one))
    there.says("c", "nou zeg", reply=there.below(post, one, two))
    assert {one.id for one in told(server).mentions} == set(there.posts)
    assert [one.own for one in told(server, posts=0).mentions] == [True]


def test_a_thread_that_is_taken_away_meanwhile_disturbs_nothing(server: Server, there: FakeBluesky):
    post = there.says("open", "open huis", did=ME)
    there.says("a", "x", reply=there.below(post))
    there.says("m", "hallo", tells="mention")
    server.says("/xrpc/app.bsky.feed.getPostThread", as_json({"error": "NotFound", "message": "x"}, 400))
    assert {one.id for one in told(server).mentions} == {post["uri"], uri("m")}


def test_a_search_finds_our_name_and_asks_for_it_exactly(server: Server, there: FakeBluesky):
    there.found = [view("s", "Zorg Proef belt niet terug"), view("t", "iets heel anders")]
    [one, other] = told(server, search=True).mentions
    assert (one.via, other.via) == (Via.SEARCH, Via.SEARCH)
    [asked] = server.asked("/xrpc/app.bsky.feed.searchPosts")
    assert "q=%22Zorg+Proef%22" in asked.path and "sort=latest" in asked.path and "since=2026-11-14" in asked.path
    assert not told(server).mentions
    assert len(server.asked("/xrpc/app.bsky.feed.searchPosts")) == 1


def test_an_edit_is_followed_and_what_is_gone_is_told_once(server: Server, there: FakeBluesky):
    first = there.says("a", "wat een tent", tells="mention")
    there.says("b", "hallo", tells="mention")
    cursor = told(server).cursor
    there.notices.clear()
    first["record"]["text"] = "valt wel mee"
    del there.posts[uri("b")]
    batch = told(server, cursor)
    assert [(one.id, one.text) for one in batch.mentions] == [(uri("a"), "valt wel mee")]
    assert list(batch.gone) == [uri("b")]
    again = told(server, batch.cursor)
    assert not again.gone and not again.mentions


def test_who_blocked_us_did_not_take_anything_away(server: Server, there: FakeBluesky):
    there.says("a", "wat een tent", tells="mention")
    cursor = told(server).cursor
    there.notices.clear()
    there.shut.add(uri("a"))
    assert not told(server, cursor).gone
    assert not told(server, cursor, recheck=0).gone
    assert len(server.asked("/xrpc/app.bsky.feed.getPosts")) == 1


def test_our_own_answer_never_comes_back_as_news(server: Server, there: FakeBluesky):
    said = there.says("a", "wat een tent", tells="mention")
    there.says("o", "wij bellen u", did=ME, reply=there.below(said))
    assert {one.id: one.own for one in told(server).mentions} == {uri("a"): False, uri("o", ME): True}


@pytest.mark.parametrize(
    "broken",
    [{"uri": None}, {"uri": "at://x"}, {"uri": 7}, {"indexedAt": "gisteren", "record": {"text": "x"}}, {"author": 3}],
)
def test_one_that_cannot_be_read_spoils_no_other(server: Server, there: FakeBluesky, broken: dict[str, Any]):
    there.says("a", "wat een tent", tells="mention")
    there.notices.append({**view("z", "stuk"), "reason": "mention", **broken})
    batch = told(server)
    assert uri("a") in {one.id for one in batch.mentions}
    assert len(batch.refused) + len(batch.mentions) == 2


@settings(max_examples=examples(25), deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["uri", "cid", "record", "author", "post", "replies", "reply", "root", "labels", "val"]
                ),
                x,
                max_size=4,
            )
        ),
        max_leaves=15,
    )
)
def test_whatever_a_server_shows_nothing_breaks(shown: Any):
    from bot.platforms.bluesky.events import Ours
    from bot.platforms.bluesky.posts import below, blocks, labels, mention_of
    from bot.platforms.bluesky.sieve import Sieve

    for one in [*blocks(shown), *below(shown), *blocks([shown])]:
        mention_of(one, Ours("blauw", ME), Sieve(["Zorg Proef"]), Via.MENTION, NOW)
        labels(one)


def test_what_a_look_asks_is_what_was_reckoned(server: Server, there: FakeBluesky):
    for number in range(8):
        post = there.says(f"open{number}", "open huis", did=ME)
        there.says(f"r{number}", "x", reply=there.below(post))
    for number in range(60):
        there.says(f"m{number}", "hallo", tells="mention")
    cursor = told(server, search=True).cursor
    there.notices.clear()
    before = len(server.requests)
    told(server, cursor, search=True)
    asked = len(server.requests) - before - 1  # a login, which a running service does not do at every look
    reckoned = cost_of_month(source(server, search=True), Traffic("toets", terms=1, acts=0))
    assert asked * 720 * 30 == reckoned.calls and reckoned.within
    assert cost_of_month(source(server, password=None), STORM).calls == 0
    assert cost_of_month(source(server, search=True), STORM).within


# --- acting -----------------------------------------------------------------------------------------------


class OnBluesky(Stage):
    """An account with a reply below a post of its own."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.server = self._stack.enter_context(serving())
        self.there = FakeBluesky()
        self.server.otherwise(self.there.answer)
        self.tools = tools(Http(QUICK))
        of = source(self.server)
        self.account = Account(of, self.tools)
        self.actor = AccountActor("blauw", self.account, self.tools.clock)
        self.actor.close = self.tools.http.close  # type: ignore[method-assign]  # the connections are this stage's
        self.post = self.there.says("open", "open huis", did=ME)

    def message(self) -> Target:
        said = self.there.says("a", "wat een tent", reply=self.there.below(self.post))
        return Target("blauw", WORD, said["uri"], thread_id=self.post["uri"], parent_id=self.post["uri"], author=ANNA)

    def trouble(self, kind: Trouble) -> None:
        self.there.trouble = kind

    def writes(self) -> int:
        return self.there.writes

    def replies(self, target: Target) -> list[str]:
        return self.there.ours(target.id)

    def hidden(self, target: Target) -> bool:
        return self.there.hidden(target.id)

    def take_away(self, target: Target) -> None:
        del self.there.posts[target.id]

    def go_blind(self) -> None:
        self.there.blind = True

    def close(self) -> None:
        self._stack.close()

    # --- for stories ---

    def does(self, *acts: PublicAct) -> list[Any]:
        """Each act, and what a look at it shows then."""

        async def work() -> list[Any]:
            return [(await self.actor.act(one), await self.actor.look_up(one)) for one in acts]

        return ran(self.tools, work())

    def looks(self, act: PublicAct) -> Any:
        """What a look shows."""
        return ran(self.tools, self.actor.look_up(act))

    def fails(self, act: PublicAct) -> ActionError:
        with pytest.raises(ActionError) as raised:
            self.does(act)
        return raised.value


class TestActing(ActorContract):
    def stage(self) -> Stage:
        return OnBluesky()


@pytest.fixture
def stage() -> Iterator[OnBluesky]:
    made = OnBluesky()
    yield made
    made.close()


@pytest.mark.parametrize("verb", [Verb.REPLY, Verb.LIKE, Verb.HIDE, Verb.MUTE, Verb.BLOCK])
def test_what_was_done_can_be_seen_to_be_done_and_was_not_before(stage: OnBluesky, verb: Verb):
    act = PublicAct("k", verb, stage.message(), TEXT if verb is Verb.REPLY else "")
    assert stage.looks(act).looked is Looked.NOT_DONE
    [(_, seen)] = stage.does(act)
    assert seen.looked is Looked.DONE


def test_a_reply_says_where_it_stands_in_which_language_and_where_its_links_are(stage: OnBluesky):
    target = stage.message()
    text = "Dag Anna, wat vervelend! Kijk op https://zorgproef.example/klacht 👩‍👩‍👧 of bel ons."
    [(done, _)] = stage.does(PublicAct("k", Verb.REPLY, target, text))
    [record] = [one["value"] for (of, _), one in stage.there.records.items() if of == POSTS]
    assert get_or_create(record, models.AppBskyFeedPost.Record).text == text
    assert record["reply"]["root"] == {"uri": stage.post["uri"], "cid": "cid-open"} | _typed(record["reply"]["root"])
    assert record["reply"]["parent"]["uri"] == target.id
    assert record["langs"] == ["nl"]
    [facet] = record["facets"]
    link = facet["features"][0]["uri"]
    cut = text.encode()[facet["index"]["byteStart"] : facet["index"]["byteEnd"]]
    assert link == cut.decode() == "https://zorgproef.example/klacht"
    assert done.url == f"https://bsky.app/profile/{ME}/post/{done.id.rpartition('/')[2]}"


def _typed(ref: dict[str, Any]) -> dict[str, Any]:
    return {"$type": ref["$type"]} if "$type" in ref else {}


def test_an_answer_to_a_post_that_begins_a_thread_has_it_for_a_root(stage: OnBluesky):
    said = stage.there.says("los", "hallo @zorgproef")
    stage.does(PublicAct("k", Verb.REPLY, Target("blauw", WORD, said["uri"]), TEXT))
    [record] = [one["value"] for (of, _), one in stage.there.records.items() if of == POSTS]
    assert record["reply"]["root"]["uri"] == record["reply"]["parent"]["uri"] == said["uri"]


def test_the_same_reply_twice_never_stands_there_twice(stage: OnBluesky):
    """Whatever goes wrong on our side: the server itself refuses a second record of the same name."""
    act = PublicAct("k", Verb.REPLY, stage.message(), TEXT)
    stage.does(act)
    assert stage.fails(act).failure is Failure.UNKNOWN
    seen = stage.looks(act)
    assert seen.looked is Looked.DONE and seen.done and seen.done.id
    assert stage.replies(act.target) == [TEXT]
    assert record_key("k", "reply") != record_key("k2", "reply")


def test_where_nobody_may_answer_we_do_not(stage: OnBluesky):
    target = stage.message()
    stage.there.posts[target.id]["viewer"]["replyDisabled"] = True
    assert stage.fails(PublicAct("k", Verb.REPLY, target, TEXT)).failure is Failure.REFUSED
    assert stage.writes() == 0


def test_hiding_keeps_what_stands_in_the_gate_and_takes_only_its_own_back(stage: OnBluesky):
    target, rkey = stage.message(), "open"
    rest = {"$type": GATE, "post": stage.post["uri"], "createdAt": "2026-01-01T00:00:00Z", "allow": [{"$type": "x#y"}]}
    known = {
        "uri": uri(rkey, ME, GATE),
        "cid": "c0",
        "value": {**rest, "hiddenReplies": ["at://did:plc:bram/x/1"], "new": 1},
    }
    stage.there.records[GATE, rkey] = known
    hide, show = PublicAct("k", Verb.HIDE, target), PublicAct("k2", Verb.UNHIDE, target)
    assert [seen.looked for _, seen in stage.does(hide)] == [Looked.DONE]
    after = stage.there.records[GATE, rkey]["value"]
    assert after == {**rest, "new": 1, "hiddenReplies": ["at://did:plc:bram/x/1", target.id]}
    assert [seen.looked for _, seen in stage.does(show)] == [Looked.DONE]
    assert stage.there.records[GATE, rkey]["value"] == known["value"]


def test_a_first_gate_lets_everybody_answer_as_before(stage: OnBluesky):
    stage.does(PublicAct("k", Verb.HIDE, stage.message()))
    value = stage.there.records[GATE, "open"]["value"]
    assert "allow" not in value and value["post"] == stage.post["uri"]
    assert get_or_create(value, models.AppBskyFeedThreadgate.Record).hidden_replies == [uri("a")]


def test_a_gate_that_somebody_else_changes_meanwhile_is_not_overwritten(stage: OnBluesky):
    target = stage.message()
    stage.does(PublicAct("k", Verb.HIDE, target))
    other = stage.there.says("b", "ook zo een", reply=stage.there.below(stage.post))
    stage.server.says(
        "/xrpc/com.atproto.repo.getRecord", as_json({**stage.there.records[GATE, "open"], "cid": "an-older-one"})
    )
    error = stage.fails(PublicAct("k2", Verb.HIDE, replace(target, id=other["uri"])))
    assert error.failure is Failure.UNREACHABLE, "certainly not done, and worth another try"
    assert stage.there.records[GATE, "open"]["value"]["hiddenReplies"] == [target.id]


def test_only_below_our_own_posts_can_be_hidden(stage: OnBluesky):
    assert stage.actor.capabilities.hides_below == f"at://{ME}/"
    first = stage.there.says("los", "van een ander")
    below = stage.there.says("c", "x", reply=stage.there.below(first))
    for target in (
        Target("blauw", WORD, below["uri"], thread_id=first["uri"]),
        Target("blauw", WORD, below["uri"]),
        Target("blauw", WORD, stage.post["uri"], thread_id=stage.post["uri"]),
    ):
        assert stage.fails(PublicAct("k", Verb.HIDE, target)).failure is Failure.REFUSED
    assert stage.writes() == 0


def test_a_full_gate_says_so(stage: OnBluesky):
    target = stage.message()
    full = {"$type": GATE, "hiddenReplies": [f"at://did:plc:x/p/{n}" for n in range(MOST_HIDDEN)]}
    stage.there.records[GATE, "open"] = {"uri": "u", "cid": "c", "value": full}
    assert stage.fails(PublicAct("k", Verb.HIDE, target)).failure is Failure.REFUSED
    assert stage.writes() == 0


def test_before_it_is_known_who_we_are_hiding_is_not_offered(server: Server):
    given = tools(Http(QUICK))
    of = source(server, did="", handle=HANDLE)
    can = AccountActor("blauw", Account(of, given), given.clock).capabilities
    assert Verb.HIDE not in can.verbs and Verb.REPLY in can.verbs and not can.hides_below


def test_a_like_is_taken_back_as_our_own(stage: OnBluesky):
    target = stage.message()
    [(done, _)] = stage.does(PublicAct("k", Verb.LIKE, target))
    stage.there.posts[target.id]["viewer"] = {"like": done.id}
    assert stage.does(PublicAct("k2", Verb.LIKE, target))[0][0].id == done.id
    [(_, seen)] = stage.does(PublicAct("k3", Verb.DELETE_OWN, target, own=done.id))
    assert seen.looked is Looked.DONE and not stage.there.records


@pytest.mark.parametrize("own", ["", uri("x", ANNA), uri("x", ME, GATE), "at://nonsense"])
def test_only_what_is_ours_is_ever_deleted(stage: OnBluesky, own: str):
    assert stage.fails(PublicAct("k", Verb.DELETE_OWN, stage.message(), own=own)).failure is Failure.REFUSED
    assert stage.writes() == 0


def test_blocking_is_done_once_and_taken_back(stage: OnBluesky):
    target = stage.message()
    block, twice, unblock = (
        PublicAct("k", Verb.BLOCK, target),
        PublicAct("k2", Verb.BLOCK, target),
        PublicAct("k3", Verb.UNBLOCK, target),
    )
    assert [seen.looked for _, seen in stage.does(block, twice)] == [Looked.DONE, Looked.DONE]
    assert stage.writes() == 1
    assert [seen.looked for _, seen in stage.does(unblock, replace(unblock, key="k4"))] == [Looked.DONE] * 2
    assert stage.writes() == 2


def test_a_report_names_the_post_and_cannot_be_looked_up(stage: OnBluesky):
    target = stage.message()
    [(_, seen)] = stage.does(PublicAct("k", Verb.REPORT, target))
    assert seen.looked is Looked.CANNOT_TELL
    [report] = stage.there.reports
    assert report["subject"] == {"$type": "com.atproto.repo.strongRef", "uri": target.id, "cid": "cid-a"}


@pytest.mark.parametrize("gone_wrong", [Reply(500), Reply(401, b"{}")])
def test_a_server_that_fails_while_we_look_is_an_error_and_nothing_happened(stage: OnBluesky, gone_wrong: Reply):
    target = stage.message()
    stage.server.says("/xrpc/com.atproto.repo.getRecord", gone_wrong)
    error = stage.fails(PublicAct("k", Verb.HIDE, target))
    assert error.failure in (Failure.UNREACHABLE, Failure.TOKEN) and stage.writes() == 0
    with pytest.raises(ActionError):
        stage.looks(PublicAct("k", Verb.REPLY, target, TEXT))


def test_a_post_without_its_fingerprint_cannot_be_answered(stage: OnBluesky):
    target = stage.message()
    stage.there.posts[target.id]["cid"] = None
    assert stage.fails(PublicAct("k", Verb.REPLY, target, TEXT)).failure is Failure.GONE


def test_a_server_that_fails_while_we_look_at_a_thread_or_lists_nothing_is_told(server: Server, there: FakeBluesky):
    post = there.says("open", "open huis", did=ME)
    there.says("a", "x", reply=there.below(post))
    server.says("/xrpc/app.bsky.feed.getPostThread", Reply(500))
    with pytest.raises(CallError):
        told(server)
    server.says(NOTICES, as_json({"notifications": "none"}))
    with pytest.raises(CallError):
        told(server, posts=0)


def test_a_target_that_is_no_post_reaches_nobody(stage: OnBluesky):
    target = Target("blauw", WORD, "p1")
    for verb in (Verb.MUTE, Verb.BLOCK):
        assert stage.fails(PublicAct("k", verb, target)).failure is Failure.REFUSED


def test_an_older_server_that_says_it_otherwise_is_understood(stage: OnBluesky):
    stage.server.says("/xrpc/com.atproto.repo.getRecord", as_json({"error": "InvalidRequest", "message": "no"}, 400))
    act = PublicAct("k", Verb.REPLY, stage.message(), TEXT)
    assert stage.looks(act).looked is Looked.NOT_DONE


def test_a_spent_budget_of_logins_is_told_as_such(server: Server, there: FakeBluesky):
    meter = CountingMeter()
    asyncio.run(meter.take("blauw:logins", NOW.date().isoformat(), MOST_LOGINS, None))
    given = tools(Http(QUICK), meter=meter)
    account = Account(source(server), given)
    actor = AccountActor("blauw", account, given.clock)
    act = PublicAct("k", Verb.REPLY, Target("blauw", WORD, uri("a")), TEXT)
    for work in (actor.act(act), actor.look_up(act), actor.look_up(PublicAct("k", Verb.MUTE, act.target))):
        with pytest.raises(ActionError) as raised:
            ran(given, work)
        assert raised.value.failure is Failure.BUDGET
    assert there.logins == 0


# --- how long a text is -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("abc", 3),
        ("e\u0301e\u0301", 2),
        ("👍🏽", 1),
        ("👩‍👩‍👧‍👦!", 2),
        ("🇳🇱🇧🇪", 2),
        ("❤️", 1),
        ("a\r\nb", 3),
        ("\u0301", 1),
        ("\U0001f3f4\U000e0067\U000e0062\U000e007f", 1),
        ("a\u200db", 2),
    ],
)
def test_signs_are_counted_as_a_reader_counts_them(text: str, count: int):
    assert signs(text) == count


def test_a_text_fits_by_its_signs_and_its_bytes():
    assert fits("é" * 300, 300) and not fits("é" * 301, 300)
    assert not fits("👩‍👩‍👧‍👦" * 200, 300), "few signs, too many bytes"


def test_a_text_of_too_many_bytes_never_leaves(stage: OnBluesky):
    assert stage.fails(PublicAct("k", Verb.REPLY, stage.message(), "👩‍👩‍👧‍👦" * 200)).failure is Failure.REFUSED
    assert stage.writes() == 0


@settings(max_examples=examples(50))
@given(st.text(), st.text())
def test_the_name_of_a_record_is_one_that_servers_take(one: str, other: str):
    made = record_key(one, other)
    assert models.string_formats.validate_tid(made, None) == made  # type: ignore[arg-type]
    assert made == record_key(one, other)


# --- the session --------------------------------------------------------------------------------------------


class Kept(NoKeepsakes):
    """Keepsakes that several runs share."""


def run(server: Server, kept: NoKeepsakes, *, clock: ManualClock | None = None, **more: Any) -> Tools:
    clock = clock or ManualClock(NOW)
    return Tools(Http(QUICK, clock), clock, more.pop("meter", CountingMeter()), kept)


def me(account: Account, given: Tools, times: int = 1) -> str:
    async def ask() -> str:
        for _ in range(times):
            name = await account.me()
            await account.read("app.bsky.actor.getProfile", models.AppBskyActorGetProfile.Params(actor=ME))
        return name

    return str(ran(given, ask()))


def test_a_session_lives_on_over_restarts(server: Server, there: FakeBluesky):
    kept = Kept()
    for _ in range(3):
        given = run(server, kept)
        assert me(Account(source(server), given), given, 2) == ME
    assert (there.logins, there.renewals) == (1, 0)
    assert PASSWORD not in kept.get("blauw")
    assert Account(source(server, did="", handle=HANDLE), run(server, kept)).did == ""
    assert Account(source(server), run(server, kept)).did == ME


def test_a_session_is_renewed_before_it_ends(server: Server, there: FakeBluesky):
    kept = Kept()
    there.until = soon(17)
    clock = ManualClock(NOW)
    given = run(server, kept, clock=clock)
    me(Account(source(server), given), given)
    there.until = 4_102_444_800
    clock.forward(timedelta(days=20_000))
    given = run(server, kept, clock=clock)
    me(Account(source(server), given), given)
    assert (there.logins, there.renewals) == (1, 1)
    given = run(server, kept)
    me(Account(source(server), given), given, 2)
    assert (there.logins, there.renewals) == (1, 1), "the renewed one was kept"


def test_a_session_that_was_ended_at_the_server_begins_anew_once(server: Server, there: FakeBluesky):
    kept = Kept()
    given = run(server, kept)
    me(Account(source(server), given), given)
    there.end_sessions()
    given = run(server, kept)
    me(Account(source(server), given), given)
    assert there.logins == 2


def test_a_renewal_that_is_refused_becomes_a_login(server: Server, there: FakeBluesky):
    kept, clock = Kept(), ManualClock(NOW)
    there.until = soon(17)
    given = run(server, kept, clock=clock)
    me(Account(source(server), given), given)
    there.end_sessions()
    there.until = 4_102_444_800
    clock.forward(timedelta(days=20_000))
    given = run(server, kept, clock=clock)
    me(Account(source(server), given), given)
    assert there.logins == 2


def test_a_renewal_that_fails_in_passing_keeps_the_session(server: Server, there: FakeBluesky):
    kept, clock = Kept(), ManualClock(NOW)
    there.until = soon(17)
    given = run(server, kept, clock=clock)
    me(Account(source(server), given), given)
    before = kept.get("blauw")
    clock.forward(timedelta(days=20_000))
    server.says("/xrpc/com.atproto.server.refreshSession", Reply(503))
    given = run(server, kept, clock=clock)
    with pytest.raises(CallError) as raised:
        me(Account(source(server), given), given)
    assert not raised.value.blind and kept.get("blauw") == before and there.logins == 1


def test_what_another_process_of_ours_renewed_is_ours_too(server: Server, there: FakeBluesky):
    kept, clock = Kept(), ManualClock(NOW)
    there.until = soon(17)
    given, other = run(server, kept, clock=clock), run(server, kept, clock=clock)
    ours, theirs = Account(source(server), given), Account(source(server), other)
    me(ours, given)
    me(theirs, other)
    there.until = 10_000_000_000
    clock.forward(timedelta(days=20_000))
    me(theirs, other)
    me(ours, given)
    assert (there.logins, there.renewals) == (1, 2), "once by the other, once in vain"


@pytest.mark.parametrize("kept", ["", "nonsense", "{}", '{"who":"did:plc:wij","pds":"x","session":"a:::b"}'])
def test_a_keepsake_that_cannot_be_read_is_a_login(server: Server, there: FakeBluesky, kept: str):
    keepsakes = Kept()
    keepsakes.put("blauw", kept.replace('"x"', json.dumps(server.url("").rstrip("/"))))
    given = run(server, keepsakes)
    assert me(Account(source(server), given), given) == ME
    assert there.logins == 1


def test_a_disk_that_is_full_costs_nothing_but_a_login(server: Server, there: FakeBluesky):
    class Full(NoKeepsakes):
        def put(self, source: str, value: str) -> None:
            raise OSError("no space left")

    given = run(server, Full())
    assert me(Account(source(server), given), given) == ME


def test_case_27_a_password_that_was_withdrawn_needs_a_person_and_is_not_tried_again_at_once(
    server: Server, there: FakeBluesky
):
    there.password = "changed"
    clock = ManualClock(NOW)
    given = run(server, Kept(), clock=clock)
    account = Account(source(server), given)
    for _ in range(3):
        with pytest.raises(RevokedError) as raised:
            ran(given, account.me())
        assert raised.value.blind and "app-wachtwoord" in str(raised.value)
    assert there.logins == 1
    clock.forward(AGAIN)
    there.password = PASSWORD
    assert me(account, given) == ME


def test_who_is_let_in_and_refused_all_the_same_is_not_let_in_again_and_again(server: Server, there: FakeBluesky):
    given = run(server, Kept())
    account = Account(source(server), given)
    server.says("/xrpc/app.bsky.actor.getProfile", as_json({"error": "InvalidToken", "message": "x"}, 401))
    for _ in range(5):
        with pytest.raises(CallError) as raised:
            ran(given, account.read("app.bsky.actor.getProfile", models.AppBskyActorGetProfile.Params(actor=ME)))
        assert raised.value.failure is Failure.TOKEN
    assert there.logins == 2


def test_the_days_logins_are_bounded(server: Server, there: FakeBluesky):
    meter = CountingMeter()
    given = run(server, Kept(), meter=meter)
    asyncio.run(meter.take("blauw:logins", NOW.date().isoformat(), MOST_LOGINS, None))
    with pytest.raises(BudgetError):
        ran(given, Account(source(server), given).me())
    assert there.logins == 0


def test_an_account_that_lives_elsewhere_is_asked_there(server: Server, there: FakeBluesky):
    with serving() as home:
        elsewhere = FakeBluesky(alive=there.alive)
        home.otherwise(elsewhere.answer)
        there.home = home.url("").rstrip("/")
        given = run(server, Kept())
        me(Account(source(server), given), given)
        assert home.requests and len(server.requests) == 1


def test_a_home_inside_our_own_network_is_not_asked(server: Server, there: FakeBluesky):
    given = Tools(Http(HttpSettings(first_wait=timedelta(0))), ManualClock(NOW), CountingMeter(), Kept())
    with pytest.raises(CallError) as raised:
        ran(given, Account(source(server), given).me())
    assert raised.value.blind and "eigen netwerk" in str(raised.value)
    assert not server.requests


def test_a_redirect_never_takes_the_token_along(server: Server, there: FakeBluesky):
    server.says(NOTICES, Reply(307, headers={"Location": server.url("/elders")}))
    with pytest.raises(SourceError):
        told(server)
    assert server.asked("/elders") == []


def test_neither_password_nor_token_stands_in_an_address(server: Server, there: FakeBluesky):
    told(server, search=True)
    assert server.requests
    assert not [one for one in server.requests if PASSWORD in one.path or token("a", 1)[:20] in one.path]


# --- the doctor, and how it is opened -----------------------------------------------------------------------


def test_the_doctor_names_the_account(server: Server, there: FakeBluesky):
    [who] = examined(source(server))
    assert who.good and HANDLE in who.text and ME in who.text


def test_the_doctor_says_what_is_wrong_with_the_password(server: Server, there: FakeBluesky):
    shape, *_ = examined(source(server, password=Secret("Geheim2026!")))
    assert not shape.good and "gewone wachtwoord" in shape.text and "Geheim" not in shape.text
    there.password = "changed"
    [finding] = examined(source(server))
    assert not finding.good and "ingetrokken" in finding.text and finding.page and finding.remedy


def test_the_doctor_tells_of_labels_and_of_another_account(server: Server, there: FakeBluesky):
    there.labels = [{"val": "spam", "src": "did:plc:mod"}, {"val": "old", "neg": True}, {"val": 7}]
    *_, marked = examined(source(server))
    assert not marked.good and "spam" in marked.text and "old" not in marked.text
    there.labels = []
    other = source(server, did="did:plc:ander", handle=HANDLE)
    given = tools(Http(QUICK))
    assert given
    there.password = PASSWORD
    server.says(
        "/xrpc/com.atproto.server.createSession",
        as_json({"did": ME, "handle": HANDLE, "accessJwt": token("a", 9), "refreshJwt": token("r", 9)}),
    )
    there.alive.add(token("a", 9))
    *_, finding = examined(other)
    assert not finding.good and ME in finding.text


@pytest.mark.parametrize("reply", [Reply(500), Reply(429), Reply(body=b"<html>")])
def test_the_doctor_knows_a_fault_of_the_other_side(server: Server, reply: Reply):
    server.says("*", reply)
    [finding] = examined(source(server))
    assert not finding.good and finding.unreachable


def test_how_it_is_opened(server: Server):
    whole = opened(source(server, stream=True), tools())
    assert (len(whole.watchers), len(whole.listeners), len(whole.actors)) == (1, 1, 1)
    assert not opened(source(server), tools()).listeners
    for of, why in ((source(server, did=""), NOBODY), (source(server, password=None), NOTHING)):
        with pytest.raises(UnfinishedError) as raised:
            opened(of, tools())
        assert raised.value.blind and isinstance(raised.value, Explained) and raised.value.message == why
        [finding] = examined(of)
        assert not finding.good and finding.text == why
