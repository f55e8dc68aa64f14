"""A YouTube channel: comments below its videos, and what we may do there."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.config.secret import Secret
from bot.config.shapes import PlainAddress, SecretRef
from bot.config.sources import EVERY, source_record
from bot.platforms.platform import FirstKeys, Platform, Tested
from bot.ports import Capabilities, Verb
from rules.i18n import N_
from rules.protocol.model import NOWHERE, Place
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Choice, Text, Whole

WORD = "youtube"
HOST = "https://youtube.googleapis.com"
CONSOLE = "https://console.cloud.google.com/apis/library/youtube.googleapis.com"
QUOTA = 10_000
"""Units a day that Google gives a project; a new day begins at midnight Pacific time. "Quota costs" of the Data API."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YouTubeSource:
    """A channel. ``key`` reads; ``client_id``, ``client_secret`` and ``refresh_token`` together act as its owner.

    ``pages``: so many pages of a hundred newest comments are read anew at every look, for edits and deletions.
    """

    name: str
    channel: str
    key: Secret | None = None
    client_id: str = ""
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    quota: int = QUOTA
    pages: int = 2
    every: timedelta = timedelta(minutes=5)
    base_url: str = ""
    auth: str = "header"
    token_url: str = ""
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "youtube"
    platform = WORD

    @property
    def owned(self) -> bool:
        """Whether we may act as the owner of the channel."""
        return bool(self.client_id and self.client_secret and self.refresh_token)


def _made(**rest: Any) -> YouTubeSource:
    return YouTubeSource(**rest)


CAPABILITIES = Capabilities(
    verbs=frozenset({Verb.REPLY, Verb.HIDE, Verb.UNHIDE, Verb.DELETE, Verb.DELETE_OWN}),
    reply_limit=10_000,
    follows_edits=True,
    follows_deletes=True,
)

PLATFORM: Platform[YouTubeSource] = Platform(
    title=N_("YouTube-kanaal"),
    settings=source_record(
        _made,
        Field(
            "channel", Text(max_length=60), N_("het nummer van het kanaal, zoals UC…"), required=True, also=("kanaal",)
        ),
        Field("key", SecretRef(), N_("de API-sleutel: genoeg om te lezen"), also=("sleutel",)),
        Field("client_id", Text(max_length=200), N_("het nummer van de OAuth-client, om ook te handelen")),
        Field("client_secret", SecretRef(), N_("het geheim van de OAuth-client")),
        Field("refresh_token", SecretRef(), N_("het vernieuwingstoken van de eigenaar van het kanaal")),
        Field("quota", Whole(100, 10_000_000), N_("hoeveel eenheden van Google er per dag gebruikt mogen worden")),
        Field("pages", Whole(1, 15), N_("hoeveel bladzijden van honderd reacties steeds opnieuw gelezen worden")),
        Field("base_url", PlainAddress(), N_("waar de API staat, als dat niet bij Google zelf is")),
        Field(
            "auth",
            Choice({"header": N_("in een eigen kop (X-Goog-Api-Key)"), "parameter": N_("in het adres (key)")}),
            N_("hoe de API-sleutel meegaat; 'parameter' is voor een server die de kop niet leest"),
        ),
        Field("token_url", PlainAddress(), N_("waar een token vernieuwd wordt, als dat niet bij Google zelf is")),
        EVERY,
    ),
    module="bot.platforms.youtube.opening",
    watches=N_("reacties op de video's van het kanaal, en met toestemming van de eigenaar ook wat YouTube tegenhoudt"),
    keys=FirstKeys(
        needs=N_("een API-sleutel om te lezen; om te handelen een OAuth-client en de toestemming van de eigenaar"),
        costs=N_(
            "niets. Google geeft 10.000 eenheden per dag: elke vijf minuten kijken kost er ongeveer 1.200, een antwoord "
            "of verbergen 50"
        ),
        page=CONSOLE,
        steps=(
            N_("Maak bij Google Cloud een project en zet daarin 'YouTube Data API v3' aan."),
            N_("Maak een API-sleutel die alleen deze API mag gebruiken: seintje geheim YOUTUBE_KEY"),
            N_(
                "Om ook te handelen: maak een OAuth-client, laat de eigenaar van het kanaal het recht youtube.force-ssl "
                "geven, en bewaar geheim en vernieuwingstoken met: seintje geheim"
            ),
            N_("Zet de app bij Google op 'In productie': in de testfase verloopt het vernieuwingstoken na een week."),
            N_("Draai: seintje doctor"),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.RECORDED, Tested.FAKE, Tested.TABLES}),
    untried=N_("niet tegen YouTube zelf"),
    extra="youtube",
    package="googleapiclient",
)
