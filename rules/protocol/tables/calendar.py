"""When the office is open."""

import re
from datetime import date, time
from typing import Any

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Calendar, OfficeHours
from rules.protocol.nodes import Node, Pairs, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.collections import Many, duplicate
from rules.protocol.shapes.record import Field, Record, list_or_self
from rules.protocol.shapes.scalars import Choice
from rules.protocol.shapes.times import Day, clock_time, weekdays

_HOURS = re.compile(r"^(\S+?)\s*(?:-|–|tot)\s*(\S+)$")


class OpeningHours(Shape[tuple[OfficeHours, ...]]):
    """Weekdays with hours: ``{mon-fri: 08:30-17:30}``; more than one stretch a day as a list."""

    says = N_("dagen met tijden, zoals {{mon-fri: 08:30-17:30}}")

    def read(self, node: Node, notes: Notes) -> tuple[OfficeHours, ...] | None:
        """The stretches in the order of the file."""
        if not isinstance(node, Pairs):
            self.expected(node, notes)
            return None
        if {key.text for key, _ in node.pairs} == {"van", "tot"}:
            return self._spelled(node, "mon-fri", notes)
        seen: dict[str, Scalar] = {}
        hours: list[OfficeHours | None] = []
        for key, value in node.pairs:
            if key.text in seen:
                duplicate(key, seen[key.text], notes)
                hours.append(None)
            seen[key.text] = key
            hours.extend(self._day(key, value, notes))
        return tuple(one for one in hours if one) if None not in hours else None

    def _day(self, key: Scalar, value: Node, notes: Notes) -> list[OfficeHours | None]:
        days = weekdays(key.text)
        if days is None:
            notes.report(kinds.NOT_A_WEEKDAY, key, text=short(key.text))
            return [None]
        if isinstance(value, Pairs):
            found = self._spelled(value, key.text, notes)
            return list(found) if found else [None]
        return [self._stretch(days, one, notes) for one in list_or_self(value)]

    def _spelled(self, node: Pairs, days: str, notes: Notes) -> tuple[OfficeHours, ...] | None:
        """``{van: 8:30, tot: 17:30}``: understood, and told how to write it."""
        parts = {_ENGLISH.get(key.text, key.text): value for key, value in node.pairs}
        ends = [clock_time(one.text) for one in (parts.get("from"), parts.get("until")) if isinstance(one, Scalar)]
        known = weekdays(days)
        if len(ends) != 2 or ends[0] is None or ends[1] is None or known is None:
            self.expected(node, notes)
            return None
        notes.report(kinds.HOURS_SPELLED, node, guess=f"{days}: {ends[0]:%H:%M}-{ends[1]:%H:%M}")
        return (OfficeHours(known, ends[0], ends[1]),)

    def _stretch(self, days: frozenset[int], node: Node, notes: Notes) -> OfficeHours | None:
        found = _HOURS.match(node.text) if isinstance(node, Scalar) else None
        start = clock_time(found[1]) if found else None
        end = (time(0) if found[2] == "24:00" else clock_time(found[2])) if found else None
        if start is None or end is None:
            notes.report(kinds.NOT_HOURS, node, text=short(node.text) if isinstance(node, Scalar) else "[…]")
            return None
        if end != time(0) and end <= start:
            notes.report(kinds.HOURS_BACKWARDS, node)
            return None
        return OfficeHours(days, start, end)

    def schema(self) -> Schema:
        """Days with hours."""
        return {
            "type": "object",
            "additionalProperties": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        }


_ENGLISH = {"van": "from", "tot": "until"}


def _calendar(
    at: Any, extra_days_off: tuple[date, ...] = (), extra_workdays: tuple[date, ...] = (), **rest: Any
) -> Calendar:
    return Calendar(extra_days_off=frozenset(extra_days_off), extra_workdays=frozenset(extra_workdays), at=at, **rest)


CALENDAR: Record[Calendar] = Record(
    _calendar,
    (
        Field("office_hours", OpeningHours(), "wanneer het kantoor open is", also=("kantoortijden", "kantooruren")),
        Field(
            "holidays",
            Choice({"netherlands": "de Nederlandse feestdagen"}, {"nederland": "netherlands", "nl": "netherlands"}),
            "ingebouwde feestdagen",
            also=("feestdagen",),
        ),
        Field("extra_days_off", Many(Day()), "eigen vrije dagen", also=("vrije_dagen",)),
        Field("extra_workdays", Many(Day()), "feestdagen waarop wel gewerkt wordt", also=("werkdagen",)),
    ),
    doc="kantoortijden, feestdagen en eigen vrije dagen",
)
