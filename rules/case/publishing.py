"""What to do after a public action was tried: at most once, whatever happens. Pure: ``now`` and the jitter are given."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from rules.case.actions import Failure

PATIENCE = timedelta(minutes=10)
"""What certainly did not happen is tried again for this long; then a person hears why."""
FIRST, LONGEST = timedelta(seconds=5), timedelta(seconds=60)
LOOK_AFTER = timedelta(seconds=30)
"""Before a first look at an action of unknown outcome: a slow platform has finished by then."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """It certainly did not happen and may go again at ``at``."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LookUp:
    """Nobody knows: ask the platform at ``at``."""

    at: datetime


@dataclass(frozen=True, slots=True)
class GiveIn:
    """It did not happen and will not by itself: a person hears why."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class HandOver:
    """Nobody can tell whether it happened: a person must look."""


Next = TryAgain | LookUp | GiveIn | HandOver


def after_act(
    failure: Failure, attempts: int, since: datetime, now: datetime, retry_after: timedelta | None = None
) -> Next:
    """After attempt number ``attempts`` (≥ 1) failed; ``since`` is when the first one was made (aware)."""
    match failure:
        case Failure.UNKNOWN:
            return LookUp(now + LOOK_AFTER)
        case Failure.THROTTLED | Failure.UNREACHABLE:
            at = now + (retry_after if retry_after is not None else _backoff(attempts))
            return TryAgain(at) if at - since <= PATIENCE else GiveIn(failure)
        case Failure.TOKEN | Failure.PERMISSION | Failure.GONE | Failure.BUDGET | Failure.REFUSED:
            return GiveIn(failure)
        case _:
            assert_never(failure)


def after_look(failed: bool, looks: int, since: datetime, now: datetime) -> Next:
    """After look number ``looks`` (≥ 1) told nothing: ``failed`` because the platform could not be asked."""
    at = now + _backoff(looks)
    return LookUp(at) if failed and at - since <= PATIENCE else HandOver()


def _backoff(attempts: int) -> timedelta:
    return min(FIRST * 2.0 ** min(max(attempts, 1) - 1, 6), LONGEST)
