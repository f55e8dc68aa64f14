"""Examples of a topic: who says nearly the same is heard too, and nobody else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.protocol.model import Topic
from rules.text.normal import words
from rules.text.terms import Subjects
from rules.text.terms.alike import ENOUGH, ENOUGH_OF_LONG, LONG, SMALL, TELLING, Alike, _small, stem, telling
from rules.text.wording import Wording

TIRED = "Ik zie het niet meer zitten, niemand die me nog mist"
BROTHER = "Mijn broer stuurt afscheidsberichten, wie moet ik bellen?"
ALIKE = Alike(
    [("tired", TIRED), ("brother", BROTHER), ("brother", "My brother keeps sending goodbye texts, who can I call")]
)


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        (TIRED, ["tired"]),
        ("Niemand zou me missen, ik zie het gewoon niet meer zitten", ["tired"]),
        ("ik ZIE het écht niet meer zitten. Er is niemand die mij mist", ["tired"]),
        ("mijn broer stuurde een afscheidsbericht, wie moet je dan bellen", ["brother"]),
        ("Mijn zus stuurt afscheidsberichten, wie kan ik bellen??", ["brother"]),
        ("my brother keeps sending me goodbye text messages. who do I call?", ["brother"]),
        ("Ik zie niemand zitten op het terras", []),
        ("Wie moet ik bellen over de factuur van mijn broer?", []),
        ("Ik zie niet meer wie er zit", []),
        ("Ik mis niemand " + "en verder ging de dag voorbij zoals altijd met koffie " * 3 + "ik zie het zitten", []),
        ("", []),
    ],
)
def test_what_says_nearly_the_same(text: str, subjects: list[str]) -> None:
    assert list(ALIKE.find(words(text))) == subjects


@pytest.mark.parametrize("forms", [("missen", "mist", "miste", "mis"), ("bellen", "belt", "bel"), ("sturen", "stuurt")])
def test_forms_of_one_word_have_one_stem(forms: tuple[str, ...]) -> None:
    assert len(set(map(stem, forms))) == 1


def test_the_words_it_shares_are_shown_and_the_topic_is_found() -> None:
    subjects = Subjects([Topic("tired", examples=(TIRED,))])
    said = Wording("Soms zie ik het niet meer zitten; er is niemand die mij mist!")
    found = subjects.find(said)["tired"]
    assert [one.text for one in found.evidence(said)] == [
        "zie",
        "ik",
        "het",
        "niet",
        "meer",
        "zitten",
        "niemand",
        "die",
        "mist",
    ]


def test_an_exception_beside_it_takes_it_away() -> None:
    subjects = Subjects([Topic("tired", examples=(TIRED,), exceptions=("liedje",))])
    assert subjects.find(Wording(f"{TIRED} in dat liedje")) == {}
    assert list(subjects.find(Wording(f"{TIRED}. Verder ga ik zo eten en daarna zet ik een liedje op"))) == ["tired"]


def test_an_example_may_be_all_a_topic_has_and_others_may_need_it() -> None:
    subjects = Subjects([Topic("tired", examples=(TIRED,)), Topic("now", words=("vannacht",), needs=("tired",))])
    assert list(subjects.find(Wording(f"{TIRED}. Vannacht."))) == ["tired", "now"]
    assert list(subjects.find(Wording("Vannacht."))) == []


def test_an_example_without_words_of_its_own_is_like_nothing() -> None:
    vague = "Het is niet goed"
    assert len(telling(vague)) < TELLING
    assert Alike([("vague", vague)]).find(words(vague)) == {}


def naive(example: str, text: list[str]) -> bool:
    """By the description: some stretch holds enough weight and two telling words."""
    parts = words(example)
    weights = {one: SMALL if one in _small() else 1.0 for one in map(stem, parts)}
    share = ENOUGH if len(weights.keys() - _small()) < LONG else ENOUGH_OF_LONG
    reach = len(parts) + len(parts) // 2 + 3
    for first in range(len(text)):
        held = {stem(word) for word in text[first : first + reach]} & weights.keys()
        if sum(weights[one] for one in held) >= share * sum(weights.values()) and len(held - _small()) >= TELLING:
            return True
    return False


SOME = st.lists(
    st.sampled_from(["ik", "niet", "de", "broer", "bellen", "belt", "boos", "huis", "huizen", "rook"]), max_size=14
)


@given(st.lists(SOME.map(" ".join), max_size=4), SOME)
def test_found_is_what_the_description_says(examples: list[str], text: list[str]) -> None:
    found = Alike((str(number), example) for number, example in enumerate(examples)).find(text)
    assert set(found) == {str(number) for number, example in enumerate(examples) if naive(example, text)}
