"""The platforms we hear and act on. A platform is one module with a ``watcher`` and one line in ``KINDS``; it is imported
only when a source of its kind is configured."""

import importlib
from typing import TYPE_CHECKING

from bot.ports import Watcher

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.config import Source
    from bot.platforms.http import Http

KINDS = {
    "feed": "bot.platforms.feed",
}


def open_watcher(source: "Source", http: "Http", clock: "Clock") -> Watcher:
    """The watcher of a configured source. ``http`` is shared by all sources and closed by whoever opened it."""
    made: Watcher = importlib.import_module(KINDS[source.kind]).watcher(source, http, clock)
    return made
