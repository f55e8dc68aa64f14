"""Links in mails and text messages with which one person takes one case, without logging in.

A link is worth nothing when changed, works for the message it stood in, for the case as it was then, and once. A scanner
that opens it takes nothing: only the button on the page behind it does.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.signed.seal import Seal

LIFE = timedelta(hours=24)
PATH = "/op/"
_SEAL = Seal(b"link", struct.Struct(">QIQ"), mac_bytes=16)
"""Number of the message, turn of the case, when it expires (seconds since 1970)."""


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
    return _SEAL.sign(key, "", notice, turn, int(expires_at.timestamp()))


def read(key: bytes, token: str, now: datetime) -> Link | Wrong:
    """What the link says, or why it does not work. Takes the same time for every token that is not ours."""
    fields = _SEAL.read(key, "", token)
    if fields is None:
        return Wrong.FORGED
    notice, turn, seconds = fields
    expires_at = datetime.fromtimestamp(seconds, UTC)
    return Link(notice, turn, expires_at) if now < expires_at else Wrong.EXPIRED
