"""Links in a mail with a tip to share, with which one person says what came of it, without logging in.

A link is worth nothing when changed. Opening it says nothing, for scanners open links too: only a button behind it does,
and of a tip the first answer counts, whoever gives it.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.signed.links import Wrong

LIFE = timedelta(days=14)
PATH = "/deel/"
MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class ShareLink:
    """What a genuine link says: the mention that was praise, and who got the tip."""

    mention: int
    person: str


def sign(key: bytes, mention: int, person: str, expires_at: datetime) -> str:
    """The last part of the link's address, of ``A-Za-z0-9_-``."""
    fields = f"{mention}\0{int(expires_at.timestamp())}\0{person}".encode()
    return base64.urlsafe_b64encode(_mac(key, fields) + fields).rstrip(b"=").decode()


def read(key: bytes, token: str, now: datetime) -> ShareLink | Wrong:
    """What the link says, or why it does not work."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError:
        return Wrong.FORGED
    mac, fields = raw[:MAC_BYTES], raw[MAC_BYTES:]
    if not hmac.compare_digest(_mac(key, fields), mac):
        return Wrong.FORGED
    mention, seconds, person = fields.decode().split("\0", 2)
    if now >= datetime.fromtimestamp(int(seconds), UTC):
        return Wrong.EXPIRED
    return ShareLink(int(mention), person)


def _mac(key: bytes, fields: bytes) -> bytes:
    return hmac.digest(key, b"share\0" + fields, hashlib.sha256)[:MAC_BYTES]
