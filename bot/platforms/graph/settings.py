"""The keys that every source of Meta has in the settings."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

from bot.config.secret import Secret
from bot.config.shapes import PlainAddress, SecretRef
from bot.config.sources import EVERY
from rules.i18n import N_
from rules.protocol.model import NOWHERE, Place
from rules.protocol.nodes import Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import ScalarShape, Schema
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Choice

VERSION = "v26.0"
"""Of 29 July 2026; a version lives two years."""


@dataclass(frozen=True)
class GraphVersion(ScalarShape[str]):
    """A version of the Graph API."""

    says: str = N_("een versie, zoals v26.0")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The version."""
        if re.fullmatch(r"v\d{1,2}\.\d", text):
            return text
        self.expected(node, notes)
        return None

    def schema(self) -> Schema:
        """A text such as v26.0."""
        return {"type": "string", "pattern": r"^v\d{1,2}\.\d$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MetaSource:
    """What every source of Meta has. ``id`` is the account's number there."""

    name: str
    id: str
    token: Secret
    app_secret: Secret | None = None
    old_app_secret: Secret | None = None
    verify_token: Secret | None = None
    app: str = ""
    version: str = VERSION
    base_url: str = ""
    auth: str = "header"
    every: timedelta = timedelta(minutes=5)
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def in_header(self) -> bool:
        """Whether the token goes in a header."""
        return self.auth == "header"


def access_fields(of: str) -> tuple[Field, ...]:
    """The keys, for an account that is called ``of`` (a message id) there."""
    return (
        Field("id", Number(), of, required=True),
        Field("token", SecretRef(), N_("het token, als env:NAAM of file:/pad"), required=True),
        Field("app_secret", SecretRef(), N_("het geheim van de app: bewijst elke vraag en elke webhook")),
        Field("old_app_secret", SecretRef(), N_("het vorige geheim, zolang er nog mee getekend wordt")),
        Field("verify_token", SecretRef(), N_("het woord waarmee Meta de webhook controleert; zelf te kiezen")),
        Field("app", Number(), N_("het nummer van de app, om de abonnementen te controleren")),
        Field("version", GraphVersion(), N_("de versie van de Graph API"), also=("versie",)),
        Field("base_url", PlainAddress(), N_("waar de Graph API staat, als dat niet bij Meta zelf is")),
        Field(
            "auth",
            Choice({"header": N_("in de kop Authorization"), "parameter": N_("bij de andere gegevens (access_token)")}),
            N_("hoe het token meegaat; 'parameter' is voor een server die de kop niet leest"),
        ),
        EVERY,
    )


@dataclass(frozen=True)
class Number(ScalarShape[str]):
    """A number that is a name: kept as written."""

    says: str = N_("een nummer, zoals 123456789012345")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The number as text."""
        if re.fullmatch(r"[0-9]{1,30}", text):
            return text
        self.expected(node, notes)
        return None

    def schema(self) -> Schema:
        """Digits."""
        return {"type": ["string", "integer"], "pattern": "^[0-9]{1,30}$"}
