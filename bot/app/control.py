"""The running service's own door for the command line: a socket in the data folder that only its owner may use.

One JSON object a line in, one out. A command that finds no door works on the database itself (nobody else has it).
"""

import asyncio
import contextlib
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import structlog

from bot.errors import Explained
from rules.i18n import N_

log = structlog.get_logger()

NAME = "seintje.sock"
LONGEST_LINE = 65_536
LONGEST_PATH = 100
"""Bytes of a socket's address; the kernel takes no more than 107."""
PATIENCE = 30.0
"""Seconds to wait for an answer."""

Handler = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


class DoorError(Explained):
    """The service runs, but does not answer us."""


@contextlib.contextmanager
def _address(folder: Path) -> Iterator[str]:
    """The socket's address; by way of the open folder when its own name is too long for a socket."""
    path = str(folder / NAME)
    if len(os.fsencode(path)) <= LONGEST_PATH:
        yield path
        return
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{number}/{NAME}"
    finally:
        os.close(number)


async def open_door(folder: Path, handle: Handler) -> asyncio.AbstractServer:
    """Listen in ``folder``; a door left by a dead process is replaced."""
    (folder / NAME).unlink(missing_ok=True)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _serve(reader, writer)
        finally:
            writer.close()

    async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            order = json.loads(await reader.readline())
            if not isinstance(order, dict):
                raise TypeError("an order is an object")
            answer = await handle(order)
        except Exception as error:
            log.exception("order_failed")
            answer = {"error": type(error).__name__}
        with contextlib.suppress(ConnectionError):  # whoever asked did not wait
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()

    before = os.umask(0o177)
    try:
        with _address(folder) as address:
            return await asyncio.start_unix_server(serve, address, limit=LONGEST_LINE)
    finally:
        os.umask(before)


def ask_and_wait(folder: Path, order: dict[str, Any]) -> dict[str, Any] | None:
    """``ask`` for who has no loop of their own. Raises ``DoorError``."""
    return asyncio.run(ask(folder, order))


async def ask(folder: Path, order: dict[str, Any]) -> dict[str, Any] | None:
    """What the running service answers; None when none is running. Raises ``DoorError``."""
    try:
        with _address(folder) as address:
            reader, writer = await asyncio.open_unix_connection(address, limit=LONGEST_LINE)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except PermissionError:
        raise DoorError(
            N_("{file}: de dienst draait onder een andere gebruiker. Geef deze opdracht als die gebruiker."),
            file=folder / NAME,
        ) from None
    try:
        writer.write(json.dumps(order).encode() + b"\n")
        await writer.drain()
        found = json.loads(await asyncio.wait_for(reader.readline(), PATIENCE))
    except (TimeoutError, ConnectionError, ValueError):
        raise DoorError(
            N_("de dienst draait, maar geeft geen antwoord. Kijk in zijn log, of herstart hem."),
        ) from None
    finally:
        writer.close()
    return dict(found)
