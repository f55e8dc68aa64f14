"""What Meta's answers hold, read carefully: everything in them may be missing, of another sort, or hostile."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.platforms.feed.text import tidy

Json = Mapping[str, Any]
LONGEST_ID = 200


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
    """Seconds since 1970, or ISO 8601 with an offset with or without a colon; None for anything else."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def page_of(answer: Json) -> tuple[list[Json], str]:
    """The items of a page, and the mark of the next one; empty when there is none."""
    paging = block(answer.get("paging"))
    after = ident(block(paging.get("cursors")).get("after")) if paging.get("next") else ""
    return list(blocks(answer.get("data"))), after


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
