"""What Google's errors mean, and what a person does about them. Reasons: "Errors" of the YouTube Data API; statuses: AIP-193."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from bot.errors import Explained
from bot.platforms.graph.values import block, blocks
from bot.platforms.http import HttpError
from bot.platforms.outcome import ActedError
from bot.ports import SourceError
from rules.case.actions import Failure
from rules.i18n import N_

COMMENTS_OFF = "commentsDisabled"
_REASONS: Mapping[str, Failure] = {
    "quotaExceeded": Failure.BUDGET,
    "dailyLimitExceeded": Failure.BUDGET,
    "rateLimitExceeded": Failure.THROTTLED,
    "userRateLimitExceeded": Failure.THROTTLED,
    "RESOURCE_EXHAUSTED": Failure.THROTTLED,
    "RATE_LIMIT_EXCEEDED": Failure.THROTTLED,
    "keyInvalid": Failure.TOKEN,
    "keyExpired": Failure.TOKEN,
    "API_KEY_INVALID": Failure.TOKEN,
    "authError": Failure.TOKEN,
    "UNAUTHENTICATED": Failure.TOKEN,
    COMMENTS_OFF: Failure.REFUSED,
    "processingFailure": Failure.UNKNOWN,
}
"""``processingFailure`` comes with status 400 and passes all the same, sometimes only after days (YouTube's own words: "this can
be a transient error")."""
_STATUSES: Mapping[int, Failure] = {
    401: Failure.TOKEN,
    403: Failure.PERMISSION,
    404: Failure.GONE,
    410: Failure.GONE,
    429: Failure.THROTTLED,
}
_SAID: Mapping[Failure, str] = {
    Failure.TOKEN: N_("{host} weigert de sleutel of het token ({code}). Maak een nieuwe en zet die in config.yaml."),
    Failure.PERMISSION: N_("{host} staat dit niet toe ({code}). Kijk met: seintje doctor"),
    Failure.GONE: N_("{host} kent dit niet (meer), of laat het ons niet zien ({code})."),
    Failure.THROTTLED: N_("{host} vraagt ons te wachten ({code})."),
    Failure.REFUSED: N_("{host} weigert dit ({code})."),
    Failure.UNREACHABLE: N_("{host} is onbereikbaar."),
    Failure.UNKNOWN: N_("{host} gaf geen bruikbaar antwoord ({code})."),
    Failure.BUDGET: N_("het budget voor {host} is op ({code})."),
}
_OFF = N_("de reacties staan uit bij YouTube: zet ze aan bij het kanaal, of haal deze bron weg")


class GoogleError(Explained, SourceError):
    """A call that did not succeed. ``failure`` says what it means for an action; ``UNKNOWN``: it may have happened.

    ``passing``: worth another try at once, where that can do no harm.
    """

    def __init__(
        self,
        failure: Failure,
        host: str,
        *,
        code: str = "-",
        retry_after: timedelta | None = None,
        passing: bool = False,
    ) -> None:
        super().__init__(_OFF if code == COMMENTS_OFF else _SAID[failure], host=host, code=code)
        self.failure, self.code, self.passing, self.retry_after = failure, code, passing, retry_after
        self.blind = failure in (Failure.TOKEN, Failure.PERMISSION, Failure.GONE, Failure.REFUSED)


def action_error(error: Explained, failure: Failure, wait: timedelta | None) -> ActedError:
    """An error of a call as one of an action."""
    return ActedError(error.message, failure, retry_after=wait, **error.args_)


def no_answer(error: HttpError, host: str) -> GoogleError:
    """There was no answer: it never left, or nobody knows what became of it."""
    failure = Failure.UNREACHABLE if error.unsent else Failure.UNKNOWN
    made = GoogleError(failure, host, passing=error.passing)
    if error.blind:  # an address we may not ask: says so itself
        made.message, made.args_, made.blind = error.message, error.args_, True
    return made


def refusal(status: int, body: bytes, host: str, wait: timedelta | None) -> GoogleError:
    """What an answer that is not good means. Nothing of its message is taken over: it may hold what people wrote."""
    reasons = list(_reasons(body))
    known = next((one for one in reasons if one in _REASONS), "")
    code = known or next((one for one in reasons if one.isalnum() and len(one) < 60), "") or f"HTTP {status}"
    failure = _REASONS.get(known) if known else _STATUSES.get(status)
    if failure is None or status >= 500:
        failure = Failure.REFUSED if 400 <= status < 500 else Failure.UNKNOWN
    return GoogleError(failure, host, code=code, retry_after=wait, passing=failure is Failure.UNKNOWN and wait is None)


def _reasons(body: bytes) -> Iterator[str]:
    """Of both forms: ``errors[].reason`` and ``status`` with ``details[].reason``."""
    error = block(_read(body).get("error"))
    for one in (*blocks(error.get("errors")), *blocks(error.get("details")), {"reason": error.get("status")}):
        if isinstance(reason := one.get("reason"), str):
            yield reason


def _read(body: bytes) -> Mapping[str, Any]:
    try:
        return block(json.loads(body))
    except (ValueError, RecursionError):
        return {}
