"""Quiet, house rules, texts, lists and sharing."""

import re
from collections.abc import Mapping
from typing import Any

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Checklist, HouseRule, SecondPerson, Share, Silence, Template
from rules.protocol.nodes import Node, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.collections import Many, Named
from rules.protocol.shapes.conditions import CONDITIONS
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.refs import Ref
from rules.protocol.shapes.scalars import Choice, Flag, Text, Whole
from rules.protocol.shapes.times import Moment, WallTime

LEVEL_REF = Ref("levels")
ROLE = Ref("roles")
CATEGORY = Ref("categories", kind=kinds.UNKNOWN_CATEGORY)


SILENCE: Record[Silence] = Record(
    Silence,
    (
        Field("name", Text(), "waar de stilte voor is", required=True, also=("naam",)),
        Field("where", CONDITIONS, "welke berichten stil blijven", required=True, also=("when", "waar", "waarvoor")),
        Field("from", Moment(), "vanaf wanneer", attr="start", required=True, also=("van", "vanaf", "start")),
        Field(
            "until",
            Moment(usual="23:59"),
            "tot wanneer; op dat tijdstip zelf is er weer geluid",
            attr="end",
            required=True,
            missing=kinds.SILENCE_WITHOUT_END,
            also=("tot", "to", "end"),
        ),
        Field("by", Ref("people"), "wie hem heeft ingesteld", required=True, also=("door",)),
        Field("reason", Text(), "waarom", required=True, also=("reden",)),
        Field("never_above", LEVEL_REF, "hoger dan dit niveau komt altijd door", required=True, also=("nooit_boven",)),
    ),
    doc="een tijd waarin passende berichten geen geluid maken; ze staan wel in het ochtendbericht",
)
SILENCES: Many[Silence] = Many(SILENCE, single=False, label=N_("stilte '{name}'"))


# --- house rules -------------------------------------------------------------------------------------------

_ACTIONS = Choice(
    {
        "hide": "verbergen",
        "delete": "verwijderen",
        "ban": "de afzender weren",
        "report": "melden bij het platform",
    },
    {"verberg": "hide", "verwijder": "delete", "blokkeer": "ban", "block": "ban"},
)


def _allowed_alone(rule: HouseRule, nodes: Mapping[str, Node], notes: Notes) -> None:
    beyond = tuple(action for action in rule.alone_outside_office if action not in rule.may)
    if beyond:
        notes.report(kinds.ALONE_NOT_ALLOWED, nodes["alone_outside_office"], actions=beyond)


HOUSE_RULE: Record[HouseRule] = Record(
    HouseRule,
    (
        Field("breach", CATEGORY, "de categorie waar het om gaat", required=True, also=("overtreding", "category")),
        Field(
            "may",
            Many(_ACTIONS),
            "wat er op eigen pagina's mag; leeg is: blijft staan",
            required=True,
            also=("mag",),
        ),
        Field("four_eyes", Flag(), "twee mensen moeten het eens zijn", also=("vier_ogen",)),
        Field(
            "alone_outside_office",
            Many(_ACTIONS),
            "wat één mens mag buiten kantoortijd",
            also=("alleen_buiten_kantoortijd",),
        ),
        Field("warn_first", Flag(), "eerst waarschuwen", also=("eerst_waarschuwen",)),
        Field("appeal", WallTime(), "hoe lang iemand bezwaar kan maken", also=("bezwaar",)),
        Field("keep_evidence", WallTime(), "hoe lang het bewijs bewaard blijft", also=("bewaar_bewijs",)),
        Field("review_after", ROLE, "wie achteraf meekijkt", also=("achteraf",)),
        Field("note", Text(), "een opmerking", also=("opmerking",)),
    ),
    check=_allowed_alone,
    doc="wat er op eigen pagina's mag met een bericht van deze soort",
)


class HouseRules(Shape[Mapping[str, HouseRule]]):
    """A list; every breach once."""

    says = N_("een lijst")
    _list = Many(HOUSE_RULE, single=False, label=N_("huisregel '{name}'"))

    def read(self, node: Node, notes: Notes) -> Mapping[str, HouseRule] | None:
        """The house rules by breach."""
        found = self._list.read(node, notes)
        if found is None:
            return None
        rules: dict[str, HouseRule] = {}
        for one in found:
            if one.breach in rules:
                notes.add(kinds.ID_TWICE.at(one.at, also=(rules[one.breach].at,), id=one.breach))
            rules.setdefault(one.breach, one)
        return rules

    def parts(self) -> tuple[Shape[Any], ...]:
        """The list."""
        return (self._list,)

    def schema(self) -> Schema:
        """An array."""
        return self._list.schema()


SECOND_PERSON: Record[SecondPerson] = Record(
    SecondPerson,
    (
        Field("texts", Many(ROLE), "rollen voor een tekst, bij sign_off: two people", also=("teksten",)),
        Field("actions", Many(ROLE), "rollen voor verbergen en verwijderen, bij four_eyes", also=("acties",)),
    ),
    doc="wie de tweede kan zijn waar twee mensen het eens moeten worden",
)


# --- texts -------------------------------------------------------------------------------------------------

_FIELD = re.compile(r"\{([^{}]*)\}")
_FIELD_NAME = re.compile(r"^[a-zà-ÿ][a-zà-ÿ_]{0,30}$")


class TemplateText(Shape[Template]):
    """A text with ``{names}`` to fill in."""

    says = N_("een tekst")
    _text = Text(max_length=4_000)

    def read(self, node: Node, notes: Notes) -> Template | None:
        """The template, nameless."""
        text = self._text.read(node, notes)
        if text is None:
            return None
        fields = tuple(dict.fromkeys(_FIELD.findall(text)))
        wrong = [name for name in fields if not _FIELD_NAME.match(name)]
        if wrong:
            notes.report(kinds.BAD_PLACEHOLDER, node, field="{" + short(wrong[0]) + "}")
            return None
        if set("{}") & set(_FIELD.sub("", text)):
            notes.report(kinds.LOOSE_BRACE, node)
            return None
        return Template("", text, fields, node.place)

    def read_keyed(self, key: Scalar, node: Node, notes: Notes) -> Template | None:
        """The template, told its name."""
        found = self.read(node, notes)
        return None if found is None else Template(key.text, found.text, found.fields, found.at)

    def schema(self) -> Schema:
        """A string."""
        return {"type": "string"}


TEMPLATES: Named[Template] = Named(TemplateText(), N_("sjabloon '{name}'"))


class _Checklist(Shape[Checklist]):
    says = N_("een lijst zinnen, elk op een eigen regel met een streepje")
    _items = Many(Text(max_length=1_000), prose=True)

    def read(self, node: Node, notes: Notes) -> Checklist | None:
        items = self._items.read(node, notes)
        return None if items is None else Checklist("", items, node.place)

    def read_keyed(self, key: Scalar, node: Node, notes: Notes) -> Checklist | None:
        found = self.read(node, notes)
        return None if found is None else Checklist(key.text, found.items, found.at)

    def schema(self) -> Schema:
        return self._items.schema()


CHECKLISTS: Named[Checklist] = Named(_Checklist(), N_("checklist '{name}'"))

SHARE: Record[Share] = Record(
    Share,
    (
        Field("when", CONDITIONS, "welke berichten een deeltip zijn", required=True, also=("als", "wanneer")),
        Field("ask_permission", Flag(), "eerst toestemming vragen", also=("vraag_toestemming",)),
        Field(
            "never_when",
            Many(
                Choice(
                    {
                        "client_recognisable": "een cliënt is herkenbaar",
                        "staff_recognisable": "een collega is herkenbaar",
                    }
                )
            ),
            "wanneer nooit",
            also=("nooit_als",),
        ),
        Field("per_week", Whole(0, 1000), "hoeveel tips per week"),
    ),
    doc="welke mooie berichten het delen waard zijn",
)
