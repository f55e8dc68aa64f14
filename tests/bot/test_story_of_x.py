"""X from end to end: somebody says something there, a phone rings, two people answer, one thing is hidden and shown again.

Real are the watcher, tweepy, the actor, the desk, the phones; X is a server of ours.
"""

import asyncio
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest

from bot.config import Secret
from bot.platforms.platform import Tools
from bot.platforms.x import XSource
from bot.platforms.x.opening import opened
from rules.mention import Via
from tests.bot.office import MONDAY_TEN, Office
from tests.bot.platforms.tools import tools
from tests.bot.public import PUBLIC
from tests.bot.test_acting import answers, begins, card
from tests.fakes.http import serving
from tests.fakes.x import BEARER, KEYS, ME, SECRET, FakeX

ON_X = PUBLIC.replace("x: {ours: false, reply: never}", "x: {ours: true, reply: webcare}")
HATE = "@zorgproef Dat tuig van Zorg Proef moet eens oprotten."
WORDS = "Wat naar om te lezen over uw moeder. Bel ons op 088-1234567."


class OnX:
    """An office with an account on X."""

    def __init__(self, office: Any) -> None:
        self._open = ExitStack()
        server = self._open.enter_context(serving())
        self.x = FakeX(MONDAY_TEN)
        server.otherwise(self.x.answer)
        keys = {name: Secret(value) for name, value in KEYS.items()}
        of = XSource(
            name="x",
            id=ME,
            bearer_token=Secret(BEARER),
            consumer_secret=Secret(SECRET),
            base_url=server.url("").rstrip("/"),
            recheck=0,
            **keys,
        )
        self.cursor = ""
        given: Tools = tools(terms=lambda: ["Zorg Proef"])
        found = opened(of, given)
        [self.watcher], [self.actor] = found.watchers, found.actors
        self.care: Office = office(ON_X, actors={"x": self.actor})
        given.clock.at = self.care.clock.at
        self._clock = given.clock

    def looks(self) -> list[Via]:
        """Somebody looks at X now; how what is new reached us."""
        self.care.forward(minutes=1)
        self.x.now = self._clock.at = self.care.clock.now()
        batch = self.care.loop.run_until_complete(self.watcher.fetch(self.cursor))
        self.cursor = batch.cursor
        self.care.hears(*batch.mentions, source="x")
        return [one.via for one in batch.mentions]

    def ours(self) -> list[str]:
        return [one.text for one in self.x.tweets.values() if one.by == ME and one.on]

    def close(self) -> None:
        asyncio.run(self.watcher.close())
        asyncio.run(self.actor.close())
        self._open.close()


@pytest.fixture
def there(office: Any):
    made = OnX(office)
    yield made
    made.close()


def test_a_mention_rings_is_answered_by_two_hidden_by_two_and_shown_again(there: OnX):
    care, x = there.care, there.x
    root = x.says("Open huis op zaterdag", MONDAY_TEN - timedelta(hours=2), by=ME)
    said = x.says(HATE, MONDAY_TEN, on=root.id, to=(ME,))
    assert Via.MENTION in there.looks()
    sanne, karin = care.phone("sanne"), care.phone("karin")
    assert any("oprotten" in one.text for one in sanne.messages), "the phone rang"
    sanne.presses("Ik pak dit op")

    sanne.presses("Eigen tekst", begins(sanne, "Antwoord kiezen"))
    answers(sanne, WORDS)
    sanne.presses("Leg voor", card(sanne))
    assert there.ours() == [], "nothing stands there before a second person agreed"
    karin.presses("Akkoord", card(karin))
    assert there.ours() == [f"@anna {WORDS}"]
    assert "Het antwoord staat er." in card(sanne).text

    care.forward(seconds=10)  # one message a second on a phone
    shown = begins(sanne, "Verberg")
    assert "De huisregel vraagt hiervoor twee mensen." in shown.text
    sanne.presses("Leg voor", shown)
    assert not x.tweets[said.id].hidden
    karin.presses("Akkoord", card(karin))
    assert x.tweets[said.id].hidden
    sanne.presses("Zichtbaar maken", card(sanne))
    assert not x.tweets[said.id].hidden

    care.forward(seconds=10)
    before = len(sanne.messages)
    there.looks()
    assert len(sanne.messages) == before, "our own answer rings no phone"
    assert care.log().count("opened") == 1


def test_who_only_names_us_is_not_answered_there_but_by_hand(there: OnX):
    there.x.says("Slechte zorg bij Zorg Proef, ik ben nog steeds niet teruggebeld.", MONDAY_TEN)
    assert there.looks() == [Via.SEARCH]
    sanne = there.care.phone("sanne")
    sanne.presses("Ik pak dit op")
    sanne.presses("Eigen tekst", begins(sanne, "Antwoord kiezen"))
    answers(sanne, "We horen graag wat er speelt: 088-1234567.")
    assert "Plaats het" not in card(sanne).labels
    sanne.presses("Ik plaats het zelf", card(sanne))
    assert "seintje plaatst dit hier niet zelf" in card(sanne).text
    assert there.ours() == []
