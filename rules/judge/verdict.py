"""The outcome of judging one mention, and what the judge may know beside the mention itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rules.protocol.model import NOBODY, NOWHERE, Place, Protocol
from rules.text.scorer import Scored
from rules.text.values import Evidence, Sentiment


@dataclass(frozen=True, slots=True)
class Context:
    """What the judge may look at beside the mention; times are aware. Empty means: nothing known.

    ``author_times``: earlier mentions of the same author by sentiment label. ``thread_times``: earlier replies in the thread.
    ``sentiment`` and ``danger`` fix what would otherwise be computed (protocol tests). ``second``: what the second reader
    made of the text, where it was asked.
    ``source_lang``: default language of the source. ``thread_about_us``: an earlier message of the same thread is about us,
    or our own. ``search_terms``: what is searched for now beside our names, such as a hashtag during a storm.
    """

    author_times: Mapping[str, tuple[datetime, ...]] = NOBODY
    thread_times: tuple[datetime, ...] = ()
    source_lang: str | None = None
    sentiment: Sentiment | None = None
    danger: float | None = None
    thread_about_us: bool = False
    search_terms: tuple[str, ...] = ()
    second: Scored | None = None


NOTHING_KNOWN = Context()


class Effect(StrEnum):
    """What a rule did to the verdict."""

    FLOOR = "floor"
    POINTS = "points"
    BRAKE = "brake"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that fired: what it did (``amount``: level id, or points as text) and the words that made it fire.

    ``rule`` is the rule's id, or a built-in: ``about_us``, ``points`` (the table), ``second_pass`` (the second
    reader), and for what is not about us ``not_named``, ``no_context``, ``not_us``, ``own_post``. ``taught`` and
    ``taught_tone``: the organisation's own verdicts raised the level.
    ``rules.explain`` turns it into a sentence.
    """

    rule: str
    effect: Effect
    amount: str
    evidence: tuple[Evidence, ...] = ()
    name: str = ""
    conditions: tuple[tuple[str, str], ...] = ()
    """What held beside the words, such as ``("sentiment", "negative")``."""
    at: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a mention means. ``level`` is a level id of the protocol; a mention not about us has the noise level and no owner."""

    about_us: bool
    level: str
    level_number: int
    sentiment: Sentiment
    lang: str | None = None
    location: str | None = None
    danger: float = 0.0
    topics: tuple[str, ...] = ()
    category: str | None = None
    owner: str | None = None
    outside_office: str | None = None
    notify: tuple[str, ...] = ()
    suggest: tuple[str, ...] = ()
    template: str | None = None
    checklist: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    points: int = 0
    share: bool = False
    author_kind: str | None = None
    rules: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def alert(self) -> bool:
        """Whether a person has to look: level attention or more."""
        return self.level_number >= 2


def is_grave(verdict: Verdict, protocol: Protocol, least: int = 3) -> bool:
    """Whether a rule of the protocol by itself sets a level of at least that number; what was learned does not count."""
    ours = {rule.id for rule in protocol.rules}
    levels = {level.id for level in protocol.levels.values() if level.number >= least}
    return any(one.rule in ours and one.effect is Effect.FLOOR and one.amount in levels for one in verdict.reasons)
