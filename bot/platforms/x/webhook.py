"""What X brings to our door: events of X Activity. X asks every hour whether it is really us (its CRC).

Our answer is made with the very secret that signs what X brings, in the same way. So only a word is answered that could be no
delivery: else anybody could have one signed by us.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping

from bot.clock import Clock
from bot.config.secret import Secret
from bot.platforms.graph.values import delivered
from bot.platforms.x import WORD, XSource
from bot.platforms.x.events import NOT_READABLE, Events
from bot.platforms.x.posts import Us
from bot.ports import Batch

SIGNATURE = "x-twitter-webhooks-signature"
_TOKEN = re.compile(r"[0-9A-Za-z_=+/.-]{1,500}")


class XReceiver:
    """``bot.ports.Receiver`` of an account. ``family``: one app has one address for all its accounts."""

    platform = WORD

    def __init__(self, source: XSource, secret: Secret, clock: Clock) -> None:
        self.name, self.family = source.name, f"{WORD}:{hashlib.sha256(secret.reveal().encode()).hexdigest()[:16]}"
        self._secret, self._old, self._clock = secret, source.old_consumer_secret, clock
        self._us = Us(source.id, source.name)

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """The proof that we know the app's secret, as JSON; None where no proper word was given."""
        token = query.get("crc_token", "")
        if _TOKEN.fullmatch(token) is None:
            return None
        return json.dumps({"response_token": _signed(self._secret, token.encode())})

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the app's secret, or the one before it, signed this."""
        given = headers.get(SIGNATURE, "").encode("utf-8", "replace")
        found = False
        for secret in (self._secret, self._old):
            if secret is not None:
                found |= hmac.compare_digest(given, _signed(secret, body).encode())
        return found

    def read(self, body: bytes) -> Batch:
        """What the body says."""
        document = delivered(body)
        events = Events(self._us, self._clock.now())
        if not events.take(document):
            events.refused.append(("", NOT_READABLE))
        return events.batch("")


def _signed(secret: Secret, what: bytes) -> str:
    """X's way: HMAC-SHA256 in base64 behind the name of the method."""
    digest = hmac.new(secret.reveal().encode(), what, hashlib.sha256).digest()
    return f"sha256={base64.b64encode(digest).decode()}"
