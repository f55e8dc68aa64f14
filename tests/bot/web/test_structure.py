"""Every page, in both languages, owes its reader the same: see ``structure``."""

import re
from pathlib import Path

import pytest

from bot.store.dead import DeadLetter
from bot.web.desk_port import StatusView
from bot.web.render import STATIC
from tests.bot.office import office  # noqa: F401 - the fixture
from tests.bot.public import office_in_public, says
from tests.bot.web.conftest import Browser, browser
from tests.bot.web.structure import Page
from tests.bot.web.test_public import COMPLAINT, HATE, PUBLIC, Room, does
from tests.fakes.office import NOW, FakeOffice

LANGS = ("nl", "en")


def well(here: Browser, path: str, status: int = 200) -> None:
    """The page is as it should be, in both languages."""
    for lang in LANGS:
        here.see(f"{path}{'&' if '?' in path else '?'}lang={lang}", status)
        page = Page(here.page)
        assert (path, page.faults(), page.unguarded()) == (path, [], [])
        assert page.lang == lang


@pytest.mark.parametrize("path", ["/", "/?show=mine", "/cases/7", "/cases/8", "/cases/7/report", "/status", "/report"])
def test_pages_of_a_working_day(sanne: Browser, path: str) -> None:
    letter = DeadLetter(5, NOW, "karin", "telegram", 7, "blocked", loud=True)
    sanne.office.view = StatusView("P", "1", dead=[letter], people=sanne.office.view.people)
    well(sanne, path)


@pytest.mark.parametrize("path", ["/", "/status", "/report?period=week"])
def test_pages_of_a_fresh_house(path: str) -> None:
    fresh = browser(demo=False, office=FakeOffice())
    fresh.log_in("sanne")
    well(fresh, path)


@pytest.mark.parametrize(("path", "status"), [("/nergens", 404), ("/cases/99", 401), ("/", 401), ("/start", 200)])
def test_pages_for_who_is_not_in_or_asks_what_is_not_there(stranger: Browser, path: str, status: int) -> None:
    for lang in LANGS:
        stranger.see(f"{path}?lang={lang}", status)
        assert Page(stranger.page).faults() == []


def test_pages_after_a_mistake(sanne: Browser) -> None:
    for path, status, fields in (
        ("/cases/7/note", 422, {"text": " "}),
        ("/cases/7/press", 422, {"action": "explode", "turn": "1"}),
        ("/cases/7/press", 403, {"form_token": "x"}),
    ):
        sanne.see("/cases/7")
        sanne.send(path, status, **fields)
        assert Page(sanne.page).faults() == []
    sanne.office.broken = True
    sanne.see("/", 500)
    assert Page(sanne.page).faults() == []


@pytest.mark.parametrize("path", ["/demo", "/demo?case=7", "/phone", "/phone/sanne", "/phone/fatima"])
def test_pages_of_the_demo(visitor: Browser, path: str) -> None:
    well(visitor, path)


def test_pages_of_acting_in_public(office) -> None:  # noqa: F811
    room = Room(*office_in_public(office))
    says(room.care, room.there, COMPLAINT, thread_id="t", author="anna")
    says(room.care, room.there, HATE, thread_id="t", author="bert")
    sanne, karin = room.browser("sanne"), room.browser("karin")
    well(sanne, PUBLIC)
    sanne.see(PUBLIC)
    numbers = re.findall(r'<option value="(\d+)"', sanne.page)
    for verb in ("reply", "hide"):
        for about in numbers:
            sanne.see(f"{PUBLIC}?about={about}")
            sanne.send(f"{PUBLIC}/start", verb=verb, about=about)
    well(sanne, PUBLIC)
    does(sanne, "submit:0")
    for who in (sanne, karin):
        well(who, PUBLIC)
        well(who, f"{PUBLIC}?about={numbers[0]}")
    does(karin, "agree:0")
    room.care.settle()
    for path in (PUBLIC, "/register"):
        well(karin, path)


def test_what_a_thumb_must_hit_is_forty_four_pixels_and_long_words_break() -> None:
    style = Path(STATIC / "seintje.css").read_text(encoding="utf-8")
    assert "--touch: 2.75rem" in style
    assert "overflow-wrap: anywhere" in style, "one long word would push the page past the edge of a phone"
    for rule in (
        "button, .key",
        "input, select, textarea",
        ".filters a, .people a",
        "details summary",
        ".backlink a, .head p a",
    ):
        body = next(
            part for part in style.split("}") if part.split("{")[0].strip().endswith(rule) and "min-height" in part
        )
        assert "min-height: var(--touch)" in body, rule
