"""What Facebook brings to our door: ``feed``, ``mention``, ``ratings`` of a Page, and its messages.

Deliveries come at least once, in any order, many changes in one. A change that cannot be read spoils no other.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.platforms.facebook import WORD, FacebookSource, mentions
from bot.platforms.facebook.mentions import Page, Said
from bot.platforms.found import NO_TEXT, Made
from bot.platforms.graph import hub
from bot.platforms.graph.account import sent_at
from bot.platforms.graph.client import Line
from bot.platforms.graph.errors import GraphError
from bot.platforms.graph.values import block, blocks, delivered, ident, moment, text, web_link
from bot.ports import Batch
from rules.case.actions import Failure
from rules.i18n import N_
from rules.mention import Kind, Mention, Via

EDITED = frozenset({"edit", "edited", "update"})
SAID, UNSAID = EDITED | {"add", ""}, frozenset({"remove", "delete", "deleted"})
SILENT = frozenset({"reaction", "like", "follow"})
"""Nobody said anything; that a reaction is taken back takes nothing away either."""
POSTS = frozenset({"status", "post", "photo", "video", "share", "album", "link", "event", "note"})
NOT_READABLE = N_("deze wijziging van Facebook kan niet worden gelezen")
VALUES_OFF = N_("Facebook stuurt alleen dat er iets is; zet bij de webhook 'Include values' aan")
NOT_SHOWN = N_("iemand noemt de pagina, maar Facebook laat het bericht niet zien")


class PageReceiver:
    """``bot.ports.Receiver`` and ``Follower`` of a Page."""

    platform = WORD

    def __init__(self, source: FacebookSource, line: Line, clock: Clock) -> None:
        self.name, self.family = source.name, hub.family(hub.APP, source.app_secret)
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
        for name, kind in reading.pointed:
            reading.add(await self._asked(name, kind), None)
        return reading.batch()

    async def _asked(self, name: str, kind: Kind) -> Made:
        fields = "id,message,from,created_time,permalink_url"
        try:
            answer = await self._line.read(lambda graph: graph.get_object(name, fields=fields))
        except GraphError as error:
            if error.failure in (Failure.PERMISSION, Failure.GONE, Failure.REFUSED):
                return name, NOT_SHOWN
            raise
        return mentions.post(answer, self._page, self._clock.now(), Via.MENTION, kind)


class Reading:
    """One delivery being read."""

    def __init__(self, page: Page, now: datetime) -> None:
        self._page, self._now = page, now
        self._by_id: dict[str, tuple[_State, Mention]] = {}
        self._refused: list[tuple[str, str]] = []
        self._gone: dict[str, datetime] = {}
        self._sent = now
        self.pointed: list[tuple[str, Kind]] = []

    def of(self, body: bytes) -> "Reading":
        """Read a body; what is not of this Page is somebody else's."""
        document = delivered(body)
        entries = list(blocks(document.get("entry")))
        if document.get("object") == "instagram" and entries:
            return self  # of the same app: the other source reads it
        if document.get("object") != "page" or not entries:
            self._refused.append(("", NOT_READABLE))
        for entry in entries:
            if ident(entry.get("id")) == self._page.id:
                self._entry(entry)
        return self

    def batch(self) -> Batch:
        """What it all said."""
        told = {name: (state, one) for name, (state, one) in self._by_id.items() if name not in self._gone}
        as_of = {name: state.as_of for name, (state, _) in told.items() if state.as_of is not None}
        return Batch(
            [one for _, one in told.values()], "", self._refused, gone=list(self._gone), as_of=as_of | self._gone
        )

    def add(self, made: Made, at: datetime | None, *, edited: bool = False) -> None:
        """One thing said; of two states of one the newest stays, and of two of one moment the edit."""
        if not isinstance(made, Mention):
            self._refused.append(made)
            return
        as_of = max(at, self._sent) if at is not None and edited else at
        state, before = _State(at, edited, as_of), self._by_id.get(made.id)
        if before is None or not state.older(before[0]):
            self._by_id[made.id] = (state, made)

    def _entry(self, entry: Mapping[str, Any]) -> None:
        self._sent = min(sent_at(entry.get("time")) or self._now, self._now)
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
                case "messages" | "message_edit":
                    self._message(value)
                case _:
                    continue  # subscribed to more than we read
        for event in (*blocks(entry.get("messaging")), *blocks(entry.get("standby"))):
            self._message(event)

    def _feed(self, value: Mapping[str, Any]) -> None:
        item, verb = text(value.get("item")), text(value.get("verb"))
        is_comment = item == "comment" or (item not in POSTS and bool(value.get("comment_id")))
        name = ident(value.get("comment_id" if is_comment else "post_id"))
        known = item == "comment" or item in POSTS
        if item in SILENT or not (known or (name and text(value.get("message")))):
            return
        if not name:
            self._refused.append(("", NOT_READABLE))
        elif verb in UNSAID and known:
            self._gone[name] = self._at(value) or self._now
        elif verb in SAID:
            self._say(name, value, None if is_comment else Kind.POST, Via.OWN_PAGE)

    def _at(self, value: Mapping[str, Any]) -> datetime | None:
        """When it happened; what does not say so at all happened when it was sent."""
        given = value.get("created_time")
        return self._sent if given is None else moment(given)

    def _say(self, name: str, value: Mapping[str, Any], kind: Kind | None, via: Via, on: str = "") -> None:
        at, edited = self._at(value), text(value.get("verb")) in EDITED
        thread, parent = on or ident(value.get("post_id")), ident(value.get("parent_id"))
        if kind is None:
            below = parent and parent != thread and not parent.startswith(f"{self._page.id}_")
            kind = Kind.REPLY if below else Kind.COMMENT
        url = web_link(value.get("permalink_url")) or web_link(block(value.get("post")).get("permalink_url"))
        words, by = text(value.get("message")), _sender(value)
        said = Said(name, kind, via, words, at, by, thread=thread, parent=parent, url=url)
        made = mentions.mention(said, self._page, self._now)
        if isinstance(made, Mention) or made[1] != NO_TEXT:
            self.add(made, max(filter(None, (at, moment(value.get("edited_time")))), default=None), edited=edited)

    def _mention(self, value: Mapping[str, Any]) -> None:
        name = ident(value.get("comment_id")) or ident(value.get("post_id"))
        kind = Kind.COMMENT if value.get("comment_id") else Kind.POST
        if not name:
            self._refused.append(("", NOT_READABLE))
        elif text(value.get("verb")) in UNSAID:
            self._gone[name] = self._at(value) or self._now
        elif not text(value.get("message")):
            self.pointed.append((name, kind))
        else:
            self._say(name, value, kind, Via.MENTION)

    def _rating(self, value: Mapping[str, Any]) -> None:
        """A recommendation, or what is said below one: what is done to that does nothing to the recommendation itself."""
        item, story = text(value.get("item")), ident(value.get("open_graph_story_id")) or ident(value.get("post_id"))
        if item in SILENT:
            return
        if item == "comment":
            self._below_rating(story, value)
        elif text(value.get("verb")) in UNSAID and story:
            self._gone[story] = self._at(value) or self._now
        elif text(value.get("verb")) in SAID:
            by = {"id": value.get("reviewer_id"), "name": value.get("reviewer_name")}
            given = {**value, "created_time": value.get("created_time") or self._sent.timestamp()}
            made = mentions.review(story, given, by, self._page, self._now)
            if isinstance(made, Mention) or made[1] != NO_TEXT:
                self.add(made, self._at(value), edited=text(value.get("verb")) in EDITED)

    def _below_rating(self, story: str, value: Mapping[str, Any]) -> None:
        if not (name := ident(value.get("comment_id"))):
            self._refused.append(("", NOT_READABLE))
        elif text(value.get("verb")) in UNSAID:
            self._gone[name] = self._at(value) or self._now
        elif text(value.get("verb")) in SAID:
            self._say(name, value, Kind.COMMENT, Via.REVIEW_PAGE, on=story)

    def _message(self, event: Mapping[str, Any]) -> None:
        """A private message, or one that was edited; also where another app answers first (``standby``)."""
        edit = block(event.get("message_edit"))
        value = edit or block(event.get("message"))
        said, sender = text(value.get("text")), ident(block(event.get("sender")).get("id"))
        if not said:
            return  # read, delivered, a sticker
        at = sent_at(event.get("timestamp")) or self._sent
        with_whom = ident(block(event.get("recipient")).get("id")) if sender == self._page.id else sender
        words = Said(
            ident(value.get("mid")), Kind.MESSAGE, Via.OWN_PAGE, said, at, {"id": sender}, thread=f"inbox:{with_whom}"
        )
        self.add(mentions.mention(words, self._page, self._now), at, edited=bool(edit))


@dataclass(frozen=True, slots=True)
class _State:
    """Of which moment a state is, and whether by an edit."""

    at: datetime | None
    edited: bool
    as_of: datetime | None

    def older(self, than: "_State") -> bool:
        """Whether it is certainly the older one."""
        if self.at is None or than.at is None:
            return False
        return (self.at, self.edited) < (than.at, than.edited)


def _changes(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The changes of an entry: in a list, or one flat in the entry itself."""
    yield from blocks(entry.get("changes"))
    if "field" in entry and "changes" not in entry:
        yield entry


def _sender(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Who said it: a block, or two keys as older deliveries have them, or nobody."""
    by = block(value.get("from"))
    return by or {"id": value.get("sender_id"), "name": value.get("sender_name")}
