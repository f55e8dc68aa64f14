"""Several mentions together: patterns, grouping, storms, silences."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.protocol.model.base import Bound, Place, Span, located
from rules.protocol.model.rules import AllOf


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
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Grouping:
    """``one_case``: thread, same_text, subject+location. ``reach_times``/``new_authors``: growth since the last notification."""

    one_case: tuple[str, ...] = ("thread", "same_text", "subject + location")
    within: timedelta = timedelta(hours=24)
    notify_again: tuple[str, ...] = ("level_up", "new_category", "media_joins", "politics_joins", "new_location")
    reach_times: float | None = 5.0
    new_authors: int | None = None
    at: Place = located()


@dataclass(frozen=True, slots=True)
class StormPolicy:
    summary: timedelta = timedelta(hours=1)
    extra_search_terms: str | None = None
    log: str = "all_decisions"
    evaluate_within: Span | None = None
    at: Place = located()


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
    at: Place = located()
