"""Asking X page by page: each page is paid before it is asked for, and what it really cost is put right afterwards.

The cursor is JSON: what was seen (bounded), how far every part was read, and which conversations are alive.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.platforms.found import MOST_SEEN, NO_TEXT, Made, fingerprint
from bot.platforms.graph.values import block, blocks, ident
from bot.platforms.meter import Purse
from bot.platforms.x import posts
from bot.platforms.x.client import Json, Line
from bot.platforms.x.errors import XError, within
from bot.platforms.x.posts import Us
from bot.platforms.x.prices import USER, SpentError, Till
from bot.ports import Batch, Gap
from rules.case.actions import Failure
from rules.mention import Mention, Via

MOST_PAGES = 10
"""Of one part in one look; the next look goes on with what is left."""
MOST_CALLS = 20
FIRST_LOOK = timedelta(days=1)
"""So far back the first look goes: everything older costs money too."""
SEARCHED = timedelta(days=7) - timedelta(minutes=15)
"""X searches no further back."""
OVERLAP = timedelta(minutes=10)
"""So far back every look reads again: what X shows late is seen all the same, and it is charged once a day."""
TALKS_LIVE = timedelta(days=3)
MOST_TALKS = 60
MENTIONS = "mentions"

Page = Callable[[Any, dict[str, Any]], Any]
"""Ask the library's client for a page, with these parameters."""


class Hole(msgspec.Struct, frozen=True):
    """What is between these numbers was not read yet: a look goes only so far, and the money too."""

    low: int
    high: int


class Cursor(msgspec.Struct):
    """Where we are. ``seen``: version and fingerprint by id, oldest first. ``since``: the newest number by part.

    ``asked``: when what is not asked at every look was. ``talks``: when something last was said in a conversation. ``holes``: what of
    a part is still to be read.
    """

    seen: dict[str, str] = msgspec.field(default_factory=dict)
    until: datetime | None = None
    since: dict[str, str] = msgspec.field(default_factory=dict)
    asked: dict[str, datetime] = msgspec.field(default_factory=dict)
    talks: dict[str, datetime] = msgspec.field(default_factory=dict)
    holes: dict[str, Hole] = msgspec.field(default_factory=dict)


def read_cursor(cursor: str) -> Cursor:
    """A cursor that cannot be read is a first look: what was seen is recognised by the store."""
    try:
        return msgspec.json.decode(cursor or "{}", type=Cursor)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Cursor()


@dataclass(frozen=True, slots=True)
class Part:
    """One question. ``each``: what a post costs; ``reach``: how far back it may be asked for, None: as far as it goes."""

    name: str
    ask: Page
    purse: Purse
    each: int
    via: Via
    least: int = 10
    reach: timedelta | None = None


class Look:
    """One look."""

    def __init__(self, line: Line, till: Till, known: Cursor, us: Us, now: datetime, *, authors: bool) -> None:
        self._line, self._till, self._known, self._us, self.now = line, till, known, us, now
        self._authors = authors
        self._calls = 0
        self._seen: dict[str, str] = {}
        self._fresh: dict[str, Mention] = {}
        self._refused: list[tuple[str, str]] = []
        self._gone: list[str] = []
        self._gaps: list[Gap] = []
        self._since: dict[str, str] = {}
        self._holes = dict(known.holes)
        self.asked = dict(known.asked)
        self.talks = {name: at for name, at in known.talks.items() if now - at < TALKS_LIVE}
        self.short: SpentError | None = None
        self.wrong: XError | None = None  # in a part that the others do not wait for

    # --- asking -------------------------------------------------------------------------------------------

    async def part(self, part: Part) -> None:
        """Read a part as far as it is new; without money the look is ``short``. Raises ``XError`` for what concerns it all."""
        if self.short is not None:
            return
        try:
            await self._part(part)
        except SpentError as error:
            self.short = error
        except XError as error:
            if part.name == MENTIONS:
                raise
            self.failed(error)

    def failed(self, error: XError) -> None:
        """A part did not succeed. Raises it where no other would."""
        if error.failure in (Failure.TOKEN, Failure.BUDGET):
            raise error
        self.wrong = self.wrong or error

    async def _part(self, part: Part) -> None:
        known = self._known.since.get(part.name, "") or str(posts.number_at(self.now - FIRST_LOOK))
        self._since[part.name] = known
        await self._read(part, self._start(part, known), 0)
        hole = self._known.holes.get(part.name)
        if hole is not None and self._holes.get(part.name) is hole:
            del self._holes[part.name]
            low = max(hole.low, posts.number_at(self.now - part.reach) if part.reach else 0)
            if low > hole.low:
                self._lost(hole.low, min(low, hole.high), "too_old")
            if low < hole.high:
                await self._read(part, low, hole.high)

    async def _read(self, part: Part, low: int, high: int) -> None:
        """Read what is newer than ``low`` and older than ``high`` (0: no bound); what is left is for the next look."""
        oldest, whole = high, False
        try:
            async for page, last in self._pages(part, low, high):
                numbers = [int(found) for one in page if (found := posts.number(one, "id")).isdigit()]
                if numbers:
                    oldest = min(*numbers, oldest or numbers[0])
                    self._reached(part.name, max(numbers))
                whole = last
        finally:
            if not whole and oldest:
                self._leave(part.name, Hole(low, oldest))

    def _reached(self, part: str, number: int) -> None:
        """The newest number of a part; a clock that is ahead of ours hides nothing."""
        newest = max(number, _size(self._since[part]))
        self._since[part] = str(min(newest, posts.number_at(self.now)))

    def _leave(self, part: str, hole: Hole) -> None:
        """Another hole in the same part is given up, and told."""
        if (before := self._holes.get(part)) is not None:
            self._lost(before.low, before.high, "too_much")
        self._holes[part] = hole

    def _start(self, part: Part, newest: str) -> int:
        """The number after which posts are asked for."""
        start = min(posts.time_of(newest) or self.now, self.now) - OVERLAP
        if part.reach is not None and start < self.now - part.reach:
            start = self.now - part.reach
            if self._known.until is not None:
                self._lost(posts.number_at(self._known.until), posts.number_at(start), "too_old")
        return posts.number_at(start)

    def _lost(self, low: int, high: int, why: str) -> None:
        start, end = posts.time_of(str(low)), posts.time_of(str(high))
        if start is not None and end is not None and start < end:
            self._gaps.append(Gap(start, end, why))

    async def _pages(self, part: Part, low: int, high: int) -> AsyncIterator[tuple[list[Json], bool]]:
        """Page by page, newest first; with each whether it was the last there is."""
        mark = ""
        for _ in range(MOST_PAGES):
            if self._calls >= MOST_CALLS:
                break
            given: dict[str, Any] = {"since_id": low, "tweet_fields": posts.FIELDS, **self.people()}
            if high:
                given["until_id"] = high
            answer = await self._asked(part, given, mark)
            page = list(blocks(answer.get("data")))
            self.take_all(page, answer, part.via)
            after = ident(block(answer.get("meta")).get("next_token"))
            last = after in ("", mark)
            yield page, last
            if last:
                return
            mark = after

    def people(self) -> dict[str, Any]:
        """What asks for the authors too, where they are wanted: they cost more than the posts."""
        return {"expansions": "author_id", "user_fields": posts.USER_FIELDS} if self._authors else {}

    async def _asked(self, part: Part, given: dict[str, Any], mark: str) -> Json:
        if mark:
            given["pagination_token"] = mark
        self._calls += 1
        each = part.each + (USER if self._authors else 0)
        given["max_results"] = many = await self._till.afford(part.purse, each, part.least, 100)
        answer = await self.charged(lambda client: part.ask(client, given), part.purse, part.each, many * each)
        if (error := within(answer)) is not None:
            raise error
        return answer

    async def charged(self, work: Callable[[Any], Any], purse: Purse, each: int, paid: int) -> Json:
        """An answer, for which ``paid`` was paid beforehand; what it did not cost is given back. Raises ``XError``.

        An answer that never came is taken to have cost nothing: X charges what it delivers.
        """
        try:
            answer = await self._line.read(work)
        except BaseException:
            await self._till.give_back(purse, paid)
            raise
        await self._till.give_back(purse, paid - self._cost(answer, each))
        return answer

    def _cost(self, answer: Json, each: int) -> int:
        data = answer.get("data")
        shown = [data] if isinstance(data, dict) else list(blocks(data))
        people = (f"u{name}" for name in posts.users(answer))
        return each * self._till.fresh(posts.number(one, "id") for one in shown) + USER * self._till.fresh(people)

    # --- taking -------------------------------------------------------------------------------------------

    def take_all(self, some: Iterable[Json], answer: Json, via: Via) -> None:
        """What an answer holds."""
        people = posts.users(answer)
        for one in some:
            self.take(one, posts.mention(one, people, self._us, via, self.now))

    def take(self, post: Json, made: Made) -> None:
        """One post; an older version than the one we know changes nothing."""
        if not isinstance(made, Mention):
            if made[1] != NO_TEXT:  # a picture alone is no news
                self._refused.append((made[0] or "?", made[1]))
            return
        version = posts.number(post, "id")
        before = self._seen.get(made.id) or self._known.seen.get(made.id) or ""
        mark = f"{version}:{fingerprint(made.text)}"
        if _size(before.partition(":")[0]) > _size(version):
            mark = before
        elif mark != before:
            self._fresh[made.id] = made
        self._seen.pop(made.id, None)
        self._seen[made.id] = mark
        if made.thread_id and (made.own or made.via is not Via.SEARCH) and self.now - made.posted_at < TALKS_LIVE:
            self.talks[made.thread_id] = max(made.posted_at, self.talks.get(made.thread_id, made.posted_at))

    def took_away(self, name: str) -> None:
        """It is not there any more."""
        self._gone.append(name)
        self._fresh.pop(name, None)
        self._seen.pop(name, None)
        self._known.seen.pop(name, None)

    def versions(self) -> Mapping[str, str]:
        """The newest number of everything that is known, by id, newest last."""
        return {name: mark.partition(":")[0] for name, mark in (self._known.seen | self._seen).items()}

    # --- the end ------------------------------------------------------------------------------------------

    def batch(self) -> Batch:
        """What it all gave. Raises ``SpentError`` or ``XError`` when it was cut short and brought nothing."""
        wrong = self.short or self.wrong
        if wrong is not None and not (self._fresh or self._gone or self._refused):
            raise wrong
        whole = wrong is None and not self._holes
        fresh = sorted(self._fresh.values(), key=lambda one: one.posted_at)
        return Batch(
            fresh,
            msgspec.json.encode(self._cursor(whole=whole)).decode(),
            self._refused,
            self.now if whole else None,
            gone=self._gone,
            gaps=self._gaps,
            as_of={one.id: self.now for one in fresh} | dict.fromkeys(self._gone, self.now),
        )

    def _cursor(self, *, whole: bool) -> Cursor:
        kept = {name: mark for name, mark in self._known.seen.items() if name not in self._seen} | self._seen
        seen = dict(list(kept.items())[-max(MOST_SEEN, len(self._seen)) :])
        talks = dict(sorted(self.talks.items(), key=lambda one: one[1])[-MOST_TALKS:])
        since = (self._known.since if not whole else _lasting(self._known.since)) | self._since
        return Cursor(seen, self.now if whole else self._known.until, since, self.asked, talks, self._holes)


def _lasting(since: Mapping[str, str]) -> dict[str, str]:
    """Without the searches of this look's past: those of now are added."""
    return {name: number for name, number in since.items() if ":" not in name}


def _size(number: str) -> int:
    return int(number) if number.isdigit() else 0
