"""The learned weights: a readable table, read once when first needed."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

TONE_CAP: Final = 8.0
"""Sums of the sentiment word list beyond this say nothing more."""
KINDS: Final = ("number", "word", "pair", "piece", "class", "both")


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
    classes: dict[str, float]
    both: dict[str, float]


def parse(table: str) -> Weights:
    """Weights from their table: lines of kind, name, value, parted by tabs; ``#`` opens a remark.

    Raises ``ValueError`` naming the line that cannot be read, or saying that a number is missing.
    """
    version = ""
    groups: dict[str, dict[str, float]] = {kind: {} for kind in KINDS}
    for number, line in enumerate(table.splitlines(), 1):
        kind, _, rest = line.partition("\t")
        name, _, value = rest.partition("\t")
        if kind == "version":
            version = name
        elif line and not line.startswith("# "):
            try:
                groups[kind][name] = float(value)
            except (KeyError, ValueError) as why:
                raise ValueError(f"line {number} of the danger weights cannot be read: {line[:60]!r}") from why
    return _weights(version, groups)


def _weights(version: str, groups: dict[str, dict[str, float]]) -> Weights:
    numbers, words, pairs, pieces, classes, both = (groups[kind] for kind in KINDS)
    try:
        return Weights(version, **numbers, words=words, pairs=pairs, pieces=pieces, classes=classes, both=both)
    except TypeError as why:
        raise ValueError(
            "the danger weights need bias, slope, offset, negative and positive, and no other number"
        ) from why


@cache
def shipped(name: str = "weights") -> Weights:
    """The weights that come with the product, trained by ``tools/train_danger.py`` on ``examples/``."""
    return parse(resources.files(__package__).joinpath(f"{name}.tsv").read_text(encoding="utf-8"))
