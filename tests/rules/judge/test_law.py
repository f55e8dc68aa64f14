"""The law of the judge: the naive reading of a protocol, the compiled one, and a whole batch say the same."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.judge import Context, Judge, Verdict
from rules.judge.facts import fixed_tone
from rules.mention import Kind, Mention, Via
from rules.protocol.model import (
    AllOf,
    AnyOf,
    AuthorHistory,
    AuthorKind,
    Bound,
    Compare,
    Condition,
    DuringOffice,
    NothingElse,
    OneOf,
    Protocol,
    Rule,
    ThreadGrowth,
    Topic,
    Within,
)
from rules.text.values import Sentiment, Tone
from tests.laws import examples
from tests.rules.judge.make import NOON, mention, protocol
from tests.rules.judge.naive import Naive, Outcome

STEMS = ("brand", "plas", "zorg", "dood", "mes", "zeer", "esdoorn", "molenhof", "ster", "de", "camping", "bewoner")
SAID = st.sampled_from(
    [*STEMS, "brandnieuw", "zorgelijk", "zeeer", "plaaas", "niet", "geen", "heel", "alleen", "esdorn", "molenhoef",
     "Mólenhof", "woont", "bij", "@esdoorn", "thuiszorg", "lentehoeve", "eigen"]
)  # fmt: skip
PAUSES = st.sampled_from([" ", " ", " ", " ", ", ", ". ", "! ", " 😡 ", "\n", " - "])
TEXTS = st.lists(st.tuples(SAID, PAUSES), max_size=18).map(lambda parts: "".join(word + pause for word, pause in parts))
WORDS = st.sampled_from([*STEMS, "brand*", "*nieuw", "z*r", "*or*", "eigen", "mes*"])
TERMS = st.one_of(
    WORDS,
    st.lists(WORDS, min_size=2, max_size=3).map(" ".join),
    st.tuples(WORDS, WORDS).map(" * ".join),
    st.tuples(WORDS, WORDS, WORDS).map(lambda t: f"{t[0]} * {t[1]} * {t[2]}"),
)
SOME_TERMS = st.lists(TERMS, max_size=3).map(tuple)
TOPIC_IDS = ("t0", "t1", "t2", "t3")
LEVELS = (None, "noise", "routine", "attention", "serious", "crisis")
BOUNDS = st.builds(Bound, st.sampled_from(Compare), st.sampled_from([0.0, 1.0, 2.0, 5.0, 100.0]))
SPANS = st.sampled_from([timedelta(hours=1), timedelta(days=14)])
VALUES = {
    "topic": TOPIC_IDS,
    "sentiment": ("negative", "neutral", "positive"),
    "author": ("media", "staff"),
    "platform": ("x", "news"),
    "kind": tuple(Kind),
    "via": tuple(Via),
    "lang": ("nl", "en"),
    "location": ("molenhof", "de_ster", "any"),
}


@st.composite
def one_of(draw: st.DrawFn) -> OneOf:
    of = draw(st.sampled_from(list(VALUES)))
    return OneOf(of, tuple(draw(st.lists(st.sampled_from(VALUES[of]), min_size=1, max_size=2))))


LEAVES = st.one_of(
    one_of(),
    one_of(),
    st.builds(Within, st.sampled_from(["reach", "rating", "followers", "danger", "words", "score"]), BOUNDS),
    st.builds(DuringOffice, st.booleans()),
    st.builds(AuthorHistory, st.sampled_from([None, "negative"]), BOUNDS, SPANS),
    st.builds(ThreadGrowth, BOUNDS, SPANS),
    st.builds(NothingElse),
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, min_size=1, max_size=2).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=2).map(tuple)),
    ),
    max_leaves=3,
)
WHEN = st.builds(AllOf, st.lists(CONDITIONS, min_size=1, max_size=2).map(tuple))


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            f"r{number}",
            f"Regel {number}",
            draw(WHEN),
            draw(st.none() | WHEN),
            category=draw(st.sampled_from([None, "complaint", "threat"])),
            level=draw(st.sampled_from(LEVELS)),
            points=draw(st.sampled_from([0, 0, 2, 5])),
            at_most=draw(st.sampled_from([None, None, "noise", "routine"])),
            owner=draw(st.sampled_from([None, "webcare", "security"])),
            notify=draw(st.sampled_from([(), ("board",), ("board", "hr")])),
            template=draw(st.sampled_from([None, None, "klacht", "none"])),
            weak=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 6)))
    )


@st.composite
def topics(draw: st.DrawFn) -> tuple[Topic, ...]:
    return tuple(
        Topic(
            name,
            words=draw(SOME_TERMS),
            together=tuple(draw(st.lists(st.lists(TERMS, min_size=1, max_size=2).map(tuple), max_size=2))),
            exceptions=draw(SOME_TERMS),
            needs=draw(st.sampled_from([(), (), ("t0",), ("t1", "t3")])),
            ignore_negation=draw(st.booleans()),
            regex=draw(st.sampled_from([(), (), (r"\?\s*$",), (r"zorg|mes",)])),
        )
        for name in TOPIC_IDS
    )


KINDS = (AuthorKind("media", ("krant*", "omroep")), AuthorKind("staff", ("verzorgende",), ("@anneke",)))
DOCUMENTS = st.builds(lambda r, t: protocol(r, t, KINDS), rules(), topics())
TONES = st.builds(Sentiment, st.sampled_from(Tone), st.sampled_from([-0.6, 0.0, 0.6]), st.sampled_from([0.1, 0.9]))
MENTIONS: st.SearchStrategy[Mention] = st.builds(
    lambda text, more: mention(text, **more),
    TEXTS,
    st.fixed_dictionaries(
        {
            "via": st.sampled_from([Via.SEARCH, Via.SEARCH, Via.OWN_PAGE]),
            "platform": st.sampled_from(["x", "news"]),
            "kind": st.sampled_from(Kind),
            "bio": st.sampled_from(["", "krantenmaker", "omroep en verzorgende"]),
            "handle": st.sampled_from(["anneke", "piet"]),
            "followers": st.sampled_from([None, 3, 900]),
            "reach": st.sampled_from([None, 1, 100]),
            "rating": st.sampled_from([None, 2.0]),
            "lang": st.sampled_from([None, "nl", "en"]),
            "parent_text": st.none() | TEXTS,
            "posted_at": st.sampled_from([NOON, NOON + timedelta(hours=9), NOON + timedelta(days=3)]),
            "own": st.sampled_from([False, False, False, True]),
        }
    ),
)
TIMES = st.lists(st.sampled_from([NOON, NOON - timedelta(hours=1), NOON - timedelta(days=2)]), max_size=3).map(tuple)
CONTEXTS = st.builds(
    lambda negative, neutral, thread, tone, danger, inherited, terms: Context(
        {"negative": negative, "neutral": neutral}, thread, None, tone, danger, inherited, terms
    ),
    TIMES,
    TIMES,
    TIMES,
    TONES,
    st.sampled_from([0.0, 2.0]),
    st.sampled_from([False, False, True]),
    st.sampled_from([(), (), ("mes", "eigen plas")]),
)


def outcome(verdict: Verdict) -> Outcome:
    return Outcome(
        verdict.about_us,
        verdict.location,
        verdict.topics,
        verdict.rules,
        verdict.level_number,
        verdict.points,
        verdict.category,
        verdict.owner,
        verdict.template,
        verdict.notify,
    )


def agree(document: Protocol, said: list[Mention], context: Context) -> None:
    judge = Judge(document, signals=None)
    one_by_one = [judge.judge(one, context) for one in said]
    assert [outcome(verdict) for verdict in one_by_one] == [Naive(document, one, context).outcome() for one in said]
    assert judge.judge_all(said, context) == one_by_one
    assert Judge(document, signals=None).judge_all(reversed(said), context) == one_by_one[::-1]


GIVEN = given(DOCUMENTS, st.lists(MENTIONS, min_size=1, max_size=4), CONTEXTS)


@settings(max_examples=examples(30), deadline=None)
@GIVEN
def test_naive_indexed_and_batch_agree(document: Protocol, said: list[Mention], context: Context) -> None:
    agree(document, said, context)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=examples(300), deadline=None)
@GIVEN
def test_naive_indexed_and_batch_agree_at_length(document: Protocol, said: list[Mention], context: Context) -> None:
    agree(document, said, context)


def test_the_law_sees_a_difference() -> None:
    """The comparison is not empty: the two really look at the words."""
    topic = Topic("t0", ("brand*",), exceptions=("brandnieuw*",))
    document = protocol([Rule("r", "R", AllOf((OneOf("topic", ("t0",)),)), level="serious")], [topic])
    context: Any = Context(sentiment=fixed_tone("negative"), danger=0.0)
    hot, new = mention("Brandlucht in Molenhof"), mention("Brandnieuw in Molenhof")
    assert [Naive(document, one, context).outcome().level for one in (hot, new)] == [3, 1]
    assert [Judge(document).judge(one, context).level_number for one in (hot, new)] == [3, 1]
