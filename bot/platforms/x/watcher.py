"""Looking at X: mentions first, then what is searched for, once an hour the conversations, and what was taken away."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from bot.clock import Clock
from bot.platforms.graph.values import blocks
from bot.platforms.x import WORD, XSource, posts
from bot.platforms.x.client import Json, Line
from bot.platforms.x.errors import GONE_OR_NOT, XError, about, problem_type, problems
from bot.platforms.x.looking import MENTIONS, SEARCHED, Look, Part, read_cursor
from bot.platforms.x.posts import Us
from bot.platforms.x.prices import OWNED_POST, POST, USER, SpentError, Till
from bot.ports import Batch
from rules.mention import Via

HOURLY = timedelta(hours=1)
RECHECK = timedelta(hours=8)
LONGEST_QUERY = 512
MOST_QUERIES = 3
"""Searches of one look at most; what was added last is kept."""

Terms = Callable[[], Sequence[str]]


class XWatcher:
    """``bot.ports.Watcher`` of an account."""

    platform = WORD

    def __init__(self, source: XSource, line: Line, till: Till, clock: Clock, terms: Terms) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line, self._till, self._clock, self._terms = source, line, till, clock, terms

    async def fetch(self, cursor: str) -> Batch:
        """What is new or was edited. Raises ``XError``, and ``SpentError`` when the budget leaves nothing to look with."""
        known = read_cursor(cursor)
        us = Us(self._source.id, self._source.name)
        look = Look(self._line, self._till, known, us, self._clock.now(), authors=self._source.authors)
        await look.part(self._mentions())
        mentions_short = look.short
        if self._source.conversations and self._due(look, "talks", HOURLY):
            await self._talks(look)
        if self._source.search:
            for query in queries(self._terms()):
                await look.part(self._search(query))
        if self._source.recheck and self._due(look, "recheck", RECHECK):
            try:
                await self._recheck(look)
            except XError as error:
                look.failed(error)
        if look.short is not None and mentions_short is None:
            look.short.retry_after = None  # mentions are still read at every look
        return look.batch()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._line.close()

    def _due(self, look: Look, what: str, every: timedelta) -> bool:
        """Whether it is time for what is not done at every look; noted at once."""
        last = look.asked.get(what)
        if look.short is not None or (last is not None and timedelta(0) <= look.now - last < every):
            return False
        look.asked[what] = look.now
        return True

    # --- the parts ----------------------------------------------------------------------------------------

    def _own_price(self) -> int:
        return OWNED_POST if self._source.owned and self._line.access.user else POST

    def _mentions(self) -> Part:
        user = self._line.access.user

        def ask(client: Any, given: dict[str, Any]) -> Any:
            return client.get_users_mentions(self._source.id, user_auth=user, **given)

        return Part(MENTIONS, ask, self._till.reading, self._own_price(), Via.MENTION, least=5)

    def _own(self) -> Part:
        user = self._line.access.user

        def ask(client: Any, given: dict[str, Any]) -> Any:
            return client.get_users_tweets(self._source.id, user_auth=user, exclude="retweets", **given)

        return Part("own", ask, self._till.searching, self._own_price(), Via.OWN_PAGE, least=5)

    def _search(self, query: str, name: str = "", via: Via = Via.SEARCH) -> Part:
        def ask(client: Any, given: dict[str, Any]) -> Any:
            asked = {name.replace("pagination", "next"): value for name, value in given.items()}  # so it is called here
            return client.search_recent_tweets(query, **asked)

        part = name or f"search:{hashlib.sha256(query.encode()).hexdigest()[:8]}"
        return Part(part, ask, self._till.searching, POST, via, reach=SEARCHED)

    async def _talks(self, look: Look) -> None:
        """Our own posts, and what is said below them and in conversations that name us: no view of X's shows all of it."""
        await look.part(self._own())
        newest = sorted(look.talks, key=lambda one: look.talks[one], reverse=True)
        wanted = [f"conversation_id:{one}" for one in newest if one.isdigit()]
        for number, query in enumerate(joined(wanted, "")):
            await look.part(self._search(query, f"talks{number}", Via.OWN_PAGE))

    async def _recheck(self, look: Look) -> None:
        """Whether what we know still stands there, and in which version: X tells neither by itself."""
        numbers = look.versions()
        known = {version: name for name, version in list(numbers.items())[-self._source.recheck :]}
        answer = await self._looked_up(look, known, {})
        newer = {posts.versions(one)[-1]: posts.key(one) for one in blocks(answer.get("data")) if _was_edited(one)}
        answer = await self._looked_up(look, newer, look.people())
        look.take_all(blocks(answer.get("data")), answer, Via.OWN_PAGE)  # whoever it was about, it stays about us

    async def _looked_up(self, look: Look, known: dict[str, str], people: dict[str, Any]) -> Json:
        """These versions (with the id each belongs to), of which those that are gone are told; empty without money."""
        if not known:
            return {}
        paid = len(known) * (POST + (USER if people else 0))
        try:
            await self._till.pay(self._till.searching, paid)
        except SpentError as error:
            look.short = error
            return {}
        given = {"tweet_fields": posts.FIELDS, **people}
        answer = await look.charged(
            lambda client: client.get_tweets(list(known), **given), self._till.searching, POST, paid
        )
        for problem in problems(answer):
            number = about(problem)
            if problem_type(problem) in GONE_OR_NOT and number in known:
                look.took_away(known[number])
        return answer


def _was_edited(post: Json) -> bool:
    """Whether there is a newer version than this one."""
    versions = posts.versions(post)
    return bool(versions) and versions[-1] != posts.number(post, "id")


def queries(terms: Sequence[str]) -> list[str]:
    """The searches for these names: as few as X's longest question allows. A retweet says nothing new."""
    wanted = [f'"{clean}"' for one in terms if len(clean := " ".join(one.replace('"', " ").split())) >= 3]
    return list(joined(wanted, " -is:retweet"))[-MOST_QUERIES:]


def joined(wanted: Sequence[str], besides: str) -> Iterator[str]:
    """``(a OR b) besides``, each within X's longest question; what does not fit alone is left out."""
    room = LONGEST_QUERY - len(besides) - 2
    now: list[str] = []
    for one in wanted:
        if len(one) > room:
            continue
        if now and len(" OR ".join([*now, one])) > room:
            yield f"({' OR '.join(now)}){besides}"
            now = []
        now.append(one)
    if now:
        yield f"({' OR '.join(now)}){besides}"
