"""What people and groups can tell us through a chat, each as one command. The union is closed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed. Who may is decided by ``user_id`` at that moment, never by the chat."""

    query_id: str
    user_id: int
    chat_id: int
    message_id: int
    data: str


@dataclass(frozen=True, slots=True)
class ReplyNote:
    """A text in reply to a message of the bot: a note for the case it was about."""

    user_id: int
    chat_id: int
    reply_to_message_id: int
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """``/start CODE``, ``/koppel CODE`` or a scanned link: somebody wants to be paired. ``name`` as they call themselves."""

    user_id: int
    chat_id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Say:
    """Any other text or command. ``forwarded``: it was somebody else's; ``author`` names them only where that is public.

    ``posted_at``: when it was said first (aware); ``attachment``: a picture, film or file came with it.
    """

    user_id: int
    chat_id: int
    text: str
    forwarded: bool = False
    author: str = ""
    posted_at: datetime | None = None
    attachment: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """The bot was put in a group, or (``chat_id`` > 0) somebody unblocked it."""

    chat_id: int
    by: int


@dataclass(frozen=True, slots=True)
class Removed:
    """The bot was thrown out of a group, or (``chat_id`` > 0) somebody blocked it."""

    chat_id: int
    by: int


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group goes on under another id."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something through an anonymous admin, a channel or another bot: nobody to hold to it, so never authorised.

    ``query_id`` is set for a press, which should still be answered.
    """

    chat_id: int
    why: str
    query_id: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """Something we do not read: ``what`` names it (``voice``, ``malformed`` …). ``user_id`` where it is known."""

    what: str
    user_id: int | None = None
    chat_id: int | None = None


Command = Press | ReplyNote | Pair | Say | Added | Removed | Migrated | Foreign | Unknown
