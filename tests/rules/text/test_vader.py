"""The published engine: the same four numbers as the package, on sentences of our own and on mixed-up ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from rules.text.sentiment import vader
from tests.laws import examples

PUBLISHED = SentimentIntensityAnalyzer()
SENTENCES = """
The nurse was great.
The nurse was GREAT!!!
not good but not bad either, but the food was horrible
never so happy as this, never this good
without a doubt the best, without any doubt good
It was kind of good, and kind of bad
no good or bad, no
at least it was not bad, very least good, the least helpful
the food is the bomb, what the hell, the shit
hardly ever good, barely any good place to be
SO VERY happy, extremely ANGRY people here???
just enough good ?? really ????
great great great but great but bad good
❤️ 😍😡 happy😀sad 💔 x
least helpful nurse
they never were this good to me
no food or good care, no one is good, no good
without any doubt good, without a good doubt, never this good, so very good
butter is good, so is a button
kind of good but kind of bad, but good
good :( and more
it cut the mustard, it does not cut the mustard well, yeah right good
""".strip().splitlines()
WORDS = [
    *sorted({word for line in SENTENCES for word in line.split()}),
    "isn't",
    "no",
    "kind",
    "of",
    "badass",
    "lol",
    ":)",
    "!",
    "?",
]


def same(text: str) -> None:
    published = PUBLISHED.polarity_scores(text)
    assert vader.polarity(text)._asdict() == {key: published[key] for key in ("neg", "neu", "pos", "compound")}


@pytest.mark.parametrize("text", ["", " ", "a", "é", "ok", *SENTENCES])
def test_the_four_numbers_are_those_of_the_package(text: str) -> None:
    same(text)


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
@settings(max_examples=examples(120), deadline=None)
def test_the_four_numbers_are_those_of_the_package_for_any_order_of_words(text: str) -> None:
    same(text)


def test_it_is_linear_where_the_package_is_quadratic() -> None:
    found = vader.polarity("good but bad not great kind of nice " * 3_000)
    assert -1 <= found.compound <= 1


def test_it_forgets_rather_than_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vader, "REMEMBERED", 2)
    tokens = vader._Tokens({"good": 1.9})
    hits = vader._Hits(tokens)
    assert [hits[word] for word in ("good", "bad", "food", "good")] == [True, False, False, True]
    assert len(hits) <= 2 and len(tokens) <= 2
