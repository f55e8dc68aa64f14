"""What ``doctor`` looks at: this computer, the database, the protocol, Telegram, every source. Nothing is written, nobody is told."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import structlog

from bot.app.checkup.computer import clock, computer
from bot.app.checkup.costs import cost_of, spent_this_month
from bot.app.checkup.line import telegram
from bot.app.checkup.pictures import pictures
from bot.app.checkup.rules_file import rules_file
from bot.app.checkup.vault import vault
from bot.app.looking import examine
from bot.config import Config, Source
from bot.platforms.examine import NO_ANSWER, bad
from bot.platforms.platform import Tools
from bot.ports import Finding
from rules.i18n import N_

log = structlog.get_logger()

LONGEST = 60.0
"""Seconds that everything of one source may take."""

__all__ = ["everything", "sources"]


async def everything(config: Config, given: Tools) -> AsyncIterator[Finding]:
    """All findings, in order, each as soon as it is known."""
    looking = asyncio.create_task(_sources(config, config.sources, given))
    try:
        for finding in (*computer(config, given), *await asyncio.to_thread(vault, config, given)):
            yield finding
        yield await asyncio.to_thread(rules_file, config, given)
        for finding in await telegram(config, given):
            yield finding
        yield pictures(given)
        for finding in await looking:
            yield finding
        yield await clock(config, given)
    finally:
        looking.cancel()


async def sources(config: Config, wanted: Sequence[Source], given: Tools) -> AsyncIterator[Finding]:
    """The findings of these sources, in order."""
    for finding in await _sources(config, wanted, given):
        yield finding


async def _sources(config: Config, wanted: Sequence[Source], given: Tools) -> list[Finding]:
    """All at once: one that does not answer keeps no other waiting. What each costs stands under what it says."""
    spent = await asyncio.to_thread(spent_this_month, config, given)
    found = await asyncio.gather(*(_source(source, given) for source in wanted))
    pairs = zip(wanted, found, strict=True)
    return [finding for source, one in pairs for finding in (*one, *cost_of(source, given, spent))]


async def _source(source: Source, given: Tools) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(LONGEST):
            return list(dict.fromkeys(await examine(source, given)))  # what is true of several questions is said once
    except TimeoutError:
        late = N_("het platform geeft geen antwoord")
        return [bad(given, source.name, late, NO_ANSWER, unreachable=True)]
    except Exception as error:  # one source that surprises us hides nothing of the others
        log.error("examine_failed", source=source.name, why=type(error).__name__)
        log.debug("examine_failed", exc_info=error)
        text, remedy = N_("onverwachte fout bij het kijken ({what})"), N_("Draai het nog eens met --debug.")
        return [bad(given, source.name, text, remedy, what=type(error).__name__)]
