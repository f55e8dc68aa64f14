"""Reviews at Google of one location: read, answered, and the answer taken back. Nobody can hide a review there."""

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
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Text, Whole

WORD = "google_review"
HOST = "https://mybusiness.googleapis.com"
ACCESS = "https://developers.google.com/my-business/content/prereqs"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsSource:
    """One location. ``pages``: so many pages of fifty, last changed first, are read anew at every look, for deletions."""

    name: str
    account: str
    location: str
    client_id: str
    client_secret: Secret
    refresh_token: Secret
    pages: int = 2
    every: timedelta = timedelta(minutes=15)
    base_url: str = ""
    token_url: str = ""
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "google_reviews"
    platform = WORD

    @property
    def path(self) -> str:
        """Where its reviews stand."""
        return f"v4/accounts/{self.account}/locations/{self.location}/reviews"


def _made(**rest: Any) -> ReviewsSource:
    return ReviewsSource(**rest)


CAPABILITIES = Capabilities(
    verbs=frozenset({Verb.REPLY, Verb.DELETE_OWN}),
    reply_limit=4096,
    follows_edits=True,
    follows_deletes=True,
)

PLATFORM: Platform[ReviewsSource] = Platform(
    title=N_("Google-reviews van een locatie"),
    settings=source_record(
        _made,
        Field("account", Number(), N_("het nummer van het bedrijfsaccount bij Google"), required=True),
        Field("location", Number(), N_("het nummer van de locatie"), required=True, also=("locatie",)),
        Field("client_id", Text(max_length=200), N_("het nummer van de OAuth-client"), required=True),
        Field("client_secret", SecretRef(), N_("het geheim van de OAuth-client"), required=True),
        Field(
            "refresh_token", SecretRef(), N_("het vernieuwingstoken van een beheerder van de locatie"), required=True
        ),
        Field("pages", Whole(1, 15), N_("hoeveel bladzijden van vijftig reviews steeds opnieuw gelezen worden")),
        Field("base_url", PlainAddress(), N_("waar de API staat, als dat niet bij Google zelf is")),
        Field("token_url", PlainAddress(), N_("waar een token vernieuwd wordt, als dat niet bij Google zelf is")),
        EVERY,
    ),
    module="bot.platforms.google_reviews.opening",
    watches=N_("reviews van een locatie, met hun sterren, ook zonder tekst; en ons antwoord daarop"),
    keys=FirstKeys(
        needs=N_("een geverifieerde locatie, toegang van Google tot de Business Profile API's, en een OAuth-client"),
        costs=N_("niets; Google beslist over de toegang, dat duurt enkele dagen tot weken"),
        page=ACCESS,
        steps=(
            N_("Vraag bij Google toegang aan tot de Business Profile API's voor uw project; tot dan is het quotum 0."),
            N_("Zet in het project de 'Google My Business API' aan en maak een OAuth-client."),
            N_(
                "Laat een beheerder van de locatie het recht business.manage geven, en bewaar geheim en "
                "vernieuwingstoken met: seintje geheim"
            ),
            N_("Draai: seintje doctor"),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.FAKE}),
    untried=N_("niet tegen Google zelf; Pub/Sub (melding van een nieuwe review) wordt niet ondersteund"),
    extra="google",
    package="google.oauth2",
)
