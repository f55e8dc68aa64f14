"""A token for who owns the channel or the location: google-auth refreshes it, over our own HTTP client."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import google.auth.exceptions
import google.oauth2.credentials
from google.auth.transport import Request, Response

from bot.clock import Clock
from bot.config.secret import Secret
from bot.platforms.google.errors import GoogleError
from bot.platforms.http import Answer, Http, HttpError
from bot.redaction import register_secret
from rules.case.actions import Failure

TOKEN_ADDRESS = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
LIVES = timedelta(minutes=45)
"""Google's tokens live an hour; ours are renewed well before, so that no action meets an old one."""


@dataclass(frozen=True, slots=True)
class Owner:
    """What a token is refreshed with. ``address`` is where."""

    client_id: str
    client_secret: Secret
    refresh_token: Secret
    address: str = TOKEN_ADDRESS

    @property
    def host(self) -> str:
        """Who gives the token: all of the address that may be named."""
        return self.address.partition("://")[2].partition("/")[0]


class OwnerToken:
    """The token of now."""

    def __init__(self, owner: Owner, http: Http, clock: Clock) -> None:
        self._owner, self._http, self._clock = owner, http, clock
        self._token, self._until = "", datetime.min.replace(tzinfo=UTC)
        self._lock = asyncio.Lock()

    async def headers(self) -> Mapping[str, str]:
        """What proves who we are. Raises ``GoogleError``: then nothing was asked of the platform itself."""
        async with self._lock:
            if not self._token or self._clock.now() >= self._until:
                self._token = await self._fresh()
                self._until = self._clock.now() + LIVES
        return {"Authorization": f"Bearer {self._token}"}

    def forget(self) -> None:
        """It was refused: the next one is a new one."""
        self._token = ""

    async def _fresh(self) -> str:
        """A new one. The library waits for its answer, so it does so in a thread."""
        owner = self._owner
        credentials = google.oauth2.credentials.Credentials(
            None,
            refresh_token=owner.refresh_token.reveal(),
            token_uri=owner.address,
            client_id=owner.client_id,
            client_secret=owner.client_secret.reveal(),
        )
        asking = _Asking(self._http, asyncio.get_running_loop())
        try:
            await asyncio.to_thread(credentials.refresh, asking)
        except google.auth.exceptions.RefreshError as error:
            word = _word(error)
            passes = error.retryable or word == "-"  # a page of a failing server says nothing of our token
            failure = Failure.UNREACHABLE if passes else Failure.TOKEN
            raise GoogleError(failure, owner.host, code=word, passing=False) from None
        except (google.auth.exceptions.GoogleAuthError, ValueError):
            raise GoogleError(Failure.UNREACHABLE, owner.host, passing=True) from None
        token = str(credentials.token)
        register_secret(token)
        return token


def _word(error: Exception) -> str:
    """``invalid_grant`` and its like; anything else may say too much."""
    first = str(error.args[0]) if error.args else ""
    known = ("invalid_grant", "invalid_client", "unauthorized_client", "invalid_scope", "deleted_client")
    return next((one for one in known if first.startswith(one)), "-")


@dataclass(frozen=True, slots=True)
class _Answered(Response):  # type: ignore[misc]
    """``google.auth.transport.Response`` of an answer."""

    answer: Answer

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def headers(self) -> Mapping[str, str]:
        return self.answer.headers

    @property
    def data(self) -> bytes:
        return self.answer.body


class _Asking(Request):  # type: ignore[misc]
    """``google.auth.transport.Request`` over our client, which lives in the event loop."""

    def __init__(self, http: Http, loop: asyncio.AbstractEventLoop) -> None:
        self._http, self._loop = http, loop

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **more: Any,
    ) -> Response:
        content = body.encode() if isinstance(body, str) else body
        asked = self._http.ask(method, url, headers=headers, content=content)
        try:
            return _Answered(asyncio.run_coroutine_threadsafe(asked, self._loop).result())
        except HttpError as error:
            raise google.auth.exceptions.TransportError(str(error)) from None
