"""LinkedIn's names of things, and how they stand in an address: percent-encoded, while Rest.li's own signs stay as they are."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from bot.platforms.graph.values import ident, moment

BEGIN = datetime(2010, 1, 1, tzinfo=UTC)
_COMMENT = re.compile(r"urn:li:comment:\(((?:urn:li:)?\w+:\d+),(\d+)\)")
_POST = re.compile(r"urn:li:(?:share|ugcPost|activity|groupPost|article):\d+")
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
_NAMED = re.compile(r"@\[((?:\\.|[^\]\\])*)\]\((?:\\.|[^)\\])*\)")
_TAG = re.compile(r"\{hashtag\|(?:\\?#)\|([^}|]*)\}")


def encoded(urn: str) -> str:
    """As it stands in an address."""
    return quote(urn, safe="")


def urn(value: Any) -> str:
    """A name, written one way: deliveries leave out a part of a comment's. Empty for anything else."""
    found = ident(value)
    if comment := _COMMENT.fullmatch(found):
        thread = comment[1] if comment[1].startswith("urn:li:") else f"urn:li:{comment[1]}"
        return f"urn:li:comment:({thread},{comment[2]})"
    return found if found.startswith("urn:li:") and "," not in found and "(" not in found else ""


def is_post(name: str) -> bool:
    """Whether this is what comments may stand below."""
    return _POST.fullmatch(name) is not None


def comment_parts(name: str) -> tuple[str, str]:
    """The thread of a comment and its number in it; empty for anything else."""
    found = _COMMENT.fullmatch(name)
    return (found[1], found[2]) if found else ("", "")


def person(name: str) -> str:
    """Who it is, short: the last part."""
    return name.rpartition(":")[2] or "?"


def at(value: Any) -> datetime | None:
    """Milliseconds since 1970, alone or as the time of a stamp; None for anything else."""
    if isinstance(value, Mapping):
        value = value.get("time")
    good = isinstance(value, int) and not isinstance(value, bool)
    return moment(value / 1000) if good else None


def born(name: str) -> datetime | None:
    """When a thing was made: its number begins with the milliseconds since 1970. None where that makes no sense."""
    number = comment_parts(name)[1] or name.rpartition(":")[2]
    if not number.isascii() or not number.isdigit() or len(number) > 20:
        return None
    found = moment((int(number) >> 22) / 1000)
    return found if found is not None and BEGIN < found < BEGIN + timedelta(days=365 * 60) else None


def plain(commentary: str) -> str:
    """The text of a post as people read it: LinkedIn writes names, hashtags and signs in a way of its own."""
    said = _TAG.sub(r"#\1", _NAMED.sub(r"\1", commentary))
    return _ESCAPED.sub(r"\1", said)


def shown(name: str, thread: str = "") -> str | None:
    """Where people see it."""
    if is_post(name):
        return f"https://www.linkedin.com/feed/update/{name}/"
    of, _ = comment_parts(name)
    return f"https://www.linkedin.com/feed/update/{thread or of}/?commentUrn={encoded(name)}" if of else None
