"""Links in a mail: one person, one case, once, a day long, and nothing by merely opening them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.telegram import scripts
from bot.rulebook import Rules
from bot.signed.links import LIFE, Link, Wrong, read, sign
from rules.case.model import Action, Pressed
from rules.judge import Judge
from tests.bot.office import MONDAY_TEN, PAGES, Office, protocol_from
from tests.bot.office import office as office
from tests.bot.protocol import CARE

KEY = b"k" * 32
FORM = {"content-type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"


@pytest.fixture
def care(office: Callable[..., Office]) -> Office:
    """An office where Sanne blocked the bot, so that her message came by mail."""
    made = office(CARE, mail=True)
    made.telegram.script("sendMessage", scripts.blocked(), chat=made.phone("sanne").number)
    made.says(NEGLECT)
    made.forward(seconds=5)
    return made


def link(care: Office, which: int = -1) -> str:
    found = re.search(PAGES + r"(/op/\S+)", care.mailbox("sanne")[which].text)
    assert found
    return found[1]


def test_opening_the_link_shows_what_it_is_about_and_takes_nothing(care: Office) -> None:
    for _ in range(3):
        page = care.pages().get(link(care))
        assert page.status_code == 200
        assert "Ernstig · Mishandeling of verwaarlozing · Beukenhof" in page.text
        assert "plas" not in page.text
    assert care.pages().head(link(care)).status_code == 405
    assert care.case().case.state == "open"


def test_the_button_takes_the_case_in_the_name_of_whom_the_mail_was_for(care: Office) -> None:
    page = care.pages().post(link(care), headers=FORM, content=b"")
    care.forward(seconds=2)
    assert (page.status_code, "U hebt het. De opschaling is gestopt." in page.text) == (200, True)
    assert care.case().case.assignee == "sanne"
    assert "by_link" in care.log()
    assert care.phone("imran").shows("Sanne heeft dit")


def test_it_logs_nobody_in(care: Office) -> None:
    browser = care.pages()
    answer = browser.post(link(care), headers=FORM, content=b"")
    assert "set-cookie" not in answer.headers
    assert browser.get("/cases/1").status_code == 401


def test_pressed_twice_by_the_same_person_says_that_it_is_theirs(care: Office) -> None:
    care.pages().post(link(care), headers=FORM, content=b"")
    page = care.pages().post(link(care), headers=FORM, content=b"")
    assert (page.status_code, "U had dit al opgepakt." in page.text) == (200, True)


def test_a_used_link_does_nothing_any_more_once_the_case_is_back(care: Office) -> None:
    path = link(care)
    care.pages().post(path, headers=FORM, content=b"")
    care.house.desk.act(1, Pressed(Action.RETURN, "sanne"))
    care.forward(seconds=5)
    for page in (care.pages().get(path), care.pages().post(path, headers=FORM, content=b"")):
        assert (page.status_code, "Deze link is al gebruikt" in page.text) == (410, True)
    assert care.case().case.assignee is None


def test_somebody_else_was_first(care: Office) -> None:
    path = link(care)
    care.phone("imran").presses("Ik pak dit op")
    look = care.pages().get(path)
    assert "<button" not in look.text
    assert "Imran heeft dit" in look.text
    page = care.pages().post(path, headers=FORM, content=b"")
    assert "Imran Bouali was u voor." in page.text
    assert care.case().case.assignee == "imran"


def test_after_a_day_it_has_expired_and_says_so(care: Office) -> None:
    path = link(care)
    care.clock.forward(LIFE)
    for page in (care.pages().get(path), care.pages().post(path, headers=FORM, content=b"")):
        assert (page.status_code, "Deze link is verlopen" in page.text) == (410, True)
    assert care.case().case.state == "open"


def test_case_53_somebody_who_was_taken_out_of_the_protocol_takes_nothing(care: Office) -> None:
    path = link(care)
    without = protocol_from(re.sub(r"\n  sanne: .*", "", CARE).replace("people: [sanne, imran]", "people: [imran]"))
    care.rulebook.replace(Rules(without, Judge(without), 2))
    for page in (care.pages().get(path), care.pages().post(path, headers=FORM, content=b"")):
        assert (page.status_code, "Deze link klopt niet" in page.text) == (404, True)
    assert care.case().case.state == "open"


def test_a_wrong_link_tells_nothing_about_what_there_is(care: Office) -> None:
    """Forged, of a message that is not there, of a text: word for word the same page."""
    real = link(care).rpartition("/")[2]
    expires = MONDAY_TEN + LIFE
    wrong = [
        real[:-1] + ("A" if real[-1] != "A" else "B"),
        sign(b"x" * 32, 1, 0, expires),
        sign(KEY, 99_999, 0, expires),
        sign(KEY, 2**63 - 1, 0, expires),
        "x",
        "%00",
        real + "A" * 300,
        "é" * 48,
    ]
    pages = {care.pages().get(f"/op/{token}").text.replace(token, "") for token in wrong}
    posts = {care.pages().post(f"/op/{token}", headers=FORM, content=b"").status_code for token in wrong}
    assert posts == {404}
    assert {"Deze link klopt niet" in page for page in pages} == {True}
    assert "Beukenhof" not in "".join(pages)


@pytest.mark.parametrize("site", ["cross-site", "none", "same-site"])
def test_a_page_of_somebody_else_cannot_press_the_button(care: Office, site: str) -> None:
    answer = care.pages().post(link(care), headers={**FORM, "Sec-Fetch-Site": site}, content=b"")
    assert answer.status_code == 403
    assert care.case().case.state == "open"


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")))
def test_no_token_but_ours_is_read(raw: bytes) -> None:
    assert read(KEY, raw.decode("latin-1"), MONDAY_TEN) is Wrong.FORGED


@given(st.integers(1, 2**63 - 1), st.integers(0, 2**32 - 1), st.integers(1, 10**6))
def test_what_is_signed_is_read_until_it_expires(notice: int, turn: int, seconds: int) -> None:
    until = MONDAY_TEN + timedelta(seconds=seconds)
    token = sign(KEY, notice, turn, until)
    assert re.fullmatch(r"[A-Za-z0-9_-]{48}", token)
    assert read(KEY, token, MONDAY_TEN) == Link(notice, turn, until)
    assert read(KEY, token, until) is Wrong.EXPIRED
    assert read(b"x" * 32, token, MONDAY_TEN) is Wrong.FORGED
