"""Agreed texts are filled, never run (fault catalogue 81: only fixed placeholders)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.case.texts import FIELDS, KNOWN, LONGEST_VALUE, canonical, fill, initials, open_fields

KLACHT = "Dag {naam}, we horen graag wat er speelt: {contact}. ^{initialen}"


def test_known_fields_are_filled_and_open_ones_are_named():
    filled = fill(KLACHT, {"naam": "Anna", "initialen": "SW"})
    assert filled.text == "Dag Anna, we horen graag wat er speelt: {contact}. ^SW"
    assert filled.open == ("contact",)


def test_english_names_mean_the_same():
    filled = fill("Hi {name} ^{initials}", {"naam": "Anna", "initialen": "SW"})
    assert (filled.text, filled.open) == ("Hi Anna ^SW", ())
    assert canonical("contact") == "contact"


@pytest.mark.parametrize(
    "text",
    [
        "{a.__init__.__globals__}",
        "{naam.__class__}",
        "{naam!r}",
        "{naam:>1000000000}",
        "{0}",
        "{}",
        "{{ 7*7 }}",
        "${naam_}",
        "%(naam)s",
        "{initalen}",
    ],
)
def test_case_81_nothing_but_the_fixed_names_is_ever_replaced(text: str):
    values = dict.fromkeys([*FIELDS, "a", "0", "initalen"], "GEHEIM")
    assert fill(text, values).text == text


def test_case_81_a_value_is_text_and_nothing_else():
    assert fill("{naam}", {"naam": "{contact} {naam}", "contact": "GEHEIM"}).text == "{contact} {naam}"
    assert fill("{naam}", {"naam": "\\1 \\g<0>"}).text == "\\1 \\g<0>"
    assert len(fill("{naam}{naam}", {"naam": "x" * 10**6}).text) == 2 * LONGEST_VALUE


def test_an_empty_value_leaves_its_field_open():
    assert fill("{naam}", {"naam": "  "}).open == ("naam",)


def test_what_somebody_left_open_in_an_own_text():
    assert open_fields("Dag {naam}, {naam} en {iets}") == ("naam",)
    assert open_fields("Dag Anna") == ()


@pytest.mark.parametrize(
    ("name", "signed"),
    [
        ("Sanne van der Wal", "SW"),
        ("Karin", "K"),
        ("fatima", "F"),
        ("Jan-Piet de Boer", "JPB"),
        ("A B C D", "ABC"),
        ("", ""),
    ],
)
def test_initials(name: str, signed: str):
    assert initials(name) == signed


@given(st.text(max_size=200), st.dictionaries(st.sampled_from(sorted(FIELDS)), st.text(max_size=20)))
def test_filling_never_raises_and_leaves_no_field_of_ours_unnamed(text: str, values: dict[str, str]):
    filled = fill(text, values)
    unknown = [name for name in open_fields(text) if not values.get(canonical(name), "").strip()]
    assert set(unknown) <= set(filled.open)
    assert all(name in KNOWN or "{" + name + "}" in text for name in filled.open)
