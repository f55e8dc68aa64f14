"""Claim what must be said, say it, settle it (T3). Notifications are at-least-once: rather twice than never."""

from bot.outbox.lanes import Outbox

__all__ = ["Outbox"]
