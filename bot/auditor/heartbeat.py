"""The sign of life to an address outside: its silence is the alarm of last resort. It carries nothing of the contents."""

from collections.abc import Awaitable, Callable

import structlog

from bot.config import Secret
from bot.platforms.http import Http, HttpSettings
from bot.platforms.http.answers import HttpError

log = structlog.get_logger()


def pinger(url: Secret, *, allow_private: bool) -> Callable[[], Awaitable[None]]:
    """Asks the address once; that it cannot be asked is for the other side to notice."""

    async def ping() -> None:
        http = Http(HttpSettings(allow_private=allow_private))
        try:
            await http.once("GET", url.reveal())
        except HttpError as error:
            log.warning("heartbeat_not_heard", why=type(error).__name__)
        finally:
            await http.close()

    return ping
