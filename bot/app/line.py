"""The line from Telegram: what people press and write comes in here, fetched by us or brought to our door.

Either way an update is stored before Telegram hears that we have it, and an ``update_id`` that is known changes nothing.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from starlette.types import ASGIApp

from bot.app.house import House
from bot.app.roles import LINE, Roles
from bot.auditor import Health
from bot.config import Config, Secret
from bot.failpoints import hit
from bot.inbox.hooking import PATH, delete_webhook, hooked, set_webhook
from bot.inbox.menus import Menus
from bot.inbox.telegram import Api, poll_once
from bot.inbox.webhook import Webhook
from bot.ports import TELEGRAM, DeliveryError, Fault
from bot.store import updates

log = structlog.get_logger()

LOOK = 30.0
"""Seconds between looks whether Telegram still brings to our door."""

INSTEAD = timedelta(minutes=10)
"""So long we fetch ourselves once Telegram cannot bring; then it may try again."""


@dataclass(frozen=True, slots=True)
class Hook:
    """Our door for Telegram: its address from outside, and what Telegram says to prove itself."""

    url: str
    secret: Secret


def hook_of(config: Config) -> Hook | None:
    """Our door for Telegram; None when the settings want to fetch."""
    wanted = config.telegram.webhook if config.telegram else None
    if wanted is None or config.web is None or config.web.public_url is None:
        return None
    return Hook(config.web.public_url + PATH, wanted.secret)


class TelegramLine:
    """Hears Telegram at the node whose task it is. ``fault`` and ``since``: how the line is (None: well) and since when."""

    def __init__(
        self,
        house: House,
        api: Api,
        *,
        poll: int,
        roles: Roles,
        health: Health,
        ring: Callable[[], None],
        refused: Callable[[Fault], None],
        hook: Hook | None = None,
    ) -> None:
        """``ring``: something came. ``poll``: seconds a request stays open. ``hook`` None: everything is fetched.

        ``refused`` hears once when Telegram stops accepting us (token, or another program with the same one).
        """
        self.fault: Fault | None = None
        self.since: datetime | None = None
        self._house, self._api, self._poll, self._hook = house, api, poll, hook
        self._roles, self._health, self._ring, self._refused = roles, health, ring, refused
        self._menus = Menus(api, house.store, house.rulebook)
        self._came = asyncio.Event()
        self._ready = False
        self._fetch_until: datetime | None = None

    async def listen(self) -> None:
        """For ever. Raises what the store raises."""
        while True:
            if not self._roles.mine(LINE):
                self._ready = False
                self._is(None)
                await asyncio.sleep(1)
                continue
            hook = None if self._fetches() else self._hook
            try:
                await (self._fetch() if hook is None else self._wait_at(hook))
            except DeliveryError as error:
                await self._not_heard(error)

    def doors(self) -> dict[str, ASGIApp]:
        """Who answers Telegram, by path; nothing where everything is fetched. Every node answers."""
        return {} if self._hook is None else {PATH: Webhook(self._hook.secret.reveal, self.receive)}

    async def receive(self, raw: list[dict[str, Any]]) -> None:
        """Store what was brought to our door, at whichever node. Raises what the store raises.

        The offset stays: what Telegram could not bring may have a lower number, and must not be confirmed by fetching.
        """
        now = self._house.clock.now()
        await self._house.store.awrite(lambda tx: updates.bring(tx, TELEGRAM, raw, now))
        hit("updates.stored")
        self._came.set()
        self._ring()

    # --- fetching -----------------------------------------------------------------------------------------

    async def _fetch(self) -> None:
        """T5: fetch, store with the offset, and only then ask for more (which confirms)."""
        store = self._house.store
        offset = await store.aread(lambda tx: updates.offset(tx, TELEGRAM))
        if not self._ready:
            await delete_webhook(self._api)
            self._ready = True
        raw = await poll_once(self._api, offset, self._poll)
        self._is(None)
        await self._menus.refresh()
        if raw:
            hit("updates.received")
            now = self._house.clock.now()
            await store.awrite(lambda tx: updates.keep(tx, TELEGRAM, raw, now, asked=offset))
            hit("updates.stored")
            self._ring()

    def _fetches(self) -> bool:
        """Whether we fetch because Telegram could not bring. When that is over the door is told anew."""
        if self._fetch_until is None:
            return False
        if self._house.clock.now() < self._fetch_until:
            return True
        self._fetch_until, self._ready = None, False
        return False

    # --- at our door --------------------------------------------------------------------------------------

    async def _wait_at(self, hook: Hook) -> None:
        """See to it that Telegram brings to our door; fetch for a while when it cannot."""
        try:
            why = await self._put(hook)
        except DeliveryError as error:
            if error.fault is not Fault.REFUSED:
                raise
            why = str(error)
        if why:
            log.warning("webhook_cannot_bring", why=why)
            self._fetch_until, self._ready = self._house.clock.now() + INSTEAD, False
            return
        self._is(None)
        await self._menus.refresh()
        await self._rest()

    async def _put(self, hook: Hook) -> str:
        """Tell Telegram where our door is, at first and when it thinks otherwise; returns why it cannot bring, or nothing."""
        found = await hooked(self._api)
        if self._ready and found.is_at(hook.url):
            return (found.last_error_message or "?") if found.fails(self._house.clock.now()) else ""
        await set_webhook(self._api, hook.url, hook.secret.reveal())
        log.info("webhook_set", before=bool(found.url))
        self._ready = True
        return ""

    async def _rest(self) -> None:
        """Until the next look; who comes meanwhile may have been paired, and gets a menu."""
        loop = asyncio.get_running_loop()
        until = loop.time() + LOOK
        while (left := until - loop.time()) > 0:
            try:
                await asyncio.wait_for(self._came.wait(), left)
            except TimeoutError:
                return
            self._came.clear()
            await self._menus.refresh()

    # --- how it is ----------------------------------------------------------------------------------------

    def _is(self, fault: Fault | None) -> None:
        """How the line to Telegram is from now on; a change is news."""
        if self.since is not None and fault is self.fault:
            return
        self.fault, self.since = fault, self._house.clock.now()
        self._health.line(TELEGRAM, fault, self.since)
        self._house.parts.changed()
        if fault is None:
            log.info("telegram_heard")
            return
        log.warning("telegram_not_heard", fault=fault.value)
        if fault in (Fault.TOKEN, Fault.CONFLICT):
            self._refused(fault)

    async def _not_heard(self, error: DeliveryError) -> None:
        self._is(error.fault)
        pause = 60 if error.fault is Fault.TOKEN else 30 if error.fault is Fault.CONFLICT else 2
        await asyncio.sleep(error.retry_after.total_seconds() if error.retry_after else pause)
