"""What X's answers mean, and what a person does about them. Nothing of X's own words is taken over: they may quote people.

Problem types: X's "Response codes and errors" page of API v2.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.errors import Explained
from bot.platforms.graph.values import blocks, ident, text
from bot.ports import ActionError, SourceError
from rules.case.actions import Failure
from rules.i18n import N_

HOST = "X"

_SAID: Mapping[Failure, str] = {
    Failure.TOKEN: N_(
        "X weigert het token ({code}). Maak nieuwe sleutels en zet ze waar de instellingen naar verwijzen."
    ),
    Failure.PERMISSION: N_("X staat dit niet toe ({code}): de app mist een recht. Kijk met: seintje doctor"),
    Failure.GONE: N_("X kent dit niet (meer), of laat het ons niet zien ({code})."),
    Failure.THROTTLED: N_("X vraagt ons te wachten ({code})."),
    Failure.REFUSED: N_("X weigert dit ({code})."),
    Failure.UNREACHABLE: N_("X is onbereikbaar."),
    Failure.UNKNOWN: N_("X gaf geen bruikbaar antwoord ({code})."),
    Failure.BUDGET: N_("het tegoed bij X is op ({code}). Vul het aan in de Developer Console van X."),
}
NOT_SUMMONED = N_("X laat een antwoord alleen toe op iemand die ons noemde; antwoord daar zelf, in de app van X")
TWICE = N_("X weigert een bericht dat er al staat")

_KNOWN = {
    400: Failure.REFUSED,
    401: Failure.TOKEN,
    402: Failure.BUDGET,
    403: Failure.PERMISSION,
    404: Failure.GONE,
    410: Failure.GONE,
    429: Failure.THROTTLED,
}
GONE_OR_NOT = frozenset({"resource-not-found", "not-authorized-for-resource"})
"""Deleted, or from an account that is gone or closed to us."""
_TYPES = {
    "usage-capped": Failure.BUDGET,
    "credits-depleted": Failure.BUDGET,
    "credits": Failure.BUDGET,
    "client-forbidden": Failure.PERMISSION,
    "client-disconnected": Failure.THROTTLED,
    "resource-not-found": Failure.GONE,
    "not-authorized-for-resource": Failure.GONE,
    "unsupported-authentication": Failure.PERMISSION,
    "oauth1-permissions": Failure.PERMISSION,
    "invalid-request": Failure.REFUSED,
    "rule-cap": Failure.REFUSED,
    "operational-disconnect": Failure.UNKNOWN,
}
_MEANS = (
    ("deleted or not visible", Failure.GONE, _SAID[Failure.GONE]),
    ("duplicate content", Failure.REFUSED, TWICE),
    ("not been mentioned", Failure.REFUSED, NOT_SUMMONED),
    ("reply to this conversation", Failure.REFUSED, NOT_SUMMONED),
)
"""Of refusals only the words say which it is; they are looked for and never shown."""


class XError(Explained, SourceError):
    """A call that did not succeed. ``passing``: worth another try at once, where that can do no harm.

    ``failure`` says what it means for an action; ``UNKNOWN``: it may have happened.
    """

    def __init__(
        self,
        failure: Failure,
        *,
        status: int = 0,
        passing: bool = False,
        retry_after: timedelta | None = None,
        message: str = "",
        code: object = "-",
    ) -> None:
        super().__init__(message or _SAID[failure], code=f"HTTP {status}" if status else code, host=HOST)
        self.failure, self.status, self.passing = failure, status, passing
        self.retry_after = retry_after
        self.blind = failure in (
            Failure.TOKEN,
            Failure.PERMISSION,
            Failure.GONE,
            Failure.REFUSED,
            Failure.BUDGET,
        )


class XActionError(Explained, ActionError):
    """A public action that did not happen, or of which nobody knows."""

    def __init__(
        self, message: str, failure: Failure, *, retry_after: timedelta | None = None, **values: object
    ) -> None:
        ActionError.__init__(self, message.format(**values), failure, retry_after=retry_after)
        self.message, self.args_ = message, values


def refused(status: int, answer: Mapping[str, Any], wait: timedelta | None) -> XError:
    """What an answer means that is no good one; ``answer`` is empty when it was no JSON of X's."""
    failure, message = _meaning(status, answer)
    return XError(
        failure,
        status=status,
        passing=failure is Failure.UNKNOWN and wait is None,
        retry_after=wait,
        message=message,
    )


def _meaning(status: int, answer: Mapping[str, Any]) -> tuple[Failure, str]:
    if status in (400, 403):
        said = " ".join(text(one.get("detail")) + text(one.get("message")) for one in (answer, *problems(answer)))
        for words, failure, message in _MEANS:
            if words in said.lower():
                return failure, message
    named = [_TYPES.get(problem_type(one)) for one in (answer, *problems(answer))]
    failure = next((one for one in named if one is not None), _by_status(status))
    return failure, ""


def _by_status(status: int) -> Failure:
    return _KNOWN.get(status, Failure.REFUSED if 400 <= status < 500 else Failure.UNKNOWN)


def problems(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The errors in an answer, which may stand in a good one as well."""
    return list(blocks(answer.get("errors")))


def problem_type(problem: Mapping[str, Any]) -> str:
    """The last word of a problem's type, such as ``resource-not-found``."""
    return text(problem.get("type")).rpartition("/")[2]


def about(problem: Mapping[str, Any]) -> str:
    """The number of what a problem is about; older answers have it as the value that was given."""
    return ident(problem.get("resource_id")) or ident(problem.get("value"))


def within(answer: Mapping[str, Any]) -> XError | None:
    """What went wrong in an answer that says it is good and has nothing in it but errors; None: it is good."""
    found = problems(answer)
    if not found or answer.get("data") is not None or answer.get("meta") is not None:
        return None
    failure = next((known for one in found if (known := _TYPES.get(problem_type(one))) is not None), Failure.UNKNOWN)
    return XError(failure, status=200)
