"""A block in which secrets are named."""

from typing import Generic, TypeVar

from bot.config import kinds
from rules.protocol.nodes import Node, Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import Schema, Shape

T = TypeVar("T")


class Private(Shape[T], Generic[T]):
    """A block in which secrets are named: a value in its place may be one, so it is not repeated."""

    def __init__(self, of: Shape[T]) -> None:
        self.of = of
        self.says = of.says

    def read(self, node: Node, notes: Notes) -> T | None:
        """The block."""
        if isinstance(node, Scalar):
            notes.report(kinds.LITERAL_SECRET, node)
            return None
        return self.of.read(node, notes)

    def schema(self) -> Schema:
        """The block."""
        return self.of.schema()
