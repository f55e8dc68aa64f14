"""Looking at a Page: the sure way beside the webhook, which may be off, late or incomplete.

One call gives the newest posts with their newest comments; only what is longer costs more. The cursor is JSON: the
fingerprint of what was seen (bounded), and until when. Deletions only the webhook tells.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.clock import Clock
from bot.platforms.facebook import WORD, FacebookSource, mentions
from bot.platforms.facebook.mentions import Made, Page
from bot.platforms.graph.client import Line
from bot.platforms.graph.errors import NO_SUCH_THING, GraphError
from bot.platforms.graph.values import block, blocks, ident, moment, page_of, text
from bot.ports import Batch, Gap
from rules.case.actions import Failure
from rules.i18n import N_
from rules.mention import Mention, Via

MOST_PAGES = 20
"""Calls of one look at most; what is left is a gap, and is told."""
FIRST_LOOK = timedelta(days=7)
OVERLAP = timedelta(hours=2)
"""So far back every look reads again: what the platform shows late is seen all the same."""
MOST_SEEN = 3000
POST = "id,message,from,created_time,permalink_url"
COMMENT = "id,message,from,created_time,permalink_url,parent{id,message}"
COMMENTS = f"comments.filter(stream).order(reverse_chronological).limit(50){{{COMMENT}}}"
PARTS = TAGGED, INBOX, RATINGS = "tagged", "conversations", "ratings"
NOT_ALLOWED = N_("dit deel van de pagina mag het token niet lezen; kijk met: seintje doctor")


class Cursor(msgspec.Struct):
    """Where we are. ``seen``: fingerprint by id, oldest first. ``off``: parts that this version does not serve."""

    seen: dict[str, str] = msgspec.field(default_factory=dict)
    until: datetime | None = None
    off: list[str] = msgspec.field(default_factory=list)


class PageWatcher:
    """``bot.ports.Watcher`` of a Page."""

    platform = WORD

    def __init__(self, source: FacebookSource, line: Line, clock: Clock) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._line, self._clock = source, line, clock

    async def fetch(self, cursor: str) -> Batch:
        """What is new or was edited. Raises ``GraphError``."""
        look = Look(self._source, self._line, _read(cursor), self._clock.now())
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


def _read(cursor: str) -> Cursor:
    """A cursor that cannot be read is a first look: what was seen is recognised by the store."""
    try:
        return msgspec.json.decode(cursor, type=Cursor) if cursor else Cursor()
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Cursor()


class Look:
    """One look."""

    def __init__(self, source: FacebookSource, line: Line, known: Cursor, now: datetime) -> None:
        self._source, self._line, self._known, self._now = source, line, known, now
        self._page = Page(source.id, source.name)
        self._since = now - FIRST_LOOK if known.until is None else min(known.until, now) - OVERLAP
        self._calls = 0
        self._seen: dict[str, str] = {}
        self._fresh: list[Mention] = []
        self._refused: list[tuple[str, str]] = []
        self._cut: list[datetime] = []
        self._off = list(known.off)

    async def feed(self) -> None:
        """The newest posts with their comments."""
        fields = f"{POST},{COMMENTS}"
        async for one in self._all(self._source.id, "feed", fields=fields, limit=self._source.posts):
            self._take(mentions.post(one, self._page, self._now))
            await self._comments(one)

    async def _comments(self, post: Mapping[str, Any]) -> None:
        first = block(post.get("comments"))
        some, after = page_of(first)
        self._take_all(mentions.comment(one, post, self._page, self._now) for one in some)
        if after and self._news(some):
            more = self._all(
                ident(post.get("id")),
                "comments",
                after=after,
                fields=COMMENT,
                filter="stream",
                order="reverse_chronological",
                limit=50,
            )
            async for one in more:
                self._take(mentions.comment(one, post, self._page, self._now))

    async def tagged(self) -> None:
        """Posts elsewhere that name the Page."""
        async for one in self._all(self._source.id, TAGGED, fields=POST, limit=50):
            self._take(mentions.post(one, self._page, self._now, Via.TAG))

    async def inbox(self) -> None:
        """Private messages, of conversations that changed."""
        fields = "id,updated_time,messages.limit(20){id,message,from,created_time}"
        async for one in self._all(self._source.id, INBOX, time="updated_time", fields=fields, limit=20):
            conversation = ident(one.get("id"))
            some = blocks(block(one.get("messages")).get("data"))
            self._take_all(mentions.message(said, conversation, self._page, self._now) for said in some)

    async def ratings(self) -> None:
        """Recommendations; this version may not serve them any more, and those without words say too little."""
        fields = "created_time,recommendation_type,review_text,open_graph_story{id},reviewer{id,name}"
        async for one in self._all(self._source.id, RATINGS, fields=fields, limit=50):
            if text(one.get("review_text")):
                self._take(mentions.rating(one, self._page, self._now))

    async def part(self, name: str, look: Callable[[], Any]) -> None:
        """A part that may be closed to us, while the rest works. Raises ``GraphError`` for anything else."""
        if name in self._off:
            return
        try:
            await look()
        except GraphError as error:
            if error.code == NO_SUCH_THING:
                self._off.append(name)
            elif error.failure is Failure.PERMISSION:
                self._refused.append((name, NOT_ALLOWED))
            else:
                raise

    async def _all(self, node: str, edge: str, *, after: str = "", time: str = "created_time", **args: Any) -> Any:
        """The items of all pages that may hold news, as far as one look goes."""
        given = dict(args, after=after or None)
        some: list[Mapping[str, Any]] = []
        most = MOST_PAGES if edge in PARTS else MOST_PAGES - len(PARTS)
        while self._calls < most:
            self._calls += 1
            answer = await self._line.read(lambda graph: graph.get_connections(node, edge, **given))
            some, mark = page_of(answer)
            for one in some:
                yield one
            if mark in ("", given["after"]) or not self._news(some, time):
                return
            given["after"] = mark
        self._cut.append(self._oldest(some, time))

    def _news(self, some: Iterable[Mapping[str, Any]], time: str = "created_time") -> bool:
        """Whether there may be more behind it: something here is not that old."""
        return any((moment(one.get(time)) or self._now) >= self._since for one in some)

    def _oldest(self, some: Iterable[Mapping[str, Any]], time: str) -> datetime:
        return min((found for one in some if (found := moment(one.get(time)))), default=self._now)

    def _take_all(self, found: Iterable[Made]) -> None:
        for one in found:
            self._take(one)

    def _take(self, made: Made) -> None:
        if not isinstance(made, Mention):
            self._refuse(*made)
            return
        mark = _digest(made.text)
        if self._seen.get(made.id) == mark or self._known.seen.get(made.id) == mark:
            self._seen[made.id] = mark
            return
        self._seen[made.id] = mark
        if made.posted_at >= self._since or made.id in self._known.seen or self._known.until is not None:
            self._fresh.append(made)

    def _refuse(self, name: str, reason: str) -> None:
        """A picture or a sticker is no news; what cannot be read at all is."""
        if reason != mentions.NO_TEXT:
            self._refused.append((name or "?", reason))  # without a number it is kept once, not at every look

    def batch(self) -> Batch:
        """What it all gave."""
        kept = [(name, mark) for name, mark in self._known.seen.items() if name not in self._seen]
        seen = dict([*kept, *self._seen.items()][-max(MOST_SEEN, len(self._seen)) :])
        cursor = Cursor(seen, self._now, self._off)
        fresh = sorted(self._fresh, key=lambda one: one.posted_at)
        return Batch(
            fresh,
            msgspec.json.encode(cursor).decode(),
            self._refused,
            self._now,
            gaps=self._gaps(),
            as_of={one.id: self._now for one in fresh},
        )

    def _gaps(self) -> list[Gap]:
        start = self._known.until
        end = max(self._cut, default=None)
        return [Gap(start, end, "too_much")] if start is not None and end is not None and start < end else []


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]
