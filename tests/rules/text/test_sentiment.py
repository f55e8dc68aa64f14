"""The tone of single sentences, as a reader of Dutch would put it."""

import pytest

from rules.text.sentiment import sentiment
from rules.text.values import Tone


@pytest.mark.parametrize(
    "text",
    [
        "Wat een kutziekenhuis, echt een rotzorg",
        "De bejegening was niet vriendelijk",
        "Slechttttt geregeld daar",
        "Dit is veel te duur voor wat je krijgt",
    ],
)
def test_negative(text: str) -> None:
    assert sentiment(text).label is Tone.NEGATIVE


@pytest.mark.parametrize(
    "text",
    [
        "Topzorg gekregen van superlieve mensen",
        "Dat was helemaal niet slecht",
        "Er is niks mis mee volgens ons",
        "We hebben geen klachten over het personeel",
    ],
)
def test_positive(text: str) -> None:
    assert sentiment(text).label is Tone.POSITIVE
