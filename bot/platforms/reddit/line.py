"""asyncpraw kept within bounds. The only place, beside what it sends with, where the library is imported."""

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import asyncpraw
import stamina
from asyncpraw.exceptions import AsyncPRAWException, RedditAPIException
from asyncprawcore.exceptions import AsyncPrawcoreException

from bot import __version__
from bot.platforms.outcome import CallError, call_error
from bot.platforms.platform import Tools
from bot.platforms.reddit import HOST, LOGIN, RedditSource
from bot.platforms.reddit.requestor import TOKEN_PATH, OurRequestor, Pace
from bot.platforms.renewal import Grant, Renewal
from rules.case.actions import Failure

for _name in ("asyncpraw", "asyncprawcore"):  # they write what is sent, with what people said, for debugging
    logging.getLogger(_name).setLevel(logging.CRITICAL)

BROKEN = (
    AsyncPRAWException,
    AsyncPrawcoreException,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RecursionError,
)
"""What the library raises for an answer it cannot use: its own errors, and plain ones for what it did not expect."""
_MEANS = {
    "DELETED_COMMENT": Failure.GONE,
    "DELETED_LINK": Failure.GONE,
    "NO_LINKS": Failure.GONE,
    "RATELIMIT": Failure.THROTTLED,
    "USER_REQUIRED": Failure.TOKEN,
    "SUBREDDIT_NOTALLOWED": Failure.PERMISSION,
    "BANNED_FROM_SUBREDDIT": Failure.PERMISSION,
    "USER_BLOCKED": Failure.PERMISSION,
}
"""Reddit's words for why something was not done; any other is a refusal for good."""
_WAIT = re.compile(r"(\d{1,5}) (millisecond|second|minute|hour)s?")
_UNITS = {
    "millisecond": timedelta(milliseconds=1),
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
}

Json = Mapping[str, Any]


class Line:
    """The library for one source. ``read`` tries again where that may help, ``do`` never."""

    def __init__(self, source: RedditSource, tools: Tools) -> None:
        base, self._login = source.base_url or HOST, source.token_url or LOGIN
        self.host = base.partition("://")[2].partition("/")[0]
        self._source, self._tools, self._base = source, tools, base
        self.pace = Pace(tools.clock, self.host)
        self._agent = f"python:nl.seintje:v{__version__} (by u/{source.account})"
        where = f"{self._login}{TOKEN_PATH}"
        who = (source.client_id, source.client_secret, source.refresh_token)
        self._renewal = Renewal(Grant(source.name, where, *who, basic=True, agent=self._agent), tools)
        self._reddit: Any = None

    async def read(self, path: str, **params: str) -> Any:
        """The answer to a question. Raises ``CallError``."""
        settings = self._tools.http.settings
        retries = stamina.retry_context(
            on=_again, attempts=settings.attempts, wait_initial=settings.first_wait, timeout=None
        )
        async for attempt in retries:
            with attempt:
                answer = await self.do(lambda reddit: reddit.request(method="GET", path=path, params=params))
        return answer

    async def do(self, work: Callable[[Any], Awaitable[Any]]) -> Any:
        """One call and never a second one: for what must not happen twice. Raises ``CallError``."""
        try:
            return await work(self._opened())
        except CallError as error:
            if error.failure is Failure.TOKEN:
                self._reddit = None  # it would go on with the token it has
            raise
        except RedditAPIException as error:
            raise self._said(error) from None
        except BROKEN:
            raise call_error(Failure.UNKNOWN, self.host, "-") from None

    def _opened(self) -> Any:
        """The library, told everything it would look for in files and in the environment otherwise."""
        if self._reddit is None:
            tools, source = self._tools, self._source
            ours = {"http": tools.http, "clock": tools.clock, "pace": self.pace, "renewal": self._renewal}
            self._reddit = asyncpraw.Reddit(
                client_id=source.client_id,
                client_secret="-",  # noqa: S106 - nor is this: what signs us in stays with us
                refresh_token="-",  # noqa: S106 - ours is given where it asks for one
                username=None,
                password=None,
                user_agent=self._agent,
                oauth_url=f"{self._base}/",
                reddit_url=self._login,
                check_for_updates=False,
                ratelimit_seconds=0,
                requestor_class=OurRequestor,
                requestor_kwargs=ours,
            )
        return self._reddit

    def _said(self, error: RedditAPIException) -> CallError:
        """What a refusal within a good answer means. Its message may quote people: only Reddit's own word is taken over."""
        first = error.items[0] if error.items else None
        word = str(getattr(first, "error_type", "") or "").upper()
        known = word if re.fullmatch(r"[A-Z_]{2,40}", word) else "-"
        failure = _MEANS.get(known, Failure.REFUSED)
        wait = _asked(str(getattr(first, "message", ""))) if failure is Failure.THROTTLED else None
        return call_error(failure, self.host, known, wait)


def _asked(message: str) -> timedelta:
    """How long Reddit wants us to wait, as its sentence says."""
    found = _WAIT.search(message)
    return int(found[1]) * _UNITS[found[2]] if found else timedelta(minutes=10)


def _again(error: Exception) -> bool:
    return isinstance(error, CallError) and error.passing
