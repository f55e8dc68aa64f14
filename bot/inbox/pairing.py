"""One-time codes with which a colleague pairs a phone. Only the hash is kept."""

import hashlib
import secrets
from datetime import timedelta

BITS = 128
LIFE = timedelta(minutes=10)
TRIES = 5


def new_code() -> str:
    """A fresh code of 128 random bits: 22 characters of ``A-Za-z0-9_-``, fit for a deep link."""
    return secrets.token_urlsafe(BITS // 8)


def hash_code(code: str) -> str:
    """What is stored of a code: SHA-256 in hex (the code is random, so no slow hash is needed)."""
    return hashlib.sha256(code.encode("utf-8", "replace")).hexdigest()


def deep_link(bot: str, code: str) -> str:
    """The address that opens Telegram on the bot ``bot`` (its username) with the code filled in."""
    return f"https://t.me/{bot}?start={code}"
