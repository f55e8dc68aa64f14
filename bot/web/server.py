"""Serves the pages inside our own loop: the address is taken before anything starts, and a stop ends open streams first."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from bot.errors import Explained
from bot.web.live import Changes
from bot.web.settings import WebSettings
from rules.i18n import N_

GRACE = 3
"""Seconds that answers under way get at a stop."""


class AddressError(Explained):
    """The pages cannot listen on their address."""


def listen(settings: WebSettings, *, tries: int = 1) -> socket.socket:
    """A socket bound to the address of the settings (port 0: any free one).

    With more ``tries`` a port in use means: the next one. Raises ``AddressError``.
    """
    last = min(settings.port + tries - 1, 65535)
    for port in range(settings.port, last):
        with contextlib.suppress(AddressError):
            return _bound(settings.host, port)
    return _bound(settings.host, last)


def _bound(host: str, port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((host.strip("[]"), port))
    except OSError as error:
        found.close()
        raise AddressError(_why(error), host=host, port=port) from error
    return found


def _why(error: OSError) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return N_("poort {port} op {host} is al in gebruik; stop het andere programma of kies een andere poort")
        case errno.EACCES:
            return N_("poort {port} op {host} mag niet; kies een poort boven 1023")
        case _:
            return N_("het adres {host} is niet van deze machine; gebruik 127.0.0.1 of een eigen adres")


class _Quiet(uvicorn.Server):
    """Leaves signals to whoever owns the loop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


class WebServer:
    """The pages on their address. ``start`` returns when they can be asked; ``stop`` when nothing is open any more."""

    def __init__(self, app: FastAPI, settings: WebSettings, changes: Changes) -> None:
        self._settings = settings
        self._changes = changes
        self._app = app
        self._server: _Quiet | None = None
        self._task: asyncio.Task[None] | None = None
        self.url = ""

    async def start(self, *, tries: int = 1) -> str:
        """Listen and serve; returns the address for a browser, without a slash at the end. Raises ``AddressError``."""
        bound = listen(self._settings, tries=tries)
        config = uvicorn.Config(
            self._app,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=GRACE,
            # whoever stands in front of us is named in the settings (``tls``, ``hosts``), not in headers
            proxy_headers=False,
        )
        self._server = _Quiet(config)
        self._task = asyncio.create_task(self._server.serve(sockets=[bound]), name="web")
        while not self._server.started and not self._task.done():
            await asyncio.sleep(0.01)
        if self._task.done():
            await self._task
        self.url = f"{'https' if self._settings.tls else 'http'}://{self._settings.host}:{bound.getsockname()[1]}"
        return self.url

    async def stop(self) -> None:
        """End streams, finish answers under way, close. Does nothing when it never started."""
        self._changes.end()
        if self._server and self._task:
            self._server.should_exit = True
            await self._task
