"""What a platform is given in a test."""

import asyncio
from collections.abc import Sequence
from typing import Any

from bot.clock import ManualClock
from bot.platforms.http import Http
from bot.platforms.keepsakes import NoKeepsakes
from bot.platforms.meter import CountingMeter
from bot.platforms.platform import Tools
from bot.platforms.registry import platform
from bot.ports import Finding
from tests.bot.platforms.contract import NOW, QUICK


def tools(http: Http | None = None, **more: Any) -> Tools:
    """Tools that keep nothing, at ``NOW``."""
    clock = more.pop("clock", ManualClock(NOW))
    return Tools(http or Http(QUICK, clock), clock, more.pop("meter", CountingMeter()), NoKeepsakes(), **more)


def examined(source: Any, **more: Any) -> Sequence[Finding]:
    """What the doctor finds at a source."""

    async def examine() -> Sequence[Finding]:
        given = tools(**more)
        try:
            return await platform(source.kind).examine(source, given)
        finally:
            await given.http.close()

    return asyncio.run(examine())
