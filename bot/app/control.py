"""The running service's own door for the command line: a socket in the data folder that only its owner may use.

One JSON object a line in, one out. A command that finds no door works on the database itself (nobody else has it).
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog

log = structlog.get_logger()

NAME = "seintje.sock"
LONGEST_LINE = 65_536

Handler = Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]


async def open_door(folder: Path, handle: Handler) -> asyncio.AbstractServer:
    """Listen in ``folder``; a door left by a dead process is replaced."""
    path = folder / NAME
    path.unlink(missing_ok=True)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            order = json.loads(await reader.readline())
            answer = await handle(order)
        except Exception as error:
            log.exception("order_failed")
            answer = {"error": type(error).__name__}
        writer.write(json.dumps(answer).encode() + b"\n")
        await writer.drain()
        writer.close()

    before = os.umask(0o177)
    try:
        return await asyncio.start_unix_server(serve, path, limit=LONGEST_LINE)
    finally:
        os.umask(before)


async def ask(folder: Path, order: dict[str, Any]) -> dict[str, Any] | None:
    """What the running service answers; None when none is running."""
    try:
        reader, writer = await asyncio.open_unix_connection(folder / NAME, limit=LONGEST_LINE)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    writer.write(json.dumps(order).encode() + b"\n")
    await writer.drain()
    line = await reader.readline()
    writer.close()
    found: dict[str, Any] = json.loads(line or b"{}")
    return found
