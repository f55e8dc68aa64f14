"""Counts the comments under the pins; a rise is a message without a text: somebody has to look.

The cursor is JSON: the count of each pin. The first look only counts.
"""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import msgspec

from bot.errors import Explained
from bot.platforms.examine import failed, good
from bot.platforms.graph.values import block, ident, text
from bot.platforms.http import HttpError
from bot.platforms.outcome import CallError
from bot.platforms.pinterest import HOST, PAGE, WORD, PinterestSource
from bot.platforms.platform import Opened, Tools
from bot.platforms.renewal import Grant, Renewal
from bot.ports import Batch, Finding, SourceError
from rules.i18n import N_, translator
from rules.mention import Author, Kind, Mention, Via

MOST_PINS = 20_000
UNAUTHORISED = 401

ONE_MORE = N_("Een nieuwe reactie op de pin „{pin}”. Pinterest laat haar niet lezen: kijk zelf.")
MORE = N_("{count} nieuwe reacties op de pin „{pin}”. Pinterest laat ze niet lezen: kijk zelf.")


class Cursor(msgspec.Struct):
    """Where we are: the comments of each pin, and when that was."""

    counts: dict[str, int] = msgspec.field(default_factory=dict)
    until: datetime | None = None


class PinterestError(Explained, SourceError):
    """What Pinterest says makes no sense. Passes by itself."""


class PinterestWatcher:
    """``bot.ports.Watcher`` of an account's pins."""

    platform = WORD

    def __init__(self, source: PinterestSource, tools: Tools) -> None:
        self.name, self.every = source.name, source.every
        self._source, self._tools = source, tools
        self._base = source.base_url or HOST
        address = f"{self._base}/v5/oauth/token"
        grant = Grant(source.name, address, source.client_id, source.client_secret, source.refresh_token, basic=True)
        self._token = Renewal(grant, tools)

    async def fetch(self, cursor: str) -> Batch:
        """What rose since. Raises ``SourceError``; the cursor then stays where it was."""
        known, now = _read(cursor), self._tools.clock.now()
        seen: dict[str, int] = {}
        rose: dict[str, Mention] = {}
        refused: list[tuple[str, str]] = []
        async for pin in self._pins():
            number, count = ident(pin.get("id")), comments(pin)
            if number in known.counts and not is_counted(pin):
                continue  # it does not say so now: what is known of it stays
            if not number or count is None:
                refused.append((number or "?", N_("een pin zonder nummer of zonder aantal reacties")))
                continue
            before = known.counts.get(number, 0 if known.until is not None else count)
            if count > before and number not in seen:
                rose[number] = self._mention(number, pin, count - before, count, now)
            seen[number] = count
        kept = {pin: count for pin, count in known.counts.items() if pin not in seen} | seen
        after = Cursor(dict([*kept.items()][-MOST_PINS:]), now)
        return Batch(list(rose.values()), msgspec.json.encode(after).decode(), refused, now)

    async def me(self) -> str:
        """The name of the account. Raises ``SourceError``."""
        return text((await self._asked("user_account")).get("username"))

    async def close(self) -> None:
        """The connections are shared."""

    async def _pins(self) -> AsyncIterator[Mapping[str, Any]]:
        """The pins, the newest first, as far as the settings go."""
        bookmark = ""
        for _ in range(self._source.pages):
            more = {"bookmark": bookmark} if bookmark else {}
            found = await self._asked("pins", page_size="100", pin_metrics="true", **more)
            items, following = found.get("items"), text(found.get("bookmark"))
            if not isinstance(items, list):
                raise PinterestError(N_("{host} antwoordt met iets anders dan pins."), host=_host(self._base))
            for item in items:
                yield block(item)
            if not following or following == bookmark or not items:
                return
            bookmark = following

    async def _asked(self, path: str, **args: str) -> Mapping[str, Any]:
        token = await self._token.access()
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
        address = f"{self._base}/v5/{path}" + (f"?{urlencode(args)}" if args else "")
        try:
            answer = await self._tools.http.get(address, headers=headers)
        except HttpError as error:
            if error.status == UNAUTHORISED:
                self._token.forget(token)
            raise
        try:
            found = json.loads(answer.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise PinterestError(N_("{host} antwoordt met iets anders dan pins."), host=_host(self._base))
        return found

    def _mention(self, number: str, pin: Mapping[str, Any], rise: int, count: int, now: datetime) -> Mention:
        title = " ".join((text(pin.get("title")) or text(pin.get("description")) or number).split())[:100]
        say = translator(self._tools.lang).gettext
        return Mention(
            id=f"{number}-{count}-{now:%Y%m%d%H%M}",  # a count may fall and rise to the same again
            platform=WORD,
            kind=Kind.COMMENT,
            text=say(ONE_MORE if rise == 1 else MORE).format(count=rise, pin=title),
            posted_at=now,
            author=Author("?"),
            url=f"https://www.pinterest.com/pin/{number}/",
            thread_id=number,
            via=Via.OWN_PAGE,
            source=self.name,
        )


def is_counted(pin: Mapping[str, Any]) -> bool:
    """Whether a pin says at all how many comments it has: sometimes Pinterest leaves its figures out."""
    return block(block(pin.get("pin_metrics")).get("lifetime_metrics")).get("comment") is not None


def comments(pin: Mapping[str, Any]) -> int | None:
    """The comments a pin ever had; None when it does not say. A pin of which nothing is counted yet has none."""
    metrics = pin.get("pin_metrics")
    found = block(block(metrics).get("lifetime_metrics")).get("comment", None if metrics is None else 0)
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def _host(base: str) -> str:
    return base.partition("://")[2]


def _read(cursor: str) -> Cursor:
    """A cursor that cannot be read is a first look: it only counts."""
    try:
        return msgspec.json.decode(cursor, type=Cursor) if cursor else Cursor()
    except (msgspec.DecodeError, msgspec.ValidationError):
        return Cursor()


def opened(source: PinterestSource, tools: Tools) -> Opened:
    """What counts."""
    return Opened(watchers=[PinterestWatcher(source, tools)])


async def examined(source: PinterestSource, tools: Tools) -> Sequence[Finding]:
    """Whether the token works and the pins can be counted."""
    watcher = PinterestWatcher(source, tools)
    try:
        name = await watcher.me()
        batch = await watcher.fetch("")
    except CallError as error:
        return [failed(tools, source.name, error, _MEND_TOKEN, PAGE)]
    except SourceError as error:
        return [failed(tools, source.name, error, _MEND, PAGE)]
    pins = len(_read(batch.cursor).counts)
    return [
        good(tools, source.name, N_("account {name}: de reacties van {pins} pins zijn te tellen"), name=name, pins=pins)
    ]


_MEND_TOKEN = N_("Laat het zakelijke account de app opnieuw toestemming geven en bewaar het nieuwe vernieuwingstoken.")
_MEND = N_("Geef de app de rechten pins:read en user_accounts:read.")
