"""Subjects: what a protocol wants recognised, by words, by words together, or by a pattern."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, Protocol

from rules.text.terms.alike import Alike
from rules.text.terms.index import TermIndex
from rules.text.terms.negation import denied
from rules.text.terms.pattern import compile_pattern
from rules.text.terms.term import GAP_MOST, Term, parse
from rules.text.values import Evidence
from rules.text.wording import Wording

WINDOW = 12
"""``together``: one of each group within this many words."""
_MOST_SHOWN = 8


class Wanted(Protocol):
    """What describes a subject; a protocol's topic is one."""

    @property
    def id(self) -> str: ...
    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def together(self) -> tuple[tuple[str, ...], ...]: ...
    @property
    def exceptions(self) -> tuple[str, ...]: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def ignore_negation(self) -> bool: ...
    @property
    def regex(self) -> tuple[str, ...]: ...
    @property
    def examples(self) -> tuple[str, ...]: ...


class Hit(NamedTuple):
    """The words ``[first, last)`` in which term ``number`` was found."""

    first: int
    last: int
    number: int


@dataclass(frozen=True, slots=True)
class Found:
    """How a subject was recognised: by words, by patterns (stretches ``[start, end)`` of the flat text), or by an example
    (the numbers of the words that are like it)."""

    hits: tuple[Hit, ...] = ()
    stretches: tuple[tuple[int, int], ...] = ()
    alike: tuple[int, ...] = ()

    def evidence(self, wording: Wording) -> tuple[Evidence, ...]:
        """The original words, in the order of the text, none twice."""
        shown = [wording.evidence(hit.first, hit.last) for hit in self.hits]
        shown += [wording.stretch(*stretch) for stretch in self.stretches]
        shown += [wording.evidence(at, at + 1) for at in self.alike]
        return tuple(dict.fromkeys(sorted(shown, key=lambda e: (e.start, -e.end))))


_WORDS, _EXCEPT = -1, -2
_Slots = dict[int, list[Hit]]


class Subjects:
    """All subjects of a protocol behind one index."""

    def __init__(self, wanted: Iterable[Wanted]) -> None:
        """Raises ``TermError`` and ``PatternError``: the protocol should have been checked before."""
        self._wanted = {subject.id: subject for subject in wanted}
        self._order = {name: at for at, name in enumerate(self._wanted)}
        self._terms: list[Term] = []
        self._uses: list[list[tuple[str, int]]] = []
        numbers: dict[str, int] = {}
        for subject in self._wanted.values():
            for slot, written in _slotted(subject):
                number = numbers.setdefault(written, len(numbers))
                if number == len(self._terms):
                    self._terms.append(parse(written))
                    self._uses.append([])
                self._uses[number].append((subject.id, slot))
        self._index = TermIndex(self._terms)
        self._alike = Alike((s.id, text) for s in self._wanted.values() for text in s.examples)
        self._patterns = {s.id: [compile_pattern(p) for p in s.regex] for s in self._wanted.values() if s.regex}

    def written(self, hit: Hit) -> str:
        """How the protocol spells the term of a hit."""
        return self._terms[hit.number].written

    def find(self, wording: Wording, given: Iterable[str] = ()) -> dict[str, Found]:
        """The subjects of a text, in the order of the protocol. ``given``: subjects known otherwise, for ``needs``."""
        slots, alike = self._by_subject(wording.words), self._alike.find(wording.words)
        found = {}
        for name in sorted(slots.keys() | self._patterns.keys() | alike.keys(), key=self._order.__getitem__):
            one = self._settle(self._wanted[name], slots.get(name, {}), wording, alike.get(name, ()))
            if one is not None:
                found[name] = one
        return self._with_needs(found, frozenset(given))

    def _by_subject(self, words: Sequence[str]) -> dict[str, _Slots]:
        slots: dict[str, _Slots] = {}
        for number, stretches in self._index.find(words).items():
            for name, slot in self._uses[number]:
                hits = slots.setdefault(name, {}).setdefault(slot, [])
                hits.extend(Hit(first, last, number) for first, last in stretches)
        return slots

    def _settle(self, subject: Wanted, slots: _Slots, wording: Wording, alike: tuple[int, ...]) -> Found | None:
        """How the subject was recognised, denials and exceptions taken away.

        Denials do not count between words that must stand together: *vanavond wil ik niet meer leven* is no less so
        for its *niet*.
        """
        excepted = _exceptions(slots, wording)
        free = {
            slot: sorted(hit for hit in hits if not excepted(hit)) for slot, hits in slots.items() if slot != _EXCEPT
        }
        said = (hit for hit in free.get(_WORDS, ()) if subject.ignore_negation or not denied(wording, hit.first))
        hits = _shortest(list(islice(said, _MOST_SHOWN)))
        if subject.together:
            hits += _together([free.get(group, []) for group in range(len(subject.together))])
        stretches = self._stretches(subject.id, slots.get(_EXCEPT, ()), wording)
        if alike and excepted(Hit(alike[0], alike[-1] + 1, -1)):
            alike = ()
        return Found(tuple(hits), stretches, alike) if hits or stretches or alike else None

    def _stretches(self, name: str, exceptions: Sequence[Hit], wording: Wording) -> tuple[tuple[int, int], ...]:
        """Where patterns match; a stretch that shares a character with an exception does not count."""
        if name not in self._patterns:
            return ()
        places = (wording.evidence(hit.first, hit.last) for hit in exceptions)
        taken = {at for place in places for at in range(place.start, place.end)}
        matches = (m.span() for pattern in self._patterns[name] for m in pattern.finditer(wording.flat.text))
        free = (span for span in matches if taken.isdisjoint(range(*wording.flat.original(*span))))
        return tuple(islice(free, _MOST_SHOWN))

    def _with_needs(self, found: dict[str, Found], given: frozenset[str]) -> dict[str, Found]:
        """Takes away what lacks what it needs, until nothing changes."""
        while True:
            lacking = [name for name in found if not self._satisfied(name, found, given)]
            if not lacking:
                return found
            for name in lacking:
                del found[name]

    def _satisfied(self, name: str, found: Mapping[str, Any], given: frozenset[str]) -> bool:
        needs = self._wanted[name].needs
        return not needs or any(need in found or need in given for need in needs)


def _slotted(subject: Wanted) -> Iterator[tuple[int, str]]:
    yield from ((_WORDS, written) for written in subject.words)
    yield from ((_EXCEPT, written) for written in subject.exceptions)
    for number, group in enumerate(subject.together):
        yield from ((number, written) for written in group)


def _shortest(hits: list[Hit]) -> list[Hit]:
    """Without the hits of a phrase that hold a shorter hit of the same phrase."""
    return [one for one in hits if not any(_holds(one, other) for other in hits)]


def _holds(one: Hit, other: Hit) -> bool:
    return one != other and one.number == other.number and one.first <= other.first and other.last <= one.last


def _exceptions(slots: _Slots, wording: Wording) -> Callable[[Hit], bool]:
    """Whether an exception takes a hit away.

    One that shares a word with a hit (*brandnieuw* with ``brand*``) takes away that hit only. One that shares none
    (*campagne*) takes away the hits at most four words from it without a pause between: a training about suicide does
    not silence who wants to die in the next sentence.
    """
    exceptions = slots.get(_EXCEPT)
    if not exceptions:
        return lambda hit: False
    touched = {
        at for slot, hits in slots.items() if slot != _EXCEPT for hit in hits for at in range(hit.first, hit.last)
    }
    inside: set[int] = set()
    loose = []
    for one in exceptions:
        places = range(one.first, one.last)
        inside.update(places) if not touched.isdisjoint(places) else loose.append(one)
    ends = {one.last: one for one in loose}
    starts = {one.first: one for one in loose}

    def takes(hit: Hit) -> bool:
        if not inside.isdisjoint(range(hit.first, hit.last)):
            return True
        before = (ends.get(hit.first - away) for away in range(GAP_MOST))
        after = (starts.get(hit.last + away) for away in range(GAP_MOST))
        return any(one and wording.joined(one.last - 1, hit.first) for one in before) or any(
            one and wording.joined(hit.last - 1, one.first) for one in after
        )

    return takes


def _together(groups: list[list[Hit]]) -> list[Hit]:
    """The first hits, one of each group, that stand within ``WINDOW`` words; groups may share a word. Empty: none."""
    if not all(groups):
        return []
    nearest = [_ending_first(group) for group in groups]
    for start in sorted({hit.first for group in groups for hit in group}):
        chosen = [pick(start) for pick in nearest]
        if all(hit is not None and hit.last <= start + WINDOW for hit in chosen):
            return sorted({hit for hit in chosen if hit is not None})
    return []


def _ending_first(group: list[Hit]) -> Callable[[int], Hit | None]:
    """For a start: the hit that begins there or later and ends first."""
    starts = [hit.first for hit in group]
    best: list[Hit | None] = [None] * (len(group) + 1)
    for at in range(len(group) - 1, -1, -1):
        later = best[at + 1]
        best[at] = group[at] if later is None or group[at].last <= later.last else later
    return lambda start: best[bisect_left(starts, start)]
