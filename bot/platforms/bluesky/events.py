"""What Jetstream's events say, in both of its ways of speaking; everything in them is a stranger's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from bot.platforms.bluesky import POSTS, WORD
from bot.platforms.bluesky.sieve import Sieve
from bot.platforms.feed.text import tidy
from rules.mention import Author, Kind, Mention, Via

Json = Mapping[str, Any]

BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
"""A program that knows no time writes the year 1 or 1970."""


@dataclass(frozen=True, slots=True)
class Ours:
    """Whose posts are own, and which source this is."""

    source: str
    did: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``at`` is the server's own time in µs since 1970, ``seq`` its number (0 where it has none).

    ``ended``: its author took the whole account away.
    """

    did: str
    at: int
    seq: int
    operation: str
    rkey: str
    record: Json
    ended: bool = False

    @property
    def uri(self) -> str:
        """The name of the post."""
        return f"at://{self.did}/{POSTS}/{self.rkey}"

    @property
    def moment(self) -> datetime:
        """When the server saw it."""
        return datetime.fromtimestamp(self.at / 1_000_000, UTC)


def block(value: Any) -> Json:
    """A block; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def decoded(raw: bytes) -> Event | None:
    """The event; None when it cannot be read. One that is about no post has an empty ``rkey``."""
    try:
        whole = block(msgspec.json.decode(raw))
    except (msgspec.DecodeError, RecursionError):
        return None
    said = block(whole.get("payload")) or whole
    at, seq, did = _at(said), _whole(said.get("seq")), said.get("did")
    if not isinstance(did, str) or not 10**15 <= at < 4 * 10**15:
        return None
    commit = block(said.get("commit")) or said  # the new way says it flat
    rkey = commit.get("rkey") if commit.get("collection") == POSTS else ""
    good = isinstance(rkey, str) and rkey.isascii() and rkey.isprintable() and len(rkey) <= 512
    operation = str(commit.get("operation") or "")
    key, record = rkey if good and isinstance(rkey, str) else "", block(commit.get("record"))
    return Event(did, at, seq, operation, key, record, block(said.get("account")).get("status") == "deleted")


def notice(raw: bytes) -> str:
    """The word of a notice or an error of the stream itself (``OutdatedCursor``, ``ConsumerTooSlow``); else empty."""
    try:
        whole = block(msgspec.json.decode(raw))
    except (msgspec.DecodeError, RecursionError):
        return ""
    said = block(whole.get("payload"))
    word = said.get("name") if str(said.get("$type")).endswith("#info") else whole.get("error")
    return word if isinstance(word, str) and word.isidentifier() else ""


def _at(said: Json) -> int:
    """In µs since 1970; 0 where it does not say. When the server saw it is what a cursor counts by."""
    if at := _whole(said.get("time_us")):
        return at
    moment = read_time(said.get("witnessedAt")) or read_time(said.get("time"))
    return int(moment.timestamp() * 1_000_000) if moment else 0


def read_time(written: Any) -> datetime | None:
    """An aware moment; None for anything else."""
    try:
        found = datetime.fromisoformat(written) if isinstance(written, str) else None
        return found.astimezone(UTC) if found is not None and found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def mention(event: Event, ours: Ours, sieve: Sieve, *, known: bool = False) -> Mention | None:
    """What it says of us; None: nothing. ``known``: we have this post, so that what became of it counts all the same."""
    text = text_of(event.record)
    via = via_of(event, ours, sieve, text) or (Via.SEARCH if known else None)
    return made(event, ours, via, text) if via is not None and text else None


def made(event: Event, ours: Ours, via: Via, text: str, name: str = "") -> Mention:
    """The post as a mention. ``name``: how its author is called; the handle is always the lasting name, however it came."""
    record = event.record
    reply = block(record.get("reply"))
    parent, root = _uri(reply.get("parent")), _uri(reply.get("root"))
    langs = record.get("langs")
    lang = langs[0] if isinstance(langs, list) and langs and isinstance(langs[0], str) else ""
    return Mention(
        id=event.uri,
        platform=WORD,
        source=ours.source,
        kind=Kind.REPLY if parent else Kind.POST,
        text=text,
        posted_at=_posted(record.get("createdAt"), event.moment),
        author=Author(handle=event.did, name=name),
        lang=lang[:8].lower() if lang.isascii() and lang else None,
        url=f"https://bsky.app/profile/{event.did}/post/{event.rkey}",
        thread_id=root or None,
        parent_id=parent or None,
        via=via,
        own=event.did == ours.did,
    )


def text_of(record: Json) -> str:
    """What a reader sees: the post, what its pictures or its film are said to show, the card of the page it points at."""
    embed = block(record.get("embed"))
    shown = block(embed.get("media")) or embed  # beside a quote it stands one deeper
    images, card = shown.get("images"), block(shown.get("external"))
    said = [record.get("text"), *(block(one).get("alt") for one in (images if isinstance(images, list) else []))]
    said += [shown.get("alt"), card.get("title"), card.get("description")]
    return "\n".join(tidy(one.encode("utf-8", "replace").decode()) for one in said if isinstance(one, str) and one)


def via_of(event: Event, ours: Ours, sieve: Sieve, text: str) -> Via | None:
    """How it is about us; None: it is not."""
    record = event.record
    if ours.did:
        if event.did == ours.did:
            return Via.OWN_PAGE
        home, reply = f"at://{ours.did}/", block(record.get("reply"))
        if any(_uri(reply.get(of)).startswith(home) for of in ("parent", "root")):
            return Via.OWN_PAGE
        if _points(record, ours.did):
            return Via.MENTION
    return Via.SEARCH if sieve.names_us(text) else None


def _points(record: Json, did: str) -> bool:
    """Whether it mentions the account, or quotes a post of it."""
    facets, embed = record.get("facets"), block(record.get("embed"))
    quoted = block(embed.get("record"))
    if f"at://{did}/" in f"{_uri(quoted)}{_uri(quoted.get('record'))}":
        return True
    features = [block(one).get("features") for one in facets] if isinstance(facets, list) else []
    return any(block(one).get("did") == did for some in features if isinstance(some, list) for one in some)


def _uri(value: Any) -> str:
    found = block(value).get("uri")
    return found if isinstance(found, str) and len(found) < 1000 and found.isprintable() else ""


def _posted(written: Any, seen: datetime) -> datetime:
    """What the author's program says, unless that is no time, a time before there were any, or still to come."""
    found = read_time(written)
    return min(found, seen) if found is not None and found > BEGINNING else seen
