"""One index for many terms: each text is looked through once, however many terms there are.

A term is filed under its rarest word. What a word of a text may lead to is worked out once and remembered; a text
whose words lead nowhere is left after one set operation.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rules.text.normal import readings
from rules.text.terms.glance import Glance
from rules.text.terms.term import Term
from rules.text.terms.typo import slip

Stretch = tuple[int, int]
"""Words ``[first, last)`` of a text."""

_NOTHING: Mapping[int, list[Stretch]] = {}
_MEMO = 32_768
_LONGEST_REMEMBERED = 40
TYPO_FROM = 8
"""Names shorter than this must be spelled right: one letter off makes them another word."""


class TermIndex:
    """Finds terms in the words of a text. A term is known by its number in ``terms``.

    ``typos``: numbers of one-word terms that also match with one slip of the finger; such a hit
    is filed under the number's negative less one (``~number``), for the caller to weigh.
    """

    def __init__(self, terms: Sequence[Term], typos: Iterable[int] = ()) -> None:
        self._terms = terms
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._heads: dict[str, list[int]] = defaultdict(list)
        self._tails: dict[str, list[int]] = defaultdict(list)
        self._inner: list[int] = []
        self._names: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for number, term in enumerate(terms):
            self._file(number, term)
        for number in typos:
            self._allow_typo(number)
        self._glance: Glance | None = None
        self._head_lengths = sorted({len(head) for head in self._heads})
        self._tail_lengths = sorted({len(tail) for tail in self._tails})
        self._dull: set[str] = set()
        self._leads: dict[str, tuple[int, ...]] = {}

    def _file(self, number: int, term: Term) -> None:
        word = term.key
        if word.tail is None:
            self._exact[word.head].append(number)
        elif word.head:
            self._heads[word.head].append(number)
        elif word.tail:
            self._tails[word.tail].append(number)
        else:
            self._inner.append(number)

    def _allow_typo(self, number: int) -> None:
        word = self._terms[number].key
        if word.tail is None and len(word.head) >= TYPO_FROM:
            self._names[len(word.head)].append((word.head, number))

    def glance(self) -> Glance:
        """The first look at a raw text that goes with this index; made once."""
        if self._glance is None:
            typos = [self._terms[number] for named in self._names.values() for _, number in named]
            self._glance = Glance(self._terms, typos)
        return self._glance

    def find(self, words: Sequence[str]) -> Mapping[int, list[Stretch]]:
        """Where each term that occurs stands, by its number; in the order of the text."""
        if self._dull.issuperset(words):
            return _NOTHING
        found: dict[int, list[Stretch]] = {}
        dull = self._dull
        for at, word in enumerate(words):
            if word not in dull:
                for number in self._leads.get(word) or self._work_out(word):
                    self._verify(number, words, at, found)
        return found

    def _verify(self, number: int, words: Sequence[str], at: int, found: dict[int, list[Stretch]]) -> None:
        stretches = self._terms[number].around(words, at) if number >= 0 else [(at, at + 1)]
        if stretches:
            found.setdefault(number, []).extend(stretches)

    def _work_out(self, word: str) -> tuple[int, ...]:
        leads = tuple(dict.fromkeys(number for form in readings(word) for number in self._filed(form)))
        leads = leads + tuple(number for number in self._misspelt(word) if ~number not in leads)
        if len(word) <= _LONGEST_REMEMBERED:
            self._remember(word, leads)
        return leads

    def _filed(self, form: str) -> Iterable[int]:
        yield from self._exact.get(form, ())
        for length in self._head_lengths:
            if length > len(form):
                break
            yield from self._matching(self._heads.get(form[:length], ()), form)
        for length in self._tail_lengths:
            if length > len(form):
                break
            yield from self._matching(self._tails.get(form[-length:], ()), form)
        yield from self._matching(self._inner, form)

    def _matching(self, numbers: Iterable[int], form: str) -> Iterable[int]:
        for number in numbers:
            if self._terms[number].key.meets(form):
                yield number

    def _misspelt(self, word: str) -> Iterable[int]:
        for length in (len(word) - 1, len(word), len(word) + 1):
            for name, number in self._names.get(length, ()):
                if slip(name, word):
                    yield ~number

    def _remember(self, word: str, leads: tuple[int, ...]) -> None:
        """Bounded: when full, everything is forgotten and learned again."""
        if leads:
            if len(self._leads) >= _MEMO:
                self._leads.clear()
            self._leads[word] = leads
            return
        if len(self._dull) >= _MEMO:
            self._dull.clear()
        self._dull.add(word)
