"""LinkedIn and Reddit from end to end: what comes to the door and what is looked at is one message, a phone rings, it is
answered from the phone, and what its author takes away goes here as well. Real are the adapters, the desk and the phones."""

import hashlib
import hmac
import json
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.config import Secret
from bot.platforms.linkedin import LinkedInSource
from bot.platforms.linkedin.opening import opened
from bot.platforms.platform import Tools
from bot.ports import Batch
from bot.store import gone, mentions, reads
from bot.web.hooks import Hooks
from tests.bot.office import MONDAY_TEN, Office
from tests.bot.platforms.tools import tools
from tests.bot.public import PUBLIC
from tests.bot.test_acting import answers, begins, card
from tests.fakes.http import serving
from tests.fakes.linkedin import CLIENT, ORG, PAGE, SECRET, THREAD, TOKEN, FakeLinkedIn, notification
from tests.fakes.platform import Trouble

ON_LINKEDIN = PUBLIC.replace("x: {ours: false, reply: never}", "linkedin: {ours: true, reply: webcare}")
COMPLAINT = "Slechte zorg bij Zorg Proef, ik ben nog steeds niet teruggebeld."


class OnLinkedIn:
    """An office with a page on LinkedIn."""

    def __init__(self, office: Any) -> None:
        self._open = ExitStack()
        server = self._open.enter_context(serving())
        self.there = FakeLinkedIn(MONDAY_TEN)
        server.otherwise(self.there.answer)
        base = server.url("").rstrip("/")
        of = LinkedInSource(
            name="li",
            organization=PAGE,
            token=Secret(TOKEN),
            client_id=CLIENT,
            client_secret=Secret(SECRET),
            base_url=base,
            token_url=base,
        )
        self.given: Tools = tools()
        found = opened(of, self.given)
        [self.watcher], [self.receiver], [self.actor] = found.watchers, found.receivers, found.actors
        self.care: Office = office(ON_LINKEDIN, actors={"li": self.actor})
        self.kept: list[bytes] = []
        self.cursor = ""

    def _now(self) -> None:
        self.given.clock.at = self.there.now = self.care.clock.now()  # type: ignore[attr-defined]

    def takes(self, batch: Batch) -> None:
        self.care.house.ingest.keep("li", batch)
        self.care.settle()

    def looks(self) -> None:
        self.care.forward(minutes=1)
        self._now()
        batch = self.care.loop.run_until_complete(self.watcher.fetch(self.cursor))
        self.cursor = batch.cursor
        self.takes(batch)

    async def _keep(self, source: str, body: bytes) -> None:
        self.kept.append(body)

    def door(self) -> TestClient:
        app = Starlette()
        app.mount("/", Hooks({"li": self.receiver}, self._keep))
        return TestClient(app)

    def knocks(self, *some: Any) -> int:
        """LinkedIn brings something; what was kept is read at once."""
        body = json.dumps({"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": some}).encode()
        digest = hmac.new(SECRET.encode(), b"hmacsha256=" + body, hashlib.sha256).hexdigest()
        status = self.door().post("/hooks/li", content=body, headers={"X-LI-Signature": digest}).status_code
        self._now()
        while self.kept:
            self.takes(self.care.loop.run_until_complete(self.receiver.follow(self.kept.pop())))
        return status

    def close(self) -> None:
        self.care.loop.run_until_complete(self.given.http.close())
        self._open.close()


@pytest.fixture
def on(office: Any):
    made = OnLinkedIn(office)
    yield made
    made.close()


def count(on: OnLinkedIn) -> int:
    return on.care.store.read(lambda tx: reads.tally(tx))["mentions"]


def test_case_43_by_the_door_and_by_looking_it_is_one_message_and_rings_once(on: OnLinkedIn):
    one = on.there.says(COMPLAINT, MONDAY_TEN)
    told = notification(one.urn, COMPLAINT, MONDAY_TEN)
    assert [on.knocks(told), on.knocks(told), on.knocks(told, told)] == [200] * 3
    on.looks()
    assert count(on) == 1
    sanne = on.care.phone("sanne")
    assert len([message for message in sanne.messages if "teruggebeld" in message.text]) == 1
    one.text, one.changed = COMPLAINT + " Al drie dagen!", MONDAY_TEN + timedelta(minutes=1)
    on.knocks(notification(one.urn, one.text, MONDAY_TEN + timedelta(minutes=1), action="COMMENT_EDIT"))
    on.looks()
    said = on.care.store.read(lambda tx: mentions.mention(tx, 1))
    assert count(on) == 1 and said is not None and said.text.endswith("drie dagen!")


def test_it_is_answered_from_the_phone_and_what_its_author_takes_away_goes_here(on: OnLinkedIn):
    one = on.there.says(COMPLAINT, MONDAY_TEN)
    on.looks()
    sanne = on.care.phone("sanne")
    sanne.presses("Ik pak dit op")
    sanne.presses("Eigen tekst", begins(sanne, "Antwoord kiezen"))
    answers(sanne, "We horen graag wat er speelt: 088-1234567.")
    on._now()
    sanne.presses("Plaats het", card(sanne))
    ours = [other for other in on.there.comments.values() if other.by == ORG]
    assert [(other.text, other.parent) for other in ours] == [("We horen graag wat er speelt: 088-1234567.", one.urn)]
    del on.there.comments[one.urn]
    on.knocks(notification(one.urn, "", on.care.clock.now(), action="COMMENT_DELETE"))
    on.care.clock.forward(timedelta(days=1))
    on.care.store.write(lambda tx: gone.purge(tx, on.care.clock.now()))
    said = on.care.store.read(lambda tx: mentions.mention(tx, 1))
    assert said is not None and said.text == "", "case 91: within a day"


def test_an_answer_of_which_nobody_knows_is_looked_up_and_never_placed_twice(on: OnLinkedIn):
    on.there.says(COMPLAINT, MONDAY_TEN)
    on.looks()
    sanne = on.care.phone("sanne")
    sanne.presses("Ik pak dit op")
    sanne.presses("Eigen tekst", begins(sanne, "Antwoord kiezen"))
    answers(sanne, "We horen graag wat er speelt: 088-1234567.")
    on.there.trouble = Trouble.BROKEN
    sanne.presses("Plaats het", card(sanne))
    on.care.forward(minutes=5)
    assert [other.by for other in on.there.comments.values()].count(ORG) == 1
    assert "Het antwoord staat er." in card(sanne).text


def test_cases_62_66_and_67_the_door_itself(on: OnLinkedIn):
    door = on.door()
    code = "890e4665-4dfe-4ab1-b689-ed553bceeed0"
    answer = door.get("/hooks/li", params={"challengeCode": code})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json()["challengeResponse"] == hmac.new(SECRET.encode(), code.encode(), hashlib.sha256).hexdigest()
    assert door.get("/hooks/li", params={"challengeCode": "<b>x</b>"}).status_code == 403
    body = b'{"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": []}'
    stolen = door.get("/hooks/li", params={"challengeCode": f"hmacsha256={body.decode()}"})
    assert stolen.status_code == 403, "nobody gets a delivery signed by asking"
    assert door.post("/hooks/li", content=body, headers={"X-LI-Signature": "0" * 64}).status_code == 403
    large = b'{"x": "' + b"x" * 5_000_000 + b'"}'
    digest = hmac.new(SECRET.encode(), b"hmacsha256=" + large, hashlib.sha256).hexdigest()
    assert door.post("/hooks/li", content=large, headers={"X-LI-Signature": digest}).status_code == 413
    assert on.kept == [] and THREAD
