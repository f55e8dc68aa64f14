"""LinkedIn's notifications, as a list and as a webhook bring them: who commented, shared, mentioned, changed or took away."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.platforms.graph.values import Json, block, blocks, ident, text
from bot.platforms.linkedin import LinkedInSource
from bot.platforms.linkedin.mentions import Said, made
from bot.platforms.linkedin.urns import at, born, comment_parts, urn
from bot.platforms.sieve import NO_ID, NO_TEXT, Made
from bot.ports import Batch
from rules.i18n import N_
from rules.mention import Mention, Via

COMMENTS = ("COMMENT", "ADMIN_COMMENT", "COMMENT_EDIT")
SHARES = ("SHARE", "SHARE_MENTION")
DELETED = "COMMENT_DELETE"
ASKED = (*COMMENTS, DELETED, *SHARES)
"""What we want to hear of; a like says nothing."""
EVENT = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"
NOT_READABLE = N_("de melding van LinkedIn kan niet gelezen worden")


@dataclass(frozen=True, slots=True)
class Pointed:
    """Something that a notification only names: to be asked for."""

    name: str
    via: Via
    post: str = ""


@dataclass(slots=True)
class Notices:
    """What notifications say. ``stirred``: the posts something happened below."""

    source: LinkedInSource
    now: datetime
    taken: list[tuple[Made, datetime | None]] = field(default_factory=list)
    gone: dict[str, datetime] = field(default_factory=dict)
    pointed: list[Pointed] = field(default_factory=list)
    stirred: list[str] = field(default_factory=list)

    def take(self, one: Json) -> None:
        """One notification; of another page, or of what we do not want to hear, nothing."""
        action = text(one.get("action"))
        if urn(one.get("organizationalEntity")) not in ("", self.source.urn) or action not in ASKED:
            return
        decorated = block(one.get("decoratedGeneratedActivity"))
        said = block(decorated.get("comment")) or block(decorated.get("share")) or decorated
        name = urn(said.get("entity")) or urn(one.get("generatedActivity"))
        when = at(one.get("lastModifiedAt"))
        if not name:
            self.taken.append(((ident(one.get("notificationId")), NO_ID), None))
        elif action == DELETED:
            self.gone[name] = when or self.now
        else:
            self._said(action, name, said, one, when)

    def _said(self, action: str, name: str, said: Json, one: Json, when: datetime | None) -> None:
        post = urn(one.get("sourcePost")) or comment_parts(name)[0]
        if action in COMMENTS and post and post not in self.stirred:
            self.stirred.append(post)
        via = Via.MENTION if action == "SHARE_MENTION" else Via.OWN_PAGE
        below = "" if action == "SHARE_MENTION" else post
        if not (words := _words(said)):
            self.pointed.append(Pointed(name, via, below))
            return
        began = (born(name) if action == "COMMENT_EDIT" else when) or born(name) or when or self.now
        of = Said(name, urn(said.get("owner")) or urn(said.get("actor")), words, began, via, below, _parent(said))
        self.taken.append((made(of, self.source, self.now, own=action == "ADMIN_COMMENT"), when))

    def batch(self) -> Batch:
        """What it all gave, for who keeps no cursor."""
        mentions: dict[str, Mention] = {}
        as_of: dict[str, datetime] = {}
        refused: list[tuple[str, str]] = []
        for one, when in self.taken:
            if not isinstance(one, Mention):
                refused += [one] if one[1] != NO_TEXT else []
            elif one.id not in mentions or (when or self.now) >= as_of[one.id]:
                mentions[one.id], as_of[one.id] = one, min(when or self.now, self.now)
        return Batch(list(mentions.values()), "", refused, gone=list(self.gone), as_of=as_of | self.gone)


def delivered(document: Json, notices: Notices) -> None:
    """A whole delivery: a list of notifications, as a rule ten at most."""
    given = document.get("notifications")
    if text(document.get("type")) not in (EVENT, "") or not isinstance(given, list):
        notices.taken.append((("", NOT_READABLE), None))
        return
    for one in blocks(given):
        notices.take(one)
    for _ in range(sum(not isinstance(one, dict) for one in given)):
        notices.taken.append((("", NOT_READABLE), None))


def _words(said: Json) -> str:
    return (
        text(said.get("text"))
        or text(block(said.get("text")).get("text"))
        or text(block(said.get("message")).get("text"))
    )


def _parent(said: Json) -> str:
    """The comment it answers, where it says so: its object is then a comment instead of a post."""
    for key in ("parentComment", "object"):
        if comment_parts(found := urn(said.get(key)))[0]:
            return found
    return ""
