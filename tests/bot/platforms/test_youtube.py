"""A YouTube channel: looked at and acted on with Google's own library, against a server of ours over real sockets."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.http import Http, HttpSettings
from bot.platforms.meter import BudgetError, CountingMeter
from bot.platforms.platform import Tools
from bot.platforms.youtube import WORD, YouTubeSource
from bot.ports import Looked, PublicAct, SourceError, Target, Verb, Watcher
from rules.mention import Kind, Via
from tests.bot.platforms.actor_contract import TEXT, ActorContract, Stage
from tests.bot.platforms.contract import NOW, Item, Looking, PagedContract
from tests.bot.platforms.tools import examined, tools
from tests.fakes import google
from tests.fakes.google import CHANNEL, CLIENT, CLIENT_SECRET, KEY, REFRESH, FakeYouTube, failing
from tests.fakes.http import Reply, Server, serving
from tests.fakes.platform import Trouble
from tests.shared import shared

pytest.importorskip("googleapiclient", reason="google-api-python-client is not here: pip install 'seintje[youtube]'")

from bot.platforms.youtube.opening import NoKeyError, opened

HOUR = timedelta(hours=1)
CALM = HttpSettings(allow_private=True, read=timedelta(seconds=5), first_wait=timedelta(0))
THREADS = "/youtube/v3/commentThreads"


def source(server: Server, **more: Any) -> YouTubeSource:
    given = {"name": "kanaal", "channel": CHANNEL, "key": Secret(KEY), "base_url": server.url("").rstrip("/")}
    return YouTubeSource(**given | {"token_url": server.url("/token")} | more)


def owned(server: Server, **more: Any) -> YouTubeSource:
    owner = {"client_id": CLIENT, "client_secret": Secret(CLIENT_SECRET), "refresh_token": Secret(REFRESH)}
    return source(server, **owner | more)


def watcher(of: YouTubeSource, given: Tools) -> Watcher:
    [made] = opened(of, given).watchers
    return made


@pytest.fixture
def youtube(server: Server) -> FakeYouTube:
    fake = FakeYouTube()
    server.otherwise(fake.answer)
    return fake


def looking(of: YouTubeSource, **more: Any) -> Looking:
    return Looking(lambda http: watcher(of, tools(http, **more)))


class TestLooking(PagedContract):
    """The promises."""

    path = THREADS

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        fake = FakeYouTube()
        for one in items:
            comment = google.Comment(one.id, one.text, f"UC{one.id}", one.at, one.at)
            fake.comments[one.id] = comment
        shown = [fake._thread(fake.comments[one.id]) for one in items]
        return google._items(shown, **({"nextPageToken": more} if more else {}))

    def mark_of(self, asked: str) -> str:
        return parse_qs(urlsplit(asked).query).get("pageToken", [""])[0]

    def watcher(self, server: Server, http: Any) -> Watcher:
        return watcher(source(server), tools(http))


# --- looking ----------------------------------------------------------------------------------------------


def test_comments_and_replies_come_with_where_they_stand(server: Server, youtube: FakeYouTube):
    said = youtube.says("Hoe laat is het open huis?", NOW - 2 * HOUR)
    youtube.says("Om twee uur", NOW - HOUR, by=CHANNEL, below=said.id)
    top, reply = looking(source(server))().mentions
    assert (top.kind, top.via, top.platform, top.thread_id, top.own) == (Kind.COMMENT, Via.OWN_PAGE, WORD, "v1", False)
    assert top.url == f"https://www.youtube.com/watch?v=v1&lc={said.id}"
    assert (reply.kind, reply.parent_id, reply.parent_text) == (Kind.REPLY, said.id, said.text)
    assert reply.own, "what we said ourselves is never news"


def test_more_replies_than_come_along_are_asked_for_once(server: Server, youtube: FakeYouTube):
    said = youtube.says("Wie nog meer?", NOW - 2 * HOUR)
    for number in range(30):
        youtube.says(f"ik {number}", NOW - HOUR, below=said.id)
    look = looking(source(server))
    assert len(look().mentions) == 31
    before = len(youtube.calls)
    assert look().mentions == []
    assert len(youtube.calls) - before == 1
    youtube.says("ik ook", NOW - HOUR, below=said.id)
    assert look.told() == ["ik ook"]


def test_an_edit_carries_the_platforms_own_time(server: Server, youtube: FakeYouTube):
    said = youtube.says("Mooi", NOW - 2 * HOUR)
    look = looking(source(server))
    look()
    said.text, said.updated = "Toch niet mooi", NOW - HOUR
    batch = look()
    assert [(one.id, one.text) for one in batch.mentions] == [(said.id, "Toch niet mooi")]
    assert batch.as_of == {said.id: NOW - HOUR}


def test_what_youtube_holds_back_is_read_by_the_owner(server: Server, youtube: FakeYouTube):
    youtube.says("Ik kan niet meer", NOW - HOUR, status="heldForReview")
    assert looking(source(server)).told() == []
    assert looking(owned(server)).told() == ["Ik kan niet meer"]


def test_what_its_author_took_away_is_gone_and_what_we_hid_is_not(server: Server, youtube: FakeYouTube):
    hidden, kept, gone = (youtube.says(text, NOW - HOUR) for text in ("hidden", "kept", "gone"))
    below = youtube.says("below", NOW - HOUR, below=gone.id)
    look = looking(owned(server))
    assert len(look().mentions) == 4
    hidden.status = "heldForReview"
    del youtube.comments[gone.id], youtube.comments[below.id]
    assert sorted(look().gone) == sorted([gone.id, below.id])
    assert look().gone == []
    youtube.comments[gone.id] = gone
    assert look.told() == ["gone"], "what was gone and comes back is news"
    assert kept.id in youtube.comments


def test_one_that_is_merely_not_shown_is_not_gone(server: Server, youtube: FakeYouTube):
    said = youtube.says("nu niet te zien", NOW - HOUR)
    look = looking(owned(server))
    look()
    said.status = "elsewhere"
    assert look().gone == []


def test_old_comments_are_no_news_at_the_first_look_but_their_edits_are(server: Server, youtube: FakeYouTube):
    old = youtube.says("lang geleden", NOW - timedelta(days=400))
    look = looking(source(server))
    assert look.told() == []
    old.text = "lang geleden, en nu anders"
    assert look.told() == [old.text]


def test_more_news_than_one_look_reaches_is_a_gap_that_is_told(server: Server, youtube: FakeYouTube):
    youtube.most = 10
    look = looking(source(server))
    look()
    for number in range(170):
        youtube.says(f"{number}", NOW + timedelta(seconds=number))
    gapped = Looking(lambda http: watcher(source(server), tools(http, clock=ManualClock(NOW + HOUR))))
    gapped.cursor = look.cursor
    batch = gapped()
    assert len(batch.mentions) == 160
    [gap] = batch.gaps
    assert (gap.start, gap.why) == (NOW, "too_much")


@pytest.mark.parametrize(
    ("status", "reason", "blind"),
    [
        (403, "commentsDisabled", True),
        (403, "quotaExceeded", False),
        (403, "rateLimitExceeded", False),
        (400, "keyInvalid", True),
        (404, "channelNotFound", True),
        (503, "backendError", False),
    ],
)
def test_every_no_says_whether_a_person_is_needed(server: Server, status: int, reason: str, blind: bool):
    server.says("*", failing(status, reason))
    error = looking(source(server)).fails()
    assert error.blind is blind
    assert KEY not in str(error) and "hidden" not in str(error)


def test_a_spent_quota_waits_for_midnight_in_california(server: Server):
    server.says("*", failing(403, "quotaExceeded"))
    assert looking(source(server)).fails().retry_after == datetime(2026, 11, 22, 8, tzinfo=UTC) - NOW


def test_looking_leaves_units_for_acting(server: Server, youtube: FakeYouTube):
    meter = CountingMeter()
    look = looking(owned(server, quota=20), meter=meter)
    for _ in range(5):
        look()  # three units each: the newest, and twice what is held back
    error = look.fails()
    assert isinstance(error, BudgetError) and not error.blind
    assert asyncio.run(meter.spent("kanaal", "2026-11-21")) == 16


def test_a_month_of_looking_stays_within_what_google_gives(server: Server, youtube: FakeYouTube):
    """Every five minutes, two pages, with what is held back: the figure that docs/how-to/youtube.md states."""
    for number in range(150):
        youtube.says(f"{number}", NOW - HOUR - timedelta(minutes=number))
    meter = CountingMeter()
    look = looking(owned(server), meter=meter)
    look()
    before = asyncio.run(meter.spent("kanaal", "2026-11-21"))
    look()
    a_look = asyncio.run(meter.spent("kanaal", "2026-11-21")) - before
    assert a_look == 4
    assert a_look * 24 * 12 <= 1_200


def test_a_refresh_token_that_was_withdrawn_needs_a_person(server: Server, youtube: FakeYouTube):
    error = looking(owned(server, refresh_token=Secret("1//withdrawn"))).fails()
    assert error.blind and "invalid_grant" in str(error)
    assert youtube.calls == []


def test_recorded_comments(server: Server):
    body = shared("fixtures/youtube/modeldata_comments_comment_thread_api_response.json").read_bytes()
    server.says(THREADS, Reply(body=body))
    look = looking(source(server))
    assert look().mentions == [], "seven years old"
    server.says(THREADS, Reply(body=body.replace(b"2019-08-23", b"2026-11-20")))
    look.cursor = ""
    first, second = look().mentions
    assert (first.author.name, first.thread_id) == ("Paulo José Martínez", "cD7NPxuuXYY")
    assert second.text == "wait, that's the guy that wrote my textbook!"


def test_recorded_replies_of_a_comment(server: Server):
    listed = shared("fixtures/youtube/apidata_comments_comments_by_parent_paged_1.json").read_bytes()
    listed = listed.replace(b"2019-12-01", b"2026-11-20")
    top = google.Comment("Ugw5zYU6n9pmIgAZWvN4AaABAg", "top", "UCx", NOW - HOUR, NOW - HOUR)
    fake = FakeYouTube(comments={top.id: top})
    thread = fake._thread(top)
    thread["snippet"]["totalReplyCount"] = 2
    server.says(THREADS, google._items([thread]))
    server.says("/youtube/v3/comments", Reply(body=listed))
    assert sorted(looking(source(server)).told())[:2] == ["this is the second reply!", "this is the third reply!"]


@pytest.mark.parametrize(
    "items", [[{}], [1, None, "x"], [{"snippet": []}], [{"id": 5, "snippet": {"topLevelComment": 1}}]]
)
def test_nonsense_among_the_items_spoils_nothing(server: Server, youtube: FakeYouTube, items: list[Any]):
    said = youtube.says("gewoon", NOW - HOUR)
    server.says(THREADS, Reply(body=json.dumps({"items": [*items, youtube._thread(said)]}).encode()))
    assert looking(source(server)).told() == ["gewoon"]


# --- acting -----------------------------------------------------------------------------------------------


class OnChannel(Stage):
    """A channel with a comment below a video."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.server = self._open.enter_context(serving())
        self.youtube = FakeYouTube()
        self.server.otherwise(self.youtube.answer)
        self.meter = CountingMeter()
        self.tools = tools(Http(CALM), meter=self.meter)
        [self.actor] = opened(owned(self.server), self.tools).actors
        self.actor.close = self.tools.http.close  # as whoever opened the shared client does

    def message(self) -> Target:
        said = self.youtube.says("Nooit meer", NOW)
        return Target("kanaal", WORD, said.id, "v1", "v1", said.by)

    def trouble(self, kind: Trouble) -> None:
        if kind is Trouble.UNREACHABLE:
            self._open.close()
        self.youtube.trouble = kind

    def writes(self) -> int:
        return self.youtube.writes()

    def replies(self, target: Target) -> list[str]:
        return [one.text for one in self.youtube.comments.values() if one.parent == target.id and one.by == CHANNEL]

    def hidden(self, target: Target) -> bool:
        return self.youtube.comments[target.id].status == "heldForReview"

    def take_away(self, target: Target) -> None:
        del self.youtube.comments[target.id]

    def go_blind(self) -> None:
        self.server.otherwise(lambda asked: google.token_desk(asked) if asked.path == "/token" else Reply(503))

    def spend(self) -> None:
        asyncio.run(self.meter.take("kanaal", "2026-11-21", 9_960, None))

    def close(self) -> None:
        self._open.close()


class TestActing(ActorContract):
    budgeted = True

    def stage(self) -> Stage:
        return OnChannel()


@pytest.fixture
def stage() -> Iterator[OnChannel]:
    made = OnChannel()
    yield made
    made.close()


def run(stage: OnChannel, work: Any) -> Any:
    async def whole() -> Any:
        try:
            return await work
        finally:
            await stage.tools.http.close()

    return asyncio.run(whole())


def test_a_reply_to_a_reply_stands_in_the_thread(stage: OnChannel):
    top = stage.message()
    below = stage.youtube.says("Ik ook", NOW, below=top.id)
    target = Target("kanaal", WORD, below.id, "v1", top.id, below.by)
    run(stage, stage.actor.act(PublicAct("k", Verb.REPLY, target, TEXT)))
    assert stage.replies(top) == [TEXT]


def test_what_deleting_means_here(stage: OnChannel):
    target = stage.message()
    run(stage, stage.actor.act(PublicAct("k", Verb.DELETE, target)))
    assert stage.youtube.comments[target.id].status == "rejected"


def test_whether_a_reply_is_held_back_nobody_can_tell(stage: OnChannel):
    below = stage.youtube.says("Ik ook", NOW, below=stage.message().id)
    target = Target("kanaal", WORD, below.id, "v1")
    assert run(stage, stage.actor.look_up(PublicAct("k", Verb.HIDE, target))).looked is Looked.CANNOT_TELL


@pytest.mark.parametrize(("verb", "looked"), [(Verb.DELETE, Looked.NOT_DONE), (Verb.DELETE_OWN, Looked.DONE)])
def test_looking_up_a_deletion(stage: OnChannel, verb: Verb, looked: Looked):
    act = PublicAct("k", verb, stage.message(), own="Ug99.1")
    assert run(stage, stage.actor.look_up(act)).looked is looked


def test_a_token_is_fetched_once_and_stands_in_no_address(stage: OnChannel):
    async def work() -> None:
        for number in range(3):
            await stage.actor.act(PublicAct(f"k{number}", Verb.REPLY, stage.message(), f"Dag {number}"))

    run(stage, work())
    assert len(stage.server.asked("/token")) == 1
    assert not any(google.ACCESS in one.path or REFRESH in one.path for one in stage.server.requests)


def test_every_call_is_one_of_the_librarys_own_description(stage: OnChannel):
    """The library refuses an argument that YouTube does not have: its description is Google's own table of methods."""
    service = pytest.importorskip("googleapiclient.discovery")
    built = service.build("youtube", "v3", developerKey="x", static_discovery=True, cache_discovery=False)
    with pytest.raises(TypeError):
        built.comments().setModerationStatus(id="x", status="rejected")
    target = stage.message()
    run(stage, stage.actor.act(PublicAct("k", Verb.HIDE, target)))
    [(method, path, args)] = [one for one in stage.youtube.calls if one[0] != "GET"]
    asked = built.comments().setModerationStatus(id=target.id, moderationStatus="heldForReview")
    assert (method, path) == (asked.method, urlsplit(asked.uri).path)
    assert args | {"key": "x"} == dict(parse_qsl(urlsplit(asked.uri).query))


# --- opening, and the doctor ------------------------------------------------------------------------------


def test_how_it_is_opened(server: Server):
    assert (len(opened(source(server), tools()).actors), len(opened(owned(server), tools()).actors)) == (0, 1)
    with pytest.raises(NoKeyError) as raised:
        opened(source(server, key=None), tools())
    assert isinstance(raised.value, SourceError) and raised.value.blind


def test_the_doctor_finds_all_well(server: Server, youtube: FakeYouTube):
    assert [one.good for one in examined(owned(server))] == [True] * 4
    assert [one.good for one in examined(source(server))] == [True] * 4
    assert "9997" in examined(owned(server))[-1].text


def test_the_doctor_names_what_is_wrong(server: Server, youtube: FakeYouTube):
    assert not examined(source(server, key=None))[0].good
    assert not examined(source(server, key=Secret("AIza-other")))[0].good
    assert not examined(source(server, channel="UCother"))[0].good
    youtube.owner = "UCperson"
    [bad] = [one for one in examined(owned(server)) if not one.good]
    assert bad.page and bad.remedy
    server.says(THREADS, failing(403, "commentsDisabled"))
    assert "reacties staan uit" in examined(source(server))[0].text


# --- what it costs ----------------------------------------------------------------------------------------


def test_a_day_asks_no_more_than_was_reckoned(server: Server, youtube: FakeYouTube):
    from bot.platforms.costs import DAY, STORM, USUAL, times
    from bot.platforms.youtube.costs import cost_of_month

    for number in range(450):
        youtube.says(f"bericht {number}", NOW - 2 * HOUR - timedelta(minutes=number))
    of, meter = owned(server), CountingMeter()
    look = looking(of, meter=meter)
    look()  # the first one reads everything there is
    before = len(youtube.calls)
    look()
    asked = (len(youtube.calls) - before) * times(of.every, DAY)
    reckoned = cost_of_month(of, USUAL)
    assert 0 < asked <= reckoned.calls / 30
    assert reckoned.within and cost_of_month(of, STORM).within, (
        "a storm of every day stays within Google's ten thousand"
    )
