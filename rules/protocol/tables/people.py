"""Who is there, who does what, when the office is open and who has duty."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Every, Override, Person, Role, Schedule, Shift, Span
from rules.protocol.nodes import Node, Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import ScalarShape, Schema
from rules.protocol.shapes.collections import Many, Named
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.refs import Ref
from rules.protocol.shapes.scalars import Choice, Flag, SecretName, Text
from rules.protocol.shapes.times import Day, Duration, Moment, clock_time, weekday

ROLE = Ref("roles")
ROLES = Many(ROLE)
PERSON_REF = Ref("people")
SPOKEN = Choice({"nl": "Nederlands", "en": "Engels"})

PERSON = Record(
    Person,
    (
        Field("name", Text(), "de naam", required=True, also=("naam",)),
        Field("telegram", SecretName("TG"), "Telegram van het werk, als verwijzing naar de kluis"),
        Field(
            "mail",
            SecretName("MAIL"),
            "mailadres van het werk, als verwijzing naar de kluis",
            also=("email", "e-mail"),
        ),
        Field(
            "phone",
            SecretName("TEL"),
            "telefoon van het werk, als verwijzing naar de kluis",
            also=("telefoon", "tel", "mobiel", "telephone"),
        ),
        Field("lang", SPOKEN, "de taal van de berichten aan deze collega (nl)", also=("taal",)),
    ),
    keyed=True,
    doc="een collega en hoe die op het werk te bereiken is",
)
PEOPLE: Named[Person] = Named(PERSON, N_("persoon '{name}'"))


def _role(id: str, name: str, at: Any, origin: str | None = None, **rest: Any) -> Role:
    return Role(id, name, location_manager=origin is not None, at=at, **rest)


def _one_filling(role: Role, nodes: Mapping[str, Node], notes: Notes) -> None:
    ways = [nodes[key] for key in ("people", "schedule", "from") if key in nodes]
    if len(ways) > 1:
        notes.report(kinds.ROLE_FILLED_TWICE, ways[1])
    if role.stand_in == role.id:
        notes.report(kinds.STAND_IN_SELF, nodes["stand_in"])


ROLE_RECORD: Record[Role] = Record(
    _role,
    (
        Field("name", Text(), "hoe de rol op het scherm heet", required=True, also=("naam",)),
        Field("people", Many(PERSON_REF), "wie de rol heeft", also=("mensen", "personen")),
        Field("schedule", Ref("on_call"), "het rooster dat zegt wie dienst heeft", also=("rooster",)),
        Field(
            "from",
            Choice({"location.manager": "de manager van de genoemde locatie"}),
            "haalt de persoon uit de locatie van de zaak",
            attr="origin",
            also=("van",),
        ),
        Field(
            "stand_in",
            ROLE,
            "de rol die inspringt buiten kantoortijd en bij afwezigheid",
            also=("vervanger", "backup"),
        ),
        Field("always_on", Flag(), "dag en nacht bereikbaar", also=("altijd_aan",)),
        Field("group", SecretName("GROUP"), "de groepschat, als verwijzing naar de kluis", also=("groep",)),
    ),
    keyed=True,
    check=_one_filling,
    doc="een taak in dit protocol: precies één van people, schedule of from zegt wie",
)
ROLE_TABLE: Named[Role] = Named(ROLE_RECORD, N_("rol '{name}'"))


# --- on call -----------------------------------------------------------------------------------------------


class TurnLength(ScalarShape[tuple[Every, int]]):
    """``day``, ``week``, ``2 weeks``."""

    says = N_("day, week of een aantal zoals 2 weeks")
    _written = re.compile(r"^(?:(\d{1,2}) )?(day|days|dag|dagen|week|weeks|weken)$")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> tuple[Every, int] | None:
        """The unit and how many."""
        found = self._written.match(" ".join(text.split()))
        if found is None or found[1] in ("0", "00"):
            self.expected(node, notes)
            return None
        return (Every.DAY if found[2].startswith("da") else Every.WEEK), int(found[1] or 1)

    def schema(self) -> Schema:
        """A text such as "week"."""
        return {"type": "string", "examples": ["day", "week", "2 weeks"]}


@dataclass(frozen=True)
class ChangeMoment(ScalarShape[tuple[int | None, time]]):
    """``monday 09:00`` or, for daily turns, ``09:00``."""

    says: str = N_("een dag en een tijd, zoals monday 09:00")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> tuple[int | None, time] | None:
        """The weekday (None for every day) and the local time."""
        name, _, at = text.strip().rpartition(" ")
        on, hour = weekday(name), clock_time(at)
        if hour is None or (name and on is None):
            self.expected(node, notes)
            return None
        return on, hour

    def schema(self) -> Schema:
        """A text such as "monday 09:00"."""
        return {"type": "string", "examples": ["monday 09:00", "09:00"]}


def _shift(every: tuple[Every, int], starts: tuple[int | None, time], first: date) -> Shift:
    unit, count = every
    on = starts[0] if unit is Every.WEEK else None
    return Shift(unit, first.weekday() if unit is Every.WEEK and on is None else on, starts[1], first, count)


def _first_fits(shift: Shift, nodes: Mapping[str, Node], notes: Notes) -> None:
    if shift.weekday is not None and shift.first.weekday() != shift.weekday:
        notes.report(kinds.FIRST_OTHER_DAY, nodes["first"], date=shift.first.isoformat())


SHIFT: Record[Shift] = Record(
    _shift,
    (
        Field("every", TurnLength(), "hoe lang een dienst duurt", required=True, also=("elke", "duur")),
        Field("starts", ChangeMoment(), "wanneer de dienst wisselt", required=True, also=("begint", "start")),
        Field("first", Day(), "de eerste dag van de eerste in de rij", required=True, also=("eerste",)),
    ),
    placed=False,
    check=_first_fits,
    doc="hoe lang een dienst duurt en wanneer die wisselt",
)


def _after_start(override: Override, nodes: Mapping[str, Node], notes: Notes) -> None:
    if override.end <= override.start:
        notes.report(kinds.ENDS_BEFORE_START, nodes["until"])


OVERRIDE: Record[Override] = Record(
    Override,
    (
        Field("who", PERSON_REF, "wie de dienst overneemt", required=True, also=("wie",)),
        Field("from", Moment(), "vanaf wanneer", attr="start", required=True, also=("van", "vanaf", "start")),
        Field(
            "until",
            Moment(),
            "tot wanneer (niet meer op dat tijdstip zelf)",
            attr="end",
            required=True,
            also=("tot", "to", "end"),
        ),
        Field("reason", Text(), "waarom", also=("reden",)),
    ),
    check=_after_start,
    doc="een ruil of uitzondering in het rooster",
)

HANDOVER: Record[dict[str, Any]] = Record(
    dict,
    (
        Field("remind", Duration(), "hoe lang vooraf de volgende een herinnering krijgt", also=("herinner",)),
        Field(
            "send",
            Many(
                Choice(
                    {
                        "open_cases": "zaken die nog lopen",
                        "silences": "stiltes die gelden",
                        "quiet_topics": "onderwerpen die stil staan",
                    }
                )
            ),
            "wat er in de overdracht staat",
            also=("stuur",),
        ),
    ),
    placed=False,
    doc="de overdracht bij de wissel",
)


def _schedule(id: str, at: Any, handover: Mapping[str, Any] = {}, **rest: Any) -> Schedule:
    remind: Span | None = handover.get("remind")
    return Schedule(id, remind=remind, send=handover.get("send", ()), at=at, **rest)


SCHEDULE: Record[Schedule] = Record(
    _schedule,
    (
        Field(
            "rotation",
            Many(PERSON_REF),
            "wie er om de beurt dienst heeft, in volgorde",
            required=True,
            also=("rotatie", "volgorde"),
        ),
        Field("shift", SHIFT, "hoe lang een dienst duurt en wanneer die wisselt", required=True, also=("dienst",)),
        Field(
            "backup",
            ROLE,
            "de rol die inspringt als wie dienst heeft niet reageert",
            also=("achterwacht", "reserve"),
        ),
        Field("handover", HANDOVER, "de overdracht bij de wissel", also=("overdracht",)),
        Field(
            "overrides",
            Many(OVERRIDE, single=False, label=N_("ruil {name}")),
            "ruilen en uitzonderingen",
            also=("ruilen", "uitzonderingen"),
        ),
    ),
    keyed=True,
    doc="een rooster: wie wanneer dienst heeft",
)
ON_CALL: Named[Schedule] = Named(SCHEDULE, N_("rooster '{name}'"))
