"""Asking again: a question may be put twice, an action never."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import stamina

from bot.platforms.http.bounds import HttpSettings

T = TypeVar("T")


async def asked_again(ask: Callable[[], Awaitable[T]], on: Callable[[Exception], bool], bounds: HttpSettings) -> T:
    """The answer to a question, put again while ``on`` says of the error that it may help. Raises the last error."""
    retries = stamina.retry_context(on=on, attempts=bounds.attempts, wait_initial=bounds.first_wait, timeout=None)
    async for attempt in retries:
        with attempt:
            answer = await ask()
    return answer
