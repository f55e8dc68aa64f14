"""How we recognise what something is about, and who writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import re2

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import AuthorKind, Place, Topic
from rules.protocol.names import SIGNAL_TOPICS
from rules.protocol.nodes import Items, Node, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.shapes.base import ScalarShape, Schema, Shape
from rules.protocol.shapes.collections import Many, Named
from rules.protocol.shapes.record import Field, Record, list_or_self
from rules.protocol.shapes.refs import Ref
from rules.protocol.shapes.scalars import Choice, Text
from rules.protocol.tables.organisation import WORDS

MAX_PATTERNS = 200


class PlacedWords(Shape[dict[str, Any]]):
    """Words, with the place each was written."""

    says = N_("een lijst woorden")

    def read(self, node: Node, notes: Notes) -> dict[str, Any] | None:
        """``words`` and ``word_places``."""
        words = WORDS.read(node, notes)
        if words is None:
            return None
        places: Mapping[str, Place] = {
            one.text.strip(): one.place for one in list_or_self(node) if isinstance(one, Scalar)
        }
        return {"words": words, "word_places": MappingProxyType(places)}

    def schema(self) -> Schema:
        """A list of words."""
        return WORDS.schema()


@dataclass(frozen=True)
class _Group(Shape[tuple[str, ...]]):
    says: str = N_("woorden met | ertussen")

    def read(self, node: Node, notes: Notes) -> tuple[str, ...] | None:
        if isinstance(node, Items):
            return WORDS.read(node, notes)
        written = Text().read(node, notes)
        if written is None:
            return None
        words = tuple(word for word in (part.strip() for part in written.split("|")) if word)
        if not words:
            self.expected(node, notes)
            return None
        return words

    def schema(self) -> Schema:
        return {"type": ["string", "array"], "items": {"type": "string"}}


class Pattern(ScalarShape[str]):
    """A search pattern that RE2 takes: it never runs away, whatever the text."""

    says = N_("een zoekpatroon")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The pattern as written."""
        notes.patterns += 1
        if notes.patterns > MAX_PATTERNS:
            if notes.patterns == MAX_PATTERNS + 1:
                notes.report(kinds.TOO_MANY_PATTERNS, node, limit=MAX_PATTERNS)
            return None
        options = re2.Options()
        options.log_errors = False
        options.max_mem = 1 << 20
        try:
            re2.compile(text, options)
        except re2.error as error:
            unsafe = any(sign in text for sign in ("(?=", "(?!", "(?<", "(?>")) or _backreference(text)
            kind = kinds.PATTERN_UNSAFE if unsafe else kinds.PATTERN_BROKEN
            notes.report(kind, node, text=short(text), why=short(_reason(error)))
            return None
        return text

    def schema(self) -> Schema:
        """A string."""
        return {"type": "string"}


def _backreference(text: str) -> bool:
    return any(f"\\{digit}" in text for digit in "123456789")


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _topic(negation: str = "heed", **rest: Any) -> Topic:
    return Topic(ignore_negation=negation == "ignore", **rest)


def _needs_another(topic: Topic, nodes: Mapping[str, Node], notes: Notes) -> None:
    if topic.id in topic.needs:
        notes.report(kinds.NEEDS_SELF, nodes["needs"])


TOPIC: Record[Topic] = Record(
    _topic,
    (
        Field(
            "words",
            PlacedWords(),
            "woorden en woordgroepen; * is de rest van het woord, een losse * één tot vier woorden",
            spread=True,
            also=("woorden", "word"),
        ),
        Field(
            "together",
            Many(_Group(), single=False),
            "van elke groep één, binnen twaalf woorden; a|b is a of b",
            also=("samen",),
        ),
        Field(
            "except",
            WORDS,
            "telt niet mee als dit er staat",
            attr="exceptions",
            also=("behalve", "uitzondering", "niet"),
        ),
        Field(
            "needs",
            Many(Ref("topics", SIGNAL_TOPICS)),
            "één van deze onderwerpen moet ook passen",
            also=("vereist", "nodig"),
        ),
        Field(
            "negation",
            Choice(
                {
                    "heed": "'geen klachten' telt niet mee (zo is het vanzelf)",
                    "ignore": "ontkenning maakt niet uit",
                },
                {"negeer": "ignore"},
            ),
            "wat 'niet' en 'geen' ervoor doen",
            also=("ontkenning",),
        ),
        Field(
            "regex",
            Many(Pattern()),
            "een zoekpatroon voor wie dat kent; het kan nooit blijven hangen",
            also=("patroon",),
        ),
        Field(
            "examples",
            Many(Text(), prose=True),
            "voorbeeldberichten: er wordt ook naar dezelfde strekking gezocht",
            also=("voorbeelden", "example"),
        ),
    ),
    keyed=True,
    check=_needs_another,
    doc="waaraan we een onderwerp herkennen",
)
TOPICS: Named[Topic] = Named(TOPIC, N_("onderwerp '{name}'"))

AUTHOR_KIND: Record[AuthorKind] = Record(
    AuthorKind,
    (
        Field("bio", WORDS, "woorden in het openbare profiel"),
        Field("handles", WORDS, "accounts op een eigen lijst", also=("accounts",)),
    ),
    keyed=True,
    doc="een soort afzender, herkend aan het openbare profiel of een eigen lijst",
)
AUTHOR_KINDS: Named[AuthorKind] = Named(AUTHOR_KIND, N_("soort afzender '{name}'"))
