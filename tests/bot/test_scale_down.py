"""Is the storm over? Whoever is asked closes it, or says "not yet" and is asked again; either way with a reason."""

from collections.abc import Callable

import pytest

from bot.app.orders import carry_out
from bot.demo.telegram import Shown
from bot.store import people
from rules.case.model import Action, Pressed
from tests.bot.office import Office
from tests.bot.test_storms import STORMY, storm

Build = Callable[..., Office]


@pytest.fixture
def care(office: Build) -> Office:
    built: Office = office(STORMY)
    storm(built, 40)
    built.house.desk.act(1, Pressed(Action.TAKE, "karin"))
    built.forward(hours=8)
    return built


def questions(care: Office) -> list[Shown]:
    return [
        m for m in care.phone("karin").messages if m.text.startswith(("Storm 1 lijkt voorbij", "Storm 1: nog niet"))
    ]


def test_not_yet_asks_again_after_so_many_hours_and_the_reason_is_in_the_log(care: Office) -> None:
    karin, asked = care.phone("karin"), questions(care)[-1]
    assert asked.labels == ("Ja, afsluiten", "Nog niet: vraag over 2 uur", "Nog niet: vraag over 12 uur")
    count = len(questions(care))
    assert karin.presses("Nog niet: vraag over 12 uur", asked).startswith("Goed, de storm blijft open.")
    assert "Waarom nog niet?" in karin.last.text and karin.last.asks
    assert karin.writes("Er komt vanavond nog een uitzending.", reply=True).text == "Genoteerd bij de zaak."
    now = next(m for m in questions(care) if m.id == asked.id)
    assert "nog niet afschalen" in now.text and not now.labels
    assert {"scale_down_waits", "noted"} <= set(care.log())
    care.forward(hours=11)
    assert len(questions(care)) == count
    care.forward(hours=2)
    again = questions(care)
    assert len(again) == count + 1 and "Ja, afsluiten" in again[-1].labels
    assert care.case().case.state != "resolved"


def test_yes_closes_the_storm_and_asks_why(care: Office) -> None:
    karin, asked = care.phone("karin"), questions(care)[-1]
    karin.presses("Ja, afsluiten", asked)
    assert care.case().case.state == "resolved"
    assert any("Waarom kon de storm dicht?" in m.text and m.asks for m in karin.messages)
    care.forward(minutes=1)
    now = care.telegram.chats[karin.number].find(asked.id)
    assert now is not None and "is afgesloten" in now.text and not now.labels
    care.telegram.press_data(karin.number, asked.id, asked.button("Nog niet: vraag over 2 uur").data)
    care.forward(seconds=5)
    assert care.telegram.answers[-1].text == "Deze zaak is al afgerond."
    count = len(karin.messages)
    care.forward(hours=15)
    assert not [m for m in karin.messages[count:] if "lijkt voorbij" in m.text]


def on_the_page(care: Office) -> None:
    care.house.desk.act(1, Pressed(Action.RESOLVE, "karin"))


def by_the_command_line(care: Office) -> None:
    assert carry_out(care.house, {"do": "press", "case": 1, "by": "karin", "action": "resolve"})["code"] == "resolved"


@pytest.mark.parametrize("closes", [on_the_page, by_the_command_line])
def test_the_question_is_answered_wherever_the_storm_is_closed(care: Office, closes: Callable[[Office], None]) -> None:
    asked = questions(care)[-1]
    closes(care)
    care.forward(minutes=1)
    now = care.telegram.chats[care.phone("karin").number].find(asked.id)
    assert now is not None and "is afgesloten" in now.text and not now.labels


def test_the_question_still_works_when_the_storm_changed_hands(care: Office) -> None:
    karin, asked = care.phone("karin"), questions(care)[-1]
    care.house.desk.act(1, Pressed(Action.RETURN, "karin"))
    care.forward(minutes=1)
    karin.presses("Ja, afsluiten", next(m for m in questions(care) if m.id == asked.id))
    assert care.case().case.state == "resolved"


def test_whoever_only_has_mail_reads_the_summary_each_hour_and_the_question_once(office: Build) -> None:
    care: Office = office(STORMY, mail=True)
    care.store.write(lambda tx: [people.unpair(tx, person) for person in care.phones])
    storm(care, 40)
    care.house.desk.act(1, Pressed(Action.TAKE, "karin"))
    care.forward(hours=4, minutes=5)
    told = [mail for mail in care.mailbox("karin") if mail.subject.startswith("Stand van storm 1")]
    assert len(told) == 4 and "40 berichten van 40 afzenders" in told[-1].text
    assert "https://seintje.test/cases/1" in told[-1].text
    care.forward(hours=4)
    asked = [mail for mail in care.mailbox("karin") if mail.subject.startswith("Storm 1 lijkt voorbij")]
    assert len(asked) == 1 and "Ja, afsluiten" not in asked[0].text, "a mail has no buttons that work"
    care.house.desk.act(1, Pressed(Action.RETURN, "karin"))
    care.forward(minutes=5)
    assert len([m for m in care.mailbox("karin") if "lijkt voorbij" in m.subject]) == 1, "once is enough"
    care.house.desk.act(1, Pressed(Action.RESOLVE, "karin"))
    care.forward(minutes=5)
    assert care.mailbox("karin")[-1].subject == "Storm 1 is afgesloten."
