"""Google+: closed in 2019. Its name stands here so that whoever asks for it hears where people write now."""

from dataclasses import dataclass, field
from typing import Any

from bot.config.sources import source_record
from bot.platforms.platform import FirstKeys, Platform
from rules.i18n import N_
from rules.protocol.model import NOWHERE, Place

CLOSED = N_("Google+ is in 2019 gesloten: er is niets te lezen.")
INSTEAD = N_("Haal deze bron weg. Wat mensen nu bij Google schrijven zijn reviews van uw locaties; volg die.")


@dataclass(frozen=True, slots=True)
class GooglePlusSource:
    """A source that cannot be."""

    name: str
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    kind = "google_plus"


def _made(**rest: Any) -> GooglePlusSource:
    return GooglePlusSource(**rest)


PLATFORM: Platform[GooglePlusSource] = Platform(
    title=N_("Google+ (gesloten)"),
    settings=source_record(_made),
    module="bot.platforms.google_plus.closed",
    watches=CLOSED,
    keys=FirstKeys(needs=INSTEAD, costs=N_("niets"), page="https://business.google.com/reviews"),
)
