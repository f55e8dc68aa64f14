"""Is the storm over? Whoever is asked closes it, or says "not yet" and is asked again; either way with a reason."""

from collections.abc import Callable

import pytest

from bot.demo.telegram import Shown
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
