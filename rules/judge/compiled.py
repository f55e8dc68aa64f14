"""The rules of a protocol, compiled and filed so that only those that may fire are looked at."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rules.judge.circumstances import Explained, compile_held
from rules.judge.facts import Facts
from rules.judge.predicates import Predicate, asked, compile_condition, held, keys
from rules.judge.verdict import Effect
from rules.protocol.model import Level, Protocol, Rule

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
    when = compile_condition(rule.when, worried=last)
    holds = when
    if rule.unless is not None and rule.unless.conditions:
        unless = compile_condition(rule.unless, worried=last)

        def holds(facts: Facts) -> bool:
            return when(facts) and not unless(facts)

    floor = levels[rule.level].number if rule.level else -1
    brake = levels[rule.at_most].number if rule.at_most else NOT_BRAKED
    return Compiled(order, rule, holds, floor, brake, last, tuple(_effects(rule)), compile_held(rule.when, last))


def _effects(rule: Rule) -> Iterator[tuple[Effect, str]]:
    if rule.level:
        yield Effect.FLOOR, rule.level
    if rule.points:
        yield Effect.POINTS, str(rule.points)
    if rule.at_most:
        yield Effect.BRAKE, rule.at_most
    if not (rule.level or rule.points or rule.at_most):
        yield Effect.NOTE, rule.category or ""


class Filed:
    """All rules of a protocol, each under its most selective keys."""

    def __init__(self, protocol: Protocol) -> None:
        self.all = [compile_rule(order, rule, protocol.levels) for order, rule in enumerate(protocol.rules)]
        self._filed: dict[str, dict[str | None, list[Compiled]]] = {}
        self._always: list[Compiled] = []
        self._last = [one for one in self.all if one.last]
        for one in self.all:
            if not one.last:
                self._file(one)

    def _file(self, one: Compiled) -> None:
        under = keys(one.rule.when)
        if under is None:
            self._always.append(one)
        else:
            for of, value in under:
                self._filed.setdefault(of, {}).setdefault(value, []).append(one)

    @property
    def costly(self) -> tuple[Rule, ...]:
        """The rules that are looked at for every mention about us, since nothing in them can be looked up."""
        return tuple(one.rule for one in self._always)

    def fired(self, facts: Facts) -> list[Compiled]:
        """The rules that hold, in the order of the file; those with ``nothing_else`` after all others were seen."""
        fired = {one.order: one for one in self._candidates(facts) if one.holds(facts)}
        if self._last and not any(one.names_category for one in fired.values()):
            fired |= {one.order: one for one in self._last if one.holds(facts)}
        return [fired[order] for order in sorted(fired)]

    def _candidates(self, facts: Facts) -> Iterable[Compiled]:
        """A property under which no rule is filed is not read: the tone may cost more than all the rest."""
        yield from self._always
        for of, filed in self._filed.items():
            for value in held(of, facts):
                yield from filed.get(value, ())
