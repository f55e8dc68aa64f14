"""Checks of rules beside each other: do they contradict one another, are two the same, does the file's order decide?"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from rules.i18n import N_
from rules.lint.conditions import ANY, follows, ids_named, parts_of
from rules.lint.facts import ATTENTION, Facts, in_rule
from rules.protocol.model import Condition, OneOf, Rule
from rules.protocol.problems import Kind, Problem, Severity

_W, _H = Severity.WARNING, Severity.HINT

CONTRADICTION = Kind(
    "rules-contradict",
    _W,
    N_("Elk bericht waarvoor deze regel geldt, wordt door regel '{other}' gedempt tot {most}."),
    N_("Het niveau {level} van deze regel komt dan nooit uit."),
    (N_("Geef '{other}' een 'unless', of haal één van de twee regels weg."),),
)
TWICE = Kind(
    "rule-twice",
    _W,
    N_("Deze regel heeft precies dezelfde voorwaarden als regel '{other}' en doet ook hetzelfde."),
    N_("Punten tellen dan dubbel; verder verandert de tweede niets."),
    (N_("Haal één van de twee weg."),),
)
TIE = Kind(
    "rules-tie",
    _H,
    N_("Elk bericht waarvoor deze regel geldt, past ook bij regel '{other}', met hetzelfde niveau ({level})."),
    N_("Regel '{winner}' staat het hoogst in het bestand en bepaalt dus categorie en eigenaar."),
    (N_("Is dat goed zo, dan hoeft u niets te doen. Anders: geef één van de twee een 'unless' of een ander niveau."),),
)
ANY_TOPIC = ""
"""Under what rules are filed that ask for no topic."""
MOST_NEIGHBOURS = 100
"""So many rules are held beside one other."""
MOST_PAIRS = 10_000
"""So many pairs of rules are compared."""


class Neighbours:
    """Rules by the topic they ask for: only those can follow from a rule that names it. Keeps a check of many rules short."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_topic: dict[str, list[Rule]] = {}
        for rule in rules:
            topics = [name for part in parts_of(rule.when) for name in _asked_topics(part)]
            for topic in topics or [ANY_TOPIC]:
                self._by_topic.setdefault(topic, []).append(rule)

    def of(self, rule: Rule) -> Iterator[Rule]:
        """The first so many rules that may follow from this one."""
        topics = (*sorted(ids_named(rule.when, "topic")), ANY_TOPIC)
        near = chain.from_iterable(self._by_topic.get(topic, ()) for topic in topics)
        return islice(near, MOST_NEIGHBOURS)


def _asked_topics(part: Condition) -> tuple[str, ...]:
    return part.ids if isinstance(part, OneOf) and part.of == "topic" and part.ids != ANY else ()


def _wins_from(rule: Rule, other: Rule) -> bool:
    """Whether the other rule certainly holds wherever this one does."""
    return bool(other.when.conditions) and other.unless is None and follows(rule.when, other.when)


def contradictions(facts: Facts) -> Iterator[Problem]:
    """Floors that another rule always brakes (a floor of attention or more stands, so only milder ones)."""
    brakes = Neighbours(rule for rule in facts.protocol.rules if rule.at_most)
    for rule in facts.protocol.rules:
        if rule.level and facts.number(rule.level) < ATTENTION:
            braking = (brake for brake in brakes.of(rule) if _brakes(rule, brake, facts))
            yield from (_contradiction(rule, brake, facts) for brake in islice(braking, 1))


def _brakes(rule: Rule, brake: Rule, facts: Facts) -> bool:
    lower = brake is not rule and facts.number(brake.at_most) < facts.number(rule.level)
    return lower and _wins_from(rule, brake)


def _contradiction(rule: Rule, brake: Rule, facts: Facts) -> Problem:
    names: dict[str, Any] = {"level": facts.level_name(rule.level), "most": facts.level_name(brake.at_most)}
    return CONTRADICTION.at(rule.at, subject=in_rule(rule), also=(brake.at,), other=brake.id, **names)


def _same(rule: Rule, other: Rule) -> bool:
    effects = ("category", "level", "points", "at_most", "owner", "notify", "template", "outside_office")
    return (rule.when, rule.unless) == (other.when, other.unless) and all(
        getattr(rule, one) == getattr(other, one) for one in effects
    )


def ties(facts: Facts) -> Iterator[Problem]:
    """Rules that are the same, and rules of one level where the order of the file decides who owns the case.

    Each rule is named once, with the first other it ties with; after so many comparisons the rest is left unsaid.
    """
    named: set[str] = set()
    for first, second in islice(_pairs(facts.protocol.rules), MOST_PAIRS):
        problem = _twice_or_tied(first, second, facts)
        if problem and second.id not in named:
            named.add(second.id)
            yield problem


def _twice_or_tied(first: Rule, second: Rule, facts: Facts) -> Problem | None:
    if _same(first, second):
        return TWICE.at(second.at, subject=in_rule(second), also=(first.at,), other=first.id)
    if not _tied(first, second):
        return None
    rule, other = (second, first) if _wins_from(second, first) else (first, second)
    args: dict[str, Any] = {"other": other.id, "winner": first.id, "level": facts.level_name(first.level)}
    return TIE.at(rule.at, subject=in_rule(rule), also=(other.at,), **args)


def _pairs(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Pairs that can have to do with each other: the same level and a topic in common, or no topic at all."""
    groups: dict[tuple[str | None, str], list[Rule]] = {}
    for second in rules:
        for topic in sorted(ids_named(second.when, "topic")) or [""]:
            group = groups.setdefault((second.level, topic), [])
            yield from ((first, second) for first in group)
            group.append(second)


def _tied(first: Rule, second: Rule) -> bool:
    if not (first.level and first.category and second.category):
        return False
    differ = (first.category, first.owner) != (second.category, second.owner)
    return differ and (_wins_from(first, second) or _wins_from(second, first))
