"""The document as a tree with places. Scalars stay as written: ``22:00``, ``no`` and ``0612345678`` are text."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.protocol.model import Place


@dataclass(slots=True, eq=False)
class Scalar:
    """A value as written. ``plain``: without quotes."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    text: str
    plain: bool = True

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.file, self.line, self.column)

    @property
    def width(self) -> int:
        """How many columns it takes on its first line, at least 1."""
        return max(1, self.end_column - self.column) if self.end_line == self.line else 1

    @property
    def lines(self) -> range:
        """The lines it stands on."""
        return range(self.line, self.end_line + 1)

    @property
    def empty(self) -> bool:
        """Whether nothing was written (``key:`` alone, ``~`` or ``null``)."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(slots=True, eq=False)
class Items:
    """A list. ``flow``: written with square brackets."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    items: list["Node"]
    flow: bool = False

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.file, self.line, self.column)

    @property
    def width(self) -> int:
        """One column: a list is pointed at by its first character."""
        return 1


@dataclass(slots=True, eq=False)
class Pairs:
    """Keys with their values, in the order of the file; the same key may still be there twice."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    pairs: list[tuple[Scalar, "Node"]]
    flow: bool = False

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(self.file, self.line, self.column)

    @property
    def width(self) -> int:
        """One column: a block is pointed at by its first character."""
        return 1

    def get(self, key: str) -> "Node | None":
        """The first value under ``key``."""
        return next((value for name, value in self.pairs if name.text == key), None)


Node = Scalar | Items | Pairs


def scalars(node: Node) -> Iterator[Scalar]:
    """Every key and value in the tree that is a scalar."""
    match node:
        case Scalar():
            yield node
        case Items():
            for item in node.items:
                yield from scalars(item)
        case _:
            for key, value in node.pairs:
                yield key
                yield from scalars(value)
