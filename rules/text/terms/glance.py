"""A first glance at a raw text: may one of a few terms stand in it at all?

Nearly every post of a public stream names nobody we know. One automaton over the text as it came settles that, before
the text is folded and cut into words. It errs to one side only: what the index would find, it never passes over.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

import re2

from rules.text.normal import words
from rules.text.terms.term import Term, Word

SEPARATORS = (("\u2010", "\u2027"), ("\u2030", "\u205e"), ("\u2600", "\u2775"), ("\u2794", "\u27bf"),
              ("\U0001f300", "\U0001faff"))  # fmt: skip
"""Stretches of Unicode in which every character parts two words, or is nothing but punctuation or a picture."""
INVISIBLE = r"[\x{ad}\x{200b}-\x{200f}\x{2060}\x{fe0e}\x{fe0f}]*"
"""Characters that may stand between the letters of a word unseen."""
_LATIN = range(0x80, 0x180)
_MOST = 400
"""So many terms are glanced for; beyond, the index is as fast."""
_MEMORY = 64 << 20
_RUN = re.compile(r"(.)\1+")


class Glance:
    """Looks for one-sided evidence of ``terms``; ``typos`` are the terms among them that may hold a slip of the finger."""

    def __init__(self, terms: Sequence[Term], typos: Iterable[Term] = ()) -> None:
        plain = terms if len(terms) <= _MOST else ()
        looks = [_letters(_surest(term.key)) for term in plain]
        looks += [look for term in typos for look in _half_right(term.key.head)]
        made = _automaton(tuple(looks)) if looks and None not in looks else None
        knows = made is not None and all(made.Match(_surest(term.key)) for term in plain)
        self._match = made.Match if made is not None and knows else None

    def may_hold(self, text: str) -> bool:
        """False only when none of the terms stands in the text, misspelt or not."""
        if self._match is None:
            return True
        try:
            return self._match(text.encode()) is not None
        except UnicodeEncodeError:  # half a character: the index reads it as a space
            return True


def _surest(word: Word) -> str:
    """The longest piece of a word that must be there as it is."""
    return max((word.head, *word.middle, word.tail or ""), key=len)


@lru_cache(16)
def _automaton(looks: tuple[str | None, ...]) -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    made = re2.Set.SearchSet(options)
    made.Add("|".join([_strange(), *dict.fromkeys(look for look in looks if look)]))
    made.Compile()
    return made


def _letters(piece: str) -> str | None:
    """The piece in any spelling that folds to it, drawn out or not; None when it is not in plain letters and digits."""
    if not piece.isascii():
        return None
    return INVISIBLE.join(f"{_spellings()[letter]}+" for letter in _RUN.sub(r"\1", piece))


def _half_right(name: str) -> Iterator[str | None]:
    """One slip leaves the first half of a name right, or the second, or swaps the two letters in the middle."""
    middle = len(name) // 2
    first, second = name[:middle], name[middle:]
    swapped = first[:-1] + second[0] + first[-1] + second[1:]
    yield from map(_letters, (first, second, swapped))


@cache
def _spellings() -> dict[str, str]:
    """For each letter and digit the class of characters that stand for it alone."""
    stand_for = {letter: letter + letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
    stand_for |= {digit: digit for digit in "0123456789"}
    for char in map(chr, _LATIN):
        fold = words(char)
        if len(fold) == 1 and fold[0] in stand_for:
            stand_for[fold[0]] += char
    return {letter: f"[{''.join(dict.fromkeys(chars))}]" for letter, chars in stand_for.items()}


@cache
def _strange() -> str:
    """One character of which it is not known that it parts words, is invisible or stands for one letter."""
    one_letter = "".join(known[1:-1] for known in _spellings().values() if not known.isascii())
    known = "".join(f"{first}-{last}" for first, last in SEPARATORS)
    apart = "".join(char for char in map(chr, _LATIN) if not words(char) and words(f"a{char}a") == ["a", "a"])
    return rf"[^\x00-\x7f{one_letter}{known}{re.escape(apart)}{INVISIBLE[1:-2]}]"
