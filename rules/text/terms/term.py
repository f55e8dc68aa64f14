"""A term as a protocol writes it: a word or a phrase, with ``*`` where anything may stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rules.text.normal import calm, readings, words

GAP_MOST = 4
"""A lone ``*`` stands for one to this many words."""


class TermError(ValueError):
    """A term holds no letter or digit to look for: write a word, emoji and punctuation are not compared."""

    def __init__(self, written: str) -> None:
        super().__init__(f"no word in term {written!r}")
        self.written = written


@dataclass(frozen=True, slots=True)
class Gap:
    """A lone ``*``: one to four words, whatever they are."""


@dataclass(frozen=True)
class Word:
    """One word of a term: what it starts with, what it ends with, and what comes between, in that order."""

    head: str
    middle: tuple[str, ...] = ()
    tail: str | None = None
    """None: the head is the whole word."""

    @cached_property
    def weight(self) -> int:
        """How many letters are certain; the more, the rarer the word."""
        return len(self.head) + sum(map(len, self.middle)) + len(self.tail or "")

    def meets(self, word: str) -> bool:
        """Whether a word of a text (as ``words`` gives it) is this word, in one of its readings."""
        if self.tail is None:
            return word == self.head or (word[0] == self.head[0] and self.head in readings(word))
        return self._is(word) or any(map(self._is, readings(word)[1:]))

    def _is(self, word: str) -> bool:
        tail = self.tail or ""
        if not (word.startswith(self.head) and word.endswith(tail)):
            return False
        at, end = len(self.head), len(word) - len(tail)
        for part in self.middle:
            found = word.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return at <= end


@dataclass(frozen=True)
class Term:
    """A parsed term: its words and gaps in order. ``written`` is how the protocol spells it."""

    written: str
    parts: tuple[Word | Gap, ...]

    @cached_property
    def key(self) -> Word:
        """The word the term is filed under: the one with the most letters."""
        return max((part for part in self.parts if isinstance(part, Word)), key=lambda word: word.weight)

    @cached_property
    def anchor(self) -> int:
        """Which part ``key`` is."""
        return self.parts.index(self.key)

    def around(self, text: Sequence[str], at: int) -> list[tuple[int, int]]:
        """All stretches of words ``[first, last)`` that are the term when its anchor stands at ``at``, the shortest first."""
        if len(self.parts) == 1:
            return [(at, at + 1)]
        lasts = _reach(self.parts[self.anchor + 1 :], text, at + 1, 1)
        firsts = _reach(self.parts[: self.anchor][::-1], text, at - 1, -1) if lasts else set()
        return sorted(((first + 1, last) for first in firsts for last in lasts), key=lambda one: one[1] - one[0])


def _reach(parts: tuple[Word | Gap, ...], text: Sequence[str], start: int, step: int) -> set[int]:
    """Where the words that meet ``parts`` may end, read from ``start`` onwards (step 1) or backwards (step -1)."""
    here = {start}
    for part in parts:
        inside = [at for at in here if 0 <= at < len(text)]
        if isinstance(part, Word):
            here = {at + step for at in inside if part.meets(text[at])}
        else:
            ends = (at + step * skipped for at in inside for skipped in range(1, GAP_MOST + 1))
            here = {at for at in ends if -1 <= at <= len(text)}
    return here


def parse(written: str) -> Term:
    """The term that ``written`` means. Raises ``TermError`` when no word is left after folding."""
    parts = [part for piece in written.split() for part in _parts(piece)]
    if not any(isinstance(part, Word) for part in parts):
        raise TermError(written)
    return Term(written, tuple(parts))


def _parts(piece: str) -> list[Word | Gap]:
    """The words of a stretch without spaces: ``seo-pakket*`` is the word ``seo`` and a word that starts with ``pakket``."""
    if set(piece) == {"*"}:
        return [Gap()]
    made: list[list[str]] = [[""]]
    for number, chunk in enumerate(calm(piece).split("*")):
        if number:
            made[-1].append("")
        _join(made, chunk)
    return [_word(word) for word in made if any(word)]


def _join(made: list[list[str]], chunk: str) -> None:
    """Puts the words of ``chunk`` behind what is made: the first may finish a word, the last may be unfinished."""
    folded = words(chunk)
    opens = bool(chunk) and not words(chunk[0])
    closes = bool(chunk) and not words(chunk[-1])
    for number, word in enumerate(folded):
        if number or opens:
            made.append([word])
        else:
            made[-1][-1] += word
    if closes and chunk:
        made.append([""])


def _word(pieces: list[str]) -> Word:
    return Word(pieces[0]) if len(pieces) == 1 else Word(pieces[0], tuple(filter(None, pieces[1:-1])), pieces[-1])
