"""Why a rule fired: the words and the circumstances. Worked out only for rules that did."""

from collections.abc import Iterator

from rules.judge.circumstances import Circumstance
from rules.judge.compiled import Compiled
from rules.judge.facts import Facts
from rules.judge.verdict import Effect, Reason
from rules.protocol.model import Protocol
from rules.text.values import Evidence, Tone

_MOST_WORDS = 6


def reasons(one: Compiled, facts: Facts) -> Iterator[Reason]:
    """What a rule that fired did, one reason for each effect."""
    rule, held = one.rule, tuple(dict.fromkeys(one.circumstances(facts)))
    evidence = facts.shown.get(held)
    if evidence is None:
        evidence = facts.shown[held] = _evidence(held, facts)
    for effect, amount in one.effects:
        yield Reason(rule.id, effect, amount, evidence, rule.name, held, rule.at)


def table_reason(level: str, points: int, protocol: Protocol) -> Reason:
    """The points of all rules together reached a level."""
    return Reason("points", Effect.FLOOR, level, (), "", (("points", str(points)),), protocol.levels[level].at)


def taught_reason(facts: Facts) -> Reason:
    """The organisation's own verdicts raised the level; with the words they know, where they know any."""
    evidence = facts.danger.evidence
    return Reason("taught" if evidence else "taught_tone", Effect.NOTE, "", evidence)


def _evidence(held: tuple[Circumstance, ...], facts: Facts) -> tuple[Evidence, ...]:
    """The words behind what held: of topics first; the tone's own words only where no topic spoke."""
    words = [e for of, value in held if of == "topic" for e in facts.evidence(value)]
    words += [e for of, _ in held if of == "danger" for e in facts.danger.evidence]
    if not words:
        words = [e for of, value in held if of == "sentiment" for e in _tone_words(value, facts)]
    return tuple(dict.fromkeys(words))[:_MOST_WORDS]


def _tone_words(label: str, facts: Facts) -> Iterator[Evidence]:
    for hit in facts.tone.hits:
        if (hit.value < 0) == (label == Tone.NEGATIVE) and hit.value:
            yield Evidence(hit.start, hit.end, facts.mention.text[hit.start : hit.end])
