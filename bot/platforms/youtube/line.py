"""google-api-python-client over our own HTTP client. The only place where it is imported.

The library builds each call from its own description of the API (packed with it, nothing is fetched) and reads each
answer; what goes over the wire is ours: bounded, never followed elsewhere, no key in an address.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import googleapiclient.discovery
import googleapiclient.errors
import httplib2

from bot.platforms.google.errors import GoogleError, no_answer, refusal
from bot.platforms.google.token import TOKEN_ADDRESS, Owner, OwnerToken
from bot.platforms.graph.values import block
from bot.platforms.http import HttpError
from bot.platforms.http.again import asked_again
from bot.platforms.http.answers import wait_asked
from bot.platforms.meter import Purse
from bot.platforms.platform import Tools
from bot.platforms.youtube import HOST, YouTubeSource
from rules.case.actions import Failure

Json = Mapping[str, Any]
Call = Callable[[Any], Any]
"""From the library's service to one of its requests."""
PACIFIC = ZoneInfo("America/Los_Angeles")
READ, WRITE = 1, 50
"""What a call costs, in units ("Quota costs" of the Data API). Each attempt counts."""
FOR_ACTING = 0.2
"""This part of the day's units is never spent on looking, so that a reply or a hide can always leave."""
_NOT_OURS = ("accept-encoding", "content-length", "user-agent")


class Line:
    """One source's way to YouTube."""

    def __init__(self, source: YouTubeSource, tools: Tools) -> None:
        self.host = (source.base_url or HOST).partition("://")[2]
        self._source, self._http, self._clock = source, tools.http, tools.clock
        self._looking = self._purse(tools, source.quota - int(source.quota * FOR_ACTING))
        self._acting = self._purse(tools, source.quota)
        self._in_address = source.auth == "parameter"
        self._service: Any = None
        self._token: OwnerToken | None = None
        if source.client_id and source.client_secret and source.refresh_token:
            address = source.token_url or TOKEN_ADDRESS
            owner = Owner(source.client_id, source.client_secret, source.refresh_token, address)
            self._token = OwnerToken(owner, tools.http, tools.clock)

    def _purse(self, tools: Tools, limit: int) -> Purse:
        return Purse(tools.meter, self._source.name, tools.clock, limit, PACIFIC)

    async def read(self, call: Call, *, acting: bool = False) -> Json:
        """The answer to a question; asked again when that may help. Raises ``GoogleError``, ``BudgetError``."""
        return await asked_again(
            lambda: self._called(call, READ, self._acting if acting else self._looking), _again, self._http.settings
        )

    async def do(self, call: Call) -> Json:
        """One call and never a second one: for what must not happen twice. Raises ``GoogleError``, ``BudgetError``."""
        return await self._called(call, WRITE, self._acting)

    async def left(self) -> int:
        """Units that are left today."""
        return await self._acting.left() or 0

    async def _called(self, call: Call, cost: int, purse: Purse) -> Json:
        request = call(await self._ready())
        proof = await self._proof()
        await purse.take(cost)
        kept = {name: value for name, value in request.headers.items() if name.lower() not in _NOT_OURS}
        body = request.body.encode() if isinstance(request.body, str) else request.body
        try:
            answer = await self._http.ask(
                request.method, self._address(request), headers=kept | dict(proof), content=body
            )
        except HttpError as error:
            raise no_answer(error, self.host) from None
        wait = wait_asked(answer.headers, answer.rate, self._clock.now())
        try:
            return self._understood(request, answer.status, answer.body)
        except googleapiclient.errors.HttpError:
            raise self._refused(refusal(answer.status, answer.body, self.host, wait)) from None

    def _understood(self, request: Any, status: int, body: bytes) -> Json:
        """What the library makes of it. Raises its ``HttpError``, ``GoogleError`` for what is no answer at all."""
        unusable = GoogleError(Failure.UNKNOWN, self.host, code=f"HTTP {status}", passing=True)
        try:
            read = request.postproc(httplib2.Response({"status": str(status)}), body)
        except (ValueError, RecursionError):
            raise unusable from None
        if status != 204 and not isinstance(read, dict):
            raise unusable
        return block(read)

    def _refused(self, error: GoogleError) -> GoogleError:
        if error.failure is Failure.BUDGET:
            error.retry_after = self._acting.wait()
        if error.failure is Failure.TOKEN and self._token is not None:
            self._token.forget()
        return error

    async def _ready(self) -> Any:
        """The library's service; reading its description takes a moment, so that is done beside the loop."""
        if self._service is None:
            self._service = await asyncio.to_thread(_service, self._source.base_url or HOST)
        return self._service

    async def _proof(self) -> Mapping[str, str]:
        """Who asks: the owner where we may speak for it, else whoever has the key. In no address, unless the server wants it."""
        if self._token is not None:
            return await self._token.headers()
        return {} if self._source.key is None or self._in_address else {"X-Goog-Api-Key": self._source.key.reveal()}

    def _address(self, request: Any) -> str:
        key = self._source.key
        if key is None or self._token is not None or not self._in_address:
            return str(request.uri)
        return f"{request.uri}{'&' if '?' in request.uri else '?'}key={quote(key.reveal(), safe='')}"


def _service(base: str) -> Any:
    return googleapiclient.discovery.build(
        "youtube",
        "v3",
        http=_Nowhere(),
        static_discovery=True,
        cache_discovery=False,
        client_options={"api_endpoint": base},
    )


class _Nowhere:
    """The library has no connection of its own."""

    def request(self, *args: Any, **kwargs: Any) -> Any:
        """Never called: our own client carries every request."""
        raise NotImplementedError

    def close(self) -> None:
        """There is nothing to close."""


def _again(error: Exception) -> bool:
    return isinstance(error, GoogleError) and error.passing
