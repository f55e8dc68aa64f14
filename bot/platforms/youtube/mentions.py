"""What YouTube says as mentions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.platforms.found import NO_ID, NO_TEXT, NO_TIME, Made
from bot.platforms.graph.values import block, blocks, ident, moment, text
from bot.platforms.youtube import WORD, YouTubeSource
from rules.mention import Author, Kind, Mention, Via

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment and what stands below it. ``embedded`` are the replies that came with it, ``replies`` how many there are."""

    id: str
    video: str
    top: Json
    embedded: tuple[Json, ...]
    replies: int


def thread_of(value: Json) -> Thread:
    """A thread as the API gives it."""
    snippet = block(value.get("snippet"))
    top = block(snippet.get("topLevelComment"))
    count = snippet.get("totalReplyCount")
    return Thread(
        ident(value.get("id")) or ident(top.get("id")),
        ident(snippet.get("videoId")) or ident(block(top.get("snippet")).get("videoId")),
        top,
        tuple(blocks(block(value.get("replies")).get("comments"))),
        count if isinstance(count, int) else 0,
    )


def comment(value: Json, thread: Thread, source: YouTubeSource, now: datetime) -> Made:
    """A comment, or a reply to one. A clock of the platform that is ahead of ours makes no message of tomorrow."""
    snippet = block(value.get("snippet"))
    name, at, said = ident(value.get("id")), moment(snippet.get("publishedAt")), _words(snippet)
    if not name or at is None or not said:
        return name, NO_ID if not name else NO_TIME if at is None else NO_TEXT
    is_reply = name != thread.id
    handle = ident(block(snippet.get("authorChannelId")).get("value"))
    return Mention(
        id=name,
        platform=WORD,
        kind=Kind.REPLY if is_reply else Kind.COMMENT,
        text=said,
        posted_at=min(at, now),
        author=Author(handle=handle or f"?{name}", name=text(snippet.get("authorDisplayName"))[:200]),
        url=_page(thread.video, name),
        thread_id=thread.video or thread.id or None,
        parent_id=(thread.id if is_reply else thread.video) or None,
        parent_text=(_words(block(thread.top.get("snippet"))) or None) if is_reply else None,
        via=Via.OWN_PAGE,
        source=source.name,
        own=handle == source.channel,
    )


def changed_at(value: Json) -> datetime | None:
    """When it was last changed, as the platform says."""
    return moment(block(value.get("snippet")).get("updatedAt"))


def said_at(value: Json) -> datetime | None:
    """When it was said."""
    return moment(block(value.get("snippet")).get("publishedAt"))


def _words(snippet: Json) -> str:
    """As plain text: the original is only given to its author."""
    return text(snippet.get("textOriginal")) or text(snippet.get("textDisplay"))


def _page(video: str, name: str) -> str | None:
    return f"https://www.youtube.com/watch?v={video}&lc={name}" if video else None
