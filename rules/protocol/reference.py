"""The reference page of the language, in Dutch: every key, what it may hold and what it is for. Made from the reader's tables."""

from collections.abc import Iterator
from typing import Any

from rules.protocol.shapes.base import Shape
from rules.protocol.shapes.collections import Many, Named
from rules.protocol.shapes.conditions import CONDITIONS
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.scalars import Choice
from rules.protocol.tables.document import DOCUMENT

_HEAD = """# De protocoltaal: alle sleutels

Deze pagina wordt gemaakt uit dezelfde tabellen waarmee een protocol gelezen wordt. Verander haar niet met de hand.

Een sleutel die hieronder niet staat wordt geweigerd, met een voorstel voor wat u misschien bedoelde. De volgorde van
onderdelen en sleutels maakt nooit uit. Waar een lijst mag staan, mag ook één waarde zonder haakjes staan, tenzij er
*lijst van* staat. Een protocol is één bestand of een map met bestanden; lijsten en benoemde dingen mogen over bestanden
verdeeld zijn.
"""


def reference() -> str:
    """The page as Markdown."""
    return "\n".join([_HEAD, *_document(), *_conditions()])


def _document() -> Iterator[str]:
    yield "## Het document\n"
    yield from _table(DOCUMENT)
    for field in DOCUMENT.fields:
        blocks = list(_blocks(field.key, field.shape))
        if blocks:
            yield f"## `{field.key}`\n"
            yield f"{_sentence(field.doc)}\n"
            if blocks[0][0] == field.key:
                yield from _table(blocks.pop(0)[1])
            for path, record in blocks:
                yield from _block(path, record)


def _conditions() -> Iterator[str]:
    yield "## Voorwaarden: `when`, `unless`, `where`\n"
    yield "Alle voorwaarden in één blok moeten kloppen. Een lijst betekent: één van deze. `any` als waarde: wat het ook is.\n"
    yield from _table(CONDITIONS)
    for field in CONDITIONS.fields:
        for path, record in _blocks(field.key, field.shape):
            yield from _block(path, record)


def _block(path: str, record: Record[Any]) -> Iterator[str]:
    yield f"### `{path}`\n"
    yield f"{_sentence(record.doc)}\n"
    yield from _table(record)


def _table(record: Record[Any]) -> Iterator[str]:
    yield "| sleutel | waarde | waarvoor |"
    yield "| --- | --- | --- |"
    for field in record.fields:
        key = f"**`{field.key}`** (verplicht)" if field.required else f"`{field.key}`"
        yield f"| {key} | {_cell(_value(field))} | {_cell(field.doc)} |"
    yield ""
    for field in record.fields:
        choices = next(_choices(field.shape), None)
        if choices is not None:
            yield f"`{field.key}` is één van:\n"
            yield from (f"- `{word}`: {meaning}" for word, meaning in choices.options.items())
            yield ""


def _value(field: Field) -> str:
    shape = field.shape
    if shape is CONDITIONS:
        return "een blok met [voorwaarden](#voorwaarden-when-unless-where)"
    if isinstance(shape, Many) and not shape.single:
        return f"lijst van: {_plain(shape.of)}"
    if isinstance(shape, Many | Named):
        return f"{_plain(shape)}: {_plain(shape.of)}"
    return _plain(shape)


def _plain(shape: Shape[Any]) -> str:
    return shape.says.replace("{{", "{").replace("}}", "}")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _blocks(path: str, shape: Shape[Any]) -> Iterator[tuple[str, Record[Any]]]:
    """The records within a shape, each with its path in the file; conditions have a place of their own."""
    if shape is CONDITIONS:
        return
    if isinstance(shape, Record):
        yield path, shape
        for field in shape.fields:
            yield from _blocks(f"{path}.{field.key}", field.shape)
        return
    step = "[…]" if isinstance(shape, Many) else ".…" if isinstance(shape, Named) else ""
    for part in shape.parts():
        yield from _blocks(f"{path}{step}", part)


def _choices(shape: Shape[Any]) -> Iterator[Choice]:
    if isinstance(shape, Choice):
        yield shape
    for part in shape.parts():
        yield from _choices(part)
