"""How we act in public: the port of platforms and the values that pass through it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bot.abilities import Capabilities
from rules.case.actions import Failure, Verb


@dataclass(frozen=True, slots=True)
class Target:
    """The message an action is about: its id within ``source``, and where it stands."""

    source: str
    platform: str
    id: str
    thread_id: str | None = None
    parent_id: str | None = None
    author: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PublicAct:
    """One public action. ``key`` is ours and the same for every try; ``own`` is the id of our own reply (``DELETE_OWN``)."""

    key: str
    verb: Verb
    target: Target
    text: str = ""
    own: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """It happened: ``id`` of what we placed (a reply), and where it can be seen."""

    id: str = ""
    url: str | None = None


class Looked(StrEnum):
    """What looking up an action of unknown outcome taught us."""

    DONE = "done"
    NOT_DONE = "not_done"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Seen:
    """The answer to "did it happen?"; ``done`` where it did."""

    looked: Looked
    done: Done | None = None


class ActionError(Exception):
    """A public action did not happen, or we cannot know (``Failure.UNKNOWN``). Never contains a token or a text."""

    def __init__(self, message: str, failure: Failure, *, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.failure = failure
        self.retry_after = retry_after


class Actor(Protocol):
    """What we can do through one source. Makes one attempt and never retries by itself: a public action is at-most-once."""

    source: str
    platform: str

    @property
    def capabilities(self) -> Capabilities:
        """What it can do now."""

    async def act(self, act: PublicAct) -> Done:
        """Do it. Doing what is already so (hiding the hidden) is ``Done``. Raises ``ActionError``."""

    async def look_up(self, act: PublicAct) -> Seen:
        """Whether an act of unknown outcome happened. Raises ``ActionError`` when the platform cannot be asked now."""

    async def close(self) -> None:
        """Free connections."""


@runtime_checkable
class Dear(Protocol):
    """An actor for whom some texts cost much more than others; people hear it before they place one."""

    def dear(self, text: str) -> float | None:
        """What placing this text costs in dollars; None: hardly anything."""
