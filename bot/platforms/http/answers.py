"""What came back, what it means, and how long we are asked to wait."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx2

from bot.addresses import split_url
from bot.errors import Explained
from bot.ports import SourceError
from bot.printable import shortened
from rules.i18n import N_

LONGEST_WAIT = timedelta(hours=24)
"""A source that asks to be left alone for longer is looked at again after this."""


@dataclass(frozen=True, slots=True)
class RateLimit:
    """What the answer said about how often we may ask; None = it did not say."""

    limit: int | None = None
    remaining: int | None = None
    reset: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A good answer, or 304 (nothing new). Header names are lower case. ``moved_to``: the address to use from now on."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)
    moved_to: str | None = field(default=None, repr=False)
    rate: RateLimit = RateLimit()

    @property
    def host(self) -> str:
        """Who answered: all of the address that may be named."""
        parts = split_url(self.url)
        return shortened((parts.hostname if parts else "") or "?", 100)

    @property
    def unchanged(self) -> bool:
        """Whether the source said that nothing changed since the ETag or date we gave."""
        return self.status == httpx2.codes.NOT_MODIFIED


class HttpError(Explained, SourceError):
    """A request that gave no usable answer. ``status`` is 0 when there was none; ``passing``: worth an attempt at once."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        blind: bool = False,
        passing: bool = False,
        retry_after: timedelta | None = None,
        **values: object,
    ) -> None:
        super().__init__(message, status=status, **values)
        self.status, self.passing = status, passing
        self.unsent = blind
        """Whether the request certainly never left: there was no connection, or none that may be made."""
        self.blind, self.retry_after = blind, retry_after


_SAID: Mapping[int, str] = {
    401: N_("{host} weigert de toegang ({status}); kijk of het geheim nog klopt."),
    403: N_("{host} weigert de toegang ({status}); kijk of het geheim nog klopt."),
    404: N_("{host} kent dit adres niet (404); kijk of het adres nog klopt."),
    410: N_("{host} heeft dit adres opgeheven (410); zoek het nieuwe of haal de bron weg."),
    429: N_("{host} vraagt ons te wachten (429)."),
}


def refused(response: httpx2.Response, host: str, wait: timedelta | None) -> HttpError:
    """What an answer that is not good means."""
    status = response.status_code
    if status >= 500:
        failed = N_("{host} heeft een storing ({status}).")
        return HttpError(failed, host=host, status=status, retry_after=wait, passing=wait is None)
    said = _SAID.get(status, N_("{host} begrijpt ons verzoek niet ({status})."))
    error = HttpError(said, host=host, status=status, retry_after=wait, blind=status not in (408, 425, 429))
    error.passing = status in (408, 425) and wait is None
    return error


# --- waiting -----------------------------------------------------------------------------------------


def rate_limit(headers: Mapping[str, str]) -> RateLimit:
    """``X-RateLimit-Limit``, ``x-rate-limit-limit``, ``RateLimit-Limit`` and their like, whichever the source uses."""
    plain = {re.sub(r"^x-|-", "", name.lower()): value.strip() for name, value in headers.items()}
    return RateLimit(
        _number(plain.get("ratelimitlimit", "")),
        _number(plain.get("ratelimitremaining", "")),
        _reset(plain.get("ratelimitreset", "")),
    )


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _reset(text: str) -> datetime | None:
    """A moment: seconds since 1970, or ISO 8601. Seconds from now are left to ``Retry-After``."""
    seconds = _number(text)
    if seconds is not None:
        return datetime.fromtimestamp(seconds, UTC) if 10**9 <= seconds < 10**11 else None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def wait_asked(headers: Mapping[str, str], rate: RateLimit, now: datetime) -> timedelta | None:
    """How long the source asks us to stay away, between 0 and ``LONGEST_WAIT``; None when it does not say."""
    asked = _retry_after(headers.get("retry-after", "").strip(), now)
    if asked is None and rate.reset is not None and not rate.remaining:
        asked = rate.reset - now
    return None if asked is None else min(max(asked, timedelta(0)), LONGEST_WAIT)


def clock_skew(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How far the clock of whoever answered is ahead of ours (RFC 9110, 6.6.1: whole seconds).

    None when it does not say, or when the answer lay in a cache: its ``Date`` is then that of the first answer.
    """
    if "age" in headers or not headers.get("date", ""):
        return None
    told = _dated(headers["date"])
    return None if told is None else told - now


def _dated(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _retry_after(text: str, now: datetime) -> timedelta | None:
    seconds = _number(text)
    if seconds is not None:
        return timedelta(seconds=min(seconds, LONGEST_WAIT.total_seconds()))
    moment = _dated(text)
    return None if moment is None else moment - now
