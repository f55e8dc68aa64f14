"""Events that X sends by itself, one after another: of X Activity (brought or streamed) and of the filtered stream."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.platforms.found import NO_TEXT
from bot.platforms.graph.values import block, blocks, ident, text
from bot.platforms.x import posts
from bot.platforms.x.posts import Us
from bot.ports import Batch
from rules.i18n import N_
from rules.mention import Mention, Via

NOT_READABLE = N_("deze gebeurtenis van X kan niet worden gelezen")
KINDS: Mapping[str, Via] = {
    "post.mention.create": Via.MENTION,
    "post.quote.create": Via.MENTION,
    "post.reply.create": Via.OWN_PAGE,
    "post.create": Via.OWN_PAGE,
}
"""The events of X Activity that somebody says something with, and how it reached us."""
DELETED = "post.delete"


class Events:
    """Events being read. Nothing here raises for what X sends."""

    def __init__(self, us: Us, now: datetime) -> None:
        self._us, self._now = us, now
        self._by_id: dict[str, tuple[int, Mention]] = {}
        self._gone: list[str] = []
        self.refused: list[tuple[str, str]] = []
        self.shown: list[str] = []
        """Numbers of the posts, and of their authors with a u before them: what X charges for."""

    def take(self, document: Mapping[str, Any]) -> bool:
        """An event of X Activity; whether it could be understood. What is not of this account is somebody else's."""
        data = block(document.get("data")) or document
        kind, payload = text(data.get("event_type")), block(data.get("payload"))
        if not self._is_ours(data):
            return True
        if kind == DELETED:
            return self._deleted(payload)
        if not kind or not payload:
            return False
        if kind in KINDS:
            people = posts.users(data) or posts.users(payload) or posts.users(document)
            self.post(block(payload.get("data")) or payload, people, KINDS[kind])
        return True

    def post(self, post: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]], via: Via) -> None:
        """One post; of two versions of one the newest stays."""
        version = posts.number(post, "id")
        self.shown += [version, *(f"u{name}" for name in people)]
        made = posts.mention(post, people, self._us, via, self._now)
        if not isinstance(made, Mention):
            if made[1] != NO_TEXT:
                self.refused.append((made[0] or "?", made[1]))
            return
        size = int(version) if version.isdigit() else 0
        if size >= self._by_id.get(made.id, (0, made))[0]:
            self._by_id[made.id] = (size, made)

    @property
    def heard(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self._by_id or self._gone or self.refused)

    def batch(self, cursor: str) -> Batch:
        """What they said. The time of the state is that of its version: an older one that comes later changes nothing."""
        told = {name: made for name, (_, made) in self._by_id.items() if name not in self._gone}
        as_of = {name: at for name in told if (at := posts.time_of(str(self._by_id[name][0])))}
        return Batch(
            list(told.values()),
            cursor,
            self.refused,
            gone=self._gone,
            as_of=as_of | dict.fromkeys(self._gone, self._now),
        )

    def _is_ours(self, data: Mapping[str, Any]) -> bool:
        whose = posts.number(block(data.get("filter")), "user_id")
        return whose in ("", self._us.id)

    def _deleted(self, payload: Mapping[str, Any]) -> bool:
        name = posts.key(payload) or ident(payload.get("post_id"))
        if name:
            self._gone.append(name)
        return bool(name)


def streamed(document: Mapping[str, Any], tag: str) -> Mapping[str, Any] | None:
    """The post of an event of the filtered stream that a rule of ours matched; None when none did."""
    tags = {text(rule.get("tag")) for rule in blocks(document.get("matching_rules"))}
    post = block(document.get("data"))
    return post if post and any(one.startswith(tag) for one in tags) else None
