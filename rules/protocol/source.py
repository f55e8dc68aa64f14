"""From a file to its sections, keeping what can be read when some of it cannot.

A file with one bracket too few is read section by section, and a section of many things (rules, topics, people) thing by
thing, so that the other mistakes in it are told in the same breath.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from itertools import islice, pairwise

from rules.protocol import kinds
from rules.protocol.mend import mend
from rules.protocol.model import Place
from rules.protocol.nodes import Items, Pairs, Scalar
from rules.protocol.parse import MAX_CHARACTERS, Refused, Shifts, forbidden, marks, parse
from rules.protocol.problems import Problem
from rules.protocol.shapes.base import found

_SECTION = re.compile(r"^(?=[A-Za-z_][\w-]*[ \t]*:)", re.MULTILINE)
_HOPELESS = (kinds.TOO_MANY, kinds.TOO_DEEP)
"""Where reading on part by part would cost more than it could tell."""
MOST_PARTS, MOST_MARKS = 400, 10_000
"""A broken file of more pieces or values is not tried piece by piece: only what is wrong with the whole is told."""
_UNICODE_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(slots=True)
class Source:
    """One file: its text as we count lines, its sections, the sections of which something is missing, and what was wrong."""

    file: str = ""
    text: str = ""
    root: Pairs | None = None
    unread: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def open_source(file: str, raw: str | bytes, many: Set[str]) -> Source:
    """The sections of a file. ``many``: the names of sections that hold many things. Raises nothing."""
    source = Source(file)
    text = _decoded(file, raw, source.problems)
    if text is None:
        return source
    source.text = lines_of(text)
    stop = forbidden(file, source.text)
    if stop is not None:
        source.text = source.text.encode("utf-8", "replace").decode("utf-8")  # so that the line can be shown at all
        source.problems.append(stop)
        return source
    mended = mend(file, source.text)
    source.problems.extend(mended.problems)
    _Recovery(file, mended.text, mended.shifts, many, source).read()
    return source


def _decoded(file: str, raw: str | bytes, problems: list[Problem]) -> str | None:
    if len(raw) > 4 * MAX_CHARACTERS:
        problems.append(kinds.TOO_LARGE.at(Place(file), size=len(raw) // 1024, limit=MAX_CHARACTERS // 1024))
        return None
    if isinstance(raw, str):
        return raw.removeprefix("\ufeff")
    if raw.startswith(_UNICODE_16):
        problems.append(kinds.NOT_UTF8.at(Place(file), encoding="UTF-16"))
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        place = Place(file, raw.count(b"\n", 0, error.start) + 1, error.start - raw.rfind(b"\n", 0, error.start))
        problems.append(kinds.NOT_UTF8.at(place, encoding="Windows-1252"))
        return None


def lines_of(text: str) -> str:
    """The text with one sort of line ending, so that everybody counts the same lines."""
    for ending in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(ending, "\n")
    return text


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of lines that can be parsed alone; ``header``: the line put before it, which stands on line ``under``."""

    text: str
    first: int
    header: str = ""


class _Recovery:
    def __init__(self, file: str, text: str, shifts: Shifts, many: Set[str], source: Source) -> None:
        self._file = file
        self._text = text
        self._shifts = shifts
        self._many = many
        self._source = source
        self._left = MOST_PARTS

    def read(self) -> None:
        """Read the whole; when that fails, what can be read of it."""
        try:
            root = parse(self._file, self._text, self._shifts)
        except Refused as refused:
            if refused.problem.kind in _HOPELESS or marks(self._text) > MOST_MARKS:
                self._source.problems.append(refused.problem)
            else:
                self._sections(refused.problem)
            return
        if isinstance(root, Pairs):
            self._source.root = root
        elif root is None:
            self._source.problems.append(kinds.EMPTY_FILE.at(Place(self._file)))
        else:
            self._source.problems.append(kinds.NOT_SECTIONS.at(root.place, found=found(root)))

    def _sections(self, whole: Problem) -> None:
        """Section by section; ``whole`` is what was wrong with all of it together."""
        before = len(self._source.problems)
        pairs: list[tuple[Scalar, Pairs | Items | Scalar]] = []
        for part in self._pieces(_Part(self._text, 0), _SECTION):
            name = part.text.partition(":")[0].strip()
            node = self._part(part, name)
            pairs.extend(node.pairs if isinstance(node, Pairs) else [])
        if len(self._source.problems) == before:
            self._source.problems.append(whole)
            return
        self._source.root = Pairs(self._file, 1, 1, 1, 1, pairs)

    def _part(self, part: _Part, name: str) -> Pairs | None:
        try:
            node = parse(self._file, part.text, self._shifts, part.first)
        except Refused as refused:
            self._source.unread.add(name)
            return self._things(part, name, refused.problem)
        return node if isinstance(node, Pairs) else None

    def _things(self, part: _Part, name: str, problem: Problem) -> Pairs | None:
        """Thing by thing within one section."""
        before = len(self._source.problems)
        header, _, body = part.text.partition("\n")
        indent = re.search(r"^( *)(?=[^\s#])", body, re.MULTILINE)
        if name not in self._many or indent is None or header.partition(":")[2].partition("#")[0].strip():
            self._source.problems.append(problem)
            return None
        begins = re.compile(rf"^(?={indent[1]}[^\s#\]}}])", re.MULTILINE)
        merged: Pairs | None = None
        for thing in self._pieces(_Part(body, part.first + 1), begins):
            merged = _join(merged, self._thing(thing, name))
        told = self._source.problems[before:] or [problem]
        clear = [one for one in told if one.kind is not kinds.NOT_YAML]
        self._source.problems[before:] = clear or told[:1]
        return merged

    def _pieces(self, part: _Part, begins: re.Pattern[str]) -> list[_Part]:
        """The pieces of a part, as far as they may still be tried; none when there are too many."""
        pieces = list(islice(_split(part, begins), self._left + 1))
        if len(pieces) > self._left:
            return []
        self._left -= len(pieces)
        return pieces

    def _thing(self, thing: _Part, name: str) -> Pairs | None:
        try:
            node = parse(self._file, f"{name}:\n{thing.text}", self._shifts, thing.first - 1)
        except Refused as refused:
            self._source.problems.append(refused.problem)
            return None
        return node if isinstance(node, Pairs) and len(node.pairs) == 1 else None


def _split(part: _Part, begins: re.Pattern[str]) -> Iterator[_Part]:
    """The part in pieces, each beginning where ``begins`` matches; what comes before the first belongs to no piece."""
    starts = [match.start() for match in begins.finditer(part.text)]
    line, at = part.first, 0
    for start, end in pairwise([*starts, len(part.text)]):
        line += part.text.count("\n", at, start)
        at = start
        yield _Part(part.text[start:end], line)


def _join(first: Pairs | None, second: Pairs | None) -> Pairs | None:
    """Two readings of one section as one."""
    if first is None or second is None:
        return first or second
    [(_, one)], [(_, two)] = first.pairs, second.pairs
    if isinstance(one, Items) and isinstance(two, Items):
        one.items.extend(two.items)
    elif isinstance(one, Pairs) and isinstance(two, Pairs):
        one.pairs.extend(two.pairs)
    return first
