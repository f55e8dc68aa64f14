"""The whole document, with the tests its writer keeps in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from rules.protocol.model.base import NOBODY, Compare, Place, located
from rules.protocol.model.conduct import Checklist, Exercises, HouseRule, Privacy, Report, SecondPerson, Share, Template
from rules.protocol.model.levels import LastResort, Level, Limits, Step
from rules.protocol.model.organisation import Organisation, PlatformPolicy
from rules.protocol.model.people import Calendar, Person, Role, Schedule
from rules.protocol.model.rules import AuthorKind, Rule, Topic
from rules.protocol.model.together import Grouping, Pattern, Silence, StormPolicy


@dataclass(frozen=True, slots=True)
class Expect:
    """What a protocol test expects; None = not looked at. Levels: id plus Compare (``routine or less``)."""

    level: str | None = None
    level_compare: Compare = Compare.EXACTLY
    category: str | None = None
    owner: str | None = None
    location: str | None = None
    about_us: bool | None = None
    alert: bool | None = None
    share: bool | None = None
    topics: tuple[str, ...] | None = None
    rules: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class ProtocolTest:
    """A message with its expected judgement. ``sentiment`` fixes the tone so that rules are tested, not the model."""

    text: str
    expect: Expect
    sentiment: str | None = None
    danger: float | None = None
    given: Mapping[str, Any] = NOBODY
    """Other fields of the mention as written: via, platform, kind, author, reach, rating, parent_text, lang, posted_at."""
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of the whole document. Mappings keep the order of the file, which never decides anything but ties."""

    title: str
    version: str
    organisation: Organisation
    levels: Mapping[str, Level]
    owner: str | None = None
    approved_by: tuple[str, ...] = ()
    platforms: Mapping[str, PlatformPolicy] = NOBODY
    people: Mapping[str, Person] = NOBODY
    roles: Mapping[str, Role] = NOBODY
    calendar: Calendar = Calendar()
    on_call: Mapping[str, Schedule] = NOBODY
    escalation: Mapping[str, tuple[Step, ...]] = NOBODY
    last_resort: LastResort | None = None
    limits: Limits | None = None
    topics: Mapping[str, Topic] = NOBODY
    author_kinds: Mapping[str, AuthorKind] = NOBODY
    rules: tuple[Rule, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    grouping: Grouping = Grouping()
    storm: StormPolicy = StormPolicy()
    silences: tuple[Silence, ...] = ()
    house_rules: Mapping[str, HouseRule] = NOBODY
    second_person: SecondPerson = SecondPerson()
    templates: Mapping[str, Template] = NOBODY
    checklists: Mapping[str, Checklist] = NOBODY
    share: Share | None = None
    privacy: Privacy = Privacy()
    reports: tuple[Report, ...] = ()
    exercises: Exercises = Exercises()
    tests: tuple[ProtocolTest, ...] = ()

    @property
    def timezone(self) -> ZoneInfo:
        """The organisation's time zone; all times in the file are local to it."""
        return self.organisation.timezone

    def level_of(self, number: int) -> Level:
        """The level with this number. Raises ``LookupError`` when the file has none (the reader refuses such a file)."""
        for level in self.levels.values():
            if level.number == number:
                return level
        raise LookupError(f"no level with number {number}")
