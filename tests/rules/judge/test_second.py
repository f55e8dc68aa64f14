"""The second reading: when it is asked, how far it may raise, and that it never does anything else."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.explain.card import why_card
from rules.explain.reasons import sentence
from rules.i18n import Lang
from rules.judge import Context, Judge
from rules.mention import Via
from rules.protocol.model import NothingElse, Protocol, Topic
from rules.text.scorer import BORDERLINE_DANGER, HIGH_REACH, NEEDS_PERSON, Ask, Scored, ask, counts
from rules.text.values import Sentiment, Tone
from tests.laws import examples
from tests.rules.judge.make import known, mention, protocol, rule, when
from tests.rules.judge.test_law import CONTEXTS, DOCUMENTS, MENTIONS

SURE = Scored(0.93)
NET = rule("net", when(NothingElse(), sentiment="negative"), level="attention", owner="webcare", category="complaint")
GREETING = rule("groet", when(topic="groet"), category="question", owner="balie", level="routine")
SERIOUS = rule("brand", when(topic="brand"), category="abuse_neglect", owner="piket", level="serious")
TOPICS = [Topic("groet", ("goedemorgen",)), Topic("brand", ("brand",))]
DOCUMENT = protocol([GREETING, SERIOUS, NET], TOPICS)
CLEAR = Sentiment(Tone.POSITIVE, 0.7, 0.9, 2.0)


def verdict(text: str, document: Protocol = DOCUMENT, second: Scored | None = SURE, **more):
    context = replace(known("neutral", danger=more.pop("danger", BORDERLINE_DANGER)), second=second)
    return Judge(document).judge(mention(text, **more), context)


# --- the question ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tone", "danger", "reach", "why"),
    [
        (Sentiment(Tone.NEUTRAL, silent=True), 0.0, None, Ask.SILENT),
        (Sentiment(Tone.NEUTRAL, scored=False), 0.0, None, Ask.BORDERLINE),
        (replace(CLEAR, confidence=0.2), 0.0, None, Ask.BORDERLINE),
        (CLEAR, BORDERLINE_DANGER, None, Ask.BORDERLINE),
        (CLEAR, 0.1, HIGH_REACH, Ask.HIGH_REACH),
        (CLEAR, 0.1, HIGH_REACH - 1, None),
        (CLEAR, 0.1, None, None),
    ],
)
def test_only_what_the_first_reading_may_have_missed_is_read_again(tone, danger, reach, why):
    assert ask(tone, danger, reach) is why


def test_an_answer_counts_when_it_is_sure():
    assert counts(Scored(NEEDS_PERSON)) and not counts(Scored(NEEDS_PERSON - 0.01))


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan")])
def test_an_answer_is_a_probability(wrong):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Scored(wrong)


def test_a_mention_is_read_again_only_where_that_can_matter():
    judge = Judge(DOCUMENT)
    plain, fire = mention("De esdoorn dan maar."), mention("Brand in de esdoorn")
    doubtful, serious = (judge.judge(one, known("neutral", danger=0.4)) for one in (plain, fire))
    assert judge.asks(plain, doubtful) is Ask.BORDERLINE
    assert judge.asks(fire, serious) is None, "a person looks already"
    stranger = mention("niets van dat al", via=Via.SEARCH)
    assert judge.asks(stranger, judge.judge(stranger)) is None, "not about us"


# --- the answer ------------------------------------------------------------------------------------------------


def test_a_sure_answer_raises_to_the_safety_net():
    found = verdict("De esdoorn dan maar.")
    assert (found.level, found.owner, found.category, found.rules) == ("attention", "webcare", "complaint", ())
    said = [sentence(reason, DOCUMENT, Lang.NL) for reason in found.reasons]
    assert (
        said[1]
        == "Tweede lezing (de eerste lezing twijfelt): 93% kans dat iemand hiernaar moet kijken → minstens Aandacht."
    )
    assert (
        list(why_card(mention("x"), found, DOCUMENT, Lang.EN))[-1] == "Without the second reading this was Dagelijks."
    )


def test_what_a_rule_said_about_it_stands():
    found = verdict("Goedemorgen esdoorn")
    assert (found.level, found.owner, found.category, found.rules) == ("attention", "balie", "question", ("groet",))


@pytest.mark.parametrize(
    ("second", "more"),
    [
        (None, {}),
        (Scored(NEEDS_PERSON - 0.01), {}),
        (SURE, {"danger": 0.0}),
    ],
)
def test_otherwise_nothing_changes(second, more):
    assert verdict("De esdoorn dan maar.", second=second, **more).level == "routine"


def test_without_a_safety_net_it_raises_nothing():
    quiet = protocol([GREETING, rule("net", when(NothingElse()), level="attention", at_most="routine")], TOPICS)
    assert not Judge(quiet).second.can_raise
    assert verdict("De esdoorn dan maar.", quiet).level == "routine"
    assert Judge(DOCUMENT).second.can_raise


def test_the_highest_net_is_used_without_its_points_and_its_brake():
    net = rule("hoog", when(NothingElse(), sentiment="negative"), level="crisis", at_most="serious", points=20)
    found = verdict("De esdoorn dan maar.", protocol([NET, net], TOPICS))
    assert (found.level, found.points) == ("serious", 0)


@given(document=DOCUMENTS, said=MENTIONS, context=CONTEXTS, chance=st.floats(0, 1))
@settings(max_examples=examples(60), deadline=None)
def test_law_a_second_reading_never_lowers_and_never_passes_the_net(document, said, context: Context, chance):
    """Whatever the protocol: the level is the one before or the net's, and nobody who would be told is left out."""
    judge = Judge(document)
    before = judge.judge(said, context)
    after = judge.judge(said, replace(context, second=Scored(chance)))
    nets = [one.rule for one in judge._filed.all if one.last and one.rule.level]
    highest = max((document.levels[one.level].number for one in nets), default=0)
    if after == before:
        return
    assert before.about_us and after.about_us
    assert before.level_number < after.level_number <= highest
    assert judge.asks(said, before) is not None and counts(Scored(chance))
    assert set(before.notify) <= set(after.notify) and before.rules == after.rules
    assert all(now == then for then, now in [(before.owner, after.owner), (before.category, after.category)] if then)
