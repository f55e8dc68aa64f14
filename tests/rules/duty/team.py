"""A small fictitious team, and local times of Amsterdam, for the tests of duty."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rules.protocol.model import (
    Calendar,
    Every,
    Level,
    Location,
    OfficeHours,
    Organisation,
    Override,
    Person,
    Protocol,
    Role,
    Schedule,
    Secret,
    Shift,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEKDAYS = frozenset(range(5))
OFFICE = OfficeHours(WEEKDAYS, time(8, 30), time(17, 30))
CALENDAR = Calendar(office_hours=(OFFICE,), holidays="netherlands")
WEEKLY = Shift(Every.WEEK, 0, time(9), date(2026, 1, 5))


def naive(text: str) -> datetime:
    """A local time as a manager writes it in the file."""
    return datetime.fromisoformat(text)


def local(text: str, fold: int = 0) -> datetime:
    """An aware moment from local time, ``2026-11-23 09:00``; ``fold=1`` is the second of a double hour."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)


def shown(moment: datetime) -> str:
    """A moment as local text."""
    return moment.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M")


def person(name: str, phone: bool = True) -> Person:
    """A person with every way to be reached, named after their id."""
    tel = Secret(f"TEL_{name.upper()}") if phone else None
    return Person(name, name.title(), Secret(f"TG_{name.upper()}"), Secret(f"MAIL_{name.upper()}"), tel)


def roles(*all_roles: Role) -> dict[str, Role]:
    return {role.id: role for role in all_roles}


PEOPLE = ("anna", "bert", "cora", "dirk", "emma", "finn", "gijs")
DUTY = Schedule("duty", ("anna", "bert", "cora"), WEEKLY, backup="lead")
TEAM = Protocol(
    title="Proef",
    version="1",
    organisation=Organisation(
        "Huize Proef",
        AMSTERDAM,
        locations={
            "hof": Location("hof", "De Hof", manager="emma"),
            "kade": Location("kade", "De Kade"),
        },
    ),
    levels={"noise": Level("noise", 0, "Ruis")},
    people={name: person(name) for name in PEOPLE},
    roles=roles(
        Role("webcare", "Webcare", people=("finn", "gijs"), stand_in="on_call"),
        Role("lead", "Teamleider", people=("anna",)),
        Role("on_call", "Piket", schedule="duty"),
        Role("clinical", "Achterwacht", people=("dirk",), always_on=True, stand_in="lead"),
        Role("manager", "Manager", location_manager=True, stand_in="on_call"),
        Role("alone", "Manager zonder vervanger", location_manager=True),
        Role("empty", "Niemand"),
        Role("left", "Links", people=("emma",), stand_in="right"),
        Role("right", "Rechts", people=("dirk",), stand_in="left"),
    ),
    calendar=CALENDAR,
    on_call={"duty": DUTY},
)


def team(**changes: Any) -> Protocol:
    """The team with other parts."""
    return replace(TEAM, **changes)


def with_duty(**changes: Any) -> Protocol:
    """The team with another roster."""
    return team(on_call={"duty": replace(DUTY, **changes)})


def override(name: str, start: str, end: str) -> Override:
    return Override(name, naive(start), naive(end))


HOUR = timedelta(hours=1)
