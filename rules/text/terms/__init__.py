"""Terms of a protocol: words, phrases, words together, exceptions, patterns; found in one pass over a text."""

from rules.text.terms.glance import Glance
from rules.text.terms.index import TermIndex
from rules.text.terms.pattern import PatternError, Why, compile_pattern
from rules.text.terms.subject import Found, Hit, Subjects, Wanted
from rules.text.terms.term import Gap, Term, TermError, Word, parse

__all__ = [
    "Found",
    "Gap",
    "Glance",
    "Hit",
    "PatternError",
    "Subjects",
    "Term",
    "TermError",
    "TermIndex",
    "Wanted",
    "Why",
    "Word",
    "compile_pattern",
    "parse",
]
