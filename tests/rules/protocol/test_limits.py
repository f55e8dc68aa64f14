"""Files that attack, and files from the wrong editor."""

from pathlib import Path

import pytest

from rules.protocol.notes import MAX_PROBLEMS
from rules.protocol.parse import MAX_CHARACTERS, MAX_LINE, MAX_NODES
from rules.protocol.problems import Severity
from rules.protocol.problems.text import as_text
from rules.protocol.read import MAX_FILES, Reading, read
from tests.work import calls_of

BASE = (Path(__file__).parents[2] / "protocols" / "base.yaml").read_text(encoding="utf-8")


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


FULL = 480_000
"""Just under what a file may hold."""


def filled(unit: str, before: str = "", after: str = "", most: int = FULL) -> str:
    """As much of ``unit`` as a file may hold."""
    return before + unit * (most // len(unit)) + after


def wide(unit: str) -> str:
    """The same on lines as long as they may be."""
    return "\n".join([unit * (MAX_LINE // len(unit))] * (FULL // MAX_LINE))


HOSTILE = {
    "anchor": ("title: &a x\n", "anchor"),
    "tag": ("title: !!python/object:os.system x\n", "tag"),
    "self-reference": ("topics: &a\n  b: *a\n", "anchor"),
    "two-documents": ("title: a\n---\ntitle: b\n", "second-document"),
    "deep": ("topics: " + "[" * 3000 + "]" * 3000, "too-deep"),
    "deep-blocks": ("\n".join(" " * depth + "a:" for depth in range(300)), "too-deep"),
    "deep-brackets-everywhere": ("[" * 400_000, "line-too-long"),
    "deep-brackets-on-lines": (wide("["), "too-many-values"),
    "five-megabytes": ("x" * 5_000_000, "too-large"),
    "half-a-megabyte-and-more": ("é" * (MAX_CHARACTERS + 1), "too-large"),
    "many-values": ("a: [" + "b, " * 30_000 + "]", "too-many-values"),
    "many-values-barely": ("a: [" + "b, " * (MAX_NODES + 1) + "b]", "too-many-values"),
    "many-values-just-not": ("a: [" + "b, " * (MAX_NODES - 10) + "b]", "unknown-key"),
    "quotes": ("'" * FULL, "line-too-long"),
    "quotes-on-lines": (wide("'"), "not-readable"),
    "one-word": ("x" * FULL, "line-too-long"),
    "words-on-lines": (wide("x"), "not-sections"),
    "open-quote": (filled("x" * 999 + "\n", 'a: "'), "missing-key"),
    "colons": (wide(":") + "\na: *b", "not-readable"),
    "dashes": (wide("-") + "\na: *b", "not-readable"),
    "hashes": (wide("#") + "\na: *b", "unknown-key"),
    "blanks": (filled("\n", after="a: *b"), "too-many-values"),
    "stars": (filled("*a, ", "a: [", "]", most=60_000), "anchor"),
    "unknown-sections": ("".join(f"s{number}: 1\n" for number in range(6000)), "unknown-key"),
    "unknown-roles": (BASE.replace("notify: team_lead", f"notify: [{'webcaer, ' * 5000}x]"), "unknown-name"),
    "unknown-values": ("topics:\n" + "".join(f"  t{number}: x\n" for number in range(6000)), "expected"),
    "numbers-of-phones": (filled("0612345678, ", "topics: {a: {words: [", "x]}}", most=80_000), "missing-key"),
    "broken-at-the-end": (
        "rules:\n" + "".join(f"  - id: r{number}\n" for number in range(3000)) + "  - [",
        "missing-key",
    ),
    "broken-everywhere": (
        "topics:\n" + "".join(f"  t{number}: {{words: [a\n" for number in range(3000)),
        "bracket-open",
    ),
    "long-terms": (f"topics: {{a: {{words: [{', '.join(['*a' * 90 + 'b'] * 500)}]}}}}", "missing-key"),
    "nul": ("title: a\x00b", "control-character"),
    "escape": ("title: a\x1b[31m", "control-character"),
    "half-a-character": ("title: \ud800", "control-character"),
}
MOST_CALLS = 30 * MAX_NODES
"""A full file takes some thirty calls a value; whatever takes more than that is work without end."""


@pytest.mark.parametrize("name", HOSTILE)
def test_case_73_it_is_refused_without_much_work(name: str) -> None:
    text, code = HOSTILE[name]
    reading, calls = calls_of(lambda: read({"p.yaml": text}))
    assert reading.protocol is None
    assert code in codes(reading)
    assert len(reading.problems) <= MAX_PROBLEMS
    assert calls < MOST_CALLS
    assert calls_of(lambda: as_text(reading.problems, reading.texts, "nl"))[1] < MOST_CALLS


def test_a_reference_alone_is_read_as_a_word() -> None:
    reading = read({"p.yaml": BASE.replace("[mishandel*, geslagen]", "[*handel*, geslagen]")})
    assert reading.protocol is not None
    assert reading.protocol.topics["abuse"].words == ("*handel*", "geslagen")
    assert codes(reading) == ["star-unquoted"]


def test_an_alias_with_its_anchor_is_refused_even_where_it_cannot_be_quoted() -> None:
    assert "anchor" in codes(read({"p.yaml": "a: {&b c: d}\n"}))
    assert codes(read({"p.yaml": "? *b\n: c\n"}))


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (BASE.encode("latin-1", "ignore").replace(b"Haven", b"H\xe4ven"), ["not-utf8"]),
        (BASE.encode("utf-16"), ["not-utf8"]),
        (BASE.encode("utf-8-sig"), []),
        (("\ufeff" + BASE), []),
        (BASE.replace("\n", "\r\n"), []),
        (BASE.replace("\n", "\r"), []),
        (b"x" * 3_000_000, ["too-large"]),
    ],
)
def test_how_it_was_saved(raw: str | bytes, expected: list[str]) -> None:
    reading = read({"p.yaml": raw})
    assert codes(reading) == expected
    assert (reading.protocol is None) == bool(expected)


def test_the_place_of_a_letter_that_is_not_utf8() -> None:
    [problem] = read({"p.yaml": b"title: a\nversion: caf\xe9\n"}).problems
    assert (problem.place.line, problem.place.column) == (2, 13)


def test_no_files_and_too_many() -> None:
    assert codes(read({})) == ["no-files"]
    assert codes(read({f"{n}.yaml": "title: x" for n in range(MAX_FILES + 1)})) == ["too-many-files"]


def test_a_text_of_which_there_is_no_end() -> None:
    assert codes(read({"p.yaml": BASE, "q.yaml": f"templates: {{lang: {'a' * 5000}}}"})) == ["too-long"]


def test_nobody_is_told_more_than_two_hundred_things() -> None:
    many = "".join(f"sleutel{number}: 1\n" for number in range(500))
    assert len(read({"p.yaml": BASE + many}).problems) == 200


def curly(count: int) -> str:
    """As many topics of which the word is in curly quotes: a warning each."""
    return "topics:\n" + "".join(f"  t{number}: {{words: [“x{number}”]}}\n" for number in range(count))


def test_many_warnings_refuse_nothing_but_an_error_behind_them_does() -> None:
    reading = read({"p.yaml": BASE, "q.yaml": curly(MAX_PROBLEMS + 10)})
    assert reading.protocol is not None and len(reading.problems) == MAX_PROBLEMS
    refused = read({"p.yaml": BASE, "q.yaml": curly(MAX_PROBLEMS + 10) + "  kapot: {words: [{a: b}, {c: d}]}\n"})
    assert refused.protocol is None and len(refused.problems) == MAX_PROBLEMS
    assert refused.problems[0].severity is Severity.ERROR


def test_a_term_has_an_end_and_may_be_in_any_script() -> None:
    assert codes(read({"p.yaml": BASE, "q.yaml": f"topics: {{t: {{words: [{'a' * 201}]}}}}"})) == ["too-long"]
    reading = read({"p.yaml": BASE, "q.yaml": "topics: {t: {words: [é, жук*]}}"})
    assert reading.protocol is not None and reading.protocol.topics["t"].words == ("é", "жук*")


def test_so_many_patterns_are_not_read() -> None:
    many = "topics:\n" + "".join(f"  t{number}: {{regex: 'a{number}'}}\n" for number in range(203))
    assert codes(read({"p.yaml": BASE, "q.yaml": many})) == ["too-many-patterns"]


def test_a_pattern_of_which_there_is_no_end() -> None:
    assert codes(read({"p.yaml": BASE, "q.yaml": f"topics: {{t: {{regex: '{'a' * 1001}'}}}}"})) == ["pattern-broken"]


SCALARS = ["22:00", "no", "NO", "on", "0612", "2026-12-25", "1_000", "0x1F", "1e3", ".inf", "yes", "007"]


@pytest.mark.parametrize("written", SCALARS)
def test_a_value_stays_as_written(written: str) -> None:
    reading = read({"p.yaml": BASE.replace('version: "7"', f"version: {written}")})
    assert reading.protocol is not None
    assert reading.protocol.version == written


@pytest.mark.parametrize(
    "number", ["0612345677", "+31612345677", "06-12345677", "06 12 34 56 77", "020-1234567", "+31 (0)20 123 4567"]
)
def test_a_phone_number_is_never_repeated(number: str) -> None:
    reading = read({"p.yaml": BASE.replace("secret:TEL_KARIN", f'"{number}"')})
    assert codes(reading) == ["secret-written-out"]


@pytest.mark.parametrize(
    "text", ["bel 112 of 0800-0113", "2026-05-01 00:00", "1000 of 20000", "zaak 12345678", "Dienst 1-1-2026"]
)
def test_what_looks_a_little_like_a_phone_number_is_none(text: str) -> None:
    reading = read({"p.yaml": BASE.replace("title: Protocol", f"title: {text} Protocol")})
    assert reading.protocol is not None


def test_a_number_for_the_public_may_stand_in_a_template() -> None:
    reading = read({"p.yaml": BASE, "q.yaml": "templates: {bel: Bel 020-1234567 of mail info@voorbeeld.example}"})
    assert reading.protocol is not None


def test_a_token_may_stand_nowhere() -> None:
    token = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
    assert codes(read({"p.yaml": BASE, "q.yaml": f"templates: {{bel: '{token}'}}"})) == ["secret-written-out"]
