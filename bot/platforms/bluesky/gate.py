"""The gate of a thread: which replies its author hid. Whatever else stands in it stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.platforms.bluesky.events import Json, block

GATE = "app.bsky.feed.threadgate"
MOST_HIDDEN = 300
"""Replies that one gate can hide (lexicon of app.bsky.feed.threadgate)."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of ``post``. ``cid``: of the state that was read; empty when there was none yet."""

    post: str
    rkey: str
    hidden: tuple[str, ...] = ()
    cid: str = ""
    rest: Mapping[str, Any] = field(default_factory=dict)

    @staticmethod
    def read(post: str, rkey: str, found: Json) -> "Gate":
        """As our server gave it; an empty answer is no gate yet."""
        rest, cid = block(found.get("value")), found.get("cid")
        given = rest.get("hiddenReplies")
        hidden = tuple(one for one in given if isinstance(one, str)) if isinstance(given, list) else ()
        return Gate(post, rkey, hidden, cid if isinstance(cid, str) else "", rest)

    def has(self, name: str) -> bool:
        """Whether this reply is hidden."""
        return name in self.hidden

    def with_(self, name: str) -> "Gate":
        """Also hiding this reply."""
        return replace(self, hidden=(*self.hidden, name))

    def without(self, name: str) -> "Gate":
        """Not hiding this reply any more."""
        return replace(self, hidden=tuple(one for one in self.hidden if one != name))

    def record(self, now: str) -> dict[str, Any]:
        """What is written. Who may answer stays as it was: without ``allow`` that is everybody."""
        fresh = {"$type": GATE, "post": self.post, "createdAt": now}
        return {**fresh, **self.rest, "hiddenReplies": list(self.hidden)}
