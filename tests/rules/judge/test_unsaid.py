"""What the judge adds where a protocol says nothing: a floor for danger, and what sort of message it is."""

from dataclasses import replace

import pytest

from rules.explain.reasons import sentence
from rules.i18n import Lang
from rules.judge import Context, Judge, Verdict
from rules.judge.facts import fixed_tone
from rules.judge.verdict import Effect
from rules.mention import Kind, Mention, Via
from rules.protocol.model import Bound, Compare, NothingElse, OneOf, PlatformPolicy, Protocol, Rule, Topic, Within
from tests.rules.judge.make import LEVELS, mention, protocol, rule, when

AD = Topic("ad", words=("korting",))
FIRE = Topic("fire", words=("brand*",))
GREET = Topic("greet", words=("goedemorgen",))
RULES = (
    rule("vuur", when(OneOf("topic", ("fire",))), level="crisis", category="incident", owner="piket"),
    rule("reclame", when(OneOf("topic", ("ad",))), at_most="noise", category="spam"),
    rule("dank", when(OneOf("topic", ("greet",)), sentiment="positive"), category="compliment", owner="webcare"),
    rule("klacht", when(OneOf("topic", ("fire",)), sentiment="negative"), category="complaint", owner="klachten"),
)
ASKS = rule("gevaar", when(Within("danger", Bound(Compare.AT_LEAST, 0.95))), level="attention")
TEXT = "Morgen komt er weer iemand langs bij de esdoorn."


def judged(tone: str, danger: float, text: str = TEXT, *, document: Protocol | None = None, **more: object) -> Verdict:
    document = document or protocol(RULES, (AD, FIRE, GREET))
    return Judge(document).judge(mention(text, **more), Context(sentiment=fixed_tone(tone), danger=danger))


@pytest.mark.parametrize(
    ("tone", "danger", "level"),
    [
        ("neutral", 0.8, "serious"),
        ("neutral", 0.79, "routine"),
        ("negative", 0.6, "serious"),
        ("negative", 0.59, "routine"),
        ("positive", 1.0, "routine"),
    ],
)
def test_a_protocol_that_never_speaks_of_danger_has_a_floor_for_it(tone: str, danger: float, level: str) -> None:
    assert judged(tone, danger).level == level


def test_it_says_why_and_names_no_rule() -> None:
    found = judged("neutral", 0.9)
    [why] = [reason for reason in found.reasons if reason.effect is Effect.FLOOR]
    assert found.rules == () and found.category is None
    said = sentence(why, protocol(), Lang.NL)
    assert said == (
        "Klinkt als iemand in gevaar (90% kans) → minstens Ernstig. Het protocol heeft hier geen regel voor."
    )


def test_the_words_that_sounded_so_are_shown() -> None:
    document = protocol(RULES, (AD, FIRE, GREET))
    found = Judge(document).judge(mention("Mijn moeder bij de esdoorn ligt bloedend op de grond en niemand doet open"))
    [why] = [reason for reason in found.reasons if reason.effect is Effect.FLOOR]
    assert found.level == "serious" and why.evidence
    assert "grond" in sentence(why, document, Lang.NL)


@pytest.mark.parametrize(
    ("document", "text", "more", "level"),
    [
        (protocol((*RULES, ASKS), (AD, FIRE, GREET)), TEXT, {}, "routine"),
        (protocol(RULES, (AD, FIRE, GREET), levels={k: v for k, v in LEVELS.items() if k != "serious"}), TEXT, {}, "routine"),
        (None, "Brand bij de esdoorn", {}, "crisis"),
        (None, "Nu korting bij de esdoorn", {}, "noise"),
        (None, TEXT, {"kind": Kind.ARTICLE}, "routine"),
    ],
)  # fmt: skip
def test_where_somebody_else_decides_it_keeps_out(document, text, more, level) -> None:
    assert judged("neutral", 0.9, text, document=document, **more).level == level


# --- what sort of message -------------------------------------------------------------------------------------

PRAISE = "Wat een lieve, betrokken mensen werken daar. Onze vader is er in goede handen, dank jullie wel!"
STORY = (
    "Oma zong vanmiddag voor het eerst in jaren weer, omdat een verzorgende haar oude lied op de piano speelde. "
    "Iedereen zong mee."
)
GRUMBLE = "Derde week dat er een onbekende voor de deur staat en niemand belt me terug."
NET = rule("net", when(NothingElse(), sentiment="negative"), level="attention", category="overig", owner="balie")
NO_OPINION = Judge(protocol(RULES, (AD, FIRE, GREET)), opinion=None)


def named(text: str, *rules: Rule, **more: object) -> Verdict:
    document = protocol((*RULES, *rules), (AD, FIRE, GREET), platforms={"x": PlatformPolicy("x", reply="webcare")})
    return Judge(document, danger=None).judge(said(text, **more))


def said(text: str, **more: object) -> Mention:
    return mention(text, via=Via.OWN_PAGE, **more)


def test_a_compliment_in_other_words_is_a_compliment() -> None:
    found = named(PRAISE)
    assert (found.category, found.owner, found.rules, found.level) == ("compliment", "webcare", (), "routine")
    [why] = [reason for reason in found.reasons if reason.rule == "kind"]
    assert sentence(why, protocol(), Lang.NL).startswith(
        "Soort ‘Compliment’, want het lijkt het meest op zulke berichten: ‘"
    )
    assert (
        sentence(replace(why, evidence=()), protocol(), Lang.EN)
        == "Kind ‘Compliment’, since it is most like such messages."
    )


def test_a_story_is_a_compliment_for_who_asks_for_those() -> None:
    found = named(STORY)
    assert (found.category, found.owner) == ("praise_story", "webcare")
    judge = Judge(protocol(RULES, (AD, FIRE, GREET)))
    for asked, holds in (("compliment", True), ("praise_story", True), ("complaint", False)):
        assert judge.holds(OneOf("category", (asked,)), said(STORY), found) is holds


def test_what_the_safety_net_catches_is_called_what_it_is_and_goes_to_whose_it_is() -> None:
    found = named(GRUMBLE, NET)
    assert (found.level, found.rules) == ("attention", ("net",))
    assert (found.category, found.owner) == ("complaint", "klachten")


def test_what_a_rule_says_stands() -> None:
    found = named("Goedemorgen, wat een lieve mensen bij jullie, dank jullie wel")
    assert (found.category, found.rules) == ("compliment", ("dank",))
    assert not any(reason.rule == "kind" for reason in found.reasons)


def test_only_kinds_of_the_protocol_are_named() -> None:
    only = protocol([rule("vuur", when(OneOf("topic", ("fire",))), category="brandje")], (FIRE,))
    assert Judge(only).judge(said(PRAISE)).category is None


def test_without_readers_or_with_a_given_tone_nothing_is_named() -> None:
    assert NO_OPINION.judge(said(PRAISE)).category is None
    given = Context(sentiment=fixed_tone("positive"))
    assert Judge(protocol(RULES, (AD, FIRE, GREET))).judge(said(PRAISE), given).category is None


def test_only_an_article_is_in_the_news() -> None:
    news = rule("nieuws", when(OneOf("platform", ("news",)), sentiment="negative"), category="media_coverage")
    text = "Zorgorganisatie opent in mei een nieuw logeerhuis; de gemeente is blij met de plannen."
    assert named(text, news, kind=Kind.ARTICLE).category == "media_coverage"
    assert named(text, news).category != "media_coverage"


def test_thanks_are_never_called_hate_where_a_protocol_knows_no_compliments() -> None:
    """What resembles praise must be something, and hate was all that was left: the two ended up in one case."""
    hate = rule("haat", when(OneOf("topic", ("ad",))), level="attention", category="hate", owner="webcare")
    thanks = "Gezellig bij Esdoorn vandaag, dank aan de keuken"
    verdict = Judge(protocol((hate,), (AD,))).judge(mention(thanks), Context())
    assert verdict.about_us
    assert verdict.category is None
