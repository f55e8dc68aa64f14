"""An access token that lives shortly, and is renewed with one that lives long and may change at every renewal (RFC 6749, 6).

What a renewal gives is on disk before anything of it is used: a refresh token that was replaced and then lost could only be
got back by a person. One process at a time renews, and whoever waited finds what the other one got.
"""

import asyncio
import base64
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus, urlencode

import msgspec

from bot.addresses import split_url
from bot.config.secret import Secret
from bot.platforms.graph.values import block, text
from bot.platforms.http import Answer, HttpError
from bot.platforms.outcome import CallError, call_error
from bot.platforms.platform import Tools
from bot.redaction import register_secret
from rules.case.actions import Failure
from rules.i18n import N_

MARGIN = timedelta(minutes=5)
"""A token that lives no longer than this is renewed first, so that no action meets an old one."""
SHORTEST_LIFE = timedelta(minutes=10)
"""How long a token is taken to live when the answer does not say."""
TRIES, PAUSE = 100, 0.1
"""How often, and after how many seconds, it is seen whether somebody else is done renewing."""
_WORDS = ("invalid_grant", "invalid_client", "invalid_request", "unauthorized_client", "invalid_scope", "access_denied")

REFUSED = N_(
    "{host} vernieuwt het token niet ({code}): geef opnieuw toestemming en zet het nieuwe waar 'refresh_token' naar verwijst."
)
NOT_KEPT = N_(
    "het vernieuwde token voor {host} kan niet bewaard worden ({code}): geef seintje schrijfrechten op de map 'data'."
)
BUSY = N_("een ander proces vernieuwt het token voor {host} al te lang ({code}).")


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is renewed with. ``basic``: who we are goes in a header instead of in the body. ``agent``: as whom we ask.

    ``scope``: for what the token is, where the platform wants to hear that at every renewal.
    """

    source: str
    address: str
    client_id: str
    client_secret: Secret | None
    refresh_token: Secret
    basic: bool = False
    agent: str = ""
    scope: str = ""

    @property
    def host(self) -> str:
        """Who gives the token: all of the address that may be named."""
        parts = split_url(self.address)
        return (parts.hostname if parts else "") or "?"

    @property
    def mark(self) -> str:
        """Tells one refresh token of the settings from another; shows nothing of it."""
        return hashlib.sha256(self.refresh_token.reveal().encode()).hexdigest()[:16]


class Kept(msgspec.Struct, frozen=True):
    """What is on disk. ``mark``: of which refresh token in the settings it all came."""

    mark: str
    refresh: str
    access: str = ""
    until: datetime | None = None


class Renewal:
    """The token of now."""

    def __init__(self, grant: Grant, tools: Tools) -> None:
        self._grant, self._http, self._clock, self._keepsakes = grant, tools.http, tools.clock, tools.keepsakes
        self._name = f"{grant.source}:token"
        self._refused = ""
        self._lock = asyncio.Lock()

    async def access(self) -> str:
        """A token that works for a while yet. Raises ``CallError``: then nothing was asked of the platform itself."""
        async with self._lock:
            kept = self._known()
            if self._lives(kept):
                return kept.access
            try:
                async with self._alone():
                    return await self._renewed()
            except OSError as error:
                raise self._error(NOT_KEPT, Failure.TOKEN, error.strerror or "-") from None

    def forget(self, token: str) -> None:
        """It was refused, whatever it said of how long it lives."""
        self._refused = token

    def until(self) -> datetime | None:
        """Until when the token on disk works; None: there is none."""
        return self._known().until

    def _known(self) -> Kept:
        """What is on disk; what the settings give, when they give another one than it came of."""
        fresh = Kept(self._grant.mark, self._grant.refresh_token.reveal())
        try:
            kept = msgspec.json.decode(self._keepsakes.get(self._name) or "null", type=Kept)
        except (msgspec.DecodeError, msgspec.ValidationError):
            return fresh
        if kept.mark != fresh.mark:
            return fresh
        register_secret(kept.refresh)
        if kept.access:
            register_secret(kept.access)
        return kept

    def _lives(self, kept: Kept) -> bool:
        if not kept.access or kept.access == self._refused or kept.until is None:
            return False
        return kept.until - self._clock.now() > MARGIN

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        for _ in range(TRIES):
            with self._keepsakes.alone(self._name) as mine:
                if mine:
                    yield
                    return
            await asyncio.sleep(PAUSE)
        raise self._error(BUSY, Failure.UNREACHABLE, "-")

    async def _renewed(self) -> str:
        kept = self._known()
        if self._lives(kept):  # whoever we waited for has done it
            return kept.access
        self._keep(kept)  # before it is asked for: a disk that is full would cost us the token
        answer = await self._ask(kept.refresh)
        access, refresh = text(answer.get("access_token")), text(answer.get("refresh_token"))
        if not access:
            raise call_error(Failure.UNREACHABLE, self._grant.host, "-")
        register_secret(access)
        if refresh:
            register_secret(refresh)
        until = self._clock.now() + _life(answer.get("expires_in"))
        self._keep(Kept(kept.mark, refresh or kept.refresh, access, until))
        return access

    def _keep(self, kept: Kept) -> None:
        self._keepsakes.put(self._name, msgspec.json.encode(kept).decode())

    async def _ask(self, refresh: str) -> Mapping[str, Any]:
        headers, body = self._request(refresh)
        try:
            answer = await self._http.ask("POST", self._grant.address, headers=headers, content=body)
        except HttpError:
            raise call_error(Failure.UNREACHABLE, self._grant.host, "-") from None
        found = _read(answer)
        if answer.status == 200:
            return found
        if answer.status in (400, 401, 403):
            raise self._error(REFUSED, Failure.TOKEN, _word(found, answer.status))
        raise call_error(Failure.UNREACHABLE, self._grant.host, f"HTTP {answer.status}")

    def _request(self, refresh: str) -> tuple[dict[str, str], bytes]:
        grant = self._grant
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if grant.agent:
            headers["User-Agent"] = grant.agent
        form = {"grant_type": "refresh_token", "refresh_token": refresh, "client_id": grant.client_id}
        if grant.scope:
            form["scope"] = grant.scope
        if grant.client_secret is not None and grant.basic:
            pair = f"{quote_plus(grant.client_id)}:{quote_plus(grant.client_secret.reveal())}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        elif grant.client_secret is not None:
            form["client_secret"] = grant.client_secret.reveal()
        return headers, urlencode(form).encode()

    def _error(self, message: str, failure: Failure, code: str) -> CallError:
        return CallError(message, failure, host=self._grant.host, code=code)


def _read(answer: Answer) -> Mapping[str, Any]:
    try:
        return block(json.loads(answer.body))
    except (ValueError, RecursionError):
        return {}


def _word(found: Mapping[str, Any], status: int) -> str:
    """``invalid_grant`` and its like; anything else may say too much."""
    said = text(found.get("error"))
    return said if said in _WORDS else f"HTTP {status}"


def _life(seconds: Any) -> timedelta:
    good = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 < seconds < 10**8
    return timedelta(seconds=float(seconds)) if good else SHORTEST_LIFE
