"""Pinterest: how many comments stand under our pins. What they say cannot be read there; the mails can (see ``mail``)."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.config.secret import Secret
from bot.config.shapes import PlainAddress, SecretRef
from bot.config.sources import EVERY, source_record
from bot.platforms.platform import FirstKeys, Platform, Tested
from rules.i18n import N_
from rules.protocol.model import NOWHERE, Place
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Text, Whole

WORD = "pinterest"
HOST = "https://api.pinterest.com"
PAGE = "https://developers.pinterest.com/apps/"
SCOPES = ("pins:read", "user_accounts:read")


@dataclass(frozen=True, slots=True, kw_only=True)
class PinterestSource:
    """A business account. ``pages``: so many pages of a hundred pins, newest first, are counted at every look."""

    name: str
    client_id: str
    client_secret: Secret
    refresh_token: Secret
    pages: int = 5
    every: timedelta = timedelta(minutes=30)
    base_url: str = ""
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = WORD
    platform = WORD


def _made(**rest: Any) -> PinterestSource:
    return PinterestSource(**rest)


PLATFORM: Platform[PinterestSource] = Platform(
    title=N_("Pinterest (aantallen)"),
    settings=source_record(
        _made,
        Field("client_id", Text(max_length=200), N_("het nummer van de app bij Pinterest"), required=True),
        Field("client_secret", SecretRef(), N_("het geheim van de app bij Pinterest"), required=True),
        Field("refresh_token", SecretRef(), N_("het vernieuwingstoken van het zakelijke account"), required=True),
        Field("pages", Whole(1, 20), N_("hoeveel bladzijden van honderd pins steeds geteld worden")),
        Field("base_url", PlainAddress(), N_("waar de API staat, als dat niet bij Pinterest zelf is")),
        EVERY,
    ),
    module="bot.platforms.pinterest.watcher",
    watches=N_("hoeveel reacties er onder eigen pins staan; wat er staat geeft Pinterest niet, dat komt per mail"),
    keys=FirstKeys(
        needs=N_("een zakelijk account bij Pinterest, een app, en een vernieuwingstoken van het account"),
        costs=N_("niets; Pinterest beslist over de toegang van de app"),
        page=PAGE,
        steps=(
            N_("Maak op de pagina hiernaast een app en vraag toegang tot pins:read en user_accounts:read."),
            N_(
                "Laat het zakelijke account toestemming geven en bewaar geheim en vernieuwingstoken met: seintje geheim"
            ),
            N_("Laat Pinterest ook mails sturen, en lees die met een bron van het soort mail: daarin staat de tekst."),
            N_("Draai: seintje doctor"),
        ),
    ),
    tested=frozenset({Tested.FAKE}),
    untried=N_("niet tegen Pinterest zelf; er is geen manier om reacties te lezen of te beantwoorden"),
)
