"""The learned danger signal: how likely it is that somebody is in serious trouble (level serious or crisis).

A linear model over words, word pairs, pieces of words and classes of words, trained on the messages in ``examples/``
(see the README there), beside the sums of the sentiment word list. It lifts; what it does not see, it does not
silence: rules and the safety net stand on their own.
"""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from math import exp
from typing import NamedTuple

from rules.text.danger.features import both, classes, normal, pairs, pieces, scale, spans, tells, words
from rules.text.danger.weights import TONE_CAP, Weights, shipped
from rules.text.language import language
from rules.text.sentiment import sentiment
from rules.text.values import Danger, Evidence, Opinion, Sentiment

__all__ = ["danger", "second_opinion"]

WINDOW = 60
"""Words looked at together; a longer text is read in overlapping stretches and the worst one counts."""
EXPLAINED_FROM = 0.2
"""Below this probability nobody acts on it, and nothing is explained."""
MOST_EVIDENCE = 4

Known = tuple[str, float, tuple[str, ...]]
"""A word as the model sees it: normal form, weight with its pieces, classes."""
Span = tuple[int, int]


def danger(text: str, lang: str | None = None, tone: Sentiment | None = None) -> Danger:
    """The calibrated probability (0…1) that ``text`` is serious, and the words that lifted it most.

    ``tone`` is the sentiment of the same text where it is known already; without it, it is worked out, with ``lang`` as
    the language of a text too short to tell. Time is linear in the length of the text. Offsets of the evidence point into
    ``text``; strongest first. Never raises.
    """
    weights, head = shipped(), "weights"
    looked = _looked(words(text))
    probability, begin, end = _read(head, looked, tone or sentiment(text, lang or "nl", explain=False))
    if probability < EXPLAINED_FROM:
        return Danger(probability)
    stretch = [_known(word, head) for word in looked.words[begin:end]]
    places = spans(text)[begin:end]
    spoken = lang or language(" ".join([text[a:b] for a, b in places]))
    telling = [tells(word, spoken) for word, _, _ in stretch]
    return Danger(probability, _evidence(text, places, telling, _lifts(weights, stretch)))


def second_opinion(text: str, tone: Sentiment) -> Opinion:
    """What messages like this one turned out to be, for when words of tone say too little. Linear time; never raises."""
    looked = _looked(words(text))
    return Opinion(_read("worry", looked, tone)[0], _read("ease", looked, tone)[0])


class _Stretch(NamedTuple):
    """Words ``[begin, end)`` of a text, with what every table asks of them."""

    begin: int
    end: int
    couples: set[str]
    kinds: set[str]
    both: list[str]


class _Looked(NamedTuple):
    words: list[str]
    stretches: list[_Stretch]


def _looked(said: list[str]) -> _Looked:
    return _Looked(said, [_stretch(said, begin, end) for begin, end in _stretches(len(said))])


def _stretch(said: list[str], begin: int, end: int) -> _Stretch:
    row = [normal(word) for word in said[begin:end]]
    kinds = {kind for word in row if (found := classes(word)) for kind in found}
    return _Stretch(begin, end, pairs(row), kinds, both(kinds))


def _read(head: str, looked: _Looked, tone: Sentiment) -> tuple[float, int, int]:
    """Probability by one table, and the stretch that counted."""
    weights = shipped(head)
    known = [_known(word, head) for word in looked.words]
    score, begin, end = max((_score(weights, known, one), one.begin, one.end) for one in looked.stretches)
    score += weights.bias + _toned(weights, tone)
    return 1.0 / (1.0 + exp(-(weights.slope * score + weights.offset))), begin, end


@lru_cache(maxsize=2**15)
def _known(word: str, head: str) -> Known:
    weights = shipped(head)
    plain = normal(word)
    inside = sum(weights.pieces.get(piece, 0.0) for piece in pieces(plain))
    return plain, weights.words.get(plain, 0.0) + inside, classes(plain)


def _stretches(length: int) -> list[Span]:
    """Overlapping stretches of ``WINDOW`` words that cover the text; one where it is short."""
    last = max(0, length - WINDOW)
    return [(start, min(start + WINDOW, length)) for start in [*range(0, last, WINDOW // 2), last]]


def _score(weights: Weights, known: list[Known], one: _Stretch) -> float:
    """What the words of one stretch add up to; every word, pair and class counts once."""
    values = {word: value for word, value, _ in known[one.begin : one.end]}
    learned = sum(values.values()) + _sum(weights.pairs, one.couples)
    learned /= scale(one.end - one.begin)
    return learned + _sum(weights.classes, one.kinds) + _sum(weights.both, one.both)


def _sum(table: dict[str, float], names: Iterable[str]) -> float:
    return sum([table[name] for name in names if name in table])


def _toned(weights: Weights, tone: Sentiment) -> float:
    return weights.negative * min(-tone.negative, TONE_CAP) + weights.positive * min(tone.positive, TONE_CAP)


def _lifts(weights: Weights, known: list[Known]) -> list[tuple[float, int, int]]:
    """How much each word, and each pair that says more than its words, lifted the score: lift, first word, last word."""
    size = scale(len(known))
    alone = [value / size + _sum(weights.classes, found) for _, value, found in known]
    lifts = [(lift, i, i) for i, lift in enumerate(alone)]
    for i, (first, second) in enumerate(pairwise(known)):
        together = weights.pairs.get(f"{first[0]} {second[0]}", 0.0)
        if together > 0:
            lifts.append((alone[i] + alone[i + 1] + together / size, i, i + 1))
    return lifts


def _evidence(
    text: str, places: list[Span], telling: list[bool], lifts: list[tuple[float, int, int]]
) -> tuple[Evidence, ...]:
    """The words and pairs that lifted most, strongest first, none overlapping another; small words are not shown."""
    chosen: list[Span] = []
    for _, first, last in sorted((lift for lift in lifts if lift[0] > 0), reverse=True):
        shown = [at for at in range(first, last + 1) if telling[at]]
        if shown and all(shown[-1] < a or shown[0] > b for a, b in chosen):
            chosen.append((shown[0], shown[-1]))
    return tuple(_shown(text, places[first][0], places[last][1]) for first, last in chosen[:MOST_EVIDENCE])


def _shown(text: str, start: int, end: int) -> Evidence:
    return Evidence(start, end, text[start:end])
