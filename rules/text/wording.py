"""One text as it is read: its words, and on demand where they stand and what separates them."""

import re

from rules.text.normal import Flat, spans, words
from rules.text.values import Evidence

_PAUSE = re.compile(r"[.,;:!?…\n()\[\]–—]|\s-\s")


class Wording:
    """A text, its words in normal form, and the way back. The costly parts are worked out once, when asked for."""

    __slots__ = ("_flat", "_spans", "_words", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._words: list[str] | None = None
        self._spans: list[tuple[int, int]] | None = None
        self._flat: Flat | None = None

    @property
    def words(self) -> list[str]:
        """Its words in normal form."""
        if self._words is None:
            self._words = words(self.text)
        return self._words

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word stands in the text."""
        if self._spans is None:
            self._spans = spans(self.text)
        return self._spans

    @property
    def flat(self) -> Flat:
        """The text without accents, for patterns."""
        if self._flat is None:
            self._flat = Flat(self.text)
        return self._flat

    def joined(self, first: int, second: int) -> bool:
        """Whether nothing that makes a reader pause stands between two words (numbers, ``first < second``)."""
        return not _PAUSE.search(self.text, self.spans[first][1], self.spans[second][0])

    def evidence(self, first: int, last: int) -> Evidence:
        """The original text of the words ``[first, last)``."""
        start, end = self.spans[first][0], self.spans[last - 1][1]
        return Evidence(start, end, self.text[start:end])

    def stretch(self, start: int, end: int) -> Evidence:
        """The original text ``[start, end)``, given as a stretch of ``flat``."""
        start, end = self.flat.original(start, end)
        return Evidence(start, end, self.text[start:end])
