"""A LinkedIn page: looked at, knocked by, acted on; against a server of ours over real sockets."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
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
from bot.platforms.linkedin import KEEP, PLATFORM, WORD, LinkedInSource
from bot.platforms.linkedin.costs import cost_of_month
from bot.platforms.linkedin.opening import hooked, opened
from bot.platforms.linkedin.urns import born, plain, shown, urn
from bot.platforms.meter import CountingMeter
from bot.ports import ActionError, Batch, Failure, Follower, Looked, PublicAct, SourceError, Target, Verb, Watcher
from rules.mention import Kind, Via
from tests.bot.platforms.actor_contract import TEXT, ActorContract, Stage
from tests.bot.platforms.contract import NOW, Item, Looking, PagedContract
from tests.bot.platforms.tools import examined, tools
from tests.fakes.http import Reply, Request, Server, serving
from tests.fakes.linkedin import (
    CLIENT,
    ORG,
    PAGE,
    POST,
    REFRESH,
    SECRET,
    THREAD,
    TOKEN,
    FakeLinkedIn,
    comment_urn,
    listed,
    millis,
    notification,
    refused,
)
from tests.fakes.platform import Trouble

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CALM = HttpSettings(allow_private=True, read=timedelta(seconds=5), first_wait=timedelta(0))
NOTES = "/rest/organizationalEntityNotifications"
RENEWED = {"client_id": CLIENT, "client_secret": Secret(SECRET), "refresh_token": Secret(REFRESH)}


def source(server: Server | None, **more: Any) -> LinkedInSource:
    base = server.url("").rstrip("/") if server else ""
    given = {"name": "li", "organization": PAGE, "token": Secret(TOKEN), "base_url": base, "token_url": base}
    return LinkedInSource(**given | more)


def watcher(server: Server, http: Http, **more: Any) -> Watcher:
    clock = more.pop("clock", ManualClock(NOW))
    [made] = opened(source(server, **more), tools(http, clock=clock)).watchers
    return made


@pytest.fixture
def there(server: Server) -> FakeLinkedIn:
    fake = FakeLinkedIn(NOW)
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
    """The promises, with notifications as what is said. What is asked for by name is there."""

    path = NOTES

    def page(self, server: Server, items: Sequence[Item], more: str = "") -> Reply:
        found = []
        for one in items:
            count = sum(map(ord, one.id)) % 1000
            found.append(notification(comment_urn(one.at, count), one.text, one.at))
        return listed(found, more)

    def mark_of(self, asked: str) -> str:
        start = parse_qs(urlsplit(asked).query).get("start", ["0"])[0]
        return start if start != "0" else ""

    def watcher(self, server: Server, http: Http) -> Watcher:
        server.otherwise(lambda asked: listed([]))
        return watcher(server, http)


# --- looking ----------------------------------------------------------------------------------------------


def test_a_comment_is_read_whole_with_its_answers_and_our_own(server: Server, there: FakeLinkedIn):
    there.posted(
        r"Open huis bij @[Zorg Proef](urn:li:organization:5515715) {hashtag|\#|zorg} \(gratis\)", NOW - 2 * HOUR
    )
    anna = there.says("Nooit bereikbaar", NOW - HOUR)
    there.says("Ik ook niet", NOW - 50 * MINUTE, by="urn:li:person:bram", below=anna.urn, told=False)
    there.says("Bel ons gerust", NOW - 40 * MINUTE, by=ORG, below=anna.urn, told=False)
    post, said, answer, ours = looking(server)().mentions
    assert (post.text, post.own, post.kind) == ("Open huis bij Zorg Proef #zorg (gratis)", True, Kind.POST)
    assert (said.text, said.kind, said.via, said.author.handle) == (
        "Nooit bereikbaar",
        Kind.COMMENT,
        Via.OWN_PAGE,
        "anna",
    )
    assert (answer.kind, answer.parent_id, answer.thread_id) == (Kind.REPLY, anna.urn, THREAD)
    assert ours.own and not said.own
    assert said.url is not None and said.url.startswith(f"https://www.linkedin.com/feed/update/{THREAD}/")


def test_a_notification_and_the_list_are_one_mention_and_the_list_is_right(server: Server, there: FakeLinkedIn):
    one = there.says("Kort", NOW - HOUR)
    one.text = "Kort, maar dan heel"
    look = looking(server)
    assert look.told() == ["Kort, maar dan heel"]
    assert look.told() == []


def test_an_edit_and_a_deletion_come_by_notification(server: Server, there: FakeLinkedIn):
    one = there.says("Eerst zo", NOW - HOUR)
    look = Days(server)
    look()
    one.text, one.changed = "Toch anders", NOW
    there.notes.append(notification(one.urn, one.text, NOW, action="COMMENT_EDIT"))
    batch = look.later(MINUTE)
    assert [(said.id, said.text, said.posted_at) for said in batch.mentions] == [(one.urn, "Toch anders", one.at)]
    del there.comments[one.urn]
    there.notes.append(notification(one.urn, "", NOW + MINUTE, action="COMMENT_DELETE"))
    assert look.later(MINUTE).gone == [one.urn]
    assert look.later(MINUTE).gone == []


def test_case_91_what_is_changed_or_taken_away_without_a_word_is_seen_in_turn(server: Server, there: FakeLinkedIn):
    there.posted("Open huis", NOW - 3 * HOUR)
    keeps, goes = there.says("Blijft", NOW - HOUR), there.says("Gaat", NOW - HOUR)
    look = Days(server)
    look()
    keeps.text, keeps.changed = "Blijft, maar anders", NOW
    del there.comments[goes.urn]
    batch = look.later(10 * MINUTE)
    assert [said.text for said in batch.mentions] == ["Blijft, maar anders"]
    assert batch.gone == [goes.urn]


def test_what_is_missing_but_still_there_when_asked_for_is_not_gone(server: Server, there: FakeLinkedIn):
    there.posted("Open huis", NOW - 3 * HOUR)
    there.says("Blijft", NOW - HOUR)
    look = Days(server)
    look()
    server.says(f"/rest/socialActions/{POST.replace(':', '%3A')}/comments", listed([]))
    assert look.later(10 * MINUTE).gone == []


def test_who_mentions_or_shares_us_is_heard(server: Server, there: FakeLinkedIn):
    name = "urn:li:share:7094977717598625792"
    for action, words in (("SHARE_MENTION", "Schande bij Zorg Proef"), ("SHARE", "Lees dit eens")):
        one = notification(name, words, NOW - HOUR, action=action)
        one["decoratedGeneratedActivity"] = {"share": {"entity": name, "owner": "urn:li:person:anna", "text": words}}
        there.notes = [one]
        [said] = looking(server)().mentions
        assert (said.text, said.id) == (words, name)
        assert (said.via, said.kind) == ((Via.MENTION, Kind.POST) if "_" in action else (Via.OWN_PAGE, Kind.SHARE))


def test_what_is_only_named_is_asked_for_and_what_we_may_not_see_is_no_news(server: Server, there: FakeLinkedIn):
    there.posts = []
    seen, hidden = "urn:li:share:7094977717598625792", "urn:li:ugcPost:7094977717598625793"
    for name in (seen, hidden):
        one = notification(name, "", NOW - HOUR, action="SHARE_MENTION")
        there.notes.append(one | {"decoratedGeneratedActivity": {}, "generatedActivity": name})
    found = {"id": seen, "author": "urn:li:person:bo", "commentary": "Over ons", "publishedAt": millis(NOW - HOUR)}
    server.says(f"/rest/posts/{seen.replace(':', '%3A')}", Reply(body=json.dumps(found).encode()))
    batch = looking(server, posts=0)()
    assert [said.text for said in batch.mentions] == ["Over ons"] and list(batch.refused) == []


def test_more_that_is_only_named_than_one_look_asks_for_comes_in_the_next_one(server: Server, there: FakeLinkedIn):
    for count in range(15):
        one = there.says(f"reactie {count}", NOW - HOUR, told=False)
        there.notes.append(
            notification(one.urn, "", NOW - HOUR) | {"decoratedGeneratedActivity": {}, "notificationId": count}
        )
    server.says(f"/rest/socialActions/{THREAD.replace(':', '%3A')}/comments", refused(404, "NOT_FOUND"))
    look = looking(server)
    assert [len(look.told()) for _ in range(3)] == [10, 5, 0]


def test_a_like_another_page_and_nonsense_are_no_news_or_told(server: Server, there: FakeLinkedIn):
    like, other, nameless = (notification(comment_urn(NOW - HOUR, n), "x", NOW - HOUR) for n in range(3))
    like["action"], other["organizationalEntity"] = "LIKE", "urn:li:organization:1"
    nameless["generatedActivity"], nameless["decoratedGeneratedActivity"] = (
        "javascript:alert(1)",
        {"comment": {"text": "x"}},
    )
    there.notes = [other, nameless]
    server.says(NOTES, listed([like, other, nameless]))
    batch = looking(server)()
    assert batch.mentions == [] and [reason for _, reason in batch.refused] == ["het bericht heeft geen nummer"]


def test_more_notifications_than_a_page_and_more_comments_than_a_page(server: Server, there: FakeLinkedIn):
    there.page = 20
    for count in range(90):
        there.says(f"reactie {count}", NOW - HOUR - count * MINUTE)
    look = looking(server)
    assert len(look().mentions) == 90
    assert look.told() == []


def test_a_post_that_is_gone_disturbs_nothing(server: Server, there: FakeLinkedIn):
    there.says("Nog gezien", NOW - HOUR)
    server.says(f"/rest/socialActions/{THREAD.replace(':', '%3A')}/comments", refused(404, "NOT_FOUND"))
    assert looking(server).told() == ["Nog gezien"]


def test_a_day_of_looks_stays_within_the_calls_it_is_reckoned_at(server: Server, there: FakeLinkedIn):
    there.posted("Open huis", NOW - 3 * HOUR)
    look = Days(server)
    for quarter in range(96):
        if quarter % 5 == 0:
            there.says(f"reactie {quarter}", NOW + quarter * timedelta(minutes=15))
        look.later(timedelta(minutes=15))
    month = cost_of_month(source(server), replace(USUAL, own=20, acts=0))
    assert 0.6 * month.calls / 30 <= len(there.calls) <= month.calls / 30
    assert all(cost_of_month(source(server), traffic).within for traffic in (QUIET, USUAL, STORM))
    assert cost_of_month(source(server, posts=0), QUIET).calls < month.calls


def test_when_calls_run_short_what_is_new_goes_first_and_the_rest_is_read_the_next_day(
    server: Server, there: FakeLinkedIn
):
    there.posted("Open huis", NOW - 3 * HOUR)
    meter, clock = CountingMeter(), ManualClock(NOW)
    given = tools(Http(CALM), meter=meter, clock=clock)
    found = opened(source(server, quota=150), given)

    async def story() -> list[int]:
        told, cursor = [], ""
        for quarter in range(48):
            there.says(f"reactie {quarter}", clock.now() - MINUTE)
            batch = await found.watchers[0].fetch(cursor)
            cursor = batch.cursor
            told.append(len(batch.mentions) - (quarter == 0))
            clock.forward(timedelta(minutes=15))
        at_midnight = len(there.calls)
        await found.watchers[0].fetch(cursor)
        await given.http.close()
        return [*told, at_midnight, len(there.calls) - at_midnight]

    *told, before, after = asyncio.run(story())
    assert told == [1] * 48, "nothing new is missed"
    assert before <= 120, "a fifth part is left to act"
    assert after > 1, "what stirred is read whole when there are calls again"


def test_the_calls_of_a_day_run_out_and_some_are_left_to_act(server: Server, there: FakeLinkedIn):
    meter, clock = CountingMeter(), ManualClock(NOW)
    given = tools(Http(CALM), meter=meter, clock=clock)
    found = opened(source(server, quota=20), given)
    target = Target("li", WORD, there.says("Hallo?", NOW - HOUR).urn)

    async def story() -> None:
        with pytest.raises(SourceError, match="dagbudget"):
            for _ in range(30):
                await found.watchers[0].fetch("")
        for _ in range(4):
            await found.actors[0].act(PublicAct("k", Verb.REPLY, target, TEXT))
        with pytest.raises(ActionError) as raised:
            await found.actors[0].act(PublicAct("k", Verb.REPLY, target, TEXT))
        assert raised.value.failure is Failure.BUDGET
        await given.http.close()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("status", "code", "says", "blind"),
    [
        (401, "EXPIRED_ACCESS_TOKEN", "verlopen", True),
        (403, "ACCESS_DENIED", "recht", True),
        (426, "NONEXISTENT_VERSION", "version", True),
        (429, "TOO_MANY_REQUESTS", "wachten", False),
    ],
)
def test_every_no_says_what_a_person_does(server: Server, status: int, code: str, says: str, blind: bool):
    server.otherwise(lambda asked: refused(status, code))
    error = looking(server).fails()
    assert error.blind is blind and says in str(error) and "hidden" not in str(error)
    assert (error.retry_after == HOUR) is (status == 429), "its limits are by day, and it does not say until when"


# --- the token --------------------------------------------------------------------------------------------


def test_a_token_is_renewed_when_it_runs_out_and_when_it_is_refused(server: Server, there: FakeLinkedIn):
    there.rotates, there.life = True, 3600
    given = tools(Http(CALM), clock=ManualClock(NOW))
    found = opened(source(server, **RENEWED), given)
    there.says("Hallo?", NOW - HOUR)

    async def story() -> list[int]:
        counts = []
        for _ in range(2):
            counts.append(len((await found.watchers[0].fetch("")).mentions))
        given.clock.forward(HOUR)
        counts.append(len((await found.watchers[0].fetch("")).mentions))
        there.tokens = ["another"]
        with pytest.raises(Exception, match="verlopen"):
            await found.watchers[0].fetch("")
        counts.append(len((await found.watchers[0].fetch("")).mentions))
        await given.http.close()
        return counts

    assert asyncio.run(story()) == [1, 1, 1, 1]
    assert len([one for one in server.requests if one.path.startswith("/oauth/")]) == 3


def test_case_80_nothing_inside_our_own_network_is_asked(server: Server, there: FakeLinkedIn):
    http = Http(HttpSettings(first_wait=timedelta(0)))

    async def look() -> None:
        try:
            await watcher(server, http).fetch("")
        finally:
            await http.close()

    with pytest.raises(SourceError):
        asyncio.run(look())
    assert there.calls == [] and server.requests == []


# --- our door ---------------------------------------------------------------------------------------------


def receiver(server: Server | None = None, http: Http | None = None, **more: Any) -> Any:
    given = {"client_id": CLIENT, "client_secret": Secret(SECRET)} | more
    [made] = opened(source(server, **given), tools(http or Http(CALM))).receivers
    return made


def delivery(*some: Any) -> bytes:
    body = {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": list(some)}
    return json.dumps(body).encode()


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    digest = hmac.new(secret.encode(), b"hmacsha256=" + body, hashlib.sha256).hexdigest()
    return {"x-li-signature": digest}


def test_the_challenge_is_answered_with_its_proof():
    answer = json.loads(receiver().handshake({"challengeCode": "890e4665-4dfe-4ab1-b689-ed553bceeed0"}))
    right = hmac.new(SECRET.encode(), b"890e4665-4dfe-4ab1-b689-ed553bceeed0", hashlib.sha256).hexdigest()
    assert answer == {"challengeCode": "890e4665-4dfe-4ab1-b689-ed553bceeed0", "challengeResponse": right}


@pytest.mark.parametrize(
    "code",
    ["", "<script>", "x" * 300, 'hmacsha256={"type": 1, "notifications": []}', '{"notifications": []}', "a b c d e f"],
)
def test_case_67_only_a_code_that_could_be_no_delivery_is_signed(code: str):
    assert receiver().handshake({"challengeCode": code}) is None


def test_case_62_only_what_the_app_signed_over_these_very_bytes_is_genuine():
    body = delivery()
    door = receiver(old_client_secret=Secret("before"))
    assert door.genuine(signed(body), body) and door.genuine(signed(body, "before"), body)
    assert door.genuine({"x-li-signature": f"hmacsha256={signed(body)['x-li-signature']}"}, body)
    assert door.genuine({"x-li-signature": hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}, body)
    sha1 = hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
    for wrong in ({}, signed(body, "other"), signed(body + b" "), {"x-li-signature": sha1}, {"x-li-signature": "é"}):
        assert not door.genuine(wrong, body)


def test_cases_63_and_64_a_delivery_ten_times_out_of_order_with_nonsense_in_it():
    one = comment_urn(NOW - HOUR)
    added, changed = notification(one, "eerst", NOW - HOUR), notification(one, "later", NOW, action="COMMENT_EDIT")
    batch = receiver().read(delivery(changed, "nonsense", added, added))
    assert [(said.text, said.posted_at) for said in batch.mentions] == [("later", NOW - HOUR)]
    assert len(batch.refused) == 1 and batch.as_of[one] == NOW
    taken = receiver().read(delivery(notification(one, "", NOW, action="COMMENT_DELETE"), added))
    assert (list(taken.gone) == [one] and taken.as_of[one] == NOW - HOUR) or taken.as_of[one] == NOW


@pytest.mark.parametrize("body", [b"", b"\x00", b"[1]", b"{}", b'{"type": "OTHER"}', b"[" * 100_000])
def test_a_delivery_that_is_none_is_told(body: bytes):
    assert [name for name, _ in receiver().read(body).refused] == [""]


def test_what_a_delivery_only_names_is_asked_for(server: Server, there: FakeLinkedIn):
    one = there.says("Wat er echt staat", NOW - HOUR, told=False)
    named = notification(one.urn, "", NOW - HOUR) | {"decoratedGeneratedActivity": {}}
    http = Http(CALM)
    door = receiver(server, http)
    assert isinstance(door, Follower)

    async def follow() -> Batch:
        try:
            return await door.follow(delivery(named))
        finally:
            await http.close()

    assert [said.text for said in asyncio.run(follow()).mentions] == ["Wat er echt staat"]
    del there.comments[one.urn]
    http = Http(CALM)
    door = receiver(server, http)
    assert asyncio.run(follow()).mentions == []


def test_pages_of_one_app_share_a_door():
    assert receiver().family == receiver(name="other").family != receiver(client_secret=Secret("x")).family
    assert SECRET not in receiver().family
    assert opened(source(None), tools(Http(CALM))).receivers == []


def hooking(server: Server, **more: Any) -> Any:
    given = tools(Http(CALM), public_url=more.pop("public_url", "https://seintje.example"))

    async def hook() -> Any:
        try:
            return await hooked(source(server, **RENEWED | {"app": "9"} | more), given)
        finally:
            await given.http.close()

    return asyncio.run(hook())


def test_the_door_is_registered_and_the_doctor_sees_it(server: Server, there: FakeLinkedIn):
    there.admin = False
    [bad] = hooking(server)
    assert not bad.good and "beheerder" in bad.remedy
    there.admin = True
    [good] = hooking(server)
    assert good.good and there.hooks[0]["webhook"] == "https://seintje.example/hooks/li"
    [bad] = hooking(server, public_url="")
    assert not bad.good and "public_url" in bad.remedy
    there.rights = ()
    [bad] = hooking(server)
    assert not bad.good and "https://seintje.example/hooks/li" in bad.remedy


# --- acting -----------------------------------------------------------------------------------------------


class OnLinkedIn(Stage):
    """A page with a comment below its post."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.server = self._open.enter_context(serving())
        self.there = FakeLinkedIn(NOW)
        self.server.otherwise(self.there.answer)
        self.tools = tools(Http(CALM))
        [self.actor] = opened(source(self.server), self.tools).actors
        self.actor.close = self.tools.http.close  # as whoever opened the shared client does

    def message(self) -> Target:
        said = self.there.says("Nooit meer", NOW - HOUR)
        return Target("li", WORD, said.urn, THREAD, THREAD, "anna")

    def trouble(self, kind: Trouble) -> None:
        if kind is Trouble.UNREACHABLE:
            self._open.close()
        self.there.trouble = kind

    def writes(self) -> int:
        return self.there.writes()

    def replies(self, target: Target) -> list[str]:
        return [one.text for one in self.there.comments.values() if one.parent == target.id and one.by == ORG]

    def hidden(self, target: Target) -> bool:
        return False

    def take_away(self, target: Target) -> None:
        del self.there.comments[target.id]

    def go_blind(self) -> None:
        self.server.otherwise(lambda asked: Reply(503))

    def spend(self) -> None:
        asyncio.run(self.tools.meter.take("li", "2026-11-21", 400, None))

    def close(self) -> None:
        self._open.close()


class TestActing(ActorContract):
    budgeted = True

    def stage(self) -> Stage:
        return OnLinkedIn()


def playing(stage: OnLinkedIn, *acts: Any) -> list[Any]:
    async def whole() -> list[Any]:
        try:
            return [await one for one in acts]
        finally:
            await stage.actor.close()

    try:
        return asyncio.run(whole())
    finally:
        stage.close()


def test_an_answer_to_an_answer_stands_beside_it():
    stage = OnLinkedIn()
    target = stage.message()
    nested = stage.there.says("Ik ook", NOW - MINUTE, below=target.id)
    below = Target("li", WORD, nested.urn, THREAD, target.id)
    [done] = playing(stage, stage.actor.act(PublicAct("k", Verb.REPLY, below, TEXT)))
    assert stage.replies(target) == [TEXT] and done.id in stage.there.comments and done.url


def test_a_like_is_one_like_and_is_found_again():
    stage = OnLinkedIn()
    act = PublicAct("k", Verb.LIKE, stage.message())
    look, do = stage.actor.look_up, stage.actor.act
    before, _, _, after = playing(stage, look(act), do(act), do(act), look(act))
    assert (before.looked, after.looked) == (Looked.NOT_DONE, Looked.DONE)
    assert stage.there.likes == {act.target.id}


def test_a_comment_of_somebody_else_is_taken_away_and_that_is_seen():
    stage = OnLinkedIn()
    act = PublicAct("k", Verb.DELETE, stage.message())
    look, do = stage.actor.look_up, stage.actor.act
    before, _, again, after = playing(stage, look(act), do(act), do(act), look(act))
    assert (before.looked, after.looked) == (Looked.NOT_DONE, Looked.DONE)
    assert again is not None and stage.there.comments == {}


@pytest.mark.parametrize("verb", [Verb.DELETE, Verb.LIKE, Verb.REPLY])
def test_what_is_no_comment_or_post_never_leaves(verb: Verb):
    stage = OnLinkedIn()
    target = Target("li", WORD, POST if verb is Verb.DELETE else "../../people")

    async def refusal() -> Failure:
        with pytest.raises(ActionError) as raised:
            await stage.actor.act(PublicAct("k", verb, target, TEXT))
        return raised.value.failure

    assert playing(stage, refusal()) == [Failure.REFUSED]
    assert stage.writes() == 0


def test_a_post_that_mentions_us_is_answered_below_it():
    stage = OnLinkedIn()
    [done] = playing(stage, stage.actor.act(PublicAct("k", Verb.REPLY, Target("li", WORD, POST), TEXT)))
    assert stage.there.comments[done.id].parent == ""


# --- the doctor -------------------------------------------------------------------------------------------


def test_the_doctor_is_content(server: Server, there: FakeLinkedIn):
    there.hooks = [{"webhook": "https://seintje.example/hooks/li", "expiresAt": millis(NOW + timedelta(days=50))}]
    found = examined(source(server, **RENEWED), public_url="https://seintje.example")
    assert all(one.good for one in found), found
    said = " ".join(one.text for one in found)
    for word in ("202611", "60 dagen", "rw_organization_admin", "r_organization_social", "webhook", "vragen"):
        assert word in said, word


@pytest.mark.parametrize(
    ("change", "settings", "says"),
    [
        ({}, {"version": "202512"}, "202512"),
        ({"life": 86_400 * 5}, {"client_id": CLIENT, "client_secret": Secret(SECRET)}, "5 dagen"),
        ({"tokens": ["x"]}, {"client_id": CLIENT, "client_secret": Secret(SECRET)}, "werkt niet meer"),
        ({"rights": ("rw_organization_admin",)}, RENEWED, "w_organization_social"),
        ({"rights": ("r_organization_social",)}, {}, "recht"),
        ({"admin": False}, {}, "beheerder"),
        ({"refresh": "gone"}, RENEWED, "vernieuwt"),
        ({}, {"client_id": CLIENT, "client_secret": Secret(SECRET)}, "brengt nog niets"),
        ({"hooks": [{"webhook": "https://s.example/hooks/li", "expiresAt": millis(NOW)}]}, RENEWED, "loopt bijna af"),
    ],
    ids=["version", "soon", "gone", "scope", "permission", "role", "refresh", "no hook", "hook ends"],
)
def test_the_doctor_names_what_is_wrong_and_where_to_mend_it(
    server: Server, there: FakeLinkedIn, change: dict[str, Any], settings: dict[str, Any], says: str
):
    for name, value in change.items():
        setattr(there, name, value)
    wrong = [one for one in examined(source(server, **settings), public_url="https://s.example") if not one.good]
    assert wrong and any(says in one.text for one in wrong), wrong
    assert all(one.remedy for one in wrong)


def test_the_doctor_names_the_permission_that_a_refusal_is_about(server: Server, there: FakeLinkedIn):
    there.rights = ("rw_organization_admin",)
    [bad] = [one for one in examined(source(server)) if not one.good]
    assert "r_organization_social" in bad.remedy and bad.page


def test_the_doctor_when_the_day_is_spent_or_the_desk_is_away(server: Server, there: FakeLinkedIn):
    meter = CountingMeter()
    asyncio.run(meter.take("li", "2026-11-21", 400, None))
    assert "op" in [one for one in examined(source(server), meter=meter) if not one.good][-1].text
    server.says("/oauth/v2/introspectToken", Reply(200, b"<html>"))
    found = examined(source(server, client_id=CLIENT, client_secret=Secret(SECRET)))
    assert any(one.unreachable for one in found)


def test_an_app_that_may_have_no_webhook_is_only_looked_at(server: Server, there: FakeLinkedIn):
    server.says("/rest/eventSubscriptions", refused(403, "ACCESS_DENIED"))
    found = examined(source(server, **RENEWED), public_url="https://s.example")
    assert all(one.good for one in found) and any("alleen gekeken" in one.text for one in found)


# --- small things -----------------------------------------------------------------------------------------


def test_names_are_written_one_way():
    assert urn("urn:li:comment:(activity:12,34)") == "urn:li:comment:(urn:li:activity:12,34)"
    for wrong in ("urn:li:comment:(x", "12", None, "urn:li:share:1,2"):
        assert urn(wrong) == ""
    assert urn("urn:li:share:7") == "urn:li:share:7"
    assert born("urn:li:share:abc") is None and born("urn:li:share:12") is None
    assert born("urn:li:activity:7094637247890620418").year == 2023
    assert shown("urn:li:person:1") is None
    assert plain(r"\(a\) \# b @[C \[d\]](urn:li:person:1)") == "(a) # b C [d]"


def test_words_of_members_are_kept_for_two_days_when_nothing_else_is_said():
    assert source(None).keep == KEEP == timedelta(hours=48)
    assert PLATFORM.capabilities.reply_limit == 1250


def test_case_66_a_request_is_never_answered_with_a_token_in_it(server: Server, there: FakeLinkedIn):
    asked: list[Request] = server.requests
    looking(server, **RENEWED)()
    assert asked and all(TOKEN not in one.path and REFRESH not in one.path for one in asked)


@pytest.mark.parametrize(
    ("written", "read"), [("202611", "202611"), ("202613", None), ("26-11", None), ("latest", None)]
)
def test_a_version_is_a_year_and_a_month(tmp_path: Path, written: str, read: str | None):
    file = tmp_path / "config.yaml"
    given = f"name: li, kind: linkedin, organization: 1, token: env:T, version: {written}"
    file.write_text(f"sources:\n  - {{{given}}}\n")
    reading = settings.read(file, {"T": "x"})
    assert (reading.problems == ()) is (read is not None)
