"""What sort of message it is: one of those asked for, with the words that said so; made anew from the same messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text.kinds import Kind, Table, kind, parse, shipped
from rules.text.sentiment import sentiment
from tools.train_danger import Example, fingerprint
from tools.train_kinds import cross_validated, fitted, report, rows_of, table

ALL = shipped().names


def read(text: str, among: tuple[str, ...] = ALL) -> Kind | None:
    return kind(text, sentiment(text), among)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hoe laat gaat de winkel in de hal open en kun je er pinnen?", "question"),
        ("Dank jullie wel lieve mensen, wat een fijne zorg voor onze moeder", "compliment"),
        ("Verdien 300 euro per dag thuis, klik op de link in onze bio", "spam"),
        ("De wethouder en de inspectie moeten hier eens komen kijken", "politics_regulator"),
        ("Ons advocatenkantoor stelt u aansprakelijk voor de schade", "legal"),
        ("Ik wil niet meer leven, het hoeft voor mij niet meer", "suicidal"),
        ("We know where you live and we will find you", "threat"),
    ],
)
def test_it_is_called_what_it_is(text: str, name: str) -> None:
    found = read(text)
    assert found is not None and found.name == name
    assert 0 < found.share <= 1
    assert found.evidence and all(text[one.start : one.end] == one.text for one in found.evidence)


def test_only_what_is_asked_for_is_answered() -> None:
    found = read("Dank jullie wel lieve mensen", ("question", "spam"))
    assert found is not None and found.name in ("question", "spam")
    assert read("Dank jullie wel", ("iets eigens",)) is None


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    found = read(text)
    assert found is not None and found.name in ALL and 0 < found.share <= 1


@pytest.mark.parametrize(
    "text",
    ["", "😍", "\x00\ud800\udfff", "\u202eslecht\u202c", "e" + "\u0301" * 10_000, "@iemand https://voorbeeld.nl/x", "a" * 10**6,
     "De zorg είναι плохо 很差", "dank " * 200_000],
)  # fmt: skip
def test_bad_input_has_an_answer_too(text: str) -> None:
    found = read(text)
    assert found is not None and all(text[one.start : one.end] == one.text for one in found.evidence)


def test_a_long_text_is_read_at_its_beginning() -> None:
    long = "Hoe laat gaat de winkel open en kun je er pinnen? " + "la " * 5_000
    assert read(long + "advocaat " * 9_000) == read(long)


def test_a_broken_line_is_named() -> None:
    with pytest.raises(ValueError, match="line 2 of the kinds"):
        parse("version\tx\nwoord\tde\tspam:1.0\n")
    with pytest.raises(ValueError, match="line 1 of the kinds"):
        parse("word\tde\tspam\n")
    assert parse("# remark\n\nversion\tx\n") == Table("x", {}, {}, {})


def test_the_table_stems_from_the_examples_and_is_small() -> None:
    assert shipped().version == fingerprint(), "run `make train` after changing the examples"
    assert len(ALL) == 18 and "irrelevant" not in ALL


def _message(text: str, category: str, group: str) -> Example:
    return Example(text, "nl", category, 1, False, "plain", group)


SMALL = [
    _message(text, category, f"g{n}")
    for n in range(6)
    for text, category in ((f"dank lieve mensen {n}", "compliment"), (f"hoe laat open {n} jullie", "question"))
]


def test_the_same_messages_give_the_same_table() -> None:
    rarity, rows = rows_of(SMALL)
    first = table(rarity, fitted(SMALL, rows, len(rarity)), "v")
    assert first == table(rarity, fitted(SMALL, rows, len(rarity)), "v")
    made = parse(first)
    assert made.version == "v" and made.names == ("compliment", "question")
    assert made.words["dank"]["compliment"] > 0 > made.words["dank"]["question"]


def test_the_report_counts_what_was_never_seen() -> None:
    rarity, rows = rows_of(SMALL)
    said = list(report(SMALL, cross_validated(SMALL, rows, len(rarity))))
    assert said[0].startswith("12 messages, cross-validated 1.000 right")
    assert len(said) == 3
