"""How we recognise what something is about, and who writes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import AuthorKind, Place, Topic
from rules.protocol.names import SIGNAL_TOPICS
from rules.protocol.nodes import Node, Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.collections import Many, Named
from rules.protocol.shapes.record import Field, Record, list_or_self
from rules.protocol.shapes.refs import Ref
from rules.protocol.shapes.scalars import Choice, Text
from rules.protocol.shapes.words import WORDS, AnyOfWords, Pattern


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
            Many(AnyOfWords(), single=False),
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
            "voorbeeldberichten, voluit: wie bijna hetzelfde zegt, met andere woordvormen of woorden ertussen, wordt ook herkend",
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
        Field("handles", Many(Text(max_length=200)), "accounts op een eigen lijst", also=("accounts",)),
    ),
    keyed=True,
    doc="een soort afzender, herkend aan het openbare profiel of een eigen lijst",
)
AUTHOR_KINDS: Named[AuthorKind] = Named(AUTHOR_KIND, N_("soort afzender '{name}'"))
