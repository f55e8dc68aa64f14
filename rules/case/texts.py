"""Agreed texts: which fields they may have, and filling them. Only these names are ever replaced, once, as plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

FIELDS = {
    "naam": "name",
    "initialen": "initials",
    "contact": "contact",
    "link": "link",
    "feit": "fact",
    "tijdstip": "time",
    "antwoord": "answer",
    "organisatie": "organisation",
    "locatie": "location",
}
"""The fields a template may have: Dutch, and the same in English."""
KNOWN = frozenset(FIELDS) | frozenset(FIELDS.values())

_DUTCH = {english: dutch for dutch, english in FIELDS.items()}
_FIELD = re.compile(r"\{([^{}]*)\}")
LONGEST_VALUE = 500
"""Characters of what is filled in; a template multiplies nothing beyond this."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its fields filled in; ``open`` are the fields (as written in it) for which nothing is known."""

    text: str
    open: tuple[str, ...]


def canonical(field: str) -> str:
    """The Dutch name of a field, whichever language it was written in."""
    return _DUTCH.get(field, field)


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """``text`` with every known field replaced by its value; ``values`` go by the Dutch names, empty ones are unknown.

    What a value contains is never looked at again: braces in it stay what they are. A field that does not exist is open.
    """
    missing: dict[str, None] = {}

    def one(match: re.Match[str]) -> str:
        name = match.group(1)
        value = values.get(canonical(name), "") if name in KNOWN else ""
        if not value.strip():
            missing[name] = None
            return match.group()
        return value.strip()[:LONGEST_VALUE]

    filled = _FIELD.sub(one, text)
    return Filled(filled, tuple(missing))


def open_fields(text: str) -> tuple[str, ...]:
    """Fields that would stand literally in a text somebody wrote, each once: names of ours between braces."""
    return tuple(dict.fromkeys(name for name in _FIELD.findall(text) if name in KNOWN))


def initials(name: str) -> str:
    """Under an answer: the first letters of a name, at most three. ``Sanne van der Wal`` signs ``SW``."""
    parts = [part for part in re.split(r"[\s-]+", name) if part[:1].isalpha()]
    capitals = [part for part in parts if part[0].isupper()] or parts
    return "".join(part[0].upper() for part in capitals)[:3]
