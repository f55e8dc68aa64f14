"""What a mention means: conditions, circumstances, reasons, and what is asked of the shell."""

from datetime import timedelta
from typing import Any

import pytest

import rules.judge
from rules.judge import Context, Judge, engine
from rules.judge.facts import SIGNAL, fixed_tone
from rules.mention import Kind, Via
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
    Pattern,
    Share,
    Silence,
    ThreadGrowth,
    Topic,
    Within,
)
from rules.text.terms import TermError
from rules.text.values import Danger, Evidence, Hit, Sentiment, Signal, Tone
from tests.rules.judge.make import NOON, judged, known, mention, protocol, rule, when

BRAND = Topic("brand", ("brand*",))
KINDS = (AuthorKind("media", ("krant*",)), AuthorKind("staff", ("verzorgende",), ("@Anneke",)))
TWO_OR_MORE = Bound(Compare.AT_LEAST, 2)
WEEK = timedelta(days=7)


def fires(condition: Condition, text: str = "tekst", context: Context | None = None, **more: Any) -> bool:
    document = protocol([rule("r", AllOf((condition,)), points=1)], [BRAND], KINDS)
    return Judge(document).judge(mention(text, **more), context or known("neutral")).rules == ("r",)


def one_of(of: str, *ids: str) -> OneOf:
    return OneOf(of, ids)


@pytest.mark.parametrize(
    ("condition", "given", "expected"),
    [
        (one_of("topic", "brand"), {"text": "brandje"}, True),
        (one_of("topic", "any"), {"text": "niets"}, False),
        (one_of("author", "media"), {"bio": "krantenman"}, True),
        (one_of("author", "any"), {"handle": "piet"}, False),
        (one_of("author", "staff"), {"handle": "@ANNEKE"}, True),
        (one_of("platform", "news", "x"), {}, True),
        (one_of("platform", "news"), {}, False),
        (one_of("kind", "review"), {"kind": Kind.REVIEW}, True),
        (one_of("via", "own_page"), {"via": Via.OWN_PAGE}, True),
        (one_of("lang", "en"), {"lang": "en"}, True),
        (one_of("lang", "nl"), {"lang": None}, True),
        (one_of("location", "any"), {"text": "molenhof"}, True),
        (one_of("location", "any"), {}, False),
        (one_of("location", "molenhof"), {"text": "de ster"}, False),
        (one_of("category", "x"), {}, False),
        (Within("reach", TWO_OR_MORE), {"reach": 2}, True),
        (Within("reach", TWO_OR_MORE), {"followers": 2}, True),
        (Within("reach", TWO_OR_MORE), {"reach": 1, "followers": 2}, False),
        (Within("reach", TWO_OR_MORE), {}, False),
        (Within("rating", Bound(Compare.AT_MOST, 2)), {"rating": 2.0}, True),
        (Within("followers", TWO_OR_MORE), {"followers": 1}, False),
        (Within("words", TWO_OR_MORE), {"text": "twee woorden"}, True),
        (Within("score", Bound(Compare.EXACTLY, 0)), {}, True),
        (DuringOffice(False), {}, True),
        (DuringOffice(True), {}, False),
        (DuringOffice(True), {"posted_at": NOON + timedelta(hours=9)}, True),
        (DuringOffice(True), {"posted_at": NOON + timedelta(days=3)}, True),
        (DuringOffice(True), {"posted_at": NOON.replace(hour=16, minute=30)}, True),
        (AnyOf((one_of("via", "tip"), one_of("platform", "x"))), {}, True),
        (AnyOf(()), {}, False),
        (AllOf(()), {}, True),
    ],
)
def test_a_condition(condition: Condition, given: dict[str, Any], expected: bool) -> None:
    assert fires(condition, **given) is expected


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ({"negative": (NOON,)}, True),
        ({"negative": (NOON - WEEK + timedelta(seconds=1),)}, True),
        ({"negative": (NOON - WEEK,)}, False),
        ({"negative": (NOON + timedelta(seconds=1),)}, False),
        ({"positive": (NOON,)}, False),
        ({}, False),
    ],
)
def test_the_second_negative_message_of_an_author(times: dict[str, Any], expected: bool) -> None:
    condition = AuthorHistory("negative", TWO_OR_MORE, WEEK)
    assert fires(condition, context=known("negative", author_times=times)) is expected


def test_history_of_any_tone_counts_all() -> None:
    times = {"negative": (NOON,), "positive": (NOON,)}
    assert fires(AuthorHistory(None, Bound(Compare.EXACTLY, 3), WEEK), context=known("neutral", author_times=times))
    assert fires(
        AuthorHistory("negative", Bound(Compare.EXACTLY, 1), WEEK), context=known("neutral", author_times=times)
    )


def test_a_thread_that_grows() -> None:
    condition = ThreadGrowth(TWO_OR_MORE, timedelta(hours=1))
    assert not fires(condition)
    assert fires(condition, context=known("neutral", thread_times=(NOON - timedelta(minutes=5),)))


def test_unless_takes_the_whole_rule_away() -> None:
    document = protocol(
        [rule("r", when(topic="brand"), unless=when(sentiment="positive"), level="serious"),
         rule("s", when(topic="brand"), unless=AllOf(()), points=1)],
        [BRAND],
    )  # fmt: skip
    assert judged(document, "brand", "negative").rules == ("r", "s")
    assert judged(document, "brand", "positive").rules == ("s",)


# --- what is not about us --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "why", "shown"),
    [
        ({"text": "brand", "via": Via.SEARCH}, "not_named", []),
        ({"text": "de ster brandt", "via": Via.SEARCH}, "no_context", ["de ster"]),
        ({"text": "camping de esdoorn brandt", "via": Via.SEARCH}, "not_us", ["camping de esdoorn"]),
        ({"text": "brand in Molenhof", "own": True}, "own_post", []),
    ],
)
def test_not_about_us(given: dict[str, Any], why: str, shown: list[str]) -> None:
    verdict = Judge(protocol([rule("r", when(topic="brand"), level="crisis", owner="x")], [BRAND])).judge(
        mention(**given)
    )
    assert (verdict.about_us, verdict.level, verdict.owner, verdict.category, verdict.rules) == (
        False,
        "noise",
        None,
        None,
        (),
    )
    assert [(reason.rule, [proof.text for proof in reason.evidence]) for reason in verdict.reasons] == [(why, shown)]
    assert not verdict.sentiment.scored


def test_the_tone_of_the_unrelated_can_be_asked() -> None:
    judge = Judge(protocol(), score_unrelated=True)
    verdict = judge.judge(mention("Wat een vreselijke, slechte dag", via=Via.SEARCH, lang=None))
    assert (verdict.about_us, verdict.sentiment.label, verdict.lang) == (False, Tone.NEGATIVE, "nl")


# --- the senses -----------------------------------------------------------------------------------------


def test_tone_danger_and_signals_are_asked_of_the_text() -> None:
    asked: list[Any] = []

    def tone(text: str, lang: str, words: Any) -> Sentiment:
        asked.append((text, lang, dict(words)))
        hits = (Hit(0, 4, "vies", -2.0), Hit(5, 9, "fijn", 1.0), Hit(10, 12, "en", 0.0))
        return Sentiment(Tone.NEGATIVE, -0.5, 0.9, lang="nl", hits=hits)

    def danger(text: str, lang: str | None, read: Sentiment) -> Danger:
        asked.append((text, lang, read.label))
        return Danger(0.7, (Evidence(0, 4, text[:4]),))

    document = protocol(
        [
            rule("d", when(Within("danger", Bound(Compare.AT_LEAST, 0.6))), level="serious"),
            rule("n", when(sentiment="negative"), points=2),
            rule("s", when(topic=SIGNAL + "threat"), points=1),
        ],
        [Topic("t", ("fijn",), needs=(SIGNAL + "threat",))],
    )
    judge = Judge(
        document, tone=tone, danger=danger, signals=lambda text: (Signal("threat", (Evidence(10, 12, "en"),)),)
    )
    verdict = judge.judge(mention("vies fijn en", lang=None), Context(source_lang="de"))
    assert asked == [("vies fijn en", "de", {}), ("vies fijn en", "nl", Tone.NEGATIVE)]
    assert (verdict.danger, verdict.topics, verdict.lang) == (0.7, ("t", "signal_threat"), "nl")
    shown = {reason.rule: ([proof.text for proof in reason.evidence], reason.conditions) for reason in verdict.reasons}
    assert shown["d"] == (["vies"], (("danger", "0.7"),))
    assert shown["n"] == (["vies"], (("sentiment", "negative"),))
    assert shown["s"] == (["en"], (("topic", "signal_threat"),))


def test_without_danger_or_signals_there_are_none() -> None:
    document = protocol([rule("s", when(topic=SIGNAL + "threat"), points=1)])
    verdict = Judge(document, danger=None, signals=None).judge(mention("we weten je te vinden"))
    assert (verdict.danger, verdict.rules) == (0.0, ())


def test_the_products_own_readers_are_used_by_default() -> None:
    document = protocol([rule("s", when(topic=SIGNAL + "threat"), level="serious")])
    verdict = Judge(document).judge(mention("Ik maak jullie kapot, ik weet je te vinden"))
    assert verdict.level == "serious"
    assert 0 < verdict.danger <= 1


# --- reasons -------------------------------------------------------------------------------------------


def test_reasons_show_what_held() -> None:
    either = AnyOf((one_of("author", "media"), one_of("topic", "brand"), one_of("platform", "news")))
    document = protocol(
        [
            rule("r", when(either, Within("reach", TWO_OR_MORE), DuringOffice(False), location="any"), notify=("x",)),
            rule("h", when(AuthorHistory(None, TWO_OR_MORE, WEEK), ThreadGrowth(TWO_OR_MORE, WEEK)), category="druk"),
            rule("n", when(NothingElse(), DuringOffice(False)), points=1),
        ],
        [BRAND],
    )
    context = known("neutral", author_times={"neutral": (NOON,)}, thread_times=(NOON, NOON))
    verdict = Judge(document).judge(mention("brand in molenhof, brandend", reach=31_000), context)
    told = {reason.rule: reason for reason in verdict.reasons}
    assert told["r"].conditions == (
        ("topic", "brand"),
        ("reach", "31000"),
        ("time", "office hours"),
        ("location", "molenhof"),
    )
    assert [proof.text for proof in told["r"].evidence] == ["brand", "brandend"]
    assert (told["r"].at.line, told["r"].name) == (7, "R")
    assert told["h"].conditions == (("author_history", "2"), ("thread", "3"))
    assert (told["h"].effect, told["h"].amount) == ("note", "druk")
    quiet = Judge(protocol([document.rules[2]])).judge(mention("x"), context)
    assert quiet.reasons[1].conditions == (("nothing_else", "true"), ("time", "office hours"))


def test_the_terms_behind_a_topic() -> None:
    judge = Judge(protocol(topics=[Topic("t", ("Brand*", "plas"))]))
    assert judge.terms_behind(mention("plas, brandje, brand"), "t") == ("plas", "Brand*")
    assert judge.terms_behind(mention("niets"), "t") == ()


# --- sharing, silences, and what the shell must load ---------------------------------------------------


PRAISE = rule("dank", when(topic="dank"), category="compliment", level="routine")
SHARE = Share(
    when(Within("words", Bound(Compare.AT_LEAST, 3)), category="compliment"), never_when=("client_recognisable", "spam")
)
DANK = [Topic("dank", ("dank*",)), Topic("spam", ("klik",)), Topic("privacy_client", ("herkenbaar",)), BRAND]


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("dank lieve mensen", True),
        ("dank u", False),
        ("lieve lieve mensen", False),
        ("dank lieve klik", False),
        ("dank, oma herkenbaar", False),
        ("dank voor de brand", False),
        ("dank, bel mij op 06 12 34 56 78", False),
    ],
)
def test_what_is_worth_sharing(text: str, share: bool) -> None:
    document = protocol([PRAISE, rule("b", when(topic="brand"), level="serious")], DANK, share=SHARE)
    assert judged(document, text, "positive").share is share


def test_without_a_share_section_nothing_is_shared() -> None:
    assert not judged(protocol([PRAISE], DANK), "dank lieve mensen").share


def test_a_condition_on_a_verdict() -> None:
    judge = Judge(protocol([PRAISE], DANK))
    said = mention("dank in molenhof", kind=Kind.REVIEW)
    verdict = judge.judge(said, known("positive"))
    held = when(
        category="compliment", level="routine", location="molenhof", topic="dank", sentiment="positive", kind="review"
    )
    assert judge.holds(held, said, verdict)
    assert not judge.holds(when(category="complaint"), said, verdict)


@pytest.mark.parametrize(
    ("more", "history", "thread"),
    [
        ({}, False, False),
        ({"rules": [rule("r", when(AuthorHistory(None, TWO_OR_MORE, WEEK)), points=1)]}, True, False),
        ({"rules": [rule("r", when(), unless=when(ThreadGrowth(TWO_OR_MORE, WEEK)), points=1)]}, False, True),
        ({"share": Share(when(AuthorHistory(None, TWO_OR_MORE, WEEK)))}, True, False),
        (
            {"silences": (Silence("s", when(ThreadGrowth(TWO_OR_MORE, WEEK)), NOON, NOON, "k", "", "routine"),)},
            False,
            True,
        ),
        ({"patterns": (Pattern("p", when(AuthorHistory(None, TWO_OR_MORE, WEEK)), WEEK),)}, True, False),
    ],
)
def test_the_shell_loads_only_what_rules_ask(more: dict[str, Any], history: bool, thread: bool) -> None:
    judge = Judge(protocol(**more))
    assert (judge.needs_author_history, judge.needs_thread) == (history, thread)


def test_rules_that_are_always_looked_at_are_known() -> None:
    reach = rule("bereik", when(Within("reach", TWO_OR_MORE)), points=1)
    either = rule("of", when(AnyOf((Within("reach", TWO_OR_MORE), one_of("topic", "brand")))), points=1)
    filed = rule("brand", when(AnyOf((one_of("platform", "news"), one_of("topic", "brand")))), points=1)
    toned = rule("toon", when(Within("reach", TWO_OR_MORE), sentiment="negative"), points=1)
    assert [one.id for one in Judge(protocol([reach, either, filed, toned], [BRAND])).costly] == ["bereik", "of"]


def test_the_last_protocols_stay_compiled() -> None:
    documents = [protocol([rule("r", when(topic="brand"), points=5)], [BRAND]) for _ in range(6)]
    for document in documents:
        for _ in range(2):
            assert rules.judge.judge(mention("brand"), document, known("neutral")).level == "attention"
    assert len(rules.judge._judges) == 4
    assert rules.judge._judges[0].protocol is documents[-1]


def test_a_protocol_that_was_not_checked_is_refused() -> None:
    with pytest.raises(TermError):
        Judge(protocol(topics=[Topic("t", ("!!",))]))


@pytest.mark.parametrize(
    "text", ["", "\0", "\ud800\udfff", "😡" * 1000, "\u202e" * 50, "a" * 100_000, "e\u0301" * 1000, "w " * 50_000]
)
def test_no_text_is_too_odd(text: str) -> None:
    assert judged(protocol([PRAISE], DANK), text).level == "routine"
    assert Judge(protocol([PRAISE], DANK)).judge(mention(text)).about_us


def test_a_fixed_tone_is_certain() -> None:
    tones = [fixed_tone(label, "en") for label in ("negative", "neutral", "positive")]
    assert [tone.score for tone in tones] == [-0.6, 0.0, 0.6]
    assert not any(tone.unsure for tone in tones)


def test_the_verdict_on_a_stranger_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    judge = Judge(protocol())
    said = mention("niets", via=Via.SEARCH)
    assert judge.judge(said) is judge.judge(said)
    assert judge.judge(mention("niets", via=Via.SEARCH, lang="en")).lang == "en"
    monkeypatch.setattr(engine, "_LANGUAGES", 0)
    strict = Judge(protocol())
    assert strict.judge(said) == judge.judge(said)
    assert strict.judge(said) is not strict.judge(said)


def test_rules_on_the_same_words_show_the_same_words() -> None:
    negative = AllOf((one_of("topic", "brand"), one_of("sentiment", "negative")))
    document = protocol(
        [rule("a", AllOf((one_of("topic", "brand"),)), points=1), rule("b", negative, points=1)], [BRAND]
    )
    judge = Judge(document)
    said = mention("Esdoorn brandt")
    shown = {reason.rule: [e.text for e in reason.evidence] for reason in judge.judge(said, known("negative")).reasons}
    assert shown["a"] == shown["b"] == ["brandt"]
    assert [one.id for one in judge.fired(judge.facts(said, known("negative")))] == ["a", "b"]
