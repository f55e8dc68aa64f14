"""What a condition may say of one property of a mention: a word of a list, a number, a time, a history."""

import re
from dataclasses import dataclass
from typing import Any

from rules.i18n import N_
from rules.mention import Kind as MentionKind
from rules.mention import Via
from rules.protocol import kinds
from rules.protocol.model import (
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
from rules.protocol.nodes import Node, Scalar
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
