"""A Facebook Page: comments, posts on it, mentions of it, recommendations and its messages; and what we may do there."""

from dataclasses import dataclass
from typing import Any

from bot.config.sources import source_record
from bot.platforms.graph.settings import MetaSource, access_fields
from bot.platforms.platform import FirstKeys, Platform, Tested
from bot.ports import Capabilities, Verb
from rules.i18n import N_
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Flag, Whole

HOST = "https://graph.facebook.com"
WORD = "facebook_page"
"""The platform's word in the protocol."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacebookSource(MetaSource):
    """A Page. ``posts``: of so many of its newest posts the comments are read anew at every look."""

    posts: int = 25
    messages: bool = False
    ratings: bool = True

    kind = "facebook"
    platform = WORD


def _made(**rest: Any) -> FacebookSource:
    return FacebookSource(**rest)


CAPABILITIES = Capabilities(
    verbs=frozenset(
        {
            Verb.REPLY,
            Verb.PRIVATE_REPLY,
            Verb.LIKE,
            Verb.HIDE,
            Verb.UNHIDE,
            Verb.DELETE,
            Verb.DELETE_OWN,
            Verb.BLOCK,
            Verb.UNBLOCK,
        }
    ),
    reply_limit=8000,
    follows_edits=True,
    follows_deletes=True,
)

PLATFORM: Platform[FacebookSource] = Platform(
    title=N_("Facebook-pagina"),
    settings=source_record(
        _made,
        *access_fields(N_("het nummer van de pagina")),
        Field("posts", Whole(1, 100), N_("van hoeveel nieuwste berichten de reacties steeds opnieuw gelezen worden")),
        Field("messages", Flag(), N_("of ook privéberichten aan de pagina gelezen worden"), also=("berichten",)),
        Field("ratings", Flag(), N_("of ook aanbevelingen gelezen worden"), also=("aanbevelingen",)),
    ),
    module="bot.platforms.facebook.opening",
    watches=N_("reacties, berichten op de pagina, vermeldingen, aanbevelingen en (als u dat wilt) privéberichten"),
    keys=FirstKeys(
        needs=N_(
            "een pagina-token van een app die Meta heeft goedgekeurd, het geheim van die app, en https voor de webhook"
        ),
        costs=N_("niets; de goedkeuring (App Review en bedrijfsverificatie) duurt enkele weken"),
        page="https://developers.facebook.com/apps",
        steps=(
            N_("Maak een app van het soort Bedrijf en voeg Webhooks en Pages API toe."),
            N_(
                "Vraag deze rechten aan: pages_read_engagement, pages_read_user_content, pages_manage_engagement, "
                "pages_manage_metadata; en pages_messaging voor privéberichten."
            ),
            N_("Maak een langdurig pagina-token en bewaar het met: seintje geheim FACEBOOK_TOKEN"),
            N_(
                "Zet bij Webhooks het adres https://uw-adres/hooks/NAAM, met het woord van 'verify_token', en kies feed, "
                "mention en ratings."
            ),
            N_("Draai: seintje doctor. Die kijkt of alle drie de lagen van Meta aan staan."),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.RECORDED, Tested.FAKE, Tested.TABLES}),
    untried=N_("niet tegen Meta zelf: daar is een goedgekeurde app voor nodig"),
)
