"""Looking at an Instagram account: its newest media with their comments, and media that tag it.

Mentions in comments elsewhere cannot be listed: only the webhook tells of them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.platforms.graph.account import Account, Where, mention
from bot.platforms.graph.client import Line
from bot.platforms.graph.looking import Cursor, Look, read_cursor
from bot.platforms.graph.values import block, blocks, ident, page_of, text
from bot.platforms.instagram import WORD, InstagramSource
from bot.ports import Batch
from rules.mention import Kind, Via

REPLY = "id,text,timestamp,username,from"
COMMENT = f"{REPLY},replies.limit(50){{{REPLY}}}"
MEDIA = f"id,caption,timestamp,permalink,username,comments.limit(50){{{COMMENT}}}"
TAGGED = "tags"


class AccountWatcher:
    """``bot.ports.Watcher`` of an account."""

    platform = WORD

    def __init__(self, source: InstagramSource, line: Line, clock: Clock) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line, self._clock = source, line, clock

    async def fetch(self, cursor: str) -> Batch:
        """What is new. Raises ``GraphError``."""
        look = AccountLook(self._source, self._line, read_cursor(cursor), self._clock.now())
        await look.media()
        await look.part(TAGGED, look.tagged)
        return look.batch()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._line.close()


class AccountLook(Look):
    """One look at an account."""

    def __init__(self, source: InstagramSource, line: Line, known: Cursor, now: datetime) -> None:
        super().__init__(line, known, now)
        self._source = source
        self._account = Account(source.id, source.name, WORD)

    async def media(self) -> None:
        """Our own newest media with what was said about them."""
        async for one in self.all(self._source.id, "media", time="timestamp", fields=MEDIA, limit=self._source.posts):
            self._account = replace(self._account, username=text(one.get("username")) or self._account.username)
            self.take(mention(one, Where(Kind.POST, Via.OWN_PAGE), self._account, self.now))
            await self._comments(one)

    async def _comments(self, media: Mapping[str, Any]) -> None:
        some, after = page_of(block(media.get("comments")))
        for one in some:
            self._comment(one, media)
        if after and self.news(some, "timestamp"):
            name = ident(media.get("id"))
            async for one in self.all(name, "comments", time="timestamp", after=after, fields=COMMENT, limit=50):
                self._comment(one, media)

    def _comment(self, value: Mapping[str, Any], media: Mapping[str, Any]) -> None:
        thread, above = ident(media.get("id")), ident(value.get("id"))
        of = Where(Kind.COMMENT, Via.OWN_PAGE, thread, thread, text(media.get("caption")))
        self.take(mention(value, of, self._account, self.now))
        below = Where(Kind.REPLY, Via.OWN_PAGE, thread, above, text(value.get("text")))
        for one in blocks(block(value.get("replies")).get("data")):
            self.take(mention(one, below, self._account, self.now))

    async def tagged(self) -> None:
        """Media of others that tag the account."""
        where = Where(Kind.POST, Via.TAG)
        fields = "id,caption,timestamp,permalink,username"
        async for one in self.all(self._source.id, TAGGED, time="timestamp", fields=fields, limit=50):
            self.take(mention(one, where, self._account, self.now))
