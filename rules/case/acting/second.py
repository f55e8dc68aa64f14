"""The second person: who may agree, whom to ask now, and when somebody can be asked."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rules.case.acting.values import URGENT, Asked, Moment, Outcome, Permission, Why, refused
from rules.case.actions import Verb
from rules.case.chain import last_resort_for
from rules.duty.roster import BACKUP, change_points, could_be, who
from rules.protocol.model import HouseRule


@dataclass(frozen=True, slots=True)
class Called:
    """Who is asked to be the second person, for one group of roles. ``instead``: they speak for roles they do not have,

    because nobody of those roles but the asker can be reached now.
    """

    people: tuple[str, ...]
    instead: bool = False


def call(group: tuple[str, ...], asked: Asked, at: Moment) -> Called:
    """Whom to ask for a group, never the one who wishes it and only who can be reached.

    Those on duty in its roles; else who backs them up; else the roles' own people, also out of their hours; else the
    manager of the location, the owner of the protocol, and whoever is the last resort. Who only reads mail is asked when
    nobody else can be. Nobody: nobody can be reached.
    """
    found, staffing = _call(group, asked, at), at.staffing
    if found.people or not staffing.by_letter:
        return found
    return _call(
        group, asked, replace(at, staffing=replace(staffing, unreachable=staffing.unreachable - staffing.by_letter))
    )


def _call(group: tuple[str, ...], asked: Asked, at: Moment) -> Called:
    for people, instead in _ladder(group, asked, at):
        if able := _others(people, asked, at):
            return Called(able, instead and not any(in_group(p, group, asked, at) for p in able))
    return Called(())


def _others(people: Iterable[str], asked: Asked, at: Moment) -> tuple[str, ...]:
    return tuple(p for p in dict.fromkeys(people) if p != asked.person and p not in at.staffing.unreachable)


def _ladder(group: tuple[str, ...], asked: Asked, at: Moment) -> Iterator[tuple[Iterable[str], bool]]:
    """Step by step who could be asked, and whether they would speak for roles they do not have."""
    yield _told(group, asked, at), False
    yield [p for role in group for p in who(BACKUP, at.now, at.protocol, at.staffing, owner=role).people], True
    yield _named(group, at), False
    place = at.protocol.organisation.locations.get(asked.location or "")
    yield ([place.manager] if place and place.manager else []), True
    yield ([at.protocol.owner] if at.protocol.owner else []), True
    yield _told(last_resort_for(at.protocol).notify, asked, at), True


def _told(roles: Iterable[str], asked: Asked, at: Moment) -> list[str]:
    return [p for role in roles for p in who(role, at.now, at.protocol, at.staffing, **_around(asked)).people]


def _named(group: tuple[str, ...], at: Moment) -> list[str]:
    return [p for role in group if (known := at.protocol.roles.get(role)) for p in known.people]


def seconds(wants: tuple[tuple[str, ...], ...], asked: Asked, at: Moment) -> tuple[str, ...]:
    """Everybody to ask for these groups now, in order; see ``call``."""
    return tuple(dict.fromkeys(p for group in wants for p in call(group, asked, at).people))


AHEAD = timedelta(days=7)
"""So far ahead is looked for somebody who will be able to agree."""


@dataclass(frozen=True, slots=True)
class Later:
    """Who can be asked from a moment (UTC) on."""

    at: datetime
    people: tuple[str, ...]


def asked_later(wants: tuple[tuple[str, ...], ...], asked: Asked, at: Moment) -> Later | None:
    """When nobody can be asked now: the first moment of the coming week at which somebody can. None: nobody then either."""
    for moment in change_points(at.now, at.now + AHEAD, at.protocol, at.staffing):
        if found := seconds(wants, asked, replace(at, now=moment)):
            return Later(moment, found)
    return None


def can_wait_alone(asked: Asked, at: Moment) -> bool:
    """Whether one person may do it after ``PATIENCE`` without an answer, with a reason."""
    urgent = asked.verb is Verb.HIDE and asked.category in URGENT
    return urgent and in_group(asked.person, at.protocol.second_person.actions, asked, at)


def in_group(person: str, group: tuple[str, ...], asked: Asked, at: Moment) -> bool:
    """Whether a person may speak for one of these roles now: theirs by name, on duty, or standing in."""
    for role_id in group:
        role = at.protocol.roles.get(role_id)
        if role is not None and person in role.people:
            return True
        if person in who(role_id, at.now, at.protocol, at.staffing, **_around(asked)).people:
            return True
    return False


def _around(asked: Asked) -> dict[str, str | None]:
    return {"location": asked.location, "owner": asked.owner}


def second_person(
    why: Why, wants: tuple[tuple[str, ...], ...], asked: Asked, at: Moment, rule: HouseRule | None = None
) -> Permission:
    """Somebody else must agree; refused where a group has nobody else at all."""
    for group in wants:
        others = {p for role in group for p in could_be(role, at.protocol)} - {asked.person}
        if not others:
            return refused(Why.NOBODY_ELSE, rule)
    return Permission(Outcome.SECOND, why, wants, rule, rule.review_after if rule else None)
