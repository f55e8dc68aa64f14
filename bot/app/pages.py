"""Serving the pages inside the service's own loop."""

import asyncio
import socket

import uvicorn
from fastapi import FastAPI

from bot.errors import Explained
from rules.i18n import N_


class PortError(Explained):
    """The address to listen on cannot be used."""


def take_port(host: str, port: int, *, tries: int = 1) -> socket.socket:
    """A listening socket on ``port`` or, with more ``tries``, on one of the next. Raises ``PortError``."""
    for number in range(port, port + tries):
        sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, number))
        except OSError as error:
            sock.close()
            reason = error.strerror
        else:
            return sock
    raise PortError(
        N_("Poort {port} op {host} is niet vrij ({why}). Stop het andere programma of kies een andere poort."),
        port=port,
        host=host,
        why=reason,
    )


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """The service handles signals itself."""

    def capture_signals(self):  # type: ignore[no-untyped-def]
        """The same, as newer versions ask it."""
        import contextlib

        return contextlib.nullcontext()


async def serve(app: FastAPI, sock: socket.socket) -> None:
    """Serve until cancelled; open streams are cut."""
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    server = _Server(config)
    try:
        await server.serve(sockets=[sock])
    except asyncio.CancelledError:
        server.should_exit = True
        await server.shutdown(sockets=[sock])
        raise
