"""What Meta's error codes mean, and what a person does about them.

Codes: Meta's "Handling errors" page of the Graph API, and its limits page for the 80000 family.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.errors import Explained
from bot.ports import SourceError
from rules.case.actions import Failure
from rules.i18n import N_

_TOKEN = frozenset({102, 104, 190, 463, 467})
_THROTTLED = frozenset({4, 17, 32, 341, 613, *range(80000, 80015)})
_PERMISSION = frozenset({3, 10, *range(200, 300)})
_GONE_SUBCODES = frozenset({33, 1487})
_GONE = frozenset({21, 24, 803})
"""Moved to another number; "the requested resource does not exist" (Threads, Instagram); no such alias."""
_TOO_LATE = frozenset({2018278, 2534022})
"""A private message outside the time in which one is allowed; it comes under the code of a permission."""
_PASSING = frozenset({-1, 1, 2})
NO_SUCH_THING = 12
"""The type is not served any more (recommendations, from v22 on)."""

_SAID: Mapping[Failure, str] = {
    Failure.TOKEN: N_("{host} weigert het token ({code}). Maak een nieuw token en zet het waar 'token' naar verwijst."),
    Failure.PERMISSION: N_("{host} staat dit niet toe ({code}): de app mist een recht. Kijk met: seintje doctor"),
    Failure.GONE: N_("{host} kent dit niet (meer), of laat het ons niet zien ({code})."),
    Failure.THROTTLED: N_("{host} vraagt ons te wachten ({code})."),
    Failure.REFUSED: N_("{host} weigert dit ({code})."),
    Failure.UNREACHABLE: N_("{host} is onbereikbaar."),
    Failure.UNKNOWN: N_("{host} gaf geen bruikbaar antwoord ({code})."),
    Failure.BUDGET: N_("het budget voor {host} is op ({code})."),
}


class GraphError(Explained, SourceError):
    """A call that did not succeed. ``passing``: worth another try at once, where that can do no harm.

    ``failure`` says what it means for an action; ``UNKNOWN``: it may have happened.
    """

    def __init__(
        self,
        failure: Failure,
        host: str,
        *,
        status: int = 0,
        code: int | None = None,
        subcode: int | None = None,
        passing: bool = False,
        retry_after: timedelta | None = None,
    ) -> None:
        shown = str(code) if code is not None else f"HTTP {status}" if status else "-"
        super().__init__(_SAID[failure], host=host, code=shown)
        self.failure, self.status, self.code, self.subcode, self.passing = failure, status, code, subcode, passing
        self.retry_after = retry_after
        self.blind = failure in (Failure.TOKEN, Failure.PERMISSION, Failure.GONE, Failure.REFUSED)


def by_code(error: Mapping[str, Any], status: int, host: str, wait: timedelta | None) -> GraphError:
    """What an error in Meta's own words means. Nothing of its message is taken over: it may hold what people wrote."""
    code, subcode = _whole(error.get("code")), _whole(error.get("error_subcode"))
    failure = _meaning(code, subcode, status, transient=error.get("is_transient") is True)
    return GraphError(
        failure,
        host,
        status=status,
        code=code,
        subcode=subcode,
        passing=failure is Failure.UNKNOWN and wait is None,
        retry_after=wait,
    )


def _meaning(code: int | None, subcode: int | None, status: int, *, transient: bool) -> Failure:
    table = (
        (code in _TOKEN, Failure.TOKEN),
        (code in _THROTTLED or status == 429, Failure.THROTTLED),
        (subcode in _TOO_LATE, Failure.REFUSED),
        (code in _PERMISSION, Failure.PERMISSION),
        (code == 100 and subcode in _GONE_SUBCODES, Failure.GONE),
        (code in _GONE, Failure.GONE),
        (transient or code in _PASSING or status >= 500, Failure.UNKNOWN),
        (code is None, _by_status(status)),
    )
    return next((failure for holds, failure in table if holds), Failure.REFUSED)


def by_status(status: int, host: str, wait: timedelta | None) -> GraphError:
    """What an answer means that is no JSON, or no JSON of Meta's."""
    failure = _by_status(status)
    return GraphError(
        failure,
        host,
        status=status,
        passing=failure is Failure.UNKNOWN and wait is None,
        retry_after=wait,
    )


def _by_status(status: int) -> Failure:
    known = {401: Failure.TOKEN, 403: Failure.PERMISSION, 404: Failure.GONE, 410: Failure.GONE, 429: Failure.THROTTLED}
    if status in known:
        return known[status]
    return Failure.REFUSED if 400 <= status < 500 else Failure.UNKNOWN


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
