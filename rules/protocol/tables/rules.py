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
from rules.protocol.shapes.conditions import CONDITIONS, CountedMentions
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.refs import Ref
from rules.protocol.shapes.scalars import Choice, Flag, Limit, Name, Number, Text, Whole
from rules.protocol.shapes.times import Duration, WallTime

LEVEL_REF = Ref("levels")
ROLE = Ref("roles")

SUGGESTIONS = Choice(
    {
        "reply_private": N_("antwoord in een privébericht"),
        "show_helpline": N_("noem de hulplijn"),
        "report_to_platform": N_("meld het bij het platform"),
        "report_to_police": N_("doe aangifte of meld het bij de politie"),
        "call_112": N_("bel 112"),
        "keep_evidence": N_("leg bewijs vast"),
        "hide": N_("verberg het op de eigen pagina"),
        "check_facts": N_("zoek de feiten uit"),
        "correct_once": N_("zet het één keer recht, met een bron"),
        "talk_first": N_("praat eerst met de collega"),
        "never_reply_publicly": N_("antwoord nooit in het openbaar"),
        "reply": N_("antwoord"),
        "let_it_stand": N_("laat het staan"),
        "call_somebody": N_("bel degene die erover gaat"),
    }
)


def _does_something(rule: Rule, nodes: Mapping[str, Node], notes: Notes) -> None:
    effects = (rule.level, rule.points, rule.at_most, rule.notify, rule.tags)
    if not any(effects):
        notes.add(kinds.RULE_WITHOUT_EFFECT.at(rule.at, subject=notes.subject))
    if not rule.when.conditions:
        notes.report(kinds.RULE_WITHOUT_WHEN, nodes["when"])


RULE: Record[Rule] = Record(
    Rule,
    (
        Field("id", Name(), N_("een korte naam, om naar te verwijzen"), required=True),
        Field(
            "name", Text(), N_("wat er op het scherm staat als de regel past"), required=True, also=("naam", "title")
        ),
        Field(
            "when",
            CONDITIONS,
            N_("wanneer de regel past; alle voorwaarden moeten kloppen"),
            required=True,
            missing=kinds.RULE_WITHOUT_WHEN,
            also=("als", "wanneer", "if"),
        ),
        Field(
            "unless", CONDITIONS, N_("de regel past niet als dit klopt"), also=("tenzij", "behalve", "except", "not")
        ),
        Field("category", Name(), N_("waar het over gaat, zoals complaint of threat"), also=("categorie",)),
        Field("level", LEVEL_REF, N_("minimum: het niveau wordt ten minste dit"), also=("niveau",)),
        Field("points", Whole(0, 100), N_("punten die optellen bij die van andere regels"), also=("punten", "score")),
        Field(
            "at_most",
            LEVEL_REF,
            N_("rem op punten en op dagelijks; een minimum van aandacht of meer blijft staan"),
            also=("hoogstens",),
        ),
        Field("owner", ROLE, N_("wie het als eerste oppakt"), also=("eigenaar",)),
        Field(
            "outside_office",
            ROLE,
            N_("deze rol hoort het buiten kantoortijd meteen en luid, wat het niveau ook is"),
            also=("buiten_kantoortijd",),
        ),
        Field("notify", Many(ROLE), N_("rollen die het ook moeten weten"), also=("meld", "informeer")),
        Field("suggest", Many(SUGGESTIONS), N_("wat de collega kan doen"), also=("advies", "suggestie")),
        Field(
            "template",
            Ref("templates", ("none",)),
            N_("de tekst die klaarstaat, of none: er gaat niets uit"),
            also=("sjabloon",),
        ),
        Field("checklist", Many(Ref("checklists")), N_("de lijst die erbij hoort")),
        Field("tags", Many(Name()), N_("eigen kenmerken voor het verslag"), also=("labels",)),
        Field(
            "weak",
            Flag(),
            N_("telt niet mee voor nothing_else: een vraagteken is geen antwoord op woede"),
            also=("zwak",),
        ),
    ),
    check=_does_something,
    doc=N_("wat een bericht betekent en wie ervan moet weten; de volgorde van regels maakt niet uit"),
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
        Field("id", Name(), N_("een korte naam, om naar te verwijzen"), required=True),
        Field(
            "count",
            CountedMentions(),
            N_(
                "wat er geteld wordt: negative mentions, all mentions, negative mentions by media, of een blok voorwaarden"
            ),
            required=True,
            also=("tel",),
        ),
        Field("within", WallTime(), N_("in welke tijd"), required=True, also=("binnen",)),
        Field("at_least", Whole(1, 1_000_000), N_("ten minste zoveel berichten"), also=("minstens",)),
        Field("fewer_than", Whole(1, 1_000_000), N_("minder dan zoveel berichten"), also=("minder_dan",)),
        Field(
            "times_usual",
            Limit(Compare.AT_LEAST),
            N_("zoveel keer het gewone aantal op dit uur van de week"),
            also=("keer_gewoon",),
        ),
        Field("usual_at_least", Number(0, 1_000_000), N_("alleen waar het gewoonlijk ten minste zoveel is")),
        Field("authors", Whole(1, 1_000_000), N_("van ten minste zoveel verschillende afzenders"), also=("afzenders",)),
        Field(
            "per",
            Choice(
                {"location": N_("per locatie"), "platform": N_("per platform"), "topic": N_("per onderwerp")},
                {"locatie": "location"},
            ),
            N_("apart geteld per"),
        ),
        Field("same", Choice({"subject": N_("over hetzelfde onderwerp")}), N_("alleen berichten die bij elkaar horen")),
        Field("level", LEVEL_REF, N_("het niveau van de zaak"), also=("niveau",)),
        Field("owner", ROLE, N_("wie het als eerste oppakt"), also=("eigenaar",)),
        Field(
            "opens",
            Choice({"case": N_("een zaak"), "storm": N_("een storm")}, {"zaak": "case"}),
            N_("wat er geopend wordt"),
        ),
        Field(
            "proposes",
            Choice({"close storm": N_("de storm afsluiten")}),
            N_("wat er voorgesteld wordt in plaats van een zaak te openen"),
        ),
        Field("ask", ROLE, N_("wie over het voorstel beslist"), also=("vraag",)),
    ),
    check=_complete_pattern,
    doc=N_("meerdere berichten samen: een piek, een storm, een stilte"),
)
PATTERNS: Many[Pattern] = UniqueById(PATTERN, single=False, label=N_("patroon '{name}'"))


# --- grouping and storm ------------------------------------------------------------------------------------

_FACTS = Choice(
    {
        "level_up": N_("het niveau stijgt"),
        "new_category": N_("er komt een ander soort bericht bij"),
        "media_joins": N_("de media doen mee"),
        "politics_joins": N_("de politiek doet mee"),
        "new_location": N_("er komt een andere locatie bij"),
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
        written = Many(Text()).read(node, notes)
        if written is None:
            return None
        found: dict[str, Any] = {}
        words: list[str] = []
        for text in written:
            growth = _GROWTH.match(" ".join(text.split()))
            if growth and growth["authors"]:
                found["new_authors"] = int(growth["authors"])
            elif growth:
                found["reach_times"] = float(growth["times"])
            elif text in _FACTS.options:
                words.append(text)
            else:
                notes.report(kinds.UNKNOWN_CHOICE, node, text=short(text), **self._help(text, notes))
                return None
        return {"notify_again": tuple(words), **found}

    def _help(self, text: str, notes: Notes) -> dict[str, Any]:
        choices = (*_FACTS.options, "reach x5", "30 new authors")
        return {"choices": choices, **notes.guess(text, choices)}

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
                        "thread": N_("dezelfde draad"),
                        "same_text": N_("(bijna) dezelfde tekst"),
                        "subject + location": N_("hetzelfde onderwerp op dezelfde locatie"),
                    },
                    {"subject+location": "subject + location"},
                )
            ),
            N_("welke berichten samen één zaak zijn"),
            also=("een_zaak",),
        ),
        Field(
            "within",
            WallTime(),
            N_("hoe lang na het laatste bericht een nieuw bericht er nog bij hoort"),
            also=("binnen",),
        ),
        Field(
            "notify_again",
            NewFacts(),
            N_("wat een nieuw feit is; al het andere komt stil bij de zaak"),
            spread=True,
            also=("opnieuw",),
        ),
    ),
    doc=N_("welke berichten bij elkaar horen en wanneer er opnieuw iemand bericht krijgt"),
)


STORM: Record[StormPolicy] = Record(
    StormPolicy,
    (
        Field("summary", WallTime(), N_("hoe vaak er een samenvatting komt"), also=("samenvatting",)),
        Field("extra_search_terms", ROLE, N_("wie tijdelijke zoekwoorden mag toevoegen"), also=("extra_zoekwoorden",)),
        Field(
            "log",
            Choice({"all_decisions": N_("elk besluit wordt vastgelegd")}),
            N_("wat er in het logboek komt"),
            also=("logboek",),
        ),
        Field(
            "evaluate_within",
            Duration(),
            N_("binnen welke tijd na afsluiten er geëvalueerd wordt"),
            also=("evalueer_binnen",),
        ),
    ),
    doc=N_("hoe we een storm doorkomen"),
)
