"""The built-in signals beside the tone: threat, press, lawyer, personal data …, each with the words that fired it.

They are recognisers for the protocol's rules, not a classifier of hate. Every search runs in linear time.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

import re2

from rules.text.personal import personal_data
from rules.text.sentiment.pack import rows
from rules.text.sentiment.tokens import fold, spans
from rules.text.values import Evidence, Signal

SIGNALS = (
    "threat", "insult", "discrimination", "call_to_action", "press", "lawyer", "regulator", "complaint_body",
    "death_or_safety", "personal_data", "crisis_words",
)  # fmt: skip
"""Every signal there is, in the order in which they are given."""
LONGEST = 10_000
"""Characters that are read."""
MOST = 8
"""Stretches of evidence a signal shows."""
APART = "  "
"""Between two folded words stand two spaces, so that expressions side by side are both found."""
GAP = "(?:  [^ .]+){0,3}"


class _Search(NamedTuple):
    """``fires`` and ``mute`` are compiled for RE2, whose time is linear in the text."""

    fires: Any
    mute: Any | None


def signals(text: str) -> tuple[Signal, ...]:
    """The signals that fire on the first 10,000 characters of ``text``, with their evidence, in the order of ``SIGNALS``."""
    read = text[:LONGEST]
    found = dict(_worded(read))
    personal = personal_data(read)
    if personal:
        found["personal_data"] = personal
    return tuple(Signal(name, found[name][:MOST]) for name in SIGNALS if name in found)


def _worded(text: str) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    words = [(_bare(text[start:end]), (start, end)) for start, end in spans(text)]
    words = [(word, place) for word, place in words if word]
    line = f" {APART.join(word for word, _ in words)} ".encode()
    names, prefilter = _prefilter()
    fired = prefilter.Match(line)
    if not fired:
        return
    starts = [0, *accumulate(len(word.encode()) + len(APART) for word, _ in words)]
    for index in sorted(fired):
        evidence = tuple(
            Evidence(start, end, text[start:end])
            for start, end in _places(_searches()[names[index]], line, starts, [place for _, place in words])
        )
        if evidence:
            yield names[index], evidence


def _places(
    search: _Search, line: bytes, starts: list[int], places: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Where in the text the search fires and is not muted."""
    mute = [found.span() for found in search.mute.finditer(line)] if search.mute else []
    for found in search.fires.finditer(line):
        start, end = found.span()
        if not any(start < until and begin < end for begin, until in mute):
            first, last = bisect_right(starts, start) - 1, bisect_right(starts, end - 2) - 1
            yield places[first][0], places[last][1]


def _bare(token: str) -> str:
    """The folded token without accents; a sentence end is a full stop, commas and symbols are nothing."""
    if token[0] in ".!?;…\n":
        return "."
    if not token[0].isalnum():
        return ""
    low = fold(token).replace(" ", "")
    if low.isascii():
        return low
    return "".join(letter for letter in unicodedata.normalize("NFD", low) if not unicodedata.combining(letter))


# --- reading the expressions ---------------------------------------------------------------------------


@cache
def _prefilter() -> tuple[tuple[str, ...], Any]:
    """All firing expressions in one automaton: most texts fire nothing, and are done here."""
    patterns = _patterns("+")
    options = re2.Options()
    options.max_mem = 64 << 20
    together = re2.Set.SearchSet(options)
    for pattern in patterns.values():
        together.Add(pattern)
    together.Compile()
    return tuple(patterns), together


@cache
def _searches() -> Mapping[str, _Search]:
    fires, mute = _patterns("+"), _patterns("-")
    return {
        name: _Search(re2.compile(pattern.encode()), re2.compile(mute[name].encode()) if name in mute else None)
        for name, pattern in fires.items()
    }


def _patterns(sign: str) -> dict[str, str]:
    expressions: dict[str, list[str]] = {}
    for name, mark, several in rows("signals.tsv"):
        if mark == sign:
            expressions.setdefault(name, []).extend(several.split(";"))
    return {name: f" (?:{'|'.join(map(_pattern, some))}) " for name, some in expressions.items()}


def _pattern(expression: str) -> str:
    """An expression of the table as a pattern over folded words with two spaces between."""
    pattern, apart = "", ""
    for part in expression.split():
        if part == "..":
            pattern += GAP
        else:
            pattern += apart + _word(part)
        apart = APART
    return pattern


def _word(alternatives: str) -> str:
    words = [re.escape(word.strip("*")) for word in alternatives.split("/")]
    open_start = ["[^ ]*" if word.startswith("*") else "" for word in alternatives.split("/")]
    open_end = ["[^ ]*" if word.endswith("*") else "" for word in alternatives.split("/")]
    return f"(?:{'|'.join(map(''.join, zip(open_start, words, open_end, strict=True)))})"
