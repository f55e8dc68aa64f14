"""Checks of the rules themselves: do they ever fire, do they do something, do they contradict each other?"""

from collections.abc import Iterable, Iterator
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
from rules.lint.pairs import Neighbours
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
    neighbours = Neighbours(facts.protocol.rules)
    for rule in facts.protocol.rules:
        problem = _cannot_hold(rule) or _covered(rule, neighbours.of(rule))
        if problem:
            yield problem


def _cannot_hold(rule: Rule) -> Problem | None:
    if part := impossible(rule.when):
        return CANNOT_HOLD.at(getattr(part, "at", rule.at), subject=in_rule(rule))
    if rule.unless and rule.unless.conditions and rule.when.conditions and follows(rule.when, rule.unless):
        return UNLESS_ALWAYS.at(rule.at, subject=in_rule(rule))
    return None


def _covered(rule: Rule, near: Iterable[Rule]) -> Problem | None:
    """A rule that waits until nothing else applies, while another one then always applies."""
    if not has_nothing_else(rule.when):
        return None
    rest = without_nothing_else(rule.when)
    for other in near:
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


def without_owner(facts: Facts) -> Iterator[Problem]:
    """Rules that open a case which is nobody's, also when another rule that always holds with them has no owner."""
    owned = Neighbours(rule for rule in facts.protocol.rules if rule.owner)
    for rule in facts.protocol.rules:
        if facts.number(rule.level) < ATTENTION or rule.owner:
            continue
        if not any(_holds_with(rule, other) for other in owned.of(rule)):
            args: dict[str, Any] = {"level": facts.level_name(rule.level), "roles": tuple(facts.protocol.roles)}
            yield NO_OWNER.at(rule.at, subject=in_rule(rule), **args)


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
