"""The tone of a text, Dutch and English."""

import math
from collections.abc import Mapping
from types import MappingProxyType

from rules.text.language import SCORED, language
from rules.text.sentiment.engine import Weighed, weigh
from rules.text.sentiment.pack import pack_for
from rules.text.sentiment.tokens import spans
from rules.text.values import Hit, Sentiment, Tone

LONGEST = 10_000
"""Characters that are read; the rest of a longer text is left out, and ``capped`` says so."""
ALPHA, PER_WORD = 15.0, 1.5
CLEAR = 0.06
"""A score under this, either way, is neutral."""
NO_WORDS: Mapping[str, float] = MappingProxyType({})


def sentiment(
    text: str, default_lang: str = "nl", words: Mapping[str, float] = NO_WORDS, *, explain: bool = True
) -> Sentiment:
    """The tone of ``text``. Languages other than Dutch and English are not scored, and say so.

    ``default_lang`` is the language of the source, for texts too short to tell. ``words`` are the
    organisation's own valences, −4…4. Without ``explain`` the hits are left out, which is faster.
    """
    read = text[:LONGEST]
    lang = language(read, default_lang)
    if lang not in SCORED:
        return Sentiment(Tone.NEUTRAL, scored=False, lang=lang)
    pack = pack_for(lang)
    weighed = weigh(pack.with_words(words) if words else pack, read)
    return _judge(read, lang, weighed, explain)


def _judge(text: str, lang: str, weighed: Weighed, explain: bool) -> Sentiment:
    if not weighed.hits:
        return Sentiment(Tone.NEUTRAL, silent=True, lang=lang)
    positive = sum(hit.value for hit in weighed.hits if hit.value > 0)
    negative = sum(hit.value for hit in weighed.hits if hit.value < 0)
    total = positive + negative
    emphasis = _emphasis(text)
    total += emphasis if total > 0 else -emphasis if total < 0 else 0
    score = total / math.sqrt(total * total + ALPHA + PER_WORD * weighed.tokens)
    label = Tone.POSITIVE if score > CLEAR else Tone.NEGATIVE if score < -CLEAR else Tone.NEUTRAL
    clarity = abs(positive + negative) / (positive - negative)
    confidence = min(1.0, abs(score) * 1.2) * (0.4 + 0.6 * clarity)
    if weighed.irony:
        confidence = min(confidence, 0.3)
    return Sentiment(
        label, round(score, 4), round(confidence, 3), round(positive, 3), round(negative, 3),
        lang=lang, hits=_hits(text, weighed) if explain else (),
    )  # fmt: skip


def _emphasis(text: str) -> float:
    questions = text.count("?")
    return min(text.count("!"), 4) * 0.292 + (0.0 if questions < 2 else min(0.96, questions * 0.18))


def _hits(text: str, weighed: Weighed) -> tuple[Hit, ...]:
    places = spans(text)
    found = []
    for hit in weighed.hits:
        start, end = places[hit.at][0], places[hit.until - 1][1]
        found.append(Hit(start, end, text[start:end], round(hit.value, 3), tuple(hit.reasons)))
    return tuple(found)
