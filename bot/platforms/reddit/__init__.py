"""A Reddit account: who mentions or answers it, what is said in subreddits, who names the organisation; and what we may do."""

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
from rules.protocol.shapes.scalars import Flag, Text

WORD = "reddit"
HOST, LOGIN = "https://oauth.reddit.com", "https://www.reddit.com"
APPS = "https://www.reddit.com/prefs/apps"
NEEDED = ("identity", "privatemessages", "read", "history", "submit", "edit", "report")
"""Reddit's words for what the token must be allowed."""


@dataclass(frozen=True)
class RedditName(ScalarShape[str]):
    """An account or a subreddit, with or without what stands in front of it."""

    says: str = N_("een naam bij Reddit, zoals zorgproef")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The name alone."""
        name = re.sub(r"^/?[ru]/", "", text)
        if re.fullmatch(r"[A-Za-z0-9_-]{2,50}", name):
            return name
        self.expected(node, notes)
        return None

    def schema(self) -> Schema:
        """A word."""
        return {"type": "string", "pattern": r"^(/?[ru]/)?[A-Za-z0-9_-]{2,50}$"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RedditSource:
    """An account. ``subreddits``: where everything new is read; the protocol says what of it is about us."""

    name: str
    account: str
    client_id: str
    client_secret: Secret
    refresh_token: Secret
    subreddits: tuple[str, ...] = ()
    search: bool = True
    base_url: str = ""
    token_url: str = ""
    every: timedelta = timedelta(minutes=5)
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "reddit"
    platform = WORD


def _made(**rest: Any) -> RedditSource:
    return RedditSource(**rest)


CAPABILITIES = Capabilities(
    verbs=frozenset({Verb.REPLY, Verb.DELETE_OWN, Verb.REPORT}),
    reply_limit=10_000,
    follows_edits=True,
    follows_deletes=True,
)

PLATFORM: Platform[RedditSource] = Platform(
    title=N_("Reddit"),
    settings=source_record(
        _made,
        Field("account", RedditName(), N_("de naam van het account"), required=True),
        Field("client_id", Text(max_length=200), N_("het nummer van de app, onder haar naam"), required=True),
        Field("client_secret", SecretRef(), N_("het geheim van de app"), required=True),
        Field("refresh_token", SecretRef(), N_("het vernieuwingstoken van het account"), required=True),
        Field("subreddits", Many(RedditName()), N_("in welke subreddits alles wat nieuw is gelezen wordt")),
        Field(
            "search",
            Flag(),
            N_("of ook naar berichten met een naam van de organisatie gezocht wordt"),
            also=("zoeken",),
        ),
        Field("base_url", PlainAddress(), N_("waar de API staat, als dat niet bij Reddit zelf is")),
        Field("token_url", PlainAddress(), N_("waar een token vernieuwd wordt, als dat niet bij Reddit zelf is")),
        EVERY,
    ),
    module="bot.platforms.reddit.opening",
    watches=N_("wie het account noemt of antwoordt, wat nieuw is in gekozen subreddits, en berichten met onze naam"),
    keys=FirstKeys(
        needs=N_("een Reddit-account en een app die Reddit goedkeurde (Responsible Builder Policy)"),
        costs=N_("niets binnen 100 vragen per minuut; Reddit beslist over de goedkeuring"),
        page=APPS,
        steps=(
            N_("Vraag bij Reddit goedkeuring voor de app; zonder goedkeuring krijgt zij geen toegang meer."),
            N_("Maak bij 'apps' van het account een app van het soort 'web app'."),
            N_(
                "Laat het account toestemming geven (duration=permanent) voor: identity, privatemessages, read, history, "
                "submit, edit en report."
            ),
            N_("Bewaar geheim en vernieuwingstoken met: seintje geheim"),
        ),
    ),
    capabilities=CAPABILITIES,
    tested=frozenset({Tested.RECORDED, Tested.FAKE}),
    untried=N_("niet tegen Reddit zelf: daar is een goedgekeurde app voor nodig"),
    extra="reddit",
    package="asyncpraw",
)
