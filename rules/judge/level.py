"""Floors, points and brakes: the level of a mention, and which rule speaks for what."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rules.judge.compiled import NOT_BRAKED, Compiled
from rules.protocol.model import Protocol

ROUTINE = 1
ATTENTION = 2
NO_TEMPLATE = "none"


@dataclass(frozen=True, slots=True)
class Weighed:
    """The outcome as numbers. ``table`` is the level the points alone give, ``brake`` ``NOT_BRAKED`` when none braked."""

    level: int
    points: int
    table: int
    brake: int


def weigh(fired: Sequence[Compiled], protocol: Protocol) -> Weighed:
    """The highest of the floors and the points table; a mention about us is routine at least, unless braked.

    A brake holds points and routine floors down. A floor of attention or more stands, except against a brake of the
    very rule that sets it.
    """
    points = sum(one.rule.points for one in fired)
    table = max(
        (lv.number for lv in protocol.levels.values() if lv.points is not None and points >= lv.points), default=0
    )
    brake = min((one.brake for one in fired), default=NOT_BRAKED)
    floors = [min(one.floor, one.brake) for one in fired]
    standing = max((floor for floor in floors if floor >= ATTENTION), default=0)
    soft = max([ROUTINE, table, *floors])
    return Weighed(max(standing, min(soft, brake)), points, table, brake)


def speaker(fired: Iterable[Compiled], brake: int, names: Callable[[Compiled], object]) -> Compiled | None:
    """The rule that decides about something: the highest level of those that name it.

    A braked floor counts as what the brake left of it. At equal level a weak rule gives way, then the file's order decides.
    """
    naming = [one for one in fired if names(one) is not None]
    return min(naming, key=lambda one: (-_standing(one, brake), one.rule.weak, one.order), default=None)


def template(fired: Iterable[Compiled], brake: int) -> str | None:
    """The reply template; ``none`` (nothing may be sent) beats templates of rules of lower or equal level."""
    naming = [one for one in fired if one.rule.template is not None]
    ranked = (
        (-_standing(one, brake), one.rule.template != NO_TEMPLATE, one.rule.weak, one.order, one.rule.template)
        for one in naming
    )
    return min(ranked, default=(None,))[-1]


def _standing(one: Compiled, brake: int) -> int:
    floor = max(min(one.floor, one.brake), 0)
    return floor if floor >= ATTENTION else min(floor, brake)
