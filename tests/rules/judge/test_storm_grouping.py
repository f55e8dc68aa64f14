"""In a storm: which case takes a message, what is the same again, and news that does not name us."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from rules.judge import Judge
from rules.judge.grouping import Belongs, Open, is_fresh, which_case
from rules.judge.kin import is_news, kin_terms
from rules.judge.verdict import Effect, Reason, Verdict, is_grave
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.model import AllOf, Grouping, OneOf, Rule, Topic
from rules.text.values import Sentiment, Tone
from tests.rules.case.office import PROTOCOL

NOW = datetime(2026, 3, 6, 12, 0, tzinfo=UTC)
STORM = Open(7, NOW, NOW, ("incident", "complaint"), ("deur",), "beukenhof", storm=True)
CHILD = Open(3, NOW, NOW, ("complaint",), ("bel",), "beukenhof", parent=7)
ALONE = replace(PROTOCOL, grouping=Grouping(one_case=("thread",)))


def verdict(level: int = 2, **more: object) -> Verdict:
    values = {"category": "legal", "location": "beukenhof"} | more
    tone = Sentiment(values.pop("tone", Tone.NEGATIVE))  # type: ignore[arg-type]
    return Verdict(True, "x", level, tone, **values)  # type: ignore[arg-type]


def joins(found: Verdict, *cases: Open, thread: int | None = None, author: int | None = None) -> Belongs | None:
    return which_case(found, "tekst", thread, [], cases, ALONE, NOW, author)


TAKEN = [
    ("negative at its place", verdict(1), "storm"),
    ("without a place", verdict(2, location=None), "storm"),
    ("elsewhere", verdict(2, location="anker"), None),
    ("praise", verdict(1, tone=Tone.POSITIVE), None),
    ("neutral but worth a look", verdict(2, tone=Tone.NEUTRAL), "storm"),
    ("serious of its kind", verdict(3, category="incident"), "storm"),
    ("serious of another kind", verdict(3, category="threat"), None),
]


@pytest.mark.parametrize(("name", "found", "way"), TAKEN, ids=[row[0] for row in TAKEN])
def test_what_a_storm_takes(name: str, found: Verdict, way: str | None) -> None:
    assert joins(found, STORM) == (Belongs(7, way) if way else None), name


def test_what_joins_a_case_of_a_storm_joins_the_storm() -> None:
    assert joins(verdict(), STORM, CHILD, thread=3) == Belongs(7, "thread")
    assert joins(verdict(), CHILD, thread=3) == Belongs(3, "thread")


def test_what_is_of_no_kind_shares_its_subject_with_nobody() -> None:
    by_subject = replace(PROTOCOL, grouping=Grouping(one_case=("subject + location",)))
    case = replace(CHILD, parent=None)
    known = verdict(category="complaint", topics=("bel",))
    assert which_case(known, "tekst", None, [], [case], by_subject, NOW) == Belongs(3, "subject + location")
    assert which_case(replace(known, category=None), "tekst", None, [], [case], by_subject, NOW) is None


def test_case_48_what_an_author_writes_in_one_breath_is_one_case() -> None:
    assert joins(verdict(), replace(CHILD, parent=None), author=3) == Belongs(3, "author")
    assert joins(verdict(location=None), CHILD, author=3) == Belongs(3, "author")
    assert joins(verdict(location="anker"), CHILD, author=3) is None
    assert joins(verdict(), CHILD, author=9) is None


def test_a_repost_with_a_few_words_is_no_news_and_more_to_tell_is() -> None:
    known = ["bewoonster onderkoeld gevonden familie woedend niemand had haar gemist"]
    assert not is_fresh("lees dit bewoonster onderkoeld gevonden familie woedend niemand had haar gemist", known)
    assert is_fresh("ik weet wie er dienst had en als ik haar tegenkom dan ligt ze zelf in die vijver", known)
    longer = known[0] + " en ik weet wie er dienst had, als ik haar tegenkom dan ligt ze zelf in die vijver"
    assert is_fresh(longer, known)
    assert is_fresh("kort", known) and not is_fresh("kort", ["kort"])
    assert is_fresh("een text zonder iets ervoor, lang genoeg", [])


def news(text: str, **more: object) -> Mention:
    values: dict[str, object] = {
        "id": "n",
        "platform": "news",
        "kind": Kind.ARTICLE,
        "text": text,
        "posted_at": NOW,
        "author": Author("krant"),
        "via": Via.SEARCH,
    }
    return Mention(**(values | more))  # type: ignore[arg-type]


CARE = replace(PROTOCOL, organisation=replace(PROTOCOL.organisation, context=("verpleeg*", "bewoner*")))
SAID = ["weer dat verpleeghuis met die deur", "schande"]


def test_news_that_shares_a_word_of_care_with_our_case_is_kin() -> None:
    assert kin_terms(news("Vrouw verliet ongezien verpleeghuis"), SAID, CARE) == ("verpleeg*",)
    assert kin_terms(news("Bewoners zijn boos"), SAID, CARE) == ()
    assert kin_terms(news("Regen en wind"), SAID, CARE) == ()
    assert kin_terms(news("Vrouw verliet verpleeghuis", via=Via.OWN_PAGE), SAID, CARE) == ()
    assert kin_terms(news("Vrouw verliet verpleeghuis"), SAID, PROTOCOL) == ()


def test_what_is_news() -> None:
    assert is_news(news("x"), ())
    assert is_news(news("x", platform="blog"), ())
    assert is_news(news("x", platform="x", kind=Kind.POST), ("media",))
    assert not is_news(news("x", platform="x", kind=Kind.POST), ("staff",))


RULES = (
    Rule("brand", "Brand", AllOf((OneOf("topic", ("brand",)),)), category="incident", level="serious", owner="duty"),
    Rule("vraag", "Vraag", AllOf((OneOf("topic", ("vraag",)),)), category="question", level="routine", owner="webcare"),
)
BURNING = replace(
    PROTOCOL, rules=RULES, topics={"brand": Topic("brand", ("brand",)), "vraag": Topic("vraag", ("vraag",))}
)


def test_grave_is_what_a_rule_of_the_protocol_makes_serious() -> None:
    def one(rule: str, effect: Effect, amount: str) -> Verdict:
        return verdict(3, reasons=(Reason(rule, effect, amount),))

    assert is_grave(one("brand", Effect.FLOOR, "serious"), BURNING)
    assert not is_grave(one("unsaid_danger", Effect.FLOOR, "serious"), BURNING)
    assert not is_grave(one("brand", Effect.POINTS, "2"), BURNING)
    assert not is_grave(one("vraag", Effect.FLOOR, "routine"), BURNING)


def test_what_looks_grave_goes_first_and_who_wrote_it_is_known() -> None:
    judge = Judge(BURNING)
    assert judge.looks_grave("er is brand") and not judge.looks_grave("ik heb een vraag")
    assert not Judge(PROTOCOL).looks_grave("er is brand")
    assert judge.kinds_of(news("x")) == ()
    assert timedelta(0) == NOW - NOW
