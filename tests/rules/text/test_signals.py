"""The built-in signals: what fires, on which words, and what only looks like it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.text.signals import MOST, SIGNALS, signals
from tests.laws import examples

FIRES = """
threat|Ik schiet jullie allemaal dood|Ik schiet jullie allemaal dood
threat|wacht maar, ik weet je te vinden|weet je te vinden
threat|Ik steek die tent in de fik|Ik steek die tent in de fik
threat|I know where you live|I know where you live
threat|You will regret this|You will regret
insult|Stelletje amateurs zijn het|Stelletje amateurs
insult|Wat een klootzakken daar|klootzakken
insult|vuile leugenaars|vuile leugenaars
insult|You are all idiots|idiots
discrimination|Buitenlanders horen hier niet, ga terug naar je eigen land|ga terug naar je eigen land
discrimination|Mijn zus werd vanwege haar hoofddoek weggestuurd|vanwege haar hoofddoek weggestuurd
discrimination|She faced racism on the ward|racism
call_to_action|Deel dit bericht allemaal|Deel dit
call_to_action|Teken nu de petitie|Teken nu de petitie
call_to_action|boycot deze club|boycot
call_to_action|please share this widely|please share
press|Ik ben journalist bij de regionale omroep|Ik ben journalist
press|Graag uw wederhoor voor morgen|wederhoor
press|I am a reporter working on a story|I am a reporter
lawyer|Mijn advocaat neemt contact met u op|advocaat
lawyer|Wij stappen naar de rechter|stappen naar de rechter
lawyer|we doen aangifte tegen jullie|doen aangifte
lawyer|You will hear from my solicitor|solicitor
regulator|De IGJ is ingelicht|IGJ
regulator|ik ga dit melden bij de inspectie|melden bij de inspectie
regulator|reported to the CQC|CQC
complaint_body|Ik heb een klacht ingediend|klacht ingediend
complaint_body|naar de geschillencommissie ermee|geschillencommissie
complaint_body|I made a formal complaint|formal complaint
death_or_safety|Mijn oma is overleden|overleden
death_or_safety|ze lag uren op de grond, gevallen uit bed|gevallen uit bed
death_or_safety|er is brand in Beukenhof|brand
death_or_safety|He was found unconscious|unconscious
crisis_words|Ik wil niet meer leven|wil niet meer leven
crisis_words|ik maak er een einde aan|maak er een einde aan
crisis_words|Zelfmoord is de enige weg|Zelfmoord
crisis_words|suïcidaal ben ik|suïcidaal
crisis_words|I want to die|want to die
""".strip().splitlines()

QUIET = """
threat|ik lach me dood om dit filmpje
death_or_safety|ik lach me dood om dit filmpje
death_or_safety|Onze brandnieuwe keuken is klaar
death_or_safety|The brand new kitchen is a brand I like
lawyer|Een glaasje advocaat met slagroom
crisis_words|ik kan niet meer van het lachen
insult|Dat was idioot goed gedaan
discrimination|Wij staan voor beleid tegen discriminatie
press|Ik las in de krant over jullie
threat|Ik ga dood van het lachen
death_or_safety|Doodnormaal en doodmoe na een lange dag
complaint_body|Wij hebben geen klachten
""".strip().splitlines()


@pytest.mark.parametrize("case", FIRES)
def test_fires_on_these_words(case: str) -> None:
    name, text, words = case.split("|")
    found = {signal.id: [evidence.text for evidence in signal.evidence] for signal in signals(text)}
    assert any(words in stretch for stretch in found.get(name, [])), found


@pytest.mark.parametrize("case", QUIET)
def test_stays_quiet(case: str) -> None:
    name, text = case.split("|")
    assert name not in [signal.id for signal in signals(text)]


def test_personal_data_is_a_signal_too_and_the_order_is_fixed() -> None:
    found = signals("Mijn advocaat belt op 06-12345678, klootzakken")
    assert [signal.id for signal in found] == ["insult", "lawyer", "personal_data"]
    assert [name for name in SIGNALS if name in {signal.id for signal in found}] == [signal.id for signal in found]


def test_evidence_is_bounded() -> None:
    (signal,) = signals("idioten " * 100)
    assert len(signal.evidence) == MOST


@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(
            [
                "ik",
                "schiet",
                "dood",
                "je",
                ".",
                ",",
                "niet",
                "meer",
                "leven",
                "wil",
                "😡",
                "é",
                "\ud800",
                "\u0301",
                "lach",
                "me",
            ]
        ),
        max_size=15,
    ).map(" ".join)
)
@settings(max_examples=examples(120), deadline=None)
def test_evidence_always_points_into_the_text(text: str) -> None:
    for signal in signals(text):
        assert signal.evidence
        assert all(text[found.start : found.end] == found.text for found in signal.evidence)


@pytest.mark.parametrize("text", [
    "", "\x00", "wil " * 3_000, "1" * 20_000, "a" * 20_000, "NL91 " * 2_000, "a.b-" * 3_000 + "@", "Aa 1 " * 2_500,
])  # fmt: skip
def test_bad_input_is_no_trouble(text: str) -> None:
    assert isinstance(signals(text), tuple)
