"""What a picture is made of: panels of stacked bars, with every word that stands in it."""

from dataclasses import dataclass
from enum import StrEnum


class Shade(StrEnum):
    """What a colour means. Whoever draws chooses colours that differ in hue and in lightness, for every eye."""

    NOISE = "noise"
    ROUTINE = "routine"
    ATTENTION = "attention"
    SERIOUS = "serious"
    CRISIS = "crisis"
    KEPT = "kept"
    LATE = "late"
    DAY = "day"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Series:
    """One part of every bar of a panel: what it is called in the key, and its shade."""

    name: str
    shade: Shade


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its label, how much of each series (in their order), and what stands at its end."""

    label: str
    parts: tuple[int, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars under a title. ``upright``: in the order of time from left to right; else from top to bottom."""

    title: str
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Panels under each other. ``caption`` says in words what can be seen, for whoever does not see it."""

    title: str
    panels: tuple[Panel, ...]
    caption: str
