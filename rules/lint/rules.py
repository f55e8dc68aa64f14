"""Checks of the rules themselves: do they ever fire, do they do something, do they contradict each other?"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

from rules.i18n import N_
from rules.lint.conditions import (
    follows,
    has_nothing_else,
    ids_named,
    impossible,
    without_nothing_else,
)
from rules.lint.facts import ATTENTION, SERIOUS, Facts, in_rule
from rules.protocol.model import AllOf, OneOf, Place, Rule
from rules.protocol.problems import Kind, Problem, Severity

_E, _W, _H = Severity.ERROR, Severity.WARNING, Severity.HINT

CANNOT_HOLD = Kind(
    "rule-cannot-hold",
    _W,
    N_("De voorwaarden bij 'when' kunnen niet samen waar zijn."),
    N_("De regel geldt dus nooit."),
    (N_("Haal één van de twee weg, of zet ze onder 'any' als één genoeg is."),),
)
UNLESS_ALWAYS = Kind(
    "unless-always",
    _W,
    N_("Wat bij 'unless' staat, geldt altijd als 'when' geldt."),
    N_("De regel sluit zichzelf uit en geldt dus nooit."),
    (N_("Maak 'unless' smaller, of haal het weg."),),
)
NET_COVERED = Kind(
    "nothing-else-covered",
    _W,
    N_("Deze regel wacht tot er niets anders past, maar dan past regel '{other}' altijd."),
    N_("De regel geldt dus nooit."),
    (N_("Haal 'nothing_else' weg, of zet bij '{other}' 'weak: true'."),),
)
BRAKE_BELOW_FLOOR = Kind(
    "brake-below-floor",
    _E,
    N_("Deze regel zegt tegelijk minstens {level} en hoogstens {most}."),
    N_("Dat spreekt elkaar tegen."),
    (N_("Kies: 'level' om te verhogen, 'at_most' om te dempen."),),
)
BRAKE_TOO_HIGH = Kind(
    "brake-too-high",
    _W,
    N_("'at_most: {most}' dempt niets wat telt: ernstig blijft altijd ernstig."),
    "",
    (N_("Gebruik 'at_most' alleen voor ruis, zoals reclame."),),
)
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
NO_OWNER = Kind(
    "case-without-owner",
    _W,
    N_("Deze regel geeft {level}, maar zegt niet van wie de zaak dan is."),
    N_("Past er geen andere regel, dan heeft de zaak geen eigenaar en slaat de opschaling die stap over."),
    (N_("Zet er 'owner: …' bij. Rollen: {roles}."),),
)
NO_NET = Kind(
    "no-safety-net",
    _W,
    N_("Er is geen vangnet: geen regel voor negatieve berichten waar verder niets op past."),
    N_("Een noodkreet in woorden die niemand heeft voorzien, ziet dan niemand. Dit is de regel die het meest vangt."),
    (N_("Voeg toe: when: {{sentiment: negative, nothing_else: true}}, met level: attention en een owner."),),
)
OUT_OF_REACH = Kind(
    "points-out-of-reach",
    _W,
    N_("{level} begint bij {points} punten, maar alle regels samen geven er hoogstens {most}."),
    N_("Met punten haalt een bericht dit niveau nooit."),
    (N_("Verlaag 'points' van het niveau, of geef de regels meer punten."),),
)
HITS_MOST = Kind(
    "rule-hits-most",
    _W,
    N_("Deze regel gold voor {count} van de {total} berichten."),
    N_("Een regel die bijna altijd geldt, zegt weinig meer over het bericht."),
    (N_("Maak 'when' smaller."),),
)
EVERY_MENTION = Kind(
    "rules-costly",
    _H,
    N_("{count} regels vragen niet om een onderwerp, afzender, platform of locatie ({rules}, …)."),
    N_("Die worden bij elk bericht over ons bekeken, en dat kost tijd."),
    (N_("Zet er bij 'when' een onderwerp bij waar dat kan."),),
)
SELECTIVE = ("topic", "author", "platform", "location", "lang", "via", "kind")
"""What quickly sorts out most mentions."""
FEW = 20
"""So many rules may be looked at for every mention before it is worth a word."""
MOST = 0.8
"""From this share of all mentions on a rule that raises to a case says nothing."""
ENOUGH_MENTIONS = 50


def never_fires(facts: Facts) -> Iterator[Problem]:
    """Rules whose conditions can never all hold."""
    for rule in facts.protocol.rules:
        problem = _cannot_hold(rule) or _covered(rule, facts)
        if problem:
            yield problem


def _cannot_hold(rule: Rule) -> Problem | None:
    if part := impossible(rule.when):
        return CANNOT_HOLD.at(getattr(part, "at", rule.at), subject=in_rule(rule))
    if rule.unless and rule.unless.conditions and rule.when.conditions and follows(rule.when, rule.unless):
        return UNLESS_ALWAYS.at(rule.at, subject=in_rule(rule))
    return None


def _covered(rule: Rule, facts: Facts) -> Problem | None:
    """A rule that waits until nothing else applies, while another one then always applies."""
    if not has_nothing_else(rule.when):
        return None
    rest = without_nothing_else(rule.when)
    for other in facts.protocol.rules:
        counts = other.category and not other.weak and not other.unless and not has_nothing_else(other.when)
        if counts and other.when.conditions and follows(rest, other.when):
            return NET_COVERED.at(rule.at, subject=in_rule(rule), other=other.id)
    return None


def brakes(facts: Facts) -> Iterator[Problem]:
    """Brakes that contradict their own rule or brake nothing."""
    for rule in facts.protocol.rules:
        if not rule.at_most:
            continue
        if rule.level and facts.number(rule.at_most) < facts.number(rule.level):
            names: dict[str, Any] = {"level": facts.level_name(rule.level), "most": facts.level_name(rule.at_most)}
            yield BRAKE_BELOW_FLOOR.at(rule.at, subject=in_rule(rule), **names)
        elif facts.number(rule.at_most) >= SERIOUS:
            yield BRAKE_TOO_HIGH.at(rule.at, subject=in_rule(rule), most=rule.at_most)


def _wins_from(rule: Rule, other: Rule) -> bool:
    """Whether the other rule certainly holds wherever this one does."""
    return bool(other.when.conditions) and other.unless is None and follows(rule.when, other.when)


def contradictions(facts: Facts) -> Iterator[Problem]:
    """Floors that another rule always brakes (a floor of attention or more stands, so only milder ones)."""
    brakes_only = [rule for rule in facts.protocol.rules if rule.at_most]
    for rule in facts.protocol.rules:
        for brake in brakes_only:
            if brake is rule or not rule.level or facts.number(rule.level) >= ATTENTION:
                continue
            if facts.number(brake.at_most) < facts.number(rule.level) and _wins_from(rule, brake):
                names: dict[str, Any] = {"level": facts.level_name(rule.level), "most": facts.level_name(brake.at_most)}
                yield CONTRADICTION.at(rule.at, subject=in_rule(rule), also=(brake.at,), other=brake.id, **names)


def _same(rule: Rule, other: Rule) -> bool:
    effects = ("category", "level", "points", "at_most", "owner", "notify", "template", "outside_office")
    return (rule.when, rule.unless) == (other.when, other.unless) and all(
        getattr(rule, one) == getattr(other, one) for one in effects
    )


def ties(facts: Facts) -> Iterator[Problem]:
    """Rules that are the same, and pairs of one level where the order of the file decides who owns the case."""
    for first, second in _pairs(facts.protocol.rules):
        if _same(first, second):
            yield TWICE.at(second.at, subject=in_rule(second), also=(first.at,), other=first.id)
        elif _tied(first, second):
            both = _wins_from(second, first)
            rule, other = (second, first) if both else (first, second)
            args: dict[str, Any] = {"other": other.id, "winner": first.id, "level": facts.level_name(first.level)}
            yield TIE.at(rule.at, subject=in_rule(rule), also=(other.at,), **args)


def _pairs(rules: Iterable[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Pairs that can have to do with each other: the same level and a topic in common, or no topic at all."""
    groups: dict[tuple[str | None, str], list[tuple[int, Rule]]] = {}
    for number, rule in enumerate(rules):
        for topic in ids_named(rule.when, "topic") or {""}:
            groups.setdefault((rule.level, topic), []).append((number, rule))
    pairs = {(one[0], two[0]): (one[1], two[1]) for group in groups.values() for one, two in combinations(group, 2)}
    return iter(pair for _, pair in sorted(pairs.items(), key=lambda item: item[0]))


def _tied(first: Rule, second: Rule) -> bool:
    if not (first.level and first.category and second.category):
        return False
    differ = (first.category, first.owner) != (second.category, second.owner)
    return differ and (_wins_from(first, second) or _wins_from(second, first))


def without_owner(facts: Facts) -> Iterator[Problem]:
    """Rules that open a case which is nobody's."""
    for rule in facts.protocol.rules:
        if facts.number(rule.level) >= ATTENTION and not rule.owner and not _owned_elsewhere(rule, facts):
            args: dict[str, Any] = {"level": facts.level_name(rule.level), "roles": tuple(facts.protocol.roles)}
            yield NO_OWNER.at(rule.at, subject=in_rule(rule), **args)


def _owned_elsewhere(rule: Rule, facts: Facts) -> bool:
    """Whether another rule that always holds with this one says whose the case is."""
    return any(other.owner and _holds_with(rule, other) for other in facts.protocol.rules)


def _holds_with(rule: Rule, other: Rule) -> bool:
    excused = other.unless is None or (rule.unless is not None and follows(other.unless, rule.unless))
    return excused and bool(other.when.conditions) and follows(rule.when, other.when)


def _is_net(rule: Rule, facts: Facts) -> bool:
    negative = AllOf((OneOf("sentiment", ("negative",)),))
    rest = without_nothing_else(rule.when)
    return has_nothing_else(rule.when) and follows(negative, rest) and facts.number(rule.level) >= ATTENTION


def safety_net(facts: Facts) -> Iterator[Problem]:
    """Whether a negative mention that nothing else recognises is seen by a person."""
    if not any(_is_net(rule, facts) for rule in facts.protocol.rules):
        first = facts.protocol.rules[0].at if facts.protocol.rules else Place()
        yield NO_NET.at(Place(first.file))


def out_of_reach(facts: Facts) -> Iterator[Problem]:
    """Levels that no sum of points can reach."""
    most = sum(rule.points for rule in facts.protocol.rules if rule.points > 0)
    for level in facts.protocol.levels.values():
        if level.points is not None and level.points > most:
            yield OUT_OF_REACH.at(level.at, level=level.name, points=level.points, most=most)


def hits_most(facts: Facts) -> Iterator[Problem]:
    """Rules that a replay saw match nearly everything and that make a case of it."""
    total = facts.usage.mentions
    if total < ENOUGH_MENTIONS:
        return
    for rule in facts.protocol.rules:
        count = facts.usage.rules.get(rule.id, 0)
        if rule.when.conditions and facts.number(rule.level) >= ATTENTION and count > MOST * total:
            yield HITS_MOST.at(rule.at, subject=in_rule(rule), count=count, total=total)


def costly(facts: Facts) -> Iterator[Problem]:
    """Many rules that must be looked at for every mention, because nothing in them sorts mentions out quickly."""
    slow = [rule for rule in facts.protocol.rules if not any(ids_named(rule.when, of) for of in SELECTIVE)]
    if len(slow) > FEW:
        yield EVERY_MENTION.at(slow[0].at, count=len(slow), rules=tuple(rule.id for rule in slow[:3]))
