"""Starter protocols: whole files to begin from, each with its tests. ``seintje init`` offers them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources

from rules.i18n import N_
from rules.text.normal import words


@dataclass(frozen=True, slots=True)
class Pack:
    """A starter protocol. ``title`` and ``description`` are message ids; ``lang`` is the language of its texts.

    ``organisation`` is the made-up name that stands for the reader's own throughout the file.
    """

    name: str
    title: str
    lang: str
    description: str
    organisation: str

    @property
    def file_name(self) -> str:
        """The file in this package."""
        return f"{self.name}.yaml"

    @property
    def text(self) -> str:
        """The protocol as it is written, comments and all."""
        return resources.files("rules.packs").joinpath(self.file_name).read_text(encoding="utf-8")

    def named(self, name: str, aliases: Sequence[str] = ()) -> str:
        """The protocol with the reader's own organisation in place of the made-up one, also in its tests.

        ``aliases`` are other names people use; the name itself is always one. People and locations stay made up, and so
        does the organisation when the name has no letter in it.
        """
        name = name if words(name) else self.organisation
        plain = " ".join(_AWKWARD.sub(" ", name).split())
        known = dict.fromkeys(_quoted(alias.strip().lower()) for alias in (plain, name, *aliases) if words(alias))
        text = self.text.replace(f"  name: {self.organisation}\n", f"  name: {_quoted(name.strip())}\n", 1)
        text = _ALIASES.sub(lambda _: f"  aliases: [{', '.join(known)}]", text, count=1)
        return text.replace(self.organisation, plain)


_AWKWARD = re.compile(r"[^\w .&+-]|^[^\w]+")
"""What would mean something else in a line of the file."""
_ALIASES = re.compile(r"^  aliases: \[.*?\]", re.MULTILINE)


def _quoted(text: str) -> str:
    """The text between quotes, as the file takes any text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


PACKS = (
    Pack(
        "zorg-klein-team",
        N_("Zorg, klein team"),
        "nl",
        N_(
            "Eén of twee mensen doen de berichten erbij; zes collega's delen het piket; de bestuurder spreekt met de pers."
        ),
        "Voorbeeldzorg",
    ),
    Pack(
        "zorg-met-woordvoerder",
        N_("Zorg, met woordvoerder"),
        "nl",
        N_(
            "Webcare, een woordvoerder, een communicatiepiket, een zorg-achterwacht en rollen voor privacy, HR en recht."
        ),
        "Voorbeeldzorg",
    ),
    Pack(
        "gemeente",
        N_("Gemeente"),
        "nl",
        N_("Dienstverlening en openbare ruimte, inwoners in nood, bedreigde bestuurders, rampen en de raad."),
        "Gemeente Voorbeeldstad",
    ),
    Pack(
        "webshop",
        N_("Webwinkel of algemeen (Engels)"),
        "en",
        N_("In het Engels: bestellingen, gevaarlijke producten, oplichting, gelekte gegevens en de pers."),
        "Sampleshop",
    ),
    Pack(
        "leeg",
        N_("Leeg"),
        "nl",
        N_("Het minste dat werkt: het vangnet, het gevaarsignaal en de ingebouwde signalen; de rest bouwt u zelf."),
        "Voorbeeldhuis",
    ),
)
"""In the order in which they are offered."""


def pack(name: str) -> Pack:
    """The pack of that name. Raises ``KeyError`` when there is none."""
    return {one.name: one for one in PACKS}[name]
