"""A manager changes the protocol: her colleague says yes on her phone, a mistake is told of, and nothing is ever half in force."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.office import StoreOffice
from bot.app.watch import Watch
from bot.store import protocols
from bot.store.protocols import New
from rules.i18n import Lang
from rules.protocol.versions import Answer, Choice, State
from tests.bot.office import MONDAY_TEN, Office
from tests.bot.protocol import CARE

BOTH = CARE.replace("owner: karin\n", "owner: karin\napproved_by: [marleen]\n", 1)
"""Karin writes, Marleen has the last word."""
NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof"
SERIOUS = ("category: complaint\n    level: attention", "category: complaint\n    level: serious")


class Desk:
    """An office with its protocol in a file that is watched."""

    def __init__(self, care: Office, file: Path, text: str) -> None:
        self.care, self.file, self.text = care, file, text
        file.write_text(text, encoding="utf-8")
        care.store.write(lambda tx: protocols.add(tx, New({file.name: text}, "karin"), care.clock.now()))
        self.watch = Watch(file, care.house.versions)

    def saves(self, *changes: tuple[str, str], text: str | None = None) -> None:
        """Somebody saves the file; it is looked at until it has settled."""
        new = self.text if text is None else text
        for old, put in changes:
            assert old in new, old
            new = new.replace(old, put, 1)
        self.file.write_text(new, encoding="utf-8")
        self.looks()

    def looks(self, times: int = 2) -> None:
        for _ in range(times):
            self.watch.look()
        self.care.forward(seconds=3)

    @property
    def version(self) -> int:
        return self.care.rulebook.current.version

    def states(self) -> list[str]:
        """Of every version, oldest first."""
        return [v.state.value for v in reversed(self.care.store.read(protocols.versions))]


@pytest.fixture
def desk(office: Callable[..., Office], tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    def begin(text: str = BOTH, **more: object) -> Desk:
        made = Desk(office(text, **more), tmp_path / "protocol.yaml", text)
        made.looks()
        return made

    yield begin


# --- two people ----------------------------------------------------------------------------------------------


def test_a_change_rules_once_a_second_person_says_yes_on_her_phone(desk):
    here = desk()
    here.saves(SERIOUS)
    karin, marleen = here.care.phone("karin"), here.care.phone("marleen")
    assert here.version == 1 and here.states() == ["active", "proposed"]
    assert marleen.shows("Deze wijziging is van Karin Postma en wacht op akkoord van Marleen van Osterwijk.")
    assert marleen.shows("Regel “klacht”: niveau van Aandacht naar Ernstig.")
    assert marleen.buttons == ("Akkoord", "Niet akkoord")
    assert karin.buttons == ("Trek terug",)
    assert marleen.presses("Akkoord") == "Akkoord. Versie 2 geldt nu."
    here.care.forward(seconds=3)
    assert here.version == 2 and here.states() == ["superseded", "active"]
    for phone in (karin, marleen):
        assert phone.shows("akkoord van Marleen van Osterwijk") and phone.buttons == ()
    here.care.says("Dit is slechte zorg, Beukenhof")
    assert here.care.case().case.level == "serious"
    assert "protocol_accepted" in here.care.log(None)


def test_no_means_that_the_old_version_goes_on(desk):
    here = desk()
    here.saves(SERIOUS)
    marleen = here.care.phone("marleen")
    assert marleen.presses("Niet akkoord") == "Niet akkoord. De vorige versie blijft gelden."
    here.looks(4)
    assert here.version == 1 and here.states() == ["active", "refused"]
    assert here.care.phone("karin").shows("niet akkoord: Marleen van Osterwijk")


def test_a_refused_text_is_not_asked_again_but_a_better_one_is(desk):
    here = desk()
    here.saves(SERIOUS)
    here.care.phone("marleen").presses("Niet akkoord")
    here.looks()
    here.saves(("level: attention", "level: routine"))
    assert here.states() == ["active", "refused", "proposed"]


def test_the_writer_takes_it_back(desk):
    here = desk()
    here.saves(SERIOUS)
    here.care.phone("karin").presses("Trek terug")
    here.looks()
    assert here.states() == ["active", "refused"]
    assert here.care.phone("marleen").buttons == ()


def test_saving_the_old_text_again_takes_the_proposal_off_the_phones(desk):
    here = desk()
    here.saves(SERIOUS)
    here.saves()
    assert here.states() == ["active", "superseded"]
    assert here.care.phone("marleen").shows("vervallen") and here.care.phone("marleen").buttons == ()


def test_a_late_press_after_the_decision_changes_nothing(desk):
    here = desk(BOTH.replace("[marleen]", "[marleen, joost]"))
    here.saves(SERIOUS)
    joost = here.care.phone("joost")
    data = joost.last.button("Akkoord").data
    message = joost.last.id
    here.care.phone("marleen").presses("Niet akkoord")
    assert here.version == 1
    assert joost.buttons == ()
    here.care.telegram.press_data(joost.number, message, data)
    here.care.forward(seconds=3)
    assert here.care.telegram.answers[-1].text == "Hierover is al beslist. Kijk naar het bericht zoals het nu is."
    assert here.version == 1 and here.states() == ["active", "refused"]


def test_without_approved_by_a_change_rules_at_once(desk):
    here = desk(CARE)
    here.saves(SERIOUS)
    assert here.version == 2 and here.states() == ["superseded", "active"]


def test_a_new_version_cannot_do_away_with_the_second_person_by_itself(desk):
    here = desk()
    here.saves(("approved_by: [marleen]\n", ""))
    assert here.states() == ["active", "proposed"]


def test_a_manager_who_is_paired_later_is_asked_then(desk):
    here = desk(paired=False)
    here.saves(SERIOUS)
    assert here.care.phone("marleen").messages == []
    here.care.pair(here.care.phone("marleen"))
    here.looks(1)
    assert here.care.phone("marleen").buttons == ("Akkoord", "Niet akkoord")


def test_at_night_the_question_makes_no_sound(desk):
    here = desk(at=MONDAY_TEN + timedelta(hours=14))
    here.care.phone("marleen").fresh()
    here.saves(SERIOUS)
    assert not here.care.phone("marleen").rings()
    assert here.care.phone("marleen").buttons == ("Akkoord", "Niet akkoord")


# --- on the pages --------------------------------------------------------------------------------------------


def test_the_page_has_the_same_buttons_by_the_same_rules(desk):
    here = desk()
    page, do = StoreOffice(here.care.house, None, lambda: None), here.care.loop.run_until_complete
    assert do(page.proposed("marleen", Lang.NL)) is None
    here.saves(SERIOUS)
    seen = {person: do(page.proposed(person, Lang.NL)) for person in ("marleen", "karin", "sanne")}
    assert [label for label, _ in seen["marleen"].choices] == ["Akkoord", "Niet akkoord"]
    assert [label for label, _ in seen["karin"].choices] == ["Trek terug"]
    assert seen["sanne"].choices == ()
    assert any("niveau van Aandacht naar Ernstig" in line for line in seen["marleen"].lines)
    assert do(page.decide(2, Choice.ACCEPT, "karin")) is Answer.OWN
    assert do(page.decide(2, Choice.ACCEPT, "sanne")) is Answer.NOT_ALLOWED
    assert here.version == 1
    assert do(page.decide(2, Choice.ACCEPT, "marleen")) is Answer.ACCEPTED
    assert here.version == 2
    here.care.forward(seconds=3)
    assert here.care.phone("marleen").buttons == () and here.care.phone("karin").shows("akkoord van Marleen")
    assert do(page.decide(2, Choice.REFUSE, "karin")) is Answer.DECIDED


# --- a file that cannot rule -----------------------------------------------------------------------------------


def test_a_broken_file_is_told_of_once_and_again_when_it_is_mended(desk):
    here = desk()
    karin = here.care.phone("karin")
    here.saves(("owner: webcare", "owner: webcaer"))
    assert karin.shows(
        "protocol.yaml regel 57, regel 'verwaarlozing': Rol “webcaer” bestaat niet. Bedoelde u “webcare”?"
    )
    assert karin.shows("De vorige versie blijft actief.")
    assert here.watch.trouble is not None and here.version == 1
    told = len(karin.messages)
    here.looks(6)
    assert len(karin.messages) == told
    here.saves(("owner: webcare", "owner: webcra"))
    assert len(karin.messages) == told + 1
    here.saves()
    assert karin.shows("weer in orde")
    assert here.watch.trouble is None
    assert [what for what in here.care.log(None) if what.startswith("protocol_")] == [
        "protocol_broken",
        "protocol_broken",
        "protocol_mended",
    ]
    here.saves(("owner: webcare", "owner: webcaer"))
    assert karin.shows("webcaer")


def test_a_file_of_which_only_the_whole_is_wrong_does_not_rule_either(desk):
    here = desk()
    here.saves((", mail: secret:MAIL_MARLEEN", ""))
    assert here.care.phone("karin").shows("Marleen van Osterwijk staat in de opschaling van Ernstig, Crisis")
    assert here.care.phone("karin").shows("De vorige versie blijft actief.")
    assert here.version == 1 and here.states() == ["active"]


def test_a_failing_test_keeps_the_old_version_and_names_the_word_and_line(desk):
    text = BOTH.replace(
        "complaint: {words: [klacht*, niet teruggebeld, slechte zorg]}",
        "complaint: {words: [klacht*, niet teruggebeld, slechte zorg], except: [klachtenvrij]}",
    )
    text += 'tests:\n  - {text: "Klachtenvrij wonen bij Beukenhof, zorg proef", expect: {level: routine or less}}\n'
    here = desk(text)
    here.saves((", except: [klachtenvrij]", ""))
    karin = here.care.phone("karin")
    assert karin.shows(
        "Test 1 klopt niet meer: “Klachtenvrij wonen bij Beukenhof, zorg proef” werd Dagelijks, wordt nu Aandacht."
    )
    assert karin.shows("‘klacht*’ in onderwerp complaint (regel 50)")
    assert karin.shows("uitzondering klachtenvrij is verdwenen")
    assert karin.shows("De vorige versie blijft actief.")
    assert here.states() == ["active"]


def test_case_78_a_file_that_is_still_being_written_is_left_alone(desk):
    here = desk(CARE)
    whole = here.text.replace(*SERIOUS)
    for cut in (len(whole) // 3, len(whole) // 2, len(whole) - 40):
        here.file.write_text(whole[:cut])
        assert here.watch.look() is None
    here.file.write_text(whole)
    assert here.watch.look() is None
    offer = here.watch.look()
    assert offer is not None and offer.state is State.ACTIVE
    assert here.care.log(None).count("protocol_broken") == 0


def test_a_file_that_is_gone_is_told_of(desk):
    here = desk()
    here.file.unlink()
    here.looks()
    assert here.care.phone("karin").shows("kan niet gelezen worden")
    here.saves()
    assert here.care.phone("karin").shows("weer in orde")


# --- 49 ----------------------------------------------------------------------------------------------------------


def test_case_49_a_rule_that_matches_everything_waits_until_somebody_says_it_is_meant(desk):
    here = desk(CARE)
    for number in range(30):
        here.care.says(f"Mooie dag in Beukenhof, nummer {number} {'abcdefghij'[number % 10] * 5}")
    here.saves(("complaint: {words: [klacht*", "complaint: {words: [beukenhof, klacht*"))
    karin = here.care.phone("karin")
    assert here.states() == ["active", "proposed"]
    assert karin.shows("Regel ‘klacht’ raakt 100 % van de laatste 30 berichten over ons.")
    assert karin.buttons == ("Toch akkoord", "Niet akkoord")
    karin.presses("Toch akkoord")
    assert here.version == 2


# --- 72 ----------------------------------------------------------------------------------------------------------

BAD = sorted((Path(__file__).parents[1] / "protocols" / "bad").glob("*.yaml"))


def test_case_72_none_of_the_bad_files_ever_rules(desk):
    here = desk()
    assert len(BAD) >= 60
    refused = 0
    for file in BAD:
        here.file.write_bytes(file.read_bytes())
        here.watch.look()
        here.watch.look()
        refused += here.watch.trouble is not None
        assert here.version == 1
        assert [v.state for v in here.care.store.read(protocols.versions) if v.number == 1] == [State.ACTIVE]
    assert refused >= 60
    here.care.forward(seconds=5)
    here.care.says(NEGLECT)
    assert here.care.case().case.level == "serious"


# --- 79 ----------------------------------------------------------------------------------------------------------

ONLY_IMRAN = ("serious: [{after: 0 minutes, notify: [owner, duty]}, {after: 15 minutes, notify: spokesperson}",
              "serious: [{after: 0 minutes, notify: [owner, duty]}, {after: 5 hours, notify: spokesperson}")  # fmt: skip


def test_case_79_a_case_that_is_climbing_keeps_the_chain_it_was_opened_with(desk):
    here = desk(CARE)
    here.care.says(NEGLECT)
    here.saves(ONLY_IMRAN)
    assert here.version == 2
    here.care.phone("joost").fresh()
    here.care.forward(minutes=15)
    assert here.care.phone("joost").rings(), "the second step comes after a quarter of an hour, as when the case began"
    here.care.phone("joost").presses("Ik pak dit op")
    here.care.says("Bewoners worden verwaarloosd bij zorg proef", author="ander", platform="x", thread_id="elders")
    assert here.care.case(2).case.level == "serious"
    here.care.phone("joost").fresh()
    here.care.forward(minutes=20)
    assert not here.care.phone("joost").rings(), "a case that is opened later goes by the new version"


def test_case_79_who_left_the_protocol_is_passed_over_and_the_chain_goes_on(desk):
    here = desk(CARE)
    here.care.says(NEGLECT)
    gone = tuple((line, "") for line in CARE.splitlines(keepends=True) if line.startswith("  joost:"))
    here.saves(*gone, ("people: [joost], stand_in: duty", "people: [karin]"), ("[karin, joost]", "[karin]"))
    assert here.version == 2
    joost, karin = here.care.phone("joost"), here.care.phone("karin")
    joost.fresh(), karin.fresh()
    here.care.forward(minutes=15)
    assert not joost.fresh() and karin.rings(), "the role is filled at the moment of sending"


def test_case_79_a_step_for_a_role_that_is_gone_goes_to_the_last_resort_at_once(desk):
    here = desk(CARE.replace("spokesperson}, {after: 30 minutes, notify: board}]", "spokesperson}]"))
    here.care.says(NEGLECT)
    here.saves(
        ("  spokesperson: {name: Woordvoerder, people: [joost], stand_in: duty}\n", ""),
        ("{after: 15 minutes, notify: spokesperson}", "{after: 5 hours, notify: lead}"),
        ("[owner, duty, spokesperson, board]", "[owner, duty, board]"),
        ("owner: spokesperson", "owner: webcare"),
    )
    assert here.version == 2
    marleen = here.care.phone("marleen")
    marleen.fresh()
    here.care.forward(minutes=15)
    assert marleen.rings()
    here.care.forward(minutes=16)
    assert marleen.rings(), "and again, until somebody takes it"
