"""RSS and Atom: a site's news, a Google Alert. Nothing to act on."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.config.secret import Secret
from bot.config.shapes import WebAddress
from bot.config.sources import EVERY, source_record
from bot.platforms.platform import FirstKeys, Platform, Tested
from rules.i18n import N_
from rules.mention import Via
from rules.protocol.model import NOWHERE, Place
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Choice, Name, Text


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A watched RSS or Atom feed. ``lang`` only where the feed surely has one language."""

    name: str
    url: Secret
    platform: str = "news"
    via: Via = Via.SEARCH
    every: timedelta = timedelta(minutes=10)
    lang: str | None = None
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "feed"


def _made(via: str = Via.SEARCH, **rest: Any) -> FeedSource:
    return FeedSource(via=Via(via), **rest)


PLATFORM: Platform[FeedSource] = Platform(
    title=N_("nieuws, blogs en Google Alerts (RSS of Atom)"),
    settings=source_record(
        _made,
        Field("url", WebAddress(), N_("het adres; dat van een Google Alert is zelf een geheim"), required=True),
        Field("platform", Name(), N_("onder welk platform de berichten vallen in het protocol")),
        Field(
            "via",
            Choice({Via.SEARCH: N_("gaat alleen over ons als het ons noemt"), Via.OWN_PAGE: N_("onze eigen pagina")}),
            N_("of alles in deze bron over ons gaat"),
        ),
        EVERY,
        Field("lang", Text(max_length=8), N_("de taal van de bron, als die er maar één heeft"), also=("taal",)),
    ),
    module="bot.platforms.feed.watcher",
    watches=N_("nieuwe en gewijzigde berichten in de feed"),
    keys=FirstKeys(
        needs=N_("alleen het adres van de feed"),
        costs=N_("niets"),
        page="https://www.google.com/alerts",
        steps=(
            N_("Zoek op de site naar RSS, of maak bij Google een alert en kies bij Bezorgen naar: RSS-feed."),
            N_("Kopieer het adres van de feed. Dat van een Google Alert is zelf een geheim."),
        ),
    ),
    tested=frozenset({Tested.RECORDED, Tested.FAKE}),
)
