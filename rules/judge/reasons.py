"""Why a rule fired: the words and the circumstances. Worked out only for rules that did."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import assert_never

from rules.judge.compiled import Compiled
from rules.judge.facts import Facts
from rules.judge.predicates import ANY, compile_condition, values
from rules.judge.verdict import Effect, Reason
from rules.protocol.model import (
    AllOf,
    AnyOf,
    AuthorHistory,
    Condition,
    DuringOffice,
    NothingElse,
    OneOf,
    Protocol,
    ThreadGrowth,
    Within,
)
from rules.text.values import Evidence, Tone

_MOST_WORDS = 6
_compiled = lru_cache(1024)(compile_condition)

Circumstance = tuple[str, str]


def reasons(one: Compiled, facts: Facts) -> Iterator[Reason]:
    """What a rule that fired did, one reason for each effect."""
    rule, worried = one.rule, one.last
    held = list(_held(rule.when, facts, worried))
    evidence = _evidence(held, facts)
    conditions = tuple(dict.fromkeys(held))
    for effect, amount in _effects(one):
        yield Reason(rule.id, effect, amount, evidence, rule.name, conditions, rule.at)


def _effects(one: Compiled) -> Iterator[tuple[Effect, str]]:
    rule = one.rule
    if rule.level:
        yield Effect.FLOOR, rule.level
    if rule.points:
        yield Effect.POINTS, str(rule.points)
    if rule.at_most:
        yield Effect.BRAKE, rule.at_most
    if not (rule.level or rule.points or rule.at_most):
        yield Effect.NOTE, rule.category or ""


def table_reason(level: str, points: int, protocol: Protocol) -> Reason:
    """The points of all rules together reached a level."""
    return Reason("points", Effect.FLOOR, level, (), "", (("points", str(points)),), protocol.levels[level].at)


def taught_reason(facts: Facts) -> Reason:
    """The organisation's own verdicts raised the level; with the words they know, where they know any."""
    evidence = facts.danger.evidence
    return Reason("taught" if evidence else "taught_tone", Effect.NOTE, "", evidence)


def _held(condition: Condition, facts: Facts, worried: bool) -> Iterator[Circumstance]:
    """The parts of a condition that hold, with the value that made them hold."""
    match condition:
        case AllOf(conditions):
            for each in conditions:
                yield from _held(each, facts, worried)
        case AnyOf(conditions):
            for each in conditions:
                if _compiled(each, worried)(facts):
                    yield from _held(each, facts, worried)
        case OneOf(of, ids):
            yield from ((of, value) for value in values(of, facts, worried) if value in ids or ANY in ids)
        case _:
            yield _special(condition, facts)


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


def _evidence(held: Iterable[Circumstance], facts: Facts) -> tuple[Evidence, ...]:
    """The words behind what held: of topics first; the tone's own words only where no topic spoke."""
    held = list(held)
    words = [e for of, value in held if of == "topic" for e in facts.evidence(value)]
    words += [e for of, _ in held if of == "danger" for e in facts.danger.evidence]
    if not words:
        words = [e for of, value in held if of == "sentiment" for e in _tone_words(value, facts)]
    return tuple(dict.fromkeys(words))[:_MOST_WORDS]


def _tone_words(label: str, facts: Facts) -> Iterator[Evidence]:
    for hit in facts.tone.hits:
        if (hit.value < 0) == (label == Tone.NEGATIVE) and hit.value:
            yield Evidence(hit.start, hit.end, facts.mention.text[hit.start : hit.end])
