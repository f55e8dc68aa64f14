"""Subjects: denials, exceptions, words together, what a subject needs, patterns."""

import pytest

from rules.protocol.model import Topic
from rules.text.terms import Subjects
from rules.text.wording import Wording


def found(text: str, *topics: Topic, given: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """The subjects of a text with the words that gave them away."""
    wording = Wording(text)
    hits = Subjects(topics).find(wording, given)
    return {name: [proof.text for proof in one.evidence(wording)] for name, one in hits.items()}


def shows(text: str, topic: Topic) -> list[str]:
    return found(text, topic).get(topic.id, [])


COMPLAINT = Topic("complaint", ("klacht*", "vies*", "mishandel*", "dirty"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Klachten!", ["Klachten"]),
        ("Geen klachten hoor", []),
        ("nooit een klacht gehad", []),
        ("niet zo heel erg vies", []),
        ("Geen mens luistert naar klachten", ["klachten"]),
        ("Niemand luistert. Mishandeld!", ["Mishandeld"]),
        ("geen water, mishandeld", ["mishandeld"]),
        ("niet alleen vies maar ook koud", ["vies"]),
        ("it isn't dirty", []),
        ("it wasn't very dirty", []),
        ("'t dirty laundry", ["dirty"]),
        ("don’t know, dirty", ["dirty"]),
        ("t dirty", ["dirty"]),
        ("geen klacht, wel een klacht", ["klacht"]),
    ],
)
def test_a_denied_word_does_not_count(text: str, expected: list[str]) -> None:
    assert shows(text, COMPLAINT) == expected


def test_a_subject_may_ignore_denials() -> None:
    assert shows("ik wil niet meer leven", Topic("t", ("meer leven",), ignore_negation=True)) == ["meer leven"]


FIRE = Topic("fire", ("brand*", "ambulance*", "overleden"), exceptions=("brandnieuw*", "rustig overleden", "campagne*"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brandnieuwe keuken", []),
        ("Brandnieuwe keuken in brand!", ["brand"]),
        ("rustig overleden", []),
        ("niet rustig, overleden", []),
        ("zij is overleden", ["overleden"]),
        ("campagne tegen brand", []),
        ("brand in een campagne", []),
        ("campagne. Er is brand", ["brand"]),
        ("brand. Een campagne", ["brand"]),
        ("campagne een twee drie vier brand", ["brand"]),
    ],
)
def test_an_exception_takes_away_what_it_is_about(text: str, expected: list[str]) -> None:
    assert shows(text, FIRE) == expected


FAREWELL = Topic("farewell", ("vaarwel",), together=(("vanavond", "straks", "over * uur"), ("dood", "klaar*", "leven")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vanavond is het klaar", ["Vanavond", "klaar"]),
        ("klaar, straks", ["klaar", "straks"]),
        ("vanavond een twee drie vier vijf zes zeven acht negen tien klaar", ["vanavond", "klaar"]),
        ("vanavond een twee drie vier vijf zes zeven acht negen tien elf klaar", []),
        ("over een uur wil ik niet meer leven", ["over een uur", "leven"]),
        ("vanavond wil ik niet meer leven", ["vanavond", "leven"]),
        ("vanavond", []),
        ("vaarwel", ["vaarwel"]),
        ("straks a b c d e f g h i j k l straks klaar", ["straks", "klaar"]),
    ],
)
def test_words_together(text: str, expected: list[str]) -> None:
    assert shows(text, FAREWELL) == expected


def test_an_exception_holds_for_words_together() -> None:
    topic = Topic("t", together=(("vanavond",), ("klaar*",)), exceptions=("klaarover",))
    assert shows("vanavond de klaarover", topic) == []


CHAIN = (
    Topic("now", ("vanavond",), needs=("deep",)),
    Topic("deep", ("dood",), needs=("signal_x", "sure")),
    Topic("sure", ("echt",)),
)


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("vanavond dood echt", (), ["now", "deep", "sure"]),
        ("vanavond dood", ("signal_x",), ["now", "deep"]),
        ("vanavond dood", (), []),
        ("vanavond echt", (), ["sure"]),
    ],
)
def test_what_a_subject_needs(text: str, given: tuple[str, ...], expected: list[str]) -> None:
    assert list(found(text, *CHAIN, given=given)) == expected


def test_patterns_see_punctuation_and_respect_exceptions() -> None:
    topic = Topic("q", ("mag ik",), regex=(r"\?\s*$", r"wat\b"), exceptions=("wat leuk",))
    assert shows("Mag ik iets vragen ? ", topic) == ["Mag ik", "? "]
    assert shows("Wat leuk!", topic) == []
    assert shows("niets", topic) == []


def test_evidence_is_the_original_text() -> None:
    assert shows("Wát een VÍÉZE boel, viés!", Topic("t", ("vies*", "vieze boel"))) == ["VÍÉZE boel", "viés"]


def test_a_phrase_shows_its_shortest_reading() -> None:
    assert shows("steek de brand in brand", Topic("t", ("steek * brand",))) == ["steek de brand"]


def test_the_spelling_of_the_protocol_is_known() -> None:
    subjects = Subjects([Topic("t", ("Víes*",)), Topic("u", ("Víes*", "plas"))])
    hits = subjects.find(Wording("vieze plas, vies"))
    assert [subjects.written(hit) for hit in hits["u"].hits] == ["plas", "Víes*"]


@pytest.mark.parametrize(
    "part", ["brand ", "campagne brand ", "brandnieuw ", "vanavond klaar ", "niet heel vies? ", "a?"]
)
def test_a_million_characters_take_no_more_than_their_share(part: str) -> None:
    text = part * (100_000 // len(part))
    topics = [FIRE, FAREWELL, COMPLAINT, Topic("q", ("q",), regex=(r"\?",), exceptions=("a",))]
    subjects = Subjects(topics)
    assert all(len(one.hits) <= 12 for one in subjects.find(Wording(text)).values())
