"""Says that there is nothing."""

from collections.abc import Sequence

from bot.errors import Explained
from bot.platforms.examine import bad
from bot.platforms.google_plus import CLOSED, INSTEAD, PLATFORM, GooglePlusSource
from bot.platforms.platform import Opened, Tools
from bot.ports import Finding, SourceError


class ClosedError(Explained, SourceError):
    """The platform is no more."""


def opened(source: GooglePlusSource, tools: Tools) -> Opened:
    """Raises ``ClosedError``: it stays blind until it is taken out of the settings."""
    error = ClosedError(CLOSED)
    error.blind = True
    raise error


async def examined(source: GooglePlusSource, tools: Tools) -> Sequence[Finding]:
    """What there is instead."""
    return [bad(tools, source.name, CLOSED, INSTEAD, PLATFORM.keys.page)]
