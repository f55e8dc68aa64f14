"""The entries of a parsed feed as mentions."""

import calendar
import hashlib
import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.platforms.feed.dates import EARLIEST, said
from bot.platforms.feed.text import is_web, plain_text, tidy, unwrapped
from rules.mention import Author, Kind, Mention, Via

LONGEST_ID = 300

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Feed:
    """What every mention of this feed has in common. ``title`` names an author where an entry names none."""

    source: str
    platform: str
    via: Via
    lang: str | None
    title: str


@dataclass(frozen=True, slots=True)
class Found:
    """An entry with its fingerprint, which changes when its text does. ``mention`` is None when there is nothing to read."""

    id: str
    fingerprint: str
    mention: Mention | None
    dated: bool


def found(entries: Iterable[Entry], feed: Feed, now: datetime) -> list[Found]:
    """Every entry once, whatever the feed repeats; entries that share an id but not a link are told apart by it."""
    by_id: dict[str, dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        link = _link(entry)
        by_id[_id(entry, link)].setdefault(link, entry)
    return [_found(name, entry, feed, now) for name, entry in _named(by_id)]


def _named(by_id: Mapping[str, Mapping[str, Entry]]) -> Iterator[tuple[str, Entry]]:
    for name, by_link in by_id.items():
        for link, entry in by_link.items():
            yield (name if len(by_link) == 1 else f"{name}#{_digest(link)}"), entry


def _found(name: str, entry: Entry, feed: Feed, now: datetime) -> Found:
    title, said = _text(entry.get("title_detail")), _said(entry)
    text = said if said.startswith(title) else f"{title}\n\n{said}".strip()
    link = _link(entry)
    posted = _moment(entry)
    mention = Mention(
        id=name,
        platform=feed.platform,
        kind=Kind.ARTICLE,
        text=text,
        posted_at=min(posted or now, now),
        author=_author(entry, feed.title),
        lang=feed.lang,
        url=link if is_web(link) else None,
        via=feed.via,
        source=feed.source,
    )
    return Found(name, _digest(text, link), mention if text else None, posted is not None)


def _id(entry: Entry, link: str) -> str:
    """The entry's own id, else its link, else what it says."""
    name = tidy(str(entry.get("id") or "")) or link or _digest(_text(entry.get("title_detail")), _said(entry))
    return name if len(name) <= LONGEST_ID else _digest(name)


def _link(entry: Entry) -> str:
    return unwrapped(tidy(str(entry.get("link") or "")))


def _said(entry: Entry) -> str:
    """The longest of what the entry offers: summary or contents."""
    offered = [entry.get("summary_detail"), *entry.get("content", [])]
    return max((_text(detail) for detail in offered), key=len, default="")


def _text(detail: Mapping[str, Any] | None) -> str:
    if not detail:
        return ""
    value = str(detail.get("value") or "")
    return tidy(value) if detail.get("type") == "text/plain" else plain_text(value)


_WITH_MAIL = re.compile(r"""^[^\s@]+@[^\s@]+\s*\((?P<after>[^()@]+)\)$|^"?(?P<before>[^<>@"]+)"?\s*<[^<>]*>$""")


def _author(entry: Entry, otherwise: str) -> Author:
    """The writer by name; a mail address is nobody's public name and is left out."""
    written = plain_text(str(entry.get("author") or ""))
    both = _WITH_MAIL.match(str(entry.get("author") or "").strip())
    source = str((entry.get("source") or {}).get("title") or "")
    named = (both["after"] or both["before"] if both else written, plain_text(source), otherwise)
    name = next((text.strip()[:200] for text in named if text.strip() and "@" not in text), "")
    return Author(handle=name, name=name)


def _moment(entry: Entry) -> datetime | None:
    found = said(entry) or _parsed(entry)
    return found if found is not None and found >= EARLIEST else None


def _parsed(entry: Entry) -> datetime | None:
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        moment: time.struct_time | None = entry.get(key)
        if moment is not None:
            try:
                return datetime.fromtimestamp(calendar.timegm(moment), UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _digest(*parts: str) -> str:
    joined = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joined).hexdigest()[:16]
