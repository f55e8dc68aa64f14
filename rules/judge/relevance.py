"""Is it about us, and which location? Decided first; a message that is not about us is not judged further.

Own page, review page, tag, mention and tip are about us by what they are, and so is a reply in a thread about us.
A search hit must name us, or hold a search term that was added for the time being. A name that others carry too
(``ask_context``), or that is typed with a slip of the finger, counts only with a context word beside it. What is known
under our name and is not us (``not_us``) never counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rules.judge.verdict import NOTHING_KNOWN, Context
from rules.mention import Mention, Via
from rules.protocol.model import Location, Organisation
from rules.text.normal import words
from rules.text.terms import Term, TermIndex, parse
from rules.text.values import Evidence
from rules.text.wording import Wording

CONTEXT_REACH = 12
"""A context word stands beside a name within this many words, as words that must stand together do."""

Stretch = tuple[int, int]


class Sort(StrEnum):
    """What a term of the organisation means."""

    NAME = "name"
    NOT_US = "not_us"
    CONTEXT = "context"
    PLACE = "place"
    DOUBTFUL_PLACE = "doubtful_place"
    PLACE_AT_HOME = "place_at_home"
    """The full name of a location; counts only where everything is about us."""
    MISSPELT = "misspelt"


class Ground(StrEnum):
    """Why a mention is or is not about us."""

    SOURCE = "source"
    NAMED = "named"
    THREAD = "thread"
    SEARCH_TERM = "search_term"
    NOT_US = "not_us"
    NO_CONTEXT = "no_context"
    NOT_NAMED = "not_named"


@dataclass(frozen=True, slots=True)
class Relevance:
    """``evidence``: the words that name us, or that only seem to."""

    about_us: bool
    ground: Ground
    location: str | None = None
    evidence: tuple[Evidence, ...] = ()


UNNAMED = Relevance(False, Ground.NOT_NAMED)


@dataclass(frozen=True, slots=True)
class _Named:
    """The names found in one text: stretches of words, for places with the location's id."""

    names: tuple[Stretch, ...] = ()
    places: tuple[tuple[Stretch, str], ...] = ()
    doubtful: Sequence[tuple[Stretch, str | None]] = ()
    at_home: tuple[tuple[Stretch, str], ...] = ()
    not_us: tuple[Stretch, ...] = ()
    context: tuple[Stretch, ...] = ()


_NONE = _Named()


class _Shelf:
    """Terms with what each of them means; one term may mean several things."""

    def __init__(self) -> None:
        self._terms: list[Term] = []
        self._uses: list[list[tuple[Sort, str]]] = []
        self._numbers: dict[str, int] = {}

    def file(self, written: str, sort: Sort, location: str = "") -> int:
        number = self._numbers.setdefault(written, len(self._numbers))
        if number == len(self._terms):
            self._terms.append(parse(written))
            self._uses.append([])
        self._uses[number].append((sort, location))
        return number

    def close(self, typos: Iterable[int] = ()) -> TermIndex:
        """All is filed; these may be misspelt, as far as they are one word."""
        return TermIndex(self._terms, [number for number in typos if len(self._terms[number].parts) == 1])

    def sorted(self, found: Mapping[int, list[Stretch]]) -> Mapping[Sort, list[tuple[Stretch, str]]]:
        """What was found, by what it means."""
        sorts: dict[Sort, list[tuple[Stretch, str]]] = defaultdict(list)
        for number, stretches in found.items():
            uses = self._uses[number] if number >= 0 else [(Sort.MISSPELT, self._uses[~number][0][1])]
            for sort, location in uses:
                sorts[sort].extend((stretch, location) for stretch in stretches)
        return sorts


class Relevant:
    """Knows the organisation by its names."""

    def __init__(self, organisation: Organisation) -> None:
        self._names, context = _Shelf(), _Shelf()
        self._index = self._names.close(list(self._file_names(organisation)))
        for written in organisation.context:
            context.file(written, Sort.CONTEXT)
        self._context = context.close()
        self._may_name = self._index.glance().may_hold

    def _file_names(self, organisation: Organisation) -> Iterable[int]:
        for written in organisation.not_us:
            self._names.file(written, Sort.NOT_US)
        for alias in (organisation.name, *organisation.aliases):
            for written in _with_hashtag(alias):
                yield self._names.file(written, Sort.NAME)
        for location in organisation.locations.values():
            yield from self._file_place(location)

    def _file_place(self, location: Location) -> Iterable[int]:
        sort = Sort.DOUBTFUL_PLACE if location.ask_context else Sort.PLACE
        for alias in location.aliases or (location.name,):
            for written in _with_hashtag(alias):
                number = self._names.file(written, sort, location.id)
                yield from () if location.ask_context else (number,)
        self._names.file(location.name, Sort.PLACE_AT_HOME, location.id)

    def passes_over(self, mention: Mention, context: Context = NOTHING_KNOWN) -> bool:
        """Whether a first glance settles that ``of`` would say ``UNNAMED``: so it is with nearly every search hit."""
        if mention.via is not Via.SEARCH or mention.parent_text or context.thread_about_us or context.search_terms:
            return False
        return not self._may_name(mention.text)

    def of(self, mention: Mention, said: Wording, context: Context = NOTHING_KNOWN) -> Relevance:
        """Whether the mention is about us, and the location it names (first in its own text, then in what it answers)."""
        inherits = mention.via is not Via.SEARCH
        here = self._named(said.words)
        extra = _searched(context.search_terms, said.words) if context.search_terms else ()
        if here is _NONE and not (inherits or extra or mention.parent_text or context.thread_about_us):
            return UNNAMED
        answered = words(mention.parent_text) if mention.parent_text else []
        parent = self._named(answered)
        firm = bool(here.names or here.places or extra)
        thread = context.thread_about_us or bool(parent.names or parent.places or _beside(parent))
        sure = inherits or firm or thread
        doubtful = here.doubtful if sure or self._context_in(answered) else _beside(here)
        if not (sure or doubtful):
            return _unrelated(here, said)
        location = _first(here, doubtful, inherits) or _first(parent, parent.doubtful, inherits)
        location = location or (self._of_source(mention.source) if inherits else None)
        shown = [*here.names, *(s for s, _ in here.places), *(s for s, _ in doubtful)]
        ground = _ground(inherits, bool(shown), bool(extra))
        return Relevance(True, ground, location, _evidence(shown or extra, said))

    def _of_source(self, source: str) -> str | None:
        """A page of one location is known by its source's name."""
        named = self._named(words(source))
        return _first(named, named.doubtful, True)

    def _named(self, said: Sequence[str]) -> _Named:
        """The names in a text; without any name its context words are not looked for."""
        found = self._index.find(said)
        if not found:
            return _NONE
        sorts = self._names.sorted(found)
        denied = [stretch for stretch, _ in sorts[Sort.NOT_US]]
        taken = _places(denied)

        def ours(sort: Sort) -> list[tuple[Stretch, str]]:
            return [one for one in sorts[sort] if taken.isdisjoint(range(*one[0]))]

        return _Named(
            names=tuple(stretch for stretch, _ in ours(Sort.NAME)),
            places=tuple(ours(Sort.PLACE)),
            doubtful=(*ours(Sort.DOUBTFUL_PLACE), *((s, place or None) for s, place in ours(Sort.MISSPELT))),
            at_home=tuple(ours(Sort.PLACE_AT_HOME)),
            not_us=tuple(denied),
            context=self._context_in(said),
        )

    def _context_in(self, said: Sequence[str]) -> tuple[Stretch, ...]:
        return tuple(stretch for stretches in self._context.find(said).values() for stretch in stretches)


def _ground(inherits: bool, named: bool, searched: bool) -> Ground:
    if inherits:
        return Ground.SOURCE
    if named:
        return Ground.NAMED
    return Ground.SEARCH_TERM if searched else Ground.THREAD


def _searched(terms: tuple[str, ...], said: Sequence[str]) -> tuple[Stretch, ...]:
    return tuple(stretch for stretches in _search(terms).find(said).values() for stretch in stretches)


@lru_cache(16)
def _search(terms: tuple[str, ...]) -> TermIndex:
    """The terms may come from a phone in a hurry: those without a word are left out."""
    return TermIndex([parse(term) for term in terms if words(term)])


def _with_hashtag(alias: str) -> tuple[str, ...]:
    """``#zorggroepdelindeboog`` is the alias written as one word."""
    joined = "".join(alias.split())
    return (alias,) if joined == alias else (alias, joined)


def _places(stretches: Iterable[Stretch]) -> frozenset[int]:
    return frozenset(at for stretch in stretches for at in range(*stretch))


def _beside(named: _Named) -> list[tuple[Stretch, str | None]]:
    """The doubtful names with a context word beside them; one that is part of the name itself says nothing."""
    context = _places(named.context)

    def near(stretch: Stretch) -> bool:
        before = range(stretch[0] - CONTEXT_REACH, stretch[0])
        after = range(stretch[1], stretch[1] + CONTEXT_REACH)
        return not (context.isdisjoint(before) and context.isdisjoint(after))

    return [one for one in named.doubtful if near(one[0])]


def _first(named: _Named, doubtful: Iterable[tuple[Stretch, str | None]], at_home: bool) -> str | None:
    """The location named first; of two that begin together the longest."""
    places = [*named.places, *((s, place) for s, place in doubtful if place), *(named.at_home if at_home else ())]
    return min(places, key=lambda one: (one[0][0], -one[0][1]))[1] if places else None


def _unrelated(here: _Named, said: Wording) -> Relevance:
    if here.doubtful:
        return Relevance(False, Ground.NO_CONTEXT, None, _evidence([s for s, _ in here.doubtful], said))
    if here.not_us:
        return Relevance(False, Ground.NOT_US, None, _evidence(here.not_us, said))
    return UNNAMED


def _evidence(stretches: Iterable[Stretch], said: Wording) -> tuple[Evidence, ...]:
    return tuple(said.evidence(*stretch) for stretch in sorted(set(stretches))[:8])
