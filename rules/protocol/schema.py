"""The JSON Schema of the whole language, for completion and first checks in an editor. Made from the reader's own tables."""

from typing import Any

from rules.protocol.shapes.conditions import CONDITIONS
from rules.protocol.tables.document import DOCUMENT


def json_schema() -> dict[str, Any]:
    """The schema of a protocol in one file. It may allow a little more than the reader, never less."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "seintje protocol",
        **DOCUMENT.schema(),
        "$defs": {"conditions": CONDITIONS.definition()},
    }
