"""How long, how much and how often a source may be asked."""

from dataclasses import dataclass
from datetime import timedelta

from bot import __version__


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Bounds of every request. Sizes in bytes after decompression."""

    allow_private: bool = False
    """Also connect to this machine and its own network."""
    connect: timedelta = timedelta(seconds=10)
    read: timedelta = timedelta(seconds=20)
    total: timedelta = timedelta(seconds=60)
    limit: int = 10_000_000
    redirects: int = 5
    attempts: int = 3
    first_wait: timedelta = timedelta(seconds=1)
    agent: str = f"seintje/{__version__}"


AS_USUAL = HttpSettings()
"""For whoever has nothing special to ask for."""
