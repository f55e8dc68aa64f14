"""What Reddit says of comments and posts, as mentions. Read carefully: everything in it may be missing or hostile."""

import re
from datetime import datetime

from bot.platforms.graph.values import Json, block, blocks, moment, text
from bot.platforms.reddit import WORD, RedditSource
from bot.platforms.sieve import NO_ID, NO_TEXT, NO_TIME, Made
from rules.mention import Author, Kind, Mention, Via

COMMENT, POST = "t1", "t3"
GONE = ("[deleted]", "[removed]", "[ Removed by Reddit ]")
"""What stands where something was taken away by its author, a moderator or Reddit."""
NOT_SAID = ("more", "t2", "t4", "t5", "t6")
"""There is more to ask for, an account, a message to our account alone, a subreddit, an award."""
_NAME = re.compile(r"t[13]_[0-9a-z]{1,20}")


def name_of(thing: Json) -> str:
    """Its full name; empty for what is no comment or post."""
    data = block(thing.get("data"))
    kind, number = text(thing.get("kind")), text(data.get("id"))
    found = text(data.get("name")) or f"{kind}_{number}"
    return found if is_name(found) else ""


def is_name(name: str) -> bool:
    """Whether this is the full name of a comment or a post."""
    return _NAME.fullmatch(name) is not None


def words_of(data: Json) -> str:
    """What a reader sees: of a post its title, the words under its pictures, what may be voted for, what it passes on."""
    said = text(data.get("selftext")) or text(data.get("body")) or _passed_on(data)
    captions = (text(one.get("caption")) for one in blocks(block(data.get("gallery_data")).get("items")))
    choices = (text(one.get("text")) for one in blocks(block(data.get("poll_data")).get("options")))
    return "\n".join(one for one in (text(data.get("title")), said, *captions, *choices) if one)


def _passed_on(data: Json) -> str:
    """The text of the post that this one shows to another subreddit."""
    first = next(blocks(data.get("crosspost_parent_list")), {})
    said = text(first.get("selftext"))
    return "" if said in GONE else said


def is_gone(thing: Json) -> bool:
    """Whether it was taken away: its place stays. An author who left (``[deleted]``) leaves what was said for all to read."""
    data = block(thing.get("data"))
    said = text(data.get("body")) or text(data.get("selftext"))
    return said in GONE or bool(text(data.get("removed_by_category")))


def is_said(thing: Json) -> bool:
    """Whether it is something somebody said, or at least may be: what else stands in a list is for its own programs."""
    return text(thing.get("kind")) not in NOT_SAID


def changed_at(thing: Json) -> datetime | None:
    """When it was last changed, as Reddit says; when it was said, if it never was."""
    data = block(thing.get("data"))
    edited = data.get("edited")
    return (moment(edited) if not isinstance(edited, bool) else None) or moment(data.get("created_utc"))


def mention(thing: Json, via: Via, source: RedditSource, now: datetime) -> Made:
    """A mention, or why it is none."""
    data = block(thing.get("data"))
    name, at, said = name_of(thing), moment(data.get("created_utc")), words_of(data)
    if not name:
        return "", NO_ID
    if at is None or not said:
        return name, NO_TEXT if at is not None else NO_TIME
    by = text(data.get("author"))[:100]
    own = by.casefold() == source.account.casefold()
    parent, thread = _name(data.get("parent_id")), _name(data.get("link_id"))
    return Mention(
        id=name,
        platform=WORD,
        source=source.name,
        kind=_kind(name, parent),
        text=said,
        posted_at=min(at, now),
        author=Author(handle=by or "?"),
        url=_link(data),
        thread_id=thread or (name if name.startswith(POST) else parent or None),
        parent_id=parent or None,
        via=Via.OWN_PAGE if own else via,
        own=own,
    )


def _kind(name: str, parent: str) -> Kind:
    if name.startswith(POST):
        return Kind.POST
    return Kind.REPLY if parent.startswith(COMMENT) else Kind.COMMENT


def _name(value: object) -> str:
    found = text(value)
    return found if is_name(found) else ""


def _link(data: Json) -> str | None:
    """Where it stands; of what the inbox shows, without how much of the talk above it is shown."""
    path = text(data.get("permalink")) or text(data.get("context")).partition("?")[0]
    good = re.fullmatch(r"/r/[\w/.~%-]{1,400}", path)
    return f"https://www.reddit.com{path}" if good else None
