"""The normal form of a text, and the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text import normal
from rules.text.normal import Flat, calm, readings, spans, words
from rules.text.wording import Wording


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wat een SCHANDE!!", ["wat", "een", "schande"]),
        ("cliënt, Mólenhof, façade", ["client", "molenhof", "facade"]),
        ("foto's van zo’n seo-pakket", ["foto", "s", "van", "zo", "n", "seo", "pakket"]),
        ("@esdoorn #Esdoorn_zorg", ["esdoorn", "esdoorn", "zorg"]),
        ("brand😡brand 👍🏽 ok", ["brand", "brand", "ok"]),
        ("zelf\u200bmoord zelf\u00admoord", ["zelfmoord", "zelfmoord"]),
        ("e\u0301e\u0301n \u202eneties\u202c", ["een", "neties"]),
        ("שלום עולם Привет", ["שלום", "עולם", "привет"]),
        ("𝐝𝐨𝐨𝐝 ｄｏｏｄ ﬁets ß æ ½ Łódź", ["dood", "dood", "fiets", "ss", "ae", "1", "2", "lodz"]),
        ("om 14.00 uur 1️⃣", ["om", "14", "00", "uur", "1"]),
        ("lone \ud800 surrogate\0nul", ["lone", "surrogate", "nul"]),
        ("\u0301 ... 😀", []),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_places_point_into_the_original() -> None:
    text = "Mijn mo\u0308eder 😡 bij de Mólenhof"
    assert [text[start:end] for start, end in spans(text)] == ["Mijn", "mo\u0308eder", "bij", "de", "Mólenhof"]


def test_places_are_true_round_a_nul_and_blanks_at_either_end() -> None:
    assert spans("\0 een  twee ") == [(2, 5), (7, 11)]
    assert spans("een\0twee") == [(0, 3), (4, 8)]


MIXED = st.text(st.one_of(st.sampled_from("aeéëßæ😡’ \u00ad\u200b\u0301İ½.א"), st.characters()), max_size=60)


@given(MIXED)
def test_every_word_has_its_place(text: str) -> None:
    """Whatever the text: as many places as words, in order, and each place folds to its word."""
    places = spans(text)
    found = words(text)
    assert len(places) == len(found)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)
    assert all(word in "".join(words(text[start:end])) for word, (start, end) in zip(found, places, strict=True))


@given(st.text(st.characters(max_codepoint=255), max_size=60))
def test_the_fast_way_is_the_careful_way(text: str) -> None:
    """A Latin text is folded byte by byte; an Arabic letter beside it forces the careful way."""
    assert [*words(text), "ا"] == words(text + " ا")
    assert [*spans(text), (len(text) + 1, len(text) + 2)] == spans(text + " ا")


@given(MIXED)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("zorg", {"zorg"}),
        ("schaaandalig", {"schaaandalig", "schandalig", "schaandalig"}),
        ("heeeel", {"heeeel", "hel", "heel"}),
        ("neee", {"neee", "ne", "nee"}),
        ("10000", {"10000"}),
        ("aaabbbcccddd", {"aaabbbcccddd", "abcd", "aabbccdd"}),
    ],
)
def test_readings_of_an_elongated_word(word: str, expected: set[str]) -> None:
    assert set(readings(word)) == expected


def test_two_runs_may_each_be_single_or_double() -> None:
    assert {"slet", "sleet", "slett", "sleett"} < set(readings("sleeettt"))


def test_a_term_keeps_letters_that_differ_as_typed() -> None:
    assert (calm("Schaaandalig"), calm("zeeën")) == ("schandalig", "zeeën")


@given(MIXED)
def test_the_flat_text_leads_back(text: str) -> None:
    flat = Flat(text)
    assert len(flat.text) <= len(text)
    for at in range(len(flat.text)):
        start, end = flat.original(at, at + 1)
        assert Flat(text[start:end]).text == flat.text[at]


def test_flat_keeps_case_and_punctuation() -> None:
    text = "Cafe\u0301 Zoë, 3\u200b° \ud800 øß"
    flat = Flat(text)
    assert flat.text == "Cafe Zoe, 3°   oß"
    assert flat.original(0, 4) == (0, 4)
    assert flat.original(5, 8) == (6, 9)
    assert flat.original(len(flat.text), len(flat.text)) == (len(text), len(text))


def test_a_very_long_text_is_read() -> None:
    text = "é😡 niet goed aaaa" * 60_000
    assert len(words(text)) == len(spans(text))


def test_wording_shows_the_original_words() -> None:
    wording = Wording("Moeder ligt in haar éígen   plas.")
    assert wording.evidence(4, 6).text == "éígen   plas"
    assert wording.spans is wording.spans
    assert wording.flat is wording.flat
    shown = wording.stretch(20, 25)
    assert (shown.start, shown.end, shown.text) == (20, 25, "éígen")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("niet goed", True), ("niet, goed", False), ("niet. Goed", False), ("niet - goed", False), ("niet\ngoed", False),
     ("zo'n goed", True), ("niet 😡 goed", True)],
)  # fmt: skip
def test_a_pause_parts_words(text: str, expected: bool) -> None:
    wording = Wording(text)
    assert wording.joined(len(wording.words) - 2, len(wording.words) - 1) is expected


def test_what_is_remembered_of_characters_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normal, "_MEMO", 0)
    table = normal._Table()
    assert (table[ord("É")], len(table)) == ("e", 0)


def test_the_fold_is_for_encoding_only() -> None:
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("utf-8", "seintje.fold")


def test_a_fraction_among_invisible_characters_does_not_shift_the_places() -> None:
    text = "cafe\u0301\u200b ½ \u0301zo\u200bnder\u200b"
    assert words(text) == ["cafe", "1", "2", "zonder"]
    assert [text[start:end] for start, end in spans(text)] == ["cafe\u0301", "½", "½", "zo\u200bnder"]
    text = text.replace("½", "3")
    assert [text[start:end] for start, end in spans(text)] == ["cafe\u0301", "3", "zo\u200bnder"]
