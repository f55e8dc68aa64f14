"""Asking: bounded in time, size and redirects."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import httpx2

from bot.addresses import split_url, wrong_with
from bot.clock import Clock, SystemClock
from bot.platforms.http.again import asked_again
from bot.platforms.http.answers import Answer, HttpError, clock_skew, rate_limit, refused, wait_asked
from bot.platforms.http.bounds import AS_USUAL, HttpSettings
from bot.platforms.http.guard import Transport
from bot.printable import shortened
from bot.redaction import redacted
from rules.i18n import N_


class Http:
    """The client; one for all sources. Keeps connections open, so ``close`` it."""

    def __init__(self, settings: HttpSettings = AS_USUAL, clock: Clock | None = None) -> None:
        self.settings = settings
        self._clock = clock or SystemClock()
        self._client: httpx2.AsyncClient | None = None
        self.skews: dict[str, timedelta] = {}
        """By host: how far its clock was ahead of ours at its last answer that said what time it is."""

    async def get(
        self, url: str, *, etag: str = "", modified: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The resource, unless it is the one we have (``etag``, ``modified`` as it gave them). Raises ``HttpError``.

        Tries again at once, a few times, when the network or the server fails in passing; not when it says when to
        come back.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        wanted = dict(headers or {}) | {name: value for name, value in known.items() if value}
        return await asked_again(lambda: self.once("GET", url, headers=wanted), _again, self.settings)

    async def once(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> Answer:
        """One request and never a second one: for what must not happen twice. Raises ``HttpError``."""
        response, body = await self._exchanged(method, url, headers, content, follow=True)
        return self._answer(response, body, _host(url))

    async def ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, content: bytes | None = None
    ) -> Answer:
        """One request whose answer is given whatever its status: for who reads what a refusal says. Never follows elsewhere:
        what is sent may be a key, or may change something. Raises ``HttpError`` when there is no answer."""
        response, body = await self._exchanged(method, url, headers, content, follow=False)
        given = dict(response.headers)
        self._noted(given, _host(url))
        return Answer(response.status_code, given, body, str(response.url), rate=rate_limit(given))

    async def _exchanged(
        self, method: str, url: str, headers: Mapping[str, str] | None, content: bytes | None, *, follow: bool
    ) -> tuple[httpx2.Response, bytes]:
        host = _host(url)
        with_encoding = {"Accept-Encoding": "gzip", "User-Agent": self.settings.agent} | dict(headers or {})
        async with self._guarded(host):
            request = self._open().build_request(method, url, headers=with_encoding, content=content)
            response = await self._open().send(request, stream=True, follow_redirects=follow)
            try:
                body = await self._body(response, host)
            finally:
                await response.aclose()
        return response, body

    def _noted(self, headers: Mapping[str, str], host: str) -> datetime:
        """What time it is, after a look at what time it is there."""
        now = self._clock.now()
        if (skew := clock_skew(headers, now)) is not None:
            self.skews[host] = skew
        return now

    async def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None

    def _open(self) -> httpx2.AsyncClient:
        if self._client is None:
            self._client = httpx2.AsyncClient(
                transport=Transport(allow_private=self.settings.allow_private),
                timeout=httpx2.Timeout(
                    self.settings.read.total_seconds(), connect=self.settings.connect.total_seconds()
                ),
                follow_redirects=True,
                max_redirects=self.settings.redirects,
                event_hooks={"request": [_check_hop]},
                trust_env=False,
            )
        return self._client

    @asynccontextmanager
    async def _guarded(self, host: str) -> AsyncIterator[None]:
        """Everything the libraries may raise, as ``HttpError``, within the total time."""
        try:
            async with asyncio.timeout(self.settings.total.total_seconds()):
                yield
        except (TimeoutError, httpx2.TimeoutException) as error:
            late = HttpError(N_("{host} antwoordt niet op tijd."), host=host, passing=True)
            late.unsent = isinstance(error, httpx2.ConnectTimeout | httpx2.PoolTimeout)
            raise late from None
        except httpx2.TooManyRedirects:
            raise HttpError(
                N_("{host} verwijst steeds door (meer dan {count} keer)."), host=host, count=self.settings.redirects
            ) from None
        except httpx2.InvalidURL:
            raise HttpError(N_("het adres heeft geen geldige naam of poort"), blind=True) from None
        except httpx2.TransportError as error:
            why = shortened(redacted(str(error)) or type(error).__name__, 100)
            away = HttpError(N_("{host} is onbereikbaar: {why}."), host=host, why=why, passing=True)
            away.unsent = isinstance(error, httpx2.ConnectError)
            raise away from None

    async def _body(self, response: httpx2.Response, host: str) -> bytes:
        limit = self.settings.limit
        unpacker = _unpacker(response.headers.get("content-encoding", ""), host)
        body = bytearray()
        try:
            async for chunk in response.aiter_raw():
                body += unpacker.decompress(chunk, limit + 1 - len(body))
                if len(body) > limit:
                    raise HttpError(N_("{host} stuurt meer dan {limit} bytes."), host=host, limit=limit)
        except zlib.error:
            raise _damaged(host) from None
        if body and not unpacker.eof:
            raise _damaged(host)
        return bytes(body)

    def _answer(self, response: httpx2.Response, body: bytes, host: str) -> Answer:
        now = self._noted(response.headers, host)
        rate = rate_limit(response.headers)
        if not response.is_success and response.status_code != httpx2.codes.NOT_MODIFIED:
            raise refused(response, host, wait_asked(response.headers, rate, now))
        moved = [hop.status_code in (301, 308) for hop in response.history]
        return Answer(
            response.status_code,
            dict(response.headers),
            body,
            str(response.url),
            str(response.url) if moved and all(moved) else None,
            rate,
        )


def _again(error: Exception) -> bool:
    return isinstance(error, HttpError) and error.passing


def _host(url: str) -> str:
    """The host of an address we may fetch. Raises ``HttpError`` for any other address."""
    parts = split_url(url)
    host = shortened(parts.hostname or "", 100) if parts else "?"
    if wrong := wrong_with(url):
        raise HttpError(wrong, blind=True)
    return host


async def _check_hop(request: httpx2.Request) -> None:
    """Every request, each redirect included, must be one we would have made ourselves."""
    _host(str(request.url))


def _damaged(host: str) -> HttpError:
    return HttpError(N_("{host} stuurt een beschadigd antwoord."), host=host, passing=True)


class _Plain:
    """No packing at all."""

    eof = True

    def decompress(self, chunk: bytes, most: int) -> bytes:
        return chunk[:most]


def _unpacker(encoding: str, host: str) -> Any:
    """Undoes the transfer's packing without ever growing past the bound it is given: a small answer can unpack to much."""
    match encoding.strip().lower():
        case "" | "identity":
            return _Plain()
        case "gzip" | "x-gzip":
            return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        case other:
            raise HttpError(
                N_("{host} pakt het antwoord in als {how}; dat kennen we niet."), host=host, how=shortened(other)
            )
