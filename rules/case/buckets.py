"""When the next message may go to a chat without crossing the platform's limits. Pure; a state is one moment.

The generic cell rate algorithm: a state is the "theoretical arrival time", the moment at which the chat would be
idle again. Telegram's limits: 1 message a second to a person, 20 a minute to a group, 30 a second in all
(Bot FAQ, "My bot is hitting limits"); we stay below them.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limit:
    """One message each ``interval``, of which ``burst`` (≥ 1) may come together."""

    interval: timedelta
    burst: int = 1


PRIVATE = Limit(timedelta(seconds=1))
GROUP = Limit(timedelta(seconds=4), burst=4)
"""At most 18 in any minute: four at once, then one in four seconds."""
OVERALL = Limit(timedelta(seconds=1) / 25)
"""At most 25 in any second."""


CALL = Limit(timedelta(minutes=1))
"""Between two calls to one phone: whoever is being rung needs the time to answer, read and press."""
CALLS = frozenset({"voice"})
"""The ways that ring a phone."""


def pace_of(notifier: str, address: str) -> Limit:
    """How fast one address of a way may be written to or rung."""
    if notifier in CALLS:
        return CALL
    return limit_of(int(address)) if address.lstrip("-").isdigit() else PRIVATE


def limit_of(chat: int) -> Limit:
    """The limit of a Telegram chat: groups have negative ids."""
    return PRIVATE if chat >= 0 else GROUP


def free_at(limit: Limit, state: datetime | None, now: datetime) -> datetime:
    """When the next message may go (never before ``now``); ``state`` None is a chat never written to."""
    if state is None:
        return now
    return max(now, state - limit.interval * (limit.burst - 1))


def book(limit: Limit, state: datetime | None, now: datetime) -> tuple[datetime, datetime]:
    """Take the next place: (when the message may go, the state to keep). A later call gets a later place."""
    when = free_at(limit, state, now)
    return when, max(state or when, when) + limit.interval


def hold(limit: Limit, state: datetime | None, until: datetime) -> datetime:
    """The state after the platform said "not before ``until``": nothing goes earlier, and then no burst."""
    held = until + limit.interval * (limit.burst - 1)
    return held if state is None else max(state, held)
