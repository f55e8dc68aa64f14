"""The rules of a protocol, compiled and filed so that only those that may fire are looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.judge.circumstances import Explained, compile_held
from rules.judge.facts import Facts
from rules.judge.predicates import Predicate, asked, compile_condition, held, keys, without
from rules.judge.verdict import Effect
from rules.protocol.model import AllOf, Condition, Level, Protocol, Rule

NOT_BRAKED = 1_000_000


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule ready to be asked. ``order`` is its place in the file; levels are numbers here.

    ``floor`` −1: sets none. ``brake`` ``NOT_BRAKED``: brakes nothing. ``last``: has ``nothing_else``.
    """

    order: int
    rule: Rule
    holds: Predicate
    floor: int
    brake: int
    last: bool
    effects: tuple[tuple[Effect, str], ...]
    """What it does when it fires, with the amount of each."""
    circumstances: Explained

    @property
    def names_category(self) -> bool:
        """Whether it answers the question what the message is; a weak rule does not."""
        return self.rule.category is not None and not self.rule.weak


def compile_rule(order: int, rule: Rule, levels: Mapping[str, Level]) -> Compiled:
    """The rule with its conditions as one function."""
    last = "nothing_else" in asked(rule.when)
    holds = _holds(rule.when, rule.unless, last)
    floor = levels[rule.level].number if rule.level else -1
    brake = levels[rule.at_most].number if rule.at_most else NOT_BRAKED
    return Compiled(order, rule, holds, floor, brake, last, tuple(_effects(rule)), compile_held(rule.when, last))


def _holds(when: Condition, unless: AllOf | None, worried: bool = False) -> Predicate:
    """Whether ``when`` holds and ``unless`` does not."""
    holds = compile_condition(when, worried)
    if unless is None or not unless.conditions:
        return holds
    excused = compile_condition(unless, worried)
    return lambda facts: holds(facts) and not excused(facts)


def _effects(rule: Rule) -> Iterator[tuple[Effect, str]]:
    if rule.level:
        yield Effect.FLOOR, rule.level
    if rule.points:
        yield Effect.POINTS, str(rule.points)
    if rule.at_most:
        yield Effect.BRAKE, rule.at_most
    if not (rule.level or rule.points or rule.at_most):
        yield Effect.NOTE, rule.category or ""


_Asked = tuple[AllOf, AllOf | None]
"""What is left to ask of a rule that was found under its key: the other conditions, and ``unless``."""


class _Shelf:
    """Rules found under one key. Those of which the same is left to ask are asked once, together."""

    def __init__(self) -> None:
        self._bunches: dict[_Asked, tuple[Predicate, list[Compiled]]] = {}

    def put(self, one: Compiled, rest: AllOf) -> None:
        asked: _Asked = (rest, one.rule.unless)
        if asked not in self._bunches:
            self._bunches[asked] = (_holds(*asked), [])
        self._bunches[asked][1].append(one)

    def fired(self, facts: Facts, into: dict[int, Compiled]) -> None:
        for holds, rules in self._bunches.values():
            if holds(facts):
                for one in rules:
                    into[one.order] = one


class Filed:
    """All rules of a protocol, each under its most selective keys."""

    def __init__(self, protocol: Protocol) -> None:
        self.all = [compile_rule(order, rule, protocol.levels) for order, rule in enumerate(protocol.rules)]
        self._filed: dict[str, dict[str | None, _Shelf]] = {}
        self._always = _Shelf()
        self.costly: list[Rule] = []
        """The rules that are looked at for every mention about us, since nothing in them can be looked up."""
        self._last = [one for one in self.all if one.last]
        for one in self.all:
            if not one.last:
                self._file(one)

    def _file(self, one: Compiled) -> None:
        under = keys(one.rule.when)
        if under is None:
            self._always.put(one, one.rule.when)
            self.costly.append(one.rule)
            return
        rest = without(one.rule.when, under)
        for of, value in under:
            self._filed.setdefault(of, {}).setdefault(value, _Shelf()).put(one, rest)

    def fired(self, facts: Facts) -> list[Compiled]:
        """The rules that hold, in the order of the file; those with ``nothing_else`` after all others were seen.

        A property under which no rule is filed is not read: the tone may cost more than all the rest.
        """
        fired: dict[int, Compiled] = {}
        self._always.fired(facts, fired)
        for of, filed in self._filed.items():
            for value in held(of, facts):
                if (shelf := filed.get(value)) is not None:
                    shelf.fired(facts, fired)
        if self._last and not any(one.names_category for one in fired.values()):
            fired |= {one.order: one for one in self._last if one.holds(facts)}
        return [fired[order] for order in sorted(fired)]
