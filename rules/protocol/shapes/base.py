"""What a value in the file may be. The tables are made of shapes; reader, schema and reference page all follow them."""

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from rules.protocol import kinds
from rules.protocol.nodes import Items, Node, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.problems import Phrase, phrase

T = TypeVar("T")
Schema = dict[str, Any]


class Shape(ABC, Generic[T]):
    """One sort of value. ``says`` describes it in plain words ("een duur")."""

    says: str
    listable: bool = False
    """Whether a list of such values may be written as well as one."""

    @abstractmethod
    def read(self, node: Node, notes: Notes) -> T | None:
        """The value, or None when a problem was noted instead."""

    def read_keyed(self, key: Scalar, node: Node, notes: Notes) -> T | None:
        """The value of the thing called ``key``; things that know their own name override this."""
        return self.read(node, notes)

    @abstractmethod
    def schema(self) -> Schema:
        """Its JSON Schema, for completion in an editor; it may allow more than ``read`` does."""

    def parts(self) -> "tuple[Shape[Any], ...]":
        """The shapes it is made of, for the reference page."""
        return ()

    def expected(self, node: Node, notes: Notes) -> None:
        """Note that something else stands here."""
        notes.report(kinds.EXPECTED, node, expected=phrase(self.says), found=found(node))


class ScalarShape(Shape[T]):
    """A value on one spot: text, a number, a moment."""

    def read(self, node: Node, notes: Notes) -> T | None:
        if not isinstance(node, Scalar):
            self.not_scalar(node, notes)
            return None
        if id(node) in notes.tainted:  # already told that a secret stands here
            return None
        if node.empty:
            self.expected(node, notes)
            return None
        return self.read_text(node.text, node, notes)

    @abstractmethod
    def read_text(self, text: str, node: Scalar, notes: Notes) -> T | None:
        """The value of what is written, or None when a problem was noted instead."""

    def not_scalar(self, node: Node, notes: Notes) -> None:
        """Note that there is a list or a block where one value belongs."""
        self.expected(node, notes)


def found(node: Node) -> Phrase:
    """What stands there, in words."""
    match node:
        case Scalar():
            return phrase(kinds.FOUND_TEXT, text=short(node.text)) if not node.empty else phrase(kinds.FOUND_NOTHING)
        case Items():
            return phrase(kinds.FOUND_LIST)
        case _:
            return phrase(kinds.FOUND_BLOCK)
