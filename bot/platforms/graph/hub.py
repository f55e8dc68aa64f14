"""How Meta knocks: the question whether we live here, and the signature over the raw body."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence

from bot.config.secret import Secret

SIGNATURE = "x-hub-signature-256"
APP = "meta"
"""One app may bring what is of Pages and what is of Instagram to one and the same address."""


def handshake(query: Mapping[str, str], verify: Secret | None) -> str | None:
    """The challenge, for whoever knows our verify token; None to refuse."""
    given = query.get("hub.verify_token", "").encode()
    expected = verify.reveal().encode() if verify is not None else b""
    known = bool(expected) & hmac.compare_digest(given, expected)
    return query.get("hub.challenge", "") if known and query.get("hub.mode") == "subscribe" else None


def genuine(headers: Mapping[str, str], body: bytes, secrets: Sequence[Secret | None]) -> bool:
    """Whether one of our app secrets signed these very bytes; every secret is tried, so that the time tells nothing."""
    given = headers.get(SIGNATURE, "").encode("utf-8", "replace")
    found = False
    for secret in secrets:
        if secret is not None:
            right = hmac.new(secret.reveal().encode(), body, hashlib.sha256).hexdigest()
            found |= hmac.compare_digest(given, f"sha256={right}".encode())
    return found


def family(platform: str, secret: Secret | None) -> str:
    """Sources of one app share its door; told apart by the app's secret, of which this shows nothing."""
    if secret is None:
        return ""
    return f"{platform}:{hashlib.sha256(secret.reveal().encode()).hexdigest()[:16]}"
