"""YAML text to nodes, with every limit that keeps a hostile or broken file cheap.

PyYAML's C parser gives the events; nothing of its idea of values is used. Anchors, aliases, tags and a second document
are refused, for a manager needs none and they are what makes YAML dangerous.
"""

import re
from bisect import bisect_left
from typing import Any

import yaml

from rules.protocol import kinds
from rules.protocol.model import Place
from rules.protocol.nodes import Items, Node, Pairs, Scalar
from rules.protocol.problems import Problem
from rules.protocol.syntax import Riddle, explain

MAX_CHARACTERS = 512 * 1024
MAX_DEPTH = 20
MAX_LINE = 100_000
MAX_NODES = 20_000
"""More than a thousand rules; a folder may hold several such files."""

_MARKS = (",", "\n", ": ", "[", "{", "- ")
"""What separates values; counting them is quick, so that far too many need not be parsed."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""All but what YAML allows; it also leaves out the mark that some editors put before a text."""
Shifts = dict[int, list[int]]
"""Per line (from 0) the columns (from 0) at which a quote was put in before parsing, so that places can be told as typed."""


class Refused(Exception):
    """The text cannot be read any further; carries the one problem that stopped it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def forbidden(file: str, text: str) -> Problem | None:
    """The first thing in the raw text that no protocol may hold, or None: too much of it, or control characters."""
    if len(text) > MAX_CHARACTERS:
        return kinds.TOO_LARGE.at(Place(file), size=len(text) // 1024, limit=MAX_CHARACTERS // 1024)
    if longest := _too_long(text):
        return kinds.LINE_TOO_LONG.at(Place(file, longest), limit=MAX_LINE)
    if marks(text) > MAX_NODES * 6 // 5:
        return kinds.TOO_MANY.at(Place(file), limit=MAX_NODES)
    found = _FORBIDDEN.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    column = found.start() - text.rfind("\n", 0, found.start())
    return kinds.CONTROL_CHARACTER.at(Place(file, line, column), code_point=f"U+{ord(found[0]):04X}")


def marks(text: str) -> int:
    """Roughly how many values a text holds, counted without parsing it."""
    return sum(map(text.count, _MARKS))


def _too_long(text: str) -> int:
    """The longest line (from 1) when it is too long to be meant; 0 for none."""
    if len(text) <= MAX_LINE:
        return 0
    lengths = list(map(len, text.split("\n")))
    longest = max(lengths)
    return lengths.index(longest) + 1 if longest > MAX_LINE else 0


def parse(file: str, text: str, shifts: Shifts | None = None, first: int = 0) -> Node | None:
    """The tree of one document, None for an empty one. ``first``: how many lines of the file come before the text.

    Raises ``Refused`` for what is not allowed and for what is not YAML.
    """
    builder = _Builder(file, shifts or {}, first)
    try:
        return builder.build(yaml.CSafeLoader(text))
    except yaml.YAMLError as error:
        raise Refused(explain(_riddle(file, text, first, error, builder.last))) from None


def _riddle(file: str, text: str, first: int, error: Any, last: Scalar | None) -> Riddle:
    noticed, begun = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    return Riddle(
        file=file,
        lines=text.split("\n"),
        problem=getattr(error, "problem", None) or "",
        context=getattr(error, "context", None) or "",
        line=noticed.line if noticed else 0,
        column=noticed.column if noticed else 0,
        begun=(begun.line, begun.column) if begun else None,
        last=last,
        first=first,
    )


class _Builder:
    def __init__(self, file: str, shifts: Shifts, first: int) -> None:
        self._file = file
        self._shifts = shifts
        self._first = first
        self._open: list[Items | Pairs] = []
        self._keys: list[Scalar | None] = []
        self._root: Node | None = None
        self._documents = 0
        self._nodes = 0
        self.last: Scalar | None = None

    def build(self, parser: yaml.CSafeLoader) -> Node | None:
        while True:
            event: Any = parser.get_event()
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
                self._start(event)
            elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
                self._end(event)
            elif kind is yaml.AliasEvent:
                raise Refused(kinds.ANCHOR.at(self._place(event), name=f"*{event.anchor}"))
            elif kind is yaml.DocumentStartEvent:
                self._document(event)
            elif kind is yaml.StreamEndEvent:
                return self._root

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise Refused(kinds.SECOND_DOCUMENT.at(self._place(event)))

    def _scalar(self, event: Any) -> None:
        self._allowed(event)
        start, end, first = event.start_mark, event.end_mark, self._first + 1
        scalar = Scalar(
            self._file,
            start.line + first,
            start.column + 1,
            end.line + first,
            end.column + 1,
            event.value,
            not event.style,
        )
        if self._shifts:
            self._shift(scalar)
        self.last = scalar
        self._put(scalar)

    def _start(self, event: Any) -> None:
        self._allowed(event)
        mark = event.start_mark
        line, column = mark.line + self._first + 1, self._column(mark.line + self._first, mark.column)
        if len(self._open) >= MAX_DEPTH:
            raise Refused(kinds.TOO_DEEP.at(Place(self._file, line, column), limit=MAX_DEPTH))
        flow = bool(event.flow_style)
        node: Items | Pairs
        if type(event) is yaml.SequenceStartEvent:
            node = Items(self._file, line, column, line, column, [], flow)
        else:
            node = Pairs(self._file, line, column, line, column, [], flow)
        self._put(node)
        self._open.append(node)
        self._keys.append(None)

    def _end(self, event: Any) -> None:
        node = self._open.pop()
        self._keys.pop()
        node.end_line, node.end_column = event.end_mark.line + self._first + 1, event.end_mark.column + 1

    def _put(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        top = self._open[-1]
        if isinstance(top, Items):
            top.items.append(node)
        elif (key := self._keys[-1]) is not None:
            top.pairs.append((key, node))
            self._keys[-1] = None
        elif isinstance(node, Scalar):
            self._keys[-1] = node
        else:
            raise Refused(kinds.KEY_NOT_TEXT.at(node.place))

    def _allowed(self, event: Any) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Refused(kinds.TOO_MANY.at(self._place(event), limit=MAX_NODES))
        if event.anchor is not None:
            raise Refused(kinds.ANCHOR.at(self._place(event), name=f"&{event.anchor}"))
        if event.tag is not None:
            raise Refused(kinds.TAG.at(self._place(event), name=str(event.tag)[:40]))

    def _place(self, event: Any) -> Place:
        line = event.start_mark.line + self._first
        return Place(self._file, line + 1, self._column(line, event.start_mark.column))

    def _column(self, line: int, column: int) -> int:
        return column + 1 - bisect_left(self._shifts.get(line, ()), column)

    def _shift(self, scalar: Scalar) -> None:
        scalar.column = self._column(scalar.line - 1, scalar.column - 1)
        scalar.end_column = self._column(scalar.end_line - 1, scalar.end_column - 1)
