"""Shapes with fixed keys. A table of fields is the one source of what may be written, its schema and its reference."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.nodes import Items, Node, Pairs, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.problems import Arg, Kind, phrase
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.collections import duplicate

T = TypeVar("T")


@dataclass(frozen=True)
class Field:
    """One key: its shape, what it is for (Dutch, for the reference page) and the argument of the model it becomes."""

    key: str
    shape: Shape[Any]
    doc: str
    attr: str = ""
    required: bool = False
    also: tuple[str, ...] = ()
    """What people write instead, often the Dutch word; only for "bedoelde u …?"."""
    missing: Kind | None = None
    """What to say when a required key is not there, where that can be said better than in general."""
    spread: bool = False
    """The shape reads to a mapping of arguments instead of to one."""


@dataclass(frozen=True)
class Record(Shape[T], Generic[T]):
    """Fixed keys that make one value. ``make`` gets the values read by name, and ``at`` unless ``placed`` is off.

    ``keyed``: the thing is told its key in the file as ``id``.
    """

    make: Callable[..., T]
    fields: tuple[Field, ...]
    keyed: bool = False
    placed: bool = True
    says: str = N_("een blok met sleutels")
    check: Callable[[T, Mapping[str, Node], Notes], None] | None = None
    """Looks at keys that must agree with each other; notes problems at their nodes."""
    doc: str = ""

    @cached_property
    def by_key(self) -> Mapping[str, Field]:
        """The fields by key."""
        return {one.key: one for one in self.fields}

    @cached_property
    def _suggestions(self) -> Mapping[str, str]:
        return {word: one.key for one in self.fields for word in (one.key, *one.also)}

    def read(self, node: Node, notes: Notes) -> T | None:
        """The value, when every key is known, there if it must be, and good."""
        return self._read(node, notes, {})

    def read_keyed(self, key: Scalar, node: Node, notes: Notes) -> T | None:
        """The value, told its key."""
        return self._read(node, notes, {"id": key.text} if self.keyed else {})

    def _read(self, node: Node, notes: Notes, given: dict[str, Any]) -> T | None:
        if not isinstance(node, Pairs):
            self.expected(node, notes)
            return None
        nodes, good = self._sort_out(node, notes)
        values = dict(given)
        for key, value in nodes.items():
            one = self.by_key[key]
            read = one.shape.read(value, notes)
            if read is None:
                good = False
            elif one.spread:
                values.update(read)
            else:
                values[one.attr or key] = read
        if not self._complete(node, nodes, notes) or not good:
            return None
        if self.placed:
            values["at"] = node.place
        made = self.make(**values)
        if self.check is not None:
            self.check(made, nodes, notes)
        return made

    def _sort_out(self, node: Pairs, notes: Notes) -> tuple[dict[str, Node], bool]:
        """The values of known keys that hold something, and whether there was nothing else."""
        keys: dict[str, Scalar] = {}
        nodes: dict[str, Node] = {}
        good = True
        for key, value in node.pairs:
            if key.text not in self.by_key:
                self._unknown(key, notes)
                good = False
            elif key.text in keys:
                duplicate(key, keys[key.text], notes, self._both(key.text, nodes.get(key.text), value))
                good = False
            else:
                keys[key.text] = key
                if isinstance(value, Scalar) and value.empty:
                    self._empty(key, notes)
                else:
                    nodes[key.text] = value
        return nodes, good

    def _empty(self, key: Scalar, notes: Notes) -> None:
        if not self.by_key[key.text].required:
            notes.report(kinds.EMPTY_KEY, key, key=key.text)

    def _both(self, key: str, first: Node | None, second: Node) -> str:
        """How to write two equal keys as one list, where a list is allowed."""
        if self.by_key[key].shape.listable and isinstance(first, Scalar) and isinstance(second, Scalar):
            return f"{key}: [{short(first.text)}, {short(second.text)}]"
        return ""

    def _unknown(self, key: Scalar, notes: Notes) -> None:
        if key.text == "<<":
            notes.report(kinds.MERGE_KEY, key)
            return
        near = notes.guess(key.text, self._suggestions)
        guess: dict[str, Arg] = (
            {"guess": self._suggestions[str(near["guess"])]} if near else {"known": tuple(self.by_key)}
        )
        notes.report(kinds.UNKNOWN_KEY, key, key=short(key.text), **guess)

    def _complete(self, node: Pairs, nodes: Mapping[str, Node], notes: Notes) -> bool:
        missing = self._missing(nodes, notes)
        for one in missing:
            if one.missing is not None:
                notes.report(one.missing, node, **_level_name(nodes, notes))
            else:
                notes.report(kinds.MISSING_KEY, node, key=one.key, expected=phrase(one.shape.says))
        return all(one.key in nodes for one in self.fields if one.required)

    def _missing(self, nodes: Mapping[str, Node], notes: Notes) -> list[Field]:
        return [one for one in self.fields if one.required and one.key not in nodes]

    def schema(self) -> Schema:
        """An object with these keys and no others."""
        result: Schema = {
            "type": "object",
            "properties": {one.key: {**one.shape.schema(), "description": one.doc} for one in self.fields},
            "additionalProperties": False,
        }
        required = [one.key for one in self.fields if one.required]
        return {**result, "required": required} if required else result


def _level_name(nodes: Mapping[str, Node], notes: Notes) -> dict[str, str]:
    """What the level beside a missing key is called, for messages that say what would happen."""
    level = nodes.get("level")
    name = notes.names.get("levels", {}).get(level.text) if isinstance(level, Scalar) else None
    return {"level": name} if name else {}


def list_or_self(node: Node) -> list[Node]:
    """The items of a list, or the one thing that stands in its place."""
    return node.items if isinstance(node, Items) else [node]
