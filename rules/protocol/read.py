"""From the text of a protocol to its model, with every problem at once."""

from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType

from rules.protocol import kinds
from rules.protocol.model import Protocol
from rules.protocol.names import names_in, numbers_in
from rules.protocol.nodes import Items, Node, Pairs, Scalar, scalars
from rules.protocol.notes import MAX_PROBLEMS, EnoughSaidError, Notes
from rules.protocol.problems import Problem, has_errors, phrase, worst_first
from rules.protocol.secrets import SHORTEST_TOKEN, TOKEN, kind_of_secret, lines_with_secrets
from rules.protocol.source import Source, open_source
from rules.protocol.tables.document import DOCUMENT, MANY

MAX_FILES = 50
_WITH_NUMBERS = frozenset({"templates", "checklists", "topics", "tests"})
"""Sections of texts for the public, where a phone number or mail address may be meant to be read."""


@dataclass(frozen=True, slots=True)
class Reading:
    """``protocol`` is None when there is an error: a protocol is never half read. ``problems``: worst first.

    ``texts``: what was read, by file name, for showing the lines the problems are about.
    """

    protocol: Protocol | None
    problems: tuple[Problem, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


def read(texts: Mapping[str, str | bytes]) -> Reading:
    """The protocol in one file or a folder of files (name → text, or bytes as they lie on disk).

    Raises nothing, whatever the texts hold; every problem is in the reading.
    """
    if not texts:
        return Reading(None, (kinds.NO_FILES.at(),))
    if len(texts) > MAX_FILES:
        return Reading(None, (kinds.TOO_MANY_FILES.at(count=len(texts), limit=MAX_FILES),))
    sources = {name: open_source(name, texts[name], MANY) for name in sorted(texts)}
    problems = [problem for source in sources.values() for problem in source.problems]
    protocol = None
    roots = [source.root for source in sources.values() if source.root is not None]
    if roots:
        protocol = _document(roots, list(sources.values()), problems)
    found = worst_first(problems)[:MAX_PROBLEMS]
    known = MappingProxyType({name: source.text for name, source in sources.items()})
    return Reading(None if has_errors(found) else protocol, found, known)


def _document(roots: Sequence[Pairs], sources: Sequence[Source], problems: list[Problem]) -> Protocol | None:
    whole = _merge(roots)
    lost = any(source.root is None for source in sources)
    unread = frozenset(name for source in sources for name in source.unread) | (_ALL if lost else frozenset())
    notes = Notes(names_in(whole, unread), numbers_in(whole), unread)
    protocol = None
    with suppress(EnoughSaidError):
        if secret := _lines_with_secrets(sources):
            _taint(whole, secret, notes)
        protocol = DOCUMENT.read(whole, notes)
    problems.extend(notes.problems)
    return protocol


def _lines_with_secrets(sources: Sequence[Source]) -> frozenset[tuple[str, int]]:
    """File and line of everything that looks like a secret, so that not every value need be looked at closely."""
    return frozenset((source.file, line) for source in sources for line in lines_with_secrets(source.text))


_ALL = frozenset(DOCUMENT.by_key)


def _merge(roots: Sequence[Pairs]) -> Pairs:
    """The sections of all files as one document. Lists and named things may be spread over files."""
    first = roots[0]
    whole = Pairs(first.file, first.line, first.column, first.end_line, first.end_column, [], first.flow)
    places: dict[str, list[int]] = {}
    for root in roots:
        for key, value in root.pairs:
            same = places.setdefault(key.text, [])
            if not _added(whole, same, key, value):
                same.append(len(whole.pairs))
                whole.pairs.append((key, value))
    return whole


def _added(whole: Pairs, same: Sequence[int], key: Scalar, value: Node) -> bool:
    """Whether the section could be joined to the same section of another file. ``same``: where it stands so far."""
    for number in same[:MAX_FILES]:
        known, there = whole.pairs[number]
        if known.file == key.file:
            continue
        match there, value:
            case Items(), Items():
                there.items.extend(value.items)
            case Pairs(), Pairs():
                there.pairs.extend(value.pairs)
            case Scalar(), Scalar() if key.text == "protocol":  # each file may name the language
                whole.pairs[number] = (key, value) if there.text == "1" else (known, there)
            case Scalar(), _ if there.empty:
                whole.pairs[number] = (key, value)
            case _:
                return False
        return True
    return False


def _taint(whole: Pairs, lines: Set[tuple[str, int]], notes: Notes) -> None:
    """Tell every secret on these lines that is written out, and mark it so that nothing else repeats it."""
    vault = _vault_values(whole)
    for key, section in whole.pairs:
        for scalar in scalars(section):
            if id(scalar) in vault or not any((scalar.file, line) in lines for line in scalar.lines):
                continue
            kind = _secret_in(scalar.text, key.text in _WITH_NUMBERS)
            if kind is not None:
                notes.tainted.add(id(scalar))
                notes.report(kinds.SECRET_WRITTEN_OUT, scalar, what=phrase(kind), name="NAAM")


def _secret_in(text: str, for_the_public: bool) -> str | None:
    """The sort of secret; in texts for the public only one that is meant for nobody."""
    if for_the_public and len(text) < SHORTEST_TOKEN:
        return None
    kind = kind_of_secret(text)
    return None if for_the_public and kind is not TOKEN else kind


def _vault_values(whole: Pairs) -> set[int]:
    """The values where a reference to the vault belongs: their own shape tells what is wrong with them, and better."""
    found: set[int] = set()
    for section in (whole.get("people"), whole.get("roles")):
        for _, thing in section.pairs if isinstance(section, Pairs) else ():
            for key, value in thing.pairs if isinstance(thing, Pairs) else ():
                if key.text in ("telegram", "mail", "phone", "group"):
                    found.add(id(value))
    return found
