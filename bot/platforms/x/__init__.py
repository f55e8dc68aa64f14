"""An X account: who mentions it, who answers it, who names the organisation; and what we may do there."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.config.secret import Secret
from bot.config.shapes import PlainAddress, SecretRef
from bot.config.sources import EVERY, source_record
from bot.platforms.graph.settings import Number as Digits
from bot.platforms.platform import FirstKeys, Platform, Tested
from bot.ports import Capabilities, Verb
from rules.i18n import N_
from rules.protocol.model import NOWHERE, Place
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Flag, Number, Text, Whole

HOST = "https://api.x.com"
WORD = "x"
CONSOLE = "https://console.x.com"


@dataclass(frozen=True, slots=True, kw_only=True)
class XSource:
    """An account. ``bearer_token`` is the app's; the next four let us speak as the account. ``budget``: dollars a day."""

    name: str
    id: str
    bearer_token: Secret
    consumer_key: Secret | None = None
    consumer_secret: Secret | None = None
    old_consumer_secret: Secret | None = None
    access_token: Secret | None = None
    access_secret: Secret | None = None
    user_token: Secret | None = None
    client_id: str = ""
    client_secret: Secret | None = None
    refresh_token: Secret | None = None
    budget: float = 2.0
    owned: bool = False
    authors: bool = True
    search: bool = True
    stream: bool = False
    activity: bool = False
    conversations: bool = True
    recheck: int = 50
    base_url: str = ""
    every: timedelta = timedelta(minutes=5)
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "x"
    platform = WORD

    @property
    def renews(self) -> bool:
        """Whether the account speaks with a token that we renew (OAuth 2.0)."""
        return bool(self.client_id) and self.refresh_token is not None


def _made(**rest: Any) -> XSource:
    return XSource(**rest)


CAPABILITIES = Capabilities(
    verbs=frozenset({Verb.REPLY, Verb.HIDE, Verb.UNHIDE, Verb.DELETE_OWN}),
    reply_limit=280,
    summoned_only=True,
    follows_edits=True,
    follows_deletes=True,
)

PLATFORM: Platform[XSource] = Platform(
    title=N_("X (Twitter)"),
    settings=source_record(
        _made,
        Field("id", Digits(), N_("het nummer van het account"), required=True),
        Field("bearer_token", SecretRef(), N_("het token van de app (Bearer Token)"), required=True),
        Field("consumer_key", SecretRef(), N_("de sleutel van de app (API Key)")),
        Field("consumer_secret", SecretRef(), N_("het geheim van de app; ondertekent ook de webhook")),
        Field("old_consumer_secret", SecretRef(), N_("het vorige geheim, zolang er nog mee getekend wordt")),
        Field("access_token", SecretRef(), N_("het token van het account zelf, om te mogen handelen")),
        Field("access_secret", SecretRef(), N_("het geheim bij dat token")),
        Field(
            "user_token",
            SecretRef(),
            N_("een vers OAuth 2.0-token van het account; alleen één keer nodig, voor activity"),
        ),
        Field("client_id", Text(max_length=200), N_("het nummer van de OAuth 2.0-client van de app")),
        Field("client_secret", SecretRef(), N_("het geheim van die client, als ze er een heeft")),
        Field(
            "refresh_token",
            SecretRef(),
            N_("het vernieuwingstoken van het account (offline.access): seintje vernieuwt het token dan zelf"),
        ),
        Field(
            "budget",
            Number(0.1, 1000),
            N_("hoeveel dollar er per dag (UTC) hoogstens uitgegeven wordt"),
            also=("dagbudget",),
        ),
        Field("owned", Flag(), N_("of de app van het account zelf is: dan kosten vermeldingen een vijfde")),
        Field(
            "authors", Flag(), N_("of de naam en het bereik van schrijvers gevraagd worden ($0,01 per persoon per dag)")
        ),
        Field("search", Flag(), N_("of ook naar de namen van de organisatie gezocht wordt"), also=("zoeken",)),
        Field("stream", Flag(), N_("of de namen ook meteen binnenkomen (filtered stream)")),
        Field("activity", Flag(), N_("of vermeldingen ook meteen binnenkomen (X Activity)")),
        Field("conversations", Flag(), N_("of elk uur de gesprekken onder eigen berichten nagelezen worden")),
        Field("recheck", Whole(0, 100), N_("van hoeveel berichten nagekeken wordt of ze er nog staan; 0: geen")),
        Field("base_url", PlainAddress(), N_("waar X staat, als dat niet bij X zelf is")),
        EVERY,
    ),
    module="bot.platforms.x.opening",
    watches=N_("vermeldingen, antwoorden in gesprekken, en wie de organisatie noemt"),
    keys=FirstKeys(
        needs=N_("een app in de Developer Console van X met tegoed, en de sleutels van het account"),
        costs=N_(
            "X rekent per bericht: $0,001 per eigen vermelding (als de app van het account is), $0,005 per ander bericht, "
            "$0,01 per schrijver, $0,01 per antwoord ($0,20 met een link), $0,005 per keer verbergen. Zonder veel drukte "
            "enkele tot enkele tientallen dollars per maand; 'budget' is de grens per dag."
        ),
        page=CONSOLE,
        steps=(
            N_("Meld het account aan in de Developer Console en koop wat tegoed; zet daar ook een maximum per maand."),
            N_("Maak een app met het recht 'Read and write' en het soort 'Web App, Automated App or Bot'."),
            N_("Bewaar het Bearer Token met: seintje geheim X_BEARER_TOKEN"),
            N_(
                "Maak bij 'Keys and tokens' ook API Key, API Key Secret, Access Token en Access Token Secret, en bewaar ze "
                "met: seintje geheim. Zonder deze vier kan seintje alleen kijken."
            ),
            N_("Het nummer van het account staat in het Access Token, voor het streepje."),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.RECORDED, Tested.FAKE}),
    untried=N_("niet tegen X zelf: daar is een app met tegoed voor nodig"),
    package="tweepy",
)
