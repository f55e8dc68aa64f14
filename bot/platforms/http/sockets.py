"""The same guard for libraries that connect by themselves: a socket for whoever takes one, and connections for ``requests``."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from requests import ConnectionError, Response, Session
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

from bot.platforms.http.answers import HttpError
from bot.platforms.http.guard import allowed


async def connected(host: str, port: int, *, allow_private: bool) -> socket.socket:
    """A socket to the first address that answers. Raises ``HttpError`` for an address inside, else ``OSError``."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    failed: OSError = OSError("the name has no address")
    for address in allowed(host, found, allow_private=allow_private):
        made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
        made.setblocking(False)
        try:
            await loop.sock_connect(made, (address, port))
        except OSError as error:
            failed = error
            made.close()
        except BaseException:
            made.close()
            raise
        else:
            return made
    raise failed


class InsideError(ConnectionError):
    """What was asked lies in our own network, which the settings do not allow: nothing left. ``said`` says it to a person."""

    def __init__(self, said: HttpError) -> None:
        super().__init__("NewConnectionError: inside")  # by this word a library's users know that it never left
        self.said = said


def guard(session: Session, *, allow_private: bool) -> None:
    """From now on this session goes to no address inside, unless that is allowed."""
    for scheme in ("http://", "https://"):
        session.mount(scheme, GuardedAdapter(allow_private=allow_private, max_retries=0))


class GuardedAdapter(HTTPAdapter):
    """The library's adapter on connections that go to no address inside, unless that is allowed."""

    def __init__(self, *, allow_private: bool, **rest: Any) -> None:
        self._allow_private = allow_private
        super().__init__(**rest)

    def init_poolmanager(self, *args: Any, **rest: Any) -> None:
        """Pools whose connections look a name up once, and connect to what they saw."""
        super().init_poolmanager(*args, **rest)

        def dial(of: Any) -> socket.socket:
            return _dialled(of, allow_private=self._allow_private)

        self.poolmanager.pool_classes_by_scheme = {"http": _pool(dial), "https": _secure_pool(dial)}

    def send(self, request: Any, *args: Any, **rest: Any) -> Response:
        """One request. Raises ``InsideError``, and what requests raises."""
        try:
            return super().send(request, *args, **rest)
        except HttpError as error:
            raise InsideError(error) from None


Dial = Callable[[Any], socket.socket]


def _pool(dial: Dial) -> type[HTTPConnectionPool]:
    class Connection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return dial(self)

    class Pool(HTTPConnectionPool):
        ConnectionCls = Connection

    return Pool


def _secure_pool(dial: Dial) -> type[HTTPSConnectionPool]:
    class Connection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return dial(self)

    class Pool(HTTPSConnectionPool):
        ConnectionCls = Connection

    return Pool


def _dialled(of: Any, *, allow_private: bool) -> socket.socket:
    """What the library's own ``_new_conn`` does, to addresses that were looked at."""
    try:
        found = socket.getaddrinfo(of.host, of.port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        raise NameResolutionError(of.host, of, socket.gaierror(str(error))) from None
    failed: Exception = NewConnectionError(of, "the name has no address")
    for address in allowed(of.host, found, allow_private=allow_private):
        try:
            return create_connection((address, of.port), of.timeout, of.source_address, of.socket_options)
        except TimeoutError:
            failed = ConnectTimeoutError(of, "no answer in time")
        except OSError as error:
            failed = NewConnectionError(of, str(error))
    raise failed
