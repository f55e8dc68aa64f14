"""X's posts as mentions, the same for what we ask, what streams and what is brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.platforms.found import NO_ID, NO_TEXT, Made
from bot.platforms.graph.values import block, blocks, ident, moment, text
from bot.platforms.x import WORD
from rules.mention import Author, Kind, Mention, Via

FIELDS = (
    "author_id,conversation_id,created_at,edit_history_tweet_ids,entities,in_reply_to_user_id,lang,note_tweet,"
    "referenced_tweets"
)
USER_FIELDS = "description,name,public_metrics,username"

_EPOCH = 1_288_834_974_657
"""Milliseconds since 1970 of X's own beginning: a number is the time since then with 22 bits behind it."""


def time_of(number: str) -> datetime | None:
    """When a post with this number was made; None for what is no number of X's."""
    if not number.isdigit() or len(number) > 19:
        return None
    return datetime.fromtimestamp(((int(number) >> 22) + _EPOCH) / 1000, UTC)


def number_at(when: datetime) -> int:
    """The first number of that moment."""
    return max(0, int(when.timestamp() * 1000) - _EPOCH) << 22


@dataclass(frozen=True, slots=True)
class Us:
    """Whose words are our own, and under which source mentions are kept."""

    id: str
    source: str


def number(value: Mapping[str, Any], name: str) -> str:
    """An id; a delivery may have it as a number with its text beside it."""
    return ident(value.get(f"{name}_str")) or ident(value.get(name))


def key(post: Mapping[str, Any]) -> str:
    """The number that stays when a post is edited: that of its first version."""
    history = post.get("edit_history_tweet_ids")
    first = ident(history[0]) if isinstance(history, list) and history else ""
    return first or number(post, "id")


def versions(post: Mapping[str, Any]) -> list[str]:
    """The numbers of all versions, oldest first."""
    history = post.get("edit_history_tweet_ids")
    return [found for one in history if (found := ident(one))] if isinstance(history, list) else []


def users(answer: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The people an answer came with, by number."""
    return {number(one, "id"): one for one in blocks(block(answer.get("includes")).get("users"))}


def mention(post: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]], us: Us, via: Via, now: datetime) -> Made:
    """One post. Without a time of its own it has that of its number; a clock ahead of ours makes no post of tomorrow."""
    newest, name = number(post, "id"), key(post)
    at = moment(post.get("created_at")) or time_of(name)
    if not newest or at is None:
        return name, NO_ID
    said = words(post)
    if not said:
        return name, NO_TEXT
    by = number(post, "author_id")
    above, thread = _above(post), number(post, "conversation_id")
    return Mention(
        id=name,
        platform=WORD,
        kind=_kind(post, above, thread),
        text=said,
        posted_at=min(at, now),
        author=_author(by, people.get(by, {}), name),
        lang=_lang(post.get("lang")),
        url=f"https://x.com/i/status/{newest}",
        thread_id=thread or name,
        parent_id=above or None,
        via=Via.MENTION if names(post, us.id) else via,
        source=us.source,
        own=by == us.id,
    )


def words(post: Mapping[str, Any]) -> str:
    """All of its text: a long post has the whole apart. X writes three characters as HTML."""
    said = text(block(post.get("note_tweet")).get("text")) or text(post.get("text"))
    return said.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def names(post: Mapping[str, Any], account: str) -> bool:
    """Whether it names the account, in a long post also beyond what is shown at first."""
    both = (post.get("entities"), block(post.get("note_tweet")).get("entities"))
    named = (one for entities in both for one in blocks(block(entities).get("mentions")))
    return any(number(one, "id") == account for one in named)


def _above(post: Mapping[str, Any]) -> str:
    return _referred(post, "replied_to") or number(post, "in_reply_to_tweet_id")


def _referred(post: Mapping[str, Any], how: str) -> str:
    return next((number(one, "id") for one in blocks(post.get("referenced_tweets")) if one.get("type") == how), "")


def _kind(post: Mapping[str, Any], above: str, thread: str) -> Kind:
    if above:
        return Kind.COMMENT if above == thread else Kind.REPLY
    return Kind.SHARE if _referred(post, "retweeted") else Kind.POST


def _author(by: str, person: Mapping[str, Any], post: str) -> Author:
    followers = block(person.get("public_metrics")).get("followers_count")
    return Author(
        handle=text(person.get("username"))[:200] or by or f"?{post}",
        name=text(person.get("name"))[:200],
        bio=text(person.get("description"))[:2000],
        followers=followers if type(followers) is int and followers >= 0 else None,
    )


def _lang(value: Any) -> str | None:
    """A language of two letters; ``und``, ``qme`` and their like are none."""
    return value if isinstance(value, str) and len(value) == 2 and value.isalpha() else None
