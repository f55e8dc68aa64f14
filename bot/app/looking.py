"""A look at the sources beside the service: what ``doctor`` finds, and what a source says right now. Nothing is stored."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import stamina

from bot.app.opening import KEPT
from bot.clock import Clock, SystemClock
from bot.config import Config, Source
from bot.errors import Explained
from bot.platforms.examine import bad, failed
from bot.platforms.http import Http, HttpSettings
from bot.platforms.keepsakes import FileKeepsakes
from bot.platforms.meter import CountingMeter
from bot.platforms.platform import Tools
from bot.platforms.registry import NotInstalledError, installed, open_source, platform
from bot.ports import Finding, Listener, SourceError
from rules.i18n import N_, Lang
from rules.mention import Mention

LISTEN = 20.0
"""Seconds that a stream gets to say something."""


class NothingToTryError(Explained):
    """A source that only comes to our door cannot be looked at."""


@asynccontextmanager
async def tools(
    config: Config, lang: Lang, terms: Callable[[], Sequence[str]] = tuple, clock: Clock | None = None
) -> AsyncIterator[Tools]:
    """Tools that count and keep nothing in the vault, which may be the running service's."""
    clock = clock or SystemClock()
    stamina.instrumentation.set_on_retry_hooks([])  # whoever looks by hand hears the outcome, not every try
    http = Http(HttpSettings(allow_private=config.allow_private), clock)
    public = (config.web.public_url or "") if config.web else ""
    try:
        yield Tools(http, clock, CountingMeter(), FileKeepsakes(config.data / KEPT), terms, public, lang)
    finally:
        await http.close()


async def examine(source: Source, given: Tools) -> Sequence[Finding]:
    """What there is to say of a source; a fault of its platform is a finding too."""
    of = platform(source.kind)
    if not installed(of):
        text, remedy = (
            N_("het pakket hiervoor staat niet op deze computer"),
            N_("Installeer het met: pip install '{what}'"),
        )
        return [bad(given, source.name, text, remedy, what=f"seintje[{of.extra}]")]
    try:
        return await of.examine(source, given)
    except SourceError as error:
        return [failed(given, source.name, error)]


async def newest(source: Source, given: Tools, many: int, within: float = LISTEN) -> list[Mention]:
    """The newest messages of a source, newest first. Raises ``SourceError``, ``NotInstalledError``, ``NothingToTryError``."""
    found = open_source(source, given)
    told: list[Mention] = []
    try:
        for watcher in found.watchers:
            told += (await watcher.fetch("")).mentions
        if not found.watchers:
            for listener in found.listeners:
                told += await _heard(listener, many, within)
        if not found.watchers and not found.listeners:
            raise NothingToTryError(
                N_("bron {name} wordt niet gelezen maar brengt zelf: op /hooks/{name}"), name=source.name
            )
    finally:
        for watcher in found.watchers:
            await watcher.close()
        for actor in found.actors:
            await actor.close()
        for listener in found.listeners:
            await listener.close()
    return sorted(told, key=lambda mention: mention.posted_at, reverse=True)[:many]


async def _heard(listener: Listener, many: int, within: float) -> list[Mention]:
    told: list[Mention] = []
    try:
        async with asyncio.timeout(within):
            async for batch in listener.listen(""):
                told += batch.mentions
                if len(told) >= many:
                    break
    except TimeoutError:
        pass  # it was quiet: that is an answer too
    return told


__all__ = ["NotInstalledError", "NothingToTryError", "examine", "newest", "tools"]
