"""How a person is told: the port of notifiers and the values that pass through it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from rules.case.delivery import Fault


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
