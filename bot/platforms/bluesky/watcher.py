"""Looking as the account: who mentions, quotes or answers it, what stands below its own posts, a search, and whether what we
know still stands there."""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.platforms.bluesky.account import Account
from bot.platforms.bluesky.client import models
from bot.platforms.bluesky.events import Json, Ours, block, read_time
from bot.platforms.bluesky.posts import below, blocks, mention_of, uri_of
from bot.platforms.bluesky.settings import WORD, BlueskySource
from bot.platforms.bluesky.sieve import Sieve as Names
from bot.platforms.outcome import CallError, call_error
from bot.platforms.parts import Parts
from bot.platforms.sieve import FIRST_LOOK, Sieve, oldest
from bot.ports import Batch
from rules.case.actions import Failure
from rules.mention import Via

MOST_PAGES = 10
"""Pages of one list in one look; what is left is a gap, and is told. A server allows 3,000 calls in five minutes."""
PAGE = 100
MOST_TERMS = 3
TOGETHER = 25
"""Posts that can be asked for at once (lexicon of app.bsky.feed.getPosts)."""
OVERLAP = timedelta(hours=2)
"""So far back every look reads again: what a platform shows late is seen all the same."""
DEEP = 10
NOT_FOUND = "#notFoundPost"
ABOUT_US = {"mention": Via.MENTION, "quote": Via.MENTION, "reply": Via.OWN_PAGE}

Terms = Callable[[], Sequence[str]]


class AccountWatcher:
    """``bot.ports.Watcher`` of an account."""

    platform = WORD

    def __init__(self, source: BlueskySource, account: Account, clock: Clock, terms: Terms) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._account, self._clock, self._terms = source, account, clock, terms

    async def fetch(self, cursor: str) -> Batch:
        """What is new, was edited or is gone. Raises ``CallError``, ``BudgetError``."""
        did, terms = await self._account.me(), self._terms()
        names = Names((*terms, self._source.handle))
        look = Look(self._account, Ours(self.name, did), names, Sieve(cursor, self._clock.now()))
        parts = Parts(self._account.host)
        await look.notifications()
        await look.own(self._source.posts)
        if self._source.search:
            for term in list(terms)[-MOST_TERMS:]:  # what was added for a while is last
                await parts.read("search", look.search(term))
        gone = await look.recheck(self._source.recheck)
        return replace(look.sieve.batch(gone), trouble=parts.trouble)

    async def close(self) -> None:
        """The connections are those of whoever opened it."""


class Look:
    """One look at an account."""

    def __init__(self, account: Account, ours: Ours, names: Names, sieve: Sieve) -> None:
        self._account, self._ours, self._names, self.sieve = account, ours, names, sieve
        until = sieve.known.until
        self._since = sieve.now - FIRST_LOOK if until is None else min(until, sieve.now) - OVERLAP

    async def notifications(self) -> None:
        """Whoever mentions, quotes or answers the account. That staff has not read them yet stays as it is."""

        def asked(mark: str | None) -> Any:
            return models.AppBskyNotificationListNotifications.Params(cursor=mark, limit=PAGE, reasons=list(ABOUT_US))

        async for page in self._pages("app.bsky.notification.listNotifications", "notifications", asked):
            for one in page:
                if (via := ABOUT_US.get(str(one.get("reason")))) is not None:
                    self._take(one, via)

    async def own(self, posts: int) -> None:
        """Our own newest posts, and what stands below them."""
        given = models.AppBskyFeedGetAuthorFeed.Params(actor=self._ours.did, limit=PAGE, filter="posts_with_replies")
        answer = await self._account.read("app.bsky.feed.getAuthorFeed", given)
        shown = [block(one.get("post")) for one in blocks(answer.get("feed"))]
        ours = [one for one in shown if uri_of(one).startswith(f"at://{self._ours.did}/")]
        for one in ours:
            self._take(one, Via.OWN_PAGE)
        begun = [one for one in ours if not block(one.get("record")).get("reply") and one.get("replyCount")]
        for one in begun[:posts]:
            for reply in below(await self._thread(uri_of(one), DEEP)):
                self._take(reply, Via.OWN_PAGE)

    async def search(self, term: str) -> None:
        """Posts with a name of ours."""
        since = f"{self._since:%Y-%m-%dT%H:%M:%SZ}"

        def asked(mark: str | None) -> Any:
            exact = term.replace('"', " ")
            return models.AppBskyFeedSearchPosts.Params(
                q=f'"{exact}"', sort="latest", since=since, cursor=mark, limit=PAGE
            )

        async for page in self._pages("app.bsky.feed.searchPosts", "posts", asked):
            for one in page:
                self._take(one, Via.SEARCH)

    async def recheck(self, many: int) -> list[str]:
        """Of the newest that we knew and did not see just now: what was edited is taken, what is gone is returned."""
        known = sorted(self.sieve.known.at.items(), key=lambda one: one[1], reverse=True)
        names = [name for name, _ in known if name not in self.sieve.seen][:many]
        gone = []
        for first in range(0, len(names), TOGETHER):
            some = names[first : first + TOGETHER]
            answer = await self._account.read("app.bsky.feed.getPosts", models.AppBskyFeedGetPosts.Params(uris=some))
            shown = {uri_of(one): one for one in blocks(answer.get("posts"))}
            for view in shown.values():
                self._take(view, Via.SEARCH)
            gone += [name for name in some if name not in shown and await self._is_gone(name)]
        return gone

    async def _is_gone(self, name: str) -> bool:
        """A post may not be shown to us because its author blocked us: only what is not found is gone."""
        return str((await self._thread(name, 0)).get("$type")).endswith(NOT_FOUND)

    async def _thread(self, name: str, depth: int) -> Json:
        given = models.AppBskyFeedGetPostThread.Params(uri=name, depth=depth, parent_height=0)
        try:
            answer = await self._account.read("app.bsky.feed.getPostThread", given)
        except CallError as error:
            if error.failure is Failure.GONE:
                return {"$type": NOT_FOUND}
            raise
        return block(answer.get("thread"))

    async def _pages(self, name: str, of: str, asked: Callable[[str | None], Any]) -> AsyncIterator[list[Json]]:
        """Page by page, newest first, as long as there may be news and as far as one look goes."""
        mark, moments = None, list[datetime | None]()
        for _ in range(MOST_PAGES):
            answer = await self._account.read(name, asked(mark))
            if not isinstance(answer.get(of), list):
                raise call_error(Failure.UNKNOWN, self._account.host, "-")
            page = blocks(answer[of])
            yield page
            moments = [read_time(one.get("indexedAt")) for one in page]
            after = answer.get("cursor")
            news = any(one is None or one >= self._since for one in moments)
            if not isinstance(after, str) or after in ("", mark) or not news:
                return
            mark = after
        self.sieve.cut_off(oldest(moments, self.sieve.now))

    def _take(self, view: Json, via: Via) -> None:
        self.sieve.take(mention_of(view, self._ours, self._names, via, self.sieve.now))
