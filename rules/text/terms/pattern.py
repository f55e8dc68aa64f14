r"""Patterns of a protocol (``regex:``), in RE2: linear time on any text.

They are matched on the text without accents, whatever the case. ``\w`` takes every letter, ``\b`` is the edge of a word.
"""

import re
from enum import StrEnum
from typing import Any

import re2

from rules.text.normal import Flat

_MOST_MEMORY = 1 << 20
_LONGEST = 1000
_TOKEN = re.compile(r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\(\?<?[=!]|.", re.DOTALL)
_INSIDE = re.compile(r"\\.|[^\\]", re.DOTALL)


class Why(StrEnum):
    """Why a pattern is refused."""

    LOOK_AROUND = "look_around"
    BACK_REFERENCE = "back_reference"
    MATCHES_EVERYTHING = "matches_everything"
    EDGE_OF_OTHER_SCRIPT = "edge_of_other_script"
    TOO_LONG = "too_long"
    NOT_A_PATTERN = "not_a_pattern"


class PatternError(ValueError):
    """A pattern that is refused, and ``why``; mostly a word with ``*`` does the same."""

    def __init__(self, pattern: str, why: Why, detail: str = "") -> None:
        super().__init__(f"pattern {pattern!r}: {why}{detail and ': '}{detail}")
        self.pattern = pattern
        self.why = why
        self.detail = detail


def compile_pattern(pattern: str) -> Any:
    """The compiled RE2 pattern, to be used on ``Flat(text).text``. Raises ``PatternError``."""
    if len(pattern) > _LONGEST:
        raise PatternError(pattern, Why.TOO_LONG)
    plain = Flat(pattern).text
    translated = "".join(_translated(pattern, token) for token in _TOKEN.findall(plain))
    if r"\b" in translated and any(c.isalpha() and not c.isascii() for c in translated):
        raise PatternError(pattern, Why.EDGE_OF_OTHER_SCRIPT)
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = _MOST_MEMORY
    try:
        compiled = re2.compile(translated, options)
    except re2.error as problem:
        raise PatternError(pattern, Why.NOT_A_PATTERN, _said(problem)) from problem
    if compiled.search("") is not None:
        raise PatternError(pattern, Why.MATCHES_EVERYTHING)
    return compiled


def _said(problem: Exception) -> str:
    said = problem.args[0] if problem.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _translated(pattern: str, token: str) -> str:
    if token.startswith("(?") and token[-1] in "=!":
        raise PatternError(pattern, Why.LOOK_AROUND)
    if token.startswith("["):
        return "".join(r"\p{L}\p{N}_" if part == r"\w" else part for part in _INSIDE.findall(token))
    if len(token) == 2 and token[0] == "\\" and token[1] in "123456789":
        raise PatternError(pattern, Why.BACK_REFERENCE)
    return {r"\w": r"[\p{L}\p{N}_]", r"\W": r"[^\p{L}\p{N}_]"}.get(token, token)
