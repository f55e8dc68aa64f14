"""X with a token of the account itself that is renewed, and X's webhook that we register ourselves."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.http import Http, HttpSettings
from bot.platforms.registry import platform
from bot.platforms.x.opening import opened
from bot.ports import ActionError, Failure, Finding, PublicAct, Target, Verb
from tests.bot.platforms.actor_contract import TEXT, ActorContract, Stage
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.test_x import OnX, activity, source
from tests.bot.platforms.tools import examined, tools
from tests.fakes.http import Reply, Request, Server
from tests.fakes.x import BEARER, ME, FakeX, good

CALM = HttpSettings(allow_private=True, read=timedelta(seconds=5), first_wait=timedelta(0))
KEYLESS = {"access_token": None, "access_secret": None, "consumer_key": None}
OAUTH2 = {"client_id": "x-client", "client_secret": Secret("CANARY-2"), "refresh_token": Secret("CANARY-r0")}


class Desk:
    """X's token desk: a refresh token works once. ``wraps`` lets X know the account by the token of now."""

    def __init__(self, server: Server, x: FakeX) -> None:
        self.right, self.tokens, self._x = "CANARY-r0", [], x
        server.says("/2/oauth2/token", self.answer)
        x._user = self.user  # type: ignore[method-assign]

    def answer(self, request: Request) -> Reply:
        assert request.headers["authorization"].startswith("Basic ")
        if dict(parse_qsl(request.body.decode()))["refresh_token"] != self.right:
            return Reply(400, b'{"error": "invalid_request"}')
        self.tokens.append(f"CANARY-a{len(self.tokens)}")
        self.right = f"CANARY-r{len(self.tokens)}"
        return good({"access_token": self.tokens[-1], "refresh_token": self.right, "expires_in": 7200})

    def user(self, request: Request) -> bool | None:
        said = request.headers.get("authorization", "")
        if self.tokens and said == f"Bearer {self.tokens[-1]}":
            return True
        return False if said == f"Bearer {BEARER}" else None


class AsAccount(OnX):
    """An account without the four keys."""

    def __init__(self) -> None:
        super().__init__(**KEYLESS)
        self.desk = Desk(self.server, self.x)
        self.given = tools(Http(CALM), meter=self.meter)
        [self.actor] = opened(source(self.server, **KEYLESS | OAUTH2), self.given).actors
        self._line = self.actor.close
        self.actor.close = self._closed

    async def _closed(self) -> None:
        await self._line()
        await self.given.http.close()


class TestActing(ActorContract):
    budgeted = True

    def stage(self) -> Stage:
        return AsAccount()


def test_a_token_that_is_refused_is_renewed_for_the_next_action():
    stage = AsAccount()
    target = stage.message()

    async def story() -> list[Any]:
        done: list[Any] = []
        for text in ("eerst", "dan", "nog eens"):
            try:
                done.append(bool((await stage.actor.act(PublicAct(text, Verb.REPLY, target, text))).id))
            except ActionError as error:
                done.append(error.failure)
            if text == "eerst":
                stage.desk.tokens.append("elders vernieuwd")
        await stage.actor.close()
        return done

    assert asyncio.run(story()) == [True, Failure.TOKEN, True]
    assert stage.replies(target) == ["eerst", "nog eens"]
    stage.close()


def test_a_withdrawn_permission_says_what_a_person_does():
    stage = AsAccount()
    stage.desk.right = "CANARY-other"
    act = PublicAct("k", Verb.HIDE, stage.message())

    async def story() -> None:
        try:
            await stage.actor.act(act)
        finally:
            await stage.actor.close()

    with pytest.raises(ActionError) as raised:
        asyncio.run(story())
    assert raised.value.failure is Failure.TOKEN and "refresh_token" in str(raised.value)
    assert "CANARY" not in str(raised.value) and stage.writes() == 0
    stage.close()


def test_the_four_keys_come_first_and_activity_is_subscribed_to_with_the_renewed_token(server: Server):
    assert type(opened(source(server, **OAUTH2), tools()).actors[0]._line).__name__ == "Line"
    stream = activity(server, **OAUTH2)
    Desk(server, stream.x)
    asked: list[str] = []

    def answer(request: Request) -> Reply:
        if request.method == "GET":
            return good({"meta": {}})
        asked.append(request.headers["authorization"])
        return good({"data": {"subscription_id": "1"}})

    server.says("/2/activity/subscriptions", answer)
    given = tools(Http(CALM))

    async def listen() -> None:
        [listener] = opened(stream.source, given).listeners
        async for _ in listener.listen(""):
            pass
        await listener.close()
        await given.http.close()

    asyncio.run(listen())
    assert set(asked) == {"Bearer CANARY-a0"} and len(asked) == 5


def test_the_doctor_sees_whose_token_it_is(server: Server):
    x = FakeX(NOW)
    server.otherwise(x.answer)
    desk = Desk(server, x)
    assert all(one.good for one in examined(source(server, **KEYLESS | OAUTH2)))
    desk.right = "CANARY-other"
    [bad] = [one for one in examined(source(server, **KEYLESS | OAUTH2)) if not one.good]
    assert "refresh_token" in bad.text


# --- our door ---------------------------------------------------------------------------------------------


class Hooks:
    """X's side of webhooks and subscriptions."""

    def __init__(self, server: Server, *, valid: bool = True, refuse: int = 0) -> None:
        self.hooks: list[dict[str, Any]] = []
        self.subscriptions: list[dict[str, Any]] = []
        self.checked: list[str] = []
        self._valid, self._refuse = valid, refuse
        server.otherwise(self.answer)

    def answer(self, request: Request) -> Reply:
        given = json.loads(request.body) if request.body else {}
        if request.path == "/2/webhooks":
            if request.method == "GET":
                return good({"data": self.hooks} if self.hooks else {"meta": {}})
            assert request.headers["authorization"] == f"Bearer {BEARER}"
            if self._refuse:
                return Reply(
                    self._refuse, b'{"title": "CrcValidationFailed", "detail": "hidden", "type": "about:blank"}'
                )
            self.hooks.append({"id": "146", "url": given["url"], "valid": self._valid})
            return good({"data": self.hooks[-1]})
        if request.path.startswith("/2/webhooks/"):
            self.checked.append(request.path.rpartition("/")[2])
            return good({"data": {"valid": True}})
        if request.method == "GET":
            return good({"data": self.subscriptions} if self.subscriptions else {"meta": {}})
        self.subscriptions.append(given)
        return good({"data": {"subscription_id": "1"}})


def hook(server: Server, public_url: str = "https://seintje.example", **more: Any) -> list[Finding]:
    given = tools(Http(CALM), public_url=public_url, clock=ManualClock(NOW))
    of = source(server, **more)

    async def go() -> list[Finding]:
        try:
            return list(await platform(of.kind).hook(of, given) or [])
        finally:
            await given.http.close()

    return asyncio.run(go())


def test_the_door_is_registered_once_with_everything_that_is_to_come_there(server: Server):
    x = Hooks(server)
    for _ in range(2):
        assert all(one.good for one in hook(server))
    assert [one["url"] for one in x.hooks] == ["https://seintje.example/hooks/x"]
    assert len(x.subscriptions) == 5
    assert all(one["webhook_id"] == "146" and one["filter"] == {"user_id": ME} for one in x.subscriptions)


def test_a_door_that_x_gave_up_is_asked_anew(server: Server):
    x = Hooks(server, valid=False)
    hook(server)
    hook(server)
    assert x.checked == ["146"]


@pytest.mark.parametrize("url", ["", "http://seintje.example", "https://seintje.example:8443"])
def test_a_door_that_x_cannot_reach_is_not_registered(server: Server, url: str):
    x = Hooks(server)
    [bad] = hook(server, url)
    assert not bad.good and "public_url" in bad.remedy and x.hooks == []


@pytest.mark.parametrize(("refuse", "says"), [(400, "van buiten"), (403, "client_id"), (500, "")])
def test_when_x_does_not_register_it_a_person_hears_what_to_do(server: Server, refuse: int, says: str):
    Hooks(server, refuse=refuse)
    [bad] = hook(server)
    assert not bad.good and says in bad.remedy and "hidden" not in bad.text


def test_an_answer_without_a_number_is_not_taken_for_a_webhook(server: Server):
    Hooks(server)
    server.says("/2/webhooks", good({"meta": {}}))
    assert [one.good for one in hook(server)] == [False]


def test_a_platform_without_a_door_has_nothing_to_register(server: Server):
    from bot.config import Secret as Word
    from bot.platforms.mastodon import MastodonSource

    of = MastodonSource(name="m", url="https://m.example", token=Word("t"))
    pytest.importorskip("mastodon")
    assert asyncio.run(platform("mastodon").hook(of, tools())) is None
    assert Target("x", "x", "1").id == "1" and TEXT
