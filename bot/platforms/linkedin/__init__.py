"""A LinkedIn page: who comments on it, who shares it, who mentions it; and what the page may do there."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.config.secret import Secret
from bot.config.shapes import PlainAddress, SecretRef
from bot.config.sources import EVERY, source_record
from bot.platforms.graph.settings import Number
from bot.platforms.platform import FirstKeys, Platform, Tested
from bot.ports import Capabilities, Verb
from rules.i18n import N_
from rules.protocol.model import NOWHERE, Place
from rules.protocol.nodes import Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import ScalarShape, Schema
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Text, Whole
from rules.protocol.shapes.times import WallTime

WORD = "linkedin"
HOST, LOGIN = "https://api.linkedin.com", "https://www.linkedin.com"
VERSION = "202611"
"""LinkedIn brings one out every month, and a version lives a year."""
PORTAL = "https://www.linkedin.com/developers/apps"
KEEP = timedelta(hours=48)
"""So long a member's words may be kept (LinkedIn's "Data Storage Requirements": members' social activity)."""
NEEDED = ("r_organization_social", "w_organization_social", "rw_organization_admin")
"""What the token must be allowed: reading comments, placing them, and hearing of them."""


@dataclass(frozen=True)
class Version(ScalarShape[str]):
    """A version of LinkedIn's API: a year and a month."""

    says: str = N_("een versie, zoals 202611")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The version."""
        if re.fullmatch(r"20\d\d(0[1-9]|1[0-2])", text):
            return text
        self.expected(node, notes)
        return None

    def schema(self) -> Schema:
        """Six digits."""
        return {"type": ["string", "integer"], "pattern": r"^20\d\d(0[1-9]|1[0-2])$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedInSource:
    """A page. ``quota``: calls a day. ``keep``: so long words of others stay here. ``posts``: so many own ones are read anew."""

    name: str
    organization: str
    token: Secret
    client_id: str = ""
    client_secret: Secret | None = None
    old_client_secret: Secret | None = None
    refresh_token: Secret | None = None
    app: str = ""
    version: str = VERSION
    quota: int = 400
    posts: int = 5
    keep: timedelta = KEEP
    base_url: str = ""
    token_url: str = ""
    every: timedelta = timedelta(minutes=15)
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "linkedin"
    platform = WORD

    @property
    def urn(self) -> str:
        """The page as LinkedIn names it."""
        return f"urn:li:organization:{self.organization}"

    @property
    def renews(self) -> bool:
        """Whether the token can be renewed without a person."""
        return bool(self.client_id and self.client_secret and self.refresh_token)


def _made(**rest: Any) -> LinkedInSource:
    return LinkedInSource(**rest)


CAPABILITIES = Capabilities(
    verbs=frozenset({Verb.REPLY, Verb.LIKE, Verb.DELETE, Verb.DELETE_OWN}),
    reply_limit=1250,
    follows_edits=True,
    follows_deletes=True,
)

PLATFORM: Platform[LinkedInSource] = Platform(
    title=N_("LinkedIn-pagina"),
    settings=source_record(
        _made,
        Field("organization", Number(), N_("het nummer van de pagina"), required=True, also=("organisatie",)),
        Field("token", SecretRef(), N_("het toegangstoken; het leeft 60 dagen"), required=True),
        Field("client_id", Text(max_length=200), N_("het nummer van de app (Client ID)")),
        Field("client_secret", SecretRef(), N_("het geheim van de app; bewijst ook de webhook")),
        Field("old_client_secret", SecretRef(), N_("het vorige geheim, zolang er nog mee getekend wordt")),
        Field(
            "refresh_token", SecretRef(), N_("het vernieuwingstoken, als de app dat kreeg: dan vernieuwt seintje zelf")
        ),
        Field("app", Number(), N_("het nummer van de app in zijn adres, om de webhook aan te melden")),
        Field("version", Version(), N_("de versie van LinkedIns API; een versie leeft een jaar"), also=("versie",)),
        Field("quota", Whole(20, 100_000), N_("hoeveel vragen er per dag (UTC) hoogstens gesteld worden")),
        Field("posts", Whole(0, 20), N_("van hoeveel nieuwste eigen berichten de reacties steeds nagelezen worden")),
        Field("keep", WallTime(), N_("hoe lang woorden van anderen hier bewaard blijven"), also=("bewaren",)),
        Field("base_url", PlainAddress(), N_("waar de API staat, als dat niet bij LinkedIn zelf is")),
        Field("token_url", PlainAddress(), N_("waar een token vernieuwd wordt, als dat niet bij LinkedIn zelf is")),
        EVERY,
    ),
    module="bot.platforms.linkedin.opening",
    watches=N_("reacties op berichten van de pagina, wie ze deelt en wie de pagina noemt"),
    keys=FirstKeys(
        needs=N_("beheer van een LinkedIn-pagina, en een app die LinkedIn toeliet tot de Community Management API"),
        costs=N_("niets; LinkedIn beoordeelt de app, dat duurt dagen tot weken en kan geweigerd worden"),
        page=PORTAL,
        steps=(
            N_("Maak een app bij LinkedIn en laat een beheerder van de pagina haar bevestigen."),
            N_("Vraag bij 'Products' de Community Management API aan; het mag het enige product van de app zijn."),
            N_(
                "Laat een beheerder van de pagina toestemming geven voor r_organization_social, w_organization_social "
                "en rw_organization_admin."
            ),
            N_("Bewaar het token met: seintje geheim LINKEDIN_TOKEN"),
            N_("Het nummer van de pagina staat in haar adres als u haar beheert."),
            N_("Wijst LinkedIn de app af, volg de pagina dan met de mails die LinkedIn stuurt (kind: mail)."),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.FAKE}),
    untried=N_("niet tegen LinkedIn zelf: daar is een toegelaten app voor nodig"),
)
