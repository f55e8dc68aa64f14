"""What may be done and said, what is kept, and who is reported to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from rules.protocol.model.base import NOBODY, Place, located
from rules.protocol.model.rules import AllOf


@dataclass(frozen=True, slots=True)
class HouseRule:
    """What may be done on our own pages about a category of breach."""

    breach: str
    may: tuple[str, ...] = ()
    four_eyes: bool = False
    alone_outside_office: tuple[str, ...] = ()
    warn_first: bool = False
    appeal: timedelta | None = None
    keep_evidence: timedelta | None = None
    review_after: str | None = None
    note: str = ""
    at: Place = located()


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """Roles of which somebody can be the second of two people: ``texts`` under ``sign_off: two people``, ``actions``

    under ``four_eyes``. ``actions`` also says who may do such a thing alone; its second role looks at that afterwards.
    """

    texts: tuple[str, ...] = ("team_lead", "comms_on_call", "spokesperson")
    actions: tuple[str, ...] = ("webcare", "team_lead", "comms_on_call")
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Template:
    """A text agreed beforehand. ``fields`` are the ``{names}`` in it."""

    id: str
    text: str
    fields: tuple[str, ...] = ()
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Checklist:
    id: str
    items: tuple[str, ...]
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Share:
    when: AllOf
    ask_permission: bool = True
    never_when: tuple[str, ...] = ()
    per_week: int = 5
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Privacy:
    basis: str = ""
    keep: Mapping[str, timedelta] = NOBODY
    """By level id."""
    hide_names_in_alerts: bool = True
    no_profiles_of_people: bool = True
    export_on_request: bool = True
    discreet: bool = False
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Report:
    """``weekdays`` (0 = Monday) at ``time`` local; on a day off it moves to the next workday."""

    name: str
    to: tuple[str, ...]
    weekdays: frozenset[int]
    time: time
    show: tuple[str, ...] = ()
    at: Place = located()


@dataclass(frozen=True, slots=True)
class Exercises:
    allowed_for: tuple[str, ...] = ()
    banner: str = "OEFENING"
    replay: str = ""
    notify: str = "participants only"
    at_least: str = ""
    at: Place = located()
