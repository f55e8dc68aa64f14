"""Looking at Reddit: the inbox, what is new in subreddits, a search, and whether what we know still stands there as it was."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.platforms.graph.values import Json, block, blocks, text
from bot.platforms.outcome import CallError, call_error
from bot.platforms.platform import Tools
from bot.platforms.reddit import WORD, RedditSource
from bot.platforms.reddit.line import Line
from bot.platforms.reddit.mentions import changed_at, is_gone, is_said, mention, name_of
from bot.platforms.sieve import FIRST_LOOK, Sieve, oldest
from bot.ports import Batch, Failure
from rules.i18n import N_
from rules.mention import Mention, Via

MOST_PAGES, PAGE = 10, 100
"""Reddit shows a thousand of anything and no more."""
MOST_TERMS = 3
RECHECKED = timedelta(days=3)
"""So long it is seen whether something was changed or taken away."""
MOST_RECHECKS = 5
ELSEWHERE = ("HTTP 301", "HTTP 302")
"""Of a subreddit that there is not, Reddit shows a search instead."""
CLOSED = N_(
    "{host} laat r/{subreddit} niet lezen ({code}); de rest wordt gelezen. Haal het weg bij 'subreddits', of vraag daar"
    " toegang."
)


class AccountWatcher:
    """``bot.ports.Watcher`` of an account."""

    platform = WORD

    def __init__(self, source: RedditSource, line: Line, tools: Tools) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line, self._clock = source, line, tools.clock
        self._terms: Callable[[], Sequence[str]] = tools.terms

    async def fetch(self, cursor: str) -> Batch:
        """What is new, changed or gone. Raises ``CallError``."""
        look = Look(self._source, self._line, Sieve(cursor, self._clock.now()))
        await look.listing("message/mentions", Via.MENTION)
        await look.listing("message/comments", Via.OWN_PAGE)
        await look.listing("message/selfreply", Via.OWN_PAGE)
        for subreddit in self._source.subreddits:
            await look.subreddit(subreddit)
        if self._source.search:
            for term in list(self._terms())[-MOST_TERMS:]:  # what was added for a while is last
                asked = {"q": '"' + term.replace('"', " ") + '"', "sort": "new", "t": "week", "type": "link"}
                await look.listing("search", Via.SEARCH, **asked)
        await look.recheck()
        return look.batch()

    async def close(self) -> None:
        """The connections are shared."""


class Look:
    """One look."""

    def __init__(self, source: RedditSource, line: Line, sieve: Sieve) -> None:
        self._source, self._line, self._sieve = source, line, sieve
        self._gone: list[str] = []
        self._closed: list[CallError] = []

    async def subreddit(self, name: str) -> None:
        """New posts and comments there. One that is closed to us (private, banned, quarantined) keeps no other from being
        read: a person hears which. Raises ``CallError``."""
        try:
            await self.listing(f"r/{name}/new", Via.SEARCH)
            await self.listing(f"r/{name}/comments", Via.SEARCH)
        except CallError as error:
            code, host = str(error.args_.get("code", "-")), self._line.host
            if error.failure not in (Failure.PERMISSION, Failure.GONE) and code not in ELSEWHERE:
                raise
            self._closed.append(CallError(CLOSED, error.failure, host=host, subreddit=name, code=code))

    async def listing(self, path: str, via: Via, **params: str) -> None:
        """A list, newest first, as far as there is news in it."""
        after = ""
        for _ in range(MOST_PAGES):
            more = {"after": after} if after else {}
            answer = await self._line.read(path, limit=str(PAGE), **params, **more)
            things = list(self._things(answer))
            news = [self._take(one, via) for one in things]
            following = text(block(block(answer).get("data")).get("after"))
            if following in ("", after) or not any(news):
                return
            after = following
        self._sieve.cut_off(oldest((changed_at(one) for one in things), self._sieve.now))

    def _things(self, answer: object) -> Iterator[Json]:
        """What a list holds. Raises ``CallError`` for what is none."""
        children = block(block(answer).get("data")).get("children")
        if not isinstance(children, list):
            raise call_error(Failure.UNKNOWN, self._line.host, "-")
        return (one for one in blocks(children) if is_said(one))

    def _take(self, thing: Json, via: Via) -> bool:
        """One thing; whether it is new and recent."""
        name = name_of(thing)
        if name and is_gone(thing):
            if name in self._sieve.known.seen:  # what a moderator lets through in the end was never gone for us
                self._gone.append(name)
            return False
        if name in self._sieve.seen:
            return False  # another list of this look had it, and said better how it reached us
        known = name in self._sieve.known.seen
        made = mention(thing, self._via(name, via), self._source, self._sieve.now)
        self._sieve.take(made, as_of=changed_at(thing))
        return isinstance(made, Mention) and not known and made.posted_at >= self._sieve.now - FIRST_LOOK

    def _via(self, name: str, via: Via) -> Via:
        """How it reached us the first time: that it answers us is not forgotten when only a search shows it again."""
        known = self._sieve.known.notes.get(name)
        first = Via(known) if known in set(Via) else via
        if first is not Via.SEARCH:
            self._sieve.notes[name] = first.value
        return first

    async def recheck(self) -> None:
        """What was said lately and no list showed now: is it still there, and still the same?"""
        missing = self._sieve.missing(self._sieve.now - RECHECKED)[-MOST_RECHECKS * PAGE :]
        for start in range(0, len(missing), PAGE):
            answer = await self._line.read("api/info", id=",".join(missing[start : start + PAGE]))
            for one in self._things(answer):
                if name_of(one) not in missing:
                    continue
                if is_gone(one):
                    self._gone.append(name_of(one))
                else:
                    via = self._via(name_of(one), Via.SEARCH)
                    self._sieve.take(mention(one, via, self._source, self._sieve.now), as_of=changed_at(one))

    def batch(self) -> Batch:
        """What it all gave; of what is known still it is remembered how it reached us."""
        kept = {name: via for name, via in self._sieve.known.notes.items() if name in self._sieve.known.seen}
        self._sieve.notes = kept | self._sieve.notes
        found = self._sieve.batch(list(dict.fromkeys(self._gone)))
        return replace(found, trouble=" ".join(map(str, self._closed)))
