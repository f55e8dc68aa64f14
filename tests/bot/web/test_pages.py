"""What people find on the pages, in Dutch and in English, and what they can do there."""

import re
from collections.abc import MutableMapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.store.codec import dump
from bot.store.views import LogLine, NoticeLine
from bot.web.desk_port import SourceLine, StatusView, TelegramState
from rules.judge.verdict import Effect, Reason, Verdict
from rules.text.values import Sentiment, Tone
from tests.bot.web.conftest import Browser
from tests.fakes.office import NOW, PROTOCOL, FakeOffice, case_line, mention


def test_the_list_puts_what_nobody_has_first_and_the_most_serious_on_top(sanne: Browser) -> None:
    page = sanne.see("/")
    found = [page.index(text) for text in ("waar die zuster woont", "in haar eigen plas", "telefoontje terug")]
    assert found == sorted(found)
    assert "2 zaken wachten op iemand" in page
    assert "Karin Postma heeft dit" in page
    assert "Klacht · De Regenboog sinds gisteren 12:05 (26 uur) 5 berichten voor Webcare" in page
    assert "bezoektijden" not in page


@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [
        ("open", "in haar eigen plas", "telefoontje terug"),
        ("mine", "Geen zaken in deze lijst.", "in haar eigen plas"),
        ("all", "bezoektijden", "niets-van-dit-al"),
        ("live", "telefoontje terug", "bezoektijden"),
        ("onzin'\"<", "telefoontje terug", "onzin"),
    ],
)
def test_the_list_can_be_narrowed(sanne: Browser, show: str, there: str, not_there: str) -> None:
    page = sanne.see(f"/?show={show}")
    assert there in page
    assert not_there not in page


def test_a_quiet_day_says_so() -> None:
    from tests.bot.web.conftest import browser

    quiet = browser(demo=False, office=FakeOffice())
    quiet.log_in("sanne")
    page = quiet.see("/")
    assert "Er wacht niets op iemand" in page
    assert "Geen zaken in deze lijst." in page


def test_a_case_page_tells_the_whole_story(sanne: Browser) -> None:
    page = sanne.see("/cases/7")
    for text in (
        "Mishandeling of verwaarlozing · Beukenhof",
        "Niemand heeft dit",
        "Pakt niemand dit op, dan gaat het seintje om 14:08 naar de volgende stap. (over 3 min)",
        "Marga Steenstra Facebook 13:53",
        "Regel ‘Verwaarlozing’: ‘in haar eigen plas’, negatieve toon → minstens Ernstig.",
        "Sanne de Wit · nieuwe zaak · met geluid afgeleverd · 13:53",
        "Karin Postma · opgeschaald · met geluid niet afgeleverd · 14:03 · de bot is geblokkeerd",
        "Fatima el Amrani · de vorige was niet bereikbaar · met geluid wacht op verzending",
        "13:53 Zaak geopend, niveau Ernstig.",
        "toon: negatief",
    ):
        assert text in page, text
    assert "<mark>in haar eigen plas</mark>" in sanne.page
    assert "<mark>de krant</mark>" in sanne.page


def test_the_same_story_in_english(sanne: Browser) -> None:
    page = sanne.see("/cases/7?lang=en")
    for text in (
        "Abuse or neglect · Beukenhof",
        "Nobody has this",
        "If nobody takes this, the heads-up goes to the next step at 14:08. (in 3 min)",
        "Sanne de Wit · new case · with sound delivered · 13:53",
        "Case opened",
    ):
        assert text in page, text
    assert "Niemand heeft dit" not in page
    assert "Cases" in sanne.see("/"), "the language asked for is remembered"


def test_the_browsers_language_counts_until_another_is_chosen(sanne: Browser) -> None:
    assert "Cases" in sanne.see("/", **{"Accept-Language": "fr, en-GB;q=0.8, nl;q=0.3"})
    assert "Zaken" in sanne.see("/", **{"Accept-Language": "fr;q=x, de"})
    assert "Zaken" in sanne.see("/?lang=nl", **{"Accept-Language": "en"})
    assert "Zaken" in sanne.see("/?lang=klingon", **{"Accept-Language": "en"})


def test_reasons_of_another_version_leave_the_page_standing(sanne: Browser) -> None:
    sanne.office.add(case_line(11), mention(20, "Alles stuk", verdict='{"reasons": 3}'))
    page = sanne.see("/cases/11")
    assert "De redenen bij dit bericht zijn niet leesbaar" in page
    assert "Alles stuk" in page


def test_a_reason_without_words_of_ours_is_shown_by_its_name(sanne: Browser) -> None:
    odd = Reason("r9", Effect.FLOOR, "serious", (), "Vollemaan", (("stand_van_de_maan", "vol"),))
    stored = dump(Verdict(True, "serious", 3, Sentiment(Tone.NEGATIVE), reasons=(odd,)))
    sanne.office.add(case_line(11), mention(20, "Tekst", verdict=stored))
    assert "Vollemaan" in sanne.see("/cases/11")


def test_a_long_story_is_folded_but_whole(sanne: Browser) -> None:
    log = tuple(LogLine(NOW, "noted", "sanne", f"notitie {n}") for n in range(40))
    notices = tuple(NoticeLine(f"p{n}", "new", "telegram", True, "sent", 1, NOW, NOW, "") for n in range(20))
    mentions = [mention(n, f"bericht {n}") for n in range(30)]
    sanne.office.add(case_line(11, mentions=30), *mentions, log=log, notices=notices)
    page = sanne.see("/cases/11")
    assert all(f"notitie {n}" in page for n in range(40))
    assert all(f"p{n} " in page for n in range(20))
    assert all(f"bericht {n}" in page for n in range(30))
    assert re.findall(r"Toon er nog (\d+)", page) == ["25", "14", "28"]
    assert page.index("notitie 39") < page.index("notitie 0 ")


def test_older_mentions_that_are_not_shown_are_counted(sanne: Browser) -> None:
    sanne.office.add(case_line(11, mentions=240), mention(20, "Tekst"))
    assert "En 239 eerdere berichten." in sanne.see("/cases/11")


def test_pressing_a_button_moves_the_case_and_says_so(sanne: Browser) -> None:
    sanne.see("/cases/7")
    page = sanne.send("/cases/7/press", action="take", turn="1")
    assert sanne.office.done == [("take", 7, "sanne", 1)]
    assert "U hebt het. De opschaling is gestopt." in page
    assert "Sanne de Wit heeft dit" in page
    assert "Geef terug" in page
    assert "Ik pak dit op" not in page


def test_an_old_button_changes_nothing_and_names_who_was_first(sanne: Browser) -> None:
    sanne.see("/cases/7")
    sanne.office.pages[7] = replace(
        sanne.office.pages[7], case=case_line(7, state="acknowledged", assignee="karin", turn=2)
    )
    page = sanne.send("/cases/7/press", action="take", turn="1")
    assert "Karin Postma was u voor." in page
    assert sanne.office.pages[7].case.assignee == "karin"


@pytest.mark.parametrize(
    ("state", "assignee", "offered"),
    [
        ("open", None, ["take", "decline", "resolve"]),
        ("acknowledged", "sanne", ["resolve", "return"]),
        ("acknowledged", "karin", ["resolve"]),
        ("snoozed", "sanne", ["resolve", "return"]),
        ("resolved", "karin", ["reopen"]),
    ],
)
def test_only_buttons_that_can_work_are_there(
    sanne: Browser, state: str, assignee: str | None, offered: list[str]
) -> None:
    sanne.office.add(case_line(11, state=state, assignee=assignee), mention(20, "Tekst"))
    sanne.see("/cases/11")
    first = sanne.page.partition('id="more-deeds"')[0]
    assert re.findall(r'name="action" value="(\w+)"', first) == offered


def test_every_other_verb_has_a_form_with_its_choice_and_a_reason(sanne: Browser) -> None:
    sanne.office.add(case_line(41, assignee=None, mentions=2))
    sanne.see("/cases/41")
    more = sanne.page.partition('id="more-deeds"')[2]
    assert re.findall(r'name="action" value="(\w+)"', more) == ["snooze", "raise", "hand", "merge", "split"]
    assert re.findall(r'<option value="(15m|07:30|karin|crisis|)"', more) == ["15m", "07:30", "", "crisis", "karin"]
    sanne.send("/cases/41/press", action="hand", turn="1", choice="karin", why=" zij kent de familie\x00 ")
    assert sanne.office.done == [("hand", 41, "sanne", 1, "karin", "zij kent de familie")]


def test_a_closed_case_can_be_opened_again_but_not_one_that_went_elsewhere(sanne: Browser) -> None:
    sanne.office.add(case_line(42, state="resolved", assignee="karin", merged_into=41))
    sanne.see("/cases/42")
    assert 'name="action"' not in sanne.page


def test_a_note_is_kept_and_the_newest_stands_on_top(sanne: Browser) -> None:
    sanne.see("/cases/7")
    page = sanne.send("/cases/7/note", text="  Teamleider gebeld,\r\nbelt terug\x00\x1b[31m\u202e  ")
    assert sanne.office.done == [("note", 7, "sanne", "Teamleider gebeld,\nbelt terug[31m")]
    assert "Genoteerd bij de zaak." in page
    assert page.index("Teamleider gebeld") < page.index("Zaak geopend")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("   \n\t ", "Een lege notitie wordt niet bewaard."),
        ("x" * 4001, "De notitie is 4001 tekens; er passen er 4000."),
    ],
)
def test_a_note_that_does_not_fit_is_refused_and_stays_in_the_box(sanne: Browser, text: str, says: str) -> None:
    sanne.see("/cases/7")
    assert says in sanne.send("/cases/7/note", 422, text=text)
    assert text.strip() in sanne.page
    assert sanne.office.done == []
    assert 'hx-get="' not in sanne.page, "a page with unsaved text does not refresh itself"


def test_the_longest_note_fits_even_when_every_character_takes_bytes(sanne: Browser) -> None:
    sanne.see("/cases/7")
    sanne.send("/cases/7/note", text="é" * 4000)
    assert sanne.office.done == [("note", 7, "sanne", "é" * 4000)]


@pytest.mark.parametrize(
    "path",
    [
        "/cases/999",
        "/cases/0",
        "/cases/-1",
        "/cases/zeven",
        "/cases/7.5",
        f"/cases/{10**30}",
        "/cases/%00",
        "/weg",
        "/phone",
    ],
)
def test_what_is_not_there_gets_a_page_that_says_so(sanne: Browser, path: str) -> None:
    page = sanne.see(path, 404)
    assert "Niet gevonden" in page
    assert "Naar de zaken" in page


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"action": "take"},
        {"action": "take", "turn": ""},
        {"action": "take", "turn": "-1"},
        {"action": "take", "turn": "²"},
        {"action": "take", "turn": "9" * 40},
        {"action": "explode", "turn": "1"},
        {"action": "__class__", "turn": "1"},
    ],
)
def test_a_form_that_makes_no_sense_changes_nothing(sanne: Browser, fields: dict[str, str]) -> None:
    sanne.see("/cases/7")
    assert "Er is niets veranderd." in sanne.send("/cases/7/press", 422, **fields)
    assert sanne.office.done == []


def test_a_press_on_a_case_that_is_gone_is_a_page_not_a_crash(sanne: Browser) -> None:
    sanne.see("/cases/7")
    del sanne.office.pages[7]
    assert "Niet gevonden" in sanne.send("/cases/7/press", 404, action="take", turn="1")


def test_an_unforeseen_error_shows_nothing_of_the_inside_and_is_logged(
    sanne: Browser, logged: list[MutableMapping[str, Any]]
) -> None:
    sanne.office.broken = True
    page = sanne.see("/", 500)
    assert "Er ging iets mis" in page
    assert "kanarie" not in sanne.page
    assert "RuntimeError" not in sanne.page
    assert [event["event"] for event in logged] == ["page_failed"]


def test_status_names_what_is_wrong_and_with_whom(sanne: Browser) -> None:
    page = sanne.see("/status")
    for text in (
        "6 punten vragen aandacht",
        "Socialmediaprotocol Zorggroep De Lindeboog, versie 2026-03 van kracht sinds ma 2 mrt 14:05",
        "Telegram Verbonden sinds 07:05",
        "1 seintje wacht het oudste 1 min ; 1 kon niet worden afgeleverd",
        "1 bericht kon niet worden beoordeeld",
        "Facebookpagina Facebook gezien tot 14:04 ( 1 min geleden)".replace("( ", "("),
        "Let op: de server antwoordt niet",
        "nog niet gelezen Hoort niets meer: het token is ingetrokken",
        "Karin Postma telefoon gekoppeld; heeft de bot geblokkeerd",
        "Fatima el Amrani nog geen telefoon gekoppeld",
    ):
        assert text in page, text


def test_status_names_what_was_certainly_not_seen(sanne: Browser) -> None:
    hole = (NOW - timedelta(hours=3), NOW - timedelta(hours=2))
    sanne.office.view = StatusView("P", "1", sources=[SourceLine("pagina", "facebook_page", NOW, gaps=[hole])])
    page = sanne.see("/status")
    assert "1 punt vraagt aandacht" in page and "niet gezien van 11:05 tot 12:05" in page


def test_status_of_a_house_that_is_not_ready(sanne: Browser) -> None:
    sanne.office.view = StatusView("P", "1", telegram=TelegramState.REFUSED, not_ready=("database", "iets_nieuws"))
    page = sanne.see("/status?lang=en")
    assert "Not in order: the database does not answer, iets_nieuws" in page
    assert "The token is refused; ask the administrator" in page
    assert "Sources Not known now." in page and "No source is watched" not in page


def test_a_fresh_house_that_hears_nothing_does_not_say_that_all_is_well(sanne: Browser) -> None:
    sanne.office.view = StatusView("P", "2026-03", protocol_number=1)
    page = sanne.see("/status")
    assert "1 punt vraagt aandacht" in page and "Alles werkt" not in page
    assert "Er wordt nog geen bron gevolgd: seintje hoort dus nog niets." in page
    assert "P (2026-03), versie 1" in page


def test_a_source_that_fails_for_an_unforeseen_reason_says_so_in_words(sanne: Browser) -> None:
    sanne.office.view = StatusView("P", "1", sources=[SourceLine("krant", "rss", None, "unexpected")])
    assert "Let op: onverwachte fout, zie het log" in sanne.see("/status")


def test_health_and_readiness_answer_without_logging_in_and_tell_nothing(stranger: Browser) -> None:
    assert stranger.client.get("/healthz").text == "ok\n"
    assert stranger.client.head("/healthz").status_code == 200
    assert stranger.client.get("/readyz").json() == {"ready": True, "missing": [], "findings": []}
    stranger.office.view = replace(stranger.office.view, not_ready=("database",))
    answer = stranger.client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "missing": ["database"], "findings": []})


def test_an_id_that_left_the_protocol_is_shown_as_it_is(sanne: Browser) -> None:
    line = case_line(
        11,
        level="weg",
        level_number=9,
        category="nieuw_soort",
        location="verhuisd",
        owner="oud",
        assignee="piet",
        state="acknowledged",
    )
    sanne.office.add(line, mention(20, "Tekst", platform="nieuw_net", level="weg", sentiment="?"))
    page = sanne.see("/cases/11")
    for text in ("nieuw soort · verhuisd", "piet heeft dit", "voor oud", "nieuw net", "weg"):
        assert text in page, text
    assert "level-4" in sanne.page
    assert "piet" not in PROTOCOL.people


def test_a_quiet_house_has_nothing_that_asks_attention(sanne: Browser) -> None:
    heard = SourceLine("pagina", "facebook_page", NOW)
    sanne.office.view = StatusView("P", "1", telegram=TelegramState.CONNECTED, sources=[heard])
    assert "Alles werkt" in sanne.see("/status")


def test_the_evaluation_of_a_case_is_a_page_of_its_own(sanne):
    sanne.see("/cases/7/report")
    assert "<h1>Verslag 7</h1>" in sanne.page
    assert "&lt;b&gt;Schande&lt;/b&gt;" in sanne.page  # what others wrote is text
    assert 'href="/cases/7"' in sanne.page
    sanne.see("/cases/7")
    assert 'href="/cases/7/report"' in sanne.page
    assert sanne.client.get("/cases/999/report").status_code == 404


def test_the_report_of_a_day_and_a_week_with_what_was_not_watched(sanne):
    page = sanne.see("/report?period=week")
    assert "Weekbericht: 27 feb 14:05 – 6 mrt 14:05" in page
    assert "er wordt geen enkele bron gelezen" in page
    assert "Er lopen geen zaken." in sanne.see("/report")
    assert "No cases are going on." in sanne.see("/report?period=anything&lang=en")
