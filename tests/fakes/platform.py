"""A platform on which we can act in public, with everything that can go wrong there: in this process, or behind a socket.

``Platform`` is what stands on the other side: messages, our replies, what is hidden. ``FakeActor`` speaks to it
directly, ``SocketActor`` over HTTP (``served``). The next action meets the trouble that was announced for it.
"""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bot.platforms.http import Http, HttpError, HttpSettings
from bot.ports import ActionError, Capabilities, Done, Failure, Looked, PublicAct, Seen, Target, Verb
from tests.fakes.http import Reply, Request, Server, serving

ALL = frozenset(
    {
        Verb.REPLY,
        Verb.PRIVATE_REPLY,
        Verb.LIKE,
        Verb.HIDE,
        Verb.UNHIDE,
        Verb.DELETE,
        Verb.DELETE_OWN,
        Verb.BLOCK,
        Verb.UNBLOCK,
        Verb.REPORT,
    }
)
UNSEEN = frozenset({Verb.PRIVATE_REPLY, Verb.REPORT})
"""What nobody can look up afterwards."""
LIMIT = 280


class Trouble(StrEnum):
    """What the next action meets."""

    TOKEN = "token"
    PERMISSION = "permission"
    THROTTLED = "throttled"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"  # turned away before it counted
    LOST = "lost"  # carried out; the answer never comes
    SWALLOWED = "swallowed"  # not carried out; the answer never comes
    BROKEN = "broken"  # carried out, and answered with an error page
    NONSENSE = "nonsense"  # carried out, and answered with something that cannot be read


@dataclass
class Post:
    """A message of the public, as the platform keeps it."""

    id: str
    author: str = "anna"
    text: str = ""
    hidden: bool = False
    liked: bool = False
    gone: bool = False


@dataclass
class OwnReply:
    """What we placed."""

    id: str
    under: str
    text: str
    private: bool = False


@dataclass
class Platform:
    """The other side. ``done`` counts what was really carried out, by (key, verb): never above 1 for a public action."""

    posts: dict[str, Post] = field(default_factory=dict)
    replies: dict[str, OwnReply] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    troubles: list[Trouble] = field(default_factory=list)
    retry_after: timedelta = timedelta(seconds=90)
    blind: bool = False
    writes: int = 0
    done: Counter[tuple[str, Verb]] = field(default_factory=Counter)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def message(self, text: str = "Wat een tent", author: str = "anna", id: str = "") -> Post:
        """Somebody says something."""
        post = Post(id or f"p{len(self.posts) + 1}", author, text)
        self.posts[post.id] = post
        return post

    def under(self, post: str) -> list[str]:
        """The texts of our public replies to a message."""
        return [r.text for r in self.replies.values() if r.under == post and not r.private]

    def write(self, act: PublicAct) -> tuple[Trouble | Failure | None, str]:
        """One attempt arrives. What is wrong with it (None: nothing), and the id of what was placed."""
        with self._lock:
            self.writes += 1
            trouble = self.troubles.pop(0) if self.troubles else None
            if trouble in (None, Trouble.LOST, Trouble.BROKEN, Trouble.NONSENSE):
                refused, made = self._carry_out(act)
                return refused or trouble, made
            return trouble, ""

    def _carry_out(self, act: PublicAct) -> tuple[Failure | None, str]:
        if act.verb is Verb.DELETE_OWN:
            if act.own not in self.replies:
                return Failure.GONE, ""
            del self.replies[act.own]
            return self._counted(act)
        post = self.posts.get(act.target.id)
        if post is None or post.gone:
            return Failure.GONE, ""
        return self._on_post(act, post)

    def _on_post(self, act: PublicAct, post: Post) -> tuple[Failure | None, str]:
        match act.verb:
            case Verb.REPLY | Verb.PRIVATE_REPLY:
                made = OwnReply(
                    f"r{len(self.replies) + 1}-{self.writes}", post.id, act.text, act.verb is not Verb.REPLY
                )
                self.replies[made.id] = made
                return self._counted(act, made.id)
            case Verb.HIDE | Verb.UNHIDE:
                changes, post.hidden = post.hidden != (act.verb is Verb.HIDE), act.verb is Verb.HIDE
                return self._counted(act) if changes else (None, "")
            case Verb.LIKE:
                changes, post.liked = not post.liked, True
                return self._counted(act) if changes else (None, "")
            case Verb.DELETE:
                post.gone = True
            case Verb.BLOCK:
                self.blocked.add(post.author)
            case Verb.UNBLOCK:
                self.blocked.discard(post.author)
            case _:
                pass
        return self._counted(act)

    def _counted(self, act: PublicAct, made: str = "") -> tuple[None, str]:
        self.done[act.key, act.verb] += 1
        return None, made

    def see(self, act: PublicAct) -> tuple[Looked, str]:
        """What a look shows of an action; the id of our reply where it is about one."""
        with self._lock:
            if act.verb in UNSEEN:
                return Looked.CANNOT_TELL, ""
            if act.verb is Verb.DELETE_OWN:
                return (Looked.NOT_DONE if act.own in self.replies else Looked.DONE), ""
            post = self.posts.get(act.target.id)
            if post is None or post.gone:
                return (Looked.DONE if act.verb is Verb.DELETE else Looked.CANNOT_TELL), ""
            return self._see_post(act, post)

    def _see_post(self, act: PublicAct, post: Post) -> tuple[Looked, str]:
        if act.verb is Verb.REPLY:
            ours = [r.id for r in self.replies.values() if r.under == post.id and r.text == act.text and not r.private]
            return (Looked.DONE, ours[-1]) if ours else (Looked.NOT_DONE, "")
        so = {
            Verb.HIDE: post.hidden,
            Verb.UNHIDE: not post.hidden,
            Verb.LIKE: post.liked,
            Verb.DELETE: False,
            Verb.BLOCK: post.author in self.blocked,
            Verb.UNBLOCK: post.author not in self.blocked,
        }[act.verb]
        return (Looked.DONE if so else Looked.NOT_DONE), ""


_FAILED = {
    Trouble.TOKEN: Failure.TOKEN,
    Trouble.PERMISSION: Failure.PERMISSION,
    Trouble.THROTTLED: Failure.THROTTLED,
    Trouble.REFUSED: Failure.REFUSED,
    Trouble.UNREACHABLE: Failure.UNREACHABLE,
    Trouble.LOST: Failure.UNKNOWN,
    Trouble.SWALLOWED: Failure.UNKNOWN,
    Trouble.BROKEN: Failure.UNKNOWN,
    Trouble.NONSENSE: Failure.UNKNOWN,
}


class _Common:
    """What both actors share: what can be refused without asking the platform."""

    def __init__(self, source: str, platform: str, capabilities: Capabilities, budget: int | None) -> None:
        self.source = source
        self.platform = platform
        self.capabilities = capabilities
        self.budget = budget

    def _check(self, act: PublicAct) -> None:
        if act.verb not in self.capabilities.verbs:
            raise ActionError("this platform does not know that", Failure.REFUSED)
        limit = self.capabilities.reply_limit
        if limit is not None and len(act.text) > limit:
            raise ActionError("too long for this platform", Failure.REFUSED)
        if self.budget is not None:
            if self.budget <= 0:
                raise ActionError("the budget of today is spent", Failure.BUDGET)
            self.budget -= 1

    async def close(self) -> None:
        """Nothing is kept open."""


CAPABLE = Capabilities(ALL, reply_limit=LIMIT, follows_edits=True, follows_deletes=True)


class FakeActor(_Common):
    """Acts on a ``Platform`` in this process."""

    def __init__(
        self,
        there: Platform,
        source: str = "pagina",
        platform: str = "facebook_page",
        capabilities: Capabilities = CAPABLE,
        budget: int | None = None,
    ) -> None:
        super().__init__(source, platform, capabilities, budget)
        self.there = there

    async def act(self, act: PublicAct) -> Done:
        self._check(act)
        wrong, made = self.there.write(act)
        if wrong is None:
            return Done(made, f"https://platform.example/{made}" if made else None)
        failure = _FAILED[wrong] if isinstance(wrong, Trouble) else wrong
        raise ActionError(f"the platform: {wrong}", failure, retry_after=_wait(failure, self.there))

    async def look_up(self, act: PublicAct) -> Seen:
        if self.there.blind:
            raise ActionError("the platform cannot be asked", Failure.UNREACHABLE)
        looked, own = self.there.see(act)
        return Seen(looked, Done(own) if looked is Looked.DONE else None)


def _wait(failure: Failure, there: Platform) -> timedelta | None:
    return there.retry_after if failure is Failure.THROTTLED else None


# --- behind a socket ---------------------------------------------------------------------------------------

_STATUS = {
    Trouble.TOKEN: 401,
    Trouble.PERMISSION: 403,
    Trouble.THROTTLED: 429,
    Trouble.REFUSED: 422,
    Trouble.UNREACHABLE: 503,
    Trouble.BROKEN: 500,
    Failure.GONE: 404,
}
_MEANS = {
    401: Failure.TOKEN,
    403: Failure.PERMISSION,
    404: Failure.GONE,
    422: Failure.REFUSED,
    429: Failure.THROTTLED,
    503: Failure.UNREACHABLE,
}
QUICK = HttpSettings(allow_private=True, read=timedelta(seconds=2), total=timedelta(seconds=3), attempts=1)


class SocketActor(_Common):
    """Acts on a ``Platform`` behind a web server: one request an action, never a second one."""

    def __init__(
        self,
        url: str,
        source: str = "pagina",
        platform: str = "facebook_page",
        capabilities: Capabilities = CAPABLE,
        budget: int | None = None,
    ) -> None:
        super().__init__(source, platform, capabilities, budget)
        self.url = url
        self.http = Http(QUICK)

    async def act(self, act: PublicAct) -> Done:
        self._check(act)
        try:
            answer = await self.http.once("POST", f"{self.url}/act", content=_wire(act))
            made = json.loads(answer.body)["id"]
        except HttpError as error:
            failure = _MEANS.get(error.status, Failure.UNKNOWN)
            raise ActionError(f"answered {error.status}", failure, retry_after=error.retry_after) from None
        except (ValueError, KeyError):
            raise ActionError("an answer that cannot be read", Failure.UNKNOWN) from None
        return Done(made, f"{self.url}/{made}" if made else None)

    async def look_up(self, act: PublicAct) -> Seen:
        try:
            answer = await self.http.once("POST", f"{self.url}/see", content=_wire(act))
        except HttpError as error:
            raise ActionError(f"answered {error.status}", _MEANS.get(error.status, Failure.UNREACHABLE)) from None
        found = json.loads(answer.body)
        looked = Looked(found["looked"])
        return Seen(looked, Done(found["id"]) if looked is Looked.DONE else None)

    async def close(self) -> None:
        await self.http.close()


def _wire(act: PublicAct) -> bytes:
    fields = {"key": act.key, "verb": act.verb, "id": act.target.id, "text": act.text, "own": act.own}
    return json.dumps(fields).encode()


def _read(request: Request) -> PublicAct:
    said = json.loads(request.body)
    target = Target("", "", said["id"])
    return PublicAct(said["key"], Verb(said["verb"]), target, said["text"], said["own"])


def _acting(there: Platform, request: Request) -> Reply:
    wrong, made = there.write(_read(request))
    if wrong in (Trouble.LOST, Trouble.SWALLOWED):
        return Reply(silent=True)
    if wrong is Trouble.NONSENSE:
        return Reply(body=b"<html>welcome</html>")
    if wrong is None:
        return Reply(body=json.dumps({"id": made}).encode())
    seconds = int(there.retry_after.total_seconds())
    headers = {"Retry-After": str(seconds)} if wrong is Trouble.THROTTLED else {}
    return Reply(_STATUS[wrong], headers=headers)


def _seeing(there: Platform, request: Request) -> Reply:
    if there.blind:
        return Reply(503)
    looked, own = there.see(_read(request))
    return Reply(body=json.dumps({"looked": looked, "id": own}).encode())


def stands_at(there: Platform, server: Server) -> str:
    """Put a platform behind a running web server; the address for ``SocketActor``."""
    server.says("/platform/act", lambda request: _acting(there, request))
    server.says("/platform/see", lambda request: _seeing(there, request))
    return server.url("/platform")


@contextmanager
def served(there: Platform) -> Iterator[str]:
    """The platform behind a web server of its own."""
    with serving() as server:
        yield stands_at(there, server)
