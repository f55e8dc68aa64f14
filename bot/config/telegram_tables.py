"""What may stand at ``telegram:``, and what must agree with the rest of the settings for it."""

import re
from collections.abc import Mapping

from bot.addresses import split_url
from bot.config import kinds
from bot.config.model import Config, TelegramSettings, WebhookSettings
from bot.config.private import Private
from bot.config.shapes import PlainAddress, SecretRef
from rules.i18n import N_
from rules.protocol.nodes import Node
from rules.protocol.notes import Notes
from rules.protocol.shapes.record import Field, Record

WEBHOOK: Record[WebhookSettings] = Record(
    WebhookSettings,
    (
        Field(
            "secret",
            SecretRef(),
            N_("waaraan wij Telegram herkennen, als env:NAAM of file:/pad: zelf te kiezen, minstens 16 tekens"),
            required=True,
            also=("secret_token", "geheim"),
        ),
    ),
    check=lambda webhook, nodes, notes: _sayable(webhook, nodes, notes),
)
_SECRET_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,256}")
"""What Telegram takes as ``secret_token`` (Bot API, ``setWebhook``), but for the short ones."""


def _sayable(webhook: WebhookSettings, nodes: Mapping[str, Node], notes: Notes) -> None:
    if _SECRET_TOKEN.fullmatch(webhook.secret.reveal()) is None:
        notes.report(kinds.WEBHOOK_SECRET, nodes["secret"])


TELEGRAM: Record[TelegramSettings] = Record(
    TelegramSettings,
    (
        Field("token", SecretRef(), N_("het token dat BotFather gaf, als env:NAAM of file:/pad"), required=True),
        Field("base_url", PlainAddress(), N_("waar de Bot API staat, als dat niet bij Telegram zelf is")),
        Field(
            "webhook",
            Private(WEBHOOK),
            N_("laat Telegram brengen wat collega's drukken en schrijven; zonder dit blok vraagt seintje er zelf om"),
        ),
    ),
)

_PORTS = frozenset({None, 443, 80, 88, 8443})
"""Where Telegram brings to (Bot API, ``setWebhook``); None: the port of https."""


def reachable(made: Config, nodes: Mapping[str, Node], notes: Notes) -> None:
    """Telegram can only bring to an address that is there, from outside, by https."""
    if made.telegram is None or made.telegram.webhook is None:
        return
    at = made.telegram.webhook.at
    if made.web is None:
        notes.add(kinds.WEBHOOK_NO_PAGES.at(at))
    elif made.web.public_url is None:
        notes.add(kinds.WEBHOOK_NO_ADDRESS.at(at))
    else:
        parts = split_url(made.web.public_url)
        if parts is None or parts.scheme != "https" or parts.port not in _PORTS:
            notes.add(kinds.WEBHOOK_WRONG_ADDRESS.at(at, url=made.web.public_url))
