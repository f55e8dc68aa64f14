"""Shapes of words to look for. They are read by those who will search for them, so that nothing fails later."""

import re
from dataclasses import dataclass

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.nodes import Items, Node, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.problems import Phrase, phrase
from rules.protocol.shapes.base import ScalarShape, Schema, Shape
from rules.protocol.shapes.collections import Many
from rules.protocol.shapes.scalars import Text
from rules.text.terms import PatternError, TermError, Why, compile_pattern, parse

MAX_PATTERNS = 200
_PLAIN = re.compile(r"[A-Za-z0-9]")


@dataclass(frozen=True)
class SearchTerm(Text):
    """A word or phrase to look for, with ``*`` where anything may stand."""

    says: str = N_("een woord of woordgroep")
    max_length: int = 200

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The term as written."""
        written = super().read_text(text, node, notes)
        if written is None:
            return None
        if _PLAIN.search(written):  # has a word in it for certain: most terms need no closer look
            return written
        try:
            parse(written)
        except TermError:
            notes.report(kinds.NO_WORD, node, text=short(written))
            return None
        return written


WORDS = Many(SearchTerm())


@dataclass(frozen=True)
class AnyOfWords(Shape[tuple[str, ...]]):
    """One group of ``together``: ``a|b``, or a list."""

    says: str = N_("woorden met | ertussen")

    def read(self, node: Node, notes: Notes) -> tuple[str, ...] | None:
        """The words of the group."""
        if isinstance(node, Items):
            return WORDS.read(node, notes)
        written = Text().read(node, notes)
        if written is None or not isinstance(node, Scalar):
            return None
        words = [word for word in (part.strip() for part in written.split("|")) if word]
        if not words:
            self.expected(node, notes)
            return None
        read = [SearchTerm().read_text(word, node, notes) for word in words]
        return tuple(word for word in read if word is not None) if None not in read else None

    def schema(self) -> Schema:
        """A text or a list."""
        return {"type": ["string", "array"], "items": {"type": "string"}}


class Pattern(ScalarShape[str]):
    """A search pattern that RE2 takes: it never runs away, whatever the text."""

    says = N_("een zoekpatroon")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The pattern as written."""
        notes.patterns += 1
        if notes.patterns > MAX_PATTERNS:
            if notes.patterns == MAX_PATTERNS + 1:
                notes.report(kinds.TOO_MANY_PATTERNS, node, limit=MAX_PATTERNS)
            return None
        try:
            compile_pattern(text)
        except PatternError as refused:
            _refuse(refused, text, node, notes)
            return None
        return text

    def schema(self) -> Schema:
        """A string."""
        return {"type": "string"}


_PLAIN_KINDS = {
    Why.LOOK_AROUND: kinds.PATTERN_UNSAFE,
    Why.BACK_REFERENCE: kinds.PATTERN_UNSAFE,
    Why.MATCHES_EVERYTHING: kinds.PATTERN_ANYTHING,
}
_TOLD = {
    "missing )": N_("er gaat een haakje ( open dat niet dichtgaat"),
    "unexpected )": N_("er gaat een haakje ) dicht dat niet openging"),
    "missing ]": N_("er gaat een haakje [ open dat niet dichtgaat"),
    "no argument for repetition": N_("voor *, + of ? staat niets om te herhalen"),
    "bad repetition operator": N_("er staan twee herhalingstekens achter elkaar"),
    "invalid escape sequence": N_("achter een \\ staat een teken dat daar niet kan"),
    "trailing \\": N_("het eindigt op een losse \\"),
    "invalid character class range": N_("tussen [ ] staat een reeks die achterstevoren is of niet bestaat"),
    "invalid perl operator": N_("achter (? staat een teken dat daar niet kan"),
    "invalid repetition size": N_("iets mag hooguit duizend keer herhaald worden"),
    "invalid named capture group": N_("achter (?P hoort een naam van letters tussen < en >"),
    "pattern too large": N_("het is te groot"),
}
"""What RE2 says, by how it begins."""


def _refuse(refused: PatternError, text: str, node: Scalar, notes: Notes) -> None:
    if refused.why in _PLAIN_KINDS:
        notes.report(_PLAIN_KINDS[refused.why], node)
    else:
        notes.report(kinds.PATTERN_BROKEN, node, text=short(text), why=_why(refused))


def _why(refused: PatternError) -> Phrase:
    if refused.why is Why.TOO_LONG:
        return phrase(_TOLD["pattern too large"])
    if refused.why is Why.EDGE_OF_OTHER_SCRIPT:
        return phrase(N_("\\b werkt alleen naast gewone letters"))
    said = refused.detail
    return phrase(next((told for begins, told in _TOLD.items() if said.startswith(begins)), N_("ik begrijp het niet")))
