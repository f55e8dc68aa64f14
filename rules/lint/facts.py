"""What a check may look at, and the small things all checks share."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.duty.roster import OWNER, could_be
from rules.duty.staffing import EVERYBODY, Staffing
from rules.i18n import N_
from rules.protocol.model import NOBODY, Level, Protocol, Push, Rule
from rules.protocol.problems import Phrase, Problem, phrase

ATTENTION, SERIOUS, CRISIS = 2, 3, 4
"""Level numbers: from attention up there is a case, from serious up a phone may ring at night."""

LABEL_RULE = N_("regel '{name}'")
LABEL_TOPIC = N_("onderwerp '{name}'")
LABEL_TEMPLATE = N_("sjabloon '{name}'")
LABEL_ROLE = N_("rol '{name}'")
LABEL_PERSON = N_("persoon '{name}'")
LABEL_SCHEDULE = N_("rooster '{name}'")
LABEL_LEVEL = N_("niveau '{name}'")
LABEL_SILENCE = N_("stilte '{name}'")
LABEL_HOUSE_RULE = N_("huisregel '{name}'")
LABEL_PATTERN = N_("patroon '{name}'")


@dataclass(frozen=True, slots=True)
class Usage:
    """What a replay of earlier mentions counted: how many there were, and per rule id how many it matched.

    ``words``: per written word of a topic which words of the mentions it hit, and how often.
    """

    mentions: int = 0
    rules: Mapping[str, int] = NOBODY
    words: Mapping[str, Mapping[str, int]] = NOBODY


@dataclass(frozen=True, slots=True)
class Facts:
    """The protocol, the moment it is checked (aware), the state of the team, and what a replay counted."""

    protocol: Protocol
    now: datetime
    staffing: Staffing = EVERYBODY
    usage: Usage = Usage()

    def number(self, level: str | None) -> int:
        """The number of a level by its id; −1 for none."""
        found = self.protocol.levels.get(level or "")
        return found.number if found else -1

    def level_name(self, level: str | None) -> str:
        """The name of a level as people see it."""
        found = self.protocol.levels.get(level or "")
        return found.name if found else ""

    def names(self, people: Iterable[str]) -> tuple[str, ...]:
        """The names of people by their ids."""
        return tuple(self.protocol.people[one].name if one in self.protocol.people else one for one in people)

    def urgent(self) -> tuple[Level, ...]:
        """The levels for which a phone rings at any hour, mildest first."""
        return tuple(sorted((one for one in self.protocol.levels.values() if one.push is Push.ALWAYS), key=_number))

    def owners(self, level: Level) -> tuple[str, ...]:
        """The roles that may own a case of this level: named by a rule or pattern of it, or by any when points lead to it."""
        ids = {rule.owner for rule in self.protocol.rules if rule.level == level.id or level.points is not None}
        ids |= {pattern.owner for pattern in self.protocol.patterns if pattern.level == level.id}
        return tuple(role for role in self.protocol.roles if role in ids)

    def people_of(self, role: str, level: Level) -> tuple[str, ...]:
        """Everybody who may ever be told for this role of a chain."""
        if role != OWNER:
            return could_be(role, self.protocol)
        found = {person for owner in self.owners(level) for person in could_be(owner, self.protocol)}
        return tuple(person for person in self.protocol.people if person in found)


def _number(level: Level) -> int:
    return level.number


Check = Callable[[Facts], Iterable[Problem]]


def in_rule(rule: Rule) -> Phrase:
    """The subject of a problem in a rule."""
    return phrase(LABEL_RULE, name=rule.id)
