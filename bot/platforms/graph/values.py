"""What Meta's answers hold, read carefully: everything in them may be missing, of another sort, or hostile."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.platforms.feed.text import tidy

Json = Mapping[str, Any]
LONGEST_ID = 200
LONGEST_MARK = 2000
"""Of a mark of a page: they grow with what the platform remembers in them."""
_OURS = frozenset(
    {"access_token", "appsecret_proof", "fields", "limit", "filter", "order", "reverse", "q", "search_type"}
)
"""What an address of a next page repeats of our own question."""


def text(value: Any) -> str:
    """A text without what no database can keep; anything else is empty."""
    if not isinstance(value, str):
        return ""
    return tidy(value.encode("utf-8", "replace").decode())


def ident(value: Any) -> str:
    """An id: a short text, or a number as older deliveries have it; anything else is empty."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    good = isinstance(value, str) and value.isascii() and value.isprintable() and 0 < len(value) <= LONGEST_ID
    return value if good else ""


def block(value: Any) -> Json:
    """A block; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


def blocks(value: Any) -> Iterator[Json]:
    """The blocks of a list; whatever else stands in it is left out."""
    return (one for one in value if isinstance(one, dict)) if isinstance(value, list) else iter(())


def moment(value: Any) -> datetime | None:
    """Seconds since 1970 (as a text also with milliseconds), or ISO 8601 with an offset with or without a colon; else None."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) in (10, 13):
            return datetime.fromtimestamp(int(value[:10]), UTC)
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def page_of(answer: Json, full: int = 0) -> tuple[list[Json], str]:
    """The items of a page, and the mark of the next one; empty when there is none.

    ``full``: a page of so many items may have a next one without saying so (Threads' own examples show no ``next``).
    """
    paging, items = block(answer.get("paging")), list(blocks(answer.get("data")))
    after = mark(block(paging.get("cursors")).get("after"))
    if after and full and len(items) >= full:
        return items, after
    following = text(paging.get("next"))
    return items, (after or _by_time(following)) if following else ""


def mark(value: Any) -> str:
    """The mark of a page: opaque, and longer than any id; empty for what is none."""
    good = isinstance(value, str) and value.isascii() and value.isprintable() and len(value) <= LONGEST_MARK
    return value if good else ""


def _by_time(address: str) -> str:
    """What the next page is asked with where pages go by time (``until``) and have no cursors: as a query behind a ``?``."""
    try:
        given = parse_qsl(urlsplit(address).query)
    except ValueError:
        return ""
    args = {name: value for name, value in given if name not in _OURS and value}
    return (
        mark("?" + json.dumps(args, separators=(",", ":"), sort_keys=True))
        if "until" in args or "after" in args
        else ""
    )


def asked_with(mark: str) -> dict[str, str]:
    """What a page is asked with, by its mark."""
    if not mark.startswith("?"):
        return {"after": mark} if mark else {}
    found: dict[str, str] = json.loads(mark[1:])
    return found


def delivered(body: bytes) -> Json:
    """A delivery; an empty one when it is no block of JSON."""
    try:
        return block(json.loads(body))
    except (ValueError, RecursionError):
        return {}


def web_link(value: Any) -> str | None:
    """An address on the web; None for anything else."""
    found = text(value)
    return found if found.startswith(("https://", "http://")) and " " not in found and len(found) < 2000 else None
