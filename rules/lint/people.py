"""Checks of people and roles: is each role filled, can everybody be reached in two ways, are there two pairs of eyes?"""

from collections.abc import Iterable, Iterator
from typing import Any

from rules.case.eyes import TWO_PEOPLE
from rules.duty.roster import BACKUP, OWNER, could_be
from rules.i18n import N_
from rules.lint.facts import CRISIS, LABEL_HOUSE_RULE, LABEL_LEVEL, LABEL_PERSON, LABEL_ROLE, SERIOUS, Facts
from rules.protocol.model import Level, Person, Place, Protocol, Step
from rules.protocol.problems import Kind, Problem, Severity, phrase

_E, _W = Severity.ERROR, Severity.WARNING

NOBODY_FILLS = Kind(
    "role-nobody-fills",
    _E,
    N_("Niemand vervult deze rol."),
    N_("Wat voor deze rol is, komt bij niemand aan. Gebruikt bij: {where}."),
    (N_("Zet er mensen bij (people), of een 'stand_in'."),),
)
NO_MANAGER = Kind(
    "location-without-manager",
    _W,
    N_(
        "Deze rol is de manager van de locatie, maar bij {locations} staat geen manager, en de rol heeft geen vervanger."
    ),
    N_("Een bericht over die locatie, of zonder locatie, komt dan bij niemand aan."),
    (N_("Zet er 'stand_in: …' bij, of geef elke locatie een manager."),),
)
ONE_WAY = Kind(
    "one-way-to-reach",
    _E,
    N_("{name} staat in de opschaling van {levels}, maar is alleen te bereiken via {ways}."),
    N_("Valt dat uit, dan hoort {name} niets."),
    (N_("Zet er nog een manier bij: telegram, mail of phone."),),
)
NO_WAY = Kind(
    "no-way-to-reach",
    _E,
    N_("{name} staat in de opschaling van {levels}, maar is op geen enkele manier te bereiken."),
    N_("{name} hoort dus niets."),
    (N_("Zet er minstens twee manieren bij: telegram, mail of phone."),),
)
NO_PHONE = Kind(
    "call-without-phone",
    _W,
    N_("{name} moet bij {level} gebeld worden, maar heeft geen telefoonnummer."),
    N_("Die stap slaat {name} over."),
    (N_("Bewaar het nummer met: seintje geheim TEL_{secret}, en zet er phone: secret:TEL_{secret} bij."),),
)
FOUR_EYES = Kind(
    "four-eyes-one-pair",
    _E,
    N_("Deze huisregel vraagt twee mensen, maar in de rollen {roles} zit samen alleen {who}."),
    N_("Niemand kan dit bericht dan {may}."),
    (N_("Zet nog iemand in één van die rollen, noem bij second_person andere rollen, of zet four_eyes op false."),),
)
SIGN_OFF = Kind(
    "sign-off-impossible",
    _E,
    N_("Een tekst bij dit niveau vraagt akkoord van {wanted}, maar dat kan niemand geven."),
    N_("Er kan dan nooit een antwoord uit."),
    (N_("Zet genoeg mensen in {roles}, of noem bij second_person andere rollen."),),
)
NO_APPROVER = Kind(
    "no-approver",
    _W,
    N_("Niemand anders dan {name} mag een wijziging goedkeuren."),
    N_("Wie een wijziging schrijft, mag die niet zelf goedkeuren; wijzigen kan dan niet meer."),
    (N_("Zet bij 'approved_by' minstens één ander."),),
)


# --- roles -------------------------------------------------------------------------------------------------


def role_uses(protocol: Protocol) -> dict[str, list[str]]:
    """Per role the things of the file that rely on it, by their id."""
    uses: dict[str, list[str]] = {}
    for where, roles in _role_uses(protocol):
        for role in roles:
            if role and where not in uses.setdefault(role, []):
                uses[role].append(where)
    return uses


def _role_uses(protocol: Protocol) -> Iterator[tuple[str, Iterable[str | None]]]:
    for rule in protocol.rules:
        yield rule.id, (rule.owner, rule.outside_office, *rule.notify)
    for pattern in protocol.patterns:
        yield pattern.id, (pattern.owner, pattern.ask)
    for level, steps in protocol.escalation.items():
        yield level, [role for step in steps for role in step.notify]
    for schedule in protocol.on_call.values():
        yield schedule.id, (schedule.backup,)
    if protocol.last_resort:
        yield "last_resort", protocol.last_resort.notify
    for report in protocol.reports:
        yield report.name, report.to


def nobody_fills(facts: Facts) -> Iterator[Problem]:
    """Roles without anybody, that something relies on or not."""
    uses = role_uses(facts.protocol)
    for role in facts.protocol.roles.values():
        if role.location_manager or could_be(role.id, facts.protocol):
            continue
        where: dict[str, Any] = {"where": tuple(uses[role.id])} if role.id in uses else {}
        severity = None if where else _W
        yield NOBODY_FILLS.at(role.at, subject=phrase(LABEL_ROLE, name=role.id), severity=severity, **where)


def managers(facts: Facts) -> Iterator[Problem]:
    """The role of location manager without a stand-in for locations that have none."""
    missing = [place.name for place in facts.protocol.organisation.locations.values() if not place.manager]
    for role in facts.protocol.roles.values():
        if role.location_manager and not role.stand_in and missing:
            yield NO_MANAGER.at(role.at, subject=phrase(LABEL_ROLE, name=role.id), locations=tuple(missing))


# --- ways to be reached ------------------------------------------------------------------------------------------


def _ways(person: Person) -> tuple[str, ...]:
    ways = {"telegram": person.telegram, "mail": person.mail, "phone": person.phone}
    return tuple(name for name, value in ways.items() if value)


def _told_at(facts: Facts, level: Level) -> dict[str, None]:
    """Everybody who may be told of a case of this level, the last resort included."""
    roles = [role for step in facts.protocol.escalation.get(level.id, ()) for role in step.notify]
    roles += facts.protocol.last_resort.notify if facts.protocol.last_resort else ()
    return dict.fromkeys(person for role in roles for person in facts.people_of(role, level))


def two_ways(facts: Facts) -> Iterator[Problem]:
    """People of an urgent level who cannot be reached in two independent ways."""
    told = {level.name: _told_at(facts, level) for level in facts.urgent()}
    for person in facts.protocol.people.values():
        levels = tuple(name for name, people in told.items() if person.id in people)
        ways = _ways(person)
        if levels and len(ways) < 2:
            kind = ONE_WAY if ways else NO_WAY
            subject = phrase(LABEL_PERSON, name=person.id)
            yield kind.at(person.at, subject=subject, name=person.name, levels=levels, ways=ways)


def call_steps(facts: Facts) -> Iterator[Problem]:
    """People who must be called and have no phone: an error at crisis, a warning below."""
    told: set[str] = set()
    for level in reversed(facts.urgent()):
        for person in _called(facts, level):
            if person.id not in told and not person.phone and level.number >= SERIOUS:
                told.add(person.id)
                severity = _E if level.number >= CRISIS else _W
                args: dict[str, Any] = {"name": person.name, "level": level.name, "secret": person.id.upper()}
                yield NO_PHONE.at(person.at, subject=phrase(LABEL_PERSON, name=person.id), severity=severity, **args)


def _called(facts: Facts, level: Level) -> Iterator[Person]:
    steps: tuple[Step, ...] = facts.protocol.escalation.get(level.id, ())
    roles = [role for step in steps if step.call for role in step.notify]
    for person in dict.fromkeys(person for role in roles for person in facts.people_of(role, level)):
        yield facts.protocol.people[person]


# --- two people ---------------------------------------------------------------------------------------------------------


def _eyes(facts: Facts, roles: Iterable[str]) -> set[str]:
    return {person for role in roles for person in could_be(role, facts.protocol)}


def four_eyes(facts: Facts) -> Iterator[Problem]:
    """House rules that ask for two people where there is only one."""
    for rule in facts.protocol.house_rules.values():
        roles = facts.protocol.second_person.actions
        eyes = _eyes(facts, roles)
        if rule.four_eyes and rule.may and len(eyes) < 2:
            args: dict[str, Any] = {
                "who": facts.names(eyes) or phrase(N_("niemand")),
                "roles": roles,
                "may": tuple(phrase(ACTIONS[one]) for one in rule.may),
            }
            yield FOUR_EYES.at(rule.at, subject=phrase(LABEL_HOUSE_RULE, name=rule.breach), **args)


ACTIONS = {
    "hide": N_("verbergen"),
    "delete": N_("verwijderen"),
    "ban": N_("blokkeren"),
    "report": N_("melden bij het platform"),
}
"""What may be done with a message on our own page, as a verb at the end of a sentence."""


def sign_off(facts: Facts) -> Iterator[Problem]:
    """Levels whose texts need an agreement that nobody can give."""
    for level in facts.protocol.levels.values():
        wanted = [role for role in level.sign_off if not _can_sign(role, facts)]
        if wanted:
            roles = facts.protocol.second_person.texts if wanted == [TWO_PEOPLE] else tuple(wanted)
            names = tuple(phrase(N_("twee mensen")) if role == TWO_PEOPLE else phrase("{r}", r=role) for role in wanted)
            yield SIGN_OFF.at(level.at, subject=phrase(LABEL_LEVEL, name=level.id), wanted=names, roles=roles)


def _can_sign(role: str, facts: Facts) -> bool:
    if role == TWO_PEOPLE:
        return len(_eyes(facts, facts.protocol.second_person.texts)) >= 2
    return role in (OWNER, BACKUP) or bool(could_be(role, facts.protocol))


def approver(facts: Facts) -> Iterator[Problem]:
    """A protocol that only one person may change and approve."""
    people = dict.fromkeys([*([facts.protocol.owner] if facts.protocol.owner else []), *facts.protocol.approved_by])
    if len(people) == 1:
        person = facts.protocol.people.get(next(iter(people)))
        place = Place(person.at.file) if person else Place()
        yield NO_APPROVER.at(place, name=facts.names(people)[0])
