"""Near-same texts and copy-paste waves."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.text.near import NearIndex, near_same

WAVE = "Wij zijn woedend over de sluiting van Beukenhof en eisen dat de directie opstapt, deel dit bericht allemaal"


def test_a_copy_with_a_word_changed_is_near_same() -> None:
    copy = WAVE.replace("woedend", "boos") + "!!! @directie https://voorbeeld.nl"
    (found,) = near_same(WAVE, {"a": copy, "b": "Iets heel anders over het eten"})
    assert found.id == "a" and 0.85 <= found.likeness < 1


def test_case_punctuation_and_links_do_not_matter() -> None:
    (found,) = near_same(WAVE.upper() + " 😡", {"a": WAVE})
    assert found.likeness == 1.0


def test_short_texts_must_be_equal_or_nearly() -> None:
    assert [near.id for near in near_same("Dank je!", {"a": "dank je", "b": "dank u"})] == ["a"]
    assert near_same("De zorg is goed hier", {"a": "De zorg is slecht hier"}) == ()
    assert near_same("", {"a": ""}) == ()


def test_the_index_finds_the_wave_and_forgets_what_it_is_told_to() -> None:
    index = NearIndex()
    index.add("1", WAVE)
    index.add("2", WAVE + " nu")
    index.add("3", "De lift in de flat aan de overkant is alweer een week kapot")
    assert [near.id for near in index.near(WAVE)] == ["1", "2"]
    index.remove("1")
    index.remove("1")
    assert [near.id for near in index.near(WAVE)] == ["2"]
    assert "2" in index and "1" not in index and len(index) == 2


def test_an_edit_replaces_the_text() -> None:
    index = NearIndex()
    index.add("1", WAVE)
    index.add("1", "Toch niet, sorry, ik had het verkeerd begrepen van mijn broer")
    assert index.near(WAVE) == () and len(index) == 1


def test_memory_is_bounded_and_the_oldest_leaves() -> None:
    index = NearIndex(most=3)
    for number in range(10):
        index.add(str(number), f"Bericht nummer {number} over iets geheel eigens en anders {number * 7}")
    assert len(index) == 3 and "9" in index and "6" not in index
    for number in range(10):
        index.remove(str(number))
    assert not index._by_shingle


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_every_text_that_says_something_is_near_itself(text: str) -> None:
    index = NearIndex()
    index.add("x", text)
    found = index.near(text)
    assert [near.likeness for near in found] in ([], [1.0])
    assert found == near_same(text, {"x": text})
