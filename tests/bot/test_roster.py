"""The roster from the phone: who has duty, taking over, swapping, and what happens at a hand-over (catalogue case 19)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.ports import TELEGRAM, Address
from bot.store import duty
from rules.duty.roster import who
from tests.bot.office import MONDAY_TEN, Office
from tests.bot.protocol import CARE

THREAT = "Ik weet je te vinden, ik maak je af"
NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
GROUP = -1001
NIGHT = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)
"""Wednesday 03:00 in Amsterdam."""
TEAM = CARE.replace("{name: Piket, schedule: piket}", "{name: Piket, schedule: piket, group: secret:GRP_PIKET}")
Build = Callable[..., Office]


@pytest.fixture
def care(office: Build) -> Office:
    return office(CARE)


def on_duty(care: Office) -> tuple[str, ...]:
    team = care.store.read(care.house.desk.team)
    return who("duty", care.clock.now(), care.rulebook.current.protocol, team.staffing).people


def test_dienst_says_who_has_duty_and_who_is_next(care: Office) -> None:
    shown = care.phone("sanne").writes("/dienst")
    assert shown.text == "Piket: Karin Postma tot ma 9-3 09:00, daarna Joost Verhaar"
    assert shown.labels == ()
    assert care.phone("joost").writes("/duty").labels == ("Ik neem over (Piket)",)


def test_taking_over_counts_at_once_and_the_other_hears_so_loudly(care: Office) -> None:
    joost, karin = care.phone("joost"), care.phone("karin")
    joost.writes("/dienst")
    assert joost.presses("Ik neem over").startswith(
        "U hebt nu dienst (Piket), tot ma 9-3 09:00. Karin Postma hoort dat"
    )
    assert karin.rings()
    assert karin.shows("Joost Verhaar neemt uw dienst over (Piket), vanaf nu tot ma 9-3 09:00.")
    assert on_duty(care) == ("joost",)
    assert "take_over" in care.log(None)
    care.clock.at = NIGHT
    care.phone("joost").fresh()
    karin.fresh()
    care.says(THREAT)
    assert joost.rings()
    assert not karin.rings()
    assert joost.presses("Ik neem over", joost.messages[0]).startswith("U hebt al dienst.")


def test_whoever_is_not_in_the_roster_cannot_take_over_with_somebody_elses_button(care: Office) -> None:
    joost = care.phone("joost")
    joost.writes("/dienst")
    data = joost.last.button("Ik neem over").data
    before = len(care.telegram.answers)
    care.telegram.press_data(joost.number, joost.last.id, data, user=care.phone("marleen").number)
    care.forward(seconds=2)
    assert care.telegram.answers[before].text == "Marleen van Osterwijk staat niet in het rooster Piket."
    assert on_duty(care) == ("karin",)


def test_an_old_button_to_take_over_does_nothing(care: Office) -> None:
    joost = care.phone("joost")
    joost.writes("/dienst")
    old = joost.last
    care.forward(days=14)
    assert "verouderd" in joost.presses("Ik neem over", old)
    assert on_duty(care) == ("karin",)


def test_a_swap_is_asked_agreed_and_both_hear_so(care: Office) -> None:
    karin, joost = care.phone("karin"), care.phone("joost")
    assert karin.writes("/ruil joost").text.startswith("Gevraagd aan Joost Verhaar.")
    assert joost.rings()
    assert joost.shows("Karin Postma vraagt u om te ruilen (Piket).")
    assert joost.buttons == ("Akkoord", "Nee")
    assert on_duty(care) == ("karin",)
    assert joost.presses("Akkoord").startswith("Geruild.")
    assert karin.shows("✅ Joost Verhaar neemt uw dienst over (Piket)")
    assert on_duty(care) == ("joost",)
    care.forward(days=7)
    assert on_duty(care) == ("karin",)
    care.forward(days=7)
    assert on_duty(care) == ("karin",)
    assert care.log(None).count("swap") == 2


def test_a_no_changes_nothing_and_is_told(care: Office) -> None:
    karin, joost = care.phone("karin"), care.phone("joost")
    karin.writes("/ruil Joost Verhaar")
    assert joost.presses("Nee").startswith("Begrepen. Karin Postma houdt de dienst.")
    assert karin.shows("❌ Joost Verhaar kan uw dienst niet overnemen (Piket)")
    assert on_duty(care) == ("karin",)
    question = next(m for m in joost.messages if "vraagt u om te ruilen" in m.text)
    assert "al geantwoord" in joost.presses("Akkoord", question)


def test_only_whoever_was_asked_may_answer(care: Office) -> None:
    care.phone("karin").writes("/ruil joost")
    joost = care.phone("joost")
    care.telegram.press_data(
        joost.number, joost.last.id, joost.last.button("Akkoord").data, user=care.phone("karin").number
    )
    care.forward(seconds=2)
    assert care.telegram.answers[-1].text == "Deze vraag is aan iemand anders gesteld."
    assert on_duty(care) == ("karin",)


def test_a_yes_to_a_roster_that_changed_meanwhile_is_not_made(care: Office) -> None:
    karin, joost = care.phone("karin"), care.phone("joost")
    karin.writes("/ruil joost")
    question = joost.last
    joost.writes("/dienst")
    joost.presses("Ik neem over")
    assert "intussen veranderd" in joost.presses("Akkoord", question)


@pytest.mark.parametrize(
    ("person", "typed", "said"),
    [
        ("karin", "/ruil", "Met wie?"),
        ("karin", "/ruil piet", "U kunt ruilen met: Joost Verhaar."),
        ("sanne", "/ruil joost", "U staat in geen enkel rooster."),
    ],
)
def test_a_swap_that_cannot_be_asked_says_what_can(care: Office, person: str, typed: str, said: str) -> None:
    assert said in care.phone(person).writes(typed).text


# --- hand-over ------------------------------------------------------------------------------------------------------


def test_at_a_handover_whoever_comes_on_silently_gets_what_runs(care: Office) -> None:
    care.forward(days=6, hours=20)  # Monday 06:00
    care.says(NEGLECT)
    care.phone("karin").presses("Ik pak dit op")
    care.phone("karin").writes("gebeld", reply=True)
    joost = care.phone("joost")
    joost.fresh()
    care.forward(hours=3, minutes=5)
    notes = [m for m in joost.messages if m.text.startswith("🤝")]
    assert [m.silent for m in notes] == [True]
    assert notes[0].text.splitlines()[:2] == ["🤝 U hebt nu dienst (Piket), na Karin Postma.", "Lopende zaken: 1"]
    assert "bij Karin Postma" in notes[0].text
    assert "plas" not in notes[0].text
    assert "handover" in care.log(None)


def test_whoever_leaves_hands_their_cases_over_with_one_press(care: Office) -> None:
    care.forward(days=6, hours=20)
    care.says(NEGLECT)
    karin = care.phone("karin")
    karin.presses("Ik pak dit op")
    karin.writes("gebeld", reply=True)
    care.forward(hours=3, minutes=5)
    note = next(m for m in karin.messages if m.text.startswith("🤝"))
    assert note.silent
    assert note.labels == ("Overdragen aan Joost Verhaar",)
    said = karin.presses("Overdragen", note)
    assert said == "Joost Verhaar krijgt nu de vraag om dit over te nemen. Zaken: 1."
    care.phone("joost").presses("Ik pak dit op")
    assert care.case().case.assignee == "joost"
    assert karin.presses("Overdragen", note) == "U hebt geen zaken om over te dragen."


def test_a_quiet_handover_is_one_note_also_after_days_without_the_service(care: Office) -> None:
    care.settle()
    care.clock.at = MONDAY_TEN + timedelta(days=21, hours=1)
    care.forward(minutes=5)
    notes = [m.text for m in care.phone("joost").messages if m.text.startswith("🤝")]
    assert notes == ["🤝 U hebt nu dienst (Piket), na Karin Postma.\nEr lopen geen zaken."]


# --- a hole ------------------------------------------------------------------------------------------------------------


def test_case_19_a_hole_in_the_roster_at_three_at_night_falls_to_the_catch_all(office: Build) -> None:
    care = office(CARE.replace("first: 2026-01-05", "first: 2026-06-01"), NIGHT)
    assert "niemand heeft dienst; seintjes gaan naar" in care.phone("sanne").writes("/dienst").text
    care.says(THREAT)
    rung = [person for person, phone in care.phones.items() if phone.rings()]
    assert rung
    assert "marleen" in rung  # the board is always on
    care.forward(hours=1)
    assert care.phone("karin").messages  # the backup of the schedule


# --- the team's board -----------------------------------------------------------------------------------------------------


def test_the_pinned_message_of_the_team_is_edited_at_every_change(office: Build) -> None:
    place = Address(TELEGRAM, str(GROUP))
    care = office(TEAM, groups=lambda role: place if role == "duty" else None)
    group = care.telegram.group(GROUP, "Piket", [phone.number for phone in care.phones.values()])
    care.forward(seconds=5)
    [board] = group.messages
    assert board.pinned
    assert board.silent
    assert board.text == "📌 Wie heeft dienst\nPiket: Karin Postma tot ma 9-3 09:00, daarna Joost Verhaar"
    joost = care.phone("joost")
    care.telegram.press_data(GROUP, board.id, board.button("Ik neem over").data, user=joost.number)
    care.forward(seconds=10)
    [board] = group.messages
    assert "Piket: Joost Verhaar tot ma 16-3 09:00, daarna Karin Postma" in board.text
    care.telegram.press_data(GROUP, board.id, board.button("Ik neem over").data, user=care.phone("sanne").number)
    care.forward(seconds=10)
    assert care.telegram.answers[-1].text == "Sanne de Wit staat niet in het rooster Piket."
    care.forward(days=15)
    assert len(group.messages) == 1
    assert on_duty(care) == ("karin",)
    assert len(care.store.read(duty.swapped)) == 1


def test_a_deleted_board_is_put_up_again(office: Build) -> None:
    place = Address(TELEGRAM, str(GROUP))
    care = office(TEAM, groups=lambda role: place if role == "duty" else None)
    group = care.telegram.group(GROUP, "Piket", [])
    care.forward(seconds=5)
    group.remove(group.messages[0].id)
    care.forward(days=7)
    assert [m.text.startswith("📌") for m in group.messages] == [True]
