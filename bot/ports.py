"""What the shell's rooms expect of each other: the ports of notifiers and platforms, and the values that pass through them."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bot.abilities import Capabilities
from bot.ways import TELEGRAM
from rules.case.actions import Failure, Verb
from rules.case.delivery import Fault
from rules.mention import Mention

__all__ = [
    "TELEGRAM",
    "Abilities",
    "ActionError",
    "Actor",
    "Address",
    "Batch",
    "Button",
    "Capabilities",
    "Dear",
    "DeliveryError",
    "Done",
    "Failure",
    "Fault",
    "Finding",
    "Follower",
    "Gap",
    "Image",
    "Listener",
    "Looked",
    "Message",
    "Notifier",
    "PublicAct",
    "Receiver",
    "Seen",
    "Sole",
    "SourceError",
    "Target",
    "Verb",
    "Watcher",
]

# --- telling people --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. ``data`` comes back to us; ``url`` opens a page instead, ``copy`` copies that text."""

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture (PNG) and what can be seen in it, in words."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a notifier is asked to deliver. ``html`` is Telegram's HTML subset, ``plain`` the same without markup.

    ``ask``: the phone opens an answer under it at once, where it can. ``rich``: the same as a whole page of HTML with
    tables, for ways that show one (mail). ``image``: only for notifiers that have the ability.
    """

    html: str
    plain: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    reply_to: str | None = None
    ask: bool = False
    lang: str = "nl"
    """The reader's language, for what a notifier adds of its own."""
    rich: str = ""
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one way to reach a person can do, so that nothing is asked of it that it cannot.

    ``edits``: a sent message can be changed. ``presses``: its buttons send data back; without it only buttons that open
    a page make sense. ``prompt``: it reaches somebody at once (a mail lies until it is read). ``follows``: a later word
    that it is in hand makes sense there. ``pictures``: it shows an image.
    """

    edits: bool = False
    presses: bool = False
    prompt: bool = True
    follows: bool = True
    pictures: bool = False


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person or group is reached through one notifier; ``topic`` is a Telegram message thread.

    Of mail and services ``to`` is the name of the secret that holds the address, never the address itself.
    """

    notifier: str
    to: str
    topic: int | None = None


class DeliveryError(Exception):
    """A message was not delivered, or we cannot know. Never contains the token or the message's text."""

    def __init__(
        self, message: str, fault: Fault, *, retry_after: timedelta | None = None, moved_to: str | None = None
    ) -> None:
        super().__init__(message)
        self.fault = fault
        self.retry_after = retry_after
        self.moved_to = moved_to

    @property
    def permanent(self) -> bool:
        """Whether trying again the same way is pointless."""
        return self.fault in (Fault.GONE, Fault.REFUSED, Fault.STALE)


class Notifier(Protocol):
    """One way to reach a person. Raises ``DeliveryError``; makes one attempt and never retries by itself."""

    name: str
    abilities: Abilities

    async def send(self, to: Address, message: Message) -> str:
        """Deliver it; returns the notifier's id of the message, with which it can be edited."""

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        """Replace text and buttons of an earlier message. An unchanged message is no error.

        Where nothing can be replaced (``abilities.edits``) the new text follows the old one as a message of its own.
        """

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Answer a button press (a toast, or a dialog with ``alert``). Best effort."""

    async def close(self) -> None:
        """Free connections."""


# --- hearing the public --------------------------------------------------------------------------------


class SourceError(Exception):
    """A source could not be read; ``blind``: it will not work until a person mends it (token, permission, gone).

    ``fault``: its kind in one word, for the log; the message may name what a log must not.
    """

    fault = "unreadable"

    def __init__(self, message: str, *, blind: bool = False, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.blind = blind
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Batch:
    """What one look at a source gave: new or changed mentions, the cursor to keep with them, and what could not be read.

    ``refused`` are (external id or empty, reason) pairs: kept as quarantined, never dropped silently.
    ``seen_until``: everything before this moment has been seen, but for the ``gaps``.
    ``gone`` are the ids of messages that were deleted on the platform. ``as_of``: the platform's own time of the state a
    mention (by id) or a deletion is in, where it says so: what is older than what we have changes nothing.
    ``trouble``: which part of the source stays unread until a person mends it, in words; the rest was read.
    """

    mentions: Sequence[Mention]
    cursor: str
    refused: Sequence[tuple[str, str]] = ()
    seen_until: datetime | None = None
    gone: Sequence[str] = ()
    gaps: Sequence["Gap"] = ()
    as_of: Mapping[str, datetime] = field(default_factory=dict)
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time (aware UTC) that a source certainly did not see whole; ``why`` is a fixed word."""

    start: datetime
    end: datetime
    why: str


class Watcher(Protocol):
    """One watched source. ``fetch`` reads from ``cursor`` (empty at first) and keeps nothing by itself."""

    name: str
    platform: str
    every: timedelta

    async def fetch(self, cursor: str) -> Batch:
        """Read what is new. Raises ``SourceError``."""

    async def close(self) -> None:
        """Free connections."""


class Listener(Protocol):
    """A source that speaks by itself (a stream). It keeps nothing by itself: a batch's cursor counts once it is stored."""

    name: str
    platform: str

    def listen(self, cursor: str) -> AsyncIterator[Batch]:
        """Batches as they come, from ``cursor`` (empty at first), with some overlap. Raises ``SourceError`` when it breaks."""

    async def close(self) -> None:
        """Free connections."""


@runtime_checkable
class Sole(Protocol):
    """A listener that hears what no look at the same source finds: while it does not work the source does not, either."""

    sole: bool


class Receiver(Protocol):
    """A source that comes to our door (a webhook). Pure but for its settings: the shell stores the raw body before it answers 200.

    ``family``: receivers of one family all get what comes to the door of any of them; empty: it has a door of its own.
    """

    name: str
    platform: str
    family: str

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """What to answer to the platform's question whether we live here; None: refuse it (403)."""

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the raw body was signed with one of our secrets (constant time). Header names in lower case."""

    def read(self, body: bytes) -> Batch:
        """What the body says; its ``cursor`` is empty. Never raises for content: what is not understood is in ``refused``."""


@runtime_checkable
class Follower(Protocol):
    """A receiver whose deliveries may only point at something: the shell calls ``follow`` instead of ``read``."""

    async def follow(self, body: bytes) -> Batch:
        """What the body says, with what it points at asked for. Raises ``SourceError``: then it is followed again later."""


# --- acting in public ------------------------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True)
class Finding:
    """What ``doctor`` found at one place. ``text`` and ``remedy`` are sentences in the reader's language; ``page`` mends it.

    ``unreachable``: not a fault of ours or of the settings; what is outside does not answer now.
    """

    good: bool
    about: str
    text: str
    remedy: str = ""
    page: str = ""
    unreachable: bool = False
