"""What LinkedIn says of comments and posts, as mentions. Read carefully: everything in it may be missing or hostile.

Names of members are not asked for: LinkedIn does not allow them to be kept. Who wrote it stays a number.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.platforms.graph.values import Json, block, ident, text
from bot.platforms.linkedin import WORD, LinkedInSource
from bot.platforms.linkedin.urns import at, born, comment_parts, is_post, person, plain, shown, urn
from bot.platforms.sieve import NO_ID, NO_TEXT, NO_TIME, Made
from rules.mention import Author, Kind, Mention, Via


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of something that was said. ``post``: what it stands below, as far as known."""

    name: str
    by: str
    words: str
    said_at: datetime | None
    via: Via
    post: str = ""
    parent: str = ""


def made(said: Said, source: LinkedInSource, now: datetime, *, own: bool = False) -> Made:
    """A mention, or why it is none."""
    thread, _ = comment_parts(said.name)
    if not thread and not is_post(said.name):
        return said.name, NO_ID
    if said.said_at is None:
        return said.name, NO_TIME
    if not said.words:
        return said.name, NO_TEXT
    own = own or said.by == source.urn
    return Mention(
        id=said.name,
        platform=WORD,
        source=source.name,
        kind=_kind(said, thread),
        text=said.words,
        posted_at=min(said.said_at, now),
        author=Author(handle=person(said.by)),
        url=shown(said.name),
        thread_id=thread or said.name,
        parent_id=said.parent or said.post or thread or None,
        via=Via.OWN_PAGE if own else said.via,
        own=own,
    )


def _kind(said: Said, thread: str) -> Kind:
    if not thread:
        return Kind.SHARE if said.post else Kind.POST
    return Kind.REPLY if said.parent else Kind.COMMENT


def comment(value: Json, post: str, source: LinkedInSource, now: datetime, via: Via = Via.OWN_PAGE) -> Made:
    """A comment as the list below a post has it."""
    name = comment_name(value)
    said_at = at(value.get("created")) or born(name)
    words = text(block(value.get("message")).get("text"))
    by = urn(value.get("actor"))
    return made(Said(name, by, words, said_at, via, post, urn(value.get("parentComment"))), source, now)


def comment_name(value: Json) -> str:
    """Its name: whole, or to be put together."""
    whole = urn(value.get("commentUrn")) or urn(value.get("$URN"))
    return whole or urn(f"urn:li:comment:({ident(value.get('object'))},{ident(value.get('id'))})")


def changed_at(value: Json) -> datetime | None:
    """When a comment or a post was last changed, as LinkedIn says."""
    return at(value.get("lastModified")) or at(value.get("lastModifiedAt")) or at(value.get("created"))


def post(value: Json, source: LinkedInSource, now: datetime, via: Via = Via.OWN_PAGE) -> Made:
    """A post as LinkedIn gives it."""
    name = urn(value.get("id"))
    said_at = at(value.get("publishedAt")) or at(value.get("createdAt")) or born(name)
    return made(Said(name, urn(value.get("author")), plain(text(value.get("commentary"))), said_at, via), source, now)
