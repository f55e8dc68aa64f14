"""A source of several parts, of which one may be closed to us: the others are read, and a person hears which is not."""

from collections.abc import Awaitable

from bot.platforms.outcome import CallError
from rules.case.actions import Failure
from rules.i18n import N_

CLOSED = (Failure.TOKEN, Failure.PERMISSION, Failure.GONE, Failure.REFUSED)
"""What is answered where a part is not there, or not for us: the token is well, for it read what comes before."""
NOT_THERE = ("MethodNotImplemented", "HTTP 501")
LEFT_OUT = N_(
    "{host} laat {what} niet lezen ({code}); de rest wordt gelezen. Haal het weg uit config.yaml, of vraag de beheerder."
)


class Parts:
    """One look. ``trouble``: which parts stayed unread, in words (``bot.ports.Batch``)."""

    def __init__(self, host: str) -> None:
        self._host, self._left_out = host, dict[str, str]()

    @property
    def trouble(self) -> str:
        """Every part that was closed, once."""
        return " ".join(self._left_out.values())

    async def read(self, what: str, work: Awaitable[None]) -> None:
        """Read a part; ``what`` names it for people. Raises ``CallError`` for what passes."""
        try:
            await work
        except CallError as error:
            code = str(error.args_.get("code", "-"))
            if error.failure not in CLOSED and code not in NOT_THERE:
                raise
            self._left_out[what] = LEFT_OUT.format(host=self._host, what=what, code=code)
