"""Telegram's menu of commands: for each colleague those they may use, in their language; for a stranger only how to begin."""

from typing import Any

import structlog

from bot.inbox.spoken import menu
from bot.inbox.telegram import Api
from bot.ports import TELEGRAM, DeliveryError
from bot.rulebook import Rulebook
from bot.store import Store, people
from rules.i18n import N_, Lang, translator

log = structlog.get_logger()

LONGEST = 256
"""Characters of a line of the menu (Bot API, BotCommand)."""
START = N_("telefoon koppelen met een code")

Menu = tuple[tuple[str, str], ...]


class Menus:
    """Offers menus, each once until it changes (somebody was paired, or the protocol gives them another role)."""

    def __init__(self, api: Api, store: Store, rulebook: Rulebook) -> None:
        self.api = api
        self.store = store
        self.rulebook = rulebook
        self._offered: dict[str, Menu] = {}

    async def refresh(self) -> int:
        """Offer what changed; returns how many menus. One that Telegram does not take is tried again the next time."""
        wanted: dict[str, Menu] = {f"language {lang}": (("start", translator(lang).gettext(START)),) for lang in Lang}
        wanted |= await self.store.aread(lambda tx: self._wanted(people.contacts(tx)))
        fresh = {where: menu for where, menu in wanted.items() if self._offered.get(where) != menu}
        for where, commands in fresh.items():
            try:
                await self.api.call("setMyCommands", _params(where, commands))
            except DeliveryError as error:
                log.warning("menu_not_offered", fault=error.fault.value)
                continue
            self._offered[where] = commands
        return len(fresh)

    def _wanted(self, contacts: list[people.Contact]) -> dict[str, Menu]:
        protocol = self.rulebook.current.protocol
        here = [c for c in contacts if c.notifier == TELEGRAM and c.person in protocol.people]
        return {c.address: tuple(menu(protocol, c.person, Lang(protocol.people[c.person].lang))) for c in here}


def _params(where: str, commands: Menu) -> dict[str, Any]:
    listed = [{"command": word, "description": about[:LONGEST]} for word, about in commands]
    kind, _, lang = where.partition(" ")
    if lang:
        return {"commands": listed, "scope": {"type": "default"}, "language_code": lang}
    return {"commands": listed, "scope": {"type": "chat", "chat_id": int(kind)}}
