"""Telegram's HTML for our own structure around other people's texts."""

import re
from collections.abc import Iterable
from html import escape, unescape

from rules.explain.quote import shorten, tidy

LOCK_SCREEN = 90
"""Characters of a line that a lock screen shows."""


def line(parts: list[str], *, bold: int = 0) -> str:
    """Parts with dots between, cut to what a lock screen shows; the first ``bold`` of them bold."""
    kept: list[str] = []
    room = LOCK_SCREEN
    for place, part in enumerate(parts):
        words = shorten(tidy(part), room)
        if words:
            words = words if kept else words[:1].upper() + words[1:]
            kept.append(f"<b>{safe(words)}</b>" if place < bold else safe(words))
            room = max(room - len(words) - 3, 0)
    return " · ".join(kept)


def bullets(texts: Iterable[str], length: int) -> list[str]:
    """A line with a dot for each text that says anything, at most ``length`` characters of it."""
    return [f"• {safe(shorten(tidy(text), length))}" for text in texts if tidy(text)]


def safe(text: str) -> str:
    """Any text on one line, without invisible characters, as text and never as markup."""
    return escape(tidy(text), quote=False)


def anchor(url: str, text: str) -> str:
    """A link."""
    return f'<a href="{escape(url)}">{safe(text)}</a>'


def plain(html: str) -> str:
    """The same text without markup: links written out, the quote between quotation marks."""
    text = re.sub(r'<a href="([^"]*)">(.*?)</a>', r"\2: \1", html)
    text = text.replace("<blockquote>", "“").replace("</blockquote>", "”")
    return unescape(re.sub(r"</?b>", "", text))
