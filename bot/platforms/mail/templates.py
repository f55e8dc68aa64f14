"""What the mails of platforms look like: a table (``templates.yaml``), and what it makes of a letter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import re2
import yaml

from bot.platforms.feed.text import is_web, tidy, unwrapped
from bot.platforms.mail.letter import Letter
from rules.mention import Kind, Via

STARS = 5.0
"""The scale of a mention's rating."""


@dataclass(frozen=True, slots=True)
class Template:
    """The mails of one sender. ``each`` finds the pieces of a mail that brings several things; None: it is one piece.

    ``fields``: the pattern of each field, what its group ``is`` catches is the value. ``stars``: the scale of its rating.
    ``about``: words in the subject that its mails have; others of that sender have no template.
    """

    name: str
    senders: tuple[str, ...]
    platform: str
    kind: Kind
    via: Via
    about: Any | None
    each: Any | None
    fields: Mapping[str, Any]
    stars: float


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that was said, as the mail has it. ``rating`` in stars of five."""

    text: str
    author: str = ""
    url: str | None = None
    rating: float | None = None


@cache
def templates() -> tuple[Template, ...]:
    """All there are."""
    written = yaml.safe_load(files("bot.platforms.mail").joinpath("templates.yaml").read_text("utf-8"))
    return tuple(_template(one) for one in written)


def _template(written: Mapping[str, Any]) -> Template:
    return Template(
        name=written["name"],
        senders=tuple(written["from"]),
        platform=written["platform"],
        kind=Kind(written["kind"]),
        via=Via(written["via"]),
        about=_pattern(written.get("subject")),
        each=_pattern(written.get("each")),
        fields={key: _pattern(value) for key, value in written["fields"].items()},
        stars=float(written.get("stars", STARS)),
    )


def _pattern(written: str | None) -> Any | None:
    return None if written is None else re2.compile(f"(?im){written}")


def template_for(letter: Letter) -> Template | None:
    """The template of whoever says to have sent it."""
    for one in templates():
        known = any(letter.domain == name or letter.domain.endswith(f".{name}") for name in one.senders)
        if known and (one.about is None or one.about.search(letter.subject)):
            return one
    return None


def pieces(letter: Letter, template: Template) -> Sequence[Piece]:
    """What the mail brings; empty when the template does not fit it (any more)."""
    blocks = [letter.text] if template.each is None else [found[0] for found in template.each.finditer(letter.text)]
    found = [_piece(block, template) for block in blocks]
    return [piece for piece in found if piece is not None]


def _piece(block: str, template: Template) -> Piece | None:
    said = {key: _caught(pattern, block) for key, pattern in template.fields.items()}
    text = "\n\n".join(part for part in (said.get("title", ""), said.get("text", "")) if part)
    if not text:
        return None
    url = unwrapped(said.get("url", ""))
    return Piece(text, said.get("author", "")[:200], url if is_web(url) else None, _stars(said, template.stars))


def _caught(pattern: Any, block: str) -> str:
    found = pattern.search(block)
    return tidy(found["is"] or "") if found else ""


def _stars(said: Mapping[str, str], of: float) -> float | None:
    """The rating brought to five stars; None when there is none, or one that cannot be."""
    try:
        value = float(said.get("rating", "").replace(",", "."))
    except ValueError:
        return None
    return round(value / of * STARS, 2) if 0 <= value <= of else None
