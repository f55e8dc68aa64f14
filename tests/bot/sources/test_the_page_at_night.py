"""The whole product: somebody writes on the page at night. Meta knocks, a phone rings, two people answer, hide and undo."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.app.sources import Sources
from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.facebook import FacebookSource
from bot.platforms.http import Http, HttpSettings
from bot.platforms.registry import open_source
from bot.store import Store, reads
from bot.store.migrate import prepare
from bot.web.app import create_app
from bot.web.hooks import Hooks
from bot.web.live import Changes
from bot.web.sessions import MemorySessions
from bot.web.settings import LOOPBACK, WebSettings
from tests.bot.platforms.tools import tools
from tests.bot.public import PUBLIC
from tests.bot.test_acting import answers, begins, card, taken
from tests.fakes.graph import PAGE, SECRET, TOKEN, FakeGraph, Node, signature
from tests.fakes.http import serving
from tests.fakes.office import busy_office

TWENTY_TO_MIDNIGHT = datetime(2026, 3, 2, 22, 40, tzinfo=UTC)
"""Monday 23:40 in Amsterdam."""
THREAT = "Ik weet je te vinden, Zorg Proef. Mijn moeder ligt al uren in haar eigen plas!!"


class PageAtNight:
    """An office whose page stands on the fake Graph API."""

    def __init__(self, care, graph: FakeGraph, base: str, doorstep: Store) -> None:
        self.care, self.graph = care, graph
        source = FacebookSource(
            name="pagina",
            id=PAGE,
            token=Secret(TOKEN),
            app_secret=Secret(SECRET),
            verify_token=Secret("wij"),
            base_url=base,
        )
        self.http = Http(HttpSettings(allow_private=True), care.clock)
        found = open_source(source, tools(self.http, clock=care.clock))
        care.house.parts.actors.update({actor.source: actor for actor in found.actors})
        self.sources = Sources(
            care.house, found.watchers, receivers=found.receivers, doorstep=doorstep, ring=lambda: None
        )
        settings = WebSettings(port=0, hosts=(*LOOPBACK, "testserver"))
        hooks = Hooks(self.sources.receivers, self.sources.receive)
        sessions = MemorySessions(ManualClock(TWENTY_TO_MIDNIGHT), lambda person: True)
        self.door = TestClient(
            create_app(busy_office(), settings=settings, sessions=sessions, changes=Changes(), hooks=hooks)
        )
        self.post = graph.says("Zaterdag open huis", TWENTY_TO_MIDNIGHT, by=PAGE, name="Zorg Proef")

    def writes(self, text: str, *, knocks: bool = True) -> Node:
        """A visitor comments; Meta tells us, unless it does not."""
        said = self.graph.says(text, self.care.clock.now(), on=self.post.id, by="77", name="Anna")
        if knocks:
            assert self.knock(said, "add") == 200
        return said

    def knock(self, said: Node, verb: str) -> int:
        """Meta at our door."""
        at = int(self.care.clock.now().timestamp())
        value = {
            "item": "comment",
            "verb": verb,
            "comment_id": said.id,
            "post_id": self.post.id,
            "parent_id": self.post.id,
            "created_time": at,
            "from": {"id": said.by, "name": said.name},
            "message": said.text,
        }
        entry = {"id": PAGE, "time": at, "changes": [{"field": "feed", "value": value}]}
        body = json.dumps({"object": "page", "entry": [entry]}).encode()
        status = self.door.post(
            "/hooks/pagina", content=body, headers={"x-hub-signature-256": signature(body)}
        ).status_code
        self.care.loop.run_until_complete(self.sources.drain_once())
        self.care.settle()
        return status

    def look(self) -> None:
        """The reconcile poll."""
        for watcher in self.sources.watchers:
            self.care.loop.run_until_complete(self.sources.watch(watcher))
        self.care.settle()

    def ours(self, below: Node) -> list[str]:
        """What we said below a comment."""
        return [one.text for one in self.graph.nodes.values() if one.on == below.id and one.by == PAGE]


@pytest.fixture
def page(office, tmp_path: Path) -> Iterator[PageAtNight]:
    graph = FakeGraph()
    doorstep = Store(f"sqlite:///{tmp_path / 'deurmat.db'}")
    prepare(doorstep)
    with serving() as server:
        server.otherwise(graph.answer)
        care = office(PUBLIC, TWENTY_TO_MIDNIGHT)
        made = PageAtNight(care, graph, server.url("").rstrip("/"), doorstep)
        yield made
        care.loop.run_until_complete(made.sources.close())
        for actor in care.house.parts.actors.values():
            care.loop.run_until_complete(actor.close())
        care.loop.run_until_complete(made.http.close())
    doorstep.close()


def test_a_comment_at_night_rings_is_answered_by_two_hidden_and_shown_again(page: PageAtNight):
    care = page.care
    karin, marleen = care.phone("karin"), care.phone("marleen")
    said = page.writes(THREAT)
    assert karin.rings()
    assert karin.shows("Crisis") and karin.shows("23:40")
    taken(care, "karin")

    marleen.presses("Eigen tekst", begins(marleen, "Reactie voorstellen"))
    answers(marleen, "Wat naar om te lezen over uw moeder. Bel ons op 088-1234567.")
    marleen.presses("Leg voor", card(marleen))
    assert page.ours(said) == []
    karin.presses("Akkoord", card(karin))
    assert page.ours(said) == ["Wat naar om te lezen over uw moeder. Bel ons op 088-1234567."]
    assert "Het antwoord staat er." in card(marleen).text

    karin.presses("Leg voor", begins(karin, "Verberg"))
    assert not said.hidden
    care.forward(minutes=16)  # nobody else has duty: a threat may then be hidden alone, with a reason
    care.telegram.say(karin.number, "Hij noemt een adres", reply_to=card(karin).id)
    care.forward(seconds=5)
    assert said.hidden
    karin.presses("Zichtbaar maken", card(karin))
    assert not said.hidden

    writes = [(method, edge) for method, _, edge, _ in page.graph.calls if method != "GET"]
    assert writes == [("POST", "comments"), ("POST", ""), ("POST", "")], "each once, and nothing else"


def test_our_own_answer_comes_back_by_the_webhook_and_rings_nobody(page: PageAtNight):
    said = page.writes(THREAT)
    page.care.phone("karin").fresh()
    ours = page.graph.says("Bel ons", page.care.clock.now(), on=said.id, by=PAGE, name="Zorg Proef")
    assert page.knock(ours, "add") == 200
    page.look()
    assert not page.care.phone("karin").rings()


def test_case_43_what_the_webhook_brought_and_the_look_finds_is_one_message(page: PageAtNight):
    page.writes(THREAT)
    page.care.phone("karin").fresh()
    page.look()
    page.look()
    assert not page.care.phone("karin").rings()
    assert len(page.care.case().mentions) == 1


def test_what_the_webhook_missed_the_look_finds(page: PageAtNight):
    page.writes(THREAT, knocks=False)
    assert not page.care.phone("karin").rings()
    page.look()
    assert page.care.phone("karin").rings()


def test_case_91_what_its_writer_takes_away_is_gone_here_within_a_day(page: PageAtNight):
    said = page.writes(THREAT)
    del page.graph.nodes[said.id]
    assert page.knock(said, "remove") == 200
    page.care.clock.forward(timedelta(hours=23))
    page.care.loop.run_until_complete(page.sources.sweep_once())
    assert page.care.case().mentions[0].text == ""


def test_case_27_a_token_that_was_withdrawn_makes_the_page_blind_and_says_so(page: PageAtNight):
    page.graph.errors = {"feed": 190}
    page.look()
    [line] = [one for one in page.care.store.read(reads.source_lines) if one.name == "pagina"]
    assert line.blind and "weigert het token (190)" in line.error
