"""Checks of the silences: each ends, none touches serious, none silences everything."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from rules.i18n import N_
from rules.lint.conditions import ids_named
from rules.lint.facts import LABEL_SILENCE, SERIOUS, Facts
from rules.protocol.model import Silence
from rules.protocol.problems import Kind, Problem, Severity, phrase

_E, _W, _H = Severity.ERROR, Severity.WARNING, Severity.HINT

NO_END = Kind(
    "silence-without-end",
    _E,
    N_("Deze stilte begint op of na haar einde."),
    N_("Ze geldt dus nooit."),
    (N_("Zet bij 'until' een moment na 'from'. Tot wanneer?"),),
)
TOO_LONG = Kind(
    "silence-too-long",
    _W,
    N_("Deze stilte duurt {days} dagen."),
    N_("Tegen die tijd weet niemand meer waarom het stil is."),
    (N_("Laat een stilte hooguit een jaar duren en verleng haar zo nodig."),),
)
OVER_SERIOUS = Kind(
    "silence-over-serious",
    _E,
    N_("Een stilte kan niveau {level} nooit stil zetten."),
    N_("Wat ernstig is, komt altijd door."),
    (N_("Zet bij 'never_above' hoogstens {most}."),),
)
SERIOUS_TOPIC = Kind(
    "silence-on-serious-topic",
    _E,
    N_("Deze stilte gaat over onderwerp '{topic}', en regel '{rule}' maakt daar {level} van."),
    N_("Dat komt altijd door; de stilte zou alleen de zachte signalen van hetzelfde verbergen."),
    (N_("Haal het onderwerp uit de stilte."),),
)
EVERYTHING = Kind(
    "silence-over-everything",
    _E,
    N_("Deze stilte heeft geen 'where'."),
    N_("Ze zou álle berichten tot en met {level} stil maken."),
    (N_("Zet er bij 'where' bij waarover het gaat."),),
)
OVER = Kind(
    "silence-over",
    _H,
    N_("Deze stilte is voorbij."),
    "",
    (N_("U kunt haar weghalen."),),
)
LONGEST = timedelta(days=366)


def silences(facts: Facts) -> Iterator[Problem]:
    """Silences that end before they begin, last too long, go too high, or cover everything."""
    for silence in facts.protocol.silences:
        yield from _time_of(silence, facts)
        yield from _reach_of(silence, facts)


def _time_of(silence: Silence, facts: Facts) -> Iterator[Problem]:
    subject = phrase(LABEL_SILENCE, name=silence.name)
    now = facts.now.astimezone(facts.protocol.timezone).replace(tzinfo=None)
    if silence.end <= silence.start:
        yield NO_END.at(silence.at, subject=subject)
    elif silence.end - silence.start > LONGEST:
        yield TOO_LONG.at(silence.at, subject=subject, days=(silence.end - silence.start).days)
    elif silence.end < now:
        yield OVER.at(silence.at, subject=subject)


def _reach_of(silence: Silence, facts: Facts) -> Iterator[Problem]:
    subject = phrase(LABEL_SILENCE, name=silence.name)
    if facts.number(silence.never_above) >= SERIOUS:
        most = tuple(level.id for level in facts.protocol.levels.values() if level.number == SERIOUS - 1)
        level = facts.level_name(silence.never_above)
        yield OVER_SERIOUS.at(silence.at, subject=subject, level=level, most=most)
    if not silence.where.conditions:
        yield EVERYTHING.at(silence.at, subject=subject, level=facts.level_name(silence.never_above))
    for topic in sorted(ids_named(silence.where, "topic")):
        for rule in facts.protocol.rules:
            if facts.number(rule.level) >= SERIOUS and topic in ids_named(rule.when, "topic"):
                args: dict[str, Any] = {"topic": topic, "rule": rule.id, "level": facts.level_name(rule.level)}
                yield SERIOUS_TOPIC.at(silence.at, subject=subject, **args)
                break
