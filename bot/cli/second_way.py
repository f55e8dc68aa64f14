"""What ``check`` says of the ways to reach people: does everybody who must hear of something urgent have two that work?"""

from collections.abc import Iterator

from bot import config
from bot.app.book import book
from bot.config import kinds
from bot.ways import TELEGRAM, services_installed
from rules.duty.roster import could_be
from rules.explain.ways import notifier_name
from rules.i18n import Lang
from rules.protocol.model import Person, Protocol, Push
from rules.protocol.problems import Problem, phrase


def ways_in_settings(protocol: Protocol, settings: config.Config) -> Iterator[Problem]:
    """Everything in the settings that leaves an urgent message with one way only."""
    if settings.apprise is not None:
        if not services_installed():
            yield kinds.SERVICES_NOT_INSTALLED.at(settings.apprise.at)
        for name in settings.apprise.people:
            if name not in protocol.people:
                yield kinds.NOT_IN_PROTOCOL.at(settings.apprise.at, name=name)
    urgent = [protocol.people[person] for person in urgent_people(protocol)]
    if settings.email is None and settings.apprise is None:
        if urgent and settings.telegram is not None:
            yield kinds.NO_SECOND_WAY.at(settings.at)
        return
    for person in urgent:
        yield from _too_few(person, settings)


def _too_few(person: Person, settings: config.Config) -> Iterator[Problem]:
    ways = [way.notifier for way in book(settings).ways(person)]
    ways += [TELEGRAM] if settings.telegram is not None else []
    if len(set(ways)) == 1:
        secret = person.mail.name if person.mail else f"MAIL_{person.id.upper()}"
        way = phrase("{way}", way=notifier_name(ways[0], Lang.NL))
        yield kinds.NOT_REACHED_TWICE.at(person.at, name=person.name, way=way, secret=secret)


def urgent_people(protocol: Protocol) -> tuple[str, ...]:
    """Everybody who may be told of a case of a level that rings at any hour, in the order of the file."""
    loud = [level.id for level in protocol.levels.values() if level.push is Push.ALWAYS]
    roles = {role for level in loud for step in protocol.escalation.get(level, ()) for role in step.notify}
    found = {person for role in roles for person in could_be(role, protocol)}
    return tuple(person for person in protocol.people if person in found)
