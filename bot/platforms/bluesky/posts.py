"""A post as an AppView shows it, read carefully: the record is a stranger's, and what stands round it may change."""

from datetime import datetime
from typing import Any

from bot.platforms.bluesky import POSTS
from bot.platforms.bluesky.events import Event, Json, Ours, block, made, read_time, text_of, via_of
from bot.platforms.bluesky.sieve import Sieve
from bot.platforms.feed.text import tidy
from bot.platforms.sieve import NO_ID, NO_TEXT, NO_TIME, Made
from rules.mention import Via


def name_of(uri: Any) -> tuple[str, str, str]:
    """(did, collection, rkey) of an ``at://`` name; empty ones for anything else."""
    parts = uri.split("/") if isinstance(uri, str) and len(uri) < 1000 and uri.isascii() and uri.isprintable() else []
    if len(parts) != 5 or parts[:2] != ["at:", ""] or not parts[2].startswith("did:") or not all(parts[2:]):
        return "", "", ""
    return parts[2], parts[3], parts[4]


def uri_of(view: Json) -> str:
    """The name of a post that is shown; empty when it has none."""
    uri = view.get("uri")
    return str(uri) if name_of(uri)[1] == POSTS else ""


def blocks(value: Any) -> list[Json]:
    """The blocks of a list; of anything else none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def event_of(view: Json, now: datetime) -> Event | None:
    """What is shown, as the stream would have said it, never later than now; None when it has no name or no time."""
    did, collection, rkey = name_of(view.get("uri"))
    at = read_time(view.get("indexedAt")) or read_time(block(view.get("record")).get("createdAt"))
    if collection != POSTS or at is None:
        return None
    return Event(did, int(min(at, now).timestamp() * 1_000_000), 0, "create", rkey, block(view.get("record")))


def mention_of(view: Json, ours: Ours, sieve: Sieve, otherwise: Via, now: datetime) -> Made:
    """A mention, or why it is none. ``otherwise``: how it came to us where the post itself does not show that."""
    event = event_of(view, now)
    if event is None:
        return (uri_of(view), NO_TIME) if uri_of(view) else ("", NO_ID)
    if not (text := text_of(event.record)):
        return event.uri, NO_TEXT
    via = via_of(event, ours, sieve, text)
    return made(event, ours, otherwise if via in (None, Via.SEARCH) else via, text, called(view))


def called(view: Json) -> str:
    """How the author is called: the chosen name, else the readable one."""
    who = block(view.get("author"))
    for name in (who.get("displayName"), who.get("handle")):
        if isinstance(name, str) and (said := tidy(name.encode("utf-8", "replace").decode()).strip()):
            return said[:200]
    return ""


def below(thread: Any) -> list[Json]:
    """Every post below the first of a thread that is shown, however deep it goes."""
    found: list[Json] = []
    waiting = blocks(block(thread).get("replies"))
    while waiting:
        node = waiting.pop()
        found += [post] if (post := block(node.get("post"))) else []
        waiting += blocks(node.get("replies"))
    return found


def labels(view: Json) -> frozenset[str]:
    """The labels that moderators put on it, without those that were taken back."""
    given = blocks(view.get("labels"))
    return frozenset(
        word for one in given if isinstance(word := one.get("val"), str) and word.isprintable() and not one.get("neg")
    )
