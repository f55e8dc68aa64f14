"""Rules, and what many mentions together mean."""

import re
from collections.abc import Mapping
from typing import Any

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Compare, Grouping, Pattern, Rule, StormPolicy
from rules.protocol.nodes import Node
from rules.protocol.notes import Notes, short
from rules.protocol.problems import phrase
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.collections import Many
from rules.protocol.shapes.conditions import CONDITIONS
from rules.protocol.shapes.counting import CountedMentions
from rules.protocol.shapes.record import Field, Record, list_or_self
from rules.protocol.shapes.refs import Ref
from rules.protocol.shapes.scalars import Choice, Flag, Limit, Name, Number, Text, Whole
from rules.protocol.shapes.times import Duration, WallTime

LEVEL_REF = Ref("levels")
ROLE = Ref("roles")

SUGGESTIONS = Choice(
    {
        "reply_private": "antwoord in een privébericht",
        "show_helpline": "noem de hulplijn",
        "report_to_platform": "meld het bij het platform",
        "report_to_police": "doe aangifte of meld het bij de politie",
        "call_112": "bel 112",
        "keep_evidence": "leg bewijs vast",
        "hide": "verberg het op de eigen pagina",
        "check_facts": "zoek de feiten uit",
        "correct_once": "zet het één keer recht, met een bron",
        "talk_first": "praat eerst met de collega",
        "never_reply_publicly": "antwoord nooit in het openbaar",
        "reply": "antwoord",
        "let_it_stand": "laat het staan",
        "call_somebody": "bel degene die erover gaat",
    }
)


_EFFECTS = (
    *("category", "level", "points", "at_most", "owner", "outside_office"),
    *("notify", "suggest", "template", "checklist", "tags"),
)


def _has_effect(rule: Rule, nodes: Mapping[str, Node], notes: Notes) -> None:
    if not any(getattr(rule, name) for name in _EFFECTS):
        notes.add(kinds.RULE_WITHOUT_EFFECT.at(rule.at, subject=notes.subject))


RULE: Record[Rule] = Record(
    Rule,
    (
        Field("id", Name(), "een korte naam, om naar te verwijzen", required=True),
        Field("name", Text(), "wat er op het scherm staat als de regel past", required=True, also=("naam", "title")),
        Field(
            "when",
            CONDITIONS,
            "wanneer de regel past; alle voorwaarden moeten kloppen",
            required=True,
            missing=kinds.RULE_WITHOUT_WHEN,
            also=("als", "wanneer", "if"),
        ),
        Field("unless", CONDITIONS, "de regel past niet als dit klopt", also=("tenzij", "behalve", "except", "not")),
        Field("category", Name(), "waar het over gaat, zoals complaint of threat", also=("categorie",)),
        Field("level", LEVEL_REF, "minimum: het niveau wordt ten minste dit", also=("niveau",)),
        Field("points", Whole(0, 100), "punten die optellen bij die van andere regels", also=("punten", "score")),
        Field(
            "at_most",
            LEVEL_REF,
            "rem op punten en op dagelijks; een minimum van aandacht of meer blijft staan",
            also=("hoogstens",),
        ),
        Field("owner", ROLE, "wie het als eerste oppakt", also=("eigenaar",)),
        Field(
            "outside_office",
            ROLE,
            "deze rol hoort het buiten kantoortijd meteen en luid, wat het niveau ook is",
            also=("buiten_kantoortijd",),
        ),
        Field("notify", Many(ROLE), "rollen die het ook moeten weten", also=("meld", "informeer")),
        Field("suggest", Many(SUGGESTIONS), "wat de collega kan doen", also=("advies", "suggestie")),
        Field(
            "template",
            Ref("templates", ("none",)),
            "de tekst die klaarstaat, of none: er gaat niets uit",
            also=("sjabloon",),
        ),
        Field("checklist", Many(Ref("checklists")), "de lijst die erbij hoort"),
        Field("tags", Many(Name()), "eigen kenmerken voor het verslag", also=("labels",)),
        Field(
            "weak",
            Flag(),
            "telt niet mee voor nothing_else: een vraagteken is geen antwoord op woede",
            also=("zwak",),
        ),
    ),
    check=_has_effect,
    doc="wat een bericht betekent en wie ervan moet weten; de volgorde van regels maakt niet uit",
)


class UniqueById(Many[Any]):
    """A list of things with an id; every id once."""

    def read(self, node: Node, notes: Notes) -> tuple[Any, ...] | None:
        """The things in the order of the file."""
        found = super().read(node, notes)
        if found is None:
            return None
        seen: dict[str, Any] = {}
        for one in found:
            first = seen.setdefault(one.id, one)
            if first is not one:
                notes.add(kinds.ID_TWICE.at(one.at, also=(first.at,), id=one.id))
        return found


RULES: Many[Rule] = UniqueById(RULE, single=False, label=N_("regel '{name}'"))


# --- patterns ----------------------------------------------------------------------------------------------


def _complete_pattern(pattern: Pattern, nodes: Mapping[str, Node], notes: Notes) -> None:
    lacking = [key for key, value in (("level", pattern.level), ("owner", pattern.owner)) if value is None]
    if pattern.proposes is None and lacking:
        notes.add(kinds.PATTERN_WITHOUT_EFFECT.at(pattern.at, subject=notes.subject, keys=tuple(lacking)))
    if pattern.proposes is not None and pattern.ask is None:
        notes.add(kinds.MISSING_KEY.at(pattern.at, subject=notes.subject, key="ask", expected=phrase(ROLE.says)))
    if pattern.at_least is None and pattern.fewer_than is None and pattern.times_usual is None:
        notes.add(kinds.PATTERN_WITHOUT_THRESHOLD.at(pattern.at, subject=notes.subject))


PATTERN: Record[Pattern] = Record(
    Pattern,
    (
        Field("id", Name(), "een korte naam, om naar te verwijzen", required=True),
        Field(
            "count",
            CountedMentions(),
            "wat er geteld wordt: negative mentions, all mentions, negative mentions by media, of een blok voorwaarden",
            required=True,
            also=("tel",),
        ),
        Field("within", WallTime(), "in welke tijd", required=True, also=("binnen",)),
        Field("at_least", Whole(1, 1_000_000), "ten minste zoveel berichten", also=("minstens",)),
        Field("fewer_than", Whole(1, 1_000_000), "minder dan zoveel berichten", also=("minder_dan",)),
        Field(
            "times_usual",
            Limit(Compare.AT_LEAST),
            "zoveel keer het gewone aantal op dit uur van de week",
            also=("keer_gewoon",),
        ),
        Field("usual_at_least", Number(0, 1_000_000), "alleen waar het gewoonlijk ten minste zoveel is"),
        Field("authors", Whole(1, 1_000_000), "van ten minste zoveel verschillende afzenders", also=("afzenders",)),
        Field(
            "per",
            Choice(
                {"location": "per locatie", "platform": "per platform", "topic": "per onderwerp"},
                {"locatie": "location"},
            ),
            "apart geteld per",
        ),
        Field("same", Choice({"subject": "over hetzelfde onderwerp"}), "alleen berichten die bij elkaar horen"),
        Field("level", LEVEL_REF, "het niveau van de zaak", also=("niveau",)),
        Field("owner", ROLE, "wie het als eerste oppakt", also=("eigenaar",)),
        Field(
            "opens",
            Choice({"case": "een zaak", "storm": "een storm"}, {"zaak": "case"}),
            "wat er geopend wordt",
        ),
        Field(
            "proposes",
            Choice({"close storm": "de storm afsluiten"}),
            "wat er voorgesteld wordt in plaats van een zaak te openen",
        ),
        Field("ask", ROLE, "wie over het voorstel beslist", also=("vraag",)),
    ),
    check=_complete_pattern,
    doc="meerdere berichten samen: een piek, een storm, een stilte",
)
PATTERNS: Many[Pattern] = UniqueById(PATTERN, single=False, label=N_("patroon '{name}'"))


# --- grouping and storm ------------------------------------------------------------------------------------

_FACTS = Choice(
    {
        "level_up": "het niveau stijgt",
        "new_category": "er komt een ander soort bericht bij",
        "media_joins": "de media doen mee",
        "politics_joins": "de politiek doet mee",
        "new_location": "er komt een andere locatie bij",
    }
)
_GROWTH = re.compile(
    r"^(?:(?P<word>reach|bereik) x ?(?P<times>\d{1,4}(?:\.\d)?)|(?P<authors>\d{1,6}) (?:new authors|nieuwe afzenders))$"
)


class NewFacts(Shape[dict[str, Any]]):
    """What is a new fact: words, ``reach x5``, ``30 new authors``."""

    says = N_("een lijst van level_up, new_category, media_joins, politics_joins, reach x5, 30 new authors")

    def read(self, node: Node, notes: Notes) -> dict[str, Any] | None:
        """``notify_again``, ``reach_times`` and ``new_authors``."""
        parts = [self._fact(item, notes) for item in list_or_self(node)]
        if None in parts:
            return None
        found: dict[str, Any] = {"notify_again": (), "reach_times": None, "new_authors": None}
        for part in parts:
            found.update(part or {}, notify_again=(*found["notify_again"], *(part or {}).get("notify_again", ())))
        return found

    def _fact(self, node: Node, notes: Notes) -> dict[str, Any] | None:
        text = Text().read(node, notes)
        if text is None:
            return None
        growth = _GROWTH.match(" ".join(text.split()))
        if growth:
            authors = growth["authors"]
            return {"new_authors": int(authors)} if authors else {"reach_times": float(growth["times"])}
        if text in _FACTS.options:
            return {"notify_again": (text,)}
        choices = (*_FACTS.options, "reach x5", "30 new authors")
        notes.report(kinds.UNKNOWN_CHOICE, node, text=short(text), choices=choices, **notes.guess(text, choices))
        return None

    def schema(self) -> Schema:
        """A list of texts."""
        return {
            "type": "array",
            "items": {"type": "string", "examples": [*_FACTS.options, "reach x5", "30 new authors"]},
        }


GROUPING: Record[Grouping] = Record(
    Grouping,
    (
        Field(
            "one_case",
            Many(
                Choice(
                    {
                        "thread": "dezelfde draad",
                        "same_text": "(bijna) dezelfde tekst",
                        "subject + location": "hetzelfde onderwerp op dezelfde locatie",
                    },
                    {"subject+location": "subject + location"},
                )
            ),
            "welke berichten samen één zaak zijn",
            also=("een_zaak",),
        ),
        Field(
            "within",
            WallTime(),
            "hoe lang na het laatste bericht een nieuw bericht er nog bij hoort",
            also=("binnen",),
        ),
        Field(
            "notify_again",
            NewFacts(),
            "wat een nieuw feit is; al het andere komt stil bij de zaak",
            spread=True,
            also=("opnieuw",),
        ),
    ),
    doc="welke berichten bij elkaar horen en wanneer er opnieuw iemand bericht krijgt",
)


STORM: Record[StormPolicy] = Record(
    StormPolicy,
    (
        Field("summary", WallTime(), "hoe vaak er een samenvatting komt", also=("samenvatting",)),
        Field("extra_search_terms", ROLE, "wie tijdelijke zoekwoorden mag toevoegen", also=("extra_zoekwoorden",)),
        Field(
            "log",
            Choice({"all_decisions": "elk besluit wordt vastgelegd"}),
            "wat er in het logboek komt",
            also=("logboek",),
        ),
        Field(
            "evaluate_within",
            Duration(),
            "binnen welke tijd na afsluiten er geëvalueerd wordt",
            also=("evalueer_binnen",),
        ),
    ),
    doc="hoe we een storm doorkomen",
)
