"""The way to LinkedIn: plain HTTP with its headers, within a number of calls a day."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

import stamina

from bot.platforms.graph.values import Json, block, blocks, text
from bot.platforms.http import Answer, HttpError
from bot.platforms.http.answers import wait_asked
from bot.platforms.linkedin import HOST, LOGIN, LinkedInSource
from bot.platforms.meter import BudgetError, Purse
from bot.platforms.outcome import CallError, by_status, call_error
from bot.platforms.platform import Tools
from bot.platforms.renewal import Grant, Renewal
from rules.case.actions import Failure
from rules.i18n import N_

NO_VERSION = 426
"""What LinkedIn answers to a version that has ended."""
ENDED = N_("{host} kent deze versie van de API niet meer ({code}): zet bij 'version' een nieuwere.")
EXPIRED = N_(
    "het token voor {host} is verlopen of ingetrokken ({code}): maak een nieuw en zet het waar 'token' naar verwijst."
)
_START = re.compile(r"[?&]start=(\d{1,9})(?:&|$)")
_GONE_TOKENS = ("EXPIRED_ACCESS_TOKEN", "REVOKED_ACCESS_TOKEN")


class Pass(Protocol):
    """Who gives the token of now."""

    async def access(self) -> str:
        """A token. Raises ``CallError``."""

    def forget(self, token: str) -> None:
        """It was refused."""


class FixedPass:
    """The token of the settings."""

    def __init__(self, source: LinkedInSource) -> None:
        self._token = source.token

    async def access(self) -> str:
        """It, whatever became of it."""
        return self._token.reveal()

    def forget(self, token: str) -> None:
        """There is no other."""


def pass_of(source: LinkedInSource, tools: Tools) -> Pass:
    """One for all lines of a source: a token that is renewed is renewed once."""
    if source.client_secret is None or source.refresh_token is None or not source.client_id:
        return FixedPass(source)
    address = f"{source.token_url or LOGIN}/oauth/v2/accessToken"
    return Renewal(Grant(source.name, address, source.client_id, source.client_secret, source.refresh_token), tools)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list. ``more``: where the next one starts; 0: there is none."""

    items: tuple[Json, ...]
    more: int


class Line:
    """``read`` tries again where that may help, ``do`` never does. ``reserve``: so many calls of a day are not for reading."""

    def __init__(self, source: LinkedInSource, tools: Tools, given: Pass) -> None:
        self._base = source.base_url or HOST
        self.host = self._base.partition("://")[2].partition("/")[0]
        self._source, self._http, self._clock, self._pass = source, tools.http, tools.clock, given
        self.purse = Purse(tools.meter, source.name, tools.clock, source.quota)
        self._reading = Purse(tools.meter, source.name, tools.clock, source.quota * 4 // 5)

    async def read(self, path: str) -> Json:
        """The answer to a question. Raises ``CallError``, ``BudgetError``."""
        settings = self._http.settings
        retries = stamina.retry_context(
            on=_again, attempts=settings.attempts, wait_initial=settings.first_wait, timeout=None
        )
        async for attempt in retries:
            with attempt:
                await self._reading.take(1)
                answer = self._good(await self._asked("GET", path, None))
        return answer

    async def page(self, path: str, start: int, count: int) -> Page:
        """One page of a list, from ``start``. Raises ``CallError``, ``BudgetError``."""
        answer = await self.read(f"{path}{'&' if '?' in path else '?'}start={start}&count={count}")
        elements = answer.get("elements")
        if not isinstance(elements, list):
            raise self._unclear("-")
        items = tuple(blocks(elements))
        return Page(items, _following(answer, start, len(items)))

    async def do(self, method: str, path: str, body: Json | None = None) -> tuple[Json, str]:
        """One request and never a second one; its answer, and the name of what was made. Raises ``CallError``."""
        await self.spend()
        answer = await self._asked(method, path, body)
        name = answer.headers.get("x-restli-id", "")
        if not answer.body:
            return {}, name
        return ({}, name) if name and method == "POST" and not _decoded(answer.body) else (self._good(answer), name)

    async def spend(self) -> None:
        """One call of today's, for an action. Raises ``CallError``: nothing was asked."""
        try:
            await self.purse.take(1)
        except BudgetError as error:
            values: Any = error.args_
            raise CallError(error.message, Failure.BUDGET, wait=error.retry_after, **values) from None

    async def spare(self, every: timedelta) -> bool:
        """Whether there are calls left today beside one for every look that is still to come."""
        looks = -(-self.purse.wait() // every)
        return (await self._reading.left() or 0) > looks

    async def _asked(self, method: str, path: str, body: Json | None) -> Answer:
        token = await self._pass.access()
        content = None if body is None else json.dumps(body).encode()
        try:
            url = f"{self._base}/rest/{path}"
            answer = await self._http.ask(method, url, headers=self._headers(token, content), content=content)
        except HttpError as error:
            failure = Failure.UNREACHABLE if error.unsent else Failure.UNKNOWN
            values: Any = error.args_
            wrong = CallError(error.message, Failure.REFUSED, **values) if error.blind else None
            raise wrong or call_error(failure, self.host, "-") from None
        if not 200 <= answer.status < 300:
            raise self._refused(answer, token)
        return answer

    def _headers(self, token: str, content: bytes | None) -> dict[str, str]:
        headers = {
            "Authorization": f"Bearer {token}",
            "LinkedIn-Version": self._source.version,
            "X-Restli-Protocol-Version": "2.0.0",
        }
        return headers | ({"Content-Type": "application/json"} if content is not None else {})

    def _refused(self, answer: Answer, token: str) -> CallError:
        """What an answer that is not good means. Of its words only LinkedIn's own code is taken over."""
        code = _code(answer)
        wait = wait_asked(answer.headers, answer.rate, self._clock.now())
        if answer.status == NO_VERSION or code == "NONEXISTENT_VERSION":
            return CallError(ENDED, Failure.REFUSED, host=self.host, code=self._source.version)
        failure = by_status(answer.status)
        if failure is Failure.TOKEN:
            self._pass.forget(token)
            if code in _GONE_TOKENS:
                return CallError(EXPIRED, failure, host=self.host, code=code)
        if failure is Failure.THROTTLED and wait is None:
            wait = min(self.purse.wait(), timedelta(hours=1))  # its limits are by day, until midnight UTC
        return call_error(failure, self.host, code, wait)

    def _good(self, answer: Answer) -> Json:
        found = _decoded(answer.body)
        if found is None:
            raise self._unclear(f"HTTP {answer.status}")
        return found

    def _unclear(self, code: str) -> CallError:
        return call_error(Failure.UNKNOWN, self.host, code)


def _following(answer: Json, start: int, count: int) -> int:
    """Where the next page starts, as its link or else the total says; a link that leads back is not followed back."""
    paging = block(answer.get("paging"))
    for link in blocks(paging.get("links")):
        if text(link.get("rel")) == "next":
            told = _START.search(text(link.get("href")))
            return max(int(told[1]) if told else start + count, start + 1)
    total = paging.get("total")
    more = isinstance(total, int) and not isinstance(total, bool) and count > 0 and start + count < total
    return start + count if more else 0


def _decoded(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _code(answer: Answer) -> str:
    code = text((_decoded(answer.body) or {}).get("code"))
    return code if code.replace("_", "").isalnum() and code.isascii() and len(code) < 60 else f"HTTP {answer.status}"


def _again(error: Exception) -> bool:
    return isinstance(error, CallError) and error.passing
