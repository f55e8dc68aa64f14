"""Looking at the reviews of a location: last changed first, so that an edit comes before everything old."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.platforms.found import FIRST_LOOK
from bot.platforms.google.errors import GoogleError
from bot.platforms.google_reviews import WORD, ReviewsSource
from bot.platforms.google_reviews.line import Line
from bot.platforms.google_reviews.mentions import ANSWER, answer, changed_at, name_of, review
from bot.platforms.graph.values import block, blocks, text
from bot.platforms.platform import Tools
from bot.platforms.sieve import Sieve, oldest
from bot.ports import Batch
from rules.case.actions import Failure

MOST_PAGES = 15
MOST_ASKED = 5
"""Reviews that seem to be gone are asked for one by one; so many in a look, the others in the next one."""


class ReviewsWatcher:
    """``bot.ports.Watcher`` of a location."""

    platform = WORD

    def __init__(self, source: ReviewsSource, line: Line, tools: Tools) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line, self._clock = source, line, tools.clock

    async def fetch(self, cursor: str) -> Batch:
        """What is new. Raises ``GoogleError``."""
        sieve = Sieve(cursor, self._clock.now())
        reached = await self._read(sieve)
        return sieve.batch(await self._gone(sieve, reached))

    async def _read(self, sieve: Sieve) -> datetime:
        """Pages as far as there is news, and at least as many as are always read anew; how far back that was."""
        reached, mark = sieve.now, ""
        for page in range(1, MOST_PAGES + 1):
            more = {"pageToken": mark} if mark else {}
            found = await self._line.read(self._source.path, pageSize="50", orderBy="updateTime desc", **more)
            some = list(blocks(found.get("reviews")))
            news = [self._take(one, sieve) for one in some]
            reached = min(reached, oldest(map(changed_at, some), sieve.now))
            following = text(found.get("nextPageToken"))
            if following in ("", mark):
                return datetime.min.replace(tzinfo=UTC)
            if not any(news) and page >= self._source.pages:
                return reached
            mark = following
        sieve.cut_off(reached)
        return reached

    def _take(self, value: Mapping[str, Any], sieve: Sieve) -> bool:
        """A review and our answer; whether the review is new and recent."""
        name = name_of(value)
        known = name in sieve.known.seen or name in sieve.seen
        sieve.take(review(value, self._source, sieve.now), as_of=changed_at(value))
        sieve.take(answer(value, self._source, sieve.now), as_of=sieve.now)
        return not known and (changed_at(value) or sieve.now) >= sieve.now - FIRST_LOOK

    async def _gone(self, sieve: Sieve, reached: datetime) -> Sequence[str]:
        """What should have been among what we read, and is not known any more when asked for."""
        missing = sieve.missing(max(reached, sieve.now - FIRST_LOOK))
        gone = [name for name in missing if name.endswith(ANSWER) and name.removesuffix(ANSWER) in sieve.seen]
        for name in [one for one in missing if not one.endswith(ANSWER)][:MOST_ASKED]:
            if not await self._is_there(name):
                gone += [one for one in (name, name + ANSWER) if one in sieve.known.seen]
        return gone

    async def _is_there(self, name: str) -> bool:
        try:
            return bool(block(await self._line.read(f"{self._source.path}/{name}")))
        except GoogleError as error:
            if error.failure is Failure.GONE:
                return False
            raise

    async def close(self) -> None:
        """The connections are shared."""
