"""Looking through the Graph API: pages as far as one look goes, what is new since, and what was cut off.

The cursor is JSON: the fingerprint of what was seen (bounded), and until when.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from bot.platforms.found import FIRST_LOOK, NO_TEXT, OVERLAP, Made, fingerprint, gaps, newest
from bot.platforms.graph.client import Graph, Line
from bot.platforms.graph.errors import NO_SUCH_THING, GraphError
from bot.platforms.graph.values import asked_with, moment, page_of
from bot.ports import Batch
from rules.case.actions import Failure
from rules.i18n import N_
from rules.mention import Mention

MOST_PAGES = 20
"""Calls of one look at most; what is left is a gap, and is told."""
FOR_PARTS = 3
"""So many of them are kept for what comes after the first part."""
LEAST = 5
"""Items of a page; fewer are never asked for."""
TOO_MUCH = 1
"""Meta's code for what it does not know itself, and for a question that is too large: "please reduce the amount of data"."""
NOT_NOW = N_("dit deel van het account kon niet gelezen worden; de rest wel")
_OF_A_PART = (Failure.REFUSED, Failure.GONE, Failure.UNKNOWN)
NOT_ALLOWED = N_("dit deel van het account mag het token niet lezen; kijk met: seintje doctor")


class Cursor(msgspec.Struct):
    """Where we are. ``seen``: fingerprint by id, oldest first. ``off``: parts that this version does not serve."""

    seen: dict[str, str] = msgspec.field(default_factory=dict)
    until: datetime | None = None
    off: list[str] = msgspec.field(default_factory=list)


def read_cursor(cursor: str) -> Cursor:
    """A cursor that cannot be read is a first look: what was seen is recognised by the store."""
    try:
        return msgspec.json.decode(cursor, type=Cursor) if cursor else Cursor()
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Cursor()


class Look:
    """One look."""

    def __init__(self, line: Line, known: Cursor, now: datetime) -> None:
        self._line, self._known, self.now = line, known, now
        self._since = now - FIRST_LOOK if known.until is None else min(known.until, now) - OVERLAP
        self._calls = 0
        self._seen: dict[str, str] = {}
        self._fresh: list[Mention] = []
        self._refused: list[tuple[str, str]] = []
        self._cut: list[datetime] = []
        self._off = list(known.off)
        self._in_part = False

    async def part(self, name: str, look: Callable[[], Awaitable[None]]) -> None:
        """A part that may be closed to us, or fail, while the rest works. Raises ``GraphError`` for what concerns it all."""
        if name in self._off:
            return
        self._in_part = True
        try:
            await look()
        except GraphError as error:
            if error.code == NO_SUCH_THING:
                self._off.append(name)
            elif error.failure is Failure.PERMISSION:
                self._refused.append((name, NOT_ALLOWED))
            elif error.code is not None and error.failure in _OF_A_PART:
                self._refused.append((name, NOT_NOW))
            else:
                raise

    async def all(
        self, node: str, edge: str, *, after: str = "", time: str = "created_time", limit: int = 50, **args: Any
    ) -> AsyncIterator[Mapping[str, Any]]:
        """The items of all pages that may hold news, as far as one look goes. A page that is too large is asked for smaller."""
        some: list[Mapping[str, Any]] = []
        while self._calls < (MOST_PAGES if self._in_part else MOST_PAGES - FOR_PARTS):
            self._calls += 1
            given = {**args, **asked_with(after), "limit": limit}
            try:
                answer = await self._line.read(partial(_asked, node, edge, given))
            except GraphError as error:
                if error.code != TOO_MUCH or limit <= LEAST:
                    raise
                limit = max(LEAST, limit // 4)
                continue
            some, mark = page_of(answer, limit)
            for one in some:
                yield one
            if mark in ("", after) or not self.news(some, time):
                return
            after = mark
        self._cut.append(self._oldest(some, time))

    async def page(self, node: str, edge: str, **args: Any) -> list[Mapping[str, Any]]:
        """The items of the first page only."""
        self._calls += 1
        some, _ = page_of(await self._line.read(lambda graph: graph.get_connections(node, edge, **args)))
        return some

    def news(self, some: Iterable[Mapping[str, Any]], time: str = "created_time") -> bool:
        """Whether there may be more behind it: something here is not that old."""
        return any((moment(one.get(time)) or self.now) >= self._since for one in some)

    def _oldest(self, some: Iterable[Mapping[str, Any]], time: str) -> datetime:
        return min((found for one in some if (found := moment(one.get(time)))), default=self.now)

    def take_all(self, found: Iterable[Made]) -> None:
        for one in found:
            self.take(one)

    def take(self, made: Made) -> None:
        if not isinstance(made, Mention):
            self._refuse(*made)
            return
        mark = fingerprint(made.text if made.rating is None else f"{made.text}\0{made.rating}")
        if self._seen.get(made.id) == mark or self._known.seen.get(made.id) == mark:
            self._seen[made.id] = mark
            return
        self._seen[made.id] = mark
        if made.posted_at >= self._since or made.id in self._known.seen or self._known.until is not None:
            self._fresh.append(made)

    def _refuse(self, name: str, reason: str) -> None:
        """A picture or a sticker is no news; what cannot be read at all is."""
        if reason != NO_TEXT:
            self._refused.append((name or "?", reason))  # without a number it is kept once, not at every look

    def batch(self) -> Batch:
        """What it all gave."""
        cursor = Cursor(newest(self._known.seen, self._seen), self.now, self._off)
        fresh = sorted(self._fresh, key=lambda one: one.posted_at)
        return Batch(
            fresh,
            msgspec.json.encode(cursor).decode(),
            self._refused,
            self.now,
            gaps=gaps(self._known.until, self._cut),
            as_of={one.id: self.now for one in fresh},
        )


def _asked(node: str, edge: str, args: Mapping[str, Any], graph: Graph) -> Any:
    return graph.get_connections(node, edge, **args) if edge else graph.get_object(node, **args)
