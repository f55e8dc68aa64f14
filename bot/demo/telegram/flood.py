"""Telegram's own limits on a bot: 30 messages a second in all, 20 a minute to a group, short bursts to a person.

Source: the Bot FAQ, "My bot is hitting limits". Edits count as messages.
"""

from collections import deque
from datetime import datetime, timedelta
from math import ceil

from bot.demo.telegram.chats import PRIVATE, Chat
from bot.demo.telegram.reply import RefusalError

OVERALL = (30, timedelta(seconds=1))
TO_GROUP = (20, timedelta(minutes=1))
TO_PERSON = (5, timedelta(seconds=5))


class Flood:
    """Counts what was accepted, and refuses what is too much when ``strict``."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.seen: dict[int, deque[datetime]] = {}
        self.refused = 0
        """How often somebody wrote too much."""

    def check(self, chat: Chat, now: datetime) -> None:
        """Count one message to this chat. Raises ``RefusalError`` 429 with the seconds to wait."""
        if not self.strict:
            return
        for key, (count, window) in ((0, OVERALL), (chat.id, TO_PERSON if chat.kind == PRIVATE else TO_GROUP)):
            times = self.seen.setdefault(key, deque())
            while times and times[0] <= now - window:
                times.popleft()
            if len(times) >= count:
                self.refused += 1
                wait = max(1, ceil((times[0] + window - now).total_seconds()))
                raise RefusalError(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        self.seen[0].append(now)
        self.seen[chat.id].append(now)
