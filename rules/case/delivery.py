"""What to do after a message could not be delivered. Pure: ``now`` and the jitter are given."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never


class Fault(StrEnum):
    """Why a delivery failed; ``after_failure`` knows what to do about each."""

    UNREACHABLE = "unreachable"  # network, 5xx, unusable answer: retry with back-off
    UNKNOWN = "unknown"  # time-out: it may have arrived
    THROTTLED = "throttled"  # wait exactly ``retry_after``
    MARKUP = "markup"  # this form of the text was refused: send it plain at once
    MOVED = "moved"  # the chat has a new id: ``moved_to``
    GONE = "gone"  # blocked, kicked, deactivated, chat not found: permanent, next person
    TOKEN = "token"  # noqa: S105 - our credentials were refused: stop and alarm
    CONFLICT = "conflict"  # another poller uses the same token
    STALE = "stale"  # the thing to edit or answer is gone, too old, or already so: nothing to do
    REFUSED = "refused"  # another permanent refusal of this message


LONGEST_WAIT = timedelta(seconds=60)
AFTER_UNKNOWN = timedelta(seconds=15)
"""An unseen answer: long enough that a slow server has finished, short enough for a night at work."""
CIRCUIT = timedelta(minutes=2)
"""After this long without a success something urgent also goes another way."""
PROBE_EVERY = timedelta(seconds=60)
"""With a refused token one call a minute finds out whether there is a new one."""
LOOK_AGAIN = timedelta(seconds=15)
"""While a whole notifier is down one message tries its luck this often; the others wait for it."""

GIVE_UP = timedelta(hours=6)
"""So long one message is tried while others arrive; while nothing arrives by its way there is no end."""
BROKEN_TRIES = 10
"""So often a message that we cannot even make or hand over is tried."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again at ``at``. ``possible_duplicate``: the person may have got it already, which the log should say.

    ``fall_back``: it has lasted too long for something urgent, so send it through the other way as well.
    ``hold_chat``: nothing at all may go to this chat before ``at``.
    """

    at: datetime
    possible_duplicate: bool = False
    fall_back: bool = False
    hold_chat: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """Send it at once without markup and without buttons that open a page, in the same attempt."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Keep the chat's new id and send it there at once."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """This message will not arrive. ``next_person``: the case goes on to somebody else at once.

    ``unreachable``: nothing will arrive there until a person mends it, so the contact is marked.
    """

    next_person: bool
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Halt:
    """Stop this notifier and raise the alarm another way; try one call at ``probe_at``. Nothing is thrown away."""

    probe_at: datetime


Outcome = Retry | Plain | Moved | GiveUp | Halt


@dataclass(frozen=True, slots=True)
class Attempted:
    """How it stands with one message: ``attempts`` made so far (≥ 1), since ``first_tried``; ``plain``: already without markup.

    ``alone``: others arrived by this way since, so it is this message that does not get through.
    """

    attempts: int
    first_tried: datetime
    urgent: bool = False
    plain: bool = False
    alone: bool = False


def backoff(attempts: int, jitter: float = 0.0) -> timedelta:
    """1, 2, 4 … 60 seconds after the 1st, 2nd, 3rd … failure, plus up to a quarter for ``jitter`` in 0…1."""
    seconds = min(2.0 ** min(max(attempts, 1) - 1, 6), LONGEST_WAIT.total_seconds())
    return timedelta(seconds=seconds * (1 + jitter / 4))


def after_failure(
    fault: Fault, tried: Attempted, now: datetime, *, jitter: float = 0.0, retry_after: timedelta | None = None
) -> Outcome:
    """What to do now. ``retry_after`` is what the other side asked for and is obeyed exactly (times aware)."""
    match fault:
        case Fault.UNREACHABLE | Fault.CONFLICT:
            return _retry(tried, now, backoff(tried.attempts, jitter))
        case Fault.UNKNOWN:
            wait = max(AFTER_UNKNOWN, backoff(tried.attempts, jitter))
            return _retry(tried, now, wait, possible_duplicate=True)
        case Fault.THROTTLED:
            wait = backoff(tried.attempts, jitter) if retry_after is None else retry_after
            return _retry(tried, now, wait, hold_chat=True)
        case Fault.MARKUP | Fault.REFUSED:
            return GiveUp(next_person=True) if tried.plain else Plain()
        case Fault.MOVED:
            return Moved()
        case Fault.GONE:
            return GiveUp(next_person=True, unreachable=True)
        case Fault.STALE:
            return GiveUp(next_person=False)
        case Fault.TOKEN:
            return Halt(now + PROBE_EVERY)
        case _:
            assert_never(fault)


def after_break(attempts: int, *, again: bool) -> GiveUp | None:
    """What to do when we broke over a message ourselves; ``again``: the time before as well. None: try once more."""
    return GiveUp(next_person=True) if again and attempts >= BROKEN_TRIES else None


def _retry(
    tried: Attempted, now: datetime, wait: timedelta, *, possible_duplicate: bool = False, hold_chat: bool = False
) -> Retry | GiveUp:
    if tried.alone and now - tried.first_tried >= GIVE_UP:
        return GiveUp(next_person=True)
    at = now + wait
    late = tried.urgent and at - tried.first_tried >= CIRCUIT
    return Retry(at, possible_duplicate=possible_duplicate, fall_back=late, hold_chat=hold_chat)


@dataclass(frozen=True, slots=True)
class Circuit:
    """Whether a whole notifier seems down: ``failing_since`` its first failure after its last success (aware)."""

    failing_since: datetime | None = None

    def failed(self, now: datetime) -> "Circuit":
        """After a failure that is the notifier's, not the recipient's."""
        return self if self.failing_since else Circuit(now)

    def worked(self) -> "Circuit":
        """After any answer that shows the notifier is there."""
        return Circuit()

    def open(self, now: datetime) -> bool:
        """Whether urgent messages should go the other way at once."""
        return self.failing_since is not None and now - self.failing_since >= CIRCUIT


def blames_notifier(fault: Fault) -> bool:
    """Whether the failure says something about the notifier as a whole (and so counts for its ``Circuit``)."""
    return fault in (Fault.UNREACHABLE, Fault.UNKNOWN, Fault.TOKEN)


def given_up(fault: Fault, circuit: Circuit, now: datetime) -> bool:
    """Whether urgent messages go another way from now on: a refused token will not mend itself, the rest gets two minutes."""
    return circuit.failing_since is not None and (fault is Fault.TOKEN or circuit.open(now))


def held_until(fault: Fault, circuit: Circuit, now: datetime) -> datetime | None:
    """Until when nothing more is tried by a notifier that just failed; None: each message keeps its own pace."""
    if fault is Fault.TOKEN:
        return now + PROBE_EVERY
    return now + LOOK_AGAIN if circuit.open(now) else None


def next_way(
    ways: Sequence[tuple[str, str]], tried: Collection[tuple[str, str]], failing: Collection[str]
) -> tuple[str, str] | None:
    """The next (notifier, address) for a message, in the order of ``ways``: one that works before one that fails.

    None when every way was tried: all of them go on trying.
    """
    left = [way for way in ways if way not in tried]
    return next((way for way in left if way[0] not in failing), left[0] if left else None)
