"""What every part of the model is made of: places in the file, amounts, references to the vault."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Empty(Mapping[str, Any]):
    """A mapping of nothing. Unlike a mapping proxy it is hashable, so that Python 3.11 takes it as a field's default."""

    __slots__ = ()

    def __getitem__(self, key: str) -> Any:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return "{}"


NOBODY: Mapping[str, Any] = Empty()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in which file; ``line`` and ``column`` count from 1, 0 means the file as a whole."""

    file: str = ""
    line: int = 0
    column: int = 0


NOWHERE = Place()


def located() -> Any:
    """A field for the place something was read from, which takes no part in equality."""
    return field(default=NOWHERE, compare=False, repr=False)


class Clock(StrEnum):
    """Which clock a duration runs on. ``WORKDAYS`` counts whole office days."""

    WALL = "wall"
    OFFICE = "office"
    WORKDAYS = "workdays"


@dataclass(frozen=True, slots=True)
class Span:
    """A duration on a clock. For ``WORKDAYS`` ``amount`` is that many days."""

    amount: timedelta
    clock: Clock = Clock.WALL


class Compare(StrEnum):
    AT_LEAST = "or more"
    AT_MOST = "or less"
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class Bound:
    """``20000 or more``, ``2 or less``, or exactly a number."""

    compare: Compare
    value: float

    def holds(self, value: float) -> bool:
        """Whether ``value`` meets the bound."""
        match self.compare:
            case Compare.AT_LEAST:
                return value >= self.value
            case Compare.AT_MOST:
                return value <= self.value
            case _:
                return value == self.value


@dataclass(frozen=True, slots=True)
class Secret:
    """A reference to a value kept outside the file (``secret:TG_SANNE``). Never the value itself."""

    name: str
