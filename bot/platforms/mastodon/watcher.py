"""Looking at a Mastodon account: who mentions it, its own posts and what stands below them, hashtags, and a search."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.platforms.mastodon import WORD, MastodonSource
from bot.platforms.mastodon.line import Line, notices
from bot.platforms.mastodon.statuses import ABOUT_US, PAGE, Account, block, blocks, changed, mention, moment, word
from bot.platforms.outcome import CallError, call_error
from bot.platforms.parts import Parts
from bot.platforms.seen import Seen
from bot.ports import Batch
from rules.case.actions import Failure
from rules.mention import Kind, Mention, Via

MOST_PAGES = 15
"""Pages of one list in one look; what is left is a gap, and is told. A server allows 300 calls in five minutes."""
MOST_TERMS = 3
LOOKED_AFTER, AT_ONCE = 200, 20
"""Of so many newest messages that we know, so many at every look: at a look every two minutes each is seen within the hour."""


Terms = Callable[[], Sequence[str]]


class AccountWatcher:
    """``bot.ports.Watcher`` of an account."""

    platform = WORD

    def __init__(self, source: MastodonSource, line: Line, clock: Clock, terms: Terms) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line, self._clock, self._terms = source, line, clock, terms
        self._account: Account | None = None

    async def fetch(self, cursor: str) -> Batch:
        """What is new or was edited. Raises ``CallError``."""
        account = await self.account()
        look, parts = Look(self._line, account, Seen(cursor, self._clock.now())), Parts(self._line.host)
        await look.notifications()
        await look.own(self._source.posts)
        for tag in self._source.hashtags:
            await parts.read(f"#{tag}", look.hashtag(tag))
        if self._source.search:
            for term in list(self._terms())[-MOST_TERMS:]:  # what was added for a while is last
                await parts.read("search", look.search(term))
        gone = await look.recheck(self.every)
        return replace(look.seen.batch(gone), trouble=parts.trouble)

    async def account(self) -> Account:
        """Whose token it is; asked once. Raises ``CallError``."""
        if self._account is None:
            me = block(await self._line.read(lambda api: api.me()))
            if not (number := word(me.get("id"))):
                raise call_error(Failure.UNKNOWN, self._line.host, "-")
            self._account = Account(self.name, number)
        return self._account

    async def close(self) -> None:
        """Let go of the connections."""
        await self._line.close()


class Look:
    """One look at an account."""

    def __init__(self, line: Line, account: Account, seen: Seen) -> None:
        self._line, self._account, self.seen = line, account, seen

    async def notifications(self) -> None:
        """Whoever mentions or quotes the account."""
        page = await self._listed(notices)
        await self._pages(page, Via.MENTION, _about_us)

    async def own(self, posts: int) -> None:
        """Our own newest posts, and what stands below them."""
        number = self._account.id
        page = await self._listed(lambda api: api.account_statuses(number, limit=PAGE, exclude_reblogs=True))
        for one in blocks(page):
            self._take(one, Via.OWN_PAGE)
        begun = [one for one in blocks(page) if not one.get("in_reply_to_id") and one.get("replies_count") != 0]
        for one in begun[:posts]:
            await self._below(word(block(one).get("id")))

    async def _below(self, post: str) -> None:
        try:
            context = block(await self._line.read(lambda api: api.status_context(post)))
        except CallError as error:
            if error.failure is Failure.GONE:  # taken away while we looked
                return
            raise
        for reply in blocks(context.get("descendants")):
            self._take(reply, Via.OWN_PAGE)

    async def hashtag(self, tag: str) -> None:
        """Public posts with this hashtag, as far as our server knows them."""
        page = await self._listed(lambda api: api.timeline_hashtag(tag, limit=PAGE))
        await self._pages(page, Via.SEARCH, block)

    async def search(self, term: str) -> None:
        """Posts with a name of ours, where the server looks into texts at all."""
        found = await self._line.read(lambda api: api.search_v2(f'"{term}"', result_type="statuses"))
        statuses = block(found).get("statuses")
        for one in statuses if isinstance(statuses, list) else []:
            self._take(block(one), Via.SEARCH)

    async def recheck(self, every: timedelta) -> list[str]:
        """Of what we knew and did not see just now some at a time: what was edited is taken, what is gone is returned.

        A stream tells of deletions too, but only while it holds. Gone is also what its author does not show us any more.
        """
        names = self.seen.unseen(LOOKED_AFTER)
        turn = int(self.seen.now.timestamp()) // max(1, int(every.total_seconds()))
        first = turn * AT_ONCE % len(names) if len(names) > AT_ONCE else 0
        return [name for name in (names + names)[first : first + min(AT_ONCE, len(names))] if await self._is_gone(name)]

    async def _is_gone(self, name: str) -> bool:
        try:
            status = block(await self._line.read(lambda api: api.status(name)))
        except CallError as error:
            if error.failure in (Failure.PERMISSION, Failure.REFUSED):
                return False  # not for our eyes any more; whether it stands there nobody tells
            if error.failure is Failure.GONE:
                return True
            raise
        self._take(status, Via.SEARCH)
        return False

    async def _listed(self, work: Callable[[Any], Any]) -> Any:
        page = await self._line.read(work)
        if not isinstance(page, list):
            raise call_error(Failure.UNKNOWN, self._line.host, "-")
        return page

    async def _pages(self, page: Any, via: Via, inner: Callable[[Any], dict[str, Any]]) -> None:
        """All pages that may hold news, as far as one look goes."""
        moments: list[datetime | None] = []
        for number in range(MOST_PAGES):
            statuses = [inner(one) for one in blocks(page)]
            for one in statuses:
                if one:
                    self._take(one, via)
            moments = [moment(one.get("created_at")) for one in statuses]
            if not getattr(page, "_pagination_next", None) or not self.seen.news(moments):
                return
            if number + 1 < MOST_PAGES:
                page = await self._next(page)
        self.seen.cut(min((one for one in moments if one), default=self.seen.now))

    async def _next(self, page: Any) -> Any:
        return await self._listed(lambda api: api.fetch_next(page) or [])

    def _take(self, status: dict[str, Any], via: Via) -> None:
        made = mention(status, via, self._account, self.seen.now)
        if isinstance(made, Mention) and made.kind is Kind.MESSAGE and made.own:
            return  # what we write to one person is nobody else's
        self.seen.take(made, changed(status))


def _about_us(notice: dict[str, Any]) -> dict[str, Any]:
    """The post of a notice that says something to or about us; servers that do not know a kind we ask for give all of them."""
    return block(notice.get("status")) if notice.get("type") in ABOUT_US else {}
