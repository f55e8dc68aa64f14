"""Reasons as sentences, the why-card, the interchange form, and the outcome of tests; in Dutch and English."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from rules.explain.card import level_of, marked, why_card
from rules.explain.examples import test_lines as outcome_lines
from rules.explain.reasons import quoted, sentence
from rules.explain.verdicts import verdict_json
from rules.i18n import Lang
from rules.judge import Context, Effect, Judge, Reason
from rules.judge.examples import run
from rules.mention import Mention, Via
from rules.protocol.model import Bound, Compare, Expect, NothingElse, Place, Protocol, ProtocolTest, Role, Topic, Within
from rules.text.values import Evidence
from tests.laws import examples
from tests.rules.judge.make import known, mention, protocol, rule, when
from tests.rules.judge.test_law import CONTEXTS, DOCUMENTS, MENTIONS

TOPICS = [Topic("plas", ("eigen plas",), word_places={"eigen plas": Place("proef.yaml", 3)}), Topic("spam", ("klik",))]
RULES = [
    rule(
        "verwaarlozing",
        when(topic="plas", sentiment="negative"),
        level="serious",
        category="abuse_neglect",
        owner="duty",
    ),
    rule("toon", when(sentiment="negative"), points=2),
    rule("plaats", when(location="any", sentiment="negative"), points=1),
    rule("bereik", when(Within("reach", Bound(Compare.AT_LEAST, 100))), points=3),
    rule("reclame", when(topic="spam"), category="spam", at_most="noise"),
    rule("net", when(NothingElse(), sentiment="negative"), level="attention", category="complaint"),
]
DOCUMENT = protocol(RULES, TOPICS, roles={"duty": Role("duty", "Communicatiepiket")})


def card(text: str, sentiment: str, lang: Lang = Lang.NL, document: Protocol = DOCUMENT, **more: Any) -> list[str]:
    said = mention(text, **more)
    return list(why_card(said, Judge(document).judge(said, known(sentiment)), document, lang))


def test_the_card_of_a_serious_message() -> None:
    assert card("Moeder ligt in haar éígen plas, Molenhof!", "negative") == [
        "Ernstig · Mishandeling of verwaarlozing · Molenhof · Voor: Communicatiepiket",
        "Moeder ligt in haar «éígen plas», «Molenhof»!",
        "Gaat over ons: het staat op een plek die over ons gaat.",
        "Regel ‘Verwaarlozing’: ‘éígen plas’, negatieve toon → minstens Ernstig. [proef.yaml, regel 7]",
        "Regel ‘Toon’: negatieve toon → 2 punten erbij. [proef.yaml, regel 7]",
        "Regel ‘Plaats’: locatie Molenhof, negatieve toon → 1 punt erbij. [proef.yaml, regel 7]",
        "Som: 3 punten; vanaf 5 is het Aandacht.",
        "Zonder regel ‘Verwaarlozing’ was dit Dagelijks.",
    ]


def test_the_card_in_english() -> None:
    assert card("Moeder ligt in haar eigen plas", "negative", Lang.EN)[2:] == [
        "About us: it stands in a place that is about us.",
        "Rule ‘Verwaarlozing’: ‘eigen plas’, negative tone → at least Ernstig. [proef.yaml, line 7]",
        "Rule ‘Toon’: negative tone → 2 points more. [proef.yaml, line 7]",
        "Sum: 2 points; from 5 it is Aandacht.",
        "Without rule ‘Verwaarlozing’ this would be Dagelijks.",
    ]


def test_the_card_of_a_message_made_heavy_by_points() -> None:
    lines = card("Zucht, Molenhof. klik", "negative", document=protocol(RULES[1:4]), reach=500)
    assert lines[-3:] == [
        "Samen 6 punten: minstens Aandacht.",
        "Som: 6 punten; vanaf 9 is het Ernstig.",
        "Met 2 punten minder was dit Dagelijks.",
    ]


def test_the_card_of_spam_and_of_nothing() -> None:
    assert card("klik hier", "neutral")[0] == "Ruis · Reclame of oplichting · Voor: niemand"
    assert "Regel ‘Reclame’: ‘klik’ → hoogstens Ruis. [proef.yaml, regel 7]" in card("klik hier", "neutral")
    assert card("Hoi", "neutral", via=Via.SEARCH) == [
        "Ruis",
        "Hoi",
        "Gaat niet over ons: geen van onze namen komt erin voor.",
    ]


def test_the_card_above_the_highest_points() -> None:
    many = [rule(f"r{number}", when(sentiment="negative"), points=5) for number in range(2)]
    assert card("x", "negative", document=protocol(many))[-2:] == [
        "Som: 10 punten.",
        "Met 2 punten minder was dit Aandacht.",
    ]


@pytest.mark.parametrize(
    ("text", "proofs", "expected"),
    [
        ("abcdef", [(1, 2), (3, 5)], "a«b»c«de»f"),
        ("abcdef", [(1, 3), (2, 5), (5, 6)], "a«bcdef»"),
        ("abc", [(2, 2), (0, 9)], "abc"),
        ("abc", [], "abc"),
    ],
)
def test_marks(text: str, proofs: list[tuple[int, int]], expected: str) -> None:
    assert marked(text, [Evidence(start, end, "") for start, end in proofs]) == expected


def test_quotes_are_short_and_once() -> None:
    proofs = (Evidence(0, 4, "Brand"), Evidence(5, 9, "BRAND"), Evidence(10, 20, "eigen\n  plas"))
    assert quoted(proofs) == "‘Brand’, ‘eigen plas’"


HELD = [
    ("topic", "abuse_neglect", "onderwerp abuse neglect", "topic abuse neglect"),
    ("author", "media", "afzender: media", "author: media"),
    ("author", "fan_club", "afzender: fan club", "author: fan club"),
    ("location", "de_ster", "locatie De Ster", "location De Ster"),
    ("location", "weg", "locatie weg", "location weg"),
    ("platform", "news", "geplaatst op nieuws", "posted on news"),
    ("kind", "article", "soort bericht: artikel", "kind: article"),
    ("via", "own_page", "gevonden via own page", "found by own page"),
    ("lang", "en", "taal: en", "language: en"),
    ("category", "threat", "soort: Bedreiging", "category: Threat"),
    ("level", "serious", "niveau Ernstig", "level Ernstig"),
    ("level", "weg", "niveau weg", "level weg"),
    ("reach", "31000", "bereik 31000", "reach 31000"),
    ("danger", "0.634", "kans op gevaar 63%", "chance of danger 63%"),
    ("time", "outside office hours", "buiten kantooruren", "outside office hours"),
    ("nothing_else", "true", "niets anders past", "nothing else applies"),
    ("author_history", "3", "3e zo’n bericht van deze afzender", "such message number 3 of this author"),
    ("thread", "12", "12 reacties kort na elkaar", "12 replies in quick succession"),
]


@pytest.mark.parametrize(("of", "value", "dutch", "english"), HELD)
def test_a_circumstance(of: str, value: str, dutch: str, english: str) -> None:
    reason = Reason("r", Effect.NOTE, "", conditions=((of, value),))
    assert sentence(reason, DOCUMENT, Lang.NL) == f"Regel ‘r’: {dutch}."
    assert sentence(reason, DOCUMENT, Lang.EN) == f"Rule ‘r’: {english}."


@pytest.mark.parametrize(
    ("rule_id", "amount", "dutch", "english"),
    [
        ("about_us", "named", "Gaat over ons: het noemt ‘Esdoorn’.", "About us: it names ‘Esdoorn’."),
        ("about_us", "thread", "Gaat over ons: het is een reactie in een gesprek dat over ons gaat.",
         "About us: it is a comment in a conversation about us."),
        ("about_us", "search_term", "Gaat over ons: het bevat ‘Esdoorn’, waar nu extra op gezocht wordt.",
         "About us: it holds ‘Esdoorn’, which is searched for at the moment."),
        ("not_us", "", "Gaat niet over ons: ‘Esdoorn’ is een naamgenoot.", "Not about us: ‘Esdoorn’ only shares our name."),
        ("no_context", "", "Gaat niet over ons: ‘Esdoorn’ kan ook iets anders zijn, en er staat geen woord bij dat naar ons wijst.",
         "Not about us: ‘Esdoorn’ may be something else, and no word beside it points to us."),
        ("own_post", "", "Dit is een bericht van onszelf.", "This is a message of our own."),
    ],
)  # fmt: skip
def test_why_it_is_or_is_not_about_us(rule_id: str, amount: str, dutch: str, english: str) -> None:
    reason = Reason(rule_id, Effect.NOTE, amount, (Evidence(0, 7, "Esdoorn"),))
    assert (sentence(reason, DOCUMENT, Lang.NL), sentence(reason, DOCUMENT, Lang.EN)) == (dutch, english)
    assert "deze naam" in sentence(Reason("not_us", Effect.NOTE, ""), DOCUMENT, Lang.NL)


@settings(max_examples=examples(20), deadline=None)
@given(DOCUMENTS, MENTIONS, CONTEXTS)
def test_the_reasons_tell_the_whole_story(document: Protocol, said: Mention, context: Context) -> None:
    """Whatever the protocol: the level follows from the reasons, every reason can be said, evidence is in the text."""
    verdict = Judge(document).judge(said, context)
    if verdict.about_us:
        assert level_of(verdict.reasons, document) == verdict.level_number
    for reason in verdict.reasons:
        assert all(sentence(reason, document, lang) for lang in Lang)
        assert all(said.text[proof.start : proof.end] == proof.text for proof in reason.evidence)
    assert why_card(said, verdict, document, Lang.NL)
    json.dumps(verdict_json(said, verdict, document, Lang.EN))


def test_the_interchange_form() -> None:
    said = mention("haar eigen plas klik", id="m7")
    verdict = Judge(DOCUMENT).judge(said, known("negative"))
    assert verdict_json(said, verdict, DOCUMENT, Lang.NL) == {
        "id": "m7",
        "about_us": True,
        "location": None,
        "lang": "nl",
        "sentiment": {"label": "negative", "score": -0.6, "confidence": 1.0},
        "danger": 0.0,
        "topics": ["plas", "spam"],
        "category": "abuse_neglect",
        "level": "serious",
        "level_number": 3,
        "owner": "duty",
        "alert": True,
        "share": False,
        "notify": [],
        "reasons": [
            {"rule": "about_us", "effect": "note", "evidence": [], "text": "Gaat over ons: het staat op een plek die over ons gaat."},
            {"rule": "verwaarlozing", "effect": "level serious", "evidence": ["eigen plas"],
             "text": "Regel ‘Verwaarlozing’: ‘eigen plas’, negatieve toon → minstens Ernstig."},
            {"rule": "toon", "effect": "points 2", "evidence": [], "text": "Regel ‘Toon’: negatieve toon → 2 punten erbij."},
            {"rule": "reclame", "effect": "at_most noise", "evidence": ["klik"], "text": "Regel ‘Reclame’: ‘klik’ → hoogstens Ruis."},
        ],
    }  # fmt: skip


def test_the_outcome_of_the_tests_as_text() -> None:
    tests = (
        ProtocolTest("haar eigen plas in Molenhof", Expect("routine", Compare.AT_MOST, category="complaint"), "negative",
                     at=Place("proef.yaml", 40)),
        ProtocolTest("Molenhof " + "heel " * 30, Expect("serious", location="de_ster", share=True), "neutral", at=Place("proef.yaml", 41)),
        ProtocolTest("Molenhof", Expect("routine"), "neutral"),
    )  # fmt: skip
    document = protocol(RULES, TOPICS, tests=tests)
    lines = outcome_lines(run(document), document, Lang.NL)
    assert lines[:8] == (
        "Test 1 klopt niet: “haar eigen plas in Molenhof” (proef.yaml, regel 40).",
        "  Verwacht: niveau Dagelijks of lager. Uitkomst: Ernstig.",
        "  Verwacht: soort complaint. Uitkomst: abuse_neglect.",
        "  Oorzaak: regel ‘Verwaarlozing’ (regel 7) → minstens Ernstig.",
        "    door ‘eigen plas’ in onderwerp plas (regel 3)",
        "  Oorzaak: regel ‘Toon’ (regel 7) → 2 punten erbij.",
        "  Oorzaak: regel ‘Plaats’ (regel 7) → 1 punt erbij.",
        "Test 2 klopt niet: “Molenhof " + "heel " * 14 + "…” (proef.yaml, regel 41).",
    )
    assert "  Verwacht: niveau Ernstig. Uitkomst: Dagelijks." in lines
    assert "  Verwacht: delen waard true. Uitkomst: false." in lines
    assert "Regel ‘Net’ (regel 7) wordt door geen test geraakt." in lines
    assert lines[-1] == "2 van de 3 tests klopt niet."
    good = protocol(RULES[:1], TOPICS, tests=tests[2:])
    assert outcome_lines(run(good), good, Lang.EN)[-1] == "All 1 tests pass."
