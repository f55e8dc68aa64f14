"""Checks of the roster and the calendar: holes, fairness, overlaps, days off."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import combinations
from typing import Any

from rules.duty.dates import full_day_phrase, moment_phrase, stretch_phrase
from rules.duty.holidays import coming_days_off, days_off
from rules.duty.hours import local_date
from rules.duty.turns import Turn, turns
from rules.i18n import N_
from rules.lint.facts import LABEL_SCHEDULE, Facts
from rules.protocol.model import Override, Schedule
from rules.protocol.problems import Kind, Phrase, Problem, Severity, phrase

_W, _H = Severity.WARNING, Severity.HINT

HOLE = Kind(
    "roster-hole",
    _W,
    N_("{when} heeft niemand dienst."),
    N_("Wat dan binnenkomt, gaat naar de achterwacht of naar wie er geen dienst heeft."),
    (N_("Laat de eerste dienst eerder beginnen, of zet er een 'override' voor."),),
)
TOO_OFTEN = Kind(
    "duty-too-often",
    _W,
    N_("{people}: 1 op de {often} diensten; afgesproken is hooguit 1 op de {agreed}."),
    "",
    (N_("Zet meer mensen in 'rotation'."),),
)
OVERLAP = Kind(
    "overrides-overlap",
    _W,
    N_("Op {when} staan er twee vervangingen tegelijk: {first} en {second}."),
    N_("De laatste in het bestand geldt: {second}."),
    (N_("Pas de tijden aan."),),
)
HOLIDAYS = Kind(
    "days-off",
    _H,
    N_("Vrije dagen van het komende jaar: {days}."),
    N_("Op die dagen is het kantoor dicht."),
    (N_("Klopt er een niet? Gebruik 'extra_days_off' of 'extra_workdays'."),),
)
BOTH = Kind(
    "day-off-and-workday",
    _W,
    N_("{days} staat bij 'extra_days_off' én bij 'extra_workdays'."),
    N_("Die dag telt als vrij."),
    (N_("Haal hem op één van de twee plekken weg."),),
)
NO_HOURS = Kind(
    "no-office-hours",
    _W,
    N_("Er staan geen kantoortijden in de agenda."),
    N_("Elk uur telt dan als kantoortijd, ook 's nachts en in het weekend."),
    (N_("Schrijf bijvoorbeeld: office_hours: {{mon-fri: 08:30-17:30}}."),),
)
AGREED = 6
"""Duty at most once in so many turns."""
AHEAD = timedelta(weeks=8)


def _subject(schedule: Schedule) -> Phrase:
    return phrase(LABEL_SCHEDULE, name=schedule.id)


def holes(facts: Facts) -> Iterator[Problem]:
    """Stretches of the coming eight weeks in which nobody has duty."""
    for schedule in facts.protocol.on_call.values():
        for turn in turns(schedule, facts.now, facts.now + AHEAD, facts.protocol, facts.staffing):
            if turn.who is None:
                yield HOLE.at(schedule.at, subject=_subject(schedule), when=_stretch(turn, facts))


def _stretch(turn: Turn, facts: Facts) -> Phrase:
    """The stretch, with the days off in it by name."""
    zone = facts.protocol.timezone
    when = stretch_phrase(turn.start, turn.end, zone)
    first, last = local_date(turn.start, facts.protocol), local_date(turn.end, facts.protocol)
    named = [
        phrase(name)
        for year in range(first.year, last.year + 1)
        for day, name in days_off(year, facts.protocol.calendar).items()
        if first <= day <= last
    ]
    return (
        phrase(N_("Van {when} ({days})"), when=when, days=tuple(named))
        if named
        else phrase(N_("Van {when}"), when=when)
    )


def fairness(facts: Facts) -> Iterator[Problem]:
    """People who have duty more often than one turn in six."""
    for schedule in facts.protocol.on_call.values():
        turns_of = Counter(schedule.rotation)
        shares: dict[Fraction, list[str]] = {}
        for person, count in turns_of.items():
            shares.setdefault(Fraction(count, len(schedule.rotation)), []).append(person)
        for share, people in shares.items():
            if share > Fraction(1, AGREED):
                often = f"{float(1 / share):.1f}".removesuffix(".0")
                args: dict[str, Any] = {"people": facts.names(people), "often": often, "agreed": AGREED}
                yield TOO_OFTEN.at(schedule.at, subject=_subject(schedule), **args)


def overlaps(facts: Facts) -> Iterator[Problem]:
    """Overrides of one schedule at the same time."""
    for schedule in facts.protocol.on_call.values():
        for first, second in combinations(schedule.overrides, 2):
            if first.start < second.end and second.start < first.end and first.who != second.who:
                yield _overlap(schedule, first, second, facts)


def _overlap(schedule: Schedule, first: Override, second: Override, facts: Facts) -> Problem:
    start: datetime = max(first.start, second.start)
    who = facts.names((first.who, second.who))
    when = moment_phrase(start.replace(tzinfo=facts.protocol.timezone), facts.protocol.timezone)
    args: dict[str, Any] = {"when": when, "first": who[0], "second": who[1]}
    return OVERLAP.at(second.at, subject=_subject(schedule), also=(first.at,), **args)


def holidays(facts: Facts) -> Iterator[Problem]:
    """The days off of the coming year, for the manager to read back."""
    calendar = facts.protocol.calendar
    coming = coming_days_off(local_date(facts.now, facts.protocol), calendar)
    if coming:
        days = tuple(phrase(N_("{day} ({name})"), day=full_day_phrase(day), name=phrase(name)) for day, name in coming)
        yield HOLIDAYS.at(calendar.at, days=days)


def contradicting_days(facts: Facts) -> Iterator[Problem]:
    """Days written both as off and as working, and a calendar without hours."""
    calendar = facts.protocol.calendar
    if both := sorted(calendar.extra_days_off & calendar.extra_workdays):
        yield BOTH.at(calendar.at, days=tuple(full_day_phrase(day) for day in both))
    if not calendar.office_hours:
        yield NO_HOURS.at(calendar.at)
