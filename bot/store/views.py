"""What pages, the command line and the demo may read of the store: small values, no rows."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list. Times are aware UTC; ``headline`` is a short piece of the worst mention's text."""

    id: int
    state: str
    level: str
    level_number: int
    category: str | None
    location: str | None
    owner: str | None
    assignee: str | None
    opened_at: datetime
    changed_at: datetime
    mentions: int
    headline: str
    turn: int = 0
    snoozed_until: datetime | None = None
    merged_into: int | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One entry of the case log. ``what`` is a fixed word, ``who`` a person id or empty for the machine.

    ``why``: the reason in that person's own words.
    """

    at: datetime
    what: str
    who: str
    detail: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class MentionLine:
    """A mention of a case with the judgement's reasons as stored (JSON of the verdict)."""

    number: int
    external_id: str
    platform: str
    author: str
    text: str
    url: str | None
    posted_at: datetime
    level: str
    sentiment: str
    verdict: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A message that was or will be sent for a case: to whom, why, and how it went."""

    person: str
    kind: str
    notifier: str
    loud: bool
    state: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything one case page shows."""

    case: CaseLine
    mentions: tuple[MentionLine, ...]
    notices: tuple[NoticeLine, ...]
    log: tuple[LogLine, ...]
    next_at: datetime | None
    next_kind: str | None
