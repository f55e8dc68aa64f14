"""What a text is on Bluesky: how long it counts, and under which name it will stand."""

import hashlib
import unicodedata

MOST_BYTES = 3000
"""Of UTF-8 in a post, beside the 300 signs (lexicon of app.bsky.feed.post)."""
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_JOINER = "\u200d"


def signs(text: str) -> int:
    """How many signs a reader sees: letters with their accents, and joined emoji, are one (UAX 29, without Indic clusters)."""
    count, before, flags = 0, "", 0
    for letter in text:
        flag = "\U0001f1e6" <= letter <= "\U0001f1ff"
        flags = flags + 1 if flag else 0
        joined = before == _JOINER and unicodedata.category(letter) == "So"
        if not (joined or _goes_with(letter, before) or (flag and flags % 2 == 0)):
            count += 1
        before = letter
    return count


def _goes_with(letter: str, before: str) -> bool:
    if not before:
        return False
    tone, tag = "\U0001f3fb" <= letter <= "\U0001f3ff", "\U000e0020" <= letter <= "\U000e007f"
    mark = unicodedata.category(letter) in ("Mn", "Mc", "Me")
    return letter == _JOINER or tone or tag or mark or (before, letter) == ("\r", "\n")


def fits(text: str, most: int) -> bool:
    """Whether it may be placed: by what a reader counts and by its bytes."""
    return signs(text) <= most and len(text.encode("utf-8", "replace")) <= MOST_BYTES


def record_key(*parts: str) -> str:
    """The name (a TID) of a record we write, the same for every try: whether it stands there can then be looked up exactly.

    The moment that a TID holds is made up and always past: nobody reads it for a moment.
    """
    number = int.from_bytes(hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()[:8], "big")
    number = (number & ((1 << 60) - 1)) + (1 << 59)
    return "".join(_LETTERS[(number >> shift) & 31] for shift in range(60, -1, -5))
