"""What the pages ask of the house about acting in public."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.acting.evidence import Came
from bot.store.acting import Measure
from rules.case.actions import Verb
from rules.case.drafts import Word
from rules.explain.acting import Card, CardAction, CardFacts, Waiting
from rules.explain.notices.values import Listed
from rules.i18n import Lang


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft as its writer or second person sees it on a phone."""

    facts: CardFacts
    card: Card


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """What can be begun for a case about one of its messages, and what was begun; newest first.

    ``listed``: its messages, the most serious first, of which ``mention`` is the one meant.
    """

    case: int
    mention: int
    verbs: tuple[Verb, ...]
    drafts: tuple[DraftLine, ...]
    listed: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks. ``turn`` is the version of the draft that was shown; ``text`` own words, or a field's value."""

    draft: int
    action: CardAction
    turn: int = 0
    place: int = 0
    text: str = ""
    field: str = ""
    reason: str = ""
    """Why somebody refuses."""


class PublicDesk(Protocol):
    """Acting in public, as the pages see it."""

    async def sheet(self, case: int, person: str, lang: Lang, mention: int = 0) -> PublicSheet | None:
        """Everything of a case; None when there is none. ``mention``: the message meant, 0: its most serious one."""

    async def waiting(self, case: int, person: str, lang: Lang) -> Sequence[Waiting]:
        """What still waits for somebody in this case; newest first."""

    async def start(self, case: int, verb: Verb, person: str, mention: int = 0) -> bool:
        """Begin something about a message of the case (0: its most serious one); False when that is not there."""

    async def wish(self, case: int, wish: Wish, person: str) -> Word | None:
        """Carry a form out; None when the draft is not of this case."""

    async def keep_evidence(self, case: int, person: str, mention: int = 0) -> Came | None:
        """Keep a message of the case (0: its most serious one) as evidence; None when there is no such case."""

    async def register(self) -> Sequence[Measure]:
        """What was done under the house rules, newest first."""
