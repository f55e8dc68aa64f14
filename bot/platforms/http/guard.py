"""Where a connection may go, decided on what a name really resolved to."""

import asyncio
import socket
import ssl
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import httpcore2
import httpx2

from bot.addresses import is_public
from bot.platforms.http.answers import HttpError
from bot.printable import shortened
from rules.i18n import N_


class Transport(httpx2.AsyncHTTPTransport):
    """The library's own transport on connections of ours."""

    def __init__(self, *, allow_private: bool) -> None:
        super().__init__(verify=_certificates(), trust_env=False)
        guard = Guard(allow_private=allow_private)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_certificates(), network_backend=guard, max_connections=20, keepalive_expiry=30.0
        )


@cache
def _certificates() -> ssl.SSLContext:
    return httpx2.create_ssl_context(trust_env=False)


def allowed(host: str, found: Sequence[Any], *, allow_private: bool) -> list[str]:
    """The addresses a name resolved to (as ``getaddrinfo`` gives them). Raises ``HttpError`` when one lies inside."""
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not allow_private and not all(map(is_public, addresses)):
        raise HttpError(
            N_(
                "{host} ligt binnen het eigen netwerk. Mag dat? Zet in config.yaml, boven de bronnen: allow_private: true"
            ),
            host=shortened(host, 100),
            blind=True,
        )
    return addresses


class Guard(httpcore2.AsyncNetworkBackend):
    """Looks a name up, refuses addresses inside, and connects to an address it has seen: there is no second look-up."""

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private
        self._inner = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        failed: Exception = httpcore2.ConnectError("the name has no address")
        for address in await self._addresses(host, port, timeout):
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed

    async def _addresses(self, host: str, port: int, timeout: float | None) -> list[str]:
        looked_up = asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        try:
            found = await asyncio.wait_for(looked_up, timeout)
        except TimeoutError:
            raise httpcore2.ConnectTimeout(f"no answer about the name {host}") from None
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(str(error)) from None
        return allowed(host, found, allow_private=self._allow_private)

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Never: a source is on the network."""
        raise httpcore2.ConnectError("unix sockets are not used")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
