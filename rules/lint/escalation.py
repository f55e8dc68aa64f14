"""Checks of the escalation: does every urgent level have a chain that ends in somebody?"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

from rules.duty.dates import span_phrase
from rules.duty.roster import BACKUP, OWNER
from rules.i18n import N_
from rules.lint.facts import ATTENTION, LABEL_LEVEL, Facts
from rules.protocol.model import Level, Place, Push, Span, Step
from rules.protocol.problems import Kind, Phrase, Problem, Severity, phrase

_E, _W = Severity.ERROR, Severity.WARNING

NO_CHAIN = Kind(
    "level-without-escalation",
    _E,
    N_("Voor dit niveau staat er geen opschaling."),
    N_("Een zaak met niveau {level} wordt dan aan niemand gemeld."),
    (N_("Zet onder 'escalation' wie het wanneer hoort, bijvoorbeeld: {id}: [{{after: 0 minutes, notify: owner}}]."),),
)
NO_LAST_RESORT = Kind(
    "no-last-resort",
    _E,
    N_("Er is geen 'last_resort': wie hoort het als niemand reageert?"),
    N_("De opschaling van {levels} loopt dan dood."),
    (N_("Zet onder 'escalation': last_resort: {{notify: ROL, repeat: 15 minutes}}."),),
)
STEP_TO_NOBODY = Kind(
    "step-to-nobody",
    _W,
    N_("Bij de stap na {after} is er niemand om het te vertellen ({roles})."),
    N_("Die stap slaat over."),
    (N_("Zet mensen in die rol, of noem een andere rol."),),
)
ENDS_IN_NOTHING = Kind(
    "escalation-ends-in-nothing",
    _E,
    N_("De laatste stap vertelt het aan {roles}, en daar is niemand."),
    N_("Reageert er eerder niemand, dan hoort verder niemand het."),
    (N_("Zet mensen in die rol, of noem een andere rol."),),
)
LAST_RESORT_NOBODY = Kind(
    "last-resort-nobody",
    _E,
    N_("'last_resort' noemt {roles}, en daar is niemand."),
    N_("Reageert er niemand, dan loopt de opschaling dood."),
    (N_("Noem een rol met mensen."),),
)
ORDER = Kind(
    "steps-out-of-order",
    _W,
    N_("De stap na {after} staat ná een stap die later komt."),
    "",
    (N_("Zet de stappen in de volgorde waarin ze komen."),),
)
SLOW_REPEAT = Kind(
    "last-resort-slow",
    _W,
    N_("'last_resort' herhaalt pas na {minutes} minuten."),
    N_("Bij een dringende zaak blijft het zo lang stil."),
    (N_("Herhaal elk kwartier: repeat: 15 minutes."),),
)
LATE_FIRST = Kind(
    "first-step-late",
    _W,
    N_("De eerste stap komt pas na {after}, maar het bericht moet binnen {seen} gezien zijn."),
    N_("Die belofte is dan nooit te halen."),
    (N_("Begin de opschaling met: after: 0 minutes."),),
)
SLOWEST_REPEAT = timedelta(hours=1)


def _subject(level: Level) -> Phrase:
    return phrase(LABEL_LEVEL, name=level.id)


def chains(facts: Facts) -> Iterator[Problem]:
    """Levels that make a case which nobody is told about."""
    for level in facts.protocol.levels.values():
        if level.number >= ATTENTION and level.push is not Push.NEVER and not facts.protocol.escalation.get(level.id):
            yield NO_CHAIN.at(level.at, subject=_subject(level), level=level.name, id=level.id)


def last_resort(facts: Facts) -> Iterator[Problem]:
    """Urgent levels without somebody for when nobody answers."""
    urgent = facts.urgent()
    last = facts.protocol.last_resort
    if not urgent:
        return
    if last is None:
        yield NO_LAST_RESORT.at(Place(urgent[0].at.file), levels=tuple(level.name for level in urgent))
    elif not any(facts.people_of(role, level) for role in last.notify for level in urgent):
        yield LAST_RESORT_NOBODY.at(last.at, roles=last.notify)
    elif last.repeat > SLOWEST_REPEAT:
        yield SLOW_REPEAT.at(last.at, minutes=int(last.repeat / timedelta(minutes=1)))


def ends_in_nothing(facts: Facts) -> Iterator[Problem]:
    """Steps that reach nobody: an error for the last one of an urgent level."""
    for level in facts.protocol.levels.values():
        steps = facts.protocol.escalation.get(level.id, ())
        for number, step in enumerate(steps, start=1):
            if not any(facts.people_of(role, level) for role in step.notify):
                last = number == len(steps) and level.push is Push.ALWAYS
                kind = ENDS_IN_NOTHING if last else STEP_TO_NOBODY
                yield kind.at(step.at, subject=_subject(level), roles=_roles(step), after=span_phrase(step.after))


def _roles(step: Step) -> tuple[Phrase, ...]:
    names: dict[str, Any] = {OWNER: N_("de eigenaar"), BACKUP: N_("de achterwacht van dat moment")}
    return tuple(phrase(names[role]) if role in names else phrase("{role}", role=role) for role in step.notify)


def order(facts: Facts) -> Iterator[Problem]:
    """Steps that are not in the order in which they come."""
    for level in facts.protocol.levels.values():
        for earlier, step in pairwise(facts.protocol.escalation.get(level.id, ())):
            if _sooner(step.after, earlier.after):
                yield ORDER.at(step.at, subject=_subject(level), after=span_phrase(step.after))


def _sooner(one: Span, other: Span) -> bool:
    return one.clock is other.clock and one.amount < other.amount


def late_first(facts: Facts) -> Iterator[Problem]:
    """Chains that only begin when the promise to have seen it is already broken."""
    for level in facts.protocol.levels.values():
        steps = facts.protocol.escalation.get(level.id, ())
        if steps and level.seen and _sooner(level.seen, steps[0].after):
            args: dict[str, Any] = {"after": span_phrase(steps[0].after), "seen": span_phrase(level.seen)}
            yield LATE_FIRST.at(steps[0].at, subject=_subject(level), **args)
