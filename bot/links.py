"""Links in mails and text messages with which one person takes one case, without logging in.

A link is worth nothing when changed, works for the message it stood in, for the case as it was then, and once. A scanner
that opens it takes nothing: only the button on the page behind it does.
"""

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

LIFE = timedelta(hours=24)
MAC_BYTES = 16
PATH = "/op/"
_FIELDS = struct.Struct(">QIQ")  # number of the message, turn of the case, when it expires (seconds since 1970)


@dataclass(frozen=True, slots=True)
class Link:
    """What a genuine link says: the message it stood in, and the case's turn it was drawn for."""

    notice: int
    turn: int
    expires_at: datetime


class Wrong(StrEnum):
    """Why a link does not work."""

    FORGED = "forged"  # not ours, changed, or of something that is not there: nobody hears which
    EXPIRED = "expired"
    USED = "used"


def sign(key: bytes, notice: int, turn: int, expires_at: datetime) -> str:
    """The last part of the link's address: 48 characters of ``A-Za-z0-9_-``."""
    fields = _FIELDS.pack(notice, turn, int(expires_at.timestamp()))
    return base64.urlsafe_b64encode(fields + _mac(key, fields)).rstrip(b"=").decode()


def read(key: bytes, token: str, now: datetime) -> Link | Wrong:
    """What the link says, or why it does not work. Takes the same time for every token that is not ours."""
    raw = _decoded(token)
    fields = raw[: _FIELDS.size].ljust(_FIELDS.size, b"\0")
    genuine = base64.urlsafe_b64encode(fields + _mac(key, fields)).rstrip(b"=")
    if not hmac.compare_digest(genuine, token.encode("utf-8", "replace")):
        return Wrong.FORGED
    notice, turn, seconds = _FIELDS.unpack(fields)
    expires_at = datetime.fromtimestamp(seconds, UTC)
    return Link(notice, turn, expires_at) if now < expires_at else Wrong.EXPIRED


def _decoded(token: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except ValueError:
        return b""


def _mac(key: bytes, fields: bytes) -> bytes:
    return hmac.digest(key, b"link\0" + fields, hashlib.sha256)[:MAC_BYTES]
