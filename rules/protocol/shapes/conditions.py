"""What ``when``, ``unless``, ``where`` and ``count`` may say."""

from collections.abc import Callable
from dataclasses import dataclass

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import (
    AllOf,
    AnyOf,
    Condition,
)
from rules.protocol.names import SIGNAL_TOPICS
from rules.protocol.nodes import Items, Node
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.properties import (
    LANG,
    MENTION_KINDS,
    SENTIMENTS,
    THREAD,
    VIAS,
    History,
    LevelOf,
    Nothing,
    NumberOf,
    OfficeTime,
    OneOfThese,
)
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.refs import Ref


class _Branches(Shape[tuple[AllOf, ...]]):
    """A list of blocks of conditions."""

    says = N_("een lijst van blokken, zoals [{{topic: brand}}, {{platform: news}}]")

    def read(self, node: Node, notes: Notes) -> tuple[AllOf, ...] | None:
        """One ``AllOf`` a block."""
        if not isinstance(node, Items):
            self.expected(node, notes)
            return None
        found = [CONDITIONS.read(item, notes) for item in node.items]
        if not found:
            notes.report(kinds.EMPTY_LIST, node)
            return None
        return tuple(one for one in found if one is not None) if None not in found else None

    def schema(self) -> Schema:
        """An array of conditions."""
        return {"type": "array", "minItems": 1, "items": {"$ref": CONDITIONS_REF}}


@dataclass(frozen=True)
class _Joined(Shape[Condition]):
    of: Callable[[tuple[Condition, ...]], Condition]
    says: str = _Branches.says

    def read(self, node: Node, notes: Notes) -> Condition | None:
        branches = _Branches().read(node, notes)
        if branches is None:
            return None
        return self.of(tuple(one.conditions[0] if len(one.conditions) == 1 else one for one in branches))

    def schema(self) -> Schema:
        return _Branches().schema()


CONDITION_FIELDS = (
    Field(
        "topic",
        OneOfThese("topic", Ref("topics", SIGNAL_TOPICS)),
        "een van deze onderwerpen is herkend",
        also=("onderwerp", "topics"),
    ),
    Field("sentiment", OneOfThese("sentiment", SENTIMENTS), "de toon", also=("toon",)),
    Field("author", OneOfThese("author", Ref("author_kinds")), "de soort afzender", also=("afzender", "auteur")),
    Field("platform", OneOfThese("platform", Ref("platforms", open=True)), "het platform", also=("kanaal", "channel")),
    Field("kind", OneOfThese("kind", MENTION_KINDS), "wat voor bericht het is", also=("soort",)),
    Field("via", OneOfThese("via", VIAS), "hoe het bericht ons bereikte"),
    Field("lang", OneOfThese("lang", LANG), "de taal, in twee letters", also=("taal", "language")),
    Field("location", OneOfThese("location", Ref("locations")), "een van deze locaties is genoemd", also=("locatie",)),
    Field(
        "category",
        OneOfThese("category", Ref("categories", kind=kinds.UNKNOWN_CATEGORY)),
        "de categorie die de regels gaven",
        also=("categorie",),
    ),
    Field("level", LevelOf(), "het niveau dat de regels gaven", also=("niveau",)),
    Field("reach", NumberOf("reach"), "hoeveel mensen het kunnen zien", also=("bereik",)),
    Field("rating", NumberOf("rating", 10), "het aantal sterren", also=("sterren", "stars", "cijfer")),
    Field("followers", NumberOf("followers"), "hoeveel volgers de afzender heeft", also=("volgers",)),
    Field("danger", NumberOf("danger", 1), "het geleerde gevaarsignaal, 0 tot 1", also=("gevaar",)),
    Field("words", NumberOf("words", 10_000), "het aantal woorden", also=("woorden",)),
    Field("score", NumberOf("score", 1, -1), "de toon als getal", also=("toonscore",)),
    Field("nothing_else", Nothing(), "geen enkele andere regel met een categorie past", also=("niets_anders",)),
    Field("time", OfficeTime(), "binnen of buiten kantoortijd geplaatst", also=("tijd",)),
    Field("author_history", History(), "eerdere berichten van dezelfde afzender", also=("geschiedenis",)),
    Field("thread", THREAD, "hoe snel de draad groeit", also=("draad",)),
    Field("any", _Joined(AnyOf), "minstens één van deze blokken klopt", also=("een_van", "or", "of")),
    Field("all", _Joined(AllOf), "al deze blokken kloppen", also=("alle", "and", "en")),
)

CONDITIONS_REF = "#/$defs/conditions"


class _Conditions(Record[AllOf]):
    """Conditions hold conditions, so their schema stands in one place and is referred to."""

    def schema(self) -> Schema:
        return {"$ref": CONDITIONS_REF}

    def definition(self) -> Schema:
        """The schema that is referred to."""
        return super().schema()


CONDITIONS = _Conditions(
    lambda **found: AllOf(tuple(found.values())),
    CONDITION_FIELDS,
    placed=False,
    says=N_("een blok met voorwaarden, zoals {{topic: brand}}"),
)
