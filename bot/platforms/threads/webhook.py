"""What Threads brings to our door: an envelope of its own, without entries; one value, or a list of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.clock import Clock
from bot.platforms.found import NO_TEXT
from bot.platforms.graph import hub
from bot.platforms.graph.account import Account, Where, mention, sent_at
from bot.platforms.graph.values import block, blocks, delivered, ident, text
from bot.platforms.threads import WORD, ThreadsSource
from bot.ports import Batch
from rules.i18n import N_
from rules.mention import Kind, Mention, Via

NOT_READABLE = N_("deze wijziging van Threads kan niet worden gelezen")


class AccountReceiver:
    """``bot.ports.Receiver`` of an account."""

    platform = WORD

    def __init__(self, source: ThreadsSource, clock: Clock) -> None:
        self.name, self.family = source.name, hub.family(WORD, source.app_secret)
        self._source, self._clock = source, clock
        self._account = Account(source.id, source.name, WORD)

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """The challenge, for whoever knows our verify token."""
        return hub.handshake(query, self._source.verify_token)

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether our app's secret, or the one before it, signed this."""
        return hub.genuine(headers, body, (self._source.app_secret, self._source.old_app_secret))

    def read(self, body: bytes) -> Batch:
        """What the body says."""
        document = delivered(body)
        told: dict[str, Mention] = {}
        refused: list[tuple[str, str]] = []
        gone: list[str] = []
        changes = list(_changes(document))
        for of, value in changes:
            if of == "delete":
                gone += [name] if (name := ident(value.get("id"))) else []
            elif of in ("replies", "mentions"):
                made = self._said(of, value, document)
                if isinstance(made, Mention):
                    told[made.id] = made
                elif made[1] != NO_TEXT:
                    refused.append(made)
        if not changes:
            refused.append(("", NOT_READABLE))
        return Batch([one for one in told.values() if one.id not in gone], "", refused, gone=gone)

    def _said(self, of: str, value: Mapping[str, Any], document: Mapping[str, Any]) -> Mention | tuple[str, str]:
        now, at = self._clock.now(), sent_at(document.get("time")) or self._clock.now()
        root = block(value.get("root_post"))
        thread, parent = ident(root.get("id")), ident(block(value.get("replied_to")).get("id"))
        if of == "mentions":
            return mention(value, Where(Kind.POST, Via.MENTION, thread, parent, at=at), self._account, now)
        kind = Kind.COMMENT if parent in ("", thread) else Kind.REPLY
        ours = replace(self._account, username=text(root.get("username")) if self._is_ours(root) else "")
        return mention(value, Where(kind, Via.OWN_PAGE, thread, parent or thread, at=at), ours, now)

    def _is_ours(self, root: Mapping[str, Any]) -> bool:
        return ident(root.get("owner_id")) == self._account.id


def _changes(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Field and value of each change: in ``values``, one or several, or in entries as Meta's others have them."""
    values = document.get("values")
    changes = [block(values)] if isinstance(values, dict) else list(blocks(values))
    for entry in blocks(document.get("entry")):
        changes += blocks(entry.get("changes"))
    yield from ((text(one.get("field")), block(one.get("value"))) for one in changes if one.get("field"))
