"""The way in to the pages: a button that a colleague asks for on the phone, good once, and a link for who has none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.app.orders import carry_out
from tests.bot.office import PAGES, Office
from tests.bot.protocol import CARE

HOME = {"Sec-Fetch-Site": "same-origin"}
Make = Callable[..., Office]


def code_in(link: str) -> str:
    address, _, code = link.partition("/start?code=")
    assert address == PAGES and code
    return code


def enters(care: Office, code: str) -> tuple[int, str]:
    """What somebody sees who opens the link and presses its one button."""
    client = care.pages()
    assert client.get("/start", params={"code": code}).status_code == 200
    page = client.post("/start", data={"code": code}, headers=HOME)
    return page.status_code, page.text


@pytest.mark.parametrize("word", ["/inloggen", "/login"])
def test_a_colleague_asks_for_a_button_and_is_in(office: Make, word: str) -> None:
    care = office(CARE, mail=True)
    said = care.phone("imran").writes(word)
    assert said.text == "Hiermee logt u in op de pagina’s: één keer, binnen een kwartier. Geef het aan niemand door."
    (button,) = (b for row in said.buttons for b in row)
    assert button.label == "Log in"
    status, page = enters(care, code_in(button.url))
    assert status == 200 and "Imran Bouali" in page
    assert enters(care, code_in(button.url))[0] == 403, "a link opens the door once"
    assert "login_link" in care.log(None)


def test_a_button_that_waited_too_long_says_how_to_get_another(office: Make) -> None:
    care = office(CARE, mail=True)
    link = care.phone("imran").writes("/inloggen").buttons[0][0].url
    care.clock.forward(timedelta(minutes=15))
    status, page = enters(care, code_in(link))
    assert status == 403 and "Stuur seintje in Telegram het bericht /inloggen voor een nieuwe" in page


def test_pages_that_no_phone_can_reach_are_not_promised(office: Make) -> None:
    care = office(CARE)
    said = care.phone("imran").writes("/inloggen")
    assert said.text == "De pagina’s zijn vanaf een telefoon niet te bereiken. Vraag de beheerder om een inloglink."
    assert said.labels == () and "login_link" not in care.log(None)


@pytest.mark.parametrize(("person", "answer"), [("sanne", {"code": "login"}), ("piet", {"code": "unknown_person"})])
def test_the_administrator_makes_one_for_who_has_no_phone(office: Make, person: str, answer: dict[str, Any]) -> None:
    care = office(CARE, mail=True)
    came = carry_out(care.house, {"do": "login", "person": person})
    assert came["code"] == answer["code"]
    if "link" in came:
        assert "Sanne de Wit" in enters(care, code_in(came["link"]))[1]
