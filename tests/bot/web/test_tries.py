"""Catalogue 85 and 86: guessing links to log in, and opening what is not there."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from bot.auditor import Health
from bot.clock import ManualClock
from bot.web.app import create_app
from bot.web.sessions import LINK_LIFE, MemorySessions
from bot.web.settings import WebSettings
from bot.web.tries import ADDRESSES, ALARM, PATIENCE, WINDOW, Tries
from rules.audit.find import find
from rules.audit.model import Invariant, Vault
from tests.bot.office import protocol_from
from tests.bot.protocol import CARE
from tests.bot.web.conftest import SAME, Browser
from tests.fakes.office import NOW, busy_office

MINUTE = timedelta(minutes=1)


@pytest.fixture
def guesser() -> Browser:
    """Somebody outside, and a service that keeps count."""
    office, clock, people = busy_office(), ManualClock(NOW), {"sanne", "karin"}
    sessions, health = MemorySessions(clock, people.__contains__), Health(NOW)
    settings = WebSettings(demo=False, tls=False, hosts=("testserver",))
    app = create_app(office, settings=settings, sessions=sessions, changes=office.changes, guessed=health.guessed)
    made = Browser(TestClient(app), office, clock, sessions, people)
    made.health = health  # type: ignore[attr-defined]
    return made


def tries(guesser: Browser, code: str):
    return guesser.client.post("/start", data={"code": code}, headers=SAME)


def found(guesser: Browser, at=NOW) -> list[tuple[str, int]]:
    machine = guesser.health.machine(at, timedelta(0))  # type: ignore[attr-defined]
    every = find(Vault(), machine, protocol_from(CARE), at)
    return [(f.key, f.values["n"]) for f in every if f.invariant is Invariant.LINKS_GUESSED]


def test_case_85_a_thousand_tries_are_slowed_told_and_lock_nobody_out(guesser: Browser, logged) -> None:
    answers = [tries(guesser, f"geraden{n}") for n in range(1000)]
    assert [a.status_code for a in answers] == [403] * PATIENCE + [429] * (1000 - PATIENCE)
    assert 0 < int(answers[-1].headers["retry-after"]) <= WINDOW.total_seconds()
    assert found(guesser) == [("links_guessed:", 1000)]
    assert found(guesser, NOW + timedelta(hours=1)) == []
    refused = [event for event in logged if event["event"] == "log_in_refused"]
    assert len(refused) == 1000 and "geraden" not in str(refused)
    assert "Sanne de Wit" in guesser.log_in("sanne"), "who has a right link gets in from the same address"


def test_case_85_whatever_is_wrong_with_a_link_the_answer_is_the_same(guesser: Browser) -> None:
    used, removed, old = guesser.invited("sanne"), guesser.invited("karin"), guesser.invited("sanne")
    assert tries(guesser, used).status_code == 200
    guesser.client.cookies.clear()
    guesser.people.discard("karin")
    never = tries(guesser, "nooit")
    again, gone = tries(guesser, used), tries(guesser, removed)
    guesser.clock.forward(LINK_LIFE)
    late = tries(guesser, old)
    assert {(a.status_code, a.text) for a in (never, again, gone, late)} == {(403, never.text)}


def test_case_85_each_address_has_its_own_patience_and_it_comes_back() -> None:
    told: list[int] = []
    kept = Tries(lambda count, since, now: told.append(count))
    assert [kept.wrong("a", NOW) for _ in range(PATIENCE + 1)] == [None] * PATIENCE + [WINDOW]
    assert kept.wrong("a", NOW + MINUTE) == WINDOW - MINUTE
    assert kept.wrong("b", NOW) is None
    assert kept.wrong("a", NOW + WINDOW) is None
    assert told == []
    for n in range(ALARM):
        kept.wrong(f"c{n}", NOW + WINDOW)
    assert told == [ALARM, ALARM + 1]
    for n in range(2 * ADDRESSES):
        kept.wrong(f"d{n}", NOW + WINDOW)
    assert len(kept._by) == ADDRESSES


def test_case_86_a_case_that_is_not_there_is_not_found_and_that_is_logged(guesser: Browser, logged) -> None:
    guesser.log_in("sanne")
    guesser.see("/cases/7")
    answers = {guesser.see(f"/cases/{number}", 404) for number in (8_888, 9_999, 2**62)}
    assert len(answers) == 1
    told = [(event["person"], event["case"]) for event in logged if event["event"] == "case_not_found"]
    assert told == [("sanne", 8_888), ("sanne", 9_999), ("sanne", 2**62)]


def test_case_92_who_opens_a_case_is_written_down_and_a_page_that_refreshes_itself_is_nobody(guesser: Browser) -> None:
    guesser.log_in("sanne")
    guesser.see("/cases/7")
    guesser.see("/cases/7", **{"HX-Request": "true"})
    guesser.see("/cases/8888", 404)
    assert guesser.office.seen_by == [("viewed", 7, "sanne")]
