"""Shapes that refer to something elsewhere in the document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Compare
from rules.protocol.nodes import Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.problems import Kind, phrase
from rules.protocol.shapes.base import ScalarShape, Schema

_FEW, _SHOWN = 3, 12
WHAT = {
    "roles": N_("Rol"),
    "people": N_("Persoon"),
    "levels": N_("Niveau"),
    "topics": N_("Onderwerp"),
    "locations": N_("Locatie"),
    "platforms": N_("Platform"),
    "author_kinds": N_("Soort afzender"),
    "templates": N_("Sjabloon"),
    "checklists": N_("Checklist"),
    "on_call": N_("Rooster"),
    "categories": N_("Categorie"),
    "rules": N_("Regel"),
}


SAYS = {
    "roles": N_("een rol"),
    "people": N_("een persoon"),
    "levels": N_("een niveau"),
    "topics": N_("een onderwerp"),
    "locations": N_("een locatie"),
    "platforms": N_("een platform"),
    "author_kinds": N_("een soort afzender"),
    "templates": N_("een sjabloon"),
    "checklists": N_("een checklist"),
    "on_call": N_("een rooster"),
    "categories": N_("een categorie"),
    "rules": N_("een regel"),
}


@dataclass(frozen=True)
class Ref(ScalarShape[str]):
    """The id of something in ``section``, or one of the words in ``extra``.

    ``open``: sections that may be left out of a file altogether; then nothing is checked.
    """

    section: str
    extra: tuple[str, ...] = ()
    meant: Mapping[str, str] = field(default_factory=dict)
    """What people write where one of ``extra`` is meant."""
    open: bool = False
    kind: Kind = kinds.UNKNOWN_NAME
    says: str = ""

    def __post_init__(self) -> None:
        """Say what it refers to, unless told."""
        object.__setattr__(self, "says", self.says or SAYS[self.section])

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The id."""
        known = notes.names.get(self.section)
        if text in self.extra or known is None or text in known or (self.open and not known):
            return text
        self._unknown(text, node, notes)
        return text if self.kind.severity is not kinds.UNKNOWN_NAME.severity else None

    def _unknown(self, text: str, node: Scalar, notes: Notes) -> None:
        known, what = notes.names[self.section], phrase(WHAT[self.section])
        same = next((i for i, name in known.items() if name.casefold() == text.casefold()), None)
        if same is not None:
            notes.report(kinds.NAME_NOT_ID, node, what=what, name=short(text), id=same)
            return
        choices = (*known, *self.extra)
        args: dict[str, Any] = {"guess": self.meant[text]} if text in self.meant else {**notes.guess(text, choices)}
        if not args and known:
            shown = (*known, *(self.extra if len(self.extra) <= _FEW else ()))
            args = {"choices": (*shown[:_SHOWN], *(("…",) if len(shown) > _SHOWN else ()))}
        notes.report(self.kind, node, what=what, name=short(text), **args)

    def schema(self) -> Schema:
        """A string: the names are in the file itself."""
        return {"type": "string"}


@dataclass(frozen=True)
class LevelBound(ScalarShape[tuple[str, Compare]]):
    """A level, or ``routine or less`` / ``serious or more``."""

    says: str = N_("een niveau, zoals serious of routine or less")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> tuple[str, Compare] | None:
        """The level's id and how to compare."""
        word, compare = text, Compare.EXACTLY
        for ending, meaning in _ENDINGS.items():
            if text.endswith(ending):
                word, compare = text.removesuffix(ending).strip(), meaning
        level = Ref("levels").read_text(word, node, notes)
        return None if level is None else (level, compare)

    def schema(self) -> Schema:
        """A string."""
        return {"type": "string", "examples": ["serious", "routine or less"]}


_ENDINGS = {
    " or less": Compare.AT_MOST,
    " of lager": Compare.AT_MOST,
    " of minder": Compare.AT_MOST,
    " or more": Compare.AT_LEAST,
    " of hoger": Compare.AT_LEAST,
    " of meer": Compare.AT_LEAST,
}
