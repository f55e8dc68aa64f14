"""The first glance at a raw text never passes over what the index finds."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rules.text.normal import words
from rules.text.terms import TermIndex, parse
from rules.text.terms.glance import SEPARATORS

NAMES = (
    "Esdoorn",
    "Zorggroep De Esdoorn",
    "zorggroepdelindeboog",
    "thuis*",
    "*huis*",
    "112",
    "de ster",
    "Mólenhof",
    "a*",
)
INDEX = TermIndex([parse(name) for name in NAMES[:-1]], [2, 7])
PIECES = st.sampled_from(
    ["esdoorn", "ESDÓÓRN", "esdooooorn", "es\u200bdoorn", "e\u0301sdoorn", "zorggroepdelindebog", "zorggroepdelindboog",
     "zorggroepdelidneboog", "zorgrgoepdelindeboog", "zorggroepedlindeboog",
     "thuiszorg", "bejaardenhuisje", "112", "de", "ster", "molenhof",
     "molnehof", "ﬁn", "æ", "½", "😂", "❶", "…", "“", "\ud800", "\u0301", "ſ", "K", "ª", " ", "-", ".", "@", "#"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=8).map("".join), st.text(max_size=30))


@given(TEXTS)
@example("zorggroepedlindeboog")
def test_what_the_index_finds_is_never_passed_over(text: str) -> None:
    assert not INDEX.find(words(text)) or INDEX.glance().may_hold(text)


@given(st.integers(0, len(NAMES[2]) - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz0"), st.booleans())
def test_nor_is_any_slip_of_the_finger(at: int, letter: str, extra: bool) -> None:
    typed = NAMES[2][:at] + letter + NAMES[2][at + (not extra) :]
    assert not INDEX.find([typed]) or INDEX.glance().may_hold(typed)


@pytest.mark.parametrize("text", ["", "Lekker weer vandaag", "een café, zoë 😂🌧️ – “één”…", "est en doornen", "11 2"])
def test_most_posts_are_settled_at_once(text: str) -> None:
    assert not INDEX.glance().may_hold(text)


def test_a_name_in_another_script_leaves_everything_to_the_index() -> None:
    assert TermIndex([parse("Дом"), parse("esdoorn")]).glance().may_hold("lekker weer")


def test_many_names_are_left_to_the_index() -> None:
    assert TermIndex([parse(f"naam{number}") for number in range(1000)]).glance().may_hold("lekker weer")


def test_without_names_nothing_is_glanced_for() -> None:
    assert TermIndex([]).glance().may_hold("lekker weer")


def test_a_slip_in_a_phrase_is_no_slip_of_a_name() -> None:
    assert not TermIndex([parse("esdoornhof")], [0]).glance().may_hold("est doorn")


@pytest.mark.parametrize(("first", "last"), SEPARATORS)
def test_the_separators_part_words(first: str, last: str) -> None:
    assert all(words(f"a{chr(code)}b") == ["a", "b"] for code in range(ord(first), ord(last) + 1))


def test_half_a_character_is_left_to_the_index() -> None:
    assert INDEX.glance().may_hold("lekker weer \ud800")
