"""A post as Mastodon gives it, read carefully: everything in it may be missing, of another sort, or hostile."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.platforms.feed.text import is_web, plain_text, tidy
from bot.platforms.found import NO_ID, NO_TEXT, NO_TIME, Made
from bot.platforms.mastodon import WORD
from rules.mention import Author, Kind, Mention, Via

PAGE = 40
ABOUT_US = ("mention", "quote")
"""Of all kinds of notices, what somebody says to or about the account."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose posts are own. ``id`` is the account's number on its server."""

    source: str
    id: str


def block(value: Any) -> dict[str, Any]:
    """A block; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def blocks(value: Any) -> list[dict[str, Any]]:
    """The blocks of a list; of anything else none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def word(value: Any, most: int = 200) -> str:
    """A short text or a number as text; anything else is empty."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = int(value).__str__()
    good = isinstance(value, str) and value.isprintable() and 0 < len(value) <= most
    return str(value) if good else ""


def said(value: Any) -> str:
    """A text without what no database can keep."""
    return tidy(value.encode("utf-8", "replace").decode()) if isinstance(value, str) else ""


def moment(value: Any) -> datetime | None:
    """An aware moment; None for anything else."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else value
        return found.astimezone(UTC) if isinstance(found, datetime) and found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def text_of(status: dict[str, Any]) -> str:
    """What a reader sees: the warning in front, the text, what the pictures are said to show, what may be voted for."""
    shown = [said(status.get("spoiler_text")), plain_text(str(status.get("content") or ""))]
    shown += [said(one.get("description")) for one in blocks(status.get("media_attachments"))]
    shown += [said(one.get("title")) for one in blocks(block(status.get("poll")).get("options"))]
    return "\n".join(one for one in shown if one)


def changed(status: dict[str, Any]) -> datetime | None:
    """The platform's own time of the state it is in."""
    return moment(status.get("edited_at")) or moment(status.get("created_at"))


def via_of(status: dict[str, Any], account: Account, otherwise: Via) -> Via:
    """How it is about us; ``otherwise``: how it came, where the post itself does not show more."""
    if is_by(status, account):
        return Via.OWN_PAGE
    if otherwise is not Via.SEARCH:
        return otherwise
    quoted = block(block(status.get("quote")).get("quoted_status"))
    if is_by(quoted, account) or any(word(one.get("id")) == account.id for one in blocks(status.get("mentions"))):
        return Via.MENTION
    return Via.OWN_PAGE if word(status.get("in_reply_to_account_id")) == account.id else Via.SEARCH


def is_by(status: dict[str, Any], account: Account) -> bool:
    """Whether the account wrote it."""
    return word(block(status.get("account")).get("id")) == account.id


def mention(given: Any, via: Via, account: Account, now: datetime) -> Made:
    """A mention, or why it is none."""
    status = block(given)
    who = block(status.get("account"))
    name, posted, text = word(status.get("id")), moment(status.get("created_at")), text_of(status)
    if not name:
        return "", NO_ID
    if posted is None:
        return name, NO_TIME
    if not text:
        return name, NO_TEXT
    parent, own = word(status.get("in_reply_to_id")) or None, is_by(status, account)
    url = word(status.get("url"), 2000)
    followers = who.get("followers_count")
    return Mention(
        id=name,
        platform=WORD,
        source=account.source,
        kind=_kind(status, parent),
        text=text,
        posted_at=min(posted, now),
        author=Author(
            handle=word(who.get("acct")) or "?",
            name=said(who.get("display_name"))[:200],
            followers=followers if isinstance(followers, int) and followers >= 0 else None,
        ),
        lang=word(status.get("language"), 8) or None,
        url=url if is_web(url) else None,
        parent_id=parent,
        via=via_of(status, account, via),
        own=own,
    )


def _kind(status: dict[str, Any], parent: str | None) -> Kind:
    if status.get("visibility") == "direct":
        return Kind.MESSAGE
    return Kind.REPLY if parent else Kind.POST
