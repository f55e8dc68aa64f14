"""What another program brings: mentions in the interchange form, one, a list, or ``{"mentions": […], "gone": […]}``.

Signed with HMAC-SHA256 over the raw body, in ``X-Seintje-Signature: sha256=…``. A mention that cannot be read spoils no
other.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bot.clock import Clock
from bot.platforms.examine import bad, good
from bot.platforms.jsonl import Refusal, read_lines
from bot.platforms.platform import Opened, Tools
from bot.platforms.webhook import WebhookSource
from bot.ports import Batch, Finding
from rules.i18n import N_, Lang
from rules.mention import Mention

SIGNATURE = "x-seintje-signature"
MOST = 5000
"""Mentions of one delivery."""
NO_MENTIONS = N_("hier staan geen berichten in; zie docs/how-to/webhook.md")
NO_NAME = N_("bij gone staat iets dat geen kenmerk van een bericht is")
TOO_MANY = N_("hoogstens 5000 berichten per keer; de rest is niet gelezen")


class DoorReceiver:
    """``bot.ports.Receiver`` of another program."""

    platform = "webhook"
    family = ""

    def __init__(self, source: WebhookSource, clock: Clock) -> None:
        self.name = source.name
        self._source, self._clock = source, clock

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """Nobody asks whether we live here."""
        return None

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether one of the two secrets signed this."""
        given = headers.get(SIGNATURE, "").encode("utf-8", "replace")
        found = False
        for secret in (self._source.secret, self._source.old_secret):
            if secret is not None:
                right = hmac.new(secret.reveal().encode(), body, hashlib.sha256).hexdigest()
                found |= hmac.compare_digest(given, f"sha256={right}".encode())
        return found

    def read(self, body: bytes) -> Batch:
        """What the body says."""
        document = _document(body)
        told: list[Mention] = []
        refused = [*document.refused]
        lines = [json.dumps(one).encode() for one in document.mentions[:MOST]]
        for number, found in read_lines(lines, lenient=self._source.lenient):
            if isinstance(found, Refusal):
                refused.append((_name(document.mentions[number - 1]), found.say(Lang.NL)))
            else:
                told.append(self._ours(found))
        if len(document.mentions) > MOST:
            refused.append(("", TOO_MANY))
        return Batch(told, "", refused, gone=document.gone)

    def _ours(self, mention: Mention) -> Mention:
        """Kept under this source; a clock ahead of ours makes no message of tomorrow."""
        at = min(mention.posted_at, self._clock.now())
        return msgspec.structs.replace(mention, source=self.name, posted_at=at)


@dataclass(frozen=True, slots=True)
class _Document:
    mentions: Sequence[Any] = ()
    gone: Sequence[str] = ()
    refused: Sequence[tuple[str, str]] = field(default_factory=tuple)


def _document(body: bytes) -> _Document:
    try:
        whole = json.loads(body)
    except (ValueError, RecursionError):
        return _Document(refused=[("", NO_MENTIONS)])
    if isinstance(whole, list):
        return _Document(whole)
    if not isinstance(whole, dict):
        return _Document(refused=[("", NO_MENTIONS)])
    if not whole.keys() & {"mentions", "gone"}:
        return _Document([whole])
    mentions, gone = whole.get("mentions", []), whole.get("gone", [])
    if not isinstance(mentions, list) or not isinstance(gone, list):
        return _Document(refused=[("", NO_MENTIONS)])
    names = [_gone(one) for one in gone]
    return _Document(mentions, [name for name in names if name], [("", NO_NAME)] * (not all(names)))


def _gone(value: Any) -> str:
    """The id of what was deleted; empty for what cannot be one."""
    return value if isinstance(value, str) else str(value) if type(value) is int else ""


def _name(value: Any) -> str:
    name = value.get("id") if isinstance(value, dict) else None
    return name[:200] if isinstance(name, str) else ""


def opened(source: WebhookSource, tools: Tools) -> Opened:
    """The door."""
    return Opened(receivers=[DoorReceiver(source, tools.clock)])


async def examined(source: WebhookSource, tools: Tools) -> Sequence[Finding]:
    """Whether the world can reach our door."""
    if not tools.public_url.startswith("https://"):
        text = N_("zonder een https-adres bij web: public_url kan niemand hier iets brengen")
        return [bad(tools, source.name, text, N_("Zet er een webserver met https voor en noem het adres."))]
    url = f"{tools.public_url}/hooks/{source.name}"
    return [good(tools, source.name, N_("de deur is {url}"), url=url)]
