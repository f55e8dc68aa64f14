"""The pretend phones of the demo, as the pages see them. Behind it stands a pretend Telegram server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PhoneButton:
    """A button under a message. With ``url`` it opens a page instead of sending a press."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class PhoneMessage:
    """One bubble. ``html`` is Telegram's HTML subset (escaped text for what a person typed); ``at`` is aware UTC.

    ``mine``: written by the phone's owner. ``silent``: came without sound. ``reply_to``: id of the message it answers.
    ``picture``: there is one above the text, which says what can be seen in it.
    """

    id: str
    at: datetime
    html: str
    mine: bool = False
    silent: bool = False
    edited: bool = False
    buttons: tuple[tuple[PhoneButton, ...], ...] = ()
    reply_to: str | None = None
    picture: bool = False


@dataclass(frozen=True, slots=True)
class PhoneView:
    """One colleague's phone. ``messages`` oldest first. ``toast``: the last answer to a press (``dialog``: it asks attention).

    ``person`` is the id of the protocol; ``role`` is what the page shows under the name.
    """

    person: str
    name: str
    role: str = ""
    messages: tuple[PhoneMessage, ...] = ()
    toast: str = ""
    dialog: bool = False


class Phones(Protocol):
    """The phones of the demo. What a person does here travels the whole real way of the inbox."""

    async def phones(self) -> Sequence[PhoneView]:
        """Every phone, in the order in which they are shown."""

    async def press(self, person: str, message_id: str, button: int) -> bool:
        """Press a button; ``button`` counts from 0 over all rows. False when message or button is not there (any more)."""

    async def say(self, person: str, text: str, reply_to: str | None) -> bool:
        """Type a message, as an answer to ``reply_to`` when given. False when there is no such phone or message."""

    async def picture(self, person: str, message_id: str) -> bytes | None:
        """The picture (PNG) of a message; None when there is none."""
