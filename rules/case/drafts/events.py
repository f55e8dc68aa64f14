"""What can happen to a draft."""

from dataclasses import dataclass

from rules.case.acting import Asked
from rules.case.actions import Failure


@dataclass(frozen=True, slots=True)
class Written:
    """Somebody gave it a (new) text: a template, or own words. ``asked`` is the wish with that text."""

    by: str
    template: str | None
    asked: Asked


@dataclass(frozen=True, slots=True)
class Submitted:
    """The writer wants it out. ``turn`` is the version they saw."""

    by: str
    turn: int
    asked: Asked


@dataclass(frozen=True, slots=True)
class Agreed:
    """Somebody says yes to the version ``turn``. ``asked`` is the wish as it is now, with the writer as its person."""

    by: str
    turn: int
    asked: Asked


@dataclass(frozen=True, slots=True)
class Declined:
    """Somebody says no (``reason``), or the writer takes it back."""

    by: str
    turn: int
    asked: Asked
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Noticed:
    """Somebody who is asked, or who looks at it afterwards, has seen it; that is no yes and no no."""

    by: str
    turn: int
    asked: Asked


@dataclass(frozen=True, slots=True)
class Explained:
    """Whoever refused says why; the refusal itself did not wait for it."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Happened:
    """It stands there; ``own`` is the id of what we placed."""

    own: str = ""


@dataclass(frozen=True, slots=True)
class NotDone:
    """It certainly did not happen."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody can tell whether it happened."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A person looked at the platform: it stands there, or it does not."""

    by: str
    happened: bool


@dataclass(frozen=True, slots=True)
class Again:
    """A person wants another try of what certainly did not happen."""

    by: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class Waited:
    """It was proposed when nobody could be asked, and it is time to look again."""

    asked: Asked


DraftEvent = (
    Noticed
    | Written
    | Submitted
    | Agreed
    | Declined
    | Explained
    | Waited
    | Happened
    | NotDone
    | Unclear
    | Looked
    | Again
)
