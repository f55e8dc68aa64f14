"""What of acting in public still waits, in one line for the page of its case."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from rules.case.acting import Outcome, Permission, Why
from rules.case.actions import Verb
from rules.case.drafts import Draft, Stage
from rules.explain.acting import CardFacts, Waiting, waiting
from rules.i18n import Lang
from tests.bot.office import protocol_from
from tests.bot.protocol import CARE

PROTOCOL = protocol_from(CARE)
DRAFT = Draft(1, 7, 3, Verb.HIDE, "page", "sanne")
ASKED = ("karin", "joost")


def told(person: str = "sanne", lang: Lang = Lang.NL, **changed: Any) -> Waiting | None:
    draft = replace(DRAFT, **changed)
    return waiting(CardFacts(draft, Permission(Outcome.DO, Why.AGREED), asked=draft.asked), person, PROTOCOL, lang)


@pytest.mark.parametrize(
    ("person", "changed", "text", "yours"),
    [
        ("sanne", {}, "Verbergen: u bent hieraan begonnen; er is nog niets naar buiten gegaan.", True),
        ("karin", {"stage": Stage.PROPOSED, "asked": ASKED}, "Verbergen: Sanne vraagt uw akkoord.", True),
        ("sanne", {"stage": Stage.PROPOSED, "asked": ASKED}, "Verbergen: wacht op akkoord van Karin, Joost.", False),
        (
            "karin",
            {"stage": Stage.PROPOSED, "asked": ASKED, "agreed": ("karin",)},
            "Verbergen: wacht op akkoord van Joost.",
            False,
        ),
        (
            "sanne",
            {"stage": Stage.PROPOSED},
            "Verbergen: wacht op akkoord, en er is nu niemand te bereiken die dat mag geven.",
            True,
        ),
        ("imran", {"stage": Stage.BY_HAND}, "Verbergen: akkoord; Sanne plaatst de tekst nu zelf.", False),
        ("sanne", {"stage": Stage.UNSURE}, "Verbergen: misschien gebeurd, misschien niet. Kijk op het platform.", True),
        ("imran", {"stage": Stage.FAILED}, "Verbergen: niet gelukt.", False),
    ],
)
def test_it_says_what_it_waits_for_and_whether_that_is_you(
    person: str, changed: dict[str, Any], text: str, yours: bool
) -> None:
    assert told(person, **changed) == Waiting(text, yours)


@pytest.mark.parametrize(
    ("person", "stage"),
    [("karin", Stage.WRITING), ("sanne", Stage.SENDING), ("sanne", Stage.DONE), ("sanne", Stage.REFUSED)],
)
def test_what_asks_nothing_of_anybody_is_not_told(person: str, stage: Stage) -> None:
    assert told(person, stage=stage, proposed_at=datetime(2026, 3, 2, tzinfo=UTC)) is None


def test_in_english() -> None:
    waits = told("karin", Lang.EN, stage=Stage.PROPOSED, asked=ASKED, verb=Verb.DELETE_OWN)
    assert waits is not None and waits.text == "Take our reply away: Sanne asks for your yes."
