"""What is known of people beside the protocol: swaps made from the phone, absence, who cannot be reached."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Swap:
    """``who`` has duty in ``schedule`` from ``start`` until ``end`` (aware, half-open); beats the file's overrides."""

    schedule: str
    who: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Staffing:
    """The state of the team now. ``unreachable``: absent, not paired, or permanently failing.

    ``by_letter``: those of them who still read a mail, which is something for what can wait.
    """

    swaps: tuple[Swap, ...] = ()
    unreachable: frozenset[str] = frozenset()
    by_letter: frozenset[str] = frozenset()


EVERYBODY = Staffing()


@dataclass(frozen=True, slots=True)
class Who:
    """The people for a role at a moment, and the named reason: ``people``, ``on_duty``, ``always_on``, ``stand_in``,
    ``location_manager``, ``backup``, ``told_anyway`` (nobody is on, so its people are told all the same) or ``nobody``."""

    people: tuple[str, ...]
    reason: str
    role: str
