"""Text of strangers made safe to show on a terminal or in a log: one line, nothing that moves the cursor."""

import unicodedata

_HARMLESS = "\n\t\u200c\u200d\xad"
"""A line, a tab, what joins the parts of an emoji or of a word, and a place where a word may break."""


def printable(text: str) -> str:
    """``text`` with control characters, line breaks, direction marks and lone surrogates as ``\\x1b``-like escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def readable(text: str) -> str:
    """``text`` with its own lines and spaces, and without what would move the cursor, colour the screen or turn the order."""
    return "".join(_shown(c) for c in text)


def _shown(c: str) -> str:
    joins = c in _HARMLESS or unicodedata.category(c) == "Zs"
    return c if joins or c.isprintable() else c.encode("unicode_escape").decode("ascii")


def shortened(text: str, limit: int = 60) -> str:
    """``printable(text)``, cut to at most ``limit`` characters, the last one then an ellipsis."""
    clean = printable(text[: limit + 1])
    return clean if len(text) <= limit and len(clean) <= limit else clean[: limit - 1] + "…"
