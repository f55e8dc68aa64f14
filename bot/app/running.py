"""``seintje run``: a house that listens, with its pages, its door for the command line, and an eye on the protocol."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog

from bot import memory
from bot.app.backups import Backups
from bot.app.control import open_door
from bot.app.drill import DrillMaster
from bot.app.drill.links import DrillLinks
from bot.app.drill.orders import drill
from bot.app.keeping import Keeping
from bot.app.line import hook_of
from bot.app.links import StoreLinks
from bot.app.office import Line, StoreOffice, telegram_state
from bot.app.open import Opened, open_house, open_notifiers
from bot.app.opening import open_doorstep, open_sources
from bot.app.orders import carry_out
from bot.app.public_desk import StorePublic
from bot.app.reports import Reports
from bot.app.roles import ALONE, DOOR, LINE, LeasedRoles, Roles, of_source
from bot.app.sealing import Sealing
from bot.app.service import Service
from bot.app.shares import StoreShares
from bot.app.sharing import Sharing
from bot.app.watch import Watch
from bot.auditor import Auditor, Health
from bot.auditor.heartbeat import pinger
from bot.auditor.watchman import Watchman
from bot.clock import SystemClock
from bot.config import Config
from bot.config.sources import Lending
from bot.notifiers.telegram import TelegramNotifier
from bot.platforms.http import Http, HttpSettings
from bot.platforms.lines import LinesWatcher
from bot.ports import Address, DeliveryError, Fault, Listener, Watcher
from bot.store.backup import DOORSTEP
from bot.web.desk_port import TelegramState
from bot.web.live import Changes
from bot.web.sessions import MemorySessions
from bot.web.settings import LOOPBACK, WebSettings
from rules.i18n import N_, Lang, translator

if TYPE_CHECKING:
    from bot.web.server import WebServer

log = structlog.get_logger()

LENT = N_("(het platform staat niet toe dit langer te bewaren; lees het daar)")
"""What stands where words stood that a platform only lent us."""

LOOK = 2.0
"""Seconds between looks at the protocol on disk; a change rules once two looks saw the same."""


@dataclass(frozen=True, slots=True)
class Announce:
    """Whom to tell what the administrator should know at once; what stands here tells nobody.

    ``link``: the pages answer, and this is the way in. ``refused``: Telegram refuses us, or somebody else polls.
    """

    link: Callable[[str], None] = lambda link: None
    refused: Callable[[Fault], None] = lambda fault: None


class Running:
    """One run of the service. ``files``: growing files of mentions to watch beside the configured sources."""

    def __init__(
        self,
        config: Config,
        files: tuple[Path, ...] = (),
        *,
        lenient: bool = False,
        announce: Announce | None = None,
        look: float = LOOK,
    ) -> None:
        """Opens the house. Raises what ``open_house`` raises."""
        self.config = config
        self.announce = announce or Announce()
        self.look = look
        self.changes = Changes()
        self.sessions = MemorySessions(SystemClock(), lambda person: person in self._people())
        self._base = ""
        login = None if config.web is None else self._login
        self.opened: Opened = open_house(config, changed=self.changes.bump, login=login)
        self.house = self.opened.house
        self.watch = Watch(config.protocol, self.house.versions)
        self.http = Http(HttpSettings(allow_private=config.allow_private))
        self.health = Health(self.house.clock.now(), config.data)
        found = open_sources(config, self.house, self.http)
        self.doorstep = open_doorstep(config) if found.receivers else None
        self.service = Service(
            self.house,
            api=self.opened.notifier,
            watchers=[*found.watchers, *(LinesWatcher(path, lenient=lenient) for path in files)],
            listeners=found.listeners,
            receivers=found.receivers,
            doorstep=self.doorstep,
            refused=self.announce.refused,
            health=self.health,
            roles=self._roles([*found.watchers, *found.listeners]),
            hook=hook_of(config),
        )
        self.auditor = Auditor(
            self.house.store,
            self.house.rulebook,
            self.house.clock,
            self.health,
            staffing=self.house.desk.staffing,
            ways=self._ways,
            drift=self._drift,
        )
        self.watchman = self._watchman()
        self.sharing = Sharing(self.house)
        self.drills = DrillMaster(self.house, config.data, config.protocol.parent)
        self.web = None if config.web is None else self._pages(config.web.host, config.web.port, config.web.public_url)
        self.stop = asyncio.Event()

    def _roles(self, hearing: list[Watcher | Listener]) -> Roles:
        """SQLite is one node's; nodes that share PostgreSQL divide the work."""
        if self.house.store.is_sqlite:
            return ALONE
        tasks = {DOOR, LINE, *(of_source(one.name) for one in hearing)}
        return LeasedRoles(self.house.store, self.house.clock, self.house.parts.owner, tasks, self.house.parts.lease)

    def _people(self) -> Any:
        return self.house.rulebook.current.protocol.people

    def _pages(self, host: str, port: int, public_url: str | None) -> "WebServer":
        from bot.web.app import create_app  # a third of the start-up time, for those who have pages
        from bot.web.hooks import Hooks
        from bot.web.server import WebServer

        line = self._line if self.opened.notifier else None
        office = StoreOffice(self.house, line, self.service.ring, lambda: self.watch.trouble, self.auditor)
        url = urlsplit(public_url or "")
        hosts = (*LOOPBACK, host, *((url.hostname,) if url.hostname else ()))
        settings = WebSettings(host, port, hosts, tls=url.scheme == "https")
        links = DrillLinks(StoreLinks(self.house, self.service.ring), self.drills, self.service.ring)
        hooks = Hooks(self.service.sources.receivers, self.service.sources.receive, self.service.doors())
        teacher = self.house.learning if self.house.learning.enabled else None
        app = create_app(
            office,
            settings=settings,
            sessions=self.sessions,
            changes=self.changes,
            links=links,
            hooks=hooks,
            teacher=teacher,
            public=StorePublic(self.house, self.service.ring),
            shares=StoreShares(self.house),
            guessed=self.health.guessed,
        )
        return WebServer(app, settings, self.changes)

    def _watchman(self) -> Watchman:
        beat = self.config.heartbeat
        return Watchman(
            self.auditor,
            lambda: open_notifiers(self.config, self.house.clock, self.house.parts.key),
            self.config.data,
            ping=None if beat is None else pinger(beat.url, allow_private=self.config.allow_private),
            every=beat.every if beat else timedelta(minutes=1),
        )

    def _chores(self) -> list[Callable[[], Awaitable[None]]]:
        """What is done beside everything else, now and then."""
        backup = self.config.backup
        chores: list[Callable[[], Awaitable[None]]] = [
            Reports(self.house).forever,
            self.sharing.forever,
            self.drills.forever,
            self._keeping().forever,
            Sealing(self.house, self.health).forever,
            memory.forever,
        ]
        return (
            chores
            if backup is None
            else [*chores, Backups(self.house, backup, self.health, self.config.data / DOORSTEP).forever]
        )

    def _keeping(self) -> Keeping:
        """What cleans; some platforms lend us words for a time that stands with the source."""
        lent = {source.name: source.keep for source in self.config.sources if isinstance(source, Lending)}
        return Keeping(self.house, lent, translator(self.config.language).gettext(LENT))

    def _ways(self) -> dict[tuple[str, str], Address]:
        """By whom and how somebody is reached beside Telegram, as the settings have it."""
        reach = self.house.parts.reach
        found = [
            (person, way)
            for person in self._people().values()
            for way in (reach.ways(person) if reach else ())
            if not way.calls
        ]
        return {(person.id, way.notifier): Address(way.notifier, way.address) for person, way in found}

    def _drift(self) -> timedelta:
        clock = self.house.clock
        return clock.drift() if isinstance(clock, SystemClock) else timedelta(0)

    def _line(self) -> Line:
        return self.service.telegram

    async def run(self) -> None:
        """Run until a signal or until ``stop`` is set. Raises ``AddressError`` before anything was begun."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop.set)
        try:
            self._base = await self.web.start() if self.web is not None else ""
            door = await open_door(self.config.data, self._order)
            try:
                if self._base:
                    self._show_link()
                self.watchman.start()
                if not self.stop.is_set():  # who changed his mind meanwhile waits for nothing
                    await self.service.run(self.stop, self._watch_protocol, *self._chores())
            finally:
                door.close()
                await asyncio.to_thread(self.watchman.stop)
        finally:
            await self._close()

    def _show_link(self) -> None:
        """One link to get in with: for the protocol's owner, or else for the first person in it."""
        self.announce.link(self._login(self.house.rulebook.current.protocol.owner or next(iter(self._people()), "")))

    def _login(self, person: str) -> str:
        """The address by which this person logs in to the pages, once."""
        public = self.config.web.public_url if self.config.web else None
        return f"{public or self._base}/start?code={self.sessions.code(person)}"

    async def _close(self) -> None:
        if self.web is not None:
            await self.web.stop()
        await self.http.close()
        if self.doorstep is not None:
            self.doorstep.close()
        self.house.store.close()

    async def _order(self, order: dict[str, Any]) -> dict[str, Any]:
        if order.get("do") == "status":
            return self._status(Lang(order.get("lang", "nl")))
        if order.get("do") == "drill":
            return await asyncio.to_thread(drill, self.drills, order)
        answer = await asyncio.to_thread(carry_out, self.house, order)
        if answer.get("code") == "invited" and self.opened.notifier is not None:
            answer["bot"] = await bot_name(self.opened.notifier)
        self.changes.bump()
        self.service.ring()
        return answer

    def _status(self, lang: Lang) -> dict[str, Any]:
        """What only the running service knows."""
        fault, since = self._line()
        state = TelegramState.OFF if self.opened.notifier is None else telegram_state(fault)
        known = since.isoformat() if since else None
        found = [{"code": code, "text": text} for code, text in self.auditor.sentences(lang)]
        return {
            "code": "status",
            "pid": os.getpid(),
            "telegram": state.value,
            "telegram_since": known,
            "findings": found,
        }

    async def _watch_protocol(self) -> None:
        """A changed protocol rules (or is proposed) once it is whole. A bad one changes nothing, and is told of."""
        while True:
            offer = await asyncio.to_thread(self.watch.look)
            broken = self.health.protocol_broken_since or self.house.clock.now()
            self.health.protocol_broken_since = broken if self.watch.trouble is not None else None
            learned = await asyncio.to_thread(self.house.learning.refresh)
            if offer is not None or learned:
                self.changes.bump()
                self.service.ring()
            await asyncio.sleep(self.look)


async def bot_name(notifier: TelegramNotifier) -> str:
    """The bot's own username; empty when Telegram cannot be asked now."""
    try:
        return str((await notifier.call("getMe", {}))["username"])
    except DeliveryError as error:
        log.info("bot_name_unknown", fault=error.fault.value)
        return ""
