"""Checks of the topics: is each used, does a word with * hit more than meant, is anything slow to look for?"""

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

from rules.i18n import N_
from rules.lint.conditions import ids_named
from rules.lint.facts import LABEL_TOPIC, Facts
from rules.protocol.model import Place, Protocol, Topic
from rules.protocol.problems import Kind, Problem, Severity, phrase
from rules.text.normal import normalise

_W, _H = Severity.WARNING, Severity.HINT

UNUSED = Kind(
    "topic-unused",
    _W,
    N_("Geen enkele regel kijkt naar dit onderwerp."),
    N_("De woorden doen dus niets."),
    (N_("Maak een regel met when: {{topic: {topic}}}, of haal het onderwerp weg."),),
)
BROAD = Kind(
    "word-too-broad",
    _W,
    N_("'{word}' raakt ook {examples}."),
    N_("Dat zijn heel gewone woorden: de regel gaat dan af bij berichten die nergens over gaan."),
    (N_("Schrijf de woorden die u bedoelt voluit, of zet de andere bij 'except'."),),
)
BROAD_SEEN = Kind(
    "word-too-broad",
    _W,
    N_("'{word}' raakte in de afgelopen berichten vooral {examples} ({count} van de {total} treffers)."),
    N_("De regel gaat dan af bij berichten die nergens over gaan."),
    (N_("Schrijf de woorden die u bedoelt voluit, of zet de andere bij 'except'."),),
)
EVERYWHERE = Kind(
    "word-anywhere",
    _H,
    N_("'{word}' zoekt die letters overal midden in een woord."),
    N_("Dat kost tijd bij elk bericht en raakt al gauw iets anders."),
    (N_("Laat het sterretje aan één kant weg, of schrijf de woorden voluit."),),
)
COSTLY_PATTERN = Kind(
    "pattern-costly",
    _H,
    N_("Het zoekpatroon '{pattern}' begint of eindigt met 'wat dan ook', of herhaalt heel vaak."),
    N_("Dat kost tijd bij elk bericht en verandert niets aan wat het vindt."),
    (N_("Laat .* aan het begin en eind weg en houd herhalingen onder de {most}."),),
)
TOO_MANY_COMMON = 4
"""From this many different common words on a wildcard hits half the dictionary."""
FEW_LETTERS = 5
"""A term with * at both ends needs at least so many letters."""
MOST_REPEATS = 100
_REPEATS = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_SHOWN = 5


def used_topics(protocol: Protocol) -> set[str]:
    """Every topic that a rule, silence, pattern or share rule looks at, or that such a topic needs."""
    conditions = [
        *(rule.when for rule in protocol.rules),
        *(rule.unless for rule in protocol.rules),
        *(silence.where for silence in protocol.silences),
        *(pattern.count for pattern in protocol.patterns),
        *([protocol.share.when] if protocol.share else []),
    ]
    used = {name for condition in conditions for name in ids_named(condition, "topic")}
    if "any" in used:
        return set(protocol.topics)
    waiting = list(used)
    while waiting:
        topic = protocol.topics.get(waiting.pop())
        new = set(topic.needs) - used if topic else set()
        used |= new
        waiting += new
    return used


def unused(facts: Facts) -> Iterator[Problem]:
    """Topics that nothing looks at."""
    used = used_topics(facts.protocol)
    for topic in facts.protocol.topics.values():
        if topic.id not in used:
            yield UNUSED.at(topic.at, subject=_subject(topic), topic=topic.id)


def _subject(topic: Topic) -> phrase.__class__:  # replaced below
    return phrase(LABEL_TOPIC, name=topic.id)
