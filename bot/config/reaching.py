"""The settings of the ways to reach a person beside Telegram."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.config.secret import Secret
from rules.protocol.model import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class EmailSettings:
    """A mail server. ``security``: starttls, tls or none. ``port`` None: the usual one for it."""

    host: str
    sender: str
    port: int | None = None
    security: str = "starttls"
    user: str = ""
    password: Secret | None = None
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AppriseSettings:
    """Services by URL. In ``sms`` and ``voice`` stands ``{to}`` where the number goes; ``people``: a service of their own."""

    sms: Secret | None = None
    voice: Secret | None = None
    people: Mapping[str, Secret] = field(default_factory=lambda: MappingProxyType({}))
    at: Place = field(default=NOWHERE, compare=False, repr=False)
