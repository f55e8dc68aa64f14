"""Acting in public from a page: the same rooms as a phone, behind a form of ours."""

import re

import pytest
from fastapi.testclient import TestClient

from bot.app.public_desk import StorePublic
from bot.clock import ManualClock
from bot.web.app import create_app
from bot.web.sessions import MemorySessions
from bot.web.settings import WebSettings
from tests.bot.office import office  # noqa: F401 - the fixture
from tests.bot.public import office_in_public, says
from tests.bot.web.conftest import Browser
from tests.fakes.office import NOW, busy_office

COMPLAINT = "Slechte zorg bij Zorg Proef, ik ben nog steeds niet teruggebeld."
HATE = "Dat tuig van Zorg Proef moet eens oprotten."
PUBLIC = "/cases/1/public"


class Room:
    """A whole house behind the pages, and browsers to look at it."""

    def __init__(self, care, there) -> None:
        self.care, self.there = care, there
        self.office, clock = busy_office(), ManualClock(NOW)
        self.people = set(care.house.rulebook.current.protocol.people)
        self.sessions = MemorySessions(clock, self.people.__contains__)
        app = create_app(
            self.office,
            settings=WebSettings(hosts=("testserver",)),
            sessions=self.sessions,
            changes=self.office.changes,
            public=StorePublic(care.house, lambda: None),
        )
        self.clock, self.app = clock, app

    def shows_its_cases(self) -> None:
        """The pages of cases too are of the house."""
        self.office.pages = {1: self.care.case(1)}

    def browser(self, person: str) -> Browser:
        client = TestClient(self.app, base_url="http://testserver")
        one = Browser(client, self.office, self.clock, self.sessions, self.people)
        one.log_in(person)
        return one


@pytest.fixture
def room(office) -> Room:  # noqa: F811
    return Room(*office_in_public(office))


def numbers(browser: Browser) -> dict[str, str]:
    """The draft and its version, as the newest form on the page has them."""
    found = re.search(r'name="draft" value="(\d+)">\s*<input type="hidden" name="turn" value="(\d+)"', browser.raw)
    assert found, browser.page
    return {"draft": found[1], "turn": found[2]}


def does(browser: Browser, action: str, **fields: str) -> str:
    browser.raw = browser.client.get(PUBLIC, headers={"Sec-Fetch-Site": "none"}).text  # type: ignore[attr-defined]
    return browser.send(PUBLIC, action=action, **numbers(browser), **fields)


def test_a_text_is_chosen_filled_in_and_placed_from_a_page(room: Room):
    said = says(room.care, room.there, COMPLAINT, author="anna")
    sanne = room.browser("sanne")
    sanne.see(PUBLIC)
    sanne.send(f"{PUBLIC}/start", verb="reply")
    assert "{contact}" in does(sanne, "template:0")
    does(sanne, "own:0", field="contact", text="088-1234567")
    assert "Het gaat de deur uit." in does(sanne, "submit:0")
    room.care.settle()
    assert "088-1234567" in room.there.under(said.id)[0]
    assert "Het antwoord staat er." in sanne.see(PUBLIC)


def test_four_eyes_on_pages_and_the_register(room: Room):
    said = says(room.care, room.there, HATE)
    sanne, karin = room.browser("sanne"), room.browser("karin")
    sanne.see(PUBLIC)
    sanne.send(f"{PUBLIC}/start", verb="hide")
    does(sanne, "submit:0")
    assert "uw eigen tekst" in does(sanne, "agree:0")
    karin.see(PUBLIC)
    does(karin, "agree:0")
    room.care.settle()
    assert room.there.posts[said.id].hidden
    listed = karin.see("/register")
    assert "verbergen" in listed and "bezwaar tot" in listed and "tuig" not in listed


def test_evidence_is_kept_from_a_page_and_stands_in_the_register(room: Room):
    says(room.care, room.there, HATE)
    sanne = room.browser("sanne")
    assert "Bewijs bewaren" in sanne.see(PUBLIC)
    assert "Bewaard: tekst, afzender, tijd en link" in sanne.send("/cases/1/evidence")
    assert "Dit bericht was zo al bewaard" in sanne.send("/cases/1/evidence", about="1")
    listed = sanne.see("/register")
    assert "bewijs bewaard" in listed and "tuig" not in listed
    assert room.care.log()[-1] == "evidence_kept"
    assert "Bewaard: tekst" not in sanne.see("/cases/1/public?kept=kept&mark=%3Cb%3E"), "not of our making"
    sanne.see(PUBLIC)
    sanne.send("/cases/99/evidence", status=404)


def test_another_message_than_the_worst_is_chosen_from_a_list(room: Room):
    says(room.care, room.there, COMPLAINT, thread_id="t", author="anna")
    said = says(room.care, room.there, HATE, thread_id="t", author="bert")
    sanne = room.browser("sanne")
    raw = sanne.client.get(PUBLIC, headers={"Sec-Fetch-Site": "none"}).text
    numbers_ = re.findall(r'<option value="(\d+)"', raw)
    assert len(numbers_) == 2 and "tuig" in raw
    for number in numbers_:
        page = sanne.client.get(f"{PUBLIC}?about={number}", headers={"Sec-Fetch-Site": "none"}).text
        assert f'name="about" value="{number}"' in page
        assert ('value="hide"' in page) == ("tuig" in page.partition(f'<option value="{number}" selected>')[2][:120])
    hate = next(n for n in numbers_ if "tuig" in raw.partition(f'<option value="{n}"')[2][:120])
    sanne.see(PUBLIC)
    sanne.send(f"{PUBLIC}/start", verb="hide", about=hate)
    does(sanne, "submit:0")
    karin = room.browser("karin")
    karin.see(PUBLIC)
    does(karin, "agree:0")
    room.care.settle()
    assert room.there.posts[said.id].hidden
    assert sanne.client.get(f"{PUBLIC}?about=999", headers={"Sec-Fetch-Site": "none"}).status_code == 200


def test_who_refuses_on_a_page_says_why_at_once_or_afterwards_and_the_writer_reads_it(room: Room):
    says(room.care, room.there, HATE)
    sanne, karin = room.browser("sanne"), room.browser("karin")
    for reason, later in (("Dit is kritiek, geen haat.", ""), ("", "Laat staan, zegt de directie.")):
        sanne.see(PUBLIC)
        sanne.send(f"{PUBLIC}/start", verb="hide")
        assert "Waarom weigert u?" not in does(sanne, "submit:0")
        assert "Waarom weigert u?" in karin.see(PUBLIC)
        does(karin, "decline:0", reason=reason)
        if later:
            assert "Bewaar de reden" in karin.see(PUBLIC)
            does(karin, "own:0", reason=later)
        assert "Bewaar de reden" not in karin.see(PUBLIC)
        assert reason + later in sanne.see(PUBLIC)


def test_the_writer_sees_who_has_seen_a_proposal_and_when(room: Room):
    says(room.care, room.there, HATE)
    sanne, karin = room.browser("sanne"), room.browser("karin")
    sanne.see(PUBLIC)
    sanne.send(f"{PUBLIC}/start", verb="hide")
    does(sanne, "submit:0")
    assert ">Gezien<" not in sanne.client.get(PUBLIC, headers={"Sec-Fetch-Site": "none"}).text
    assert "de schrijver ziet dat u het gezien hebt" in does(karin, "seen:0")
    assert "👀 Gezien: Karin 10:00" in sanne.see(PUBLIC)
    assert "Dat kan nu niet" not in does(karin, "seen:0")
    assert "Hier mag u niet over beslissen" in does(sanne, "seen:0")


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "explode:0"},
        {"action": "submit:x"},
        {"action": "submit:0", "draft": "-1"},
        {"action": "submit:0", "turn": ""},
        {"action": "own:0", "text": "x" * 4001},
    ],
)
def test_a_form_that_is_not_ours_changes_nothing(room: Room, fields):
    says(room.care, room.there, COMPLAINT)
    sanne = room.browser("sanne")
    sanne.see(PUBLIC)
    sanne.send(PUBLIC, 422, **{"draft": "1", "turn": "0", **fields})
    sanne.see(PUBLIC)
    sanne.send(f"{PUBLIC}/start", 422, verb="explode")


def test_what_may_not_be_begun_is_not_begun_and_another_cases_draft_is_not_touched(room: Room):
    says(room.care, room.there, COMPLAINT)
    sanne = room.browser("sanne")
    sanne.see(PUBLIC)
    assert "Dat kan nu niet." in sanne.send(f"{PUBLIC}/start", verb="hide")
    assert "Dit is al afgehandeld." in sanne.send(PUBLIC, action="submit:0", draft="77", turn="0")
    assert room.there.writes == 0
    sanne.see("/cases/99/public", 404)


def test_nobody_without_a_session_sees_or_does_anything(room: Room):
    says(room.care, room.there, COMPLAINT)
    stranger = TestClient(room.app, base_url="http://testserver", follow_redirects=False)
    for path in (PUBLIC, "/register"):
        assert stranger.get(path).status_code in (303, 401)
    assert stranger.post(PUBLIC, data={"action": "submit:0"}).status_code in (303, 401, 403)


def test_a_cases_page_says_what_waits_and_for_whom_and_leads_there(room: Room):
    says(room.care, room.there, HATE)
    sanne, karin = room.browser("sanne"), room.browser("karin")
    sanne.see(PUBLIC)
    begun = sanne.send(f"{PUBLIC}/start", verb="hide")
    assert "Begonnen: het staat hieronder. Er is nog niets naar buiten gegaan." in begun
    room.shows_its_cases()
    assert "Verbergen: u bent hieraan begonnen" in sanne.see("/cases/1")
    does(sanne, "submit:0")
    assert "Verbergen: Sanne vraagt uw akkoord. Bekijk en beslis" in karin.see("/cases/1")
    assert f'<a class="act" href="{PUBLIC}">' in karin.page
    assert "Verbergen: wacht op akkoord van" in sanne.see("/cases/1")
    assert f'<a class="go" href="{PUBLIC}">Bekijk</a>' in sanne.page
    does(karin, "agree:0")
    room.care.settle()
    assert "Bekijk en beslis" not in karin.see("/cases/1")


def test_what_waits_stands_above_what_can_be_begun_unless_somebody_comes_to_begin(room: Room):
    says(room.care, room.there, HATE)
    sanne, karin = room.browser("sanne"), room.browser("karin")
    sanne.see(PUBLIC)
    page = sanne.send(f"{PUBLIC}/start", verb="hide")
    assert page.index("Zaak 1: verbergen") < page.index("Iets nieuws beginnen")
    numbers_ = numbers_of(sanne)
    page = sanne.see(f"{PUBLIC}?about={numbers_}")
    assert "Iets nieuws beginnen" not in page and page.index("Antwoorden") < page.index("Zaak 1: verbergen")
    assert 'value="submit:0" class="main">Leg voor' in sanne.page
    assert sanne.page.index("Leg voor") < sanne.page.index("Doe het alleen, met deze reden"), "alone is the exception"
    does(sanne, "submit:0")
    page = karin.see(PUBLIC)
    assert 'value="agree:0" class="main">Akkoord' in karin.page
    assert page.index("Akkoord Gezien") < page.index("Waarom weigert u?") < page.index("Weiger ")


def numbers_of(browser: Browser) -> str:
    found = re.search(r'name="about" value="(\d+)"', browser.page)
    assert found
    return found[1]
