"""Looking at a Threads account: replies below its newest posts, mentions, and a search for our names where that is on."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.clock import Clock
from bot.platforms.graph.account import Account, Where, mention
from bot.platforms.graph.client import Line
from bot.platforms.graph.looking import Cursor, Look, read_cursor
from bot.platforms.graph.values import block, ident, text
from bot.platforms.threads import WORD, ThreadsSource
from bot.ports import Batch
from rules.mention import Kind, Via

FIELDS = "id,text,timestamp,permalink,username"
REPLIES = f"{FIELDS},replied_to,root_post"
MENTIONS, SEARCH = "mentions", "keyword_search"
MOST_TERMS = 3
"""Searches of one look: the quota of searching is not published."""

Terms = Callable[[], Sequence[str]]


class AccountWatcher:
    """``bot.ports.Watcher`` of an account."""

    platform = WORD

    def __init__(self, source: ThreadsSource, line: Line, clock: Clock, terms: Terms) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line, self._clock, self._terms = source, line, clock, terms

    async def fetch(self, cursor: str) -> Batch:
        """What is new. Raises ``GraphError``."""
        look = AccountLook(self._source, self._line, read_cursor(cursor), self._clock.now())
        await look.posts()
        await look.part(MENTIONS, look.mentions)
        if self._source.search:
            for term in list(self._terms())[-MOST_TERMS:]:  # what was added for a while is last
                look.term = term
                await look.part(SEARCH, look.search)
        return look.batch()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._line.close()


class AccountLook(Look):
    """One look at an account."""

    def __init__(self, source: ThreadsSource, line: Line, known: Cursor, now: datetime) -> None:
        super().__init__(line, known, now)
        self._source = source
        self._account = Account(source.id, source.name, WORD)
        self.term = ""

    async def posts(self) -> None:
        """Our own newest posts, and what stands below them."""
        answer = await self.page(self._source.id, "threads", fields=FIELDS, limit=self._source.posts)
        for one in answer:
            name = text(one.get("username"))
            self._account = Account(self._source.id, self._source.name, WORD, name or self._account.username)
            self.take(mention(one, Where(Kind.POST, Via.OWN_PAGE), self._account, self.now))
        for one in answer:
            await self._below(ident(one.get("id")), text(one.get("text")))

    async def _below(self, post: str, said: str) -> None:
        async for one in self.all(post, "conversation", time="timestamp", fields=REPLIES, reverse=True, limit=50):
            parent = ident(block(one.get("replied_to")).get("id")) or post
            kind = Kind.COMMENT if parent == post else Kind.REPLY
            where = Where(kind, Via.OWN_PAGE, post, parent, said if parent == post else "")
            self.take(mention(one, where, self._account, self.now))

    async def mentions(self) -> None:
        """Posts that name the account."""
        async for one in self.all(self._source.id, MENTIONS, time="timestamp", fields=FIELDS, limit=50):
            self.take(mention(one, Where(Kind.POST, Via.MENTION), self._account, self.now))

    async def search(self) -> None:
        """Posts with a name of ours."""
        where = Where(Kind.POST, Via.SEARCH)
        async for one in self.all(
            SEARCH, "", time="timestamp", q=self.term, search_type="RECENT", fields=FIELDS, limit=50
        ):
            self.take(mention(one, where, self._account, self.now))
