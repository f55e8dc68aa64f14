"""Whatever lies on the disk: no traceback, no hang, never half a protocol.

The quick suite throws hundreds of documents, the slow one ``SEINTJE_DOCUMENTS`` (10,000). No hang means: the reader calls
no more functions than the size of a document warrants, which is the same on every machine.
"""

import os
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from rules.i18n import Lang, translator
from rules.judge import Judge
from rules.protocol.fmt import format_text
from rules.protocol.problems import has_errors
from rules.protocol.problems.machine import as_json, as_sarif
from rules.protocol.problems.text import as_text
from rules.protocol.read import Reading, read
from tests.work import calls_of

DOCUMENTS = int(os.environ.get("SEINTJE_DOCUMENTS", "10000"))
QUICK = 400
BASE = (Path(__file__).parents[2] / "protocols" / "base.yaml").read_text(encoding="utf-8")
LINES = [line for line in BASE.splitlines(keepends=True) if not line.startswith(("platforms", "  facebook", "  news"))][
    :40
]
MOST_CALLS = 40_000
"""Four times what the costliest of the first thousands of documents took."""

SCRAPS = (
    *(
        "[",
        "]",
        "{",
        "}",
        ":",
        ": ",
        "- ",
        "*",
        "*zorg",
        "&a",
        "!x",
        "#",
        " #x",
        "@x",
        "'",
        '"',
        "|\n",
        ">-\n",
        "\t",
        "%",
        "`",
    ),
    *(
        "\n",
        "\n  ",
        "\n---\n",
        "\n...\n",
        "? ",
        "<<: ",
        "~",
        "null",
        "no",
        "22:00",
        "0612345678",
        "+31612345678",
        "{naam",
        "\\",
    ),
    *(
        "topics",
        "rules",
        "levels",
        "when",
        "any",
        "level: ",
        "id: ",
        "words: ",
        "2026-13-45",
        "15m",
        "5 or more",
        "secret:",
        "é",
    ),
    *(
        "“x”",
        "\u2028",
        "\x85",
        "\r",
        "\x00",
        "\x80",
        "\ufeff",
        "\ud800",
        "\U0001f7e0",
        "a" * 300,
        "owner",
        "karin",
        " ",
        ", ",
    ),
)
KEYS = ("topics", "rules", "levels", "people", "roles", "escalation", "tests", "calendar", "on_call", "patterns", "x")


def scraps(dice: Random, most: int) -> str:
    """Some scraps in a row."""
    return "".join(dice.choices(SCRAPS, k=dice.randint(0, most)))


def damaged(dice: Random) -> str:
    """A good protocol with lines taken out and scraps put in."""
    lines = list(LINES)
    for _ in range(dice.randint(1, 4)):
        at = dice.randint(0, len(lines))
        lines[at : at + dice.randint(0, 3)] = [scraps(dice, 4)]
    return "".join(lines)


def tree(dice: Random, depth: int = 4) -> str:
    """Nested brackets, more or less in order."""
    kind = dice.randint(0, 3) if depth else 0
    parts = [tree(dice, depth - 1) for _ in range(dice.randint(0, 3))] if kind else []
    if kind == 1:
        return "[" + ", ".join(parts) + "]"
    if kind:
        return "{" + ", ".join(f"{dice.choice(SCRAPS)}: {part}" for part in parts) + "}"
    return dice.choice(SCRAPS)


def sections(dice: Random) -> str:
    """Known sections with anything in them."""
    return "".join(f"{key}: {tree(dice)}\n" for key in dice.sample(KEYS, dice.randint(1, 4)))


def noise(dice: Random) -> str:
    """Nothing but scraps."""
    return scraps(dice, 30)


def document(seed: int) -> str:
    """The document of this number."""
    dice = Random(seed)
    return dice.choice((damaged, damaged, sections, noise))(dice)


# One draw makes ten documents: most of the time goes to reading, not to drawing. A failing document is printed.
TENS = st.integers(0, 2**48).map(lambda seed: [document(seed + number) for number in range(10)])


def read_or_refused(text: str | bytes) -> None:
    """The law: a protocol or an error, never both or neither; what is read the judge can use; and little work."""
    reading, calls = calls_of(lambda: read({"p.yaml": text}))
    assert (reading.protocol is None) == has_errors(reading.problems)
    assert calls < MOST_CALLS
    if reading.protocol is not None:
        Judge(reading.protocol)


@settings(max_examples=QUICK // 10, deadline=None)
@given(TENS)
def test_any_document_is_read_or_refused_whole_and_without_much_work(texts: list[str]) -> None:
    for text in texts:
        note(repr(text))
        read_or_refused(text)


@pytest.mark.slow
@settings(max_examples=DOCUMENTS // 10, deadline=None)
@given(TENS)
def test_ten_thousand_documents_are_read_or_refused(texts: list[str]) -> None:
    for text in texts:
        note(repr(text))
        read_or_refused(text)


@settings(max_examples=QUICK // 2, deadline=None)
@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read_or_refused(raw)


@settings(max_examples=QUICK // 40, deadline=None)
@given(TENS)
def test_every_problem_can_be_told_in_every_form(texts: list[str]) -> None:
    for text in texts:
        note(repr(text))
        reading = read({"p.yaml": text, "base.yaml": BASE})
        for lang in Lang:
            told = as_text(reading.problems, reading.texts, lang)
            assert bool(told) == bool(reading.problems)
            assert len(as_json(reading.problems, lang)["problems"]) == len(reading.problems)
            assert as_sarif(reading.problems, lang)["version"] == "2.1.0"
            assert all(problem.message(translator(lang)) for problem in reading.problems)
        for problem in reading.problems:
            assert problem.place.line <= reading.texts.get(problem.place.file, "").count("\n") + 1


@settings(max_examples=QUICK // 20, deadline=None)
@given(TENS)
def test_good_order_changes_nothing_that_is_read(texts: list[str]) -> None:
    for text in texts:
        note(repr(text))
        tidy = format_text("p.yaml", text)
        before, after = read({"p.yaml": text}), read({"p.yaml": tidy.text})
        assert before.protocol == after.protocol
        assert told(before) == told(after)
        assert format_text("p.yaml", tidy.text).text == tidy.text


def told(reading: Reading) -> list[str]:
    """What is wrong, but for the quotes that good order puts in."""
    return sorted(problem.code for problem in reading.problems if not problem.code.endswith("-unquoted"))
