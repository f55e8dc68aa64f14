"""How a message is meant where its words of tone are unsure."""

import pytest

from rules.judge.bearing import bearing
from rules.text.kinds import Kind
from rules.text.values import Opinion, Sentiment, Tone

SURE = {"confidence": 0.8}
HARMLESS, WORRYING = Opinion(0.1, 0.6), Opinion(0.7, 0.1)
GLAD, SAD, NONE = (
    Sentiment(Tone.POSITIVE, 0.5, **SURE),
    Sentiment(Tone.NEGATIVE, -0.5, **SURE),
    Sentiment(Tone.NEUTRAL, silent=True),
)


@pytest.mark.parametrize(
    ("tone", "more", "label"),
    [
        (GLAD, {}, "positive"),
        (SAD, {"opinion": HARMLESS}, "negative"),
        (GLAD, {"danger": 0.8}, "neutral"),
        (GLAD, {"danger": 0.79}, "positive"),
        (SAD, {"danger": 0.9}, "negative"),
        (Sentiment(Tone.NEUTRAL, scored=False, lang="tr"), {"rating": 5.0, "opinion": WORRYING}, "neutral"),
        # stars speak where the words hardly do
        (Sentiment(Tone.NEGATIVE, -0.2, **SURE), {"rating": 5.0}, "positive"),
        (Sentiment(Tone.POSITIVE, 0.2, **SURE), {"rating": 1.0}, "negative"),
        (Sentiment(Tone.POSITIVE, 0.2, **SURE), {"rating": 3.0}, "positive"),
        (SAD, {"rating": 5.0}, "negative"),
        # messages like it, where the words are unsure
        (NONE, {"opinion": WORRYING}, "negative"),
        (NONE, {"opinion": Opinion(0.4, 0.1)}, "neutral"),
        (NONE, {"opinion": HARMLESS}, "neutral"),
        (NONE, {"opinion": HARMLESS, "kind": "compliment"}, "positive"),
        (NONE, {"opinion": HARMLESS, "kind": "question"}, "neutral"),
        (Sentiment(Tone.POSITIVE, 0.7, 0.3, irony=True), {"opinion": HARMLESS, "kind": "compliment"}, "neutral"),
        # news is told in plain words: only danger makes it bad
        (NONE, {"article": True, "opinion": WORRYING}, "neutral"),
        (NONE, {"article": True, "danger": 0.6}, "negative"),
    ],
)
def test_the_label(tone: Sentiment, more: dict, label: str) -> None:
    known = {"rating": None, "article": False, "danger": 0.0, "opinion": HARMLESS, "kind": None, **more}
    kind = Kind(known["kind"], 0.5) if known["kind"] else None
    found = bearing(tone, known["rating"], known["article"], lambda: known["danger"], known["opinion"], kind)
    assert found.value == label
