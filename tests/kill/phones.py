"""The pretend Telegram of the kill harness: one in ten calls fails, and people press what they get."""

import base64
import struct
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from bot.demo.telegram import PretendTelegram, Shown
from bot.demo.telegram.reply import Reply
from tests.kill.town import BACKUP

TAKE = "Ik pak dit op"
TROUBLED = ("sendMessage", "editMessageText", "answerCallbackQuery")


class ShakyTelegram(PretendTelegram):
    """Answers a share of the bot's calls with 502 and does nothing then, as a proxy in between does."""

    def __init__(self, rnd: Random, share: float = 0.1) -> None:
        super().__init__()
        self.rnd = rnd
        self.share = share
        self.refused = 0

    async def handle(self, token: str, method: str, params: Mapping[str, Any]) -> Reply:
        if method in TROUBLED and self.rnd.random() < self.share:
            self.refused += 1
            return Reply(502, b"<html>Bad Gateway</html>", "text/html")
        return await super().handle(token, method, params)


def case_of(message: Shown) -> int:
    """The case a message is about, from the data of its first button; 0 without buttons."""
    data = next((b.data for row in message.buttons for b in row if b.data), "")
    if not data:
        return 0
    raw = base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))
    return int(struct.unpack_from(">BQ", raw)[1])


@dataclass(frozen=True)
class Delivered:
    """A message that reached a phone."""

    chat: int
    message_id: int
    case: int


class Staff:
    """What people do: of every second case the owner presses "Ik pak dit op" twice at once, of every fourth the backup."""

    def __init__(self, telegram: PretendTelegram) -> None:
        self.telegram = telegram
        self.delivered: list[Delivered] = []
        self.pressed: dict[int, int] = {}
        self._seen: Counter[int] = Counter()

    def look(self) -> None:
        """Look at every phone for new messages, and press."""
        for chat in list(self.telegram.chats.values()):
            for message in chat.messages[self._seen[chat.id] :]:
                self._seen[chat.id] += 1
                if message.sender.is_bot and (case := case_of(message)):
                    self.delivered.append(Delivered(chat.id, message.id, case))
                    self._press(chat.id, message, case)

    def _press(self, chat: int, message: Shown, case: int) -> None:
        wants = case % 2 == 0 if chat < BACKUP else case % 4 == 1
        if wants and case not in self.pressed and TAKE in message.labels:
            self.pressed[case] = chat
            for _ in range(2):
                self.telegram.press(chat, message.id, TAKE)
