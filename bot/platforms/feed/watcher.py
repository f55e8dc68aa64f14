"""RSS and Atom: a site's news, a Google Alert. Reads what is new or changed since the cursor; has nothing to act on.

The cursor is JSON: what the server gave for a conditional GET, and the fingerprint of every entry seen (bounded).
A feed that cannot be read leaves the cursor where it was, for the error is raised before a new one exists.
"""

import asyncio
import io
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import feedparser
import msgspec

from bot.clock import Clock, SystemClock
from bot.platforms.examine import read_now
from bot.platforms.feed import FeedSource
from bot.platforms.feed.entries import Feed, Found, found
from bot.platforms.feed.text import plain_text
from bot.platforms.http import Answer, Http, HttpError
from bot.platforms.platform import Opened, Tools
from bot.ports import Batch, Finding
from rules.i18n import N_
from rules.mention import Mention

MOST_AT_ONCE = 500
"""Mentions in one batch; the rest comes with the next look."""
MOST_SEEN = 5000
"""Fingerprints that are kept: a feed rarely shows more than a hundred entries at a time."""
FIRST_LOOK = timedelta(days=7)
"""How far back the first look at a feed goes."""


class Cursor(msgspec.Struct):
    """Where we are. ``seen``: fingerprint by entry id, oldest first."""

    etag: str = ""
    modified: str = ""
    seen: dict[str, str] = msgspec.field(default_factory=dict)
    looked: bool = False


class FeedWatcher:
    """``bot.ports.Watcher`` for one feed."""

    def __init__(self, source: FeedSource, http: Http, clock: Clock | None = None) -> None:
        self.name, self.platform, self.every = source.name, source.platform, source.every
        self._source, self._http, self._clock = source, http, clock or SystemClock()

    async def fetch(self, cursor: str) -> Batch:
        """What is new or was edited. Raises ``HttpError`` when the feed cannot be had or is none."""
        known = _read(cursor)
        answer = await self._http.get(
            self._source.url.reveal(), etag=known.etag, modified=known.modified, headers={"Accept": _ACCEPT}
        )
        now = self._clock.now()
        if answer.unchanged:
            return Batch((), cursor, seen_until=now)
        parsed = await asyncio.to_thread(_parse, answer)
        whole = found(parsed.entries, self._feed(parsed), now)
        return _batch(whole, known, answer, now, complete=not parsed.bozo)

    async def close(self) -> None:
        """The connections belong to the client that all sources share."""

    def _feed(self, parsed: Any) -> Feed:
        title = plain_text(str(parsed.feed.get("title") or "")) or self.name
        return Feed(self.name, self.platform, self._source.via, self._source.lang, title)


def opened(source: FeedSource, tools: Tools) -> Opened:
    """The watcher of the feed."""
    return Opened(watchers=[FeedWatcher(source, tools.http, tools.clock)])


async def examined(source: FeedSource, tools: Tools) -> Sequence[Finding]:
    """Whether the feed can be read now."""
    return [await read_now(FeedWatcher(source, tools.http, tools.clock), tools)]


_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


def _read(cursor: str) -> Cursor:
    """A cursor that cannot be read is a first look: what was seen is recognised by the store."""
    try:
        return msgspec.json.decode(cursor, type=Cursor) if cursor else Cursor()
    except msgspec.DecodeError:
        return Cursor(looked=True)


def _parse(answer: Answer) -> Any:
    """The parsed feed. Raises ``HttpError`` for a body that is none; a broken feed with entries is read as far as it goes."""
    headers = {"content-type": answer.headers.get("content-type", ""), "content-location": answer.url}
    stream = io.BytesIO(answer.body)  # never the bytes themselves: the library would take them for a file's name
    parsed = feedparser.parse(stream, response_headers=headers, sanitize_html=False)
    if not parsed.entries and not parsed.get("version"):
        raise HttpError(_what_else(answer), host=answer.host)
    return parsed


def _what_else(answer: Answer) -> str:
    start = answer.body[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not start:
        return N_("{host} stuurt een leeg antwoord.")
    if start.startswith((b"<!doctype html", b"<html")) or b"<body" in start:
        return N_("{host} stuurt een webpagina, geen RSS of Atom; zoek op die pagina het adres van de feed.")
    return N_("{host} stuurt iets dat geen RSS of Atom is.")


def _batch(whole: Sequence[Found], known: Cursor, answer: Answer, now: datetime, *, complete: bool) -> Batch:
    fresh = [entry for entry in whole if known.seen.get(entry.id) != entry.fingerprint]
    fresh.sort(key=_posted)
    told, rest = fresh[:MOST_AT_ONCE], fresh[MOST_AT_ONCE:]
    oldest = None if known.looked else now - FIRST_LOOK
    left = {entry.id for entry in rest}
    seen = _bounded(known.seen, {entry.id: entry.fingerprint for entry in whole if entry.id not in left})
    all_had = complete and not rest  # else the server must give it to us again
    cursor = Cursor(
        answer.headers.get("etag", "") if all_had else "",
        answer.headers.get("last-modified", "") if all_had else "",
        seen,
        looked=not rest or known.looked,
    )
    return Batch(
        [entry.mention for entry in told if entry.mention is not None and _recent(entry, entry.mention, oldest)],
        msgspec.json.encode(cursor).decode(),
        [(entry.id, N_("het bericht in de feed heeft geen tekst")) for entry in told if entry.mention is None],
        now,
    )


def _posted(entry: Found) -> str:
    return entry.mention.posted_at.isoformat() if entry.mention else ""


def _recent(entry: Found, mention: Mention, oldest: datetime | None) -> bool:
    return oldest is None or not entry.dated or mention.posted_at >= oldest


def _bounded(seen: Mapping[str, str], present: Mapping[str, str]) -> dict[str, str]:
    """Everything seen with what is present last, the oldest forgotten first."""
    kept = [(name, mark) for name, mark in seen.items() if name not in present] + list(present.items())
    return dict(kept[-max(MOST_SEEN, len(present)) :])
