"""Checks of the topics: is each used, does a word with * hit more than meant, is anything slow to look for?"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from rules.i18n import N_
from rules.lint.conditions import ids_named
from rules.lint.facts import LABEL_TOPIC, Facts
from rules.protocol.model import Place, Protocol, Topic
from rules.protocol.problems import Kind, Phrase, Problem, Severity, phrase
from rules.text.normal import words
from rules.text.terms.alike import TELLING, telling
from rules.text.terms.term import TermError, Word, parse

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
VAGUE = Kind(
    "example-too-vague",
    _W,
    N_("Het voorbeeld “{text}” heeft te weinig eigen woorden."),
    N_("Er lijkt dus nooit een bericht op."),
    (N_("Schrijf een heel bericht, zoals iemand het plaatste."),),
)
TOO_MANY_COMMON = 5
"""From this many different common words on a wildcard hits half the dictionary."""
FEW_LETTERS = 5
"""A term with * at both ends needs at least so many letters."""
MOST_REPEATS = 100
_REPEATS = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_SHOWN = 5
_LONGEST = 60


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


def _subject(topic: Topic) -> Phrase:
    return phrase(LABEL_TOPIC, name=topic.id)


def vague_examples(facts: Facts) -> Iterator[Problem]:
    """Examples that no message can be like."""
    for topic in facts.protocol.topics.values():
        for text in topic.examples:
            if len(telling(text)) < TELLING:
                yield VAGUE.at(topic.at, subject=_subject(topic), text=text[:_LONGEST])


def _written(topic: Topic) -> Iterator[tuple[str, Place]]:
    """Every term of a topic as it is written, with its place."""
    groups = (topic.words, *topic.together)
    for written in dict.fromkeys(one for group in groups for one in group):
        yield written, topic.word_places.get(written, topic.at)


# --- words with * ------------------------------------------------------------------------------------------


@cache
def _common() -> tuple[str, ...]:
    """Common Dutch words in normal form, in order."""
    text = resources.files("rules.lint").joinpath("common_nl.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(sorted({word for line in lines for word in words(line)}))


@cache
def _backwards() -> tuple[tuple[str, str], ...]:
    return tuple(sorted((word[::-1], word) for word in _common()))


def _wildcard(written: str) -> Word | None:
    """The one word with * in it that is the whole term; None for anything else."""
    try:
        parts = parse(written).parts
    except TermError:
        return None
    word = parts[0]
    return word if len(parts) == 1 and isinstance(word, Word) and word.tail is not None else None


def _hits(word: Word) -> list[str]:
    """The common words it matches, the bare stem not counted."""
    if word.head:
        start, stop = (bisect_left(_common(), edge) for edge in (word.head, word.head + "\uffff"))
        near = _common()[start:stop]
    elif word.tail:
        edges = (word.tail[::-1], word.tail[::-1] + "\uffff")
        start, stop = (bisect_left(_backwards(), (edge, "")) for edge in edges)
        near = tuple(found for _, found in _backwards()[start:stop])
    else:
        near = _common()
    return [found for found in near if found != word.head and word.meets(found)]


def _excepted(topic: Topic) -> list[Word]:
    found = (parse(written).parts for written in topic.exceptions if words(written))
    return [parts[0] for parts in found if len(parts) == 1 and isinstance(parts[0], Word)]


def broad_words(facts: Facts) -> Iterator[Problem]:
    """Words with * that hit many common words, or that in a replay mostly hit common words."""
    for topic in facts.protocol.topics.values():
        except_ = _excepted(topic)
        for written, place in _written(topic):
            word = _wildcard(written) if "*" in written else None
            hits = [hit for hit in _hits(word) if not any(one.meets(hit) for one in except_)] if word else []
            if problem := _too_broad(written, hits, place, topic, facts):
                yield problem


def _too_broad(written: str, hits: list[str], place: Place, topic: Topic, facts: Facts) -> Problem | None:
    seen = facts.usage.words.get(written, {})
    total, count = sum(seen.values()), sum(times for found, times in seen.items() if found in hits)
    if hits and 2 * count > total:
        examples = tuple(sorted(set(seen) & set(hits), key=lambda one: (-seen[one], one)))[:_SHOWN]
        args: dict[str, Any] = {"word": written, "examples": examples, "count": count, "total": total}
        return BROAD_SEEN.at(place, subject=_subject(topic), width=len(written), **args)
    if len(hits) < TOO_MANY_COMMON:
        return None
    return BROAD.at(place, subject=_subject(topic), width=len(written), word=written, examples=tuple(hits[:_SHOWN]))


# --- what costs time -----------------------------------------------------------------------------------------------


def slow_terms(facts: Facts) -> Iterator[Problem]:
    """Terms and patterns that have to be tried at every word of every mention."""
    for topic in facts.protocol.topics.values():
        for written, place in _written(topic):
            word = _wildcard(written) if "*" in written else None
            if word and not word.head and not word.tail and word.weight < FEW_LETTERS:
                yield EVERYWHERE.at(place, subject=_subject(topic), width=len(written), word=written)
        for pattern in topic.regex:
            if _is_costly(pattern):
                place = topic.word_places.get(pattern, topic.at)
                yield COSTLY_PATTERN.at(place, subject=_subject(topic), pattern=pattern, most=MOST_REPEATS)


def _is_costly(pattern: str) -> bool:
    repeats = [int(number) for pair in _REPEATS.findall(pattern) for number in pair if number]
    return bool(re.search(r"^\.[*+]|(?<!\\)\.[*+]$", pattern)) or max(repeats, default=0) > MOST_REPEATS
