"""How a subject is recognised, and what a mention means: topics, conditions, rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from rules.protocol.model.base import NOBODY, Bound, Place, located


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
    """Whole messages; what says nearly the same is of this topic too (``rules.text.terms.alike``)."""
    word_places: Mapping[str, Place] = field(default=NOBODY, compare=False, repr=False)
    at: Place = located()


@dataclass(frozen=True, slots=True)
class AuthorKind:
    id: str
    bio: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    at: Place = located()


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
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Within:
    """A number meets a bound. ``of``: reach, rating, followers, danger, words, score (sentiment score)."""

    of: str
    bound: Bound
    at: Place = located()


@dataclass(frozen=True, slots=True)
class NothingElse:
    """No rule with a category (other than weak ones) matched: decided in a second pass."""

    at: Place = located()


@dataclass(frozen=True, slots=True)
class DuringOffice:
    """``time: office hours`` or, with ``outside``, ``time: outside office hours``; looks at ``posted_at``."""

    outside: bool
    at: Place = located()


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """The author's earlier mentions with this sentiment (None = all), this one included, within a window."""

    sentiment: str | None
    bound: Bound
    within: timedelta
    at: Place = located()


@dataclass(frozen=True, slots=True)
class ThreadGrowth:
    """Replies in the same thread, this one included, within a window."""

    bound: Bound
    within: timedelta
    at: Place = located()


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
    at: Place = located()
