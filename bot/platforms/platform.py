"""What a platform says of itself before anything of it is opened: light, so that settings can be checked without its library."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from bot.abilities import Capabilities
from bot.config.sources import Source
from rules.i18n import Lang
from rules.protocol.shapes.record import Record

if TYPE_CHECKING:
    from bot.clock import Clock
    from bot.platforms.http import Http
    from bot.platforms.keepsakes import Keepsakes
    from bot.platforms.meter import Meter
    from bot.ports import Actor, Finding, Listener, Receiver, Watcher

S = TypeVar("S", bound=Source)


def no_terms() -> Sequence[str]:
    """Nothing is searched for beside what the settings say."""
    return ()


def nothing_kept(source: str, most: int) -> Sequence[str]:
    """Nothing of before is kept."""
    return ()


@dataclass(frozen=True, slots=True)
class Tools:
    """What a platform works with. ``http`` is shared and closed by whoever opened it.

    ``terms``: what to search for now, beside what the source's own settings say; it changes while we run (the names of the
    organisation, and temporary ones during a storm), so ask at every look. ``public_url``: where the world reaches our
    pages, empty when it does not. ``lang`` is the language of findings. ``key``: with
    which we sign what is ours; empty where that is not known, and then nothing is. ``kept``: the ids of at most so many
    messages of a source that stand in the vault, the newest first; it reads the vault, so ask beside the event loop.
    """

    http: "Http"
    clock: "Clock"
    meter: "Meter"
    keepsakes: "Keepsakes"
    terms: Callable[[], Sequence[str]] = no_terms
    public_url: str = ""
    lang: Lang = Lang.NL
    key: bytes = b""
    kept: Callable[[str, int], Sequence[str]] = nothing_kept


@dataclass(frozen=True, slots=True)
class Opened:
    """A source at work. What it has is closed by whoever runs it."""

    watchers: "Sequence[Watcher]" = ()
    listeners: "Sequence[Listener]" = ()
    receivers: "Sequence[Receiver]" = ()
    actors: "Sequence[Actor]" = ()


class Opening(Protocol):
    """The module of a platform that does the work: imported when a source of it is on."""

    def opened(self, source: Any, tools: Tools) -> Opened:
        """What hears and acts for this source. Nothing is asked of the platform yet. Raises ``SourceError``."""

    async def examined(self, source: Any, tools: Tools) -> "Sequence[Finding]":
        """How it is with token, permissions, subscriptions and quota. Raises nothing for what the platform answers."""


class Tested(StrEnum):
    """How we know that it works."""

    RECORDED = "recorded"  # against answers recorded from the platform
    FAKE = "fake"  # against a server of ours that speaks its language
    OTHERS = "others"  # against a server that others wrote
    TABLES = "tables"  # every call held against the platform's own tables of methods
    LIVE = "live"  # against the platform itself


@dataclass(frozen=True, slots=True)
class FirstKeys:
    """What somebody needs before the first look. All texts are message ids; ``page`` is an address.

    ``needs``: what one must have. ``costs``: what it costs, also when that is nothing. ``steps``: in plain words, in order.
    """

    needs: str
    costs: str
    page: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Platform(Generic[S]):
    """One kind of source. ``title`` and ``watches`` are message ids; ``extra`` names the extra that must be installed.

    ``module`` is its ``Opening``. ``capabilities``: the most a source of this kind can do; what one can really do, its
    actor says. ``untried``: what could not be tried, a message id.
    """

    title: str
    settings: Record[S]
    module: str
    watches: str
    keys: FirstKeys
    capabilities: Capabilities = Capabilities()
    tested: frozenset[Tested] = frozenset()
    untried: str = ""
    extra: str = ""
    package: str = ""
    """The module that the extra brings, to see whether it is installed."""

    def _opening(self) -> Opening:
        found: Any = importlib.import_module(self.module)
        opening: Opening = found
        return opening

    def open(self, source: S, tools: Tools) -> Opened:
        """What hears and acts for this source."""
        return self._opening().opened(source, tools)

    async def hook(self, source: S, tools: Tools) -> "Sequence[Finding] | None":
        """Register our door with the platform, for whoever may; None where there is nothing to register."""
        register = getattr(self._opening(), "hooked", None)
        if register is None:
            return None
        found: Sequence[Finding] = await register(source, tools)
        return found

    async def examine(self, source: S, tools: Tools) -> "Sequence[Finding]":
        """For ``doctor``: how it is with this source."""
        return await self._opening().examined(source, tools)
