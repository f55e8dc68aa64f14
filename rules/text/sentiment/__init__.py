"""The tone of a text, Dutch and English: language gate, engine, and a judgement with its reasons."""

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from rules.text.language import SCORED, Spoken, spoken_by
from rules.text.sentiment.engine import Found, Weighed, weigh
from rules.text.sentiment.pack import LanguagePack, pack_for
from rules.text.sentiment.tokens import SENTENCE_ENDS, places, tokens_of
from rules.text.values import Engine, Hit, Sentence, Sentiment, Tone

__all__ = ["LONGEST", "Engine", "sentiment"]

LONGEST = 10_000
"""Characters that are read; the rest of a longer text is left out, and ``capped`` says so."""
ALPHA, PER_WORD = 15.0, 1.5
"""A sum s of valences over n tokens becomes the score s / √(s² + 15 + 1.5 n): VADER's form, normalised by length."""
CLEAR = 0.08
"""A score under this, either way, is neutral."""
IRONIC = 0.3
"""Confidence never exceeds this where praise may be meant the other way round."""
PUBLISHED_CLEAR = 0.05
NO_WORDS: Mapping[str, float] = MappingProxyType({})


Places = Sequence[tuple[int, int]]


class _Part(NamedTuple):
    """A stretch of the text in one language, weighed."""

    stretch: Spoken
    tokens: Sequence[str]
    weighed: Weighed


def sentiment(
    text: str,
    default_lang: str = "nl",
    words: Mapping[str, float] = NO_WORDS,
    *,
    explain: bool = True,
    engine: Engine = Engine.OWN,
) -> Sentiment:
    """The tone of ``text``. Languages other than Dutch and English are not scored, and say so.

    ``default_lang`` is the language of the source, for texts too short to tell. ``words`` are the
    organisation's own valences, −4…4, by word or expression; 0 silences one. Without ``explain`` the
    hits and the worst sentence are left out, which is faster.
    """
    read = _readable(text)
    found = tokens_of(read)
    stretches = spoken_by(read, found, default_lang)
    lang = stretches[0].lang if len(stretches) == 1 else _main(stretches)
    if lang not in SCORED:
        return Sentiment(Tone.NEUTRAL, scored=False, lang=lang, capped=len(read) < len(text))
    if len(stretches) == 1:
        parts = [_Part(Spoken(0, len(read), lang), found, weigh(_pack(lang, words), found))]
    else:
        parts = [_part(read, stretch, words) for stretch in stretches if stretch.lang in SCORED]
    if engine is Engine.VADER and lang == "en":
        return _published(read, _judge(read, lang, parts, False, capped=len(read) < len(text)))
    return _judge(read, lang, parts, explain, capped=len(read) < len(text))


def _part(text: str, stretch: Spoken, words: Mapping[str, float]) -> _Part:
    inside = tokens_of(text[stretch.start : stretch.end])
    return _Part(stretch, inside, weigh(_pack(stretch.lang, words), inside))


def _pack(lang: str, words: Mapping[str, float]) -> LanguagePack:
    pack = pack_for(lang)
    return pack.with_words(words) if words else pack


def _readable(text: str) -> str:
    """The first 10,000 characters, up to the last space among them."""
    if len(text) <= LONGEST:
        return text
    cut = text.rfind(" ", LONGEST // 2, LONGEST)
    return text[: cut if cut > 0 else LONGEST]


def _main(stretches: Sequence[Spoken]) -> str:
    """The language of most of the text."""
    length: dict[str, int] = {}
    for stretch in stretches:
        length[stretch.lang] = length.get(stretch.lang, 0) + stretch.end - stretch.start
    return max(length, key=lambda lang: length[lang])


def _published(text: str, own: Sentiment) -> Sentiment:
    """What vaderSentiment says, its compound as score. The sums stay our own: what was learned reckons with those."""
    from rules.text.sentiment.vader import polarity  # only who asks for it pays for importing the package

    found = polarity(text)
    return replace(
        own, label=_label(found.compound, PUBLISHED_CLEAR), score=found.compound,
        confidence=round(abs(found.compound), 3), silent=not found.pos and not found.neg,
    )  # fmt: skip


def _judge(text: str, lang: str, parts: Sequence[_Part], explain: bool, *, capped: bool) -> Sentiment:
    hits, count, irony = parts[0].weighed
    for _, _, weighed in parts[1:]:
        hits, count, irony = hits + weighed.hits, count + weighed.tokens, irony or weighed.irony
    if not hits:
        return Sentiment(Tone.NEUTRAL, silent=True, lang=lang, capped=capped)
    total = positive = 0.0
    for hit in hits:
        total += hit.value
        if hit.value > 0:
            positive += hit.value
    score = _score(total, count, text)
    located = [(part, places(text, part.tokens, part.stretch.start)) for part in parts] if explain else []
    shown = tuple([_hit(text, where, hit) for part, where in located for hit in part.weighed.hits])
    return Sentiment(
        _label(score, CLEAR), round(score, 4), _confidence(score, positive, total - positive, irony),
        round(positive, 3), round(total - positive, 3), False, True, lang, shown,
        _worst(text, located) if explain else None, irony, capped,
    )  # fmt: skip


def _label(score: float, clear: float) -> Tone:
    return Tone.POSITIVE if score >= clear else Tone.NEGATIVE if score <= -clear else Tone.NEUTRAL


def _score(total: float, count: int, text: str) -> float:
    if "!" in text or "?" in text:
        emphasis = _emphasis(text)
        total += emphasis if total > 0 else -emphasis if total < 0 else 0.0
    return total / math.sqrt(total * total + ALPHA + PER_WORD * count)


def _emphasis(text: str) -> float:
    """VADER's weight of exclamation and question marks."""
    questions = text.count("?")
    return min(text.count("!"), 4) * 0.292 + (0.0 if questions < 2 else min(0.96, questions * 0.18))


def _confidence(score: float, positive: float, negative: float, irony: bool) -> float:
    """0…1: high for a strong score that little speaks against, low where praise may be sarcastic."""
    weight = positive - negative
    clarity = abs(positive + negative) / weight if weight else 0.0
    confidence = min(1.0, 0.2 + 1.2 * abs(score)) * (0.4 + 0.6 * clarity)
    return round(min(confidence, IRONIC) if irony else confidence, 3)


# --- reasons ----------------------------------------------------------------------------------------------


def _hit(text: str, where: Places, hit: Found) -> Hit:
    start, end = where[hit.at][0], where[hit.until - 1][1]
    return Hit(start, end, text[start:end], round(hit.value, 3), tuple(hit.reasons))


def _worst(text: str, located: Sequence[tuple[_Part, Places]]) -> Sentence | None:
    """The most negative sentence of a text that has several, None when none is negative."""
    if not any(hit.value < 0 for part, _ in located for hit in part.weighed.hits):
        return None
    sentences = [sentence for part, where in located for sentence in _sentences(text, part, where)]
    worst = min(sentences, key=lambda sentence: sentence.score)
    whole = len(sentences) == 1 and worst.text.strip() == text.strip()
    return None if whole or worst.score > -CLEAR else worst


def _sentences(text: str, part: _Part, where: Places) -> list[Sentence]:
    """The sentences of a part in which anything was hit."""
    ends = [at for at, token in enumerate(part.tokens) if token[0] in SENTENCE_ENDS]
    sums: dict[int, float] = {}
    for hit in part.weighed.hits:
        number = bisect_left(ends, hit.at)
        sums[number] = sums.get(number, 0.0) + hit.value
    borders = [-1, *ends, len(where) - 1]
    return [
        _sentence(text, where[borders[number] + 1][0], where[borders[number + 1]][1], total,
                  borders[number + 1] - borders[number])
        for number, total in sums.items()
    ]  # fmt: skip


def _sentence(text: str, start: int, end: int, total: float, count: int) -> Sentence:
    return Sentence(start, end, text[start:end], round(_score(total, count, text[start:end]), 4))
