"""Which language a text is in: Dutch, English, or one that is not scored.

Small words decide when they are clear (most texts, at the price of two set operations); otherwise the letters
do, by a table trained on texts of our own. Frisian and Low Saxon often read as Dutch, which does no harm here.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from struct import Struct
from typing import NamedTuple

SCORED = ("nl", "en")
"""The languages whose tone is read."""
NEAR = ("fy", "nds")
"""Frisian and Low Saxon: their small words are no argument against Dutch."""
UNKNOWN = "und"
FEWEST = 3
"""Under this many words a text has the language of its source, unless the letters speak loudly against it."""
LETTERS = 4
SHARPNESS = 3
"""Marks of the table per unit of its logarithms."""
HOME = 2 * SHARPNESS
"""What Dutch and English have before other languages, for they are what we look for."""
SOURCE, SHORT_SOURCE = 8, 24
"""What the language of the source has beside that, in a text of ``FEW`` words and more, and in a shorter one."""
FEW = 6
RARE = {"af": -10}
"""Afrikaans shares most small words with Dutch and hardly ever comes by."""
LOUD = 15 * SHARPNESS
"""The same for a text of fewer than ``FEWEST`` words."""
MOST_WORDS = 200
"""Words that are read to tell the language."""
REMEMBERED = 50_000
LINKS = ("http://", "https://", "www.")
FIELD = 12
FULL = (1 << FIELD) - 1
"""Votes are counted in fields of twelve bits, which ``MOST_WORDS`` cannot fill."""
LANE = 1 << 20
"""Added to the marks of every word, so that no lane is negative; ``MOST_WORDS`` of them fit in 32 bits."""

WORD = re.compile(r"(?:https?://|www\.)\S+|[@#]\w+|([^\W\d_]+(?:['’][^\W\d_]+)*)")
SENTENCE = re.compile(r"[^.!?…\n]+[.!?…\n]*")
SCRIPTS = (
    ("ar", "\u0600", "\u06ff"), ("ru", "\u0400", "\u052f"), ("el", "\u0370", "\u03ff"), ("he", "\u0590", "\u05ff"),
    ("hi", "\u0900", "\u097f"), ("th", "\u0e00", "\u0e7f"), ("ja", "\u3040", "\u30ff"), ("ko", "\uac00", "\ud7af"),
    ("zh", "\u4e00", "\u9fff"), ("ti", "\u1200", "\u137f"),
)  # fmt: skip


class Spoken(NamedTuple):
    """A stretch ``[start, end)`` of a text, and its language."""

    start: int
    end: int
    lang: str


def language(text: str, default: str = "nl") -> str:
    """The language of ``text`` as a code, ``und`` when the script is unknown; ``default`` when too little is said."""
    return language_of(words_of(text), default)


def words_of(text: str) -> list[str]:
    """The words of ``text`` in small letters, without links, names with @ and #tags."""
    return [word.replace("’", "'") for word in WORD.findall(text.lower()) if word]


def language_of(words: Sequence[str], default: str) -> str:
    """As ``language``, for the words of a text, or its tokens: what is no word is passed over."""
    return _heard(words[:MOST_WORDS], default)[0]


def spoken(text: str, default: str = "nl") -> tuple[Spoken, ...]:
    """The text cut where its language changes between Dutch and English; one stretch when it does not."""
    return spoken_by(text, words_of(text), default)


def spoken_by(text: str, words: Sequence[str], default: str) -> tuple[Spoken, ...]:
    """As ``spoken``, with the words or tokens of the text at hand."""
    whole, mixed = _heard(words[:MOST_WORDS], default)
    if not mixed or whole not in SCORED:
        return (Spoken(0, len(text), whole),)
    stretches: list[Spoken] = []
    for found in SENTENCE.finditer(text):
        lang = language(found.group(), whole)
        if stretches and stretches[-1].lang == lang:
            stretches[-1] = Spoken(stretches[-1].start, found.end(), lang)
        else:
            stretches.append(Spoken(found.start(), found.end(), lang))
    return tuple(stretches)


def _heard(words: Sequence[str], default: str) -> tuple[str, bool]:
    """The language, and whether both Dutch and English are spoken."""
    votes = sum(map(_votes().__getitem__, words))
    dutch, english, against = votes & FULL, votes >> FIELD & FULL, votes >> 2 * FIELD & FULL
    if dutch > 3 * (english + against) and english < 2:
        return "nl", False
    if english > 3 * (dutch + against) and dutch < 2:
        return "en", False
    lang = _script(words) or _by_letters(words, default, votes >> 3 * FIELD)
    return lang, dutch >= 2 and english >= 2


# --- small words -----------------------------------------------------------------------------------------


@cache
def _small_lists() -> Mapping[str, frozenset[str]]:
    rows = (line.split("\t") for line in _lines("function_words.tsv"))
    return {lang: frozenset(words.split()) for lang, words in rows}


def small_words(lang: str) -> frozenset[str]:
    """The words that every text of the language is full of."""
    return _small_lists()[lang]


class _Votes(dict[str, int]):
    """Word or token → its vote, in fields of one number: for Dutch, for English, against both, and that it is a word."""

    def __init__(self) -> None:
        super().__init__()
        lists = _small_lists()
        self.dutch, self.english = (
            lists[lang].difference(*(lists[other] for other in lists if other not in (lang, *NEAR))) for lang in SCORED
        )
        rest = frozenset[str]().union(*(words for lang, words in lists.items() if lang not in SCORED))
        self.against = rest - lists["nl"] - lists["en"]

    def __missing__(self, token: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        word = _word(token)
        vote = self[token] = (
            (word in self.dutch)
            | (word in self.english) << FIELD
            | (word in self.against) << 2 * FIELD
            | bool(word) << 3 * FIELD
        )
        return vote


@cache
def _votes() -> _Votes:
    return _Votes()


def _word(token: str) -> str:
    """The token in small letters, nothing when it is no word."""
    if not token[0].isalpha() or token.startswith(LINKS):
        return ""
    return token.lower().replace("’", "'")


# --- letters ----------------------------------------------------------------------------------------------


def pieces(word: str) -> list[str]:
    """The runs of one to four letters of a word with its edges, and the whole word."""
    edged = f"^{word}$"
    runs = [edged[i : i + n] for n in range(1, LETTERS + 1) for i in range(len(edged) - n + 1)]
    return [run for run in runs if run not in "^$"] + ([edged] if len(edged) > LETTERS else [])


class _Letters(dict[str, int]):
    """Word or token → its marks for every language, one in each lane of a long integer, so that a sum is one addition."""

    def __init__(self, langs: tuple[str, ...], marks: Mapping[str, str]) -> None:
        super().__init__()
        self.langs, self.marks = langs, marks
        self.unpack = Struct(f"<{len(langs)}I").unpack

    def __missing__(self, word: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        rows = [self.marks[piece] for piece in pieces(_word(word)[:40]) if piece in self.marks]
        sums = [sum(map(ord, column)) - ord("M") * len(rows) for column in zip(*rows, strict=True)] if rows else None
        total = self[word] = sum(LANE + mark << 32 * i for i, mark in enumerate(sums)) if sums else 0
        return total

    def best(self, words: Sequence[str], favours: int) -> str | None:
        """The language with the most marks of all words together and ``favours``; None when no letter is known."""
        total = sum(map(self.__getitem__, words))
        if not total:
            return None
        lanes = self.unpack((total + favours).to_bytes(4 * len(self.langs), "little"))
        return self.langs[lanes.index(max(lanes))]


@cache
def _letters() -> _Letters:
    langs, _, rows = _text("languages.tsv").partition("\n")
    while langs.startswith("#"):
        langs, _, rows = rows.partition("\n")
    cells = rows.split()  # at once, for there are many: no piece and no mark is blank
    return _Letters(tuple(langs.split()), dict(zip(cells[::2], cells[1::2], strict=True)))


def _by_letters(words: Sequence[str], default: str, count: int) -> str:
    return _letters().best(words, _favours(default, min(count, FEW))) or default


@cache
def _favours(default: str, words: int) -> int:
    """What Dutch, English and the language of the source have before others, in lanes."""
    marks = {**RARE, **dict.fromkeys(SCORED, HOME)}
    marks[default] = marks.get(default, 0) + (LOUD if words < FEWEST else SHORT_SOURCE if words < FEW else SOURCE)
    return sum(marks.get(lang, 0) << 32 * i for i, lang in enumerate(_letters().langs))


def _script(words: Sequence[str]) -> str | None:
    """The language of a text that is not mostly in Latin letters, None when it is."""
    if "".join(words).isascii():
        return None
    letters = "".join(map(_word, words))
    foreign = [letter for letter in letters if letter >= "\u0370"]
    if 2 * len(foreign) <= len(letters):
        return None
    for lang, first, last in SCRIPTS:
        if 2 * sum(first <= letter <= last for letter in foreign) > len(foreign):
            return lang
    return UNKNOWN


def _lines(name: str) -> list[str]:
    return [line for line in _text(name).splitlines() if line and not line.startswith("#")]


def _text(name: str) -> str:
    return (resources.files("rules.text") / "lexicon" / name).read_text(encoding="utf-8")
