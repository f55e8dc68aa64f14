"""What LinkedIn brings to our door, where it allowed the app a webhook. Every two hours it asks whether it is really us.

What it asks is a code, and our answer is signed with the very secret that signs its deliveries. So only a code is answered
that could be no delivery: else anybody could have one signed by us.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping

from bot.clock import Clock
from bot.config.secret import Secret
from bot.platforms.graph.values import delivered as decoded
from bot.platforms.linkedin import WORD, LinkedInSource
from bot.platforms.linkedin.line import Line
from bot.platforms.linkedin.notices import Notices, delivered
from bot.platforms.linkedin.watcher import named
from bot.ports import Batch

SIGNATURE = "x-li-signature"
PREFIX = b"hmacsha256="
_CODE = re.compile(r"[0-9A-Za-z_-]{8,200}")


class PageReceiver:
    """``bot.ports.Receiver`` and ``Follower`` of a page. ``family``: an app has one address for all its pages."""

    platform = WORD

    def __init__(self, source: LinkedInSource, secret: Secret, line: Line, clock: Clock) -> None:
        digest = hashlib.sha256(secret.reveal().encode()).hexdigest()
        self.name, self.family = source.name, f"{WORD}:{digest[:16]}"
        self._source, self._secret, self._line, self._clock = source, secret, line, clock

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """The proof that we know the app's secret, as JSON; None where no proper code was given."""
        code = query.get("challengeCode", "")
        if _CODE.fullmatch(code) is None:
            return None
        return json.dumps({"challengeCode": code, "challengeResponse": _signed(self._secret, code.encode())})

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether the app's secret, or the one before it, signed these very bytes (LinkedIn puts its method in front)."""
        given = headers.get(SIGNATURE, "").encode("utf-8", "replace").removeprefix(PREFIX)
        found = False
        for secret in (self._secret, self._source.old_client_secret):
            if secret is not None:
                for what in (PREFIX + body, body):
                    found |= hmac.compare_digest(given, _signed(secret, what).encode())
        return found

    def read(self, body: bytes) -> Batch:
        """What the body says, without what it only points at."""
        return self._notices(body).batch()

    async def follow(self, body: bytes) -> Batch:
        """What the body says, with what it points at asked for. Raises ``CallError``, ``BudgetError``."""
        notices = self._notices(body)
        for one in notices.pointed:
            if (found := await named(self._line, one, self._source, notices.now)) is not None:
                notices.taken.append(found)
        return notices.batch()

    def _notices(self, body: bytes) -> Notices:
        notices = Notices(self._source, self._clock.now())
        delivered(decoded(body), notices)
        return notices


def _signed(secret: Secret, what: bytes) -> str:
    return hmac.new(secret.reveal().encode(), what, hashlib.sha256).hexdigest()
