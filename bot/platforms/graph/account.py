"""Instagram and Threads say things alike: a name instead of a number, ``text``, ``timestamp``. Their words as mentions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.platforms.found import NO_ID, NO_TEXT, NO_TIME, Made
from bot.platforms.graph.values import block, ident, moment, text, web_link
from rules.mention import Author, Kind, Mention, Via


@dataclass(frozen=True, slots=True)
class Account:
    """Whose words are our own: by number, and by name as soon as it is known."""

    id: str
    source: str
    platform: str
    username: str = ""

    def says(self, by: Mapping[str, Any]) -> bool:
        """Whether it is us who said it."""
        name = text(by.get("username"))
        marked = bool(ident(by.get("self_ig_scoped_id")))  # Instagram marks so what the account itself says
        return marked or ident(by.get("id")) == self.id or bool(self.username and name == self.username)


@dataclass(frozen=True, slots=True)
class Where:
    """Where it stands. ``at``: when it came, for what does not say when it was said."""

    kind: Kind
    via: Via
    thread: str = ""
    parent: str = ""
    parent_text: str = ""
    at: datetime | None = None


def mention(value: Mapping[str, Any], where: Where, of: Account, now: datetime) -> Made:
    """One thing that was said; a caption is a text too."""
    name = ident(value.get("id")) or ident(value.get("comment_id"))
    said = text(value.get("text")) or text(value.get("caption"))
    at = moment(value.get("timestamp")) or where.at
    if not name or at is None or not said:
        return name, NO_ID if not name else NO_TIME if at is None else NO_TEXT
    by = block(value.get("from")) or value
    handle = text(by.get("username"))[:200] or (ident(by.get("id")) if by is not value else "")
    return Mention(
        id=name,
        platform=of.platform,
        kind=where.kind,
        text=said,
        posted_at=min(at, now),
        author=Author(handle=handle or f"?{name}", name=handle),
        url=web_link(value.get("permalink")),
        thread_id=where.thread or name,
        parent_id=where.parent or None,
        parent_text=where.parent_text or None,
        via=where.via,
        source=of.source,
        own=of.says(by),
    )


def sent_at(value: Any) -> datetime | None:
    """When a delivery was sent: seconds, or milliseconds as some have it."""
    if isinstance(value, int | float) and not isinstance(value, bool) and value > 10**11:
        value = value / 1000
    found = moment(value)
    return None if found is None or found < datetime(2004, 1, 1, tzinfo=UTC) else found
