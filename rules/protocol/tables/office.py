"""Privacy, reports, exercises and the protocol's own tests."""

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import Any

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Compare, Exercises, Expect, Privacy, ProtocolTest, Report
from rules.protocol.names import SIGNAL_TOPICS
from rules.protocol.nodes import Node, Pairs
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.collections import Many, Named
from rules.protocol.shapes.properties import LANG, MENTION_KINDS, SENTIMENTS, VIAS
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.refs import LevelBound, Ref
from rules.protocol.shapes.scalars import Choice, Flag, Number, Text, Whole
from rules.protocol.shapes.times import Moment, WallTime, WeeklyMoment

ROLES = Many(Ref("roles"))

PRIVACY: Record[Privacy] = Record(
    Privacy,
    (
        Field("basis", Text(), "de grondslag", also=("grondslag",)),
        Field(
            "keep",
            Named(WallTime(zero=True), N_("bewaartermijn '{name}'"), id=Ref("levels")),
            "bewaartermijn per niveau",
            also=("bewaar", "bewaartermijn"),
        ),
        Field("hide_names_in_alerts", Flag(), "geen namen op het vergrendelscherm"),
        Field("no_profiles_of_people", Flag(), "geen profielen van mensen"),
        Field("export_on_request", Flag(), "wie erom vraagt krijgt zijn gegevens"),
        Field("discreet", Flag(), "alleen zaaknummer en niveau op de telefoon, geen tekst", also=("discreet_alerts",)),
    ),
    doc="wat we bewaren, hoe lang, en wat niet",
)


def _report(
    name: str, to: tuple[str, ...], moment: tuple[frozenset[int], time], at: Any, show: tuple[str, ...] = ()
) -> Report:
    return Report(name, to, moment[0], moment[1], show, at)


REPORT: Record[Report] = Record(
    _report,
    (
        Field("name", Text(), "hoe het verslag heet", required=True, also=("naam",)),
        Field("to", ROLES, "welke rollen het krijgen", required=True, also=("aan", "voor")),
        Field("at", WeeklyMoment(), "wanneer", attr="moment", required=True, also=("om", "wanneer")),
        Field(
            "show",
            Many(
                Choice(
                    {
                        "open_cases": "zaken die nog lopen",
                        "overnight": "wat er 's nachts binnenkwam",
                        "share_tips": "berichten om te delen",
                        "levels": "aantallen per niveau",
                        "response_times": "hoe snel er gereageerd is",
                        "topics": "waar het over ging",
                        "locations": "over welke locaties",
                        "false_alarms": "wat achteraf niets was",
                    }
                )
            ),
            "wat erin staat",
            also=("toon",),
        ),
    ),
    doc="een verslag op vaste tijden; op een vrije dag schuift het naar de volgende werkdag",
)
REPORTS: Many[Report] = Many(REPORT, single=False, label=N_("verslag '{name}'"))

EXERCISES: Record[Exercises] = Record(
    Exercises,
    (
        Field("allowed_for", ROLES, "welke rollen een oefening mogen starten", also=("toegestaan_voor",)),
        Field("banner", Text(max_length=40), "het woord dat boven elk oefenbericht staat"),
        Field("replay", Text(max_length=200), "het bestand met berichten om na te spelen", also=("naspelen",)),
        Field(
            "notify",
            Choice(
                {"participants only": "alleen wie meedoet krijgt bericht"},
                {"alleen deelnemers": "participants only"},
            ),
            "wie er bericht krijgt",
            also=("meld",),
        ),
        Field("at_least", Text(max_length=60), "hoe vaak er geoefend wordt", also=("minstens",)),
    ),
    doc="oefenen met het echte rooster",
)


# --- tests -------------------------------------------------------------------------------------------------


def _expect(level: tuple[str, Compare] | None = None, **rest: Any) -> Expect:
    name, compare = level or (None, Compare.EXACTLY)
    return Expect(level=name, level_compare=compare, **rest)


_CATEGORY = Ref("categories", kind=kinds.UNKNOWN_CATEGORY)

EXPECT: Record[Expect] = Record(
    _expect,
    (
        Field("level", LevelBound(), "het niveau, of routine or less, of serious or more", also=("niveau",)),
        Field("category", _CATEGORY, "de categorie", also=("categorie",)),
        Field("owner", Ref("roles"), "wie het als eerste oppakt", also=("eigenaar",)),
        Field("location", Ref("locations"), "de locatie", also=("locatie",)),
        Field("about_us", Flag(), "of het over ons gaat", also=("over_ons",)),
        Field("alert", Flag(), "of er iemand moet kijken"),
        Field("share", Flag(), "of het een deeltip is", also=("delen",)),
        Field(
            "topics",
            Many(Ref("topics", SIGNAL_TOPICS)),
            "welke onderwerpen herkend zijn",
            also=("onderwerpen", "topic"),
        ),
        Field("rules", Many(Ref("rules")), "welke regels passen", also=("regels", "rule")),
    ),
    placed=False,
    doc="wat de uitkomst moet zijn; wat er niet staat wordt niet bekeken",
)


class _Author(Shape[Any]):
    """A text is name and bio; or a block."""

    says = N_("een tekst, of een blok met handle, name, bio en followers")
    _block: Record[dict[str, Any]] = Record(
        dict,
        (
            Field("handle", Text(), "de accountnaam"),
            Field("name", Text(), "de naam"),
            Field("bio", Text(), "het openbare profiel"),
            Field("followers", Whole(), "het aantal volgers"),
        ),
        placed=False,
        doc="de afzender van een testbericht",
    )

    def read(self, node: Node, notes: Notes) -> Any | None:
        return self._block.read(node, notes) if isinstance(node, Pairs) else Text().read(node, notes)

    def parts(self) -> tuple[Shape[Any], ...]:
        return (self._block,)

    def schema(self) -> Schema:
        return {"anyOf": [{"type": "string"}, self._block.schema()]}


_GIVEN = (
    Field("via", VIAS, "hoe het bericht ons bereikte"),
    Field("platform", Ref("platforms", open=True), "het platform"),
    Field("kind", MENTION_KINDS, "wat voor bericht het is", also=("soort",)),
    Field("author", _Author(), "de afzender: een tekst telt als naam en profiel", also=("afzender",)),
    Field("reach", Whole(), "hoeveel mensen het kunnen zien", also=("bereik",)),
    Field("rating", Number(0, 10), "het aantal sterren", also=("sterren",)),
    Field("parent_text", Text(), "de tekst waarop dit een reactie is"),
    Field("lang", LANG, "de taal", also=("taal",)),
    Field("posted_at", Moment(), "wanneer het geplaatst is, plaatselijke tijd"),
)


def _test(
    text: str, expect: Expect, at: Any, sentiment: str | None = None, danger: float | None = None, **given: Any
) -> ProtocolTest:
    return ProtocolTest(text, expect, sentiment, danger, MappingProxyType(given), at)


def _expects_something(test: ProtocolTest, nodes: Mapping[str, Node], notes: Notes) -> None:
    if test.expect == Expect():
        notes.report(kinds.TEST_WITHOUT_EXPECTATION, nodes["expect"])


TEST: Record[ProtocolTest] = Record(
    _test,
    (
        Field("text", Text(), "het bericht", required=True, also=("tekst",)),
        Field("expect", EXPECT, "wat de uitkomst moet zijn", required=True, also=("verwacht",)),
        Field(
            "sentiment",
            SENTIMENTS,
            "de toon staat vast, zodat de regels getest worden en niet het model",
            also=("toon",),
        ),
        Field("danger", Number(0, 1), "het gevaarsignaal staat vast", also=("gevaar",)),
        *_GIVEN,
    ),
    check=_expects_something,
    doc="een bericht met de uitkomst die het moet hebben; breekt er één, dan gaat een wijziging niet in",
)
TESTS: Many[ProtocolTest] = Many(TEST, single=False, label=N_("test {name}"))
