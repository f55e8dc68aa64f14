"""What Facebook brings to our door: ``feed``, ``mention``, ``ratings`` of a Page, and its messages.

Deliveries come at least once, in any order, many changes in one. A change that cannot be read spoils no other.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.platforms.facebook import WORD, FacebookSource, mentions
from bot.platforms.facebook.mentions import Page, Said
from bot.platforms.found import NO_TEXT, Made
from bot.platforms.graph import hub
from bot.platforms.graph.client import Line
from bot.platforms.graph.errors import GraphError
from bot.platforms.graph.values import block, blocks, delivered, ident, moment, text
from bot.ports import Batch
from rules.case.actions import Failure
from rules.i18n import N_
from rules.mention import Kind, Mention, Via

SAID, UNSAID = frozenset({"add", "edit", "edited"}), frozenset({"remove", "delete", "deleted"})
POSTS = frozenset({"status", "post", "photo", "video", "share", "album", "link", "event", "note"})
NOT_READABLE = N_("deze wijziging van Facebook kan niet worden gelezen")
VALUES_OFF = N_("Facebook stuurt alleen dat er iets is; zet bij de webhook 'Include values' aan")
NOT_SHOWN = N_("iemand noemt de pagina, maar Facebook laat het bericht niet zien")


class PageReceiver:
    """``bot.ports.Receiver`` and ``Follower`` of a Page."""

    platform = WORD

    def __init__(self, source: FacebookSource, line: Line, clock: Clock) -> None:
        self.name, self.family = source.name, hub.family(WORD, source.app_secret)
        self._source, self._line, self._clock = source, line, clock
        self._page = Page(source.id, source.name)

    def handshake(self, query: Mapping[str, str]) -> str | None:
        """The challenge, for whoever knows our verify token."""
        return hub.handshake(query, self._source.verify_token)

    def genuine(self, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether our app's secret, or the one before it, signed this."""
        return hub.genuine(headers, body, (self._source.app_secret, self._source.old_app_secret))

    def read(self, body: bytes) -> Batch:
        """What the body says."""
        return Reading(self._page, self._clock.now()).of(body).batch()

    async def follow(self, body: bytes) -> Batch:
        """The same, with the words of what it only points at. Raises ``GraphError`` when they cannot be asked for now."""
        reading = Reading(self._page, self._clock.now()).of(body)
        for name in reading.pointed:
            reading.add(await self._asked(name), None)
        return reading.batch()

    async def _asked(self, name: str) -> Made:
        fields = "id,message,from,created_time,permalink_url"
        try:
            answer = await self._line.read(lambda graph: graph.get_object(name, fields=fields))
        except GraphError as error:
            if error.failure in (Failure.PERMISSION, Failure.GONE):
                return name, NOT_SHOWN
            raise
        return mentions.post(answer, self._page, self._clock.now(), Via.MENTION)


class Reading:
    """One delivery being read."""

    def __init__(self, page: Page, now: datetime) -> None:
        self._page, self._now = page, now
        self._by_id: dict[str, tuple[datetime | None, Mention]] = {}
        self._refused: list[tuple[str, str]] = []
        self._gone: dict[str, datetime] = {}
        self.pointed: list[str] = []

    def of(self, body: bytes) -> "Reading":
        """Read a body; what is not of this Page is somebody else's."""
        document = delivered(body)
        entries = list(blocks(document.get("entry")))
        if document.get("object") != "page" or not entries:
            self._refused.append(("", NOT_READABLE))
        for entry in entries:
            if ident(entry.get("id")) == self._page.id:
                self._entry(entry)
        return self

    def batch(self) -> Batch:
        """What it all said."""
        told = {name: (at, one) for name, (at, one) in self._by_id.items() if name not in self._gone}
        as_of = {name: at for name, (at, _) in told.items() if at is not None}
        return Batch(
            [one for _, one in told.values()], "", self._refused, gone=list(self._gone), as_of=as_of | self._gone
        )

    def add(self, made: Made, at: datetime | None) -> None:
        """One thing said; of two states of one the newest stays."""
        if not isinstance(made, Mention):
            self._refused.append(made)
            return
        before = self._by_id.get(made.id)
        if before is None or before[0] is None or at is None or at >= before[0]:
            self._by_id[made.id] = (at, made)

    def _entry(self, entry: Mapping[str, Any]) -> None:
        if "changed_fields" in entry:
            self._refused.append(("", VALUES_OFF))
        for change in _changes(entry):
            value = block(change.get("value"))
            match change.get("field"):
                case "feed":
                    self._feed(value)
                case "mention":
                    self._mention(value)
                case "ratings":
                    self._rating(value)
                case _:
                    continue  # subscribed to more than we read
        for event in blocks(entry.get("messaging")):
            self._message(event)

    def _feed(self, value: Mapping[str, Any]) -> None:
        item, verb = text(value.get("item")), text(value.get("verb"))
        name = ident(value.get("comment_id" if item == "comment" else "post_id"))
        if item != "comment" and item not in POSTS:
            return  # a reaction, a like: nobody said anything
        if not name:
            self._refused.append(("", NOT_READABLE))
        elif verb in UNSAID:
            self._gone[name] = moment(value.get("created_time")) or self._now
        elif verb in SAID:
            self._say(name, value, Kind.POST if item != "comment" else None, Via.OWN_PAGE)

    def _say(self, name: str, value: Mapping[str, Any], kind: Kind | None, via: Via) -> None:
        at = moment(value.get("created_time"))
        thread, parent = ident(value.get("post_id")), ident(value.get("parent_id"))
        if kind is None:
            kind = Kind.REPLY if parent and parent != thread else Kind.COMMENT
        said = Said(name, kind, via, text(value.get("message")), at, _sender(value), thread=thread, parent=parent)
        made = mentions.mention(said, self._page, self._now)
        if isinstance(made, Mention) or made[1] != NO_TEXT:
            self.add(made, at)

    def _mention(self, value: Mapping[str, Any]) -> None:
        name = ident(value.get("comment_id")) or ident(value.get("post_id"))
        if not name:
            self._refused.append(("", NOT_READABLE))
        elif text(value.get("verb")) in UNSAID:
            self._gone[name] = moment(value.get("created_time")) or self._now
        elif not text(value.get("message")):
            self.pointed.append(name)
        else:
            self._say(name, value, Kind.COMMENT if value.get("comment_id") else Kind.POST, Via.MENTION)

    def _rating(self, value: Mapping[str, Any]) -> None:
        story = ident(value.get("open_graph_story_id"))
        if text(value.get("verb")) in UNSAID:
            self._gone[story] = moment(value.get("created_time")) or self._now
            return
        by = {"id": value.get("reviewer_id"), "name": value.get("reviewer_name")}
        made = mentions.review(story, value, by, self._page, self._now)
        if isinstance(made, Mention) or made[1] != NO_TEXT:
            self.add(made, moment(value.get("created_time")))

    def _message(self, event: Mapping[str, Any]) -> None:
        value = block(event.get("message"))
        said, sender = text(value.get("text")), ident(block(event.get("sender")).get("id"))
        if not said:
            return  # read, delivered, a sticker
        sent = event.get("timestamp")
        at = moment(sent / 1000 if isinstance(sent, int) and not isinstance(sent, bool) else None)
        with_whom = ident(block(event.get("recipient")).get("id")) if sender == self._page.id else sender
        words = Said(
            ident(value.get("mid")), Kind.MESSAGE, Via.OWN_PAGE, said, at, {"id": sender}, thread=f"inbox:{with_whom}"
        )
        self.add(mentions.mention(words, self._page, self._now), at)


def _changes(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The changes of an entry: in a list, or one flat in the entry itself."""
    yield from blocks(entry.get("changes"))
    if "field" in entry and "changes" not in entry:
        yield entry


def _sender(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who said it: a block, or two keys as older deliveries have them, or nobody."""
    by = block(value.get("from"))
    return by or {"id": value.get("sender_id"), "name": value.get("sender_name")}
