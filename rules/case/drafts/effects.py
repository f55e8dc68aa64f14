"""What follows for a draft."""

from dataclasses import dataclass, field
from datetime import datetime

from rules.case.acting import Permission
from rules.case.actions import Verb
from rules.case.drafts.model import Draft, Word
from rules.case.model import Record


@dataclass(frozen=True, slots=True)
class Publish:
    """Do it: this draft's text as it is at ``turn``. ``key`` is the same for every attempt of one try."""

    draft: int
    verb: Verb
    turn: int
    key: str


@dataclass(frozen=True, slots=True)
class AskSecond:
    """Ask these people whether they agree."""

    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Nobody can be asked now: ask at this moment (UTC), when somebody can."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell whoever has a hand in it what became of it. ``looks_on`` just pressed: their card says so, where cards change."""

    people: tuple[str, ...]
    looks_on: str = ""


@dataclass(frozen=True, slots=True)
class Acted:
    """The case was acted upon: its promise of a reply is kept."""

    by: str
    verb: Verb


DraftEffect = Publish | AskSecond | AskAgain | Tell | Acted | Record


@dataclass(frozen=True, slots=True)
class Moved:
    """The draft from now on, what must be done, and the answer."""

    draft: Draft
    effects: tuple[DraftEffect, ...] = ()
    word: Word = Word.KEPT
    permission: Permission | None = field(default=None)
