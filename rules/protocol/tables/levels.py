"""How serious, how soon, who: levels, escalation and limits."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Clock, LastResort, Level, Limits, Push, Step
from rules.protocol.nodes import Node, Pairs, Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import ScalarShape, Schema, Shape
from rules.protocol.shapes.collections import Many, Named, duplicate
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.refs import Ref
from rules.protocol.shapes.scalars import Choice, Flag, Text, Whole
from rules.protocol.shapes.times import Duration, WallTime, span

LEVEL_REF = Ref("levels")
TWO_PEOPLE = "two people"


class SignOff(Shape[tuple[str, ...]]):
    """``two people``, a role, ``spokesperson and board``, or a list of roles."""

    says = N_("two people, een rol, of rollen met and ertussen")

    def read(self, node: Node, notes: Notes) -> tuple[str, ...] | None:
        """The roles, or ``("two people",)``."""
        if not isinstance(node, Scalar):
            return Many(Ref("roles")).read(node, notes)
        if node.text in (TWO_PEOPLE, "twee mensen"):
            return (TWO_PEOPLE,)
        names = re.split(r"\s+(?:and|en)\s+|\s*,\s*", node.text.strip())
        found = [Ref("roles", (TWO_PEOPLE,)).read_text(name, node, notes) for name in names]
        return tuple(name for name in found if name is not None) if None not in found else None

    def schema(self) -> Schema:
        """A text or a list."""
        return {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def _level(id: str, push: str = Push.NEVER, **rest: Any) -> Level:
    return Level(id, push=Push(push), **rest)


LEVEL: Record[Level] = Record(
    _level,
    (
        Field(
            "number",
            Whole(0, 4),
            "0 ruis, 1 dagelijks, 2 aandacht, 3 ernstig, 4 crisis; vanaf 2 moet iemand kijken",
            required=True,
            also=("nummer",),
        ),
        Field("name", Text(), "hoe het niveau op het scherm heet", required=True, also=("naam",)),
        Field("icon", Text(max_length=8), "een teken voor op het scherm", also=("icoon", "teken")),
        Field("seen", Duration(), "binnen welke tijd iemand op 'ik pak dit op' tikt", also=("gezien",)),
        Field("reply", Duration(), "binnen welke tijd de eerste reactie uitgaat", also=("antwoord", "reactie")),
        Field(
            "push",
            Choice(
                {
                    Push.NEVER: "komt in het overzicht, zonder geluid",
                    Push.OFFICE_HOURS: "met geluid in kantoortijd, daarbuiten stil",
                    Push.ALWAYS: "met geluid, dag en nacht",
                },
                {"altijd": "always", "nooit": "never", "kantoortijd": "office_hours", "office hours": "office_hours"},
            ),
            "wanneer de telefoon geluid maakt",
        ),
        Field("points", Whole(1, 1000), "vanaf zoveel punten heeft een bericht dit niveau", also=("punten",)),
        Field("sign_off", SignOff(), "wie een antwoord goedkeurt voor het uitgaat", also=("akkoord", "goedkeuring")),
    ),
    keyed=True,
    doc="een niveau: hoe ernstig, hoe snel, hoe luid",
)


class LevelTable(Named[Level]):
    """All levels; every number from 0 to 4 once."""

    def read(self, node: Node, notes: Notes) -> Mapping[str, Level] | None:
        """The levels by id."""
        levels = super().read(node, notes)
        if levels is None:
            return None
        by_number: dict[int, str] = {}
        good = True
        for level in levels.values():
            if level.number in by_number:
                notes.add(
                    kinds.LEVEL_NUMBER_TWICE.at(
                        level.at, number=level.number, first=by_number[level.number], second=level.id
                    )
                )
                good = False
            by_number.setdefault(level.number, level.id)
        missing = tuple(str(number) for number in range(5) if number not in by_number)
        if missing and "levels" not in notes.unread:
            notes.report(kinds.LEVELS_MISSING, node, missing=missing)
        return levels if good and not missing else None


LEVELS: Named[Level] = LevelTable(LEVEL, N_("niveau '{name}'"))


# --- escalation --------------------------------------------------------------------------------------------

MOMENTARY = ("owner", "backup")
"""Roles of the moment: who owns the case, who backs up the person on duty."""

STEP: Record[Step] = Record(
    Step,
    (
        Field("after", Duration(), "hoe lang nadat de zaak dit niveau kreeg", required=True, also=("na",)),
        Field(
            "notify",
            Many(Ref("roles", MOMENTARY)),
            "welke rollen bericht krijgen; owner is de eigenaar van de zaak, backup de achterwacht",
            required=True,
            also=("meld", "waarschuw", "bericht"),
        ),
        Field("call", Flag(), "ook bellen", also=("bel", "bellen")),
    ),
    doc="een stap van de opschaling",
)
STEPS = Many(STEP, single=False, label=N_("stap {name}"))
LAST_RESORT: Record[LastResort] = Record(
    LastResort,
    (
        Field(
            "notify",
            Many(Ref("roles", MOMENTARY)),
            "wie bericht krijgt als niemand het oppakt",
            required=True,
            also=("meld",),
        ),
        Field("repeat", WallTime(), "hoe vaak opnieuw, tot iemand het doet", required=True, also=("herhaal",)),
    ),
    doc="wie bericht krijgt als de hele ladder niets opleverde",
)


class Escalation(Shape[dict[str, Any]]):
    """Per level its steps, and ``last_resort``."""

    says = N_("per niveau een lijst stappen")

    def read(self, node: Node, notes: Notes) -> dict[str, Any] | None:
        """``{"escalation": steps by level, "last_resort": …}``."""
        if not isinstance(node, Pairs):
            self.expected(node, notes)
            return None
        ladder = Pairs(node.file, node.line, node.column, node.end_line, node.end_column, [], node.flow)
        ladder.pairs = [pair for pair in node.pairs if pair[0].text != "last_resort"]
        steps = Named(STEPS, N_("opschaling '{name}'"), id=LEVEL_REF).read(ladder, notes)
        found: dict[str, Any] = {"escalation": steps}
        last = [pair for pair in node.pairs if pair[0].text == "last_resort"]
        for _, value in last[:1]:
            with notes.inside(N_("opschaling '{name}'"), "last_resort"):
                found["last_resort"] = LAST_RESORT.read(value, notes)
        for key, _ in last[1:]:
            duplicate(key, last[0][0], notes)
        return found if None not in found.values() else None

    def parts(self) -> tuple[Shape[Any], ...]:
        """The steps and the last resort."""
        return (STEPS, LAST_RESORT)

    def schema(self) -> Schema:
        """Lists of steps by level."""
        return {
            "type": "object",
            "properties": {"last_resort": {**LAST_RESORT.schema(), "description": LAST_RESORT.doc}},
            "additionalProperties": STEPS.schema(),
        }


class Rate(ScalarShape[tuple[int, timedelta]]):
    """``8 per hour``."""

    says = N_("een aantal per tijd, zoals 8 per hour")
    _written = re.compile(r"^(\d{1,4}) (?:per|in) (.+)$")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> tuple[int, timedelta] | None:
        """How many in how long."""
        found = self._written.match(" ".join(text.split()))
        unit = found[2] if found else ""
        length = span(unit if unit[:1].isdigit() else f"1 {unit}")
        if found is None or length is None or length.clock is not Clock.WALL or int(found[1]) == 0:
            self.expected(node, notes)
            return None
        return int(found[1]), length.amount

    def schema(self) -> Schema:
        """A text such as "8 per hour"."""
        return {"type": "string", "examples": ["8 per hour"]}


def _limits(
    per_person: tuple[int, timedelta], at: Any, then: str = "bundle", never_limit: tuple[str, ...] = ()
) -> Limits:
    return Limits(*per_person, never_limit, at)


LIMITS: Record[Limits] = Record(
    _limits,
    (
        Field(
            "per_person",
            Rate(),
            "hoeveel luide berichten en telefoontjes per collega",
            required=True,
            also=("per_persoon",),
        ),
        Field(
            "then",
            Choice({"bundle": "de rest komt samen in één bericht"}),
            "wat er met de rest gebeurt",
            also=("dan",),
        ),
        Field("never_limit", Many(LEVEL_REF), "niveaus die altijd doorkomen", also=("nooit_beperken",)),
    ),
    doc="een rem tegen te veel berichten",
)
