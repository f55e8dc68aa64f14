"""Any other tool: it brings signed JSON in the interchange form to our door."""

from dataclasses import dataclass, field
from typing import Any

from bot.config.secret import Secret
from bot.config.shapes import SecretRef
from bot.config.sources import source_record
from bot.platforms.platform import FirstKeys, Platform, Tested
from bot.ports import Capabilities
from rules.i18n import N_
from rules.protocol.model import NOWHERE, Place
from rules.protocol.shapes.record import Field
from rules.protocol.shapes.scalars import Flag


@dataclass(frozen=True, slots=True)
class WebhookSource:
    """Who may bring us something. ``lenient``: keys that the form does not know are left out instead of refused."""

    name: str
    secret: Secret
    old_secret: Secret | None = None
    lenient: bool = False
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "webhook"


def _made(**rest: Any) -> WebhookSource:
    return WebhookSource(**rest)


PLATFORM: Platform[WebhookSource] = Platform(
    title=N_("elk ander programma (webhook)"),
    settings=source_record(
        _made,
        Field("secret", SecretRef(), N_("waarmee de ander tekent"), required=True, also=("geheim",)),
        Field("old_secret", SecretRef(), N_("het vorige geheim, zolang er nog mee getekend wordt")),
        Field("lenient", Flag(), N_("of onbekende sleutels worden weggelaten in plaats van geweigerd")),
    ),
    module="bot.platforms.webhook.door",
    watches=N_("wat een ander programma brengt, in de uitwisselvorm"),
    keys=FirstKeys(
        needs=N_("een geheim dat u en de ander kennen, en https"),
        costs=N_("niets"),
        page="",
        steps=(
            N_("Kies een lang geheim en bewaar het met: seintje geheim WEBHOOK_SECRET"),
            N_("Laat de ander met POST naar https://uw-adres/hooks/NAAM sturen; zie docs/how-to/webhook.md."),
        ),
    ),
    capabilities=Capabilities(follows_edits=True, follows_deletes=True),
    tested=frozenset({Tested.FAKE}),
)
