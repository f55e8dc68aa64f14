"""The pretend phone's server: the Bot API as strict as Telegram's own, in memory, without an account.

The demo shows its chats on a web page; the tests drive the same server with scripted trouble.
"""

from bot.demo.telegram.phone import Answered, Chat, Press, PretendTelegram, Shown, User
from bot.demo.telegram.reply import Reply
from bot.demo.telegram.scripts import Scripted

__all__ = ["Answered", "Chat", "Press", "PretendTelegram", "Reply", "Scripted", "Shown", "User"]
