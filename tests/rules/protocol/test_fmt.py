"""Good order: what changes, what stays, and that nothing is read differently."""

from pathlib import Path

import pytest

from rules.protocol.fmt import format_text, same
from rules.protocol.nodes import Scalar
from rules.protocol.read import read
from tests.shared import shared

BASE = (Path(__file__).parents[2] / "protocols" / "base.yaml").read_text(encoding="utf-8")

UNTIDY = {
    "indentation": (
        "a:\n     b: 1  \n     c:\n     - x\n     -   y: 1\n         z: 2\n",
        "a:\n  b: 1\n  c:\n    - x\n    - y: 1\n      z: 2\n",
    ),
    "quotes": ("a: [*zorg, @x, #y]  # lijst\n", 'a: ["*zorg", "@x", "#y"]  # lijst\n'),
    "comments": (
        "# kop\na:\n    # bij b\n    b: 1\n    # na b\n\n# eind\n",
        "# kop\na:\n  # bij b\n  b: 1\n  # na b\n\n# eind\n",
    ),
    "comment-beside": ("a:\n    b: 1\n  # los\n    c: 2\n", "a:\n  b: 1\n# los\n  c: 2\n"),
    "lists-in-lists": ("a:\n- - b\n  -   c\n-\n  d: 1\n-\n", "a:\n  - - b\n    - c\n  -\n    d: 1\n  -\n"),
    "comments-in-a-list": ("a: [b,\n  # c\n  d]\n", "a: [b,\n  # c\n  d]\n"),
    "flow-over-lines": ("a:\n    b: {c: d,\n       e: f}\n", "a:\n  b: {c: d,\n     e: f}\n"),
    "text-blocks": (
        "a:\n    b: |\n        een  \n          twee\n    c: >-\n        drie\n",
        "a:\n  b: |\n      een  \n        twee\n  c: >-\n      drie\n",
    ),
    "text-over-lines": (
        "a:\n    b: een\n      twee\n    c: 'x\n\n      y'\n",
        "a:\n  b: een\n    twee\n  c: 'x\n\n    y'\n",
    ),
    "windows": ("\ufeffa:\r\n  b: 1\r\n\r\n\r\n", "a:\n  b: 1\n"),
    "nothing": ("", "\n"),
    "only-a-remark": ("# later", "# later\n"),
}


@pytest.mark.parametrize("name", UNTIDY)
def test_good_order(name: str) -> None:
    before, after = UNTIDY[name]
    assert format_text("p.yaml", before).text == after
    assert format_text("p.yaml", after).text == after


@pytest.mark.parametrize("text", ["a: b: c\n", "a: [\n", "a: \x00\n", "a: &x b\n"])
def test_what_cannot_be_read_stays_as_it_was(text: str) -> None:
    formatted = format_text("p.yaml", text)
    assert formatted.text == text
    assert formatted.problem is not None


def test_what_would_be_read_differently_keeps_its_indentation() -> None:
    text = "a:\n        b: |1\n          x\n"
    assert read({"p": format_text("p", text).text}).protocol == read({"p": text}).protocol


def test_same() -> None:
    a, b = (Scalar("p", 1, 1, 1, 2, text) for text in "ab")
    assert same(a, a)
    assert not same(a, b)
    assert not same(a, None)
    assert same(None, None)


def test_the_example_is_in_good_order_already() -> None:
    text = shared("protocol/example.yaml").read_text(encoding="utf-8")
    assert format_text("example.yaml", text).text == text


def test_a_protocol_in_good_order_is_the_same_protocol() -> None:
    wide = "".join(" " * (len(line) - len(line.lstrip(" "))) + line for line in BASE.splitlines(keepends=True))
    wide = wide.replace(" - ", " -   ")
    formatted = format_text("p.yaml", wide)
    assert formatted.text == BASE
    assert read({"p": formatted.text}).protocol == read({"p": wide}).protocol
