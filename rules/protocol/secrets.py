"""Phone numbers, mail addresses and tokens that stand in a file where they do not belong."""

from collections.abc import Iterator

import re2

from rules.i18n import N_

PHONE = N_("een telefoonnummer")
MAIL = N_("een mailadres")
TOKEN = N_("een wachtwoord of sleutel")
SOMETHING = N_("geen verwijzing naar de kluis")

_PATTERNS = (
    (
        PHONE,
        re2.compile(
            r"(?:^|[^\w+-])((?:\+|00)[1-9]\d(?:[ -]?\(0\))?(?:[ -]?\d){8,10}"
            r"|06(?:[ -]?\d){8}|0[1-9]\d[ -]?\d{7}|0[1-9]\d{2}[ -]?\d{6})(?:$|[^\w-])"
        ),
    ),
    (MAIL, re2.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    (TOKEN, re2.compile(r"(\d{8,10}:[A-Za-z0-9_-]{30,}|\b[A-Za-z0-9_-]{32,})")),
)
SHORTEST_TOKEN = 32
_HIDDEN = "•"


def kind_of_secret(text: str) -> str | None:
    """What sort of secret stands in the text (``PHONE``, ``MAIL``, ``TOKEN``), or None."""
    return next((kind for kind, _, _ in find(text)), None)


def find(text: str) -> Iterator[tuple[str, int, int]]:
    """Every stretch that looks like a secret: its sort, where it begins and where it ends."""
    for kind, pattern in _PATTERNS:
        for found in pattern.finditer(text):
            if kind is not TOKEN or _random(found.group(1)):
                yield kind, found.start(1), found.end(1)


def lines_with_secrets(text: str) -> frozenset[int]:
    """The lines (from 1) on which something that looks like a secret begins or ends."""
    lines, line, counted = set(), 1, 0
    for at in sorted(at for _, start, end in find(text) for at in (start, end)):
        line += text.count("\n", counted, at)
        counted = at
        lines.add(line)
    return frozenset(lines)


def _random(word: str) -> bool:
    """Whether a long word is more likely a key than language: digits among letters."""
    seen = word[:200]
    return sum(character.isdigit() for character in seen) >= 3 and any(character.isalpha() for character in seen)


def hide(text: str) -> str:
    """The text with every secret in it blotted out, as long as it was."""
    for _, start, end in list(find(text)):
        text = text[:start] + _HIDDEN * (end - start) + text[end:]
    return text
