"""What the judge adds where the protocol says nothing: what sort of message it is, and a floor for the learned danger signal.

Words alone miss most of what people in trouble write. A protocol that looks at ``danger`` anywhere decides about it
itself; under one that does not, a very sure signal still gives the level serious. Where no rule but the safety net or a
weak one says what a message is, messages like it name its kind, and the protocol's rules for that kind its owner.
"""

from collections.abc import Iterable, Sequence

from rules.judge.compiled import NOT_BRAKED, Compiled
from rules.judge.facts import Facts
from rules.judge.level import weigh
from rules.judge.predicates import asked
from rules.judge.verdict import Effect, Reason
from rules.mention import Kind as Posted
from rules.protocol.model import AllOf, Protocol, Rule
from rules.text.kinds import PRAISE, Kind
from rules.text.values import Tone

DANGER, KIND = "unsaid_danger", "kind"
"""The ids of these two in rules and reasons."""
SERIOUS = 3
COMPLIMENT, STORY = "compliment", "praise_story"
"""A story is a compliment; few protocols name it apart."""
PUBLISHED = frozenset({"media_coverage"})
"""What is only said of articles."""
SURE, SURE_NEGATIVE = 0.8, 0.6
"""The same thresholds the starter packs propose: danger by itself, and beside a negative tone."""
NAMED, INSTEAD = 0.1, 0.4
"""From which share a kind is named where no rule named any, and instead of what the net or a weak rule says."""
GRAVE = frozenset({"suicidal", "abuse_neglect", "incident", "threat", "privacy_leak"})
ANGRY = frozenset({"complaint", "legal", "disinformation"})
HATE = frozenset({"hate"})
"""Excluded by a kind tone only where the protocol knows no praise: something would have to be what resembles it. Elsewhere
mockery, which laughs, would become something else."""
CALM = 0.3
"""Danger below which none of the grave kinds is named: that takes more than words that resemble."""


class Unsaid:
    """What one protocol leaves unsaid. ``rules``: its rules in the order of the file."""

    def __init__(self, rules: Iterable[Compiled], protocol: Protocol) -> None:
        known = list(rules)
        self._protocol = protocol
        self._by_kind: dict[str, Compiled] = {}
        for one in sorted(known, key=lambda one: (one.floor, one.order)):
            if one.names_category and not one.last:  # not what the net calls all that nothing else fits
                self._by_kind.setdefault(one.rule.category or "", one)
        own = {STORY, *self._by_kind} if COMPLIMENT in self._by_kind else {*self._by_kind}
        self._kinds = frozenset(own)
        silent = not any("danger" in asked(each) for one in known for each in (one.rule.when, one.rule.unless) if each)
        level = next((level for level in protocol.levels.values() if level.number == SERIOUS), None)
        self._floor = None if level is None or not silent else _floor(level.id, level.number)

    def danger(self, facts: Facts, fired: Sequence[Compiled]) -> Compiled | None:
        """The floor for danger; None where the protocol decides, or where it would change nothing."""
        floor = self._floor
        if floor is None or facts.label == Tone.POSITIVE or facts.mention.kind is Posted.ARTICLE:
            return None
        if facts.danger.probability < (SURE_NEGATIVE if facts.label == Tone.NEGATIVE else SURE):
            return None
        level = weigh(fired, self._protocol).level
        return floor if level < floor.floor and not any(one.brake < floor.floor for one in fired) else None

    def danger_reason(self, facts: Facts, floor: Compiled) -> Reason:
        """Why the floor holds, with the words."""
        held = (("danger", f"{facts.danger.probability:g}"),)
        return Reason(DANGER, Effect.FLOOR, floor.rule.level or "", facts.danger.evidence, "", held)

    def kind(self, facts: Facts, told: Compiled | None) -> Kind | None:
        """What sort of message it is where the rules leave that open; None where they do not, or where nothing is likely.

        ``told``: the rule whose category would be taken.
        """
        if told is not None and not (told.last or told.rule.weak):
            return None
        likely = self._likely(facts)
        found = facts.kind(likely - PRAISE if told is not None and told.rule.weak else likely)
        if found is None or found.share < (NAMED if told is None else INSTEAD):
            return None
        return None if told is not None and found.name == told.rule.category else facts.explained(found)

    def owner(self, kind: str) -> str | None:
        """Whom the protocol gives messages of this kind."""
        one = self._by_kind.get(kind) or (self._by_kind.get(COMPLIMENT) if kind == STORY else None)
        return None if one is None else one.rule.owner

    def _likely(self, facts: Facts) -> frozenset[str]:
        kinds = self._kinds
        if facts.mention.kind is not Posted.ARTICLE:
            kinds -= PUBLISHED
        if facts.danger.probability < CALM:
            kinds -= GRAVE
        if facts.label == Tone.NEGATIVE:
            kinds -= PRAISE
        elif facts.label == Tone.POSITIVE:
            kinds -= ANGRY | GRAVE if kinds & PRAISE else ANGRY | GRAVE | HATE
        return kinds


def kind_reason(kind: Kind) -> Reason:
    """Why it is called that."""
    return Reason(KIND, Effect.NOTE, "", kind.evidence, "", (("category", kind.name),))


def _floor(level: str, number: int) -> Compiled:
    rule = Rule(DANGER, "", AllOf(()), level=level, weak=True)
    return Compiled(
        NOT_BRAKED, rule, lambda facts: True, number, NOT_BRAKED, False, ((Effect.FLOOR, level),), lambda facts: ()
    )
