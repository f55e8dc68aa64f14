"""What Instagram brings to our door, in its three envelopes: a list of changes, messages, or one change in the entry itself.

``mentions`` holds numbers only, so what it points at is asked for.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.platforms.found import NO_TEXT, Made
from bot.platforms.graph import hub
from bot.platforms.graph.account import Account, Where, mention, sent_at
from bot.platforms.graph.client import Line
from bot.platforms.graph.errors import GraphError
from bot.platforms.graph.values import block, blocks, delivered, ident, text
from bot.platforms.instagram import WORD, InstagramSource
from bot.ports import Batch
from rules.case.actions import Failure
from rules.i18n import N_
from rules.mention import Kind, Mention, Via

COMMENTS, MESSAGES = ("comments", "live_comments"), ("messages", "message_edit")
NOT_READABLE = N_("deze wijziging van Instagram kan niet worden gelezen")
NOT_SHOWN = N_("iemand noemt het account, maar Instagram laat het bericht niet zien")


class AccountReceiver:
    """``bot.ports.Receiver`` and ``Follower`` of an account."""

    platform = WORD

    def __init__(self, source: InstagramSource, line: Line, clock: Clock) -> None:
        self.name, self.family = source.name, hub.family(hub.APP, source.app_secret)
        self._source, self._line, self._clock = source, line, clock
        self._account = Account(source.id, source.name, WORD)

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """The challenge, for whoever knows our verify token."""
        return hub.handshake(query, self._source.verify_token)

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether our app's secret, or the one before it, signed this."""
        return hub.genuine(headers, body, (self._source.app_secret, self._source.old_app_secret))

    def read(self, body: bytes) -> Batch:
        """What the body says."""
        return Reading(self._account, self._clock.now()).of(body).batch()

    async def follow(self, body: bytes) -> Batch:
        """The same, with the words of what it only points at. Raises ``GraphError``."""
        reading = Reading(self._account, self._clock.now()).of(body)
        for name, value in reading.pointed:
            reading.add(await self._asked(name, value))
        return reading.batch()

    async def _asked(self, name: str, value: Mapping[str, Any]) -> Made:
        edge, fields, kind = _question(name, value)
        try:
            answer = await self._line.read(lambda graph: graph.get_object(self._account.id, fields=fields))
        except GraphError as error:
            if error.failure in (Failure.PERMISSION, Failure.GONE, Failure.REFUSED):
                return name, NOT_SHOWN
            raise
        thread = ident(value.get("media_id"))
        where = Where(kind, Via.MENTION, thread, thread if kind is Kind.COMMENT else "")
        return mention(block(answer.get(edge)), where, self._account, self._clock.now())


def _question(name: str, value: Mapping[str, Any]) -> tuple[str, str, Kind]:
    """Which field of our own account tells what was said there."""
    if value.get("comment_id"):
        return "mentioned_comment", f"mentioned_comment.comment_id({name}){{id,text,timestamp,username}}", Kind.COMMENT
    fields = f"mentioned_media.media_id({name}){{id,caption,timestamp,username,permalink}}"
    return "mentioned_media", fields, Kind.POST


class Reading:
    """One delivery being read."""

    def __init__(self, account: Account, now: datetime) -> None:
        self._account, self._now = account, now
        self._told: dict[str, Mention] = {}
        self._gone: list[str] = []
        self._refused: list[tuple[str, str]] = []
        self.pointed: list[tuple[str, Mapping[str, Any]]] = []

    def of(self, body: bytes) -> "Reading":
        """Read a body; what is not of this account is somebody else's."""
        document = delivered(body)
        entries = list(blocks(document.get("entry")))
        if document.get("object") == "page" and entries:
            return self  # of the same app: the other source reads it
        if document.get("object") != "instagram" or not entries:
            self._refused.append(("", NOT_READABLE))
        for entry in entries:
            if ident(entry.get("id")) == self._account.id:
                self._entry(entry)
        return self

    def batch(self) -> Batch:
        """What it all said."""
        told = [one for one in self._told.values() if one.id not in self._gone]
        return Batch(told, "", self._refused, gone=self._gone)

    def add(self, made: Made) -> None:
        """One thing said."""
        if isinstance(made, Mention):
            self._told[made.id] = made
        elif made[1] != NO_TEXT:
            self._refused.append(made)

    def _entry(self, entry: Mapping[str, Any]) -> None:
        at = sent_at(entry.get("time")) or self._now
        for change in _changes(entry):
            value, of = block(change.get("value")), text(change.get("field"))
            if of in COMMENTS:
                self._comment(value, at)
            elif of == "mentions":
                self._mention(value)
            elif of in MESSAGES:
                self._message(value, at)
        for event in (*blocks(entry.get("messaging")), *blocks(entry.get("standby"))):
            self._message(event, at)

    def _comment(self, value: Mapping[str, Any], at: datetime) -> None:
        media, parent = ident(block(value.get("media")).get("id")), ident(value.get("parent_id"))
        kind = Kind.REPLY if parent else Kind.COMMENT
        self.add(mention(value, Where(kind, Via.OWN_PAGE, media, parent or media, at=at), self._account, self._now))

    def _mention(self, value: Mapping[str, Any]) -> None:
        name = ident(value.get("comment_id")) or ident(value.get("media_id"))
        if name:
            self.pointed.append((name, value))
        else:
            self._refused.append(("", NOT_READABLE))

    def _message(self, event: Mapping[str, Any], at: datetime) -> None:
        """A private message, one that was edited or taken back; also where another app answers first (``standby``)."""
        value, sender = block(event.get("message_edit")) or block(event.get("message")), block(event.get("sender"))
        whom = ident(block(event.get("recipient")).get("id"))
        us = ident(sender.get("id")) == self._account.id or value.get("is_echo") is True
        by = {**sender, "id": self._account.id} if us else sender
        thread = f"inbox:{whom if us else ident(sender.get('id'))}"
        said = {"id": value.get("mid"), "text": value.get("text"), "from": by}
        where = Where(Kind.MESSAGE, Via.OWN_PAGE, thread, at=sent_at(event.get("timestamp")) or at)
        if value.get("is_deleted") is True and (name := ident(value.get("mid"))):
            self._gone.append(name)
        elif text(value.get("text")):
            self.add(mention(said, where, self._account, self._now))


def _changes(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The changes of an entry: in a list, or one flat in the entry itself."""
    yield from blocks(entry.get("changes"))
    if "field" in entry and "changes" not in entry:
        yield entry
