"""The methods of the Bot API that a bot like ours calls, with Telegram's refusals in Telegram's words."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from bot.demo.telegram import markup
from bot.demo.telegram.chats import PRIVATE, Chat, Press, Shown, measures, wire_message
from bot.demo.telegram.params import Params
from bot.demo.telegram.reply import RefusalError, bad_request
from bot.demo.telegram.scripts import MIGRATED

if TYPE_CHECKING:
    from bot.demo.telegram.phone import PretendTelegram

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
PHOTO_SIDES = 10_000
"""Width and height together, in pixels."""
PHOTO_BYTES = 10 * 1024 * 1024
ANSWER_LIMIT = 200
LONGEST_POLL = 50.0
PORTS = (None, 443, 80, 88, 8443)
"""Where Telegram brings updates to; None: the port of https."""
UNCHANGED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)

Method = Callable[["PretendTelegram", Params], Awaitable[Any]]


async def get_me(phone: "PretendTelegram", p: Params) -> Any:
    return phone.me.wire() | {
        "username": phone.username,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
    }


async def get_updates(phone: "PretendTelegram", p: Params) -> Any:
    _allow(phone, p)
    limit = min(max(p.integer("limit", 100) or 100, 1), 100)
    timeout = min(float(p.integer("timeout", 0) or 0), LONGEST_POLL)
    return await phone.updates.take(p.integer("offset", 0) or 0, limit, timeout)


async def send_message(phone: "PretendTelegram", p: Params) -> Any:
    chat = writable(phone, p)
    text, entities = _text(p)
    buttons = p.buttons()
    topic = p.integer("message_thread_id")
    if topic and topic not in chat.topics:
        raise bad_request("message thread not found")
    phone.flood.check(chat, phone.clock.now())
    message = Shown(
        id=0,
        sender=phone.me,
        at=phone.clock.now(),
        text=text,
        entities=entities,
        buttons=buttons,
        silent=p.flag("disable_notification"),
        reply_to=_reply_to(chat, p),
        topic=topic,
        asks=p.asks(),
    )
    return wire_message(chat, chat.add(message))


async def send_photo(phone: "PretendTelegram", p: Params) -> Any:
    chat = writable(phone, p)
    photo, caption = p.file("photo"), p.text("caption")
    if not photo:
        raise bad_request("there is no photo in the request")
    wide, high = measures(photo)
    if not wide or not high:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if wide + high > PHOTO_SIDES or max(wide, high) > 20 * min(wide, high) or len(photo) > PHOTO_BYTES:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    if markup.units(caption) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    phone.flood.check(chat, phone.clock.now())
    message = Shown(
        id=0,
        sender=phone.me,
        at=phone.clock.now(),
        text=caption,
        buttons=p.buttons(),
        silent=p.flag("disable_notification"),
        photo=photo,
    )
    return wire_message(chat, chat.add(message))


async def edit_message_text(phone: "PretendTelegram", p: Params) -> Any:
    chat = writable(phone, p)
    text, entities = _text(p)
    return _edit(phone, chat, p, text, entities, p.buttons())


async def edit_message_reply_markup(phone: "PretendTelegram", p: Params) -> Any:
    chat = writable(phone, p)
    before = _own(phone, chat, p)
    return _edit(phone, chat, p, before.text, before.entities, p.buttons())


async def answer_callback_query(phone: "PretendTelegram", p: Params) -> Any:
    text = p.text("text")
    if markup.units(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    if not phone.close_query(p.text("callback_query_id"), text, alert=p.flag("show_alert")):
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    return True


async def delete_message(phone: "PretendTelegram", p: Params) -> Any:
    chat = writable(phone, p)
    number = p.integer("message_id", 0) or 0
    if chat.find(number) is None:
        raise bad_request("message to delete not found")
    chat.remove(number)
    return True


async def pin_chat_message(phone: "PretendTelegram", p: Params) -> Any:
    chat = writable(phone, p)
    message = chat.find(p.integer("message_id", 0) or 0)
    if message is None:
        raise bad_request("message to pin not found")
    chat.put(replace(message, pinned=True))
    return True


async def leave_chat(phone: "PretendTelegram", p: Params) -> Any:
    chat = writable(phone, p)
    if chat.kind == PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    chat.bot_inside = False
    return True


async def set_my_commands(phone: "PretendTelegram", p: Params) -> Any:
    commands = p.structure("commands")
    if not isinstance(commands, list):
        raise bad_request('parameter "commands" is required')
    if any(not re.fullmatch("[a-z0-9_]{1,32}", str(one.get("command", ""))) for one in commands):
        raise bad_request("BOT_COMMAND_INVALID")
    if any(not 1 <= len(str(one.get("description", ""))) <= 256 for one in commands):
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    scope = p.structure("scope") or {}
    where = f"{scope.get('type', '')} {scope.get('chat_id', '')}".strip()
    phone.commands[" ".join(part for part in (where, p.text("language_code")) if part)] = commands
    return True


async def get_webhook_info(phone: "PretendTelegram", p: Params) -> Any:
    known = phone.updates
    found: dict[str, Any] = {"url": known.webhook, "has_custom_certificate": False}
    found["pending_update_count"] = len(known.pending)
    if known.webhook:
        found["max_connections"] = known.connections
    if known.allowed:
        found["allowed_updates"] = sorted(known.allowed)
    if known.failed is not None:
        found["last_error_date"] = int(known.failed.at.timestamp())
        found["last_error_message"] = known.failed.why
    return found


async def set_webhook(phone: "PretendTelegram", p: Params) -> Any:
    url, secret = p.text("url"), p.text("secret_token")
    if url and not url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if url and urlsplit(url).port not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    _allow(phone, p)
    phone.updates.hook(url, secret, p.integer("max_connections", 40) or 40)
    if p.flag("drop_pending_updates"):
        phone.updates.drop()
    return True


async def delete_webhook(phone: "PretendTelegram", p: Params) -> Any:
    phone.updates.hook("")
    if p.flag("drop_pending_updates"):
        phone.updates.drop()
    return True


METHODS: dict[str, Method] = {
    "getme": get_me,
    "getupdates": get_updates,
    "sendmessage": send_message,
    "sendphoto": send_photo,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "answercallbackquery": answer_callback_query,
    "deletemessage": delete_message,
    "pinchatmessage": pin_chat_message,
    "leavechat": leave_chat,
    "setmycommands": set_my_commands,
    "getwebhookinfo": get_webhook_info,
    "setwebhook": set_webhook,
    "deletewebhook": delete_webhook,
}


def _allow(phone: "PretendTelegram", p: Params) -> None:
    allowed = p.structure("allowed_updates")
    if isinstance(allowed, list):
        phone.updates.allowed = frozenset(str(kind) for kind in allowed)


def writable(phone: "PretendTelegram", p: Params) -> Chat:
    """The chat the bot may write in. Raises ``RefusalError`` as Telegram does for every reason it may not."""
    if not p.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat = phone.chats.get(p.integer("chat_id", 0) or 0)
    if chat is None:
        raise bad_request("chat not found")
    if chat.moved_to is not None:
        raise RefusalError(400, MIGRATED, migrate_to_chat_id=chat.moved_to)
    if chat.deactivated:
        raise RefusalError(403, "Forbidden: user is deactivated")
    if chat.blocked:
        raise RefusalError(403, "Forbidden: bot was blocked by the user")
    if not chat.started:
        raise RefusalError(403, "Forbidden: bot can't initiate conversation with a user")
    if not chat.bot_inside:
        raise RefusalError(403, f"Forbidden: bot was kicked from the {chat.kind} chat")
    return chat


def _text(p: Params) -> tuple[str, tuple[markup.Entity, ...]]:
    raw, mode = p.text("text"), p.text("parse_mode")
    if mode and mode.upper() != "HTML":
        raise bad_request("unsupported parse_mode")
    try:
        text, entities = markup.parse(raw) if mode else (raw, ())
    except markup.MarkupError as complaint:
        raise bad_request(f"can't parse entities: {complaint}") from None
    if not text.strip():
        raise bad_request("message text is empty")
    if markup.units(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text.rstrip(), entities


def _reply_to(chat: Chat, p: Params) -> int | None:
    wanted = p.structure("reply_parameters") or {}
    number = int(wanted.get("message_id", 0)) or p.integer("reply_to_message_id", 0)
    if not number:
        return None
    if chat.find(number):
        return number
    if wanted.get("allow_sending_without_reply") or p.flag("allow_sending_without_reply"):
        return None
    raise bad_request("message to be replied not found")


def _own(phone: "PretendTelegram", chat: Chat, p: Params) -> Shown:
    message = chat.find(p.integer("message_id", 0) or 0)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender != phone.me:
        raise bad_request("message can't be edited")
    return message


def _edit(
    phone: "PretendTelegram",
    chat: Chat,
    p: Params,
    text: str,
    entities: tuple[markup.Entity, ...],
    buttons: tuple[tuple[Press, ...], ...],
) -> Any:
    before = _own(phone, chat, p)
    if before.photo:
        raise bad_request("there is no text in the message to edit")
    if (before.text, before.entities, before.buttons) == (text, entities, buttons):
        raise bad_request(UNCHANGED)
    phone.flood.check(chat, phone.clock.now())
    after = replace(
        before,
        text=text,
        entities=entities,
        buttons=buttons,
        edited=before.edited + 1,
        edited_at=phone.clock.now(),
    )
    chat.put(after)
    return wire_message(chat, after)
