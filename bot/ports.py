"""What the shell's rooms expect of each other: the notifier and watcher ports, and the values that pass through them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from rules.case.delivery import Fault
from rules.mention import Mention

__all__ = [
    "Address",
    "Batch",
    "Button",
    "DeliveryError",
    "Fault",
    "Message",
    "Notifier",
    "SourceError",
    "Watcher",
]

# --- telling people --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message. ``action`` is a word of ``rules.case.model.Action``; ``url`` opens a page instead."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What a notifier is asked to deliver. ``html`` is Telegram's HTML subset, ``plain`` the same without markup."""

    html: str
    plain: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person or group is reached through one notifier; ``topic`` is a Telegram message thread."""

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

    async def send(self, to: Address, message: Message) -> str:
        """Deliver it; returns the notifier's id of the message, with which it can be edited."""

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        """Replace text and buttons of an earlier message. An unchanged message is no error."""

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Answer a button press (a toast, or a dialog with ``alert``). Best effort."""

    async def close(self) -> None:
        """Free connections."""


# --- hearing the public --------------------------------------------------------------------------------


class SourceError(Exception):
    """A source could not be read; ``blind``: it will not work until a person mends it (token, permission, gone)."""

    def __init__(self, message: str, *, blind: bool = False, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.blind = blind
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Batch:
    """What one look at a source gave: new or changed mentions, the cursor to keep with them, and what could not be read.

    ``refused`` are (external id or empty, reason) pairs: kept as quarantined, never dropped silently.
    ``seen_until``: everything before this moment has been seen.
    """

    mentions: Sequence[Mention]
    cursor: str
    refused: Sequence[tuple[str, str]] = ()
    seen_until: datetime | None = None


class Watcher(Protocol):
    """One watched source. ``fetch`` reads from ``cursor`` (empty at first) and keeps nothing by itself."""

    name: str
    platform: str
    every: timedelta

    async def fetch(self, cursor: str) -> Batch:
        """Read what is new. Raises ``SourceError``."""

    async def close(self) -> None:
        """Free connections."""
