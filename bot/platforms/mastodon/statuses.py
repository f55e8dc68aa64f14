"""A post as Mastodon gives it, read carefully: everything in it may be missing, of another sort, or hostile."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.platforms.feed.text import is_web, plain_text, tidy
from bot.platforms.found import NO_ID, NO_TEXT, NO_TIME, Made
from bot.platforms.mastodon import WORD
from rules.mention import Author, Kind, Mention, Via


@dataclass(frozen=True, slots=True)
class Account:
    """Whose posts are own. ``id`` is the account's number on its server."""

    source: str
    id: str


def block(value: Any) -> dict[str, Any]:
    """A block; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


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
    """What a reader sees: the warning in front, the text, and what the pictures are said to show."""
    shown = [said(status.get("spoiler_text")), plain_text(str(status.get("content") or ""))]
    media = status.get("media_attachments")
    shown += [said(block(one).get("description")) for one in media] if isinstance(media, list) else []
    return "\n".join(one for one in shown if one)


def changed(status: dict[str, Any]) -> datetime | None:
    """The platform's own time of the state it is in."""
    return moment(status.get("edited_at")) or moment(status.get("created_at"))


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
    parent, own = word(status.get("in_reply_to_id")) or None, word(who.get("id")) == account.id
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
        via=Via.OWN_PAGE if own else via,
        own=own,
    )


def _kind(status: dict[str, Any], parent: str | None) -> Kind:
    if status.get("visibility") == "direct":
        return Kind.MESSAGE
    return Kind.REPLY if parent else Kind.POST
