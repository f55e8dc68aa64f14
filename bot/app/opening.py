"""From settings to sources at work: every platform is given its tools. Nothing is asked of anybody yet."""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.addresses import sqlite_at
from bot.app.house import House
from bot.config import Config
from bot.platforms.http import Http
from bot.platforms.keepsakes import FileKeepsakes
from bot.platforms.meter import StoreMeter
from bot.platforms.platform import Tools
from bot.platforms.registry import NotInstalledError, open_source
from bot.ports import Batch, Listener, Receiver, SourceError, Watcher
from bot.store import Store, mentions
from bot.store.backup import DOORSTEP
from bot.store.migrate import prepare
from rules.i18n import Lang

log = structlog.get_logger()

KEPT = "bronnen"
"""The folder in the data folder where platforms keep their tokens and sessions."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that hears, of all sources."""

    watchers: tuple[Watcher, ...] = ()
    listeners: tuple[Listener, ...] = ()
    receivers: tuple[Receiver, ...] = ()


def open_sources(config: Config, house: House, http: Http) -> Sources:
    """Open every source of the settings; what acts is told to the house.

    One that cannot be opened is blind until somebody mends it, and keeps nobody else from working.
    """
    tools = tools_of(config, house, http)
    watchers: list[Watcher] = []
    listeners: list[Listener] = []
    receivers: list[Receiver] = []
    for source in config.sources:
        try:
            found = open_source(source, tools)
        except (SourceError, NotInstalledError) as error:
            log.error("source_not_opened", source=source.name)
            watchers.append(Blind(source.name, source.kind, str(error)))
            continue
        watchers += found.watchers
        listeners += found.listeners
        receivers += found.receivers
        house.parts.actors.update({actor.source: actor for actor in found.actors})
    return Sources(tuple(watchers), tuple(listeners), tuple(receivers))


def tools_of(config: Config, house: House, http: Http, lang: Lang = Lang.NL) -> Tools:
    """What platforms work with here."""
    return Tools(
        http=http,
        clock=house.clock,
        meter=StoreMeter(house.store),
        keepsakes=FileKeepsakes(config.data / KEPT),
        terms=lambda: search_terms(house),
        public_url=(config.web.public_url or "") if config.web else "",
        lang=lang,
        key=house.parts.key,
        kept=lambda source, most: house.store.read(lambda tx: mentions.kept(tx, source, most)),
    )


def search_terms(house: House) -> tuple[str, ...]:
    """What is searched for now: how the organisation is called, and what was added for a while."""
    organisation = house.rulebook.current.protocol.organisation
    return tuple(dict.fromkeys([organisation.name, *organisation.aliases, *house.search_terms()]))


def open_doorstep(config: Config) -> Store:
    """Where what is brought to our door is kept until it is read. Raises ``StoreError``."""
    url = config.database.reveal()
    if url.startswith("sqlite:"):
        config.data.mkdir(parents=True, exist_ok=True)
        url = sqlite_at(config.data / DOORSTEP)
    doorstep = Store(url)
    try:
        prepare(doorstep)
    except BaseException:
        doorstep.close()
        raise
    return doorstep


class Blind:
    """A source that could not be opened: it says so at every look, so that a person hears of it."""

    every = timedelta(minutes=10)

    def __init__(self, name: str, platform: str, why: str) -> None:
        self.name, self.platform, self._why = name, platform, why

    async def fetch(self, cursor: str) -> Batch:
        """Raises ``SourceError``."""
        raise SourceError(self._why, blind=True)

    async def close(self) -> None:
        """Nothing is open."""
