"""The line to Telegram: the token, and whether another program uses the same one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.app.checkup.computer import said
from bot.app.checkup.hook import ABOUT, STOP_IT, brought, left_over
from bot.app.control import DoorError, ask
from bot.app.line import hook_of
from bot.config import Config, TelegramSettings
from bot.inbox.hooking import Hooked, hooked
from bot.notifiers.telegram import TelegramNotifier
from bot.platforms.examine import NO_ANSWER, bad, good
from bot.platforms.platform import Tools
from bot.ports import DeliveryError, Fault, Finding
from rules.i18n import N_

BOTFATHER = "https://t.me/BotFather"
LISTEN = 3
"""Seconds we ask for updates: another program that asks too ends our request with 409 within this time."""

OTHER = N_("een ander programma gebruikt dit token; drukken op knoppen raakt dan kwijt")
NEW_TOKEN = N_(
    "Haal het token op bij @BotFather (/mybots) en zet het in de omgevingsvariabele of het bestand van config.yaml."
)


async def telegram(config: Config, given: Tools) -> list[Finding]:
    """What there is to say of it. Nothing is confirmed, sent or changed."""
    if config.telegram is None:
        text, remedy = N_("niet ingesteld: er gaat niets naar telefoons"), N_("Zet telegram: in config.yaml.")
        return [bad(given, ABOUT, text, remedy)]
    async with _line(config.telegram) as line:
        try:
            me = await line.call("getMe", {})
            hook = await hooked(line)
        except DeliveryError as error:
            return [_refused(given, error)]
        name = me.get("username", "?") if isinstance(me, dict) else "?"
        found = [good(given, ABOUT, N_("het token klopt: @{name}"), name=name)]
        return [*found, *await _shared(config, given, line, hook)]


@asynccontextmanager
async def _line(settings: TelegramSettings) -> AsyncIterator[TelegramNotifier]:
    line = TelegramNotifier(settings.token.reveal, base_url=settings.base_url)
    try:
        yield line
    finally:
        await line.close()


async def _shared(config: Config, given: Tools, line: TelegramNotifier, hook: Hooked) -> list[Finding]:
    """Whether what is pressed comes to us, and to nobody else. While our own service runs it is asked, not disturbed."""
    try:
        service = await ask(config.data, {"do": "status", "lang": str(given.lang)})
    except DoorError as error:
        return [Finding(False, said(given, N_("de dienst")), error.text(given.lang))]
    if (ours := hook_of(config)) is not None:
        return [brought(given, hook, ours.url, runs=service is not None)]
    if hook.url:
        return [left_over(given, hook.url)]
    if service is not None:
        if service.get("telegram") == "conflict":
            return [bad(given, ABOUT, OTHER, STOP_IT)]
        return [good(given, ABOUT, N_("alleen de dienst luistert hier"))]
    try:
        await line.call("getUpdates", {"timeout": LISTEN, "limit": 1}, wait=LISTEN)
    except DeliveryError as error:
        return [_refused(given, error)]
    return [good(given, ABOUT, N_("geen ander programma luistert hier"))]


def _refused(given: Tools, error: DeliveryError) -> Finding:
    match error.fault:
        case Fault.TOKEN | Fault.REFUSED | Fault.GONE:
            return bad(given, ABOUT, N_("Telegram kent dit token niet"), NEW_TOKEN, BOTFATHER)
        case Fault.CONFLICT:
            return bad(given, ABOUT, OTHER, STOP_IT)
        case _:
            text, remedy = N_("Telegram is niet bereikbaar ({why})"), NO_ANSWER
            return bad(given, ABOUT, text, remedy, unreachable=True, why=str(error))
