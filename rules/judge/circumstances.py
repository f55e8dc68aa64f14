"""Which parts of a condition held, and the value that made each hold: what a rule says of why it fired."""

from collections.abc import Callable, Iterable
from typing import assert_never

from rules.judge.facts import Facts
from rules.judge.predicates import ANY, compile_condition, values
from rules.protocol.model import (
    AllOf,
    AnyOf,
    AuthorHistory,
    Condition,
    DuringOffice,
    NothingElse,
    OneOf,
    ThreadGrowth,
    Within,
)

Circumstance = tuple[str, str]
"""A property and the value that counted, such as ``("sentiment", "negative")``."""
Explained = Callable[[Facts], Iterable[Circumstance]]


def compile_held(condition: Condition, worried: bool) -> Explained:
    """A function that gives the parts of the condition that hold; asked only of a condition that does."""
    match condition:
        case AllOf(conditions):
            parts = [compile_held(one, worried) for one in conditions]
            return lambda facts: [each for part in parts for each in part(facts)]
        case AnyOf(conditions):
            return _any([(compile_condition(one, worried), compile_held(one, worried)) for one in conditions])
        case OneOf(of, ids):
            wanted = frozenset(ids)
            if ANY in wanted:
                return lambda facts: [(of, value) for value in values(of, facts, worried)]
            return lambda facts: [(of, value) for value in values(of, facts, worried) if value in wanted]
        case _:
            return lambda facts: (_special(condition, facts),)


def _any(parts: Iterable[tuple[Callable[[Facts], bool], Explained]]) -> Explained:
    branches = list(parts)
    return lambda facts: [each for holds, held in branches if holds(facts) for each in held(facts)]


def _special(
    condition: Within | DuringOffice | NothingElse | AuthorHistory | ThreadGrowth, facts: Facts
) -> Circumstance:
    match condition:
        case Within(of):
            return of, f"{facts.number(of):g}"
        case DuringOffice(outside):
            return "time", "outside office hours" if outside else "office hours"
        case NothingElse():
            return "nothing_else", "true"
        case AuthorHistory(sentiment, _, within):
            return "author_history", f"{facts.by_author(sentiment, within)}"
        case ThreadGrowth(_, within):
            return "thread", f"{facts.in_thread(within)}"
        case _:
            assert_never(condition)
