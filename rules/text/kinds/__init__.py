"""What sort of message a text is (complaint, compliment, question …), as messages like it were.

A linear model over words and classes of words, one weight for each kind, trained on the messages of the danger signal
(``tools/train_kinds.py``). It names; it raises nothing and it silences nothing. Protocols name kinds by words of their
own: this is for what those words miss.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from math import exp
from typing import Final, NamedTuple

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


class Likeness:
    """How much a text is like messages of each kind; ``tone`` is its sentiment. Time is linear in the text; never raises.

    The text is read once, however often it is asked which of some kinds is the likeliest, and for what words.
    """

    def __init__(self, text: str, tone: Sentiment) -> None:
        self._text = text[:LONGEST]
        self._row = [normal(word) for word in words(self._text)]
        scores = _scores(self._row, tone)
        self._chances = {name: 1.0 / (1.0 + exp(-score)) for name, score in zip(shipped().names, scores, strict=True)}

    def likeliest(self, among: Collection[str]) -> Kind | None:
        """The likeliest of the kinds ``among``, without the words; None where none of them is known."""
        chances = {name: chance for name, chance in self._chances.items() if name in among}
        if not chances:
            return None
        best = max(chances, key=lambda name: chances[name])
        return Kind(best, chances[best] / sum(chances.values()))

    def explained(self, kind: Kind) -> Kind:
        """The kind, with the words that spoke for it."""
        return replace(kind, evidence=_evidence(self._text, self._row, kind.name))


def kind(text: str, tone: Sentiment, among: Collection[str]) -> Kind | None:
    """The likeliest of the kinds ``among`` with its words; None where none of them is known. Never raises."""
    like = Likeness(text, tone)
    found = like.likeliest(among)
    return None if found is None else like.explained(found)


def _scores(row: list[str], tone: Sentiment) -> list[float]:
    """A score for each kind, in the order of the table's names."""
    table, size = _columns(), scale(len(row))
    distinct = dict.fromkeys(row)
    held = [(table.words[word], 1 / size) for word in distinct if word in table.words]
    sorts = dict.fromkeys(sort for word in distinct for sort in classes(word))
    held += [(table.classes[sort], 1.0) for sort in sorts if sort in table.classes]
    numbers = {
        "bias": 1.0, "negative": min(-tone.negative, TONE_CAP), "positive": min(tone.positive, TONE_CAP),
    }  # fmt: skip
    held += [(table.numbers[name], value) for name, value in numbers.items()]
    scores = [0.0] * len(shipped().names)
    for weights, value in held:
        for column, weight in weights:
            scores[column] += weight * value
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


_Row = tuple[tuple[int, float], ...]
"""The weights of one feature: the place of the kind among the names, weight."""


class _Columns(NamedTuple):
    words: dict[str, _Row]
    classes: dict[str, _Row]
    numbers: dict[str, _Row]


@cache
def _columns() -> _Columns:
    """The table that comes with the product, its kinds by their place."""
    table = shipped()
    place = {name: at for at, name in enumerate(table.names)}

    def rows(group: Mapping[str, Weights]) -> dict[str, _Row]:
        return {name: tuple((place[kind], each) for kind, each in weights.items()) for name, weights in group.items()}

    return _Columns(rows(table.words), rows(table.classes), rows(table.numbers))


KindOf = Callable[[str, Sentiment, Collection[str]], Kind | None]
"""Text, its tone and the kinds there are to choose from → the likeliest."""
