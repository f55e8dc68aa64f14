"""Words, emoticons, emoji and sentence ends of a text, in one linear pass."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

EMOTICON = r"[:;=8xX][\-o*']?[)\](\[dDpP/\\|@3]|[)\](\[][\-o*']?[:;=]|<3+|</3|\^_\^|-_-"
PICTURE = r"[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
DRESS = r"[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]"
"""Variation selectors and skin tones: they never change the tone."""
EMOJI = rf"{PICTURE}{DRESS}*(?:\u200d{PICTURE}{DRESS}*)*"
JOINED = r"\u0300-\u036f\u200b-\u200d\u2060\ufeff\u00ad"
"""Combining accents, zero-width characters and soft hyphens inside a word."""
WORD = rf"[^\W_]++(?:['’‘`´\-‐‑{JOINED}]++[^\W_]++)*+"
LINK = r"(?:https?://|www\.)\S+|@\w[\w.]*"
SENTENCE_ENDS = ".!?;…\n"
SIGN = rf"(?=[^\w \t\r])(?:[.!?;…\n]+|,|{EMOTICON}|{EMOJI})"
"""What is no word. The look ahead passes over the spaces quickly."""
WITHOUT_LINKS = re.compile(rf"{WORD}|{SIGN}")
"""For texts without links and names with @, which are most: the letters of a word are then tried first."""

LONGEST_WORD = 60
"""No word of a list is longer; a longer run of letters is not looked up."""
PLAIN = str.maketrans(
    dict.fromkeys("’‘`´", "'") | dict.fromkeys("‐‑", "-") | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad")
)
UNDRESS = re.compile(DRESS)


def fold(token: str) -> str:
    """The token as the lists write it: lower case, composed accents, straight quotes, nothing invisible."""
    if len(token) > LONGEST_WORD:
        return ""
    if token.isascii():
        return token.lower()
    if token[0] >= "\u2190":
        return UNDRESS.sub("", token)
    return unicodedata.normalize("NFC", token.translate(PLAIN)).lower()


def tokens_of(text: str) -> list[str]:
    """The tokens of ``text`` in order."""
    return _pattern(text).findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """The place of every token, in the order of ``tokens_of``."""
    return [found.span() for found in _pattern(text).finditer(text)]


def places(text: str, found: Sequence[str], start: int = 0) -> list[tuple[int, int]]:
    """The places of the tokens ``found`` in ``text`` from ``start`` on; quicker than ``spans`` for tokens at hand.

    Where the characters of the next token first stand, it starts: what stood there would have been a token sooner.
    """
    placed = []
    for token in found:
        start = text.index(token, start)
        end = start + len(token)
        placed.append((start, end))
        start = end
    return placed


@cache
def _with_links() -> re.Pattern[str]:
    """Compiled when first needed: it takes a while."""
    return re.compile(rf"{LINK}|{WORD}|{SIGN}")


def _pattern(text: str) -> re.Pattern[str]:
    return _with_links() if "@" in text or "://" in text or "www." in text else WITHOUT_LINKS
