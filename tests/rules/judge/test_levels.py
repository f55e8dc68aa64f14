"""Floors, points, brakes, the safety net, and which rule speaks for what."""

import pytest

from rules.judge import Context, Effect, Judge
from rules.judge.facts import fixed_tone
from rules.protocol.model import NothingElse, Rule, Topic
from rules.text.values import Sentiment, Tone
from tests.rules.judge.make import judged, mention, protocol, rule, when

TOPICS = [Topic(name, (name,)) for name in ("brand", "vraag", "dank", "spam", "pers")]
BRAND = rule("brand", when(topic="brand"), level="serious", category="incident", owner="duty")
VRAAG = rule("vraag", when(topic="vraag"), level="routine", category="question", owner="webcare", weak=True)
DANK = rule("dank", when(topic="dank"), level="routine", category="compliment", owner="webcare")
SPAM = rule("spam", when(topic="spam"), category="spam", at_most="noise", owner="webcare")
PERS = rule("pers", when(topic="pers"), level="attention", category="media", owner="spokesperson")
NET = rule("net", when(NothingElse(), sentiment="negative"), level="attention", category="complaint", owner="team")
POINTS = [rule(f"p{number}", when(topic="brand"), points=number) for number in (2, 3, 4)]


@pytest.mark.parametrize(
    ("rules", "text", "level"),
    [
        ([], "niets", 1),
        ([BRAND], "brand", 3),
        ([BRAND, DANK], "brand dank", 3),
        ([POINTS[0]], "brand", 1),
        (POINTS[:2], "brand", 2),
        (POINTS, "brand", 3),
        ([*POINTS, SPAM], "brand spam", 0),
        ([DANK, SPAM], "dank spam", 0),
        ([PERS, SPAM], "pers spam", 2),
        ([BRAND, SPAM, *POINTS], "brand spam", 3),
        ([rule("zelf", when(topic="brand"), level="serious", at_most="noise")], "brand", 0),
        ([SPAM, rule("hoog", when(topic="spam"), at_most="attention", points=20)], "spam", 0),
        ([rule("hoog", when(topic="spam"), at_most="attention", points=20)], "spam", 2),
    ],
)
def test_the_level(rules: list[Rule], text: str, level: int) -> None:
    verdict = judged(protocol(rules, TOPICS), text)
    assert (verdict.level_number, verdict.alert) == (level, level >= 2)


@pytest.mark.parametrize(
    ("rules", "text", "category", "owner"),
    [
        ([DANK, BRAND], "dank brand", "incident", "duty"),
        ([VRAAG, DANK], "vraag dank", "compliment", "webcare"),
        ([SPAM, DANK], "spam dank", "spam", "webcare"),
        ([DANK, SPAM], "spam dank", "compliment", "webcare"),
        ([PERS, rule("ook", when(topic="pers"), level="attention", category="ook")], "pers", "media", "spokesperson"),
        ([rule("ook", when(topic="pers"), level="serious"), PERS], "pers", "media", "spokesperson"),
        ([], "niets", None, None),
    ],
)
def test_category_and_owner_come_from_the_highest_level_that_names_one(
    rules: list[Rule], text: str, category: str | None, owner: str | None
) -> None:
    verdict = judged(protocol(rules, TOPICS), text)
    assert (verdict.category, verdict.owner) == (category, owner)


def template_rule(name: str, level: str | None, template: str, **more: bool) -> Rule:
    return rule(name, when(topic="brand"), level=level, template=template, **more)


@pytest.mark.parametrize(
    ("rules", "template"),
    [
        ([template_rule("a", "routine", "klacht"), template_rule("b", "serious", "none")], "none"),
        ([template_rule("a", "serious", "klacht"), template_rule("b", "serious", "none")], "none"),
        ([template_rule("a", "serious", "klacht"), template_rule("b", "routine", "none")], "klacht"),
        ([template_rule("a", "serious", "een", weak=True), template_rule("b", "serious", "twee")], "twee"),
        ([BRAND], None),
    ],
)
def test_the_template(rules: list[Rule], template: str | None) -> None:
    assert judged(protocol(rules, TOPICS), "brand").template == template


def test_what_rules_name_adds_up() -> None:
    one = rule(
        "a", when(topic="brand"), notify=("board", "hr"), suggest=("hide",), checklist=("igj",), tags=("x",), points=1
    )
    two = rule(
        "b",
        when(topic="brand"),
        notify=("hr", "security"),
        suggest=("hide", "call_112"),
        outside_office="duty",
        level="routine",
    )
    verdict = judged(protocol([one, two], TOPICS), "brand")
    assert verdict.notify == ("board", "hr", "security")
    assert verdict.suggest == ("hide", "call_112")
    assert (verdict.checklist, verdict.tags, verdict.outside_office) == (("igj",), ("x",), "duty")


UNSURE = Sentiment(Tone.POSITIVE, 0.4, 0.1)


@pytest.mark.parametrize(
    ("text", "tone", "level"),
    [
        ("niets", fixed_tone("negative"), 2),
        ("vraag", fixed_tone("negative"), 2),
        ("niets", UNSURE, 2),
        ("niets", fixed_tone("neutral"), 1),
        ("dank", fixed_tone("negative"), 1),
        ("dank", UNSURE, 1),
    ],
)
def test_the_safety_net(text: str, tone: Sentiment, level: int) -> None:
    """Negative or unsure, and nothing else says what it is: somebody looks."""
    judge = Judge(protocol([VRAAG, DANK, NET], TOPICS))
    assert judge.judge(mention(text), Context(sentiment=tone, danger=0.0)).level_number == level


def test_unsure_counts_as_negative_for_the_safety_net_only() -> None:
    judge = Judge(protocol([rule("toon", when(sentiment="negative"), points=9)], TOPICS))
    assert judge.judge(mention("x"), Context(sentiment=UNSURE, danger=0.0)).level_number == 1


def test_an_exception_in_the_safety_net_sees_unsure_as_negative_too() -> None:
    net = rule("net", when(NothingElse()), unless=when(sentiment="positive"), level="attention")
    assert Judge(protocol([net])).judge(mention("x"), Context(sentiment=UNSURE)).alert
    assert not judged(protocol([net]), "x", "positive").alert


def test_the_reasons_are_told_from_the_highest_down() -> None:
    verdict = judged(protocol([*POINTS, DANK, BRAND, SPAM], TOPICS), "brand dank spam")
    assert [(reason.rule, reason.effect, reason.amount) for reason in verdict.reasons] == [
        ("about_us", Effect.NOTE, "source"),
        ("brand", Effect.FLOOR, "serious"),
        ("dank", Effect.FLOOR, "routine"),
        ("p2", Effect.POINTS, "2"),
        ("p3", Effect.POINTS, "3"),
        ("p4", Effect.POINTS, "4"),
        ("spam", Effect.BRAKE, "noise"),
        ("points", Effect.FLOOR, "serious"),
    ]
    assert verdict.points == 9
