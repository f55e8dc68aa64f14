"""Puts a protocol in good order: quotes where they are needed, two spaces a level, no loose ends. Comments and order stay.

Works on the lines themselves, guided by where the parser saw each key and dash, and changes nothing that it cannot prove to
be read the same afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.protocol.mend import mend
from rules.protocol.nodes import Items, Node, Pairs, Scalar
from rules.protocol.parse import Refused, forbidden, parse
from rules.protocol.problems import Problem
from rules.protocol.source import lines_of

_STEP = 2


@dataclass(frozen=True, slots=True)
class Formatted:
    """The text in good order; where it could not be read, the text as it was and the problem that stands in the way."""

    text: str
    problem: Problem | None = None


def format_text(file: str, text: str) -> Formatted:
    """One file of a protocol in good order. Formatting it again changes nothing, and it reads as the same protocol."""
    plain = lines_of(text.removeprefix("\ufeff"))
    problem = forbidden(file, plain)
    if problem is not None:
        return Formatted(text, problem)
    quoted = mend(file, plain).text
    try:
        before = parse(file, quoted)
        tidy = _tidied(quoted, before)
        after = parse(file, tidy)
    except Refused as refused:
        return Formatted(text, refused.problem)
    return Formatted(tidy if same(before, after) else quoted)


def same(one: Node | None, two: Node | None) -> bool:
    """Whether two trees say the same, wherever it is written."""
    match one, two:
        case Scalar(), Scalar():
            return one.text == two.text and one.plain == two.plain
        case Items(), Items():
            return len(one.items) == len(two.items) and all(map(same, one.items, two.items))
        case Pairs(), Pairs():
            return len(one.pairs) == len(two.pairs) and all(
                same(a, b) and same(x, y) for (a, x), (b, y) in zip(one.pairs, two.pairs, strict=True)
            )
        case _:
            return one is two


@dataclass(frozen=True, slots=True)
class _Mark:
    """A key or dash stands on ``line`` (from 0) in column ``old`` (from 0) and belongs in column ``new``."""

    line: int
    old: int
    new: int


def _tidied(text: str, root: Node | None) -> str:
    lines = text.split("\n")
    marks: dict[int, list[_Mark]] = {}
    for mark in _marks(root, 0, lines) if root is not None else ():
        marks.setdefault(mark.line, []).append(mark)
    inside = {number for first, last in _texts(root) for number in range(first, last)}
    moved = _moved(lines, marks, inside)
    return "\n".join(moved).rstrip("\n") + "\n"


def _marks(node: Node, indent: int, lines: list[str]) -> Iterator[_Mark]:
    """Where every key and dash written in block style belongs; ``indent`` is the column of the node's own."""
    if isinstance(node, Pairs) and not node.flow:
        for key, value in node.pairs:
            yield _Mark(key.line - 1, key.column - 1, indent)
            yield from _marks(value, indent + _STEP, lines)
    elif isinstance(node, Items) and not node.flow:
        for item in node.items:
            dash = _dash(item, node.column - 1, lines)
            yield _Mark(dash, node.column - 1, indent)
            if dash == item.line - 1 and not (isinstance(item, Scalar) and item.empty):
                yield _Mark(dash, item.column - 1, indent + _STEP)
            yield from _marks(item, indent + _STEP, lines)


def _dash(item: Node, column: int, lines: list[str]) -> int:
    """The line of the dash before an item, which may stand above it."""
    above = range(item.line - 1, -1, -1)
    return next((line for line in above if lines[line][column : column + 1] == "-"), item.line - 1)


def _texts(node: Node | None) -> Iterator[tuple[int, int]]:
    """The lines (from 0, half-open) on which a text of more lines goes on."""
    match node:
        case Scalar():
            if node.end_line > node.line:
                yield node.line, node.end_line - (1 if node.end_column == 1 else 0)
        case Items():
            for item in node.items:
                yield from _texts(item)
        case Pairs():
            for key, value in node.pairs:
                yield from _texts(key)
                yield from _texts(value)


def _moved(lines: list[str], marks: dict[int, list[_Mark]], inside: set[int]) -> Iterator[str]:
    shift = 0
    for number, line in enumerate(lines):
        here = sorted(set(marks.get(number, ())), key=lambda mark: mark.old)
        if here:
            shift = here[0].new - here[0].old
            line = _placed(line, here)
        elif line.strip():
            line = _shifted(
                line, _comment_shift(lines, marks, number, shift) if _comment(line, number, inside) else shift
            )
        yield line if number in inside or number + 1 in inside else line.rstrip()


def _placed(line: str, marks: list[_Mark]) -> str:
    """The line with every key and dash of it in its column."""
    placed = ""
    for number, mark in enumerate(marks):
        end = marks[number + 1].old if number + 1 < len(marks) else len(line)
        part = line[mark.old : end]
        placed = placed.rstrip(" ").ljust(mark.new) + part
    return placed


def _shifted(line: str, shift: int) -> str:
    return " " * shift + line if shift >= 0 else line[min(-shift, len(line) - len(line.lstrip(" "))) :]


def _comment(line: str, number: int, inside: set[int]) -> bool:
    return line.lstrip().startswith("#") and number not in inside


def _comment_shift(lines: list[str], marks: dict[int, list[_Mark]], number: int, shift: int) -> int:
    """A comment goes with what follows it, if that stood in the same column, and else with what came before."""
    column = len(lines[number]) - len(lines[number].lstrip(" "))
    below = (n for n in range(number + 1, len(lines)) if lines[n].strip() and not lines[n].lstrip().startswith("#"))
    here = marks.get(next(below, -1), [])
    first = min(here, key=lambda mark: mark.old, default=None)
    return first.new - first.old if first and first.old == column else shift
