"""By which ways a drill reaches people: those of the house, and a voice that rings only where that was asked for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.desk.team import Team
from bot.ways import Reach, Way, for_reading
from rules.protocol.model import Person


@dataclass(frozen=True, slots=True)
class DrillReach:
    """The ways of the house. ``calls``: whether phones are rung by a voice too."""

    house: Reach
    calls: bool

    @property
    def telegram(self) -> bool:
        """Whether the bot is there at all."""
        return self.house.telegram

    def ways(self, person: Person) -> Sequence[Way]:
        """The ways of ``person`` that practice may use."""
        return [way for way in self.house.ways(person) if self.calls or not way.calls]


def addresses(staff: Team, people: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Every notifier and address of these people: nothing of a drill goes anywhere else."""
    return frozenset((way.notifier, way.address) for person in people for way in staff.ways.get(person, ()))


def writing(staff: Team, person: str) -> Way | None:
    """The way by which somebody reads about a drill; None when there is nothing but a call."""
    theirs = staff.ways.get(person, ())
    return for_reading(theirs) or next((way for way in theirs if not way.calls), None)
