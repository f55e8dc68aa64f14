"""What the YAML parser's riddles mean to somebody who never saw YAML."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Place
from rules.protocol.nodes import Scalar
from rules.protocol.notes import short
from rules.protocol.problems import Phrase, Problem, phrase

_KEY = re.compile(r"^ *(?:- +)*[\"']?([\w.*-]+)[\"']? *:(?= |$)")
_VALUE_BEFORE = re.compile(r"(?:^|[\s,{\[])([\w-]+): +\S")
_COMMENT = re.compile(r"(?:^|[\s,\[{])(#\S*)")
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Riddle:
    """What the parser said: its words, where it noticed (``line``, ``column`` from 0) and where it had begun.

    ``last``: the last value it had read, ``lines``: the text as parsed, of which the first is line ``first`` of the file.
    """

    file: str
    lines: Sequence[str]
    problem: str
    context: str
    line: int
    column: int
    begun: tuple[int, int] | None
    last: Scalar | None = None
    first: int = 0

    def place(self, line: int, column: int) -> Place:
        """A spot of the parsed text as a place in the file."""
        return Place(self.file, self.first + line + 1, column + 1)

    def text(self, line: int) -> str:
        """A line of the parsed text, empty beyond its end."""
        return self.lines[line] if 0 <= line < len(self.lines) else ""


def explain(riddle: Riddle) -> Problem:
    """The problem, told in words about the file rather than about YAML."""
    for guess in _GUESSES:
        problem = guess(riddle)
        if problem is not None:
            return problem
    line = min(riddle.line, len(riddle.lines) - 1)
    return kinds.NOT_YAML.at(riddle.place(line, riddle.column if line == riddle.line else 0))


def _tab(riddle: Riddle) -> Problem | None:
    for line in (riddle.line, riddle.line - 1):
        text = riddle.text(line)
        indent = text[: len(text) - len(text.lstrip())]
        if "\t" in indent:
            return kinds.TAB.at(riddle.place(line, indent.index("\t")))
    return None


def _quote(riddle: Riddle) -> Problem | None:
    """A quote that is never closed, or only by the next one in the file."""
    if "quoted scalar" in riddle.context and riddle.begun and "escape" not in riddle.problem:
        line, column = riddle.begun
        noticed = riddle.first + min(riddle.line, len(riddle.lines) - 1) + 1
        return kinds.QUOTE_OPEN.at(riddle.place(line, column), noticed=noticed)
    last = riddle.last
    if (
        last is not None
        and not last.plain
        and last.end_line > last.line
        and last.end_line == riddle.first + riddle.line + 1
    ):
        return kinds.QUOTE_OPEN.at(last.place, noticed=last.end_line)
    return None


def _escape(riddle: Riddle) -> Problem | None:
    if "escape" not in riddle.problem and "hexadecimal" not in riddle.problem:
        return None
    return kinds.BACKSLASH.at(riddle.place(riddle.line, riddle.column))


def _colon(riddle: Riddle) -> Problem | None:
    """A colon inside a text that has no quotes."""
    if "mapping values" not in riddle.problem:
        return None
    before = riddle.text(riddle.line)[: riddle.column]
    found = _VALUE_BEFORE.search(before)
    if found is None:
        return None
    return kinds.COLON_IN_VALUE.at(riddle.place(riddle.line, riddle.column), key=short(found[1]))


def _dash(riddle: Riddle) -> Problem | None:
    if "sequence entries" not in riddle.problem:
        return None
    return kinds.DASH_INLINE.at(riddle.place(riddle.line, riddle.column))


def _hash(riddle: Riddle) -> Problem | None:
    """A list or block that ends nowhere because the rest of its line is a comment."""
    if not _in_brackets(riddle) or riddle.begun is None:
        return None
    line, column = riddle.begun
    for number in range(line, min(riddle.line + 1, line + _NEAR)):
        found = _COMMENT.search(riddle.text(number), column if number == line else 0)
        if found and re.match(r"#\w", found[1]):
            word = found[1].rstrip("]},")
            return kinds.HASH_SWALLOWS.at(riddle.place(number, found.start(1)), width=len(word), word=short(word))
    return None


def _bracket(riddle: Riddle) -> Problem | None:
    if not _in_brackets(riddle) or riddle.begun is None:
        return None
    line, column = _opened(riddle, *riddle.begun)
    sign = riddle.text(line)[column : column + 1]
    if sign not in ("[", "{"):
        return None
    other = "}" if sign == "{" else "]"
    noticed = min(riddle.line, len(riddle.lines) - 1)
    if riddle.line == line and riddle.text(line)[riddle.column :].strip():
        return kinds.COMMA_MISSING.at(riddle.place(line, riddle.column), other=other)
    return kinds.BRACKET_OPEN.at(riddle.place(line, column), sign=sign, other=other, noticed=riddle.first + noticed + 1)


def _opened(riddle: Riddle, line: int, column: int) -> tuple[int, int]:
    """Where the bracket stands; at the end of a text the parser means the one before the place it names."""
    while line > 0 and not riddle.text(line)[column:].strip():
        line -= 1
        column = max(riddle.text(line).rfind("["), riddle.text(line).rfind("{"), 0)
    return line, column


def _in_brackets(riddle: Riddle) -> bool:
    return "flow" in riddle.context or "',' or" in riddle.problem


def _no_colon(riddle: Riddle) -> Problem | None:
    if "could not find expected ':'" not in riddle.problem or riddle.begun is None:
        return None
    line, column = riddle.begun
    return kinds.COLON_MISSING.at(riddle.place(line, column), text=short(riddle.text(line)[column:]))


def _indent(riddle: Riddle) -> Problem | None:
    """A key that stands a little beside the ones above it."""
    here = _KEY.match(riddle.text(riddle.line))
    if here is None or (riddle.column > here.start(1) and "mapping values" not in riddle.problem):
        return None
    column = here.start(1)
    for above in range(riddle.line - 1, max(-1, riddle.line - _NEAR), -1):
        there = _KEY.match(riddle.text(above))
        if there is None or there.start(1) == column:
            continue
        if abs(there.start(1) - column) > 3:
            continue
        return _beside(riddle, here, there, above)
    return None


def _beside(riddle: Riddle, here: re.Match[str], there: re.Match[str], above: int) -> Problem:
    by = there.start(1) - here.start(1)
    return (kinds.INDENT_LESS if by > 0 else kinds.INDENT_MORE).at(
        riddle.place(riddle.line, here.start(1)),
        width=len(here[1]),
        key=here[1],
        other=there[1],
        other_line=riddle.first + above + 1,
        spaces=_spaces(abs(by)),
    )


def _spaces(number: int) -> Phrase:
    return phrase(N_("één spatie")) if number == 1 else phrase(N_("{n} spaties"), n=number)


def _character(riddle: Riddle) -> Problem | None:
    sign = riddle.text(riddle.line)[riddle.column : riddle.column + 1]
    told = "cannot start any token" in riddle.problem or "expected node content" in riddle.problem
    if not sign.strip() or not (told or sign in "]}"):
        return None
    return kinds.BAD_START.at(riddle.place(riddle.line, riddle.column), sign=sign)


_GUESSES: tuple[Callable[[Riddle], Problem | None], ...] = (
    _tab,
    _escape,
    _quote,
    _colon,
    _dash,
    _hash,
    _bracket,
    _no_colon,
    _character,
    _indent,
)
