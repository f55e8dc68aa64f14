"""What the pages ask of the house about acting in public."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.store.acting import Measure
from rules.case.actions import Verb
from rules.case.drafts import Word
from rules.explain.acting import Card, CardAction, CardFacts
from rules.i18n import Lang


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft as its writer or second person sees it on a phone."""

    facts: CardFacts
    card: Card


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """What can be begun for a case, about its worst message, and what was begun; newest first."""

    case: int
    mention: int
    verbs: tuple[Verb, ...]
    drafts: tuple[DraftLine, ...]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks. ``turn`` is the version of the draft that was shown; ``text`` own words, or a field's value."""

    draft: int
    action: CardAction
    turn: int = 0
    place: int = 0
    text: str = ""
    field: str = ""


class PublicDesk(Protocol):
    """Acting in public, as the pages see it."""

    async def sheet(self, case: int, person: str, lang: Lang) -> PublicSheet | None:
        """Everything of a case; None when there is none."""

    async def start(self, case: int, verb: Verb, person: str) -> bool:
        """Begin something about the case's worst message; False when that is not there."""

    async def wish(self, case: int, wish: Wish, person: str) -> Word | None:
        """Carry a form out; None when the draft is not of this case."""

    async def register(self) -> Sequence[Measure]:
        """What was done under the house rules, newest first."""
