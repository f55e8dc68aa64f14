"""A short-lived token out of a long-lived one (OAuth 2.0, RFC 6749 section 6), over our own client.

Some issuers give a new long-lived token with every short one: that is kept, and used as long as the settings name the
token it came from.
"""

import asyncio
import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from bot.config.secret import Secret
from bot.errors import Explained
from bot.platforms.http.answers import wait_asked
from bot.platforms.platform import Tools
from bot.ports import SourceError
from bot.redaction import register_secret
from rules.i18n import N_

EARLY = timedelta(minutes=5)
"""A token is renewed so long before it ends."""
USUAL = 3600
_WORDS = ("invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope", "interaction_required")


class TokenError(Explained, SourceError):
    """No token was given. Never contains a token; ``code`` is the issuer's fixed word."""

    def __init__(self, message: str, *, blind: bool = False, retry_after: timedelta | None = None, **args: object):
        super().__init__(message, **args)
        self.blind, self.retry_after = blind, retry_after


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token is asked with. ``basic``: the client proves itself in a header (Pinterest), else in the form."""

    address: str
    client_id: str
    client_secret: Secret | None
    refresh_token: Secret
    scope: str = ""
    basic: bool = False

    @property
    def host(self) -> str:
        """Who gives the token: all of the address that may be named."""
        return self.address.partition("://")[2].partition("/")[0]


class FreshToken:
    """The token of now, of one source."""

    def __init__(self, source: str, grant: Grant, tools: Tools) -> None:
        self._source, self._grant, self._tools = source, grant, tools
        self._token, self._until = "", datetime.min.replace(tzinfo=UTC)
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        """The token. Raises ``TokenError``, ``HttpError``."""
        async with self._lock:
            if not self._token or self._tools.clock.now() >= self._until:
                await self._renew()
        return self._token

    def forget(self) -> None:
        """It was refused: the next one is a new one."""
        self._token = ""

    async def _renew(self) -> None:
        form = {"grant_type": "refresh_token", "refresh_token": self._long_lived()}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        grant = self._grant
        secret = grant.client_secret.reveal() if grant.client_secret else ""
        if grant.basic:
            pair = base64.b64encode(f"{grant.client_id}:{secret}".encode()).decode()
            register_secret(pair)
            headers["Authorization"] = f"Basic {pair}"
        else:
            form |= {"client_id": grant.client_id} | ({"client_secret": secret} if secret else {})
        form |= {"scope": grant.scope} if grant.scope else {}
        answer = await self._tools.http.ask("POST", grant.address, headers=headers, content=urlencode(form).encode())
        said = _read(answer.body)
        token = said.get("access_token")
        if answer.status != 200 or not isinstance(token, str) or not token:
            wait = wait_asked(answer.headers, answer.rate, self._tools.clock.now())
            raise self._refused(answer.status, said, wait)
        register_secret(token)
        self._keep(said.get("refresh_token"))
        lives = said.get("expires_in")
        seconds = lives if isinstance(lives, int) and not isinstance(lives, bool) and lives > 0 else USUAL
        self._token = token
        self._until = self._tools.clock.now() + max(timedelta(seconds=min(seconds, 10**8)) - EARLY, EARLY)

    def _refused(self, status: int, said: Mapping[str, object], wait: timedelta | None) -> TokenError:
        word = said.get("error")
        code = word if isinstance(word, str) and word in _WORDS else f"HTTP {status}"
        host = self._grant.host
        if status in (400, 401, 403):
            return TokenError(
                N_("{host} geeft geen toegang meer ({code}): het vernieuwingstoken of de app klopt niet."),
                host=host,
                code=code,
                blind=True,
            )
        return TokenError(N_("{host} gaf geen token ({code})."), host=host, code=code, retry_after=wait)

    # --- what an issuer gave instead ------------------------------------------------------------------------

    def _long_lived(self) -> str:
        """The newest one that came from the one in the settings."""
        given = self._grant.refresh_token.reveal()
        kept = _read(self._tools.keepsakes.get(self._source).encode())
        newest = kept.get("token")
        return newest if isinstance(newest, str) and newest and kept.get("of") == _mark(given) else given

    def _keep(self, token: object) -> None:
        if isinstance(token, str) and token and token != self._long_lived():
            register_secret(token)
            of = _mark(self._grant.refresh_token.reveal())
            self._tools.keepsakes.put(self._source, json.dumps({"of": of, "token": token}))


def _mark(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()[:16]


def _read(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
