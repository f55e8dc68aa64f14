"""Who is made public, and who saw it happen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.text.named import names_colleague
from rules.text.witness import is_witness

PUBLIC = [
    "De nachtdienst was J. de Vries uit Oudeveen, Dorpsweg 9. Vraag haar maar",
    "Die verzorgster heet Kirsten Bakker, ze woont Molenstraat 14",
    "Zuster Anja, huisadres Kerklaan 3, ga maar langs",
    "J. Bakker, 06-12345678, bel haar maar",
]
PRIVATE = [
    "De nachtdienst liet haar gewoon lopen",
    "Beukenhof, Dorpsweg 9, heeft een nieuwe tuin",
    "J. de Vries werkt er al jaren",
    "Complimenten aan zuster Anja!",
    "",
]
SEEN = [
    "Vannacht WEER! Man in pyjama op straat, ik heb hem zelf teruggebracht",
    "Ik zag vanochtend een bewoner alleen op de weg",
    "This morning we found her outside",
]
HEARD = [
    "Weer die Lindeboog, altijd die Lindeboog",
    "Wat een schande vandaag",
    "Ik zag het op het nieuws van vorige week",
]


@pytest.mark.parametrize("text", PUBLIC)
def test_a_name_with_where_to_find_it_is_made_public(text: str) -> None:
    assert names_colleague(text)


@pytest.mark.parametrize("text", PRIVATE)
def test_a_name_or_an_address_alone_is_not(text: str) -> None:
    assert not names_colleague(text)


@pytest.mark.parametrize("text", SEEN)
def test_who_saw_it_just_now_is_a_witness(text: str) -> None:
    assert is_witness(text)


@pytest.mark.parametrize("text", HEARD)
def test_who_has_an_opinion_is_none(text: str) -> None:
    assert not is_witness(text)


@given(st.text(max_size=3000))
def test_whatever_is_written_is_read(text: str) -> None:
    assert names_colleague(text) in (True, False)
    assert is_witness(text) in (True, False)
