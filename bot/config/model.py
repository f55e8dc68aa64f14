"""The settings of one installation as frozen values. Paths are absolute; times of day are local to the organisation."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from types import MappingProxyType

from bot.config.reaching import AppriseSettings, EmailSettings
from bot.config.secret import Secret
from bot.config.sources import Source
from rules.i18n import Lang
from rules.protocol.model import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """Telegram brings what people press and write to our door. ``secret``: by what we know that it is Telegram."""

    secret: Secret
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """The bot. ``base_url`` is where the Bot API is (without ``/bot…``). ``webhook`` None: we ask for what people press."""

    token: Secret
    base_url: str = "https://api.telegram.org"
    webhook: WebhookSettings | None = None
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class WebSettings:
    """The pages. ``public_url`` is what links in messages begin with; without it they carry none."""

    host: str = "127.0.0.1"
    port: int = 8470
    public_url: str | None = None
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """A verified copy of the database every day at ``at_time``; ``keep`` of them are kept."""

    folder: Path
    at_time: time = time(3, 30)
    keep: int = 14
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class HeartbeatSettings:
    """An address outside that is asked every ``every`` while all is well; its silence is the alarm."""

    url: Secret
    every: timedelta = timedelta(minutes=1)
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ScorerSettings:
    """A second reader of texts. ``model`` and ``labels`` (the answers that mean: a person has to look) for transformers."""

    kind: str
    model: Path | None = None
    labels: tuple[str, ...] = ()
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LogSettings:
    """``json_lines`` None: JSON unless stderr is a terminal."""

    debug: bool = False
    json_lines: bool | None = None
    at: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """All of ``config.yaml``. ``folder`` is where the file stands; ``secrets`` are the protocol's ``secret:NAME``.

    ``learning``: colleagues' verdicts on cases are kept and the night's refit may use them.
    """

    folder: Path
    protocol: Path
    data: Path
    database: Secret
    language: Lang = Lang.NL
    telegram: TelegramSettings | None = None
    email: EmailSettings | None = None
    apprise: AppriseSettings | None = None
    sources: tuple[Source, ...] = ()
    secrets: Mapping[str, Secret] = field(default_factory=lambda: MappingProxyType({}))
    web: WebSettings | None = WebSettings()
    backup: BackupSettings | None = None
    heartbeat: HeartbeatSettings | None = None
    log: LogSettings = LogSettings()
    scorer: ScorerSettings | None = None
    allow_private: bool = False
    learning: bool = False
    at: Place = field(default=NOWHERE, compare=False, repr=False)

    def secret(self, name: str) -> Secret | None:
        """The value of ``secret:NAME`` in the protocol; None when nobody gave one."""
        return self.secrets.get(name)
