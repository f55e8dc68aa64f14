"""What a pattern counts, in a few words."""

import re

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import AllOf, AnyOf, Condition, OneOf
from rules.protocol.names import SIGNAL_TOPICS
from rules.protocol.nodes import Node, Pairs, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.shapes.base import Schema, Shape
from rules.protocol.shapes.conditions import CONDITIONS
from rules.protocol.shapes.refs import Ref


class CountedMentions(Shape[AllOf]):
    """``negative mentions``, ``all mentions``, ``negative mentions by media``, or a block of conditions."""

    says = N_("wat er geteld wordt, zoals negative mentions of all mentions")
    _written = re.compile(
        r"^(all|alle|negative|negatieve|positive|positieve|neutral|neutrale) (?:mentions|berichten)"
        r"(?: (?:by|van) (?P<by>[\w-]+))?(?: (?:about|over) (?P<about>[\w-]+))?$"
    )

    def read(self, node: Node, notes: Notes) -> AllOf | None:
        """The conditions a mention must meet to count."""
        if isinstance(node, Pairs):
            return CONDITIONS.read(node, notes)
        found = self._written.match(" ".join(node.text.split())) if isinstance(node, Scalar) else None
        if found is None or not isinstance(node, Scalar):
            notes.report(kinds.NOT_COUNTED, node, text=short(node.text) if isinstance(node, Scalar) else "[…]")
            return None
        parts: list[Condition | None] = []
        if not found[1].startswith("al"):
            tone = {"neg": "negative", "neu": "neutral", "pos": "positive"}[found[1][:3]]
            parts.append(OneOf("sentiment", (tone,), at=node.place))
        if found["by"]:
            parts.append(_by(found["by"], node, notes))
        if found["about"]:
            topic = Ref("topics", SIGNAL_TOPICS).read_text(found["about"], node, notes)
            parts.append(OneOf("topic", (topic,), at=node.place) if topic else None)
        return AllOf(tuple(one for one in parts if one is not None)) if None not in parts else None

    def schema(self) -> Schema:
        """A phrase or conditions."""
        return {"anyOf": [{"type": "string", "examples": ["negative mentions", "all mentions"]}, CONDITIONS.schema()]}


def _by(kind: str, node: Scalar, notes: Notes) -> Condition | None:
    """Mentions by a kind of author; by media is also an article on a platform of news."""
    if kind != "media":
        known = Ref("author_kinds").read_text(kind, node, notes)
        return OneOf("author", (known,), at=node.place) if known else None
    article = AllOf((OneOf("kind", ("article",), at=node.place), OneOf("platform", ("news",), at=node.place)))
    if "media" not in notes.names.get("author_kinds", {"media": ""}):
        return article
    return AnyOf((OneOf("author", ("media",), at=node.place), article))
