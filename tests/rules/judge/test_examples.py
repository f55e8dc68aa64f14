"""The protocol's own tests, and what a manager is told when one breaks."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rules.judge import Judge
from rules.judge.examples import Miss, Term, mention_of, run
from rules.mention import Author, Kind, Via
from rules.protocol.model import Bound, Compare, Expect, Place, ProtocolTest, Topic, Within
from rules.protocol.read import read
from tests.rules.judge.make import mention, protocol, rule, when
from tests.shared import shared

BRAND = Topic("brand", ("brand*",), word_places={"brand*": Place("proef.yaml", 3)}, at=Place("proef.yaml", 2))
RULES = [
    rule("brand", when(topic="brand"), level="serious", category="incident", owner="duty"),
    rule("dank", when(sentiment="positive"), level="routine"),
    rule("gevaar", when(Within("danger", Bound(Compare.AT_LEAST, 0.5))), level="attention"),
]


def outcome(text: str, expect: Expect, **more: Any) -> Any:
    sentiment = more.pop("sentiment", "neutral")
    test = ProtocolTest(text, expect, sentiment, more.pop("danger", None), more)
    return run(protocol(RULES, [BRAND], tests=(test,))).outcomes[0]


@pytest.mark.parametrize(
    ("text", "expect", "misses"),
    [
        ("brand in molenhof", Expect(level="serious", category="incident", owner="duty", location="molenhof"), []),
        ("brand in molenhof", Expect(about_us=True, alert=True, share=False, topics=("brand",), rules=("brand",)), []),
        ("brand in molenhof", Expect("attention", Compare.AT_LEAST), []),
        ("brand in molenhof", Expect("serious", Compare.AT_MOST), []),
        ("brand in molenhof", Expect("attention", Compare.AT_MOST), [Miss("level", "attention or less", "serious")]),
        ("brand in molenhof", Expect("crisis", Compare.AT_LEAST), [Miss("level", "crisis or more", "serious")]),
        ("brand in molenhof", Expect("routine"), [Miss("level", "routine", "serious")]),
        ("molenhof", Expect(category="x", alert=True), [Miss("category", "x", None), Miss("alert", "true", "false")]),
        ("molenhof", Expect(topics=("brand",), rules=("brand", "dank")),
         [Miss("topics", "brand", None), Miss("rules", "brand", None), Miss("rules", "dank", None)]),
        ("elders", Expect(about_us=True, location="molenhof"), [Miss("location", "molenhof", None), Miss("about_us", "true", "false")]),
    ],
)  # fmt: skip
def test_what_a_test_expects(text: str, expect: Expect, misses: list[Miss]) -> None:
    made = outcome(text, expect)
    assert list(made.misses) == misses

    assert made.passed == (not misses)


def test_a_failure_names_the_rule_the_word_and_the_lines() -> None:
    made = outcome("Brandnieuwe keuken in Molenhof", Expect("routine"), sentiment="positive")
    causes = {cause.rule: cause for cause in made.causes}
    assert list(causes) == ["about_us", "brand", "dank"]
    assert causes["brand"].terms == (Term("brand", "brand*", Place("proef.yaml", 3)),)
    assert (causes["brand"].at.line, causes["brand"].amount) == (7, "serious")
    assert causes["dank"].terms == ()


def test_a_test_says_what_the_message_was() -> None:
    document = protocol()
    posted = datetime(2026, 5, 5, 23, 40)
    given = {"via": "own_page", "kind": "review", "platform": "zorgkaart", "rating": 1.0, "posted_at": posted,
             "author": {"handle": "wim", "followers": 3}, "parent_text": "Hoi", "reach": 9, "lang": "en"}  # fmt: skip
    made = mention_of(ProtocolTest("Slecht", Expect(), given=given), document)
    assert (made.via, made.kind, made.platform, made.rating) == (Via.OWN_PAGE, Kind.REVIEW, "zorgkaart", 1.0)
    assert made.posted_at.astimezone(UTC) == datetime(2026, 5, 5, 21, 40, tzinfo=UTC)
    assert (made.author, made.parent_text, made.reach, made.lang) == (Author("wim", followers=3), "Hoi", 9, "en")
    plain = mention_of(ProtocolTest("Slecht", Expect(), given={"author": "Wim, krant"}), document)
    assert (plain.author, plain.via, plain.kind) == (
        Author("Wim, krant", "Wim, krant", "Wim, krant"),
        Via.SEARCH,
        Kind.POST,
    )
    aware = datetime(2026, 5, 5, tzinfo=UTC)
    assert mention_of(ProtocolTest("x", Expect(), given={"posted_at": aware}), document).posted_at == aware


def test_danger_is_none_unless_given_and_the_tone_is_read_unless_fixed() -> None:
    assert outcome("molenhof vreselijk dood pijn", Expect("routine"), sentiment=None).passed
    assert outcome("molenhof", Expect("attention"), danger=0.5).passed
    assert outcome("Wat fijn en geweldig in Molenhof", Expect(rules=("dank",)), sentiment=None).passed


def test_which_rules_no_test_touches() -> None:
    document = protocol(RULES, [BRAND], tests=(ProtocolTest("brand in molenhof", Expect("serious"), "neutral"),) * 2)
    report = run(document, Judge(document))
    assert report.passed
    assert report.coverage == {"brand": 2, "dank": 0, "gevaar": 0}
    assert [one.id for one in report.untouched(document)] == ["dank", "gevaar"]


def test_a_signal_has_no_term_in_the_protocol() -> None:
    document = protocol(
        [rule("dreiging", when(topic="signal_threat"), level="serious")],
        tests=(ProtocolTest("Molenhof, ik maak jullie kapot, ik weet je te vinden", Expect("routine"), "negative"),),
    )
    (made,) = run(document).outcomes
    assert [cause.terms for cause in made.causes if cause.rule == "dreiging"] == [()]


def test_all_tests_of_the_example_pass() -> None:
    document = read({"example.yaml": shared("protocol/example.yaml").read_text("utf-8")}).protocol
    assert document is not None
    report = run(document)
    assert (len(report.outcomes), [one.misses for one in report.outcomes if not one.passed]) == (7, [])


def test_the_example_judges_a_farewell_as_a_crisis() -> None:
    document = read({"example.yaml": shared("protocol/example.yaml").read_text("utf-8")}).protocol
    assert document is not None
    verdict = Judge(document).judge(mention("Vanavond wil ik niet meer leven"))
    assert (verdict.level, verdict.owner) == ("crisis", "clinical_duty")
