"""What a phone knows: users, chats and the messages in them."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.demo.telegram.markup import Entity, render

PRIVATE, GROUP, SUPERGROUP = "private", "group", "supergroup"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a phone."""

    id: int
    name: str
    is_bot: bool = False

    def wire(self) -> dict[str, Any]:
        """The user as the Bot API writes it."""
        return {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}


@dataclass(frozen=True, slots=True)
class Press:
    """A button as it stands under a message: it carries ``data`` for the bot, opens ``url`` or copies a text."""

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""

    def wire(self) -> dict[str, Any]:
        """The button as the Bot API writes it."""
        if self.copy:
            return {"text": self.label, "copy_text": {"text": self.copy}}
        return {"text": self.label} | ({"url": self.url} if self.url else {"callback_data": self.data})


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as a phone shows it. ``silent``: it came without a sound; ``edited``: how many times it changed."""

    id: int
    sender: User
    at: datetime
    text: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Press, ...], ...] = ()
    silent: bool = False
    edited: int = 0
    edited_at: datetime | None = None
    reply_to: int | None = None
    topic: int | None = None
    pinned: bool = False
    asks: bool = False
    """The phone opened an answer under it at once (ForceReply)."""
    photo: bytes = b""
    """The picture above the text, which is then its caption."""

    @property
    def html(self) -> str:
        """The text with its styles, safe to put on a page."""
        return render(self.text, self.entities)

    @property
    def labels(self) -> tuple[str, ...]:
        """The words on the buttons, row by row."""
        return tuple(button.label for row in self.buttons for button in row)

    def button(self, label: str) -> Press:
        """The button with this label (or the only one that contains it). Raises ``LookupError`` when there is none."""
        every = [button for row in self.buttons for button in row]
        fitting = [b for b in every if b.label == label] or [b for b in every if label in b.label]
        if len(fitting) != 1:
            raise LookupError(f"no single button {label!r} under message {self.id}: {list(self.labels)}")
        return fitting[0]


@dataclass(slots=True)
class Chat:
    """A conversation. ``started``: the person pressed Start once, so that the bot may write to them."""

    id: int
    kind: str
    title: str
    members: set[int] = field(default_factory=set)
    messages: list[Shown] = field(default_factory=list)
    started: bool = True
    blocked: bool = False
    deactivated: bool = False
    bot_inside: bool = True
    moved_to: int | None = None
    topics: set[int] = field(default_factory=set)
    last_id: int = 0

    def wire(self) -> dict[str, Any]:
        """The chat as the Bot API writes it."""
        naming = {"first_name": self.title} if self.kind == PRIVATE else {"title": self.title}
        return {"id": self.id, "type": self.kind} | naming

    def add(self, message: Shown) -> Shown:
        """Put a message under the others with the next number."""
        self.last_id += 1
        numbered = replace(message, id=self.last_id)
        self.messages.append(numbered)
        return numbered

    def find(self, message_id: int) -> Shown | None:
        """The message with this number, None when there is none (any more)."""
        return next((m for m in self.messages if m.id == message_id), None)

    def put(self, message: Shown) -> None:
        """Replace the message with the same number."""
        self.messages = [message if m.id == message.id else m for m in self.messages]

    def remove(self, message_id: int) -> None:
        """Take a message away."""
        self.messages = [m for m in self.messages if m.id != message_id]


def wire_message(chat: Chat, message: Shown) -> dict[str, Any]:
    """A message as the Bot API writes it."""
    body: dict[str, Any] = {
        "message_id": message.id,
        "from": message.sender.wire(),
        "chat": chat.wire(),
        "date": int(message.at.timestamp()),
    } | ({"caption": message.text, "photo": _sizes(message.photo)} if message.photo else {"text": message.text})
    if message.entities and not message.photo:
        body["entities"] = [e.wire() for e in message.entities]
    if message.buttons:
        body["reply_markup"] = {"inline_keyboard": [[b.wire() for b in row] for row in message.buttons]}
    if message.edited_at:
        body["edit_date"] = int(message.edited_at.timestamp())
    if message.topic:
        body["message_thread_id"] = message.topic
    original = chat.find(message.reply_to) if message.reply_to else None
    if original:
        body["reply_to_message"] = wire_message(chat, replace(original, reply_to=None))
    return body


def _sizes(photo: bytes) -> list[dict[str, Any]]:
    """A picture as the Bot API writes it: by its own measures, which stand in the head of a PNG."""
    wide, high = measures(photo)
    known = {"file_id": f"photo-{len(photo)}", "file_unique_id": f"photo-{len(photo)}", "file_size": len(photo)}
    return [known | {"width": wide, "height": high}]


def measures(photo: bytes) -> tuple[int, int]:
    """Width and height of a PNG; (0, 0) when it is none."""
    if not photo.startswith(b"\x89PNG\r\n\x1a\n") or len(photo) < 24:
        return 0, 0
    return int.from_bytes(photo[16:20], "big"), int.from_bytes(photo[20:24], "big")
