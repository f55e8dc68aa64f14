"""Looking at a channel: its newest comments again and again, so that edits and deletions are seen; what YouTube holds
back too, where we speak for the owner. The order is by when a comment was made: an edit of an old one stands where it stood.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.platforms.found import FIRST_LOOK
from bot.platforms.google.errors import GoogleError
from bot.platforms.graph.values import blocks, ident, text
from bot.platforms.platform import Tools
from bot.platforms.sieve import Sieve, oldest
from bot.platforms.youtube import WORD, YouTubeSource
from bot.platforms.youtube.line import Line
from bot.platforms.youtube.mentions import Thread, changed_at, comment, said_at, thread_of
from bot.ports import Batch
from rules.case.actions import Failure

MOST_CALLS = 20
"""Calls of one look at most; what is left is a gap, and is told."""
FOR_REST = 4
"""So many of them are kept for what is held back, and for what seems to be gone."""
AT_ONCE = 25
"""Comments that are asked for by number in one call."""
HELD = ("heldForReview", "likelySpam")


class ChannelWatcher:
    """``bot.ports.Watcher`` of a channel."""

    platform = WORD

    def __init__(self, source: YouTubeSource, line: Line, tools: Tools) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line, self._clock = source, line, tools.clock

    async def fetch(self, cursor: str) -> Batch:
        """What is new. Raises ``GoogleError``, ``BudgetError``."""
        look = _Look(self._source, self._line, Sieve(cursor, self._clock.now()))
        reached = await look.published()
        gone: Sequence[str] = ()
        if self._source.owned:
            await look.held()
            gone = await look.gone(reached)
        return look.sieve.batch(gone)

    async def close(self) -> None:
        """The connections are shared."""


class _Look:
    """One look at a channel."""

    def __init__(self, source: YouTubeSource, line: Line, sieve: Sieve) -> None:
        self.sieve = sieve
        self._source, self._line = source, line
        self._calls = 0

    async def _ask(self, call: Any) -> Mapping[str, Any]:
        self._calls += 1
        return await self._line.read(call)

    async def _threads(self, mark: str, **more: Any) -> tuple[list[Thread], str]:
        """A page of threads, newest first, and the mark of the next."""
        given = dict(more, pageToken=mark) if mark else more
        answer = await self._ask(
            lambda service: service.commentThreads().list(
                part="snippet,replies",
                allThreadsRelatedToChannelId=self._source.channel,
                order="time",
                maxResults=100,
                textFormat="plainText",
                **given,
            )
        )
        return [thread_of(one) for one in blocks(answer.get("items"))], text(answer.get("nextPageToken"))

    async def published(self) -> datetime:
        """Pages as far as there is news, and at least as many as are always read anew; how far back that was."""
        mark, pages = "", 0
        reached = self.sieve.now
        while self._calls < MOST_CALLS - FOR_REST:
            threads, following = await self._threads(mark)
            pages += 1
            news = [await self._take(one) for one in threads]
            reached = min(reached, oldest((said_at(one.top) for one in threads), self.sieve.now))
            if following in ("", mark) or not (any(news) or pages < self._source.pages):
                return datetime.min.replace(tzinfo=reached.tzinfo) if not following else reached
            mark = following
        self.sieve.cut_off(reached)
        return reached

    async def held(self) -> None:
        """What YouTube keeps back until somebody looks: that, too, may be a cry for help. Not every channel has it."""
        for status in HELD:
            try:
                threads, _ = await self._threads("", moderationStatus=status)
            except GoogleError as error:
                if error.failure not in (Failure.PERMISSION, Failure.REFUSED):
                    raise
                self.sieve.refuse(status, error.message.format(**error.args_))
                return
            for one in threads:
                await self._take(one)

    async def gone(self, reached: datetime) -> list[str]:
        """What should have been among what we read, is not held back either, and is not known any more when asked for."""
        seen = self.sieve.seen
        absent = self.sieve.missing(max(reached, self.sieve.now - FIRST_LOOK))
        missing = [name for name in absent if "." not in name or name.partition(".")[0] in seen]
        gone: list[str] = []
        while missing and self._calls < MOST_CALLS:
            some, missing = missing[:AT_ONCE], missing[AT_ONCE:]
            names = ",".join(some)
            answer = await self._ask(lambda service, of=names: service.comments().list(part="id", id=of))
            found = {ident(one.get("id")) for one in blocks(answer.get("items"))}
            gone += [name for name in some if name not in found]
        return gone + [name for name in absent if name.partition(".")[0] in gone and name not in gone]

    async def _take(self, thread: Thread) -> bool:
        """A thread with all that stands below it; whether there was news in it."""
        replies = await self._replies(thread)
        known = thread.id in self.sieve.known.seen or thread.id in self.sieve.seen
        for one in (thread.top, *replies):
            made = comment(one, thread, self._source, self.sieve.now)
            self.sieve.take(made, as_of=changed_at(one))
        recent = (said_at(thread.top) or self.sieve.now) >= self.sieve.now - FIRST_LOOK
        return recent and not known

    async def _replies(self, thread: Thread) -> Sequence[Mapping[str, Any]]:
        """Those that came along are the newest five at most; the others are asked for when their number changed."""
        if not thread.id or thread.replies <= len(thread.embedded):
            return thread.embedded
        count = str(thread.replies)
        if self.sieve.known.notes.get(thread.id) == count or self._calls >= MOST_CALLS - FOR_REST:
            self._keep_below(thread)
            self.sieve.notes[thread.id] = self.sieve.known.notes.get(thread.id, "")
            return thread.embedded
        found, whole = await self._below(thread.id)
        self.sieve.notes[thread.id] = count if whole else ""
        return [*thread.embedded, *found]

    async def _below(self, name: str) -> tuple[list[Mapping[str, Any]], bool]:
        """What stands below a comment, newest first as far as it is new, and whether that is all of it."""
        found: list[Mapping[str, Any]] = []
        mark = ""
        while self._calls < MOST_CALLS - FOR_REST:
            given = {"pageToken": mark} if mark else {}
            answer = await self._ask(
                lambda service, given=given: service.comments().list(
                    part="snippet", parentId=name, maxResults=100, textFormat="plainText", **given
                )
            )
            some = list(blocks(answer.get("items")))
            found += some
            following = text(answer.get("nextPageToken"))
            if following in ("", mark) or not any(ident(one.get("id")) not in self.sieve.known.seen for one in some):
                return found, True
            mark = following
        self.sieve.cut_off(oldest(map(said_at, found), self.sieve.now))
        return found, False

    def _keep_below(self, thread: Thread) -> None:
        """What was read below it before and is not asked for now, is not missing."""
        for name in self.sieve.known.seen:
            if name.startswith(f"{thread.id}."):
                self.sieve.seen.setdefault(name, self.sieve.known.seen[name])
