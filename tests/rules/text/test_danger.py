"""The danger signal: what it lifts, what it leaves, what it shows, and that nothing breaks it."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules.text.danger import EXPLAINED_FROM, MOST_EVIDENCE, danger
from rules.text.danger.features import both, classes, normal, pairs, pieces, spans, tells, words
from rules.text.danger.weights import parse, shipped
from rules.text.values import Sentiment, Tone
from tests.laws import examples

NEUTRAL = Sentiment(Tone.NEUTRAL)

SERIOUS = [
    "Mijn vader lag vanmorgen bloedend op de grond en niemand kwam op de bel af",
    "Oma is uitgedroogd en zit onder de blauwe plekken, wat doen ze daar 's nachts",
    "ik heb al mijn pillen ingenomen en ik wil niet meer leven",
    "Morgen kom ik met een mes naar jullie kantoor",
    "The carer hit my mother and locked her in her room all night",
    "BRAND op de tweede verdieping, er zijn nog bewoners binnen",
]
HARMLESS = [
    "Wat een heerlijke taart bij de koffie vanmiddag!",
    "Weet iemand hoe laat de wedstrijd begint?",
    "De nieuwe brandnieuwe keuken is prachtig geworden, dank jullie wel",
    "Ik lach me dood om die film",
    "Is there parking near the main entrance?",
    "Koersen op de beurs sluiten hoger na goede cijfers",
]


@pytest.mark.parametrize("text", SERIOUS)
def test_a_cry_for_help_stands_out(text: str) -> None:
    assert danger(text).probability > 0.35


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_dangerous_stays_low(text: str) -> None:
    assert danger(text).probability < 0.2


def test_the_reason_is_shown_with_the_words_as_they_were_written() -> None:
    text = "Goedemorgen. Mijn MOEDER zit onder de blauwe plekken!!"
    found = danger(text)
    assert found.evidence
    assert len(found.evidence) <= MOST_EVIDENCE
    assert all(text[e.start : e.end] == e.text for e in found.evidence)
    assert any("plekken" in e.text for e in found.evidence)


def test_evidence_never_overlaps_and_starts_with_the_strongest() -> None:
    evidence = danger(SERIOUS[0]).evidence
    taken = [set(range(e.start, e.end)) for e in evidence]
    assert sum(map(len, taken)) == len(set().union(*taken))


def test_below_the_bar_nothing_is_explained() -> None:
    found = danger(HARMLESS[0])
    assert found.probability < EXPLAINED_FROM
    assert found.evidence == ()


def test_a_known_tone_is_used_and_a_kind_one_calms() -> None:
    text = "dit was vandaag op de afdeling"
    kind = danger(text, tone=Sentiment(Tone.POSITIVE, 0.8, 0.9, 6.0, 0.0))
    plain = danger(text, tone=NEUTRAL)
    angry = danger(text, tone=Sentiment(Tone.NEGATIVE, -0.8, 0.9, 0.0, -6.0))
    assert kind.probability < plain.probability <= angry.probability


def test_the_cry_inside_a_long_story_is_found() -> None:
    story = "Wij hebben gisteren gewandeld en daarna koffie gedronken met de buren in de tuin. " * 40
    cry = "Mijn moeder is geslagen, ze bloedt en ligt vastgebonden op haar kamer. "
    quiet, loud = danger(story, tone=NEUTRAL), danger(story + cry + story, tone=NEUTRAL)
    assert loud.probability > quiet.probability + 0.3
    assert all(len(story) - 400 < e.start < len(story) + len(cry) + 400 for e in loud.evidence)


@settings(max_examples=examples(60), deadline=None)
@given(st.text(max_size=200))
@example("")
@example("😭")
@example("\ud800 dood \x00")
@example("\u202emoord\u200b")
@example("e" + "\u0301" * 10_000)
@example("@naam https://voorbeeld.nl/moord")
@example("brand 火事 пожар")
def test_whatever_is_written_gives_a_probability_and_true_offsets(text: str) -> None:
    found = danger(text)
    assert 0.0 <= found.probability <= 1.0
    assert all(text[e.start : e.end] == e.text for e in found.evidence)


def test_links_and_handles_say_nothing() -> None:
    assert words("@dood https://moord.nl/brand www.mes.nl") == []
    assert danger("@dood https://moord.nl/brand", tone=NEUTRAL).probability == danger("", tone=NEUTRAL).probability


def test_a_megabyte_is_read_in_a_moment() -> None:
    long = "mijn moeder ligt al uren op de grond en niemand komt " * 19_000
    danger(long[:1000])
    start = time.process_time()
    danger(long, tone=NEUTRAL)
    danger("a" * 1_000_000, tone=NEUTRAL)
    assert time.process_time() - start < 4.0


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("MOEDER", "moeder"),
        ("neeeee", "ne"),
        ("Café", "cafe"),
        ("z\u200bo\u200bn", "zon"),
        ("oma’s", "omas"),
        ("113", "113"),
        ("2026", "#"),
        ("😭", "😭"),
    ],
)
def test_a_word_is_counted_in_one_form(written: str, counted: str) -> None:
    assert words(written) == [written]
    assert normal(written) == counted


def test_features_of_a_short_text() -> None:
    assert spans("Ja, mama!") == [(0, 2), (4, 8)]
    assert pairs(["ja", "mama", "ja"]) == {"ja mama", "mama ja"}
    assert pieces("op") == []
    assert pieces("oma") == ["^om", "oma", "ma$", "^oma", "oma$", "^oma$"]
    assert classes("schoonmoeder") == ("kin",)
    assert classes("fiets") == ()
    assert both({"wound", "kin", "staff"}) == ["kin staff", "kin wound", "staff wound"]


def test_the_shipped_weights_are_readable_and_small() -> None:
    weights = shipped()
    assert weights.version
    assert weights.positive < 0 <= weights.negative
    assert weights.classes["wound"] > 0 > weights.classes["praise"]


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("word\tdood\tveel\n", "line 1"),
        ("version\tx\nsoort\tdood\t1\n", "line 2"),
        ("number\tbias\t1\n", "need bias"),
    ],
)
def test_a_damaged_table_is_named(table: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse(table)


@pytest.mark.parametrize(
    ("text", "lang", "shown"),
    [
        ("Keukenbrand bij Voorbeeldzorg, bewoners geëvacueerd", None, {"Keukenbrand", "bewoners", "geëvacueerd"}),
        ("Er werd gister door een medewerker van de zorg geslagen", "nl", {"medewerker", "geslagen", "gister", "zorg"}),
        ("The staff hit my father, he is on the floor for hours", "en", {"staff", "hit", "hours", "floor"}),
        ("Ik wil niet meer leven", "nl", {"niet meer", "leven"}),
    ],
)
def test_small_words_are_no_reason(text: str, lang: str | None, shown: set[str]) -> None:
    """They count for the model; shown to a reader, «bij» and «on the» only raise doubts."""
    assert {e.text for e in danger(text, lang).evidence} == shown


def test_a_word_that_is_small_in_one_language_may_tell_in_another() -> None:
    assert tells("die", "en")
    assert not tells("die", "nl")
    assert not tells("het", "fr")
    assert tells("niet", "nl")
    assert tells("nobody", "en")
