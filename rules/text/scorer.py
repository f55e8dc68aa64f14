"""The second pass: when a slower reader of texts is asked, and when its answer counts.

A ``Scorer`` (an encoder, any local model) sees what the word lists are blind to, and is too slow for everything. So it
is asked only where the first pass may well be wrong, after that has been acted upon. It may raise, never lower.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from rules.text.values import Sentiment

BORDERLINE_DANGER: Final = 0.2
"""From this probability the danger signal explains itself, so it saw something; the protocols act from 0.5 up."""
HIGH_REACH: Final = 5_000
"""Readers (or followers of the author) from which a miss costs more than a needless look: also what the packs call high."""
NEEDS_PERSON: Final = 0.7
"""The answer that counts. On the cross-validated corpus nine out of ten answers of this height or more are right; the
first pass, which stands beside it, already found the obvious ones, so a coin's toss is not enough."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What a scorer makes of one text: the probability 0…1 that a person has to look at it."""

    probability: float

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for what is no probability, NaN included."""
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError(f"a probability lies between 0 and 1, not at {self.probability}")


class Scorer(Protocol):
    """A second reader of texts. May be slow, may raise: whoever asks it carries on without."""

    def score(self, texts: Sequence[str]) -> list[Scored]:
        """One answer for each text, in the same order."""


class Ask(StrEnum):
    """Why the second reader is asked."""

    SILENT = "silent"
    BORDERLINE = "borderline"
    HIGH_REACH = "high_reach"


def ask(tone: Sentiment, danger: float, reach: float | None) -> Ask | None:
    """Why a text about us deserves a second reading, None where the first one will do.

    ``danger`` is the probability of the danger signal, ``reach`` how many people may see it (None: unknown). Silent
    comes first: not one word said anything. Borderline: the label is not to be relied on, or the danger signal saw
    something.
    """
    if tone.silent:
        return Ask.SILENT
    if tone.unsure or danger >= BORDERLINE_DANGER:
        return Ask.BORDERLINE
    return Ask.HIGH_REACH if reach is not None and reach >= HIGH_REACH else None


def counts(answer: Scored) -> bool:
    """Whether the answer is sure enough to have a person look."""
    return answer.probability >= NEEDS_PERSON
