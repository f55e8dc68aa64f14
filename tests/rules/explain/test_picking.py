"""Choosing one of many messages: a numbered list, a page at a time, masked, in the reader's language."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.case.deeds import Ask
from rules.case.model import NoticeKind
from rules.explain.notices import NoticeText, notice
from rules.explain.notices.values import Listed, Picking
from rules.i18n import Lang
from tests.rules.explain.world import DISCREET, NOW, OPEN, PROTOCOL, RESOLVED, facts

MANY = tuple(
    Listed(
        100 + n,
        n,
        f"Bericht {n} van Anna <b>" + " lang" * 40,
        ("Anna",),
        "facebook_page",
        NOW - timedelta(minutes=n),
        n == 2,
    )
    for n in range(1, 7)
)


def drawn(picking: Picking, case=OPEN, protocol=PROTOCOL, lang=Lang.NL) -> NoticeText:
    return notice(case, facts(view=str(picking.view), picking=picking), NoticeKind.NEW, protocol, lang, NOW)


def labels(text: NoticeText) -> list[str]:
    return [button.label for row in text.buttons for button in row]


@pytest.mark.parametrize(
    ("picking", "wanted"),
    [
        (Picking(Ask.PICK, MANY[:2], 2), ["1", "2", "‹ Terug"]),
        (Picking(Ask.PICK, MANY, 9), ["1", "2", "3", "4", "5", "6", "Volgende ›", "‹ Terug"]),
        (Picking(Ask.PICK, MANY[:1], 7, 1), ["1", "‹ Vorige", "‹ Terug"]),
        (Picking(Ask.GATHER, MANY[:2], 2), ["☐ 1", "☐ 2", "‹ Terug"]),
        (
            Picking(Ask.GATHER, MANY[:2], 13, 1, (102, 999)),
            ["☐ 1", "☑ 2", "‹ Vorige", "Volgende ›", "Maak er een zaak van (2)", "‹ Terug"],
        ),
        (
            Picking(Ask.ABOUT, MANY[1:2], 6),
            ["Waarom?", "Tekst tonen", "Loos alarm", "Bewijs bewaren", "Maak er een eigen zaak van", "‹ Terug"],
        ),
    ],
)
def test_the_buttons_of_every_choice(picking: Picking, wanted: list[str]) -> None:
    assert labels(drawn(picking)) == wanted


def test_of_one_message_in_what_is_not_serious_it_can_be_said_that_it_should_have_been() -> None:
    about = Picking(Ask.ABOUT, MANY[1:2], 6)
    found = drawn(about, case=replace(OPEN, level="attention", level_number=2, drill=True))
    middle = ["Loos alarm", "Had moeten alarmeren"]
    assert labels(found) == ["Waarom?", "Tekst tonen", *middle, "Maak er een eigen zaak van", "‹ Terug"]
    assert {b.choice for row in found.buttons[:-1] for b in row} == {"102"}, "each is about that message"


def test_the_list_says_which_page_and_hides_who_wrote() -> None:
    text = drawn(Picking(Ask.PICK, MANY, 9)).plain
    assert "Over welk bericht gaat het? · blad 1 van 2" in text
    assert "2. Facebook" in text and "daar intussen verwijderd" in text
    assert "Anna" not in text and max(map(len, text.splitlines())) <= 90
    assert "blad" not in drawn(Picking(Ask.PICK, MANY[:2], 2)).plain


def test_one_message_stands_there_whole_with_its_place() -> None:
    text = drawn(Picking(Ask.ABOUT, MANY[:1], 6), lang=Lang.EN)
    assert "Message 1 of 6" in text.plain and text.plain.count("lang") == 40
    assert "<blockquote>" in text.html and "&lt;b&gt;" in text.html


def test_chosen_messages_are_marked_in_the_text_as_well() -> None:
    text = drawn(Picking(Ask.GATHER, MANY[:2], 2, 0, (101,))).plain
    assert "☑ 1. " in text and "☐ 2. " in text


def test_a_closed_or_discreet_case_lists_nothing() -> None:
    known = Picking(Ask.PICK, MANY[:2], 2)
    assert "Over welk bericht" not in drawn(known, case=RESOLVED).plain
    assert "Over welk bericht" not in drawn(known, protocol=DISCREET).plain
