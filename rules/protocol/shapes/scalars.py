"""Shapes of one value: text, ids, on/off, numbers, choices, secrets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rules.i18n import N_
from rules.protocol import kinds
from rules.protocol.model import Bound, Compare, Secret
from rules.protocol.nodes import Items, Node, Pairs, Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.problems import phrase
from rules.protocol.secrets import SOMETHING, kind_of_secret
from rules.protocol.shapes.base import ScalarShape, Schema

T = TypeVar("T")

_FEW = 6
_CURLY = re.compile(r"^[“”„‘’«].*[“”’‘»]$", re.DOTALL)
_WHOLE = re.compile(r"^\d{1,9}$")
_NUMBER = re.compile(r"^-?\d{1,9}(\.\d{1,6})?$")
_BOUND = re.compile(r"^(-?\d{1,9}(?:\.\d{1,6})?)(?:\s+(or more|of meer|or less|of minder))?$")
_THOUSANDS = re.compile(r"^\d{1,3}(\.\d{3})+\b")
_ID = re.compile(r"^[\w][\w.-]{0,63}$")
_SECRET = re.compile(r"^secret:([A-Z][A-Z0-9_]{0,63})$")
_MEANT_AS_NAME = re.compile(r"secret:[A-Za-z][A-Za-z _-]{0,20}$")
"""A slip in a name; with digits or signs in it it may as well be the secret itself, and is not repeated."""
_NOT_IN_NAME = re.compile(r"[^A-Z0-9]+")
_ZONE = re.compile(r"^[A-Za-z]+(/[A-Za-z_+-]+){1,2}$|^UTC$")


@dataclass(frozen=True)
class Text(ScalarShape[str]):
    """Any text, as written, without the spaces around it."""

    says: str = N_("een tekst")
    max_length: int = 10_000

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The text itself."""
        if len(text) > self.max_length:
            notes.report(kinds.TOO_LONG, node, length=len(text), limit=self.max_length)
            return None
        if node.plain and _CURLY.match(text):
            notes.report(kinds.CURLY_QUOTES, node)
        return text.strip()

    def not_scalar(self, node: Node, notes: Notes) -> None:
        """A colon or brackets in a sentence made more of it than was meant."""
        if isinstance(node, Pairs) and len(node.pairs) == 1 and not _nothing(node.pairs[0][1]):
            notes.report(kinds.COLON_IN_TEXT, node)
        elif isinstance(node, (Items, Pairs)) and node.flow:
            notes.report(kinds.BRACKETS_IN_TEXT, node)
        else:
            self.expected(node, notes)

    def schema(self) -> Schema:
        """A string; a bare number is text too."""
        return {"type": ["string", "number"]}


def _nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.empty


@dataclass(frozen=True)
class Name(ScalarShape[str]):
    """An id: one word by which other parts refer to this."""

    says: str = N_("een korte naam zonder spaties")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The id itself."""
        if _ID.match(text):
            return text
        notes.report(kinds.BAD_ID, node, text=short(text))
        return None

    def schema(self) -> Schema:
        """A word."""
        return {"type": "string", "pattern": r"^[\w][\w.-]{0,63}$"}


_ON, _OFF = frozenset({"ja", "yes", "aan", "on", "y", "waar"}), frozenset({"nee", "no", "uit", "off", "n", "onwaar"})


@dataclass(frozen=True)
class Flag(ScalarShape[bool]):
    """On or off."""

    says: str = N_("true of false")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> bool | None:
        """True or False."""
        if text in ("true", "false"):
            return text == "true"
        word = text.casefold()
        guess = "true" if word in _ON or word == "true" else "false" if word in _OFF or word == "false" else None
        notes.report(kinds.NOT_ON_OFF, node, text=short(text), **({"guess": guess} if guess else {}))
        return None

    def schema(self) -> Schema:
        """A boolean."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Whole(ScalarShape[int]):
    """A whole number between two limits (both included)."""

    least: int = 0
    most: int = 999_999_999
    says: str = N_("een heel getal")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> int | None:
        """The number."""
        if not _WHOLE.match(text):
            _not_number(self, text, node, notes)
            return None
        return _between(int(text), self.least, self.most, node, notes)

    def schema(self) -> Schema:
        """An integer in its range."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Number(ScalarShape[float]):
    """A number, with a point for the fraction."""

    least: float
    most: float
    says: str = N_("een getal")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> float | None:
        """The number."""
        if not _NUMBER.match(text):
            _not_number(self, text, node, notes)
            return None
        return _between(float(text), self.least, self.most, node, notes)

    def schema(self) -> Schema:
        """A number in its range."""
        return {"type": "number", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Limit(ScalarShape[Bound]):
    """``20000 or more``, ``2 or less``, or exactly a number. ``bare``: what a number alone means."""

    bare: Compare = Compare.EXACTLY
    most: float = 999_999_999
    least: float = 0
    says: str = N_("een grens, zoals 5 or more of 2 or less")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> Bound | None:
        """The bound."""
        found = _BOUND.match(" ".join(text.split()))
        if found is None or _THOUSANDS.match(text):
            _not_number(self, text, node, notes)
            return None
        value = _between(float(found[1]), self.least, self.most, node, notes)
        return None if value is None else Bound(_COMPARE.get(found[2], self.bare), value)

    def schema(self) -> Schema:
        """A number or a text such as "5 or more"."""
        return {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?( (or more|or less))?$"}]}


_COMPARE = {
    "or more": Compare.AT_LEAST,
    "of meer": Compare.AT_LEAST,
    "or less": Compare.AT_MOST,
    "of minder": Compare.AT_MOST,
}

N = TypeVar("N", int, float)


def _between(value: N, least: float, most: float, node: Scalar, notes: Notes) -> N | None:
    if least <= value <= most:
        return value
    notes.report(kinds.OUT_OF_RANGE, node, value=node.text, least=f"{least:g}", most=f"{most:.0f}")
    return None


def _not_number(shape: ScalarShape[T], text: str, node: Scalar, notes: Notes) -> None:
    if _THOUSANDS.match(text):
        notes.report(kinds.THOUSANDS_POINT, node, text=short(text), guess=text.replace(".", ""))
    else:
        shape.expected(node, notes)


@dataclass(frozen=True)
class Choice(ScalarShape[str]):
    """One of a closed set of words. ``dutch``: words that mean one of them and are read as such."""

    options: Mapping[str, str]
    """Each word with what it means, in Dutch, for the reference page."""
    dutch: Mapping[str, str] = field(default_factory=dict)
    says: str = N_("één van de vaste woorden")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The word of the closed set."""
        word = " ".join(text.split())
        known = self.dutch.get(word.casefold(), word)
        if known in self.options:
            return known
        help_ = notes.guess(word, [*self.options, *self.dutch])
        if help_:
            help_["guess"] = self.dutch.get(str(help_["guess"]), str(help_["guess"]))
        if not help_ or len(self.options) <= _FEW:
            help_["choices"] = tuple(self.options)
        notes.report(kinds.UNKNOWN_CHOICE, node, text=short(text), **help_)
        return None

    def schema(self) -> Schema:
        """The words."""
        return {"enum": list(self.options), "enumDescriptions": list(self.options.values())}


@dataclass(frozen=True)
class SecretName(ScalarShape[Secret]):
    """``secret:NAME``; the value itself lives in the vault of the server and is never written in the file.

    ``prefix``: how the names of such secrets usually begin.
    """

    prefix: str
    says: str = N_("secret: met een naam in hoofdletters, zoals secret:TEL_KARIN")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> Secret | None:
        """The reference."""
        found = _SECRET.match(text)
        if found:
            return Secret(found[1])
        if _MEANT_AS_NAME.match(text):
            notes.report(kinds.SECRET_NAME, node, text=short(text))
        else:
            what = kind_of_secret(text) or SOMETHING
            notes.report(kinds.SECRET_WRITTEN_OUT, node, what=phrase(what), name=self._name(notes))
        return None

    def _name(self, notes: Notes) -> str:
        """A name for the secret after whose it is."""
        who = dict(notes.subject.args).get("name", "") if notes.subject else ""
        return f"{self.prefix}_{_NOT_IN_NAME.sub('_', str(who).upper())}".rstrip("_")

    def schema(self) -> Schema:
        """A reference to a secret."""
        return {"type": "string", "pattern": _SECRET.pattern}


@dataclass(frozen=True)
class Zone(ScalarShape[ZoneInfo]):
    """A time zone."""

    says: str = N_("een tijdzone, zoals Europe/Amsterdam")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> ZoneInfo | None:
        """The zone."""
        try:
            if _ZONE.match(text):
                return ZoneInfo(text)
        except (ZoneInfoNotFoundError, OSError):  # a folder of zones is not a zone
            pass
        self.expected(node, notes)
        return None

    def schema(self) -> Schema:
        """The name of a zone."""
        return {"type": "string"}
