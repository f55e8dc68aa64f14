"""What sort of message a text is (complaint, compliment, question …), as messages like it were.

A linear model over words and classes of words, one weight for each kind, trained on the messages of the danger signal
(``tools/train_kinds.py``). It names; it raises nothing and it silences nothing. Protocols name kinds by words of their
own: this is for what those words miss.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from typing import Final

from rules.text.danger.features import classes, normal, scale, spans, words
from rules.text.danger.weights import TONE_CAP
from rules.text.values import Evidence, Sentiment

PRAISE: Final = frozenset({"compliment", "praise_story"})
"""The kinds that are thanks."""
LONGEST: Final = 10_000
"""Characters that are read: what sort of message it is shows at its beginning."""
MOST_EVIDENCE: Final = 3
SMALL: Final = 3
"""Words of so many letters count, but tell a reader nothing."""
CLASS = "class"
"""What a class of words is filed under; no normal form of a word holds a space."""

Weights = Mapping[str, float]
"""Kind → weight."""


@dataclass(frozen=True, slots=True)
class Kind:
    """``share``: its part, 0…1, of the chances of the kinds it was chosen from. The words that spoke for it, strongest first."""

    name: str
    share: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """The weights by feature. ``names``: every kind."""

    version: str
    words: Mapping[str, Weights]
    classes: Mapping[str, Weights]
    numbers: Mapping[str, Weights]

    @property
    def names(self) -> tuple[str, ...]:
        """Every kind there is."""
        return tuple(self.numbers["bias"])


def kind(text: str, tone: Sentiment, among: Collection[str]) -> Kind | None:
    """The likeliest of the kinds ``among``; None where none of them is known. Time is linear in the text; never raises.

    ``tone`` is the sentiment of the same text.
    """
    known = [name for name in shipped().names if name in among]
    if not known:
        return None
    text = text[:LONGEST]
    row = [normal(word) for word in words(text)]
    found = _scores(row, tone)
    chances = {name: 1.0 / (1.0 + exp(-found.get(name, 0.0))) for name in known}
    best = max(known, key=lambda name: chances[name])
    return Kind(best, chances[best] / sum(chances.values()), _evidence(text, row, best))


def _scores(row: list[str], tone: Sentiment) -> dict[str, float]:
    table, size = shipped(), scale(len(row))
    distinct = dict.fromkeys(row)
    held: list[tuple[Weights, float]] = [(table.words[word], 1 / size) for word in distinct if word in table.words]
    sorts = dict.fromkeys(sort for word in distinct for sort in classes(word))
    held += [(table.classes[sort], 1.0) for sort in sorts if sort in table.classes]
    numbers = {
        "bias": 1.0, "negative": min(-tone.negative, TONE_CAP), "positive": min(tone.positive, TONE_CAP),
    }  # fmt: skip
    held += [(table.numbers[name], value) for name, value in numbers.items()]
    scores: dict[str, float] = {}
    for weights, value in held:
        for name, weight in weights.items():
            scores[name] = scores.get(name, 0.0) + weight * value
    return scores


def _evidence(text: str, row: list[str], name: str) -> tuple[Evidence, ...]:
    """The words that spoke for it, each once, strongest first."""
    table, places = shipped(), spans(text)
    first: dict[str, int] = {}
    for at, word in enumerate(row):
        if len(word) > SMALL or not word.isalpha():
            first.setdefault(word, at)
    lifts = sorted(((-_lift(table, word, name), at) for word, at in first.items()), key=lambda one: one)
    chosen = [places[at] for lift, at in lifts[:MOST_EVIDENCE] if lift < 0]
    return tuple(Evidence(start, end, text[start:end]) for start, end in chosen)


def _lift(table: Table, word: str, name: str) -> float:
    sorts = sum(table.classes[sort].get(name, 0.0) for sort in classes(word) if sort in table.classes)
    return table.words.get(word, {}).get(name, 0.0) + sorts


def parse(written: str) -> Table:
    """The table in ``written``: lines of sort, name and ``kind:weight`` parted by spaces; ``#`` opens a remark.

    Raises ``ValueError`` naming the line that cannot be read.
    """
    version, groups = "", {"word": _group(), CLASS: _group(), "number": _group()}
    for number, line in enumerate(written.splitlines(), 1):
        sort, _, rest = line.partition("\t")
        name, _, weights = rest.partition("\t")
        if sort == "version":
            version = name
        elif line and not line.startswith("# "):
            try:
                groups[sort][name] = _weights(weights)
            except (KeyError, ValueError) as why:
                raise ValueError(f"line {number} of the kinds cannot be read: {line[:60]!r}") from why
    return Table(version, groups["word"], groups[CLASS], groups["number"])


def _group() -> dict[str, Weights]:
    return {}


def _weights(written: str) -> Weights:
    pairs = (each.partition(":") for each in written.split())
    return {name: float(value) for name, _, value in pairs}


@cache
def shipped() -> Table:
    """The table that comes with the product."""
    return parse(resources.files(__package__).joinpath("kinds.tsv").read_text(encoding="utf-8"))


KindOf = Callable[[str, Sentiment, Collection[str]], Kind | None]
"""Text, its tone and the kinds there are to choose from → the likeliest."""
