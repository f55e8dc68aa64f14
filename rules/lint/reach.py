"""Reachability: for every level and every minute of the coming weeks, who is reached within how many minutes.

Nothing changes between two moments at which an office opens or closes or a duty changes hands, or that lie a step of
the chain before such a moment. So it is enough to look at those, and every minute is covered.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from rules.duty.dates import stretch_phrase, wait_phrase
from rules.duty.hours import before, due, is_office, next_office_opening
from rules.duty.roster import NOBODY, OWNER, TOLD_ANYWAY, change_points, who
from rules.duty.staffing import Who
from rules.i18n import N_
from rules.lint.facts import ATTENTION, LABEL_LEVEL, Facts
from rules.protocol.model import Level, Push, Span, Step
from rules.protocol.problems import Kind, Phrase, Problem, Severity, phrase

AHEAD = timedelta(weeks=8)

HOLE = Kind(
    "nobody-reached",
    Severity.ERROR,
    N_("{when}: niemand voor {level}{owner}."),
    N_("Wie dan in nood is, wordt door niemand gehoord."),
    (N_("Noem in de opschaling een rol met een rooster of 'always_on', of zorg dat iemand weer bereikbaar is."),),
)
NO_DUTY = Kind(
    "nobody-on-duty",
    Severity.WARNING,
    N_("{when}: niemand met dienst voor {level}{owner}."),
    N_("Dan gaat het toch naar {people}, zonder dat die dienst hebben; misschien slaapt iedereen."),
    (N_("Noem in de opschaling een rol met een rooster of 'always_on', of geef de rol een 'stand_in'."),),
)
REACHED = Kind(
    "reachability",
    Severity.HINT,
    N_("Op elk moment van de komende acht weken hoort iemand met dienst het {within}."),
    N_("Het eerst: {people}."),
)
REACHED_LATER = Kind(
    "reachability",
    Severity.HINT,
    N_("In kantoortijd hoort iemand het {within}; daarbuiten ligt het stil klaar, hooguit {most} lang."),
)
_AT_ONCE = N_("meteen")
_WITHIN = N_("binnen {span}")
_FOR_OWNER = N_(" als {role} de eigenaar is")
_AND_MORE = N_("en nog {count} keer")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """What happens to a case that reaches a level at any minute of ``[start, end)`` (UTC).

    ``people`` are the first who are told and can be reached, at most ``within`` after it; None is nobody. ``on``:
    they have duty. ``owner`` is the role that owns the case; None when it makes no difference.
    """

    level: str
    owner: str | None
    start: datetime
    end: datetime
    within: timedelta | None
    people: tuple[str, ...]
    on: bool


@dataclass(frozen=True, slots=True)
class _First:
    within: timedelta
    people: tuple[str, ...]
    on: bool


def _steps(level: Level, facts: Facts) -> tuple[Step, ...]:
    """The chain of a level, with the last resort as one more step."""
    chain = facts.protocol.escalation.get(level.id, ())
    last = facts.protocol.last_resort
    if last is None or not chain:
        return chain
    end = chain[-1].after
    return (*chain, Step(Span(end.amount + last.repeat, end.clock), last.notify))


_Known = dict[tuple[str, datetime, str | None], Who]
"""Who is told for a role from a moment on, per owner of the case."""


class _Weeks:
    """The coming weeks for one level, cut at every moment at which another person may fill a role.

    Between two cuts nobody comes or goes, so a role is looked up once a piece, however many steps of the chain and
    owners ask for it. ``known`` may be shared by all levels of a protocol.
    """

    def __init__(self, level: Level, facts: Facts, known: _Known) -> None:
        self.level, self.facts, self.known = level, facts, known
        self.steps = _steps(level, facts)
        self.end = facts.now + AHEAD
        after = dict.fromkeys(step.after for step in self.steps)
        longest = max((due(self.end, span, facts.protocol) for span in after), default=self.end)
        self.points = change_points(facts.now, longest + timedelta(days=1), facts.protocol, facts.staffing)
        earlier = {before(point, span, facts.protocol) for point in self.points for span in after if span.amount}
        self.moments = sorted(at for at in {*self.points, *earlier} if facts.now <= at < self.end)
        self._told_at: dict[tuple[datetime, Span], datetime] = {}

    def who(self, role: str, at: datetime, owner: str | None) -> Who:
        """Who is told for a role at a moment from now on."""
        place = bisect_right(self.points, at)
        since = at if place == len(self.points) else self.points[place - 1]
        found = self.known.get((role, since, owner))
        if found is None:
            found = who(role, since, self.facts.protocol, self.facts.staffing, owner=owner)
            self.known[role, since, owner] = found
        return found

    def told_at(self, start: datetime, after: Span) -> datetime:
        """When people are told of a case that reached the level at ``start``, so long after it."""
        found = self._told_at.get((start, after))
        if found is None:
            found = due(start, after, self.facts.protocol)
            if self.level.push is Push.OFFICE_HOURS:
                found = next_office_opening(found, self.facts.protocol)
            self._told_at[start, after] = found
        return found


def _told_by(step: Step, start: datetime, owner: str | None, weeks: _Weeks) -> Iterator[_First]:
    at = weeks.told_at(start, step.after)
    for role in step.notify:
        found = weeks.who(role, at, owner)
        able = tuple(person for person in found.people if person not in weeks.facts.staffing.unreachable)
        if able:
            yield _First(at - start, able, found.reason not in (TOLD_ANYWAY, NOBODY))


def _first(start: datetime, owner: str | None, weeks: _Weeks) -> _First | None:
    """The first people with duty who are told; without any the first who are told at all."""
    anyway = None
    for step in weeks.steps:
        for told in _told_by(step, start, owner, weeks):
            if told.on:
                return told
            anyway = anyway or told
    return anyway


def _follow(owner: str | None, weeks: _Weeks) -> Iterator[Reach]:
    level = weeks.level.id
    for start, end in pairwise([*weeks.moments, weeks.end]):
        first = _first(start, owner, weeks)
        if first is None:
            yield Reach(level, owner, start, end, None, (), False)
        else:
            yield Reach(level, owner, start, end, first.within, first.people, first.on)


def reachability(facts: Facts, level: Level, known: _Known | None = None) -> tuple[Reach, ...]:
    """Who is reached first for a case of this level, for every minute of the coming eight weeks.

    Per owner only where the owner makes a difference, that is where the first step does not reach somebody with duty
    whoever owns the case. ``known`` is what was found for other levels from the same facts.
    """
    weeks = _Weeks(level, facts, {} if known is None else known)
    anyone = tuple(_follow(None, weeks))
    owners = facts.owners(level)
    if all(part.on and part.within == timedelta(0) for part in anyone) or not owners or not _asks_owner(weeks):
        return anyone
    return tuple(part for owner in owners for part in _follow(owner, weeks))


def _asks_owner(weeks: _Weeks) -> bool:
    return any(OWNER in step.notify for step in weeks.steps)


# --- as problems -----------------------------------------------------------------------------------------------


def _joined(parts: Iterable[Reach]) -> list[Reach]:
    """Stretches that follow each other with the same outcome as one; the longest wait counts."""
    found: list[Reach] = []
    for part in parts:
        last = found[-1] if found else None
        if last and (last.end, last.people, last.on) == (part.start, part.people, part.on):
            waits = [wait for wait in (last.within, part.within) if wait is not None]
            found[-1] = replace(last, end=part.end, within=max(waits, default=None))
        else:
            found.append(part)
    return found


def reach(facts: Facts) -> Iterator[Problem]:
    """Every hole, and for a level without holes in how many minutes somebody with duty hears it."""
    known: _Known = {}
    for level in facts.protocol.levels.values():
        if level.number < ATTENTION or level.push is Push.NEVER or not facts.protocol.escalation.get(level.id):
            continue
        parts = reachability(facts, level, known)
        holes = list(_holes(level, parts, facts))
        yield from holes or [_reached(level, parts, facts)]


def _holes(level: Level, parts: tuple[Reach, ...], facts: Facts) -> Iterator[Problem]:
    for owner in dict.fromkeys(part.owner for part in parts):
        mine = [part for part in parts if part.owner == owner]
        if deaf := [part for part in mine if part.within is None]:
            yield _hole(HOLE, level, owner, deaf, facts)
        if asleep := [part for part in mine if part.within is not None and not part.on]:
            yield _hole(NO_DUTY, level, owner, asleep, facts)


def _hole(kind: Kind, level: Level, owner: str | None, parts: list[Reach], facts: Facts) -> Problem:
    zone = facts.protocol.timezone
    parts = _joined(parts)
    when = [stretch_phrase(part.start, part.end, zone) for part in parts[:_SHOWN]]
    if len(parts) > _SHOWN:
        when.append(phrase(_AND_MORE, count=len(parts) - _SHOWN))
    role = facts.protocol.roles[owner].name if owner else ""
    for_owner = phrase(_FOR_OWNER, role=role) if owner else phrase("")
    people = facts.names(dict.fromkeys(person for part in parts for person in part.people))
    place = facts.protocol.escalation[level.id][0].at
    subject = phrase(LABEL_LEVEL, name=level.id)
    return kind.at(place, subject=subject, when=tuple(when), level=level.name, owner=for_owner, people=people)


def _reached(level: Level, parts: tuple[Reach, ...], facts: Facts) -> Problem:
    place = facts.protocol.escalation[level.id][0].at
    subject = phrase(LABEL_LEVEL, name=level.id)
    if level.push is Push.OFFICE_HOURS:
        at_work = [part for part in parts if is_office(part.start, facts.protocol)]
        args: dict[str, Any] = {"within": _within(_longest(at_work)), "most": wait_phrase(_longest(parts))}
        return REACHED_LATER.at(place, subject=subject, **args)
    people = facts.names(dict.fromkeys(person for part in parts for person in part.people))
    return REACHED.at(place, subject=subject, within=_within(_longest(parts)), people=people)


def _longest(parts: Iterable[Reach]) -> timedelta:
    return max((part.within for part in parts if part.within is not None), default=timedelta(0))


def _within(wait: timedelta) -> Phrase:
    return phrase(_WITHIN, span=wait_phrase(wait)) if wait else phrase(_AT_ONCE)
