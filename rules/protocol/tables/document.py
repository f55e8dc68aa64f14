"""The document: every section, in the order a person would read them."""

from collections.abc import Mapping
from typing import Any

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Protocol
from rules.protocol.nodes import Node, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.shapes.base import ScalarShape, Schema
from rules.protocol.shapes.collections import Many, Named
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.refs import Ref
from rules.protocol.shapes.scalars import Text
from rules.protocol.tables.calendar import CALENDAR
from rules.protocol.tables.conduct import CHECKLISTS, SECOND_PERSON, SHARE, SILENCES, TEMPLATES, HouseRules
from rules.protocol.tables.levels import LEVELS, LIMITS, Escalation
from rules.protocol.tables.office import EXERCISES, PRIVACY, REPORTS, TESTS
from rules.protocol.tables.organisation import ORGANISATION, PLATFORMS
from rules.protocol.tables.people import ON_CALL, PEOPLE, ROLE_TABLE
from rules.protocol.tables.rules import GROUPING, PATTERNS, RULES, STORM
from rules.protocol.tables.topics import AUTHOR_KINDS, TOPICS


class LanguageVersion(ScalarShape[str]):
    """``protocol: 1``."""

    says = N_("het cijfer 1")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The version of the language."""
        if text == "1":
            return text
        notes.report(kinds.WRONG_LANGUAGE_VERSION, node, found=short(text))
        return None

    def schema(self) -> Schema:
        """Only 1."""
        return {"const": 1}


def _protocol(protocol: str, **sections: Any) -> Protocol:
    return Protocol(**sections)


class _Document(Record[Protocol]):
    """The sections; what could not be read is not missed."""

    def _missing(self, nodes: Mapping[str, Node], notes: Notes) -> list[Field]:
        return [one for one in super()._missing(nodes, notes) if one.key not in notes.unread]


DOCUMENT: Record[Protocol] = _Document(
    _protocol,
    (
        Field("protocol", LanguageVersion(), "de versie van deze protocoltaal; altijd 1", required=True),
        Field("title", Text(), "de titel van dit protocol", required=True, also=("titel",)),
        Field("version", Text(max_length=40), "uw eigen versie, zoals 2026-03", required=True, also=("versie",)),
        Field("owner", Ref("people"), "wie dit protocol mag wijzigen", also=("eigenaar",)),
        Field("approved_by", Many(Ref("people")), "wie een wijziging van een ander goedkeurt", also=("akkoord_door",)),
        Field("organisation", ORGANISATION, ORGANISATION.doc, required=True, also=("organisatie", "organization")),
        Field("platforms", PLATFORMS, "waar over ons gesproken wordt", also=("kanalen", "channels")),
        Field("people", PEOPLE, "de collega's", also=("mensen", "personen")),
        Field("roles", ROLE_TABLE, "wie wat doet", also=("rollen",)),
        Field("calendar", CALENDAR, CALENDAR.doc, also=("kalender",)),
        Field("on_call", ON_CALL, "de roosters: wie wanneer dienst heeft", also=("piket", "oncall", "dienst")),
        Field("levels", LEVELS, "hoe ernstig, hoe snel, hoe luid; precies vijf", required=True, also=("niveaus",)),
        Field("escalation", Escalation(), "per niveau wie wanneer bericht krijgt", spread=True, also=("opschaling",)),
        Field("limits", LIMITS, LIMITS.doc, also=("grenzen", "limieten")),
        Field("topics", TOPICS, "waaraan we onderwerpen herkennen", also=("onderwerpen",)),
        Field("author_kinds", AUTHOR_KINDS, "soorten afzenders", also=("afzenders", "soorten_afzenders")),
        Field("rules", RULES, "wat een bericht betekent en wie ervan moet weten", also=("regels",)),
        Field("patterns", PATTERNS, "meerdere berichten samen", also=("patronen",)),
        Field("grouping", GROUPING, GROUPING.doc, also=("samenvoegen", "groeperen")),
        Field("storm", STORM, STORM.doc),
        Field("silences", SILENCES, "tijden waarin passende berichten geen geluid maken", also=("stiltes",)),
        Field("house_rules", HouseRules(), "wat er op eigen pagina's mag", also=("huisregels",)),
        Field("second_person", SECOND_PERSON, SECOND_PERSON.doc, also=("tweede_persoon",)),
        Field("templates", TEMPLATES, "teksten die vooraf zijn afgesproken", also=("sjablonen",)),
        Field("checklists", CHECKLISTS, "lijsten voor bij een zaak", also=("checklist",)),
        Field("share", SHARE, SHARE.doc, also=("delen",)),
        Field("privacy", PRIVACY, PRIVACY.doc),
        Field("reports", REPORTS, "verslagen op vaste tijden", also=("verslagen", "rapporten")),
        Field("exercises", EXERCISES, EXERCISES.doc, also=("oefeningen",)),
        Field("tests", TESTS, "berichten met de uitkomst die ze moeten hebben", also=("testen", "proeven")),
    ),
    placed=False,
    doc="het protocol",
)

MANY = frozenset(one.key for one in DOCUMENT.fields if isinstance(one.shape, Many | Named | HouseRules)) - {
    "approved_by"
}
"""Sections that hold many things, so that one bad thing need not spoil the others."""
