"""What became of a draft stands once on each phone: the newest card says it, an older one points down."""

from collections.abc import Callable
from typing import Any

from tests.bot.office import Phone
from tests.bot.public import office_in_public, says
from tests.bot.test_acting import COMPLAINT, answers, begins, card, taken
from tests.fakes.platform import Trouble

DONE = "Het antwoord staat er."
BELOW = "lees verder in het nieuwere bericht hieronder"
DOUBTFUL = "Wat naar om te lezen over uw moeder. Bel ons op 088-1234567."


def finished(phone: Phone) -> list[Any]:
    return [m for m in phone.messages if DONE in m.text]


def proposed(office: Callable[..., Any]) -> tuple[Any, Any, Phone, Phone]:
    """Sanne's answer waits for Karin's word."""
    care, there = office_in_public(office)
    says(care, there, COMPLAINT)
    sanne, karin = taken(care), care.phone("karin")
    sanne.presses("Eigen tekst", begins(sanne, "Antwoord kiezen"))
    answers(sanne, DOUBTFUL)
    sanne.presses("Leg voor", card(sanne))
    return care, there, sanne, karin


def test_the_writer_and_the_second_person_each_see_it_finished_once(office):
    care, _, sanne, karin = proposed(office)
    before = len(karin.messages)
    karin.presses("Akkoord", card(karin))
    care.forward(minutes=2)
    assert len(finished(sanne)) == 1 and finished(sanne) == [sanne.last], "below, where it is seen"
    assert finished(sanne)[0].silent and finished(sanne)[0].labels == ("Haal ons antwoord weg",)
    (older,) = [m for m in sanne.messages if BELOW in m.text]
    assert not older.labels, "what is done about it is done below"
    assert len(finished(karin)) == 1 and len(karin.messages) == before, "she sees it on the card that she pressed"


def test_who_places_it_alone_sees_it_on_the_card_they_pressed(office):
    care, there = office_in_public(office)
    says(care, there, COMPLAINT)
    sanne = taken(care)
    sanne.presses("Eigen tekst", begins(sanne, "Antwoord kiezen"))
    answers(sanne, "We horen graag wat er speelt: 088-1234567.")
    before = len(sanne.messages)
    sanne.presses("Plaats het", card(sanne))
    care.forward(minutes=2)
    assert len(finished(sanne)) == 1 and len(sanne.messages) == before


def test_what_takes_the_platform_long_is_told_to_both(office):
    """Nobody keeps looking at a card for a quarter of an hour."""
    care, there, sanne, karin = proposed(office)
    there.troubles += [Trouble.THROTTLED] * 3
    before = len(karin.messages)
    karin.presses("Akkoord", card(karin))
    assert not finished(sanne) and not finished(karin) and len(karin.messages) == before
    care.forward(minutes=30)
    assert len(karin.messages) == before + 1
    for phone in (sanne, karin):
        assert len(finished(phone)) == 1 and finished(phone) == [phone.last]


def test_a_card_asked_for_again_stands_below_alone(office):
    care, there = office_in_public(office)
    says(care, there, COMPLAINT)
    sanne = taken(care)
    first = begins(sanne, "Antwoord kiezen")
    second = begins(sanne, "Antwoord kiezen")
    care.forward(seconds=10)
    first = next(m for m in sanne.messages if m.id == first.id)
    assert first.id != second.id and BELOW in first.text and not first.labels
    assert second.labels, "and the newer one works"
