"""Cutting a text with markup to a length without breaking it."""

import re
import unicodedata

TEXT_LIMIT = 4096
"""Telegram's limit for a message, counted in UTF-16 code units of the text as shown."""
CAPTION_LIMIT = 1024
"""Telegram's limit for the words under a picture."""
ANSWER_LIMIT = 200
"""Telegram's limit for the answer to a button press."""
ELLIPSIS = "…"

_PIECE = re.compile(r"<(/?)([a-zA-Z-]+)[^>]*>|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|[^<&]+|.", re.DOTALL)
_JOINERS = {"\u200d", "\ufe0e", "\ufe0f"}


def units(text: str) -> int:
    """Length in UTF-16 code units."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def cut_plain(text: str, limit: int) -> str:
    """At most ``limit`` UTF-16 units of a plain text, with ``…`` where it was cut; never half a character."""
    if units(text) <= limit:
        return text
    return _head(text, limit - 1) + ELLIPSIS


def cut_html(html: str, limit: int) -> str:
    """At most ``limit`` shown UTF-16 units of a text in Telegram's HTML, every tag closed and no reference halved."""
    pieces = list(_PIECE.finditer(html))
    if sum(_shown(piece) for piece in pieces) <= limit:
        return html
    out: list[str] = []
    open_tags: list[str] = []
    room = limit - 1
    for piece in pieces:
        if _shown(piece) > room:
            out.append(_head(piece.group(), room) if _is_text(piece) else "")
            break
        room -= _shown(piece)
        _follow(piece, open_tags)
        out.append(piece.group())
    return "".join(out) + ELLIPSIS + "".join(f"</{tag}>" for tag in reversed(open_tags))


def _is_text(piece: re.Match[str]) -> bool:
    return not piece.group(2) and not (piece.group().startswith("&") and len(piece.group()) > 1)


def _shown(piece: re.Match[str]) -> int:
    """How many units of the shown text a piece takes; a reference counts as two, the most it can be."""
    if piece.group(2):
        return 0
    return units(piece.group()) if _is_text(piece) else 2


def _follow(piece: re.Match[str], open_tags: list[str]) -> None:
    if not piece.group(2):
        return
    if not piece.group(1):
        open_tags.append(piece.group(2).lower())
    elif open_tags:
        open_tags.pop()


def _head(text: str, room: int) -> str:
    """The longest beginning of at most ``room`` units that ends between two characters as a reader sees them."""
    end, used = 0, 0
    while end < len(text):
        used += 2 if ord(text[end]) > 0xFFFF else 1
        if used > room:
            break
        end += 1
    while 0 < end < len(text) and _sticks(text, end):
        end -= 1
    return text[:end]


def _sticks(text: str, at: int) -> bool:
    following = text[at]
    if following in _JOINERS or text[at - 1] == "\u200d" or "\U0001f3fb" <= following <= "\U0001f3ff":
        return True
    return bool(unicodedata.combining(following))
