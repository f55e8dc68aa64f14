"""Schema and reference page come from the tables that the reader uses."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rules.protocol.nodes import Items, Node, Pairs, Scalar
from rules.protocol.parse import parse
from rules.protocol.reference import reference
from rules.protocol.schema import json_schema
from rules.protocol.shapes.base import Shape
from rules.protocol.shapes.conditions import CONDITIONS
from rules.protocol.shapes.record import Record
from rules.protocol.tables.document import DOCUMENT
from tests.shared import shared

ROOT = Path(__file__).parents[3]
BASE = (ROOT / "tests/protocols/base.yaml").read_text(encoding="utf-8")


def plain(node: Node) -> Any:
    """The tree as an editor sees it."""
    match node:
        case Items():
            return [plain(item) for item in node.items]
        case Pairs():
            return {key.text: plain(value) for key, value in node.pairs}
        case Scalar() if node.plain and node.text in ("true", "false"):
            return node.text == "true"
        case Scalar() if node.plain and re.fullmatch(r"-?\d+", node.text):
            return int(node.text)
        case Scalar():
            return node.text


TYPES = {"string": str, "number": (int, float), "integer": int, "boolean": bool, "array": list, "object": dict}


def fits(value: Any, schema: dict[str, Any], top: dict[str, Any]) -> bool:
    """Whether a value meets a schema; as much of JSON Schema as ours uses."""
    if "$ref" in schema:
        return fits(value, top["$defs"][schema["$ref"].rpartition("/")[2]], top)
    types = schema.get("type", [])
    checks = [
        not types or any(isinstance(value, TYPES[one]) for one in ([types] if isinstance(types, str) else types)),
        "enum" not in schema or value in schema["enum"],
        "const" not in schema or value == schema["const"],
        "anyOf" not in schema or any(fits(value, one, top) for one in schema["anyOf"]),
        "pattern" not in schema or not isinstance(value, str) or bool(re.search(schema["pattern"], value)),
        not isinstance(value, int) or schema.get("minimum", value) <= value <= schema.get("maximum", value),
        not isinstance(value, list) or all(fits(one, schema.get("items", {}), top) for one in value),
        not isinstance(value, dict) or (set(schema.get("required", ())) <= set(value) and _values(value, schema, top)),
    ]
    return all(checks)


def _values(value: dict[str, Any], schema: dict[str, Any], top: dict[str, Any]) -> bool:
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", {})
    return all(
        fits(one, known[key], top) if key in known else rest is not False and fits(one, rest, top)
        for key, one in value.items()
    )


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found = json_schema()
    assert json.loads(json.dumps(found)) == found
    return found


@pytest.mark.parametrize("name", ["base", "example"])
def test_the_schema_allows_what_the_reader_allows(name: str, schema: dict[str, Any]) -> None:
    text = BASE if name == "base" else shared("protocol/example.yaml").read_text(encoding="utf-8")
    root = parse(name, text)
    assert root is not None
    for key, value in plain(root).items():
        assert fits(value, schema["properties"][key], schema), key


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("name: Ruis", "nmae: Ruis"),
        ("ours: true", "ours: ja"),
        ("number: 3", "number: 7"),
        ("topic: abuse", "toppic: abuse"),
        ("push: always", "push: altijd"),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses_or_corrects(
    before: str, after: str, schema: dict[str, Any]
) -> None:
    assert before in BASE
    root = parse("p", BASE.replace(before, after, 1))
    assert root is not None
    assert not fits(plain(root), schema, schema)


def records(shape: Shape[Any], seen: set[int]) -> list[Record[Any]]:
    """Every block of keys there is."""
    if id(shape) in seen:
        return []
    seen.add(id(shape))
    inner = [field.shape for field in shape.fields] if isinstance(shape, Record) else shape.parts()
    found = [record for part in inner for record in records(part, seen)]
    return [shape, *found] if isinstance(shape, Record) else found


def test_the_reference_page_names_every_key() -> None:
    page = reference()
    all_records = records(DOCUMENT, set())
    assert len(all_records) > 25
    for record in [*all_records, CONDITIONS]:
        for field in record.fields:
            assert f"`{field.key}`" in page
            assert field.doc in page.replace("\\|", "|")


def test_every_block_says_what_it_is_for() -> None:
    assert [record.says for record in records(DOCUMENT, set()) if not record.doc and record is not CONDITIONS] == []
