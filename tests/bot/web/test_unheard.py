"""What colleagues say on the pages of messages that did, or did not, give a heads-up."""

from dataclasses import dataclass, field

import pytest
from fastapi.testclient import TestClient

from bot.clock import ManualClock
from bot.desk.learning import Came, Outcome
from bot.store.lessons import Passed
from bot.web.app import create_app
from bot.web.sessions import MemorySessions
from bot.web.settings import WebSettings
from rules.text.learning import Feedback
from tests.bot.web.conftest import Browser
from tests.fakes.office import NOW, busy_office


@dataclass
class Teacher:
    """Keeps what it is told."""

    heard: list[tuple[int, str, Feedback]] = field(default_factory=list)
    outcome: Outcome = Outcome.KEPT
    passed: list[Passed] = field(default_factory=list)

    def of_mention(self, number: int, person: str, feedback: Feedback) -> Came:
        self.heard.append((number, person, feedback))
        return Came(self.outcome)

    def unheard(self, person: str) -> tuple[Passed, ...]:
        return tuple(self.passed)


@pytest.fixture
def teacher() -> Teacher:
    return Teacher(passed=[Passed(41, "De tillift <piept> al weken", "facebook_page", NOW)])


@pytest.fixture
def sanne(teacher: Teacher) -> Browser:
    office, clock = busy_office(), ManualClock(NOW)
    sessions = MemorySessions(clock, {"sanne"}.__contains__)
    settings = WebSettings(hosts=("testserver",))
    app = create_app(office, settings=settings, sessions=sessions, changes=office.changes, teacher=teacher)
    browser = Browser(TestClient(app, base_url="http://testserver"), office, clock, sessions, {"sanne"})
    browser.log_in("sanne")
    return browser


def test_a_message_that_should_have_alerted_is_found_and_said(sanne: Browser, teacher: Teacher) -> None:
    page = sanne.see("/unheard")
    assert "De tillift <piept> al weken" in page and "Facebook" in page and "Had moeten alarmeren" in page
    said = sanne.send("/mentions/41/verdict", feedback="had moeten alarmeren")
    assert teacher.heard == [(41, "sanne", Feedback.MISSED)]
    assert "Bewaard. Vannacht leert seintje ervan." in said and "Berichten zonder seintje" in said


def test_it_can_be_taken_back(sanne: Browser, teacher: Teacher) -> None:
    teacher.passed = [Passed(41, "De tillift piept", "x", NOW, Feedback.MISSED)]
    page = sanne.see("/unheard")
    assert "U zei: had moeten alarmeren." in page and "Toch niet" in page
    sanne.send("/mentions/41/verdict", feedback="klopt")
    assert teacher.heard == [(41, "sanne", Feedback.RIGHT)]


def test_nothing_passed_by(sanne: Browser, teacher: Teacher) -> None:
    teacher.passed = []
    assert "Er is niets:" in sanne.see("/unheard")
    assert "There is nothing:" in sanne.see("/unheard?lang=en")


def test_each_message_of_a_case_can_be_called_right_or_false(sanne: Browser, teacher: Teacher) -> None:
    page = sanne.see("/cases/7")
    assert "Was dit seintje terecht? Klopt Loos" in page
    said = sanne.send("/mentions/3/verdict", feedback="loos", case="7")
    assert teacher.heard == [(3, "sanne", Feedback.FALSE_ALARM)]
    assert "Bewaard." in said and "Zaak 7" in said


def test_what_cannot_be_kept_is_said(sanne: Browser, teacher: Teacher) -> None:
    teacher.outcome = Outcome.NOT_ALLOWED
    sanne.see("/unheard")
    assert "U staat niet in het protocol." in sanne.send("/mentions/41/verdict", feedback="loos", case="x\u0663")


def test_what_was_never_a_button_is_refused(sanne: Browser, teacher: Teacher) -> None:
    sanne.see("/unheard")
    sanne.send("/mentions/41/verdict", status=422, feedback="onzin")
    assert teacher.heard == []
    assert "Bewaard" not in sanne.see("/unheard?learned=onzin")


def test_where_nobody_learns_there_are_no_such_pages(stranger: Browser) -> None:
    stranger.log_in("sanne")
    assert "Geen seintje" not in stranger.see("/")
    assert "terecht" not in stranger.see("/cases/7")
    stranger.see("/unheard", status=404)
