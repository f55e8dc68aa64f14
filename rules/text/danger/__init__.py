"""The learned danger signal: how likely it is that somebody is in serious trouble (level serious or crisis).

A linear model over words, word pairs and pieces of words, trained on the messages in ``examples/`` (see the README there),
beside the sums of the sentiment word list. It lifts; what it does not see, it does not silence: rules and the
safety net stand on their own.
"""

from functools import lru_cache
from itertools import accumulate
from math import exp
from typing import NamedTuple

from rules.text.danger.features import LONGEST, normal, pieces, scale, tokens
from rules.text.danger.weights import PIECE_SHARE, TONE_CAP, Weights, shipped
from rules.text.values import Danger, Evidence, Sentiment

__all__ = ["danger"]

WINDOW = 60
"""Words looked at together; a longer text is read in overlapping stretches and the worst one counts."""
EXPLAINED_FROM = 0.1
"""Below this probability there is nothing to explain."""
MOST_EVIDENCE = 4


class _Stretch(NamedTuple):
    """Words ``[start, end)`` of the text and their summed weight, scaled."""

    score: float
    start: int
    end: int


def danger(text: str, lang: str | None = None, tone: Sentiment | None = None) -> Danger:
    """The calibrated probability (0…1) that ``text`` is serious, and the words that lifted it most.

    ``tone`` is the sentiment of the same text where it is known already; without it, it is worked out (in ``lang``).
    Time is linear in the length of the text. Offsets of the evidence point into ``text``. Never raises.
    """
    weights = shipped()
    spans = [found.span(1) for found in tokens(text)]
    if not spans:
        return Danger(0.0)
    known = [_known(text[start : min(end, start + LONGEST)]) for start, end in spans]
    pairs = [0.0, *(weights.pairs.get(f"{a[0]} {b[0]}", 0.0) for a, b in zip(known, known[1:], strict=False))]
    values = [value for _, value in known]
    worst = _worst(values, pairs)
    score = weights.bias + worst.score + _toned(weights, tone)
    probability = 1.0 / (1.0 + exp(-(weights.slope * score + weights.offset)))
    if probability < EXPLAINED_FROM:
        return Danger(probability)
    return Danger(probability, _evidence(text, spans, values, pairs, worst))


@lru_cache(maxsize=2**15)
def _known(word: str) -> tuple[str, float]:
    """The normal form of a word as written, and its weight with that of its pieces."""
    weights = shipped()
    plain = normal(word)
    inside = sum(weights.pieces.get(piece, 0.0) for piece in pieces(plain))
    return plain, weights.words.get(plain, 0.0) + PIECE_SHARE * inside


def _worst(values: list[float], pairs: list[float]) -> _Stretch:
    """The stretch of at most ``WINDOW`` words with the highest score."""
    sums = [0.0, *accumulate(map(float.__add__, values, pairs))]
    last = max(0, len(values) - WINDOW)
    starts = {*range(0, last, WINDOW // 2), last}
    return max(_stretch(sums, pairs, start, min(start + WINDOW, len(values))) for start in starts)


def _stretch(sums: list[float], pairs: list[float], start: int, end: int) -> _Stretch:
    return _Stretch((sums[end] - sums[start] - pairs[start]) / scale(end - start), start, end)


def _toned(weights: Weights, tone: Sentiment | None) -> float:
    if tone is None:
        return 0.0
    return weights.negative * min(-tone.negative, TONE_CAP) + weights.positive * min(tone.positive, TONE_CAP)


def _evidence(
    text: str, spans: list[tuple[int, int]], values: list[float], pairs: list[float], worst: _Stretch
) -> tuple[Evidence, ...]:
    """The words and pairs that lifted most, strongest first, none overlapping another."""
    lifts = [(values[i], i, i) for i in range(worst.start, worst.end)]
    lifts += [(values[i - 1] + values[i] + pairs[i], i - 1, i) for i in range(worst.start + 1, worst.end) if pairs[i] > 0]
    chosen: list[tuple[int, int]] = []
    for lift, first, last in sorted(lifts, reverse=True):
        if lift <= 0 or len(chosen) == MOST_EVIDENCE:
            break
        if all(last < a or first > b for a, b in chosen):
            chosen.append((first, last))
    return tuple(_shown(text, spans[first][0], spans[last][1]) for first, last in chosen)


def _shown(text: str, start: int, end: int) -> Evidence:
    return Evidence(start, end, text[start:end])
