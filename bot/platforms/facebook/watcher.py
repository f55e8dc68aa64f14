"""Looking at a Page: the sure way beside the webhook, which may be off, late or incomplete.

One call gives the newest posts with their newest comments; only what is longer costs more. Deletions only the webhook
tells.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.platforms.facebook import WORD, FacebookSource, mentions
from bot.platforms.facebook.mentions import Page
from bot.platforms.graph.client import Line
from bot.platforms.graph.looking import Cursor, Look, read_cursor
from bot.platforms.graph.values import block, blocks, ident, page_of, text
from bot.ports import Batch
from rules.mention import Via

POST = "id,message,from,created_time,permalink_url"
COMMENT = "id,message,from,created_time,permalink_url,parent{id,message}"
COMMENTS = f"comments.filter(stream).order(reverse_chronological).limit(50){{{COMMENT}}}"
TAGGED, INBOX, RATINGS = "tagged", "conversations", "ratings"


class PageWatcher:
    """``bot.ports.Watcher`` of a Page."""

    platform = WORD

    def __init__(self, source: FacebookSource, line: Line, clock: Clock) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line, self._clock = source, line, clock

    async def fetch(self, cursor: str) -> Batch:
        """What is new or was edited. Raises ``GraphError``."""
        look = PageLook(self._source, self._line, read_cursor(cursor), self._clock.now())
        await look.feed()
        await look.part(TAGGED, look.tagged)
        if self._source.messages:
            await look.part(INBOX, look.inbox)
        if self._source.ratings:
            await look.part(RATINGS, look.ratings)
        return look.batch()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._line.close()


class PageLook(Look):
    """One look at a Page."""

    def __init__(self, source: FacebookSource, line: Line, known: Cursor, now: datetime) -> None:
        super().__init__(line, known, now)
        self._source, self._page = source, Page(source.id, source.name)

    async def feed(self) -> None:
        """The newest posts with their comments."""
        fields = f"{POST},{COMMENTS}"
        async for one in self.all(self._source.id, "feed", fields=fields, limit=self._source.posts):
            self.take(mentions.post(one, self._page, self.now))
            await self._comments(one)

    async def _comments(self, post: Mapping[str, Any]) -> None:
        first = block(post.get("comments"))
        some, after = page_of(first)
        self.take_all(mentions.comment(one, post, self._page, self.now) for one in some)
        if after and self.news(some):
            more = self.all(
                ident(post.get("id")),
                "comments",
                after=after,
                fields=COMMENT,
                filter="stream",
                order="reverse_chronological",
                limit=50,
            )
            async for one in more:
                self.take(mentions.comment(one, post, self._page, self.now))

    async def tagged(self) -> None:
        """Posts elsewhere that name the Page."""
        async for one in self.all(self._source.id, TAGGED, fields=POST, limit=50):
            self.take(mentions.post(one, self._page, self.now, Via.TAG))

    async def inbox(self) -> None:
        """Private messages, of conversations that changed."""
        fields = "id,updated_time,messages.limit(20){id,message,from,created_time}"
        async for one in self.all(self._source.id, INBOX, time="updated_time", fields=fields, limit=20):
            conversation = ident(one.get("id"))
            some = blocks(block(one.get("messages")).get("data"))
            self.take_all(mentions.message(said, conversation, self._page, self.now) for said in some)

    async def ratings(self) -> None:
        """Recommendations; this version may not serve them any more. One without words and without a number says nothing."""
        fields = "created_time,recommendation_type,review_text,rating,open_graph_story{id},reviewer{id,name}"
        async for one in self.all(self._source.id, RATINGS, fields=fields, limit=50):
            if text(one.get("review_text")) or ident(block(one.get("open_graph_story")).get("id")):
                self.take(mentions.rating(one, self._page, self.now))
