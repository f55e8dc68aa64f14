"""An Instagram account: comments on its media, media that tag it, mentions of it; and what we may do there."""

from dataclasses import dataclass
from typing import Any

from bot.config.sources import source_record
from bot.platforms.graph.settings import MetaSource, access_fields
from bot.platforms.platform import FirstKeys, Platform, Tested
from bot.ports import Capabilities, Verb
from rules.i18n import N_
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Choice, Whole

WORD = "instagram"
HOSTS = {"instagram": "https://graph.instagram.com", "facebook": "https://graph.facebook.com"}
"""Where it is spoken to, by how the account logged in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstagramSource(MetaSource):
    """A professional account. ``posts``: of so many of its newest media the comments are read anew at every look."""

    login: str = "instagram"
    posts: int = 25

    kind = "instagram"
    platform = WORD


def _made(**rest: Any) -> InstagramSource:
    return InstagramSource(**rest)


CAPABILITIES = Capabilities(
    verbs=frozenset({Verb.REPLY, Verb.PRIVATE_REPLY, Verb.HIDE, Verb.UNHIDE, Verb.DELETE, Verb.DELETE_OWN}),
    reply_limit=300,
)
"""300: "the total length of the comment cannot exceed 300 characters", Instagram's reference of comments."""

PLATFORM: Platform[InstagramSource] = Platform(
    title=N_("Instagram"),
    settings=source_record(
        _made,
        *access_fields(N_("het nummer van het account")),
        Field(
            "login",
            Choice({"instagram": N_("met Instagram zelf"), "facebook": N_("via de Facebook-pagina")}),
            N_("hoe het account bij de app is ingelogd"),
        ),
        Field("posts", Whole(1, 100), N_("van hoeveel nieuwste berichten de reacties steeds opnieuw gelezen worden")),
    ),
    module="bot.platforms.instagram.opening",
    watches=N_("reacties op eigen berichten, berichten waarin u getagd bent, en vermeldingen (door de webhook)"),
    keys=FirstKeys(
        needs=N_("een professioneel account, een token van een goedgekeurde app, het geheim van die app, en https"),
        costs=N_("niets; de goedkeuring (App Review en bedrijfsverificatie) duurt enkele weken"),
        page="https://developers.facebook.com/apps",
        steps=(
            N_("Maak van het account een professioneel account en koppel het aan de app."),
            N_(
                "Vraag de rechten voor reacties en berichten aan (instagram_business_manage_comments en _manage_messages)."
            ),
            N_("Zet bij Webhooks het adres https://uw-adres/hooks/NAAM en kies comments, live_comments en mentions."),
            N_("Draai: seintje doctor. Die kijkt of alle drie de lagen van Meta aan staan."),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.RECORDED, Tested.FAKE}),
    untried=N_("niet tegen Meta zelf: daar is een goedgekeurde app voor nodig"),
)
