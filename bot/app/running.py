"""``seintje run``: a house that listens, with its pages, its door for the command line, and an eye on the protocol."""

import asyncio
import signal
from pathlib import Path
from typing import Any

import structlog

from bot.app.control import open_door
from bot.app.office import StoreOffice
from bot.app.open import Opened, open_house
from bot.app.orders import carry_out
from bot.app.pages import serve, take_port
from bot.app.service import Service
from bot.app.watch import Watch
from bot.clock import SystemClock
from bot.config import Config
from bot.platforms import open_watcher
from bot.platforms.http import Http, HttpSettings
from bot.platforms.lines import LinesWatcher
from bot.ports import Watcher
from bot.web.app import create_app
from bot.web.live import Changes
from bot.web.sessions import MemorySessions
from bot.web.settings import LOOPBACK, WebSettings

log = structlog.get_logger()

LOOK = 2.0
"""Seconds between looks at the protocol on disk; a change rules once two looks saw the same."""


class Running:
    """One run of the service. ``files``: growing files of mentions to watch beside the configured sources."""

    def __init__(self, config: Config, files: tuple[Path, ...] = (), *, lenient: bool = False) -> None:
        self.config = config
        self.changes = Changes()
        self.opened: Opened = open_house(config, changed=self._changed)
        self.house = self.opened.house
        self.watch = Watch(config.protocol, self.house.versions)
        self.http = Http(HttpSettings(allow_private=config.allow_private))
        watchers: list[Watcher] = [open_watcher(source, self.http, self.house.clock) for source in config.sources]
        watchers += [LinesWatcher(path, lenient=lenient) for path in files]
        self.service = Service(self.house, api=self.opened.notifier, watchers=watchers)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.stop = asyncio.Event()

    def _changed(self) -> None:
        """Called from whatever thread changed something."""
        if self.loop is not None:
            self.loop.call_soon_threadsafe(self.changes.bump)

    async def run(self) -> None:
        """Run until a signal. Raises ``PortError`` before anything was begun."""
        self.loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            self.loop.add_signal_handler(number, self.stop.set)
        try:
            pages = self._pages() if self.config.web is not None else None
            door = await open_door(self.config.data, self._order)
            others = [self._watch_protocol] if pages is None else [self._watch_protocol, pages]
            try:
                await self.service.run(self.stop, *others)
            finally:
                door.close()
        finally:
            self.changes.end()
            await self.http.close()
            self.house.store.close()

    def _pages(self) -> Any:
        web = self.config.web
        assert web is not None  # noqa: S101 - the caller looked
        sock = take_port(web.host, web.port)
        people = self.house.rulebook
        sessions = MemorySessions(SystemClock(), lambda person: person in people.current.protocol.people)
        telegram = self._telegram_fault if self.opened.notifier else None
        office = StoreOffice(self.house, telegram, self.service.ring, lambda: self.watch.trouble)
        settings = WebSettings(web.host, web.port, (*LOOPBACK, *_hosts(web.public_url)), tls=_tls(web.public_url))
        app = create_app(office, settings=settings, sessions=sessions, changes=self.changes)

        async def pages() -> None:
            owner = people.current.protocol.owner or next(iter(people.current.protocol.people), "")
            code = await sessions.invite(owner)
            base = web.public_url or f"http://{web.host}:{web.port}"
            print(f"{base}/start?code={code}", flush=True)  # noqa: T201 - the one way in, shown once
            await serve(app, sock)

        return pages

    def _telegram_fault(self) -> Any:
        return self.service.telegram_fault

    async def _order(self, order: dict[str, Any]) -> dict[str, Any]:
        answer = await asyncio.to_thread(carry_out, self.house, order)
        self._changed()
        self.service.ring()
        return answer

    async def _watch_protocol(self) -> None:
        """A changed protocol rules (or is proposed) once it is whole. A bad one changes nothing, and is told of."""
        while True:
            offer = await asyncio.to_thread(self.watch.look)
            if offer is not None:
                self._changed()
                self.service.ring()
            await asyncio.sleep(LOOK)


def _hosts(public_url: str | None) -> tuple[str, ...]:
    from urllib.parse import urlsplit

    host = urlsplit(public_url or "").hostname
    return (host,) if host else ()


def _tls(public_url: str | None) -> bool:
    return (public_url or "").startswith("https://")
