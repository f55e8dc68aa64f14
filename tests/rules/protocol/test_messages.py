"""No text of the reader is left without English."""

import ast
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

import rules

ROOT = Path(rules.__file__).parent
CATALOGUE = {entry.msgid for entry in polib.pofile(str(ROOT / "locale/en/protocol.po")) if entry.translated()}


def marked(path: Path) -> Iterator[str]:
    """The texts marked for translation in a module."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and (getattr(node.func, "id", "") or getattr(node.func, "attr", "")) in (
            "N_",
            "ngettext",
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant):
                yield str(first.value)


@pytest.mark.parametrize("path", sorted((ROOT / "protocol").rglob("*.py")), ids=lambda path: path.stem)
def test_every_marked_text_is_in_the_english_catalogue(path: Path) -> None:
    assert set(marked(path)) - CATALOGUE == set()


def test_the_catalogue_holds_nothing_that_is_said_no_more() -> None:
    said = {text for path in (ROOT / "protocol").rglob("*.py") for text in marked(path)}
    assert CATALOGUE - said == set()
