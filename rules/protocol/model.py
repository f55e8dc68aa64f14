"""The protocol as frozen values. What the reader makes, and all that the rest of the house knows of the file.

Every named thing carries ``at``: the place in the file it was read from, so that a reason or a problem
can point there. Places never take part in equality.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo


class Empty(Mapping[str, Any]):
    """A mapping of nothing. Unlike a mapping proxy it is hashable, so that Python 3.11 takes it as a field's default."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "{}"


NOBODY: Mapping[str, Any] = Empty()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in which file; ``line`` and ``column`` count from 1, 0 means the file as a whole."""

    file: str = ""
    line: int = 0
    column: int = 0


NOWHERE = Place()


def _at() -> Any:
    return field(default=NOWHERE, compare=False, repr=False)


# --- amounts ---------------------------------------------------------------------------------------


class Clock(StrEnum):
    """Which clock a duration runs on. ``WORKDAYS`` counts whole office days."""

    WALL = "wall"
    OFFICE = "office"
    WORKDAYS = "workdays"


@dataclass(frozen=True, slots=True)
class Span:
    """A duration on a clock. For ``WORKDAYS`` ``amount`` is that many days."""

    amount: timedelta
    clock: Clock = Clock.WALL


class Compare(StrEnum):
    AT_LEAST = "or more"
    AT_MOST = "or less"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class Bound:
    """``20000 or more``, ``2 or less``, or exactly a number."""

    compare: Compare
    value: float

    def holds(self, value: float) -> bool:
        """Whether ``value`` meets the bound."""
        match self.compare:
            case Compare.AT_LEAST:
                return value >= self.value
            case Compare.AT_MOST:
                return value <= self.value
            case _:
                return value == self.value


@dataclass(frozen=True, slots=True)
class Secret:
    """A reference to a value kept outside the file (``secret:TG_SANNE``). Never the value itself."""

    name: str


# --- who we are --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Location:
    """A place of the organisation. ``ask_context``: the name is common, so it counts only beside a context word."""

    id: str
    name: str
    kind: str = ""
    town: str = ""
    manager: str | None = None
    aliases: tuple[str, ...] = ()
    ask_context: bool = False
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    timezone: ZoneInfo
    aliases: tuple[str, ...] = ()
    not_us: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    locations: Mapping[str, Location] = NOBODY
    lang: str = "nl"
    """Language of the organisation's texts, and of sources that name none."""
    words: Mapping[str, float] = NOBODY
    """Words whose sentiment the organisation sets itself, −4…4."""
    at: Place = _at()


class ReplyBy(StrEnum):
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class PlatformPolicy:
    """What we may do on a platform. ``ours``: our own page, where house rules hold. ``reply``: a role or None (never)."""

    id: str
    ours: bool = False
    reply: str | None = None
    at: Place = _at()


# --- people, roles, roster -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague and the ways to reach them at work. ``lang``: nl or en."""

    id: str
    name: str
    telegram: Secret | None = None
    mail: Secret | None = None
    phone: Secret | None = None
    lang: str = "nl"
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Role:
    """Exactly one of ``people``, ``schedule``, ``location_manager`` says who fills it."""

    id: str
    name: str
    people: tuple[str, ...] = ()
    schedule: str | None = None
    location_manager: bool = False
    stand_in: str | None = None
    always_on: bool = False
    group: Secret | None = None
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """Half-open ``[start, end)`` on these weekdays (0 = Monday), local time."""

    weekdays: frozenset[int]
    start: time
    end: time


@dataclass(frozen=True, slots=True)
class Calendar:
    office_hours: tuple[OfficeHours, ...] = ()
    holidays: str | None = None
    """``netherlands`` or None."""
    extra_days_off: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()
    at: Place = _at()


class Every(StrEnum):
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Shift:
    """How long a turn lasts and when it changes hands. ``weekday`` is None for daily shifts. Local time."""

    every: Every
    weekday: int | None
    starts: time
    first: date
    count: int = 1
    """A turn lasts ``count`` times ``every``."""


@dataclass(frozen=True, slots=True)
class Override:
    """``who`` has duty from ``start`` until ``end`` (half-open, local, naive as written in the file)."""

    who: str
    start: datetime
    end: datetime
    reason: str = ""
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Schedule:
    id: str
    rotation: tuple[str, ...]
    shift: Shift
    backup: str | None = None
    """A role."""
    remind: Span | None = None
    send: tuple[str, ...] = ()
    overrides: tuple[Override, ...] = ()
    at: Place = _at()


# --- levels, escalation ----------------------------------------------------------------------------------


class Push(StrEnum):
    NEVER = "never"
    OFFICE_HOURS = "office_hours"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Level:
    """How serious. ``number`` 0 noise, 1 routine, 2 attention (alert), 3 serious, 4 crisis.

    ``seen`` and ``reply`` are the promises; ``points``: from that many points a mention has this level.
    """

    id: str
    number: int
    name: str
    icon: str = ""
    seen: Span | None = None
    reply: Span | None = None
    push: Push = Push.NEVER
    points: int | None = None
    sign_off: tuple[str, ...] = ()
    """Roles that must agree with a text, or ``("two people",)``."""
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Step:
    """Tell these roles ``after`` that time since the case reached the level. ``owner`` and ``backup`` are roles of the moment."""

    after: Span
    notify: tuple[str, ...]
    call: bool = False
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class LastResort:
    """Who is told when the chain has ended and nobody took the case, again every ``repeat``."""

    notify: tuple[str, ...]
    repeat: timedelta
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Limits:
    """At most ``count`` loud messages and calls per person in a rolling ``per``; never for ``never_limit``."""

    count: int
    per: timedelta
    never_limit: tuple[str, ...] = ()
    at: Place = _at()


# --- recognising -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Topic:
    """Words that recognise a subject, as written; ``rules.text.terms`` gives them their meaning."""

    id: str
    words: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    """Groups; one term of each group within 12 words."""
    exceptions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    """Topics of which one must match as well."""
    ignore_negation: bool = False
    regex: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    word_places: Mapping[str, Place] = field(default=NOBODY, compare=False, repr=False)
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class AuthorKind:
    id: str
    bio: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    at: Place = _at()


# --- conditions ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A property of the mention or its verdict is one of these ids.

    ``of`` is one of: topic, sentiment, author (kind of author), platform, kind, via, lang, location, category, level.
    ``any``: whatever the value, as long as there is one.
    """

    of: str
    ids: tuple[str, ...]
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Within:
    """A number meets a bound. ``of``: reach, rating, followers, danger, words, score (sentiment score)."""

    of: str
    bound: Bound
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class NothingElse:
    """No rule with a category (other than weak ones) matched: decided in a second pass."""

    at: Place = _at()


@dataclass(frozen=True, slots=True)
class DuringOffice:
    """``time: office hours`` or, with ``outside``, ``time: outside office hours``; looks at ``posted_at``."""

    outside: bool
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """The author's earlier mentions with this sentiment (None = all), this one included, within a window."""

    sentiment: str | None
    bound: Bound
    within: timedelta
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class ThreadGrowth:
    """Replies in the same thread, this one included, within a window."""

    bound: Bound
    within: timedelta
    at: Place = _at()


Condition = AllOf | AnyOf | OneOf | Within | NothingElse | DuringOffice | AuthorHistory | ThreadGrowth


@dataclass(frozen=True, slots=True)
class Rule:
    """Floors (``level``), points and brakes (``at_most``). ``unless`` takes the whole rule away when it holds."""

    id: str
    name: str
    when: AllOf
    unless: AllOf | None = None
    category: str | None = None
    level: str | None = None
    points: int = 0
    at_most: str | None = None
    owner: str | None = None
    outside_office: str | None = None
    notify: tuple[str, ...] = ()
    suggest: tuple[str, ...] = ()
    template: str | None = None
    """A template id, or ``none``: nothing may be sent."""
    checklist: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    weak: bool = False
    at: Place = _at()


# --- several mentions together -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pattern:
    """Many mentions in a window. ``proposes`` asks a person instead of opening a case."""

    id: str
    count: AllOf
    within: timedelta
    at_least: int | None = None
    fewer_than: int | None = None
    times_usual: Bound | None = None
    usual_at_least: float | None = None
    authors: int | None = None
    per: str | None = None
    same: str | None = None
    level: str | None = None
    owner: str | None = None
    opens: str = "case"
    proposes: str | None = None
    ask: str | None = None
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Grouping:
    """``one_case``: thread, same_text, subject+location. ``reach_times``/``new_authors``: growth since the last notification."""

    one_case: tuple[str, ...] = ("thread", "same_text", "subject + location")
    within: timedelta = timedelta(hours=24)
    notify_again: tuple[str, ...] = ("level_up", "new_category", "media_joins", "politics_joins", "new_location")
    reach_times: float | None = 5.0
    new_authors: int | None = None
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class StormPolicy:
    summary: timedelta = timedelta(hours=1)
    extra_search_terms: str | None = None
    log: str = "all_decisions"
    evaluate_within: Span | None = None
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Silence:
    """Quiets matching mentions between two local times; never above ``never_above`` (which is included)."""

    name: str
    where: AllOf
    start: datetime
    end: datetime
    by: str
    reason: str
    never_above: str
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class HouseRule:
    """What may be done on our own pages about a category of breach."""

    breach: str
    may: tuple[str, ...] = ()
    four_eyes: bool = False
    alone_outside_office: tuple[str, ...] = ()
    warn_first: bool = False
    appeal: timedelta | None = None
    keep_evidence: timedelta | None = None
    review_after: str | None = None
    note: str = ""
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Template:
    """A text agreed beforehand. ``fields`` are the ``{names}`` in it."""

    id: str
    text: str
    fields: tuple[str, ...] = ()
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Checklist:
    id: str
    items: tuple[str, ...]
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Share:
    when: AllOf
    ask_permission: bool = True
    never_when: tuple[str, ...] = ()
    per_week: int = 5
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Privacy:
    basis: str = ""
    keep: Mapping[str, timedelta] = NOBODY
    """By level id."""
    hide_names_in_alerts: bool = True
    no_profiles_of_people: bool = True
    export_on_request: bool = True
    discreet: bool = False
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Report:
    """``weekdays`` (0 = Monday) at ``time`` local; on a day off it moves to the next workday."""

    name: str
    to: tuple[str, ...]
    weekdays: frozenset[int]
    time: time
    show: tuple[str, ...] = ()
    at: Place = _at()


@dataclass(frozen=True, slots=True)
class Exercises:
    allowed_for: tuple[str, ...] = ()
    banner: str = "OEFENING"
    replay: str = ""
    notify: str = "participants only"
    at_least: str = ""
    at: Place = _at()


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
    at: Place = _at()


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
