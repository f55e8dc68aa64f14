"""The learned weights: a readable table, read once when first needed."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

PIECE_SHARE: Final = 0.35
"""How much a piece of a word counts beside a whole word (chosen by cross-validation)."""
TONE_CAP: Final = 8.0
"""Sums of the word list beyond this say nothing more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Named weights. Probability = 1 / (1 + exp(-(``slope`` · score + ``offset``))), Platt's calibration (1999)."""

    version: str
    bias: float
    slope: float
    offset: float
    negative: float
    positive: float
    words: dict[str, float]
    pairs: dict[str, float]
    pieces: dict[str, float]


def parse(table: str) -> Weights:
    """Weights from their table: lines of kind, name, value, parted by tabs; ``#`` opens a remark.

    Raises ``ValueError`` naming the line that cannot be read.
    """
    groups: dict[str, dict[str, float]] = {"number": {}, "word": {}, "pair": {}, "piece": {}}
    version = ""
    for number, line in enumerate(table.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        kind, _, rest = line.partition("\t")
        name, _, value = rest.partition("\t")
        if kind == "version":
            version = name
            continue
        try:
            groups[kind][name] = float(value)
        except (KeyError, ValueError) as why:
            raise ValueError(f"line {number} of the danger weights cannot be read: {line[:60]!r}") from why
    numbers = groups.pop("number")
    try:
        return Weights(version, **numbers, words=groups["word"], pairs=groups["pair"], pieces=groups["piece"])
    except TypeError as why:
        raise ValueError("the danger weights lack a number: bias, slope, offset, negative or positive") from why


@cache
def shipped() -> Weights:
    """The weights that come with the product, trained by ``tools/train_danger.py`` on ``examples/``."""
    return parse(resources.files(__package__).joinpath("weights.tsv").read_text(encoding="utf-8"))
