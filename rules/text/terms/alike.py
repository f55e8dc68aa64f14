"""Texts that say what an example says: most of its words, the telling ones above all, close together.

Somebody pastes a message that was missed under ``examples:``; messages of the same drift are then recognised too. No
model and no guess: the words that two texts share can be shown. Words are compared by their stems; words that every text
is full of count for little.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from rules.text.language import small_words
from rules.text.normal import words

LONG = 6
"""From so many telling words an example is long."""
ENOUGH, ENOUGH_OF_LONG = 0.75, 0.6
"""The share of an example's weight that must be there. Among four hundred care messages, each held against all others as a
long example, nothing unlike was taken for alike from 0.5 up; of a short one more must be there."""
SMALL = 0.25
"""What a small word (*ik*, *niet*, *the*) weighs beside a telling one."""
TELLING = 2
"""An example needs as many telling words, and a text that is like it shares as many."""
_SHORTEST = 3
_ENDINGS = ("en", "e", "t", "s")
_RUN = re.compile(r"(.)\1+")


@lru_cache(8192)
def stem(word: str) -> str:
    """What a word has in common with its other forms, roughly: *missen*, *mist* and *miste* are all *mis*."""
    for _ in range(2):
        ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= _SHORTEST), "")
        word = word.removesuffix(ending)
    return _RUN.sub(r"\1", word)


@cache
def _small() -> frozenset[str]:
    return frozenset(stem(word) for lang in ("nl", "en") for each in small_words(lang) for word in words(each))


def telling(text: str) -> frozenset[str]:
    """The stems in a text that say something."""
    return frozenset(map(stem, words(text))) - _small()


@dataclass(frozen=True, slots=True)
class _Example:
    """``weights`` by stem; all of them must stand within ``reach`` words."""

    subject: str
    weights: dict[str, float]
    enough: float
    reach: int


class Alike:
    """The examples of all subjects: pairs of a subject's id and a text."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        self._by_stem: dict[str, list[_Example]] = {}
        for subject, text in examples:
            one = _example(subject, words(text))
            for each in telling(text):
                self._by_stem.setdefault(each, []).append(one)

    def find(self, said: Sequence[str]) -> dict[str, tuple[int, ...]]:
        """Per subject the numbers of the words that are like one of its examples; the first example that fits counts."""
        if not self._by_stem:
            return {}
        stems = [stem(word) for word in said]
        shared = Counter(id(one) for each in set(stems) for one in self._by_stem.get(each, ()))
        found: dict[str, tuple[int, ...]] = {}
        for each in dict.fromkeys(stems):
            for one in self._by_stem.get(each, ()):
                if shared.pop(id(one), 0) >= TELLING and one.subject not in found and (at := _where(one, stems)):
                    found[one.subject] = at
        return found


def _example(subject: str, said: Sequence[str]) -> _Example:
    weights = {each: SMALL if each in _small() else 1.0 for each in map(stem, said)}
    share = ENOUGH if len(weights.keys() - _small()) < LONG else ENOUGH_OF_LONG
    return _Example(subject, weights, share * sum(weights.values()), len(said) + len(said) // 2 + 3)


def _where(one: _Example, stems: Sequence[str]) -> tuple[int, ...]:
    """The places of the first stretch that holds enough of the example; none when there is none."""
    places = [at for at, each in enumerate(stems) if each in one.weights]
    for number, first in enumerate(places):
        stretch = [at for at in places[number:] if at < first + one.reach]
        held = {stems[at] for at in stretch}
        if sum(map(one.weights.__getitem__, held)) >= one.enough and len(held - _small()) >= TELLING:
            return tuple(stretch)
    return ()
