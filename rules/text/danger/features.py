"""Which features a text has: words, neighbouring pairs, pieces of words, classes of words. One place for training and run time."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib import resources
from itertools import combinations, pairwise
from math import sqrt

# Links and handles say nothing about danger. A word may hold an apostrophe, loose accents and zero-width characters
# (people hide words that way); the two halves of the pattern share no character, so the time is linear.
_TOKEN = re.compile(
    r"(?:https?://|www\.)\S+|@\w+"
    r"|([^\W_]+(?:['’\u0300-\u036f\u200b-\u200d\u2060\ufeff][^\W_]*)*"
    r"|[\U0001f300-\U0001f3fa\U0001f400-\U0001faff\u2600-\u27bf])"
)
_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)
_EMERGENCY = ("112", "113", "911", "999")
LONGEST = 40
"""Characters of a word that are looked at."""


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words and emoji of ``text`` stand, in order. Linear time."""
    return [found.span(1) for found in _TOKEN.finditer(text) if found[1]]


def words(text: str) -> list[str]:
    """The words and emoji of ``text`` in order, as written, cut to ``LONGEST``."""
    return [word[:LONGEST] for word in _TOKEN.findall(text) if word]


@lru_cache(maxsize=2**15)
def normal(word: str) -> str:
    """The form in which a word is counted: lower case, no accents, letters drawn out thrice or more once, numbers as ``#``.

    "Néééé" and "ne" are one word; emergency numbers keep their digits.
    """
    if word.isdecimal():
        return word if word in _EMERGENCY else "#"
    plain = word.lower()
    return _RUN.sub(r"\1", plain if plain.isascii() and plain.isalnum() else _unmarked(plain))


def _unmarked(word: str) -> str:
    """The word without accents, apostrophes and invisible characters; an emoji stays itself."""
    letters = (c for c in unicodedata.normalize("NFKD", word) if c.isalnum())
    return "".join(letters) or word


def pieces(word: str) -> list[str]:
    """All stretches of three to five characters of a normal word, with ``^`` and ``$`` for its ends."""
    if len(word) < 3:
        return []
    marked = f"^{word}$"
    return [marked[i : i + n] for n in (3, 4, 5) for i in range(len(marked) - n + 1)]


def pairs(row: list[str]) -> set[str]:
    """The neighbouring pairs in a row of normal words."""
    return {f"{a} {b}" for a, b in pairwise(row)}


def both(kinds: set[str]) -> list[str]:
    """All pairs of classes that occur together, such as ``kin wound``; distance and order do not count."""
    return [f"{a} {b}" for a, b in combinations(sorted(kinds), 2)]


def scale(words: int) -> float:
    """The divisor that keeps long texts from adding up; the constant keeps a one-word text from shouting."""
    return sqrt(words + 4)


@lru_cache(maxsize=2**15)
def classes(word: str) -> tuple[str, ...]:
    """What sort of thing a normal word stands for (``kin``, ``wound`` …), from ``classes.tsv``; mostly nothing."""
    whole, openings = _classes()
    found = set(whole.get(word, ()))
    for length in range(2, len(word) + 1):
        found.update(openings.get(word[:length], ()))
    return tuple(sorted(found))


@cache
def _classes() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Classes by whole word, and by the opening of a word."""
    whole: dict[str, set[str]] = {}
    openings: dict[str, set[str]] = {}
    table = resources.files(__package__).joinpath("classes.tsv").read_text(encoding="utf-8")
    for line in table.splitlines():
        name, _, members = line.partition("\t")
        for word in members.split():
            place = openings if word.endswith("*") else whole
            place.setdefault(normal(word.rstrip("*")), set()).add(name)
    return whole, openings


def tells(word: str, lang: str) -> bool:
    """Whether a normal word can be shown as a reason: articles, prepositions, auxiliaries … count, but tell nobody anything.

    Negations tell. The small words of Dutch and English both fall away where ``lang`` is neither.
    """
    small = _filler()
    return word not in small.get(lang, small[""])


@cache
def _filler() -> dict[str, frozenset[str]]:
    table = resources.files(__package__).joinpath("filler.tsv").read_text(encoding="utf-8")
    rows = (line.partition("\t") for line in table.splitlines())
    known = {lang: frozenset(map(normal, written.split())) for lang, _, written in rows}
    return known | {"": frozenset[str]().union(*known.values())}
