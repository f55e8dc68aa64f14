"""A version that waits for a yes: its changes and its buttons stand on the page of how it all is, for whoever may."""

from dataclasses import replace

import pytest

from bot.web.desk_port import Proposed, StatusView, Waiting
from rules.protocol.versions import Choice, Proposal, State
from tests.bot.web.conftest import Browser
from tests.fakes.office import NOW

YES_NO = (("Akkoord", Choice.ACCEPT), ("Niet akkoord", Choice.REFUSE))
LINES = ["Versie 2, van Karin Postma.", "• Regel “klacht”: niveau van Aandacht naar <Ernstig>."]


@pytest.fixture
def waiting(sanne: Browser) -> Browser:
    """A page on which Sanne may say yes or no."""
    sanne.office.view = StatusView("P", "1", protocol_waiting=Waiting(2, NOW, ["Sanne de Wit"]))
    sanne.office.versions["sanne"] = Proposed(2, LINES, YES_NO, Proposal(State.PROPOSED, "karin"))
    return sanne


def test_what_changes_and_the_buttons_are_shown_to_whoever_may(waiting: Browser) -> None:
    page = waiting.see("/status")
    assert "<p>Versie 2, van Karin Postma.</p>" in waiting.page, "a sentence"
    assert "<li>Regel “klacht”" in waiting.page, "and a list of what changes"
    assert "Regel “klacht”: niveau van Aandacht naar <Ernstig>." in page
    assert "<Ernstig>" not in waiting.page
    assert 'name="choice" value="accept" class="main">Akkoord</button>' in waiting.page
    assert 'aria-label="Wat zegt u van versie 2?"' in waiting.page


def test_whose_word_it_waits_for_stands_there_when_the_change_itself_cannot_be_told(waiting: Browser) -> None:
    waiting.office.versions.clear()
    assert "versie 2 sinds 14:05 ; mag akkoord geven: Sanne de Wit" in waiting.see("/status")


def test_a_press_decides_and_says_so(waiting: Browser) -> None:
    waiting.see("/status")
    page = waiting.send("/status/versions/2", choice="accept")
    assert waiting.office.done == [(Choice.ACCEPT, 2, "sanne")]
    assert "Akkoord. Versie 2 geldt nu." in page
    waiting.see("/status")
    assert "Niet akkoord. De vorige versie blijft gelden." in waiting.send("/status/versions/2", choice="refuse")


def test_who_may_say_nothing_reads_it_without_buttons(waiting: Browser) -> None:
    waiting.office.versions["sanne"] = replace(waiting.office.versions["sanne"], choices=())
    assert "Versie 2, van Karin Postma." in waiting.see("/status")
    assert 'name="choice"' not in waiting.page


@pytest.mark.parametrize(
    ("path", "choice", "status"),
    [
        ("/status/versions/2", "misschien", 422),
        ("/status/versions/0", "accept", 404),
        ("/status/versions/x", "accept", 404),
    ],
)
def test_anything_else_is_refused(waiting: Browser, path: str, choice: str, status: int) -> None:
    waiting.see("/status")
    waiting.send(path, status, choice=choice)
    assert waiting.office.done == []


def test_a_form_without_its_token_does_nothing(waiting: Browser) -> None:
    waiting.see("/status")
    waiting.send("/status/versions/2", 403, choice="accept", form_token="x")
    assert waiting.office.done == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("decided=own&version=2", "Deze wijziging is van Ka"),
        ("decided=own&version=7", ""),
        ("decided=decided&version=2", "Hierover is al beslist"),
        ("decided=nonsense&version=2", ""),
        ("decided=accepted&version=%D9%A3", ""),
        ("decided=accepted&version=", ""),
    ],
)
def test_only_known_answers_are_said(waiting: Browser, query: str, said: str) -> None:
    page = waiting.see(f"/status?{query}")
    assert said in page
    assert "nonsense" not in page
