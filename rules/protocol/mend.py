"""Puts quotes around words that begin with ``*``, ``@``, ``#``, ``%`` or a back-tick, before YAML sees them.

Managers write ``[*zorg, @lindeboog]``. To YAML the first is a reference and the second an error; to them both are words.
They are read as such, with a warning. One pass from left to right, knowing quotes, comments, brackets and text blocks.
"""

import re
from dataclasses import dataclass, field

import re2

from rules.protocol import kinds
from rules.protocol.model import Place
from rules.protocol.parse import Shifts
from rules.protocol.problems import Kind, Problem

_SUSPECT = re2.compile(r"(?m)(?:^|[\[{,:-])[ \t]*[*@%`]|[\[,][ \t]*#\w")  # a look at every text: must be quick
_TOKEN = re.compile(
    r"""(?P<space>[ \t]+)
      | (?P<newline>\n)
      | (?P<hash>\#[^\n]*)
      | (?P<open>[\[{])
      | (?P<close>[\]}])
      | (?P<comma>,)
      | (?P<dash>[-?](?=[ \t\n]|$))
      | (?P<colon>:(?=[ \t\n,\[\]{}]|$))
      | (?P<block>[|>][-+0-9]*(?=[ \t]*(?:\#[^\n]*)?\n))
      | (?P<quoted>"(?:[^"\\]+|\\.)*"?|'(?:[^']+|'')*'?)
      | (?P<word>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_FLOW = re.compile(r"(?:[^\n,\[\]{}#:]+|(?<=\S)#|:(?![ \t\n]|$))+")
_IN_BLOCK = re.compile(r"(?:[^\n#:]+|(?<=\S)#|:(?![ \t\n]|$))+")
_HASHTAG = re.compile(r"#\w[^\n,\[\]{}#:]*(?=[,\]}])")
_KEY = re.compile(r"[*@%`][^\n:#]*:(?=[ \t\n]|$)")
_DASHES = re.compile(r" *(?:- +)*")
_KINDS: dict[str, Kind] = {"*": kinds.STAR_UNQUOTED, "#": kinds.HASH_UNQUOTED}


MOST_MENDED = 1000
"""So many words without quotes are mended; a file with more is not written by a person."""


@dataclass(slots=True)
class Mended:
    """The text with quotes put in, where they were put, and a warning for each."""

    text: str
    shifts: Shifts = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def mend(file: str, text: str) -> Mended:
    """The text with quotes around unquoted words that begin with a special character."""
    return _Mender(file, text).run() if _SUSPECT.search(text) else Mended(text)


class _Mender:
    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._text = text
        self._out: list[str] = []
        self._copied = 0
        self._at = 0
        self._depth = 0
        self._fresh = True  # a value or key may begin here
        self._key_only = True  # …at the start of a line, where more text of the line before may stand too
        self._line = 0
        self._line_start = 0
        self._mended = Mended(text)

    def run(self) -> Mended:
        while self._at < len(self._text):
            if not (self._fresh and self._quoted_special()):
                self._step()
        self._out.append(self._text[self._copied :])
        self._mended.text = "".join(self._out)
        return self._mended

    def _step(self) -> None:
        found = _TOKEN.match(self._text, self._at)
        assert found is not None  # noqa: S101 - the last branch takes any character
        match found.lastgroup:
            case "newline":
                self._at = found.end()
                self._next_line(1)
            case "open" | "close" | "comma" if self._depth or self._fresh:
                self._at = found.end()
                self._bracket(found[0])
            case "dash" | "colon" as sign:
                self._at = found.end()
                self._fresh = sign == "colon" or self._fresh
                self._key_only = False
            case "space" | "hash":
                self._at = found.end()
            case "block" if self._fresh and not self._depth:
                self._skip_block(found.end())
            case "quoted" if self._fresh:
                self._at = found.end()
                self._next_line(found[0].count("\n"))
                self._fresh = False
            case _:
                self._plain()

    def _plain(self) -> None:
        """Go past text without quotes; a quote or bracket inside it means nothing."""
        found = (_IN_FLOW if self._depth else _IN_BLOCK).match(self._text, self._at + 1)
        self._at = found.end() if found else self._at + 1
        self._fresh = False

    def _bracket(self, sign: str) -> None:
        self._key_only = False
        if sign in "[{":
            self._depth += 1
        elif sign in "]}":
            self._depth = max(0, self._depth - 1)
        self._fresh = sign not in "]}"

    def _next_line(self, lines: int) -> None:
        if lines:
            self._line += lines
            self._line_start = self._text.rfind("\n", 0, self._at) + 1
            if not self._depth and not self._fresh:
                self._fresh = self._key_only = True

    def _quoted_special(self) -> bool:
        """Put quotes around the word that begins here, if it needs them."""
        first = self._text[self._at]
        if len(self._mended.problems) >= MOST_MENDED:
            return False
        if first not in "*@%`#" or (self._key_only and not _KEY.match(self._text, self._at)):
            return False
        if first == "#":
            found = _HASHTAG.match(self._text, self._at) if self._depth else None
        else:
            found = (_IN_FLOW if self._depth else _IN_BLOCK).match(self._text, self._at)
        word = found[0].rstrip() if found else ""
        quote = "'" if "'" not in word and set(word) & set('"\\') else '"'
        if not word or (quote == '"' and set(word) & set('"\\')):
            return False
        self._put_quotes(word, quote)
        return True

    def _put_quotes(self, word: str, quote: str) -> None:
        column = self._at - self._line_start
        shifts = self._mended.shifts.setdefault(self._line, [])
        shifts.extend((column + len(shifts), column + len(shifts) + 1 + len(word)))
        self._out.append(self._text[self._copied : self._at] + quote + word + quote)
        self._at += len(word)
        self._copied = self._at
        self._fresh = False
        kind = _KINDS.get(word[0], kinds.SPECIAL_UNQUOTED)
        place = Place(self._file, self._line + 1, column + 1)
        self._mended.problems.append(kind.at(place, width=len(word), word=word[:60]))

    def _skip_block(self, start: int) -> None:
        """Go past a text block: the lines that are further in than the key (or dash) it belongs to."""
        line = self._text[self._line_start : start]
        dashes = _DASHES.match(line)
        column = dashes.end() if dashes else 0
        if ":" not in line[column:]:
            column = max(0, column - 2)
        lines = re.compile(rf"[^\n]*(?:\n(?: {{{column + 1},}}[^\n]*|[ \t]*(?=\n|$)))*")
        found = lines.match(self._text, start)
        self._at = found.end() if found else start
        self._next_line(self._text.count("\n", start, self._at))
        self._fresh = False
