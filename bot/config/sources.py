"""The sources in ``config.yaml``: which keys a source has depends on its ``kind``, and what kinds there are is handed to us.

A kind of source belongs to a platform, which stands above this room; so the reader is given a table of kinds.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol, TypeVar, runtime_checkable

from bot.config import kinds
from rules.i18n import N_
from rules.protocol import kinds as protocol_kinds
from rules.protocol.model import Place
from rules.protocol.nodes import Node, Pairs, Scalar
from rules.protocol.notes import Notes
from rules.protocol.problems import phrase
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.collections import Many
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.scalars import Choice, Name
from rules.protocol.shapes.times import WallTime

T = TypeVar("T")
Check = Callable[[T, Mapping[str, Node], Notes], None]


class Source(Protocol):
    """What the settings of every source have, whatever its kind."""

    @property
    def name(self) -> str:
        """How it is called; unique."""

    @property
    def kind(self) -> str:
        """The word of its platform in ``config.yaml``."""

    @property
    def at(self) -> Place:
        """Where it stands in the file."""


@runtime_checkable
class Lending(Protocol):
    """A source whose platform only lends us what others say."""

    @property
    def name(self) -> str:
        """How it is called."""

    @property
    def keep(self) -> timedelta:
        """How long words of others may be kept."""


class SourceKinds(Protocol):
    """The kinds of sources there are."""

    def words(self) -> Mapping[str, str]:
        """Each kind with what it is, in Dutch; nothing is imported for it."""

    def record(self, kind: str) -> Record[Any]:
        """What may be written about a source of this kind. ``kind`` is one of ``words``."""


EVERY = Field("every", WallTime(), N_("hoe vaak er gekeken wordt"), also=("elke",))
"""How often a polled source is looked at; the argument is ``every``."""


def source_record(make: Callable[..., T], *own: Field, check: Check[T] | None = None) -> Record[T]:
    """What may be written about a source: its name and kind, then its own keys. ``make`` is not told the kind."""

    def without_kind(kind: str, **rest: Any) -> T:
        return make(**rest)

    return Record(without_kind, (*_COMMON, *own), check=check)


_COMMON = (
    Field("name", Name(), N_("hoe de bron heet in berichten en op het scherm"), required=True, also=("naam",)),
    Field("kind", Name(), N_("het soort bron"), required=True, also=("soort",)),
)


class OneSource(Shape[Source]):
    """One source: ``kind`` says which keys it has."""

    says = N_("een blok met sleutels")

    def __init__(self, of: SourceKinds) -> None:
        self.of_kinds = of

    def read(self, node: Node, notes: Notes) -> Source | None:
        """The settings of the source."""
        if not isinstance(node, Pairs):
            self.expected(node, notes)
            return None
        written = node.get("kind")
        if written is None or (isinstance(written, Scalar) and written.empty):
            notes.report(protocol_kinds.MISSING_KEY, node, key="kind", expected=phrase(Choice.says))
            return None
        kind = Choice(self.of_kinds.words()).read(written, notes)
        if kind is None:
            return None
        read: Source | None = self.of_kinds.record(kind).read(node, notes)
        return read

    def records(self) -> Mapping[str, Record[Any]]:
        """What may be written, by kind."""
        return {kind: self.of_kinds.record(kind) for kind in self.of_kinds.words()}

    def schema(self) -> Schema:
        """One of the kinds, each with its own keys."""
        return {"type": "object", "oneOf": [_schema(kind, record) for kind, record in self.records().items()]}


def _schema(kind: str, record: Record[Any]) -> Schema:
    schema = record.schema()
    return {**schema, "properties": {**schema["properties"], "kind": {"const": kind}}}


class Sources(Many[Source]):
    """The sources; no two of one name."""

    def read(self, node: Node, notes: Notes) -> tuple[Source, ...] | None:
        """The sources in the order of the file."""
        sources = super().read(node, notes)
        seen: set[str] = set()
        for source in sources or ():
            if source.name in seen:
                notes.add(kinds.SAME_NAME.at(source.at, name=source.name))
            seen.add(source.name)
        return sources
