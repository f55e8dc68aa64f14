"""Telegram's updates: fetched without being confirmed, and parsed into one command each.

The library's own update loop confirms an update before it is handled and loses it when the process dies. Here
``poll_once`` only fetches; the caller stores raw updates and the next offset in one transaction, and confirms by
asking from that offset the next time.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Protocol

import msgspec

from bot.inbox.commands import Added, Command, Foreign, Migrated, Pair, Press, Removed, ReplyNote, Say, Unknown
from bot.ports import DeliveryError, Fault

ALLOWED = ("message", "callback_query", "my_chat_member")
"""The kinds of update we ask for: no more than we read."""
BATCH = 100

Id = Annotated[int, msgspec.Meta(ge=-(2**52), le=2**52)]
"""Telegram's ids have at most 52 significant bits (Bot API, "Chat")."""

_PAIR = re.compile(r"/(?:start|koppel)(?:@\w+)?\s+([A-Za-z0-9_-]{1,64})\s*")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Api(Protocol):
    """What fetching needs of the notifier."""

    async def call(self, method: str, params: dict[str, Any], *, wait: float = 0.0) -> Any:
        """The result of a Bot API method. Raises ``DeliveryError``."""


async def poll_once(api: Api, offset: int, timeout: int) -> list[dict[str, Any]]:
    """Raw updates from ``offset`` on, waiting at most ``timeout`` seconds; confirms everything below ``offset``.

    Raises ``DeliveryError``: with ``Fault.CONFLICT`` another program polls with the same token.
    """
    params = {"offset": offset, "timeout": timeout, "limit": BATCH, "allowed_updates": list(ALLOWED)}
    found = await api.call("getUpdates", params, wait=timeout)
    if not isinstance(found, list) or not all(_numbered(update) for update in found):
        raise DeliveryError("getUpdates: an answer that cannot be read", Fault.UNREACHABLE)
    return found


def _numbered(update: object) -> bool:
    return isinstance(update, dict) and type(update.get("update_id")) is int


# --- the parts of an update that we read -----------------------------------------------------------------


class _User(msgspec.Struct):
    id: Id
    is_bot: bool = False
    first_name: str = ""


class _Chat(msgspec.Struct):
    id: Id
    type: str = ""
    title: str = ""
    username: str = ""


class _Quoted(msgspec.Struct):
    message_id: Id
    sender: _User | None = msgspec.field(default=None, name="from")


class _Origin(msgspec.Struct):
    """Where a forwarded message came from (Bot API, ``MessageOrigin``)."""

    type: str = ""
    date: int = 0
    chat: _Chat | None = None
    sender_chat: _Chat | None = None
    author_signature: str = ""


class _Message(msgspec.Struct):
    chat: _Chat
    message_id: Id = 0
    sender: _User | None = msgspec.field(default=None, name="from")
    sender_chat: _Chat | None = None
    text: str | None = None
    caption: str | None = None
    reply_to_message: _Quoted | None = None
    forward_origin: _Origin | None = None
    migrate_to_chat_id: Id | None = None
    migrate_from_chat_id: Id | None = None


class _Query(msgspec.Struct):
    id: str
    sender: _User = msgspec.field(name="from")
    message: _Message | None = None
    data: str | None = None


class _Status(msgspec.Struct):
    status: str


class _Membership(msgspec.Struct):
    chat: _Chat
    sender: _User = msgspec.field(name="from")
    new_chat_member: _Status


class _Update(msgspec.Struct):
    message: _Message | None = None
    callback_query: _Query | None = None
    my_chat_member: _Membership | None = None


_READ = (*_Message.__struct_encode_fields__, "date")


def parse(update: Mapping[str, Any]) -> Command:
    """The one command an update stands for. Never raises: what does not fit is ``Unknown`` (or ``Foreign``)."""
    try:
        read = msgspec.convert(update, _Update)
    except (msgspec.ValidationError, RecursionError):
        return Unknown("malformed")
    if read.callback_query:
        return _press(read.callback_query)
    if read.my_chat_member:
        return _membership(read.my_chat_member)
    if read.message:
        return _message(read.message, update["message"])
    return Unknown(_kind(update, ("update_id",)))


def _press(query: _Query) -> Command:
    where = query.message.chat.id if query.message else None
    if query.sender.is_bot:
        return Foreign(where or 0, "bot", query.id)
    if query.message is None or query.data is None or where is None:
        return Unknown("press without message", query.sender.id, where)
    return Press(query.id, query.sender.id, where, query.message.message_id, query.data)


def _membership(change: _Membership) -> Command:
    inside = change.new_chat_member.status not in ("left", "kicked")
    return (Added if inside else Removed)(change.chat.id, change.sender.id)


def _message(message: _Message, raw: Mapping[str, Any]) -> Command:
    chat = message.chat.id
    if message.migrate_to_chat_id is not None:
        return Migrated(chat, message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return Migrated(message.migrate_from_chat_id, chat)
    if message.sender is None or message.sender_chat is not None:
        return Foreign(chat, "channel or anonymous admin")
    if message.sender.is_bot:
        return Foreign(chat, "bot")
    text = _storable(message.text or message.caption or "")
    if not text:
        return Unknown(_kind(raw, _READ), message.sender.id, chat)
    return _words(message, message.sender, text)


def _words(message: _Message, sender: _User, text: str) -> Command:
    if code := _PAIR.fullmatch(text):
        return Pair(sender.id, message.chat.id, code.group(1), _storable(sender.first_name))
    origin = message.forward_origin
    attached = message.text is None
    if origin is not None:
        return Say(sender.id, message.chat.id, text, True, _public_name(origin), _moment(origin.date), attached)
    quoted = message.reply_to_message
    if quoted and quoted.sender and quoted.sender.is_bot and not text.startswith("/"):
        return ReplyNote(sender.id, message.chat.id, quoted.message_id, text)
    return Say(sender.id, message.chat.id, text, attachment=attached)


def _public_name(origin: _Origin) -> str:
    """What a channel or group calls itself; a person's name is not public because they wrote to somebody."""
    place = origin.chat or origin.sender_chat
    return _storable(place.username or place.title) if place else ""


def _moment(seconds: int) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 2**33 else None


def _storable(text: str) -> str:
    """Without what no database takes: half characters and NUL."""
    return _UNSTORABLE.sub("\ufffd", text).strip()


def _kind(content: Mapping[str, Any], known: tuple[str, ...]) -> str:
    """The first name in it that says what it is."""
    return next((str(name)[:40] for name in content if name not in known), "empty")
