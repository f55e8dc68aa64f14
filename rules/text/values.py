"""What the text wing finds, as frozen values. Offsets always point into the original text."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """The direction of a text. An unscored or silent text is ``NEUTRAL`` with confidence 0."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class Engine(StrEnum):
    """``OWN``: ours. ``VADER``: English as vaderSentiment publishes it, without hits."""

    OWN = "own"
    VADER = "vader"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A stretch ``[start, end)`` of the original text, and what stands there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One word that moved the tone. ``reasons`` are codes with their argument, such as ``("negation", "niet")``."""

    start: int
    end: int
    word: str
    value: float
    reasons: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence ``[start, end)`` of a longer text, and its own score −1…1."""

    start: int
    end: int
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The tone of a text: ``score`` −1…1 (0.0 when not scored), ``confidence`` 0…1.

    ``silent``: no word said anything, which is unknown, not neutral. ``scored`` False: a language we do not score.
    ``positive`` and ``negative`` are the sums apart (≥ 0 and ≤ 0). ``unsure`` means the label may well be wrong.
    ``worst`` is the most negative sentence of a text of several; ``irony``: praise that may be meant the other way
    round; ``capped``: the text was longer than is read.
    """

    label: Tone
    score: float = 0.0
    confidence: float = 0.0
    positive: float = 0.0
    negative: float = 0.0
    silent: bool = False
    scored: bool = True
    lang: str = "nl"
    hits: tuple[Hit, ...] = ()
    worst: Sentence | None = None
    irony: bool = False
    capped: bool = False

    @property
    def unsure(self) -> bool:
        """Whether a person should not rely on the label (counts as negative for the safety net)."""
        return not self.scored or self.silent or self.confidence < 0.35


@dataclass(frozen=True, slots=True)
class Signal:
    """A built-in recogniser that fired: threat, press, personal_data …, with the words that did it."""

    id: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Danger:
    """The learned signal: a calibrated probability that somebody is in danger, and the words that lifted it most."""

    probability: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Opinion:
    """A learned second reading of a text whose tone is uncertain, both calibrated probabilities.

    ``worry``: somebody should look (level attention or more). ``ease``: praise, a question or interest that can wait.
    """

    worry: float
    ease: float
