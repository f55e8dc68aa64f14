"""Telegram's webhook as Telegram knows it: asking how it stands, putting it where our door is, taking it away."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from bot.inbox.telegram import ALLOWED, Api
from bot.notifiers.redact import guard
from bot.ports import DeliveryError, Fault

PATH = "/hooks/telegram/updates"
"""Where Telegram knocks. No source can be called like this, and whoever lets only ``/hooks/`` in from outside lets it in."""
TOGETHER = 8
"""Updates that Telegram may bring at the same moment: a press is small, and they wait for one disk."""
FRESH = timedelta(minutes=5)
"""An error is of now while it is younger: Telegram tries again at least every two minutes."""


class Hooked(msgspec.Struct, frozen=True):
    """How it stands with the webhook (Bot API, ``WebhookInfo``). ``url`` is empty when there is none."""

    url: str = ""
    pending_update_count: int = 0
    last_error_date: int = 0
    last_error_message: str = ""
    allowed_updates: tuple[str, ...] = ()

    def fails(self, now: datetime) -> bool:
        """Whether something waits at Telegram that it could not bring to us a moment ago."""
        error_at = datetime.fromtimestamp(min(max(self.last_error_date, 0), 2**33), UTC)
        return self.pending_update_count > 0 and now - error_at <= FRESH

    def is_at(self, url: str) -> bool:
        """Whether it brings to ``url`` what we read, and no more."""
        return self.url == url and set(self.allowed_updates) == set(ALLOWED)


async def hooked(api: Api) -> Hooked:
    """How it stands. Raises ``DeliveryError``."""
    found = await api.call("getWebhookInfo", {})
    try:
        return msgspec.convert(found, Hooked)
    except msgspec.ValidationError:
        raise DeliveryError("getWebhookInfo: an answer that cannot be read", Fault.UNREACHABLE) from None


async def set_webhook(api: Api, url: str, secret: str) -> None:
    """Let Telegram bring updates to ``url`` and prove itself with ``secret``; what waits is brought. Raises ``DeliveryError``."""
    params: dict[str, Any] = {
        "url": url,
        "secret_token": secret,
        "allowed_updates": list(ALLOWED),
        "max_connections": TOGETHER,
        "drop_pending_updates": False,
    }
    guard(secret)  # it goes with the address of the question, which libraries like to log
    await api.call("setWebhook", params)


async def delete_webhook(api: Api) -> None:
    """Take a webhook away, which would keep polling from working; what waits stays. Raises ``DeliveryError``."""
    await api.call("deleteWebhook", {"drop_pending_updates": False})
