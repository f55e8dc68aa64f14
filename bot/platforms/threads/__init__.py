"""A Threads account: replies to its posts, mentions of it, and what is searched for; and what we may do there."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.config.sources import source_record
from bot.platforms.graph.settings import MetaSource, access_fields
from bot.platforms.platform import FirstKeys, Platform, Tested
from bot.ports import Capabilities, Verb
from rules.i18n import N_
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Flag, Whole

HOST = "https://graph.threads.net"
WORD = "threads"


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadsSource(MetaSource):
    """An account. ``posts``: of so many of its newest posts the replies are read at every look. ``search``: our names too."""

    version: str = "v1.0"
    posts: int = 10
    search: bool = False
    every: timedelta = timedelta(minutes=10)  # a call for every post: at five a storm would pass Meta's limit

    kind = "threads"
    platform = WORD


def _made(**rest: Any) -> ThreadsSource:
    return ThreadsSource(**rest)


CAPABILITIES = Capabilities(
    verbs=frozenset({Verb.REPLY, Verb.HIDE, Verb.UNHIDE, Verb.DELETE_OWN}),
    reply_limit=500,
    follows_deletes=True,
)

PLATFORM: Platform[ThreadsSource] = Platform(
    title=N_("Threads"),
    settings=source_record(
        _made,
        *access_fields(N_("het nummer van het account")),
        Field("posts", Whole(1, 15), N_("van hoeveel nieuwste berichten de reacties steeds opnieuw gelezen worden")),
        Field("search", Flag(), N_("of ook naar de namen van de organisatie gezocht wordt"), also=("zoeken",)),
    ),
    module="bot.platforms.threads.opening",
    watches=N_("reacties op eigen berichten, vermeldingen, en (als u dat wilt) wie onze naam noemt"),
    keys=FirstKeys(
        needs=N_("een token van een goedgekeurde app, het geheim van die app, en https voor de webhook"),
        costs=N_("niets; de goedkeuring (App Review en bedrijfsverificatie) duurt enkele weken"),
        page="https://developers.facebook.com/apps",
        steps=(
            N_(
                "Voeg aan de app Threads API toe en vraag threads_read_replies, threads_manage_replies en threads_manage_mentions aan."
            ),
            N_("Zet bij Webhooks het adres https://uw-adres/hooks/NAAM en kies replies, mentions en delete."),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.FAKE}),
    untried=N_("niet tegen Meta zelf: daar is een goedgekeurde app voor nodig"),
)
