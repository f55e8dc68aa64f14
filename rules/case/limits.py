"""When a phone has rung enough: loud messages of a person in a rolling hour, the rest in one bundle. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rules.protocol.model import Limits, Protocol

LATEST = timedelta(minutes=15)
"""The bundle goes out at the latest so long after the first message it holds (language.md 6.1, How loud)."""

UNASKED = Limits(20, timedelta(hours=1))
"""What holds when the protocol sets no limit: nobody reads more than this, and a flood must not bury the rest."""

SERIOUS = 3
"""From this level number on nothing is ever limited, whatever a file says."""


def limits_of(protocol: Protocol) -> Limits:
    """The limit of every person."""
    return protocol.limits or UNASKED


def is_limited(level: str, protocol: Protocol) -> bool:
    """Whether messages about this level count for the limit's brake: never what is serious, nor what the protocol excepts."""
    known = protocol.levels.get(level)
    urgent = known is not None and known.number >= SERIOUS
    return not urgent and level not in limits_of(protocol).never_limit


def bundle_at(rung: Sequence[datetime], now: datetime, limits: Limits) -> datetime | None:
    """When a message that may not ring now goes out, with others; None: it may ring.

    ``rung``: when the person's phone was rung in the limit's stretch of time before ``now`` (aware, in order).
    """
    recent = [at for at in rung if now - at < limits.per]
    if len(recent) < limits.count:
        return None
    return min(recent[-limits.count] + limits.per, now + LATEST)
