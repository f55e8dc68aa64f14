"""What an organisation's own verdicts teach: an opt-in refit over words, word pairs and the tone of the text.

Staff press *klopt*, *loos* or *had moeten alarmeren*; the night's refit turns all of them into readable weights. They may
lift a message, never push one down, and are not used before fifty verdicts have come in.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from math import exp
from types import MappingProxyType
from typing import Final

from rules.text.danger.features import normal, pairs, scale, spans, tells, words
from rules.text.language import language
from rules.text.logistic import fit
from rules.text.values import Danger, Evidence

ENOUGH: Final = 50
"""Verdicts below which nothing learned is used."""
MOST_EVIDENCE: Final = 4
_COST: Final = 2.0
_RARE: Final = 2
_HEARD: Final = 1_000
"""Characters by which the language of a text is recognised."""
_BIAS, _TONE = "number bias", "number tone"


class Feedback(StrEnum):
    """What a colleague said about how a message was judged."""

    RIGHT = "klopt"
    FALSE_ALARM = "loos"
    MISSED = "had moeten alarmeren"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One verdict: the text, the score of the word list (−1…1), what the colleague said, and whether it had alerted."""

    text: str
    score: float
    feedback: Feedback
    alerted: bool

    @property
    def serious(self) -> bool:
        """Whether the message deserved attention, read from the verdict."""
        return self.feedback is Feedback.MISSED or (self.feedback is Feedback.RIGHT and self.alerted)


@dataclass(frozen=True, slots=True)
class Learned:
    """Weights by readable name (``word bel``, ``pair niet gebeld``, ``number tone``), with their version.

    ``verdicts`` counts what they rest on; ``serious`` how many of those deserved attention.
    """

    version: int
    verdicts: int
    serious: int
    weights: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def ready(self) -> bool:
        """Whether it may be used: enough verdicts, of both kinds."""
        return self.verdicts >= ENOUGH and 0 < self.serious < self.verdicts


def learn(lessons: Sequence[Lesson], version: int) -> Learned:
    """Weights fitted to all ``lessons``; the same lessons give the same weights. ``version`` names this fit."""
    rows = [_features(lesson.text, lesson.score) for lesson in lessons]
    seen = Counter(name for row in rows for name in row)
    names = [name for name, count in seen.items() if count >= _RARE]
    number = {name: i for i, name in enumerate(names)}
    serious = [lesson.serious for lesson in lessons]
    sparse = [[(number[name], value) for name, value in row.items() if name in number] for row in rows]
    found = fit(sparse, serious, len(names), _COST)
    weights = {name: round(weight, 4) for name, weight in sorted(zip(names, found, strict=True))}
    return Learned(version, len(lessons), sum(serious), MappingProxyType(weights))


def lifted(found: Danger, learned: Learned, text: str, score: float) -> Danger:
    """``found``, or what the organisation's own weights say where that is more; never less than ``found``.

    ``score`` is the score of the word list for ``text``. The evidence is that of whoever said the higher number.
    """
    if not learned.ready:
        return found
    own = chance(learned, text, score)
    return Danger(own, _evidence(learned, text)) if own > found.probability else found


def chance(learned: Learned, text: str, score: float) -> float:
    """The probability 0…1 by the learned weights alone."""
    total = sum(learned.weights.get(name, 0.0) * value for name, value in _features(text, score).items())
    return 1 / (1 + exp(-total))


def to_table(learned: Learned) -> str:
    """``learned`` as readable lines: name, tab, value; strongest first."""
    head = [f"version\t{learned.version}", f"verdicts\t{learned.verdicts}", f"serious\t{learned.serious}"]
    ranked = sorted(learned.weights.items(), key=lambda item: (-abs(item[1]), item[0]))
    return "\n".join([*head, *(f"{name}\t{weight:.4f}" for name, weight in ranked)]) + "\n"


def from_table(table: str) -> Learned:
    """What ``to_table`` wrote. Raises ``ValueError`` naming the line that cannot be read, or what is missing."""
    entries: dict[str, float] = {}
    for number, line in enumerate(table.splitlines(), 1):
        name, _, value = line.partition("\t")
        try:
            entries[name] = float(value)
        except ValueError as why:
            raise ValueError(f"line {number} of the learned weights cannot be read: {line[:60]!r}") from why
    try:
        version, verdicts, serious = (int(entries.pop(key)) for key in ("version", "verdicts", "serious"))
    except KeyError as why:
        raise ValueError(f"the learned weights lack their {why.args[0]}") from why
    return Learned(version, verdicts, serious, MappingProxyType(dict(sorted(entries.items()))))


def _features(text: str, score: float) -> dict[str, float]:
    row = [normal(word) for word in words(text)]
    value = 1 / scale(len(row))
    found = {f"word {word}": value for word in row} | {f"pair {pair}": value for pair in pairs(row)}
    return found | {_BIAS: 1.0, _TONE: -score}


def _evidence(learned: Learned, text: str) -> tuple[Evidence, ...]:
    """The words that lifted most, strongest first."""
    lifts: dict[str, tuple[float, int, int]] = {}
    spoken = language(text[:_HEARD])
    for start, end in spans(text):
        word = normal(words(text[start:end])[0])
        if not tells(word, spoken):
            continue
        lifts.setdefault(word, (learned.weights.get(f"word {word}", 0.0), start, end))
    best = sorted((lift for lift in lifts.values() if lift[0] > 0), reverse=True)[:MOST_EVIDENCE]
    return tuple(Evidence(start, end, text[start:end]) for _, start, end in best)
