"""Reviews at Google: looked at and answered, against a server of ours over real sockets; google-auth refreshes the token."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from bot.config import Secret
from bot.platforms.google_reviews import WORD, ReviewsSource
from bot.platforms.http import Http, HttpSettings
from bot.ports import ActionError, Failure, Looked, PublicAct, Target, Verb, Watcher
from rules.mention import Kind
from tests.bot.platforms.actor_contract import TEXT, ActorContract, Stage
from tests.bot.platforms.contract import NOW, Item, Looking, PagedContract
from tests.bot.platforms.tools import examined, tools
from tests.fakes.google import ACCESS, CLIENT, CLIENT_SECRET, REFRESH, token_desk
from tests.fakes.http import Reply, Request, Server, serving
from tests.fakes.platform import Trouble

pytest.importorskip("google.oauth2", reason="google-auth is not here: pip install 'seintje[google]'")

from bot.platforms.google_reviews.mentions import original
from bot.platforms.google_reviews.opening import opened

HOUR = timedelta(hours=1)
CALM = HttpSettings(allow_private=True, read=timedelta(seconds=5), first_wait=timedelta(0))
PATH = "/v4/accounts/1/locations/2/reviews"
ERRORS = {
    Trouble.TOKEN: (401, "UNAUTHENTICATED"),
    Trouble.PERMISSION: (403, "PERMISSION_DENIED"),
    Trouble.THROTTLED: (429, "RESOURCE_EXHAUSTED"),
    Trouble.REFUSED: (400, "INVALID_ARGUMENT"),
}


def failing(status: int, word: str, wait: int | None = None) -> Reply:
    body = json.dumps({"error": {"code": status, "status": word, "message": "hidden"}}).encode()
    return Reply(status, body, {} if wait is None else {"Retry-After": str(wait)})


def review(
    name: str, text: str, at: Any, *, stars: str = "ONE", reply: str = "", updated: Any = None
) -> dict[str, Any]:
    made = {
        "name": f"accounts/1/locations/2/reviews/{name}",
        "reviewId": name,
        "reviewer": {"displayName": name.title()},
        "starRating": stars,
        "comment": text,
        "createTime": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "updateTime": (updated or at).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
    answered = {"comment": reply, "updateTime": NOW.strftime("%Y-%m-%dT%H:%M:%SZ")}
    return made | ({"reviewReply": answered} if reply else {})


class FakeReviews:
    """The other side, with a memory; ``page`` reviews at a time."""

    def __init__(self, page: int = 50) -> None:
        self.reviews: dict[str, dict[str, Any]] = {}
        self.calls: list[tuple[str, str]] = []
        self.trouble: Trouble | None = None
        self.page = page

    def says(self, name: str, text: str, at: Any = NOW - HOUR, **more: Any) -> dict[str, Any]:
        self.reviews[name] = review(name, text, at, **more)
        return self.reviews[name]

    def answer(self, request: Request) -> Reply:
        split = urlsplit(request.path)
        if split.path == "/token":
            return token_desk(request)
        self.calls.append((request.method, split.path))
        if request.headers.get("authorization") != f"Bearer {ACCESS}":
            return failing(401, "UNAUTHENTICATED")
        if split.path == PATH:
            return self._list(dict(parse_qsl(split.query)))
        name = split.path.removeprefix(f"{PATH}/").removesuffix("/reply")
        if request.method == "GET":
            return self._good(self.reviews[name]) if name in self.reviews else failing(404, "NOT_FOUND")
        return self._troubled(request, name)

    def _list(self, args: dict[str, str]) -> Reply:
        assert args.get("orderBy", "updateTime desc") == "updateTime desc"
        some = sorted(self.reviews.values(), key=lambda one: one["updateTime"], reverse=True)
        start = int(args.get("pageToken", "0"))
        more = {"nextPageToken": str(start + self.page)} if start + self.page < len(some) else {}
        return self._good({"reviews": some[start : start + self.page], "totalReviewCount": len(some)} | more)

    def _good(self, value: Any) -> Reply:
        return Reply(body=json.dumps(value).encode())

    def _troubled(self, request: Request, name: str) -> Reply:
        kind, self.trouble = self.trouble, None
        if kind in ERRORS:
            return failing(*ERRORS[kind], 90 if kind is Trouble.THROTTLED else None)
        if kind is Trouble.SWALLOWED:
            return Reply(silent=True)
        done = self._write(request, name)
        wrong = {
            Trouble.LOST: Reply(silent=True),
            Trouble.BROKEN: Reply(502, b"<html>"),
            Trouble.NONSENSE: Reply(200, b"\x00"),
        }
        return wrong.get(kind, done) if kind is not None else done

    def _write(self, request: Request, name: str) -> Reply:
        found = self.reviews.get(name)
        if found is None:
            return failing(404, "NOT_FOUND")
        if request.method == "DELETE":
            found.pop("reviewReply", None)
            return self._good({})
        said = json.loads(request.body)["comment"]
        found["reviewReply"] = {"comment": said, "updateTime": "2026-11-21T12:00:00Z"}
        return self._good(found["reviewReply"])


def source(server: Server, **more: Any) -> ReviewsSource:
    given = {"name": "reviews", "account": "1", "location": "2", "client_id": CLIENT}
    secrets = {"client_secret": Secret(CLIENT_SECRET), "refresh_token": Secret(REFRESH)}
    where = {"base_url": server.url("").rstrip("/"), "token_url": server.url("/token")}
    return ReviewsSource(**given | secrets | where | more)


def watcher(server: Server, http: Any, **more: Any) -> Watcher:
    [made] = opened(source(server, **more), tools(http)).watchers
    return made


@pytest.fixture
def google(server: Server) -> FakeReviews:
    fake = FakeReviews()
    server.otherwise(fake.answer)
    return fake


def looking(server: Server, **more: Any) -> Looking:
    return Looking(lambda http: watcher(server, http, **more))


class TestLooking(PagedContract):
    """The promises. Whatever the list shows, a review that is asked for by name is there."""

    path = PATH

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        shown = [review(one.id, one.text, one.at) for one in items]
        return Reply(body=json.dumps({"reviews": shown} | ({"nextPageToken": more} if more else {})).encode())

    def mark_of(self, asked: str) -> str:
        return parse_qs(urlsplit(asked).query).get("pageToken", [""])[0]

    def watcher(self, server: Server, http: Any) -> Watcher:
        server.otherwise(lambda asked: token_desk(asked) if asked.path == "/token" else Reply(body=b'{"name": "x"}'))
        return watcher(server, http)

    def trouble(self, server: Server, reply: Reply) -> None:
        """The token is still given: it is the reviews that are in trouble."""

        def answer(asked: Request) -> Reply:
            return token_desk(asked) if asked.path == "/token" else reply

        server.says("*", answer)

    def test_a_source_that_asks_to_wait_is_left_alone(self, server: Server, look: Looking):
        self.trouble(server, Reply(429, headers={"Retry-After": "120"}))
        error = look.fails()
        assert (error.blind, error.retry_after) == (False, timedelta(minutes=2))
        assert len([one for one in server.requests if one.path != "/token"]) == 1


def test_a_review_comes_with_its_stars_and_our_answer_as_our_own(server: Server, google: FakeReviews):
    google.says("anna", "Nooit bereikbaar", reply="Bel ons gerust")
    said, ours = looking(server)().mentions
    assert (said.kind, said.rating, said.platform, said.own) == (Kind.REVIEW, 1.0, WORD, False)
    assert (ours.text, ours.own, ours.parent_id) == ("Bel ons gerust", True, "anna")


def test_a_single_star_needs_no_words(server: Server, google: FakeReviews):
    google.says("anna", "", stars="ONE")
    google.says("bram", "", stars="UNSPECIFIED")
    assert [(one.text, one.rating) for one in looking(server)().mentions] == [("★☆☆☆☆", 1.0)]


def test_other_stars_below_the_same_words_are_an_edit(server: Server, google: FakeReviews):
    google.says("anna", "Tja", stars="FOUR")
    look = looking(server)
    look()
    google.says("anna", "Tja", stars="ONE", updated=NOW - timedelta(minutes=5))
    batch = look()
    assert [one.rating for one in batch.mentions] == [1.0]
    assert batch.as_of == {"anna": NOW - timedelta(minutes=5)}


def test_what_was_taken_away_is_gone_with_our_answer(server: Server, google: FakeReviews):
    google.says("anna", "Slecht", reply="Bel ons")
    google.says("bram", "Matig", reply="Dank")
    look = looking(server)
    look()
    del google.reviews["anna"], google.reviews["bram"]["reviewReply"]
    assert sorted(look().gone) == ["anna", "anna/reply", "bram/reply"]
    assert look().gone == []


def test_more_reviews_than_a_page(server: Server, google: FakeReviews):
    google.page = 10
    for number in range(45):
        google.says(f"n{number}", f"tekst {number}", NOW - HOUR - timedelta(minutes=number))
    assert len(looking(server)().mentions) == 45


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        ("Goed\n\n(Translated by Google)\nGood", "Goed"),
        ("(Translated by Google) Good\n\n(Original)\nGoed", "Goed"),
        ("Goed", "Goed"),
        ("(Translated by Google)", "(Translated by Google)"),
    ],
)
def test_what_google_translates_is_not_what_was_said(shown: str, meant: str):
    assert original(shown) == meant


@pytest.mark.parametrize(
    ("status", "word", "blind"), [(401, "UNAUTHENTICATED", True), (429, "RESOURCE_EXHAUSTED", False)]
)
def test_every_no_says_whether_a_person_is_needed(server: Server, status: int, word: str, blind: bool):
    server.otherwise(lambda asked: token_desk(asked) if asked.path == "/token" else failing(status, word))
    error = looking(server).fails()
    assert error.blind is blind and "hidden" not in str(error)


# --- acting -----------------------------------------------------------------------------------------------


class OnReviews(Stage):
    """A location with a review."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.server = self._open.enter_context(serving())
        self.google = FakeReviews()
        self.server.otherwise(self.google.answer)
        self.tools = tools(Http(CALM))
        [self.actor] = opened(source(self.server), self.tools).actors
        self.actor.close = self.tools.http.close  # as whoever opened the shared client does

    def message(self) -> Target:
        self.google.says("anna", "Nooit meer")
        return Target("reviews", WORD, "anna", "anna", None, "Anna")

    def trouble(self, kind: Trouble) -> None:
        if kind is Trouble.UNREACHABLE:
            self._open.close()
        self.google.trouble = kind

    def writes(self) -> int:
        return sum(method != "GET" for method, _ in self.google.calls)

    def replies(self, target: Target) -> list[str]:
        reply = self.google.reviews[target.id].get("reviewReply")
        return [reply["comment"]] if reply else []

    def hidden(self, target: Target) -> bool:
        return False

    def take_away(self, target: Target) -> None:
        del self.google.reviews[target.id]

    def go_blind(self) -> None:
        self.server.otherwise(lambda asked: token_desk(asked) if asked.path == "/token" else Reply(503))

    def close(self) -> None:
        self._open.close()


class TestActing(ActorContract):
    def stage(self) -> Stage:
        return OnReviews()


def run(stage: OnReviews, *works: Any) -> list[Any]:
    async def whole() -> list[Any]:
        try:
            return [await one for one in works]
        finally:
            await stage.actor.close()

    try:
        return asyncio.run(whole())
    finally:
        stage.close()


def test_answering_again_replaces_what_stood_there():
    stage = OnReviews()
    target = stage.message()
    run(stage, *(stage.actor.act(PublicAct(text, Verb.REPLY, target, text)) for text in ("eerst", "beter")))
    assert stage.replies(target) == ["beter"]


@pytest.mark.parametrize("answered", [True, False])
def test_whether_our_answer_was_taken_away_is_seen(answered: bool):
    stage = OnReviews()
    act = PublicAct("k", Verb.DELETE_OWN, stage.message(), own="anna/reply")
    stage.google.says("anna", "Nooit meer", reply="Dag" if answered else "")
    [seen] = run(stage, stage.actor.look_up(act))
    assert seen.looked is (Looked.NOT_DONE if answered else Looked.DONE)


def test_google_counts_bytes_and_a_name_is_a_name():
    stage = OnReviews()
    target = stage.message()

    async def refused(act: PublicAct) -> Failure:
        with pytest.raises(ActionError) as raised:
            await stage.actor.act(act)
        return raised.value.failure

    long, strange = PublicAct("k", Verb.REPLY, target, "é" * 3000), Target("reviews", WORD, "../../x")
    assert run(stage, refused(long), refused(PublicAct("k", Verb.REPLY, strange, TEXT))) == [Failure.REFUSED] * 2
    assert stage.writes() == 0


def test_the_doctor(server: Server, google: FakeReviews):
    google.says("anna", "Goed")
    [good] = examined(source(server))
    assert good.good and "1" in good.text
    server.otherwise(lambda asked: token_desk(asked) if asked.path == "/token" else failing(429, "RESOURCE_EXHAUSTED"))
    [bad] = examined(source(server))
    assert not bad.good and "quotum 0" in bad.remedy
    [bad] = examined(source(server, refresh_token=Secret("1//withdrawn")))
    assert not bad.good and bad.remedy and bad.page
