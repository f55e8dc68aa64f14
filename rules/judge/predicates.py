"""Conditions of a protocol as functions: compiled once, asked often, explained only when a rule fired."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import assert_never

from rules.judge.facts import Facts
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

Predicate = Callable[[Facts], bool]
Key = tuple[str, str]
"""A property and its value, such as ``("topic", "abuse")``; a rule is filed under some of these."""

ANY = "any"
_READ: Mapping[str, Callable[[Facts], tuple[str | None, ...]]] = {
    "topic": lambda facts: facts.topics,
    "author": lambda facts: facts.author_kinds,
    "location": lambda facts: (facts.location,),
    "platform": lambda facts: (facts.mention.platform,),
    "kind": lambda facts: (facts.mention.kind.value,),
    "via": lambda facts: (facts.mention.via.value,),
    "lang": lambda facts: (facts.lang,),
    "sentiment": lambda facts: (facts.label,),
    "category": lambda facts: ("praise_story", "compliment") if facts.category == "praise_story" else (facts.category,),
    "level": lambda facts: (facts.level,),
}
"""The values of each property; None stands for unknown."""
_SELECTIVE = ("topic", "author", "location", "platform", "kind", "via", "lang", "sentiment")
"""The properties a rule can be filed under, the rarest first."""


def values(of: str, facts: Facts, worried: bool = False) -> tuple[str, ...]:
    """The values of a property that hold for the mention; none when unknown."""
    if worried and of == "sentiment":
        return (facts.worried_label,)
    return tuple(value for value in _READ[of](facts) if value is not None)


def compile_condition(condition: Condition, worried: bool = False) -> Predicate:
    """A function that says whether the condition holds.

    ``worried``: for a rule with ``nothing_else``, where an unsure sentiment is negative. ``nothing_else`` itself holds
    here; the judge asks such rules only in its second pass.
    """
    match condition:
        case AllOf(conditions):
            return _all([compile_condition(one, worried) for one in _cheapest_first(conditions)])
        case AnyOf(conditions):
            return _any([compile_condition(one, worried) for one in _cheapest_first(conditions)])
        case OneOf():
            return _one_of(condition, worried)
        case NothingElse():
            return lambda facts: True
        case Within(of, bound):
            return lambda facts: (number := facts.number(of)) is not None and bound.holds(number)
        case DuringOffice(outside):
            return lambda facts: facts.office is not outside
        case AuthorHistory(sentiment, bound, within):
            return lambda facts: bound.holds(facts.by_author(sentiment, within))
        case ThreadGrowth(bound, within):
            return lambda facts: bound.holds(facts.in_thread(within))
        case _:
            assert_never(condition)


def _all(parts: list[Predicate]) -> Predicate:
    if not parts:
        return lambda facts: True
    if len(parts) == 1:
        return parts[0]

    def holds(facts: Facts) -> bool:
        for part in parts:  # noqa: SIM110 - a plain loop: every mention about us comes by here, for every candidate
            if not part(facts):
                return False
        return True

    return holds


def _any(parts: list[Predicate]) -> Predicate:
    return lambda facts: any(part(facts) for part in parts)


def _one_of(condition: OneOf, worried: bool) -> Predicate:
    wanted = frozenset(condition.ids)
    if worried and condition.of == "sentiment":
        return lambda facts: facts.worried_label in wanted
    read = _READ[condition.of]
    if ANY in wanted:
        return lambda facts: any(value is not None for value in read(facts))
    return lambda facts: not wanted.isdisjoint(read(facts))


def _cheapest_first(conditions: Iterable[Condition]) -> list[Condition]:
    """What has to read the text for tone or danger comes last."""
    return sorted(conditions, key=lambda one: "sentiment" in asked(one) or "danger" in asked(one))


def asked(condition: Condition) -> frozenset[str]:
    """The properties and numbers a condition looks at, and the names of its special parts."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            return frozenset(name for one in conditions for name in asked(one))
        case OneOf(of) | Within(of):
            return frozenset({of})
        case NothingElse():
            return frozenset({"nothing_else"})
        case DuringOffice():
            return frozenset({"time"})
        case AuthorHistory():
            return frozenset({"author_history"})
        case ThreadGrowth():
            return frozenset({"thread"})
        case _:
            assert_never(condition)


def topics_of(condition: Condition) -> Iterator[str]:
    """The topics a condition names."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            for one in conditions:
                yield from topics_of(one)
        case OneOf("topic", ids):
            yield from ids
        case _:
            return


def keys(condition: Condition, worried: bool = False) -> frozenset[Key] | None:
    """Keys of which at least one holds whenever the condition does, the most selective found; None: no such keys."""
    match condition:
        case AllOf(conditions):
            known = [each for one in conditions if (each := keys(one, worried)) is not None]
            return min(known, key=_commonness) if known else None
        case AnyOf(conditions):
            branches = [keys(one, worried) for one in conditions]
            if any(branch is None for branch in branches):
                return None
            return frozenset(key for branch in branches if branch for key in branch)
        case OneOf(of, ids) if of in _SELECTIVE and ANY not in ids and not (worried and of == "sentiment"):
            return frozenset((of, one) for one in ids)
        case _:
            return None


def without(condition: AllOf, under: frozenset[Key]) -> AllOf:
    """What is left to ask once one of the keys ``under`` is known to hold: all but the part that just says so."""
    rest = list(condition.conditions)
    for number, one in enumerate(rest):
        if isinstance(one, OneOf) and frozenset((one.of, each) for each in one.ids) == under:
            del rest[number]
            break
    return AllOf(tuple(rest))


def _commonness(each: frozenset[Key]) -> tuple[int, int]:
    return (max((_SELECTIVE.index(of) for of, _ in each), default=-1), len(each))


def held(of: str, facts: Facts) -> tuple[str | None, ...]:
    """The values of a property, None where it is unknown."""
    return _READ[of](facts)
