"""What came of a public action, where platforms say it alike."""

from datetime import timedelta

from bot.errors import Explained
from bot.platforms.http.answers import HttpError
from bot.ports import ActionError, Capabilities, Failure, PublicAct, SourceError
from rules.i18n import N_

UNCLEAR = N_("het antwoord van het platform zegt niet wat er gebeurd is")


class ActedError(Explained, ActionError):
    """A public action that did not happen, or of which nobody knows."""

    def __init__(
        self, message: str, failure: Failure, *, retry_after: timedelta | None = None, **values: object
    ) -> None:
        ActionError.__init__(self, message.format(**values), failure, retry_after=retry_after)
        self.message, self.args_ = message, values


class CallError(Explained, SourceError):
    """A call that did not succeed. ``passing``: worth another try at once, where that can do no harm.

    ``failure`` says what it means for an action; ``UNKNOWN``: it may have happened.
    """

    def __init__(
        self, message: str, failure: Failure, *, wait: timedelta | None = None, passing: bool = False, **values: object
    ) -> None:
        super().__init__(message, **values)
        self.failure, self.retry_after, self.passing = failure, wait, passing
        self.fault = failure.value
        self.blind = failure in (Failure.TOKEN, Failure.PERMISSION, Failure.GONE, Failure.REFUSED)

    def acted(self, *, certain: bool = False) -> ActedError:
        """As the error of an action. ``certain``: the call changed nothing, so that nothing can have happened."""
        failure = Failure.UNREACHABLE if certain and self.failure is Failure.UNKNOWN else self.failure
        return ActedError(self.message, failure, retry_after=self.retry_after, **self.args_)


_SAID = {
    Failure.TOKEN: N_("{host} weigert de aanmelding ({code}). Maak een nieuwe en zet haar waar 'token' naar verwijst."),
    Failure.PERMISSION: N_("{host} staat dit niet toe ({code}): er ontbreekt een recht. Kijk met: seintje doctor"),
    Failure.GONE: N_("{host} kent dit niet (meer), of laat het ons niet zien ({code})."),
    Failure.THROTTLED: N_("{host} vraagt ons te wachten ({code})."),
    Failure.REFUSED: N_("{host} weigert dit ({code})."),
    Failure.UNREACHABLE: N_("{host} is onbereikbaar."),
    Failure.UNKNOWN: N_("{host} gaf geen bruikbaar antwoord ({code})."),
    Failure.BUDGET: N_("het budget voor {host} is op ({code})."),
}


def call_error(failure: Failure, host: str, code: str, wait: timedelta | None = None) -> CallError:
    """A call that did not succeed, in words. ``code`` is the platform's own word for it, never what somebody wrote."""
    passing = failure in (Failure.UNKNOWN, Failure.UNREACHABLE) and wait is None
    return CallError(_SAID[failure], failure, wait=wait, passing=passing, host=host, code=code)


def on_the_way(error: HttpError) -> CallError:
    """What went wrong before there was an answer, as the error of a call."""
    failure = Failure.UNREACHABLE if error.unsent else Failure.UNKNOWN
    made = CallError(error.message, failure, wait=error.retry_after, passing=error.passing, **error.args_)
    made.blind = error.blind
    return made


_BY_STATUS = {
    401: Failure.TOKEN,
    403: Failure.PERMISSION,
    404: Failure.GONE,
    408: Failure.UNKNOWN,
    410: Failure.GONE,
    425: Failure.UNKNOWN,
    429: Failure.THROTTLED,
}


def by_status(status: int) -> Failure:
    """What an HTTP status means; 0 and what is no error: nobody knows."""
    return _BY_STATUS.get(status, Failure.REFUSED if 400 <= status < 500 else Failure.UNKNOWN)


def check(act: PublicAct, capabilities: Capabilities, length: int) -> None:
    """What cannot work never leaves. ``length``: of the reply, as this platform counts. Raises ``ActedError``."""
    if act.verb not in capabilities.verbs:
        raise ActedError(N_("dit kan hier niet"), Failure.REFUSED)
    limit = capabilities.reply_limit
    if act.text and limit is not None and length > limit:
        raise ActedError(N_("het antwoord is langer dan {limit} tekens"), Failure.REFUSED, limit=limit)
