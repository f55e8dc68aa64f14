"""How a message about us is meant, where its words of tone say too little: the label that rules ask for.

Words of tone come first. Where they are unsure, stars and messages like it decide; praise in which somebody may be in
danger, or that may be sarcastic, is no praise. The score stays what the words gave.
"""

from collections.abc import Callable
from typing import Final

from rules.text.kinds import PRAISE, Kind
from rules.text.values import Opinion, Sentiment, Tone

WEAK: Final = 0.35
"""A score nearer to nothing than this gives way to the stars of a review."""
GOOD, BAD = 4, 2
"""Stars from which, and up to which, a review speaks for itself."""
WORRY, EASE = 0.5, 0.3
"""Messages like it: more likely than not one to look at; one that can wait (as for the safety net, ``facts.py``)."""
DANGER, TOLD = 0.8, 0.6
"""Danger with which praise is no praise; danger with which news that seems to say nothing is bad news."""


def bearing(
    tone: Sentiment,
    rating: float | None,
    article: bool,
    danger: Callable[[], float],
    opinion: Opinion,
    kind: Kind | None,
) -> Tone:
    """The label of a message whose tone was read. ``danger`` is asked only where it matters."""
    if not tone.scored:
        return tone.label
    if rating is not None and abs(tone.score) < WEAK and not BAD < rating < GOOD:
        return Tone.POSITIVE if rating >= GOOD else Tone.NEGATIVE
    if tone.label is Tone.POSITIVE and danger() >= DANGER:
        return Tone.NEUTRAL
    if not tone.unsure:
        return tone.label
    if article:
        return Tone.NEGATIVE if danger() >= TOLD else tone.label
    return _like_it(tone, opinion, kind)


def _like_it(tone: Sentiment, opinion: Opinion, kind: Kind | None) -> Tone:
    if opinion.ease < EASE:
        return Tone.NEGATIVE if opinion.worry >= WORRY else tone.label
    if tone.irony:
        return Tone.NEUTRAL
    return Tone.POSITIVE if kind is not None and kind.name in PRAISE else tone.label
