"""Messages about several cases or a whole storm, and the answers to /stil and /volg, in both languages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.case.model import Action, Case, NoticeKind, State
from rules.case.quiet import Hush, Refused
from rules.explain import quiet, sheets
from rules.explain.evaluation import evaluate
from rules.explain.notices import NoticeFacts, notice
from rules.explain.sheets import StormFacts
from rules.explain.why import why_again
from rules.i18n import Lang
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import AllOf, Location, Pattern, Privacy, Silence
from tests.rules.case.office import PROTOCOL

NOW = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
CARE = replace(
    PROTOCOL,
    organisation=replace(PROTOCOL.organisation, locations={"beukenhof": Location("beukenhof", "Beukenhof")}),
    patterns=(Pattern("piek", AllOf(()), timedelta(hours=1)),),
)
DISCREET = replace(CARE, privacy=Privacy(discreet=True))
LINK = "https://seintje.example"


def case(number: int = 1, **more: object) -> Case:
    values: dict[str, object] = {"category": "complaint", "location": "beukenhof", "mentions": 3, "reach": 900}
    known = Case(number, NOW - timedelta(hours=2), "attention", 2)
    return replace(known, **(values | more))  # type: ignore[arg-type]


def mention(text: str, reach: int | None = 100) -> Mention:
    return Mention(
        id="m", platform="x", kind=Kind.POST, text=text, posted_at=NOW, author=Author("Jan", name="Jan Kok"), via=Via.SEARCH, reach=reach
    )  # fmt: skip


FACTS = StormFacts(
    400,
    36,
    270,
    (("facebook_page", 200), ("x", 100)),
    (("negative", 300),),
    (mention("Schande, dit verpleeghuis"), mention("Deur <b>open</b>", None)),
    (mention("Wie kan ik bellen?"),),
    ("#vrieskou",),
)


@pytest.mark.parametrize("lang", Lang)
def test_a_bundle_names_each_case_and_offers_to_take_it(lang: Lang) -> None:
    one = sheets.bundle([case()], "sanne", CARE, lang, "")
    assert "1" in one.plain and "Beukenhof" in one.plain
    assert [(action, known.id) for _, action, known in one.buttons] == [(Action.TAKE, 1)]
    many = sheets.bundle([case(n) for n in range(1, 12)], "sanne", CARE, lang, LINK)
    assert "11" in many.plain.splitlines()[0]
    assert len(many.buttons) == sheets.SHOWN
    assert f"{LINK}/cases/1" in many.html


def test_a_bundle_offers_no_button_that_cannot_work_and_puts_the_worst_first() -> None:
    taken, declined = case(2, state=State.ACKNOWLEDGED), case(3, declined=("sanne",))
    worst = case(4, level="serious", level_number=3, mentions=1)
    found = sheets.bundle([case(), taken, declined, worst], "sanne", CARE, Lang.NL, "")
    assert [known.id for _, _, known in found.buttons] == [4, 1]
    assert "zaak 4" in found.plain.splitlines()[1] and "1 bericht" in found.plain.splitlines()[1]


def test_a_discreet_house_names_nothing_but_the_number() -> None:
    assert "Beukenhof" not in sheets.morning([case()], "sanne", DISCREET, Lang.NL, "").plain
    told = sheets.summary(case(), FACTS, DISCREET, Lang.NL, NOW, LINK).plain
    assert "Schande" not in told and "400" in told and LINK in told


@pytest.mark.parametrize("lang", Lang)
def test_a_summary_tells_counts_what_is_seen_most_and_what_is_asked(lang: Lang) -> None:
    told = sheets.summary(case(storm_since=NOW), FACTS, CARE, lang, NOW, "")
    assert all(word in told.plain for word in ("400", "270", "36", "900", "Schande", "bellen", "#vrieskou"))
    assert "<b>open</b>" not in told.html and "Jan" not in told.plain
    bare = sheets.summary(case(), StormFacts(1, 0, 1), CARE, lang, NOW, "")
    assert "#" not in bare.plain


@pytest.mark.parametrize("lang", Lang)
def test_scaling_down_is_asked_of_a_person(lang: Lang) -> None:
    asked = sheets.scale_down(case(), FACTS, CARE, lang, LINK)
    assert [action for _, action, _ in asked.buttons] == [Action.RESOLVE] and "36" in asked.plain
    assert [hours for _, hours in asked.waits] == [2, 12]
    waits = sheets.scale_down(case(), FACTS, CARE, lang, LINK, NOW)
    assert not waits.buttons and not waits.waits and "Storm" in waits.plain
    done = sheets.scale_down(case(state=State.RESOLVED), FACTS, CARE, lang, "")
    assert not done.buttons
    assert "5" in sheets.evaluation_due(1, 5, lang)
    assert sheets.evaluation_due(7, 5, lang).endswith("seintje case report 7")
    assert sheets.evaluation_due(7, 5, lang, LINK).endswith(f"{LINK}/cases/7/report")
    assert f"{LINK}/cases/1/report" in asked.html
    assert LINK not in done.html


@pytest.mark.parametrize(
    ("place", "usual", "words"),
    [
        ("beukenhof", 2.4, "20 berichten van 9 afzenders in 60 min op Beukenhof; gewoonlijk 2"),
        ("x", None, "20 berichten van 9 afzenders in 60 min op X; wat hier gewoon is, weet ik nog niet"),
        ("case:4", 2.0, "20 berichten van 9 afzenders in 60 min; gewoonlijk 2"),
    ],
)
def test_what_a_pattern_saw(place: str, usual: float | None, words: str) -> None:
    assert sheets.seen("piek", place, 20, 9, usual, CARE, Lang.NL) == words
    assert sheets.seen("weg", "", 20, 9, usual, CARE, Lang.NL).startswith("20 berichten van 9 afzenders in ")


@pytest.mark.parametrize("lang", Lang)
def test_silences_in_words(lang: Lang) -> None:
    hush = Hush("parkeren", AllOf(()), NOW, NOW + timedelta(hours=2), "sanne", "wegwerk", "attention")
    written = Silence("mei", AllOf(()), datetime(2026, 3, 1), datetime(2026, 3, 9), "karin", "", "attention")
    assert "parkeren" in quiet.made(3, hush, CARE, lang, NOW) and "Aandacht" in quiet.made(3, hush, CARE, lang, NOW)
    shown = quiet.standing([(None, written), (3, hush)], CARE, lang, NOW)
    assert "3: parkeren" in shown and "• mei" in shown and "(wegwerk)" in shown
    word = {Lang.NL: "/stil ", Lang.EN: "/silence "}[lang]
    assert word in quiet.standing([], CARE, lang, NOW)
    assert quiet.ended(True, 3, lang) != quiet.ended(False, 3, lang)
    assert all(quiet.refused(why, "hoi", CARE, lang) for why in Refused)
    assert "parkeren" in quiet.refused(Refused.NO_END, "", CARE, lang)


@pytest.mark.parametrize("lang", Lang)
def test_search_terms_in_words(lang: Lang) -> None:
    assert "#kou" in quiet.term_added(1, "#kou", NOW + timedelta(hours=2), CARE, lang, NOW)
    word = {Lang.NL: "/volg ", Lang.EN: "/follow "}[lang]
    assert word in quiet.term_refused(lang)
    assert "#kou" in quiet.terms_standing([(1, "#kou", NOW, "sanne")], CARE, lang, NOW)
    assert word in quiet.terms_standing([], CARE, lang, NOW)
    assert quiet.term_ended(True, 1, lang) != quiet.term_ended(False, 1, lang)
    assert "Piket" in quiet.not_yours("duty", CARE, lang)


def test_a_case_of_a_storm_points_to_it() -> None:
    text = notice(case(parent=7), NoticeFacts("sanne"), NoticeKind.NEW, CARE, Lang.NL, NOW)
    assert "Hoort nu bij storm 7" in text.plain


def test_a_new_fact_names_its_category_or_place() -> None:
    assert why_again("new_category:threat", CARE, Lang.NL) == "ook: Bedreiging"
    assert why_again("new_location:beukenhof", CARE, Lang.EN) == "also at Beukenhof"
    assert why_again("danger", CARE, Lang.NL) == "er is misschien iemand in gevaar"


@pytest.mark.parametrize("lang", Lang)
def test_the_log_becomes_the_evaluation_report(lang: Lang) -> None:
    known = case(taken_at=NOW - timedelta(hours=1), resolved_at=NOW)
    log = [(NOW, "opened", "", "attention"), (NOW, "noted", "sanne", "gebeld")]
    told = evaluate(known, FACTS, log, NOW, CARE, lang, NOW).markdown
    assert told.startswith("# ") and "gebeld" in told and "400" in told and "> " in told and "12:00" in told
    bare = evaluate(case(), StormFacts(1, 0, 1), [], None, CARE, lang, NOW).markdown
    assert "> " not in bare


def test_the_figures_of_an_evaluation_count_properly_and_say_only_what_is_known() -> None:
    log = [(NOW, "opened", "", "attention")]
    for lang, many, one, at in (
        (
            Lang.NL,
            "- 400 berichten van 12 afzenders; bereik 900.",
            "- 1 bericht van 1 afzender.",
            "- 2 mrt 2026 12:00 ",
        ),
        (Lang.EN, "- 400 messages by 12 authors; reach 900.", "- 1 message by 1 author.", "- 2 Mar 2026 12:00 "),
    ):
        assert many in evaluate(case(), StormFacts(400, 0, 12), log, None, CARE, lang, NOW).markdown.splitlines()
        told = evaluate(case(reach=0), StormFacts(1, 0, 1), log, None, CARE, lang, NOW).markdown
        assert one in told.splitlines() and at in told
