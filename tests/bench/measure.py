"""How everything here is measured: in turns, in CPU time, against a peer of the same run."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to measure. ``rounds`` take turns and their median counts; ``size`` scales the amount of material."""

    rounds: int = 7
    size: float = 1.0

    def many(self, count: int) -> int:
        """So much of ``count`` as this plan takes."""
        return max(20, round(count * self.size))


QUICK = Plan(rounds=3, size=0.2)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure with the bound it should stay under; ``bound`` None: only told. ``unit`` ``×`` is a ratio."""

    name: str
    figure: float
    bound: float | None = None
    note: str = ""
    unit: str = "×"

    @property
    def reached(self) -> bool:
        """Whether the figure is within its bound; one that is only told always is."""
        return self.bound is None or self.figure <= self.bound

    def row(self) -> tuple[str, str, str, str, str]:
        """Name, figure, bound, outcome, note."""
        outcome = "" if self.bound is None else "reached" if self.reached else "MISSED"
        bound = "" if self.bound is None else f"{self.bound:g}"
        return self.name, f"{_short(self.figure)} {self.unit}".strip(), bound, outcome, self.note

    def __str__(self) -> str:
        name, figure, bound, outcome, note = self.row()
        return f"{name:<66}{figure:>13}{bound:>9}  {outcome:<8}{note}".rstrip()


def _short(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def turns(rounds: int, *work: Callable[[], Any], clock: Callable[[], float] = time.process_time) -> list[float]:
    """Seconds of each piece of work, the median of rounds in which they take turns; first once to warm up."""
    for piece in work:
        piece()
    taken: list[list[float]] = [[] for _ in work]
    for _ in range(rounds):
        for number, piece in enumerate(work):
            start = clock()
            piece()
            taken[number].append(clock() - start)
    return [median(times) for times in taken]
