"""Checks of the silences: none lasts for ever or hides the soft signals of something serious.

That each has an end, says what it is about and stays below serious is checked where it is read.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from rules.i18n import N_
from rules.lint.conditions import ids_named
from rules.lint.facts import LABEL_SILENCE, SERIOUS, Facts
from rules.protocol.model import Silence
from rules.protocol.problems import Kind, Problem, Severity, phrase

_E, _W, _H = Severity.ERROR, Severity.WARNING, Severity.HINT

TOO_LONG = Kind(
    "silence-too-long",
    _W,
    N_("Deze stilte duurt {days} dagen."),
    N_("Tegen die tijd weet niemand meer waarom het stil is."),
    (N_("Laat een stilte hooguit een jaar duren en verleng haar zo nodig."),),
)
SERIOUS_TOPIC = Kind(
    "silence-on-serious-topic",
    _E,
    N_("Deze stilte gaat over onderwerp '{topic}', en regel '{rule}' maakt daar {level} van."),
    N_("Dat komt altijd door; de stilte zou alleen de zachte signalen van hetzelfde verbergen."),
    (N_("Haal het onderwerp uit de stilte."),),
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
    """Silences that last too long, are over, or cover a topic that is serious."""
    for silence in facts.protocol.silences:
        yield from _time_of(silence, facts)
        yield from _reach_of(silence, facts)


def _time_of(silence: Silence, facts: Facts) -> Iterator[Problem]:
    subject = phrase(LABEL_SILENCE, name=silence.name)
    now = facts.now.astimezone(facts.protocol.timezone).replace(tzinfo=None)
    if silence.end - silence.start > LONGEST:
        yield TOO_LONG.at(silence.at, subject=subject, days=(silence.end - silence.start).days)
    elif silence.end < now:
        yield OVER.at(silence.at, subject=subject)


def _reach_of(silence: Silence, facts: Facts) -> Iterator[Problem]:
    subject = phrase(LABEL_SILENCE, name=silence.name)
    for topic in sorted(ids_named(silence.where, "topic")):
        for rule in facts.protocol.rules:
            if facts.number(rule.level) >= SERIOUS and topic in ids_named(rule.when, "topic"):
                args: dict[str, Any] = {"topic": topic, "rule": rule.id, "level": facts.level_name(rule.level)}
                yield SERIOUS_TOPIC.at(silence.at, subject=subject, **args)
                break
