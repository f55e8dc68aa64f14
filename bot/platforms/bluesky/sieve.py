"""Which of thousands of events a second are worth reading: by their raw bytes first, then by what they say.

Of every name the longest run of plain letters is looked for in the bytes, which a name in plain letters always holds;
where letters with accents stand in the bytes the whole is read without them. Only what passes is decoded and judged.
"""

import re
import unicodedata
from collections.abc import Iterable

SHORTEST = 3
"""A run that is shorter would be found in nearly everything: its name is not listened for."""
_RUN = re.compile(r"[a-z0-9]+")
_ACCENT = re.compile(rb"[\xc3-\xc5\xcc\xcd]")
"""The first byte of a Latin letter with an accent, or of an accent that stands behind its letter (UTF-8)."""
_ESCAPED = re.compile(rb"\\u(0(?:0[c-f]|1[0-7]|3[0-6])[0-9a-f])")
"""The same as a server may write it that keeps to plain letters."""


def squashed(text: str) -> str:
    """Letters and digits only, small, without accents: ``Zórg-Proef`` and ``#zorgproef`` alike."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _letter(found: re.Match[bytes]) -> bytes:
    return chr(int(found[1], 16)).encode()


def fragment(name: str) -> bytes:
    """What the bytes of any text with this name hold; empty when there is no such thing."""
    runs = _RUN.findall(name.lower())
    longest = max(runs, key=len, default="")
    return longest.encode() if len(longest) >= SHORTEST else b""


class Sieve:
    """What to keep, for the names of now. ``exact`` are names of accounts, looked for as they are."""

    def __init__(self, names: Iterable[str], exact: Iterable[str] = ()) -> None:
        self.names = tuple(dict.fromkeys(name for name in names if name))
        self.deaf = tuple(name for name in self.names if not fragment(name))
        """Names that cannot be listened for."""
        heard = [name for name in self.names if fragment(name)]
        self._whole = tuple(dict.fromkeys(squashed(name) for name in heard))
        found = {fragment(name) for name in heard} | {one.lower().encode() for one in exact if one}
        self._parts = tuple(one for one in found if not any(other != one and other in one for other in found))

    def passes(self, event: bytes) -> bool:
        """Whether it may be of use: wrong on the safe side."""
        low = event.lower()
        if any(part in low for part in self._parts):
            return True
        if not low.isascii() and _ACCENT.search(low) is not None and self.names_us(low.decode("utf-8", "ignore")):
            return True
        return _ESCAPED.search(low) is not None and self.names_us(_ESCAPED.sub(_letter, low).decode("utf-8", "ignore"))

    def names_us(self, text: str) -> bool:
        """Whether one of the names stands in it."""
        said = squashed(text)
        return any(name in said for name in self._whole)
