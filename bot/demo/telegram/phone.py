"""The pretend Telegram: its state, what people do on their phones, and the one door for calls of the bot."""

import asyncio
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock, SystemClock
from bot.demo.telegram.chats import GROUP, PRIVATE, SUPERGROUP, Chat, Press, Shown, User, wire_message
from bot.demo.telegram.flood import Flood
from bot.demo.telegram.methods import METHODS
from bot.demo.telegram.params import Params
from bot.demo.telegram.reply import RefusalError, Reply, accept, refuse
from bot.demo.telegram.scripts import Scripted, Scripts
from bot.demo.telegram.updates import Updates

PRETEND_TOKEN = "100200:pretend-phone-needs-no-account-aaaa"  # noqa: S105 - opens nothing but the pretend phone
BOT_ID = 100200

__all__ = ["Answered", "Call", "Chat", "Press", "PretendTelegram", "Shown", "User"]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that reached the server, scripted or not."""

    at: datetime
    method: str
    params: Mapping[str, Any]

    @property
    def chat(self) -> int | None:
        """The chat it was for, None for calls without one."""
        return Params(self.params).integer("chat_id")


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person saw after pressing: a toast, or a dialog with ``alert``."""

    chat: int
    user: int
    text: str
    alert: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class _Query:
    chat: int
    user: int
    at: datetime


class PretendTelegram:
    """A Bot API server in memory. People act by ``say`` and ``press`` (from any thread), the bot by ``handle``.

    ``clock`` dates messages; ``query_life``: how long after a press the bot may still answer it;
    ``strict_flood``: refuse with 429 what is over Telegram's own limits.
    """

    def __init__(
        self,
        token: str = PRETEND_TOKEN,
        *,
        clock: Clock | None = None,
        username: str = "seintje_demo_bot",
        query_life: timedelta = timedelta(minutes=10),
        strict_flood: bool = False,
    ) -> None:
        self.token = token
        self.clock: Clock = clock or SystemClock()
        self.username = username
        self.me = User(BOT_ID, "Seintje", is_bot=True)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.calls: list[Call] = []
        self.answers: list[Answered] = []
        self.commands: dict[str, list[Any]] = {}
        self.updates = Updates()
        self.scripts = Scripts()
        self.flood = Flood(strict=strict_flood)
        self.query_life = query_life
        self._queries: dict[str, _Query] = {}
        self._last_query = 5000
        self._lock = threading.RLock()

    # --- the world ---------------------------------------------------------------------------------

    def person(self, user_id: int, name: str, *, started: bool = True) -> Chat:
        """Somebody with a phone and the private chat with the bot; ``started`` False: never pressed Start."""
        with self._lock:
            self.users[user_id] = User(user_id, name)
            return self.chats.setdefault(user_id, Chat(user_id, PRIVATE, name, {user_id}, started=started))

    def group(self, chat_id: int, title: str, members: Iterable[int] = (), topics: Iterable[int] = ()) -> Chat:
        """A group the bot is in; ids below −10¹² are supergroups, as at Telegram."""
        kind = SUPERGROUP if chat_id <= -1_000_000_000_000 else GROUP
        chat = Chat(chat_id, kind, title, set(members), topics=set(topics))
        with self._lock:
            self.chats[chat_id] = chat
        return chat

    def block(self, user_id: int, *, blocked: bool = True) -> None:
        """The person blocks (or unblocks) the bot; the bot gets to know."""
        self.chats[user_id].blocked = blocked
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        self._membership(self.chats[user_id], self.users[user_id], old, new)

    def add_bot(self, chat_id: int, title: str, by: int) -> Chat:
        """Somebody puts the bot in a group."""
        chat = self.group(chat_id, title, [by])
        self._membership(chat, self.users[by], "left", "member")
        return chat

    def kick(self, chat_id: int, by: int) -> None:
        """Somebody throws the bot out of a group."""
        self.chats[chat_id].bot_inside = False
        self._membership(self.chats[chat_id], self.users[by], "member", "kicked")

    def migrate(self, chat_id: int, new_id: int) -> Chat:
        """A group becomes a supergroup with another id; both chats get the service message."""
        old = self.chats[chat_id]
        old.moved_to = new_id
        chat = self.group(new_id, old.title, old.members, old.topics)
        member = self.users[next(iter(old.members))].wire()
        date = int(self.clock.now().timestamp())
        base = {"message_id": 1, "from": member, "date": date}
        self.updates.put("message", base | {"chat": old.wire(), "migrate_to_chat_id": new_id})
        self.updates.put("message", base | {"chat": chat.wire(), "migrate_from_chat_id": chat_id})
        return chat

    def _membership(self, chat: Chat, by: User, old: str, new: str) -> None:
        def status(word: str) -> dict[str, Any]:
            until = {"until_date": 0} if word == "kicked" else {}
            return {"user": self.me.wire(), "status": word} | until

        self.updates.put(
            "my_chat_member",
            {
                "chat": chat.wire(),
                "from": by.wire(),
                "date": int(self.clock.now().timestamp()),
                "old_chat_member": status(old),
                "new_chat_member": status(new),
            },
        )

    # --- what people do -------------------------------------------------------------------------------

    def say(self, chat_id: int, text: str, *, user: int | None = None, reply_to: int | None = None) -> Shown:
        """A person writes. In a group the bot only gets commands, mentions of it and replies to it."""
        with self._lock:
            chat, sender = self.chats[chat_id], self.users[chat_id if user is None else user]
            chat.started = True
            message = chat.add(Shown(0, sender, self.clock.now(), text, reply_to=reply_to))
            if self._reaches_bot(chat, message):
                self.updates.put("message", wire_message(chat, message))
            return message

    def _reaches_bot(self, chat: Chat, message: Shown) -> bool:
        if chat.kind == PRIVATE or message.text.startswith("/") or f"@{self.username}" in message.text:
            return True
        original = chat.find(message.reply_to) if message.reply_to else None
        return original is not None and original.sender == self.me

    def press(self, chat_id: int, message_id: int, label: str, *, user: int | None = None) -> str:
        """A person presses a button; returns the id of the query. Raises ``LookupError`` when it is not there."""
        chat = self.chats[chat_id]
        message = chat.find(message_id)
        if message is None:
            raise LookupError(f"no message {message_id} in chat {chat_id}")
        button = message.button(label)
        if not button.data:
            raise LookupError(f"button {label!r} opens a page, it does not reach the bot")
        return self.press_data(chat_id, message_id, button.data, user=user)

    def press_data(self, chat_id: int, message_id: int, data: str, *, user: int | None = None) -> str:
        """Send these callback data as if a button carried them: an old screen, or somebody forging."""
        chat, sender = self.chats[chat_id], self.users[chat_id if user is None else user]
        with self._lock:
            self._last_query += 1
            query = str(self._last_query)
            self._queries[query] = _Query(chat_id, sender.id, self.clock.now())
        message = chat.find(message_id)
        gone = {"message_id": message_id, "chat": chat.wire(), "date": 0}
        self.updates.put(
            "callback_query",
            {
                "id": query,
                "from": sender.wire(),
                "message": wire_message(chat, message) if message else gone,
                "chat_instance": str(chat_id),
                "data": data,
            },
        )
        return query

    def close_query(self, query_id: str, text: str, *, alert: bool) -> bool:
        """Show the answer to a press; False when the query is unknown, answered or too old."""
        with self._lock:
            query = self._queries.pop(query_id, None)
        if query is None or self.clock.now() - query.at > self.query_life:
            return False
        self.answers.append(Answered(query.chat, query.user, text, alert, self.clock.now()))
        return True

    # --- trouble and calls ---------------------------------------------------------------------------

    def script(self, method: str, *answers: Scripted, chat: int | None = None) -> None:
        """Queue answers for the next calls of ``method`` (``*`` for any), to this chat only if given."""
        self.scripts.add(method, answers, chat)

    def count(self, method: str, chat: int | None = None) -> int:
        """How many calls of ``method`` (to ``chat``) reached the server."""
        return sum(1 for c in self.calls if c.method == method and chat in (None, c.chat))

    async def handle(self, token: str, method: str, params: Mapping[str, Any]) -> Reply:
        """One call of the bot, from start to answer. A ``silent`` reply means: the caller never hears."""
        call = Call(self.clock.now(), method, params)
        self.calls.append(call)
        if token != self.token:
            return refuse(401, "Unauthorized") if ":" in token else refuse(404, "Not Found")
        scripted = self.scripts.next(method, call.chat)
        if scripted is None:
            return await self._work(method, params)
        if scripted.reply is not None and not scripted.carried_out:
            return scripted.reply
        done = await self._work(method, params)
        await asyncio.sleep(scripted.reply_delay)
        return scripted.reply or done

    async def _work(self, method: str, params: Mapping[str, Any]) -> Reply:
        work = METHODS.get(method.lower())
        if work is None:
            return refuse(404, "Not Found")
        try:
            return accept(await work(self, Params(params)))
        except RefusalError as refusal:
            return refusal.reply()
