"""What a report is made of: counted by the store, judged and put in words here. All times are aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """A case of the period. ``told_at``: the first heads-up that arrived. ``answered_at``: the first reply, action, note or

    resolution. ``ended``: how often its chain of escalation came to its end with nobody having taken it.
    """

    number: int
    level: str
    opened_at: datetime
    state: str
    category: str | None = None
    location: str | None = None
    assignee: str | None = None
    told_at: datetime | None = None
    taken_at: datetime | None = None
    answered_at: datetime | None = None
    ended: int = 0
    mentions: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a colleague said about a mention: the rules that decided on it, and whether it was a false alarm."""

    rules: tuple[str, ...]
    false_alarm: bool


@dataclass(frozen=True, slots=True)
class Ring:
    """A heads-up that was sent to somebody."""

    person: str
    at: datetime
    loud: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """A source and how well it was watched. ``gaps``: stretches of the period in which it was not read, with a reason.

    ``looked_at`` None: never yet.
    """

    name: str
    platform: str
    looked_at: datetime | None
    mentions: int = 0
    gaps: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Tip:
    """Praise that was offered for sharing; ``state``: offered, shared or declined."""

    text: str
    state: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Everything counted between ``start`` and ``end`` (half-open), practice left out.

    ``open`` are the cases that are not resolved at ``end``, whenever they were opened. ``heard``: mentions, about us or not.
    ``negative``: by location how many of its mentions were negative. ``silenced``: by silence what it held back.
    ``posted``: of every mention about us when it was written (aware) and its level.
    """

    start: datetime
    end: datetime
    heard: int = 0
    about_us: int = 0
    levels: Mapping[str, int] = field(default_factory=dict)
    sentiments: Mapping[str, int] = field(default_factory=dict)
    topics: Mapping[str, int] = field(default_factory=dict)
    locations: Mapping[str, int] = field(default_factory=dict)
    negative: Mapping[str, int] = field(default_factory=dict)
    cases: tuple[CaseTimes, ...] = ()
    open: tuple[CaseTimes, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    rings: tuple[Ring, ...] = ()
    silenced: Mapping[str, int] = field(default_factory=dict)
    sources: tuple[Watched, ...] = ()
    tips: tuple[Tip, ...] = ()
    posted: tuple[tuple[datetime, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a report: a title, a sentence that says it all, and a table (rows of equal length, the head first)."""

    id: str
    title: str
    sentence: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ReportText:
    """A report in the reader's language; ``coverage`` stands under every one of them."""

    title: str
    sections: tuple[Section, ...]
    coverage: str

    @property
    def plain(self) -> str:
        """The whole report without markup."""
        parts = [self.title]
        for section in self.sections:
            parts.append(f"\n{section.title}\n{section.sentence}")
            parts += [f"• {row[0]}: {', '.join(cell for cell in row[1:] if cell)}" for row in section.rows[1:]]
        return "\n".join([*parts, "", self.coverage])
