"""How serious something is, and who hears it when."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from rules.protocol.model.base import Place, Span, located


class Push(StrEnum):
    NEVER = "never"
    OFFICE_HOURS = "office_hours"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Level:
    """How serious. ``number`` 0 noise, 1 routine, 2 attention (alert), 3 serious, 4 crisis.

    ``seen`` and ``reply`` are the promises; ``points``: from that many points a mention has this level.
    """

    id: str
    number: int
    name: str
    icon: str = ""
    seen: Span | None = None
    reply: Span | None = None
    push: Push = Push.NEVER
    points: int | None = None
    sign_off: tuple[str, ...] = ()
    """Roles that must agree with a text, or ``("two people",)``."""
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Step:
    """Tell these roles ``after`` that time since the case reached the level. ``owner`` and ``backup`` are roles of the moment."""

    after: Span
    notify: tuple[str, ...]
    call: bool = False
    at: Place = located()


@dataclass(frozen=True, slots=True)
class LastResort:
    """Who is told when the chain has ended and nobody took the case, again every ``repeat``."""

    notify: tuple[str, ...]
    repeat: timedelta
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Limits:
    """At most ``count`` loud messages and calls per person in a rolling ``per``; never for ``never_limit``."""

    count: int
    per: timedelta
    never_limit: tuple[str, ...] = ()
    at: Place = located()
