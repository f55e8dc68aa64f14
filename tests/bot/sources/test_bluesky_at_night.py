"""The whole product on Bluesky: a post below ours at night, a phone that rings, an answer by two, hiding by the gate, undoing."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

pytest.importorskip("atproto_client", reason="seintje[bluesky] is not installed")

from bot.app.sources import Sources
from bot.config import Secret
from bot.platforms.bluesky import BlueskySource
from bot.platforms.http import Http, HttpSettings
from bot.platforms.registry import open_source
from bot.ports import Verb
from bot.store import reads
from tests.bot.platforms.tools import tools
from tests.bot.public import PUBLIC
from tests.bot.test_acting import answers, begins, card, taken
from tests.fakes.bluesky import GATE, ME, PASSWORD, FakeBluesky, uri
from tests.fakes.http import Server, serving
from tests.fakes.platform import Trouble

TWENTY_TO_MIDNIGHT = datetime(2026, 3, 2, 22, 40, tzinfo=UTC)
"""Monday 23:40 in Amsterdam."""
THREAT = "Ik weet je te vinden, Zorg Proef. Mijn moeder ligt al uren in haar eigen plas!!"
ANSWER = "Wat naar om te lezen over uw moeder. Bel ons op 088-1234567."
PROTOCOL = PUBLIC.replace("platforms:\n", "platforms:\n  bluesky: {ours: true, reply: webcare}\n")


class AtNight:
    """An office whose account lives on the fake server."""

    def __init__(self, care, there: FakeBluesky, server: Server) -> None:
        self.care, self.there = care, there
        base = server.url("").rstrip("/")
        source = BlueskySource(name="blauw", did=ME, password=Secret(PASSWORD), pds=base, stream=False)
        self.http = Http(HttpSettings(allow_private=True), care.clock)
        self.found = open_source(source, tools(self.http, clock=care.clock))
        care.house.parts.actors.update({actor.source: actor for actor in self.found.actors})
        self.sources = Sources(care.house, self.found.watchers, ring=lambda: None)
        self.post = there.says("open", "Zaterdag open huis", at=TWENTY_TO_MIDNIGHT - timedelta(hours=6), did=ME)

    def writes(self, text: str, rkey: str = "boos", *, below: bool = True):
        """Somebody writes, below our post or elsewhere; we are told, and look."""
        more = {"reply": self.there.below(self.post)} if below else {}
        said = self.there.says(rkey, text, at=self.care.clock.now(), tells="reply" if below else "mention", **more)
        self.look()
        return said

    def look(self) -> None:
        for watcher in self.sources.watchers:
            self.care.loop.run_until_complete(self.sources.watch(watcher))
        self.care.settle()


@pytest.fixture
def night(office) -> Iterator[AtNight]:
    there = FakeBluesky()
    with serving() as server:
        server.otherwise(there.answer)
        made = AtNight(office(PROTOCOL, TWENTY_TO_MIDNIGHT), there, server)
        yield made
        made.care.loop.run_until_complete(made.sources.close())
        made.care.loop.run_until_complete(made.http.close())


def test_a_post_at_night_rings_is_answered_by_two_hidden_by_the_gate_and_shown_again(night: AtNight):
    care, there = night.care, night.there
    karin, marleen = care.phone("karin"), care.phone("marleen")
    said = night.writes(THREAT)
    assert karin.rings()
    assert karin.shows("Crisis") and karin.shows("23:40")
    taken(care, "karin")

    marleen.presses("Eigen tekst", begins(marleen, "Reactie voorstellen"))
    answers(marleen, ANSWER)
    marleen.presses("Leg voor", card(marleen))
    assert there.ours(said["uri"]) == []
    karin.presses("Akkoord", card(karin))
    assert there.ours(said["uri"]) == [ANSWER]
    assert "Het antwoord staat er." in card(marleen).text

    karin.presses("Leg voor", begins(karin, "Verberg"))
    assert not there.hidden(said["uri"])
    care.forward(minutes=16)  # nobody else has duty: a threat may then be hidden alone, with a reason
    care.telegram.say(karin.number, "Hij noemt een adres", reply_to=card(karin).id)
    care.forward(seconds=5)
    assert there.hidden(said["uri"])
    assert there.records[GATE, "open"]["value"]["post"] == night.post["uri"]
    karin.presses("Zichtbaar maken", card(karin))
    assert not there.hidden(said["uri"])
    assert there.writes == 3, "each once, and nothing else"
    assert there.logins == 1, "one session for looking and acting"


def test_a_hide_whose_answer_was_lost_is_looked_up_and_never_done_twice(night: AtNight):
    care, there = night.care, night.there
    karin = care.phone("karin")
    said = night.writes(THREAT)
    taken(care, "karin")
    karin.presses("Leg voor", begins(karin, "Verberg"))
    care.forward(minutes=16)
    there.trouble = Trouble.LOST
    care.telegram.say(karin.number, "Hij noemt een adres", reply_to=card(karin).id)
    care.forward(minutes=5)
    assert there.hidden(said["uri"]) and there.writes == 1
    assert "Zichtbaar maken" in card(karin).labels


def test_our_own_answer_is_seen_and_rings_nobody(night: AtNight):
    said = night.writes(THREAT)
    karin = night.care.phone("karin")
    karin.fresh()
    night.there.says("wij", "Bel ons", at=night.care.clock.now(), did=ME, reply=night.there.below(night.post, said))
    night.look()
    night.look()
    assert not karin.rings()


def test_what_stands_elsewhere_cannot_be_hidden_and_no_button_says_so(night: AtNight):
    night.writes(THREAT, below=False)
    karin = night.care.phone("karin")
    assert karin.rings()
    taken(night.care, "karin")
    assert "Verberg" not in [label for one in karin.messages for label in one.labels]
    case = night.care.case()
    offered = night.care.store.read(
        lambda tx: night.care.house.acting.offered(tx, _case(night, tx), case.mentions[0].number, "karin")
    )
    assert Verb.HIDE not in offered and Verb.REPLY in offered


def _case(night: AtNight, tx):
    from bot.store import cases

    found = cases.peek(tx, 1)
    assert found is not None
    return found[0]


def test_case_91_what_its_writer_takes_away_is_gone_here_within_a_day(night: AtNight):
    said = night.writes(THREAT)
    del night.there.posts[said["uri"]]
    night.there.notices.clear()
    night.look()
    night.care.clock.forward(timedelta(hours=23))
    night.care.loop.run_until_complete(night.sources.sweep_once())
    assert night.care.case().mentions[0].text == ""


def test_case_27_a_password_that_was_withdrawn_makes_the_source_blind_and_says_how_to_mend_it(night: AtNight):
    night.there.password = "a new one"
    night.look()
    [line] = [one for one in night.care.store.read(reads.source_lines) if one.name == "blauw"]
    assert line.blind and "app-wachtwoord" in line.error
    night.care.forward(minutes=30)
    night.look()
    assert night.there.logins <= 3
    night.there.password = PASSWORD
    night.care.forward(minutes=30)
    night.writes(THREAT)
    assert night.care.phone("karin").rings()
    assert uri("boos") in {one.external_id for one in _kept(night)}


def _kept(night: AtNight):
    from bot.store.schema import mentions

    return night.care.store.read(lambda tx: list(tx.execute(mentions.select())))
