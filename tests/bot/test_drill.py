"""Drills: the real roster on real phones, marked and apart; whoever does not take part hears nothing; nothing real is touched."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.drill import DrillMaster, Plan
from bot.app.drill.orders import drill as order
from bot.store import reads, reporting
from tests.bot.office import MONDAY_TEN, PACE, Office
from tests.bot.protocol import CARE
from tests.bot.test_way_of_a_mention import NEGLECT

DRILL = CARE + "exercises: {allowed_for: [lead], banner: OEFENING}\n"
THREAT = "Ik weet je te vinden, Beukenhof"


def line(number: int, text: str, minute: int) -> str:
    said = {
        "id": f"s{number}", "platform": "facebook_page", "kind": "comment", "text": text, "via": "own_page", "lang": "nl",
        "author": {"handle": f"a{number}"}, "posted_at": f"2026-01-05T10:{minute:02}:00+01:00",
    }  # fmt: skip
    return json.dumps(said)


SCRIPT = "\n".join(
    (line(1, NEGLECT, 0), line(2, "Mooi weer vandaag", 5), line(3, NEGLECT + " En nog steeds!", 10))
).encode()


class Practice:
    """An office with a drill master, played by hand."""

    def __init__(self, care: Office, folder: Path) -> None:
        self.care = care
        self.master = DrillMaster(care.house, folder, folder)

    def forward(self, seconds: int, step: int = PACE) -> None:
        for _ in range(0, seconds, step):
            self.care.settle()
            self.care.loop.run_until_complete(self.master.look())
            self.care.clock.forward(timedelta(seconds=step))
        self.care.settle()

    def press(self, person: str, label: str) -> None:
        phone = self.care.phone(person)
        last = next(m for m in reversed(phone.messages) if m.labels)
        self.care.telegram.press(phone.number, last.id, label)
        self.forward(2 * PACE)

    def texts(self, person: str) -> list[str]:
        return [m.text for m in self.care.phone(person).messages]


@pytest.fixture
def practice(office: Callable[..., Office], tmp_path: Path):
    made: list[Practice] = []

    def build(protocol: str = DRILL, **more) -> Practice:
        made.append(Practice(office(protocol, **more), tmp_path))
        return made[-1]

    yield build
    for one in made:
        for scene in [*one.master._done, *([one.master.scene] if one.master.scene else [])]:
            scene.close()


def test_the_whole_drill_line_by_line(practice):
    play = practice()
    assert play.master.start(SCRIPT, ["sanne", "karin"], "karin") is None
    play.forward(20)
    first = play.texts("sanne")
    assert first[0].startswith("OEFENING · Karin Postma begint een oefening.")
    assert "OEFENING" in first[1].splitlines()[0]
    assert "Ernstig" in first[1].splitlines()[0]
    assert "Dit is een oefening. Er is niets aan de hand." in first[1]
    assert play.care.phone("imran").messages == []  # webcare as well, but not in this drill
    play.press("sanne", "Ik pak dit op")
    assert play.care.telegram.answers[-1].text == "OEFENING: U hebt het. De opschaling is gestopt."
    assert any("Sanne" in text for text in play.texts("karin"))  # karin sees who has it
    play.press("sanne", "Afgerond")
    play.forward(11 * 60, step=20)
    play.master.stop("karin")
    play.forward(10)
    report = play.texts("karin")[-1]
    assert report.startswith("OEFENING · de oefening is gestopt.")
    assert "• seintje aan Sanne de Wit na " in report
    assert "• Imran Bouali zou na " in report
    assert "• opgepakt door Sanne de Wit na " in report


def test_nothing_of_it_is_in_the_real_cases_reports_or_statistics(practice):
    play = practice()
    play.master.start(SCRIPT, ["sanne"], "karin")
    play.forward(30)
    care, now = play.care, play.care.clock.now()
    assert care.store.read(lambda tx: reads.case_lines(tx)) == []
    found = care.store.read(lambda tx: reporting.numbers(tx, now - timedelta(days=1), now + timedelta(days=1)))
    assert (found.heard, found.cases, found.rings) == (0, (), ())
    assert play.master.scene is not None
    drill_case = play.master.scene.store.read(lambda tx: reads.case_lines(tx))[0]
    from bot.store import cases

    assert play.master.scene.store.read(lambda tx: cases.peek(tx, drill_case.id))[0].drill
    assert play.master.scene.house.parts.actors == {}  # nothing that acts in public


def test_a_real_message_meanwhile_is_a_real_case(practice):
    play = practice()
    play.master.start(SCRIPT, ["sanne"], "karin")
    play.forward(10)
    play.care.says(NEGLECT)
    play.forward(10)
    real = play.care.phone("imran").last
    assert "OEFENING" not in real.text
    assert play.care.case(1).case.mentions == 1
    play.care.phone("imran").presses("Ik pak dit op")
    assert play.care.case(1).case.assignee == "imran"


def test_a_real_crisis_pauses_it_and_it_goes_on_afterwards(practice):
    play = practice()
    play.master.start(SCRIPT, ["sanne"], "karin")
    play.forward(10)
    play.care.says(THREAT)
    play.forward(4)
    assert any("De oefening wacht: er is een echte crisis." in text for text in play.texts("sanne"))
    played = play.master.scene.played
    at = play.master.scene.clock.now()
    play.forward(20 * 60, step=60)
    assert (play.master.scene.played, play.master.scene.clock.now()) == (played, at)
    case = play.care.store.read(lambda tx: reads.case_lines(tx))[0].id
    from rules.case.model import Action, Pressed

    play.care.house.desk.act(case, Pressed(Action.TAKE, "karin"))
    play.care.house.desk.act(case, Pressed(Action.RESOLVE, "karin"))
    play.forward(4)
    assert any("De oefening gaat verder." in text for text in play.texts("sanne"))


def test_it_survives_a_restart(practice, tmp_path: Path):
    play = practice()
    play.master.start(SCRIPT, ["sanne", "karin"], "karin", 2.0)
    play.forward(20)
    play.master.scene.close()
    cases = len(play.texts("sanne"))
    play.care.house.inbox.asides.clear()
    again = DrillMaster(play.care.house, tmp_path, tmp_path)
    assert again.take_up()
    play.master = again
    play.forward(20)
    assert len(play.texts("sanne")) == cases  # nothing twice
    play.press("sanne", "Ik pak dit op")
    assert play.care.telegram.answers[-1].text.startswith("OEFENING: U hebt het.")


def test_it_ends_by_itself_with_its_report(practice):
    play = practice()
    play.master.start(line(1, NEGLECT, 0).encode(), ["sanne", "karin"], "karin")
    play.forward(10)
    play.press("sanne", "Ik pak dit op")
    play.press("sanne", "Afgerond")
    play.forward(10)
    assert play.master.scene is None
    assert play.texts("karin")[-1].startswith("OEFENING · de oefening is klaar.")
    assert play.care.log(None)[-2:] == ["drill_started", "drill_done"]


def test_from_the_phone_by_who_may(practice):
    play = practice()
    sanne, karin = play.care.phone("sanne"), play.care.phone("karin")
    sanne.writes("/oefening start")
    assert sanne.last.text == "U mag geen oefening starten of stoppen. Vraag het aan: Karin Postma, Joost Verhaar."
    karin.writes("/oefening")
    assert karin.last.text == "Er loopt geen oefening. Beginnen kan met: /oefening start"
    karin.writes("/oefening start sanne")
    play.forward(4)
    assert play.master.scene is not None
    assert play.master.scene.plan.people == ("sanne",)
    assert any("begint een oefening" in text for text in play.texts("karin"))
    karin.writes("/oefening")
    assert "De oefening loopt: bericht" in karin.last.text
    karin.writes("/oefening start")
    assert "Er loopt al een oefening" in karin.last.text
    sanne.writes("/oefening stop")  # whoever takes part may
    play.forward(4)
    assert play.master.scene is None


def test_why_not(practice):
    play = practice()
    master = play.master
    assert order(master, {"what": "start", "by": "sanne", "to": ["sanne"]})["code"] == "not_allowed"
    assert order(master, {"what": "start", "by": "nobody"})["code"] == "not_allowed"
    assert order(master, {"what": "start", "by": "karin", "to": ["nobody"]})["code"] == "nobody"
    assert order(master, {"what": "stop", "by": "karin"})["code"] == "none_runs"
    assert master.start(b'{"id": "x"}', ["sanne"], "karin") == "no_script"
    assert master.start(b"", ["sanne"], "karin") == "no_script"
    play.care.says(THREAT)
    assert order(master, {"what": "start", "by": "karin", "to": ["sanne"]})["code"] == "real"
    assert order(master, {"what": "state", "lang": "en"})["text"].startswith("No drill is running.")


def test_the_clock_of_a_drill_is_faster_and_stands_still_when_paused():
    plan = Plan("karin", ("sanne",), MONDAY_TEN, 10.0)
    minute = timedelta(minutes=1)
    assert plan.at(MONDAY_TEN + minute) == MONDAY_TEN + 10 * minute
    rested = plan.pause(MONDAY_TEN + minute)
    assert rested.at(MONDAY_TEN + 9 * minute) == MONDAY_TEN + 10 * minute
    on = rested.resume(MONDAY_TEN + 9 * minute)
    assert on.at(MONDAY_TEN + 10 * minute) == MONDAY_TEN + 20 * minute


def test_the_messages_are_in_the_reader_s_language(practice):
    play = practice(DRILL.replace("mail: secret:MAIL_SANNE}", "mail: secret:MAIL_SANNE, lang: en}"))
    play.master.start(SCRIPT, ["sanne"], "karin")
    play.forward(4)
    assert play.texts("sanne")[0].startswith("OEFENING · Karin Postma starts a drill.")
