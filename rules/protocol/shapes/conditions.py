"""What ``when``, ``unless``, ``where`` and ``count`` may say."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rules.i18n import N_
from rules.mention import Kind as MentionKind
from rules.mention import Via
from rules.protocol import kinds
from rules.protocol.model import (
    AllOf,
    AnyOf,
    AuthorHistory,
    Bound,
    Compare,
    Condition,
    DuringOffice,
    NothingElse,
    OneOf,
    ThreadGrowth,
    Within,
)
from rules.protocol.names import SIGNAL_TOPICS
from rules.protocol.nodes import Items, Node, Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import ScalarShape, Schema, Shape
from rules.protocol.shapes.collections import Many
from rules.protocol.shapes.record import Field, Record
from rules.protocol.shapes.refs import LevelBound, Ref
from rules.protocol.shapes.scalars import Choice, Flag, Limit, Text
from rules.protocol.shapes.times import WallTime

SENTIMENTS = Choice(
    {"negative": "boos, bezorgd, verdrietig", "neutral": "zonder toon", "positive": "blij, dankbaar"},
    {"negatief": "negative", "neutraal": "neutral", "positief": "positive"},
)
MENTION_KINDS = Choice(
    {
        MentionKind.POST: "een eigen bericht",
        MentionKind.COMMENT: "een reactie onder een bericht",
        MentionKind.REPLY: "een antwoord aan iemand",
        MentionKind.REVIEW: "een beoordeling",
        MentionKind.ARTICLE: "een artikel",
        MentionKind.MESSAGE: "een privébericht",
    },
    {"bericht": "post", "reactie": "comment", "antwoord": "reply", "artikel": "article", "beoordeling": "review"},
)
VIAS = Choice(
    {
        Via.MENTION: "wij zijn genoemd met @",
        Via.OWN_PAGE: "op onze eigen pagina",
        Via.SEARCH: "gevonden met een zoekopdracht",
        Via.REVIEW_PAGE: "op een pagina met beoordelingen van ons",
        Via.TAG: "met onze hashtag",
        Via.TIP: "doorgestuurd door een collega",
    }
)


class _Lang(Text):
    """A language by its two or three letters."""

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The code."""
        if re.match(r"^[a-z]{2,3}$", text):
            return text
        self.expected(node, notes)
        return None


LANG = _Lang(says=N_("een taal in twee letters, zoals nl"))


@dataclass(frozen=True)
class OneOfThese(Shape[Condition]):
    """A property is one of a list of ids, or ``any``."""

    name: str
    of: Shape[str]
    says: str = N_("een waarde of een lijst")
    listable = True

    def read(self, node: Node, notes: Notes) -> Condition | None:
        """The condition."""
        if isinstance(node, Scalar) and node.text == "any":
            return OneOf(self.name, ("any",), at=node.place)
        ids = Many(self.of).read(node, notes)
        if ids == ():
            notes.report(kinds.EMPTY_LIST, node)
            return None
        return None if ids is None else OneOf(self.name, ids, at=node.place)

    def parts(self) -> tuple[Shape[Any], ...]:
        """What it is made of."""
        return (self.of,)

    def schema(self) -> Schema:
        """One value or a list."""
        return {"anyOf": [{"const": "any"}, Many(self.of).schema()]}


class LevelOf(Shape[Condition]):
    """A level, a list of levels, or ``serious or more``."""

    says = N_("een niveau, zoals serious of attention or more")

    def read(self, node: Node, notes: Notes) -> Condition | None:
        """The condition, with every level the bound includes written out."""
        if not isinstance(node, Scalar) or node.text == "any":
            return OneOfThese("level", Ref("levels")).read(node, notes)
        found = LevelBound().read(node, notes)
        if found is None:
            return None
        level, compare = found
        bound = Bound(compare, notes.numbers.get(level, 0))
        ids = tuple(i for i, number in notes.numbers.items() if i == level or bound.holds(number))
        return OneOf("level", ids if compare is not Compare.EXACTLY else (level,), at=node.place)

    def schema(self) -> Schema:
        """One value or a list."""
        return Many(Ref("levels")).schema()


@dataclass(frozen=True)
class NumberOf(Shape[Condition]):
    """A number of the mention meets a bound."""

    name: str
    most: float = 999_999_999
    least: float = 0
    says: str = N_("een grens, zoals 5 or more of 2 or less")

    def read(self, node: Node, notes: Notes) -> Condition | None:
        """The condition."""
        bound = Limit(most=self.most, least=self.least).read(node, notes)
        return None if bound is None else Within(self.name, bound, at=node.place)

    def schema(self) -> Schema:
        """A bound."""
        return Limit(most=self.most).schema()


class Nothing(Shape[Condition]):
    """``nothing_else: true``."""

    says = N_("true")

    def read(self, node: Node, notes: Notes) -> Condition | None:
        """The condition."""
        on = Flag().read(node, notes)
        if on is False:
            notes.report(kinds.ONLY_TRUE, node)
            return None
        return NothingElse(at=node.place) if on else None

    def schema(self) -> Schema:
        """Only true."""
        return {"const": True}


class OfficeTime(ScalarShape[Condition]):
    """``office hours`` or ``outside office hours``."""

    says = N_("office hours of outside office hours")
    _words = Choice(
        {"office hours": "binnen kantoortijd", "outside office hours": "avond, nacht, weekend, vrije dagen"},
        {
            "kantoortijd": "office hours",
            "binnen kantoortijd": "office hours",
            "buiten kantoortijd": "outside office hours",
        },
    )

    def read_text(self, text: str, node: Scalar, notes: Notes) -> Condition | None:
        """The condition."""
        word = self._words.read_text(text.replace("_", " "), node, notes)
        return None if word is None else DuringOffice(word.startswith("outside"), at=node.place)

    def schema(self) -> Schema:
        """The two words."""
        return self._words.schema()


_HISTORY_SENTIMENTS = ("negative", "neutral", "positive", "any")
_AT_LEAST = Limit(Compare.AT_LEAST)


_HISTORY: Record[dict[str, Any]] = Record(
    dict,
    (
        *(Field(one, _AT_LEAST, "hoeveel berichten met deze toon") for one in _HISTORY_SENTIMENTS),
        Field("within", WallTime(), "in welke tijd", required=True, also=("binnen",)),
    ),
    says=N_("een blok zoals {{negative: 3 or more, within: 14 days}}"),
    doc="hoeveel berichten van dezelfde afzender in welke tijd; kies één toon, of any",
)


class History(Shape[Condition]):
    """Earlier mentions of the same author: one count within a time."""

    says = _HISTORY.says

    def read(self, node: Node, notes: Notes) -> Condition | None:
        """The condition."""
        found = _HISTORY.read(node, notes)
        if found is None:
            return None
        within, at = found.pop("within"), found.pop("at")
        if len(found) != 1:
            notes.report(kinds.HISTORY_WITHOUT_COUNT, node)
            return None
        [(sentiment, bound)] = found.items()
        return AuthorHistory(None if sentiment == "any" else sentiment, bound, within, at)

    def parts(self) -> tuple[Shape[Any], ...]:
        """The block."""
        return (_HISTORY,)

    def schema(self) -> Schema:
        """A block."""
        return _HISTORY.schema()


THREAD = Record(
    lambda within, replies, at: ThreadGrowth(replies, within, at),
    (
        Field("replies", _AT_LEAST, "hoeveel reacties in dezelfde draad", required=True, also=("reacties",)),
        Field("within", WallTime(), "in welke tijd", required=True, also=("binnen",)),
    ),
    says=N_("een blok zoals {{replies: 10 or more, within: 1 hour}}"),
    doc="hoe snel de draad groeit",
)


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
