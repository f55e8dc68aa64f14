"""What an organisation's own verdicts teach the judge: it may raise a level, never lower one, and says so."""

from types import MappingProxyType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.explain.reasons import sentence
from rules.i18n import Lang
from rules.judge import Context, Judge
from rules.judge.facts import fixed_tone
from rules.protocol.model import AllOf, Bound, Compare, NothingElse, OneOf, Protocol, Rule, Topic, Within
from rules.text.learning import ENOUGH, Learned
from rules.text.values import Danger
from tests.laws import examples
from tests.rules.judge.make import known, mention, protocol, rule, when

WORDS = ("tillift", "tuin", "rooster", "esdoorn", "brand")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
LEVELS = st.sampled_from([None, "noise", "routine", "attention", "serious", "crisis"])
DANGERS = st.builds(
    Within, st.just("danger"), st.builds(Bound, st.sampled_from(Compare), st.sampled_from([0.2, 0.5, 0.8]))
)
PARTS = st.one_of(DANGERS, DANGERS, st.builds(NothingElse), st.just(OneOf("topic", ("brand",))))
WHEN = st.lists(PARTS, min_size=1, max_size=2).map(lambda parts: AllOf(tuple(parts)))
WEIGHTS = st.dictionaries(
    st.sampled_from([*(f"word {word}" for word in WORDS), "number bias", "number tone"]), st.floats(-6, 6)
)


def taught(weights: dict[str, float], verdicts: int = ENOUGH) -> Learned:
    return Learned(4, verdicts, 20, MappingProxyType(weights))


def reads(chance: float) -> Any:
    """A learned signal of the product that always says the same."""
    return lambda text, lang, tone: Danger(chance)


@st.composite
def documents(draw: st.DrawFn) -> Protocol:
    """Rules that want much danger, little of it, or nothing else; that raise, brake, or only name a category."""
    rules = [
        Rule(
            f"r{number}",
            f"R{number}",
            draw(WHEN),
            level=draw(LEVELS),
            at_most=draw(LEVELS),
            points=draw(st.integers(-6, 9)),
            category=draw(st.sampled_from([None, "complaint"])),
            unless=draw(st.none() | WHEN),
        )
        for number in range(draw(st.integers(0, 4)))
    ]
    return protocol(rules, [Topic("brand", ("brand",))])


@settings(max_examples=examples(50), deadline=None)
@given(documents(), TEXTS, WEIGHTS, st.sampled_from([0.0, 0.3, 0.6, 0.9]), st.sampled_from(["negative", "positive"]))
def test_no_level_is_ever_lower_than_without(
    document: Protocol, text: str, weights: dict[str, float], chance: float, tone: str
) -> None:
    plain = Judge(document, danger=reads(chance))
    context = Context(sentiment=fixed_tone(tone))
    before = plain.judge(mention(text), context)
    after = plain.taught(taught(weights)).judge(mention(text), context)
    assert after.level_number >= before.level_number
    assert after.danger >= before.danger
    if after.level_number == before.level_number:
        assert (after.rules, after.reasons, after.owner) == (before.rules, before.reasons, before.owner)


@settings(max_examples=examples(50), deadline=None)
@given(documents(), TEXTS, WEIGHTS, st.integers(0, ENOUGH - 1))
def test_below_fifty_verdicts_nothing_changes(
    document: Protocol, text: str, weights: dict[str, float], verdicts: int
) -> None:
    plain = Judge(document, danger=reads(0.1))
    context = Context(sentiment=fixed_tone("negative"))
    few = plain.taught(taught(weights, verdicts))
    assert few.judge(mention(text), context) == plain.judge(mention(text), context)


ALARM = protocol([rule("gevaar", when(Within("danger", Bound(Compare.AT_LEAST, 0.5))), level="serious", owner="duty")])
BRAKE = protocol(
    [
        rule("klacht", when(sentiment="negative"), level="attention"),
        rule("rustig", when(Within("danger", Bound(Compare.AT_MOST, 0.4))), level="serious"),
        rule("rem", when(Within("danger", Bound(Compare.AT_LEAST, 0.5))), at_most="noise"),
    ]
)
HOIST = taught({"word tillift": 8.0, "number bias": -1.0})


def test_a_word_of_the_house_raises_the_level_and_the_verdict_says_why() -> None:
    judge = Judge(ALARM, danger=reads(0.1))
    context = Context(sentiment=fixed_tone("neutral"))
    assert judge.judge(mention("Die Tillift weer"), context).level == "routine"
    found = judge.taught(HOIST).judge(mention("Die Tillift weer"), context)
    assert (found.level, found.owner) == ("serious", "duty")
    said = [sentence(reason, ALARM, Lang.NL) for reason in found.reasons]
    assert said[-1] == "Het lijkt op berichten die collega’s eerder een seintje waard vonden: ‘Tillift’."
    assert sentence(found.reasons[-1], ALARM, Lang.EN).endswith("worth a heads-up before: ‘Tillift’.")


def test_where_only_the_tone_was_learned_there_are_no_words_to_show() -> None:
    judge = Judge(ALARM, danger=reads(0.1)).taught(taught({"number tone": 9.0}))
    found = judge.judge(mention("Dat was het dan"), Context(sentiment=fixed_tone("negative")))
    assert found.level == "serious"
    assert sentence(found.reasons[-1], ALARM, Lang.NL) == (
        "Het lijkt op berichten die collega’s eerder een seintje waard vonden."
    )


def test_a_rule_that_wants_little_danger_keeps_its_level() -> None:
    judge = Judge(BRAKE, danger=reads(0.1))
    context = Context(sentiment=fixed_tone("negative"))
    before = judge.judge(mention("Die tillift weer"), context)
    after = judge.taught(HOIST).judge(mention("Die tillift weer"), context)
    assert (before.level, after.level) == ("serious", "serious")
    assert after.reasons == before.reasons
    assert after.danger > 0.5 > before.danger


def test_a_danger_that_was_fixed_stays_fixed() -> None:
    judge = Judge(ALARM).taught(HOIST)
    assert judge.judge(mention("Die tillift weer"), known("neutral", danger=0.2)).danger == 0.2


def test_what_was_taught_can_be_taken_back() -> None:
    judge = Judge(ALARM, danger=reads(0.1))
    said, context = mention("Die tillift weer"), Context(sentiment=fixed_tone("neutral"))
    assert judge.taught(HOIST).taught(None).judge(said, context) == judge.judge(said, context)


def test_the_judge_reads_the_tone_of_any_mention() -> None:
    judge = Judge(ALARM)
    assert judge.tone(mention("Wat een slechte zorg, schandalig")).score < 0 < judge.tone(mention("Heel fijn!")).score
