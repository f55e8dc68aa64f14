"""The normal form of a text, in which words are compared, and the way back to the original.

Case, accents and punctuation do not count; letters typed three times or more (``schaaandalig``) stand for one.
Emoji, marks for direction and zero-width characters are never part of a word. Everything here is linear in the
length of the text.
"""

import codecs
import re
import unicodedata
from collections.abc import Iterator
from itertools import product

_PLAIN = {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
_MEMO = 8192
_RUN = re.compile(r"([^\W\d_])\1{2,}")
_WORD = re.compile(r"[^ ]+")
_MOST_RUNS = 3
INSIDE, ACCENT = "\1", "\2"
"""What nobody sees: it parts no word; only an accent at the end of a word still belongs to it."""
_MARKED = re.compile(f"a(?:[^ ]*[a{ACCENT}])?")


def _letters(char: str) -> str:
    """The letters and digits ``char`` stands for; a space for what separates words, nothing for what is invisible."""
    if unicodedata.category(char) in {"Cf", "Mn", "Me"}:
        return ""
    bare = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    kept = "".join(_PLAIN.get(c, c) for c in bare if not unicodedata.combining(c))
    return "".join(c if c.isalnum() else " " for c in kept)


def _unaccented(char: str) -> str:
    """``char`` without its accent, always at most one character; a lone surrogate becomes a space."""
    if unicodedata.category(char) in {"Cf", "Mn", "Me"}:
        return ""
    if unicodedata.category(char) == "Cs":
        return " "
    bare = _PLAIN.get(char.lower()) or unicodedata.normalize("NFD", char)[0]
    return bare if len(bare) == 1 else char


class _Table(dict[int, str]):
    """What ``str.translate`` looks characters up in; remembers a bounded number of them."""

    def __missing__(self, code: int) -> str:
        made = self._make(chr(code))
        if len(self) < _MEMO:
            self[code] = made
        return made

    def _make(self, char: str) -> str:
        return _letters(char)


class _Unaccented(_Table):
    def _make(self, char: str) -> str:
        return _unaccented(char)


class _Marks(_Table):
    """For ``spans``, one character for one: a letter, a space, ``INSIDE`` or ``ACCENT``; NUL for what is more than that."""

    def _make(self, char: str) -> str:
        fold = _letters(char)
        if not fold:
            return ACCENT if unicodedata.combining(char) else INSIDE
        return "a" if " " not in fold else " " if fold.isspace() else "\0"


_FOLDS = _Table()
_MARKS = _Marks()
_BASES = _Unaccented()


def _latin_table() -> bytes:
    """One byte for each Latin-1 character; 0 where the character stands for several letters or for none."""
    folds = (_letters(chr(code)) for code in range(256))
    return bytes(ord(fold) if len(fold) == 1 and fold.isascii() else 0 for fold in folds)


_LATIN = _latin_table()


def _beyond(problem: UnicodeError) -> tuple[str, int]:
    """Emoji and typographic quotes fold to ASCII and can go on; letters of other scripts cannot."""
    if isinstance(problem, UnicodeEncodeError):
        folded = problem.object[problem.start : problem.end].translate(_FOLDS)
        if folded.isascii():
            return folded, problem.end
    raise problem


codecs.register_error("seintje.fold", _beyond)


def _bytewise(text: str, beyond: str) -> str | None:
    """The folded text, byte by byte: the fast way for nearly all Dutch. None where a letter stands for several or none."""
    try:
        folded = text.encode("latin-1", beyond).translate(_LATIN)
    except UnicodeEncodeError:
        return None
    return None if b"\0" in folded else folded.decode("ascii")


def words(text: str) -> list[str]:
    """The words of a text: lower case, without accents or punctuation, letters and digits only."""
    folded = _bytewise(text, "seintje.fold")
    return (text.translate(_FOLDS) if folded is None else folded).split()


def spans(text: str) -> list[tuple[int, int]]:
    """Where each of ``words(text)`` stands in the original: ``[start, end)``, accents included."""
    folded = _bytewise(text, "strict")
    if folded is not None:
        return [match.span() for match in _WORD.finditer(folded)]
    marked = text.translate(_MARKS)
    return list(_walk(text)) if "\0" in marked else [match.span() for match in _MARKED.finditer(marked)]


def _walk(text: str) -> Iterator[tuple[int, int]]:
    start = end = -1
    for at, char in enumerate(text):
        fold = _FOLDS[ord(char)]
        if fold == "":
            end = at + 1 if start >= 0 and unicodedata.combining(char) else end
            continue
        for letter in fold:
            if letter != " ":
                start, end = (at if start < 0 else start), at + 1
            elif start >= 0:
                yield start, end
                start = -1
    if start >= 0:
        yield start, end


def readings(word: str) -> tuple[str, ...]:
    """The word itself and, when letters are repeated three times or more, what may be meant by it.

    ``heeeel`` may be ``hel`` or ``heel``: a run stands for one letter, or for the double one Dutch spells.
    """
    runs = list(_RUN.finditer(word))
    if not runs:
        return (word,)
    lengths = product((1, 2), repeat=len(runs)) if len(runs) <= _MOST_RUNS else ((n,) * len(runs) for n in (1, 2))
    return (word, *(_shortened(word, runs, lens) for lens in lengths))


def _shortened(word: str, runs: list[re.Match[str]], lengths: tuple[int, ...]) -> str:
    parts, last = [], 0
    for run, length in zip(runs, lengths, strict=True):
        parts.append(word[last : run.start()] + run[1] * length)
        last = run.end()
    return "".join(parts) + word[last:]


def calm(typed: str) -> str:
    """``typed`` without elongation: runs of three or more of the same letter, as typed, become one.

    For terms of the protocol. *Zeeën* keeps its three letters, for they are not the same as typed.
    """
    return _RUN.sub(r"\1", unicodedata.normalize("NFC", typed).lower())


class Flat:
    """A text without accents for patterns, character by character, with the way back to the original."""

    __slots__ = ("_back", "text")

    def __init__(self, original: str) -> None:
        self.text = original if original.isascii() else original.translate(_BASES)
        self._back: list[int] | None = None
        if len(self.text) != len(original):
            self._back = [at for at, char in enumerate(original) if _BASES[ord(char)]]
            self._back.append(len(original))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the original that ``[start, end)`` of ``text`` came from."""
        if self._back is None:
            return start, end
        first = self._back[start]
        return first, max(first, self._back[end - 1] + 1 if end > start else first)
