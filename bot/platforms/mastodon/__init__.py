"""A Mastodon account: who mentions it, what stands below its posts, hashtags; and what we may do there."""

import re
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
from rules.protocol.nodes import Scalar
from rules.protocol.notes import Notes
from rules.protocol.shapes.base import ScalarShape, Schema
from rules.protocol.shapes.collections import Many
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Flag, Whole

WORD = "mastodon"
LONGEST = 500
"""Characters of a post; a name in it counts without its server."""


@dataclass(frozen=True)
class Hashtag(ScalarShape[str]):
    """A hashtag, with or without its sign."""

    says: str = N_("een hashtag, zoals zorgproef")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The word without the sign."""
        word = text.removeprefix("#")
        if re.fullmatch(r"\w{1,100}", word):
            return word
        self.expected(node, notes)
        return None

    def schema(self) -> Schema:
        """A word."""
        return {"type": "string", "pattern": r"^#?\w{1,100}$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonSource:
    """An account on a server. ``posts``: below so many of its newest posts is looked every time."""

    name: str
    url: str
    token: Secret
    hashtags: tuple[str, ...] = ()
    posts: int = 5
    search: bool = False
    stream: bool = True
    every: timedelta = timedelta(minutes=2)
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "mastodon"
    platform = WORD


def _made(**rest: Any) -> MastodonSource:
    return MastodonSource(**rest)


CAPABILITIES = Capabilities(
    verbs=frozenset({Verb.REPLY, Verb.DELETE_OWN, Verb.LIKE, Verb.MUTE, Verb.BLOCK, Verb.UNBLOCK, Verb.REPORT}),
    reply_limit=450,  # what is left of 500 when the other one is named in front
    follows_edits=True,
    follows_deletes=True,
)

PLATFORM: Platform[MastodonSource] = Platform(
    title=N_("Mastodon"),
    settings=source_record(
        _made,
        Field("url", PlainAddress(), N_("het adres van de server waar het account staat"), required=True),
        Field("token", SecretRef(), N_("het token, als env:NAAM of file:/pad"), required=True),
        Field("hashtags", Many(Hashtag()), N_("welke hashtags gevolgd worden")),
        Field("posts", Whole(0, 20), N_("onder hoeveel nieuwste eigen berichten steeds gekeken wordt")),
        Field("search", Flag(), N_("of ook naar de namen van de organisatie gezocht wordt"), also=("zoeken",)),
        Field("stream", Flag(), N_("of de server het ons ook meteen meldt"), also=("stroom",)),
        EVERY,
    ),
    module="bot.platforms.mastodon.opening",
    watches=N_("wie het account noemt, reacties op eigen berichten, hashtags, en (als u dat wilt) wie onze naam noemt"),
    keys=FirstKeys(
        needs=N_("een account op een Mastodon-server en een token daarvan"),
        costs=N_("niets"),
        page="https://docs.joinmastodon.org/client/token/",
        steps=(
            N_("Kies op uw server bij Voorkeuren: Ontwikkeling, en maak een toepassing."),
            N_("Geef haar read en write (om te antwoorden, te negeren, te blokkeren en te rapporteren)."),
            N_("Kopieer het toegangstoken."),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.RECORDED, Tested.FAKE, Tested.OTHERS}),
    untried=N_("niet tegen een server op het internet"),
    extra="mastodon",
    package="mastodon",
)
