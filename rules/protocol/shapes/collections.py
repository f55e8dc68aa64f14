"""Shapes of more than one value: lists, and named things."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.nodes import Items, Node, Pairs, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.scalars import Name

T = TypeVar("T")


@dataclass(frozen=True)
class Many(Shape[tuple[T, ...]], Generic[T]):
    """A list; ``single``: one value alone may stand for a list of one. ``prose``: sentences, in which a comma is no border."""

    of: Shape[T]
    single: bool = True
    prose: bool = False
    label: str = ""
    says: str = N_("een lijst")
    listable = True

    def read(self, node: Node, notes: Notes) -> tuple[T, ...] | None:
        """The values in the order of the file."""
        if not isinstance(node, Items):
            return self._alone(node, notes)
        if self.prose:
            _comma_in_sentence(node, notes)
        values = []
        for number, item in enumerate(node.items, start=1):
            value = self._one(item, number, notes)
            if value is not None:
                values.append(value)
        return tuple(values) if len(values) == len(node.items) else None

    def _alone(self, node: Node, notes: Notes) -> tuple[T, ...] | None:
        if not self.single:
            self.expected(node, notes)
            return None
        value = self.of.read(node, notes)
        return None if value is None else (value,)

    def _one(self, item: Node, number: int, notes: Notes) -> T | None:
        if isinstance(item, Scalar) and item.empty:
            notes.report(kinds.EMPTY_ITEM, item)
            return None
        if not self.label:
            return self.of.read(item, notes)
        with notes.inside(self.label, _name_of(item) or str(number)):
            return self.of.read(item, notes)

    def parts(self) -> tuple[Shape[Any], ...]:
        """What it is made of."""
        return (self.of,)

    def schema(self) -> Schema:
        """An array, or one value where that is allowed."""
        array: Schema = {"type": "array", "items": self.of.schema()}
        return {"anyOf": [array, self.of.schema()]} if self.single else array


def _name_of(item: Node) -> str:
    """By what the reader of a message knows this item: its id, else its name."""
    if isinstance(item, Pairs):
        for key in ("id", "name", "breach"):
            value = item.get(key)
            if isinstance(value, Scalar):
                return value.text
    return ""


def _comma_in_sentence(node: Items, notes: Notes) -> None:
    if not node.flow:
        return
    words = [one if isinstance(one, Scalar) and one.plain and " " in one.text else None for one in node.items]
    for before, after in pairwise(words):
        if before and after and after.text[:1].islower():
            notes.report(kinds.COMMA_IN_SENTENCE, after, first=short(before.text), second=short(after.text))


@dataclass(frozen=True)
class Named(Shape[Mapping[str, T]], Generic[T]):
    """Things by their id. ``label`` says what they are in a message ("rol '{name}'")."""

    of: Shape[T]
    label: str
    id: Shape[str] = Name()
    says: str = N_("een blok met namen")

    def read(self, node: Node, notes: Notes) -> Mapping[str, T] | None:
        """The things by id, in the order of the file."""
        if not isinstance(node, Pairs):
            self.expected(node, notes)
            return None
        seen: dict[str, Scalar] = {}
        values: dict[str, T] = {}
        for key, value in node.pairs:
            if key.text in seen:
                duplicate(key, seen[key.text], notes)
                continue
            seen[key.text] = key
            name = self.id.read(key, notes)
            with notes.inside(self.label, key.text):
                thing = self.of.read_keyed(key, value, notes)
            if name is not None and thing is not None:
                values[name] = thing
        return MappingProxyType(values) if len(values) == len(node.pairs) else None

    def parts(self) -> tuple[Shape[Any], ...]:
        """What it is made of."""
        return (self.of,)

    def schema(self) -> Schema:
        """An object of any keys."""
        return {"type": "object", "additionalProperties": self.of.schema()}


def duplicate(key: Scalar, first: Scalar, notes: Notes, both: str = "") -> None:
    """Note that a key is there twice, with both places."""
    args: dict[str, Any] = {"both": both} if both else {}
    notes.add(
        kinds.DUPLICATE_KEY.at(
            key.place, subject=notes.subject, width=key.width, also=(first.place,), key=short(key.text), **args
        )
    )
