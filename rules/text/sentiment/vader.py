"""The published behaviour of vaderSentiment 3.3.2 (Hutto & Gilbert 2014), in linear time: the same four numbers.

The package goes through the whole text again for every hit; here each token is looked up once and only the
hits are visited. Its quirks are kept on purpose, also that of ``but`` with equal valences.
"""

import math
import re
import string
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from heapq import heappop, heappush
from operator import attrgetter
from typing import NamedTuple

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    C_INCR,
    N_SCALAR,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
)

TURNED: float = N_SCALAR
SHOUTED: float = C_INCR
REMEMBERED = 100_000
FADE = (1.0, 1.0, 0.95, 0.9)
"""What a booster weighs at one, two and three words distance."""
IDIOM_WORDS = frozenset(word for idiom in (*SPECIAL_CASES, *BOOSTER_DICT) if " " in idiom for word in idiom.split())
DUE = frozenset({"so", "this"})


class Polarity(NamedTuple):
    """The four numbers of ``polarity_scores``."""

    neg: float
    neu: float
    pos: float
    compound: float


class _Token(NamedTuple):
    low: str
    value: float | None
    known: bool
    upper: bool
    boost: float
    negates: bool
    idiom: bool


UPPER = attrgetter("upper")


class _Tokens(dict[str, _Token]):
    """Token as it stands → all that VADER asks about it."""

    def __init__(self, lexicon: dict[str, float]) -> None:
        super().__init__()
        self.lexicon = lexicon

    def __missing__(self, token: str) -> _Token:
        if len(self) >= REMEMBERED:
            self.clear()
        stripped = token.strip(string.punctuation)
        word = token if len(stripped) <= 2 else stripped
        low = word.lower()
        value = self.lexicon.get(low) if low not in BOOSTER_DICT else None
        made = self[token] = _Token(
            low, value, low in self.lexicon, word.isupper(), BOOSTER_DICT.get(low, 0.0),
            low in NEGATE or "n't" in low, low in IDIOM_WORDS,
        )  # fmt: skip
        return made


class _Hits(dict[str, bool]):
    """Token as it stands → whether it has a valence."""

    def __init__(self, tokens: _Tokens) -> None:
        super().__init__()
        self.tokens = tokens

    def __missing__(self, token: str) -> bool:
        if len(self) >= REMEMBERED:
            self.clear()
        made = self[token] = self.tokens[token].value is not None
        return made


class _Tables(NamedTuple):
    tokens: _Tokens
    hits: _Hits
    emoji: dict[str, str]
    pictures: frozenset[str]
    picture: re.Pattern[str]


@cache
def _tables() -> _Tables:
    published = SentimentIntensityAnalyzer()
    emoji = {sign: words for sign, words in published.emojis.items() if len(sign) == 1}
    low = [sign for sign in emoji if sign < "\u2000"]
    high = [sign for sign in emoji if sign >= "\u2000"]
    # One wide range: a class of 1,200 signs is searched one by one.
    picture = re.compile(f"[{''.join(map(re.escape, low))}{min(high)}-{max(high)}]")
    tokens = _Tokens(published.lexicon)
    return _Tables(tokens, _Hits(tokens), emoji, frozenset(emoji), picture)


def polarity(text: str) -> Polarity:
    """The four numbers ``SentimentIntensityAnalyzer().polarity_scores(text)`` gives."""
    tables = _tables()
    if not text.isascii() and not tables.pictures.isdisjoint(text):
        text = _spelled_out(text, tables)
    tokens = text.split()
    hits = list(map(tables.hits.__getitem__, tokens))
    if not any(hits):
        return Polarity(0.0, 1.0 if tokens else 0.0, 0.0, 0.0)
    words = list(map(tables.tokens.__getitem__, tokens))
    shouting = 0 < sum(map(UPPER, words)) < len(words)
    values = {at: _valence(words, at, shouting) for at in [at for at, hit in enumerate(hits) if hit]}
    if "but" in text.lower():
        _weigh_but(words, values)
    return _sum(list(values.values()), len(words), text)


def _spelled_out(text: str, tables: _Tables) -> str:
    """The text with every emoji replaced by its English description."""

    def words(found: re.Match[str]) -> str:
        meaning = tables.emoji.get(found.group())
        if meaning is None:
            return found.group()
        start = found.start()
        return f" {meaning}" if start and text[start - 1] != " " else meaning

    return tables.picture.sub(words, text)


# --- one hit ----------------------------------------------------------------------------------------------


def _valence(words: Sequence[_Token], at: int, shouting: bool) -> float:
    word = words[at]
    following = words[at + 1] if at + 1 < len(words) else None
    if word.low == "kind" and following is not None and following.low == "of":
        return 0.0
    value = base = word.value or 0.0
    if word.low == "no" and following is not None and following.known:
        value = 0.0
    if _no_before(words, at):
        value = base * TURNED
    if word.upper and shouting:
        value += SHOUTED if value > 0 else -SHOUTED
    for distance in range(1, min(3, at) + 1):
        if not words[at - distance].known:
            value = _beside(words, at, distance, value, shouting)
    return _least(words, at, value)


def _no_before(words: Sequence[_Token], at: int) -> bool:
    near = any(word.low == "no" for word in words[max(at - 2, 0) : at])
    return near or (at > 2 and words[at - 3].low == "no" and words[at - 1].low in ("or", "nor"))


def _beside(words: Sequence[_Token], at: int, distance: int, value: float, shouting: bool) -> float:
    """The valence with what the unknown word at this distance before it does: boost, negate, make an idiom."""
    word = words[at - distance]
    if word.boost:
        boost = -word.boost if value < 0 else word.boost
        if word.upper and shouting:
            boost += SHOUTED if value > 0 else -SHOUTED
        value += boost * FADE[distance] if distance > 1 else boost
    if word.negates or (distance == 3 and words[at - 1].low in DUE):
        value = _negated(words, at, distance, value)
    if distance == 3 and (words[at].idiom or words[at - 1].idiom or words[at - 2].idiom):
        value = _idioms([token.low for token in words[at - 3 : at + 3]], value)
    return value


def _negated(words: Sequence[_Token], at: int, distance: int, value: float) -> float:
    """The valence behind a negation, or behind "so" or "this" (which VADER lets pass for "never so")."""
    word = words[at - distance]
    if distance > 1:
        between = [words[at - 1].low] if distance == 2 else [words[at - 2].low, words[at - 1].low]
        never = word.low == "never" and between[0] in DUE
        if never or (distance == 3 and between[1] in DUE):
            return value * 1.25
        if word.low == "without" and "doubt" in between:
            return value
    return value * TURNED


def _idioms(low: Sequence[str], value: float) -> float:
    """``low``: three words before the hit, the hit, and up to two behind it."""
    three, two, one, hit, *behind = low
    candidates = (f"{one} {hit}", f"{two} {one} {hit}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
    value = next((SPECIAL_CASES[idiom] for idiom in candidates if idiom in SPECIAL_CASES), value)
    for length in range(1, len(behind) + 1):
        value = SPECIAL_CASES.get(" ".join([hit, *behind[:length]]), value)
    for booster in (f"{three} {two} {one}", f"{three} {two}", f"{two} {one}"):
        value += BOOSTER_DICT.get(booster, 0.0)
    return value


def _least(words: Sequence[_Token], at: int, value: float) -> float:
    before = words[at - 1] if at else None
    if before is None or before.known or before.low != "least":
        return value
    return value if at > 1 and words[at - 2].low in ("at", "very") else value * TURNED


# --- the whole text ---------------------------------------------------------------------------------------


def _weigh_but(words: Sequence[_Token], values: dict[int, float]) -> None:
    """VADER's ``but`` (itself never a hit): it changes the *first* place with an equal valence, which a heap a valence finds at once."""
    but = next((at for at, word in enumerate(words) if word.low == "but"), None)
    if but is None:
        return
    places: dict[float, list[int]] = defaultdict(list)
    for at, value in values.items():
        places[value].append(at)
    for at in values:
        value = values[at]
        if not value:
            continue
        while values[places[value][0]] != value:
            heappop(places[value])
        first = places[value][0]
        values[first] = value * (0.5 if first < but else 1.5)
        heappush(places[values[first]], first)


def _sum(values: Sequence[float], words: int, text: str) -> Polarity:
    total = float(sum(values))
    emphasis = _emphasis(text)
    total += emphasis if total > 0 else -emphasis if total < 0 else 0
    compound = total / math.sqrt(total * total + 15)
    pos = sum(value + 1 for value in values if value > 0)
    neg = sum(value - 1 for value in values if value < 0)
    neutral = words - sum(1 for value in values if value)
    if pos > abs(neg):
        pos += emphasis
    elif pos < abs(neg):
        neg -= emphasis
    whole = pos + abs(neg) + neutral
    return Polarity(
        round(abs(neg / whole), 3), round(neutral / whole, 3), round(abs(pos / whole), 3), round(compound, 4)
    )


def _emphasis(text: str) -> float:
    exclamations, questions = min(text.count("!"), 4), text.count("?")
    return exclamations * 0.292 + (0.0 if questions < 2 else questions * 0.18 if questions <= 3 else 0.96)
