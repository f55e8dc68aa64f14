"""The way to the reviews: plain HTTP, as Google's own library does not describe this part of the API."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from bot.platforms.google.errors import GoogleError, no_answer, refusal
from bot.platforms.google.token import TOKEN_ADDRESS, Owner, OwnerToken
from bot.platforms.google_reviews import HOST, ReviewsSource
from bot.platforms.http import HttpError
from bot.platforms.http.again import asked_again
from bot.platforms.http.answers import wait_asked
from bot.platforms.platform import Tools
from rules.case.actions import Failure

Json = Mapping[str, Any]


class Line:
    """One source's way to Google."""

    def __init__(self, source: ReviewsSource, tools: Tools) -> None:
        self._base = source.base_url or HOST
        self.host = self._base.partition("://")[2]
        self._http, self._clock = tools.http, tools.clock
        address = source.token_url or TOKEN_ADDRESS
        owner = Owner(source.client_id, source.client_secret, source.refresh_token, address)
        self._token = OwnerToken(owner, tools.http, tools.clock)

    async def read(self, path: str, **args: str) -> Json:
        """The answer to a question; asked again when that may help. Raises ``GoogleError``."""
        return await asked_again(
            lambda: self.do("GET", f"{path}?{urlencode(args)}" if args else path), _again, self._http.settings
        )

    async def do(self, method: str, path: str, body: Json | None = None) -> Json:
        """One request and never a second one: for what must not happen twice. Raises ``GoogleError``."""
        headers = dict(await self._token.headers())
        content = None
        if body is not None:
            headers["Content-Type"], content = "application/json", json.dumps(body).encode()
        try:
            answer = await self._http.ask(method, f"{self._base}/{path}", headers=headers, content=content)
        except HttpError as error:
            raise no_answer(error, self.host) from None
        if not 200 <= answer.status < 300:
            wait = wait_asked(answer.headers, answer.rate, self._clock.now())
            refused = refusal(answer.status, answer.body, self.host, wait)
            if refused.failure is Failure.TOKEN:
                self._token.forget()
            raise refused
        if method == "DELETE" and not answer.body.strip():
            return {}
        return self._read(answer.status, answer.body)

    def _read(self, status: int, body: bytes) -> Json:
        try:
            found = json.loads(body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise GoogleError(Failure.UNKNOWN, self.host, code=f"HTTP {status}", passing=True)
        return found


def _again(error: Exception) -> bool:
    return isinstance(error, GoogleError) and error.passing
