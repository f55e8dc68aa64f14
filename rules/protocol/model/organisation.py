"""Who we are, where, and what we may do on which platform."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from rules.protocol.model.base import NOBODY, Place, located
from rules.text.values import Engine


@dataclass(frozen=True, slots=True)
class Location:
    """A place of the organisation. ``ask_context``: the name is common, so it counts only beside a context word."""

    id: str
    name: str
    kind: str = ""
    town: str = ""
    manager: str | None = None
    aliases: tuple[str, ...] = ()
    ask_context: bool = False
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Organisation:
    name: str
    timezone: ZoneInfo
    aliases: tuple[str, ...] = ()
    not_us: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    locations: Mapping[str, Location] = NOBODY
    lang: str = "nl"
    """Language of the organisation's texts, and of sources that name none."""
    words: Mapping[str, float] = NOBODY
    """Words whose sentiment the organisation sets itself, −4…4."""
    engine: Engine = Engine.OWN
    """Which engine reads the tone of English."""
    at: Place = located()


class ReplyBy(StrEnum):
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class PlatformPolicy:
    """What we may do on a platform. ``ours``: our own page, where house rules hold. ``reply``: a role or None (never)."""

    id: str
    ours: bool = False
    reply: str | None = None
    at: Place = located()
