"""YouTube's Data API as far as we use it, and Google's token desk, behind a real socket, with a memory.

It is strict where Google is: every argument must be one of the library's own description of the API, no key stands in an
address, writing takes the owner's token, and every call is paid for. ``calls`` keeps (method, path, arguments).
"""

import json
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.http import Reply, Request
from tests.fakes.platform import Trouble

KEY, CHANNEL, REFRESH, ACCESS = "AIza-CANARY-key", "UCzorgproef", "1//CANARY-refresh", "ya29.CANARY-access"
CLIENT, CLIENT_SECRET = "client.apps", "CANARY-client-secret"
ERRORS = {
    Trouble.TOKEN: (401, "authError"),
    Trouble.PERMISSION: (403, "forbidden"),
    Trouble.THROTTLED: (403, "rateLimitExceeded"),
    Trouble.REFUSED: (400, "commentTextTooLong"),
}
EMPTY = Reply(body=b'{"items": []}')


def failing(status: int, reason: str, wait: int | None = None) -> Reply:
    """As Google says no."""
    error = {"code": status, "message": "hidden", "errors": [{"reason": reason, "domain": "youtube", "message": "x"}]}
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return Reply(status, json.dumps({"error": error}).encode(), headers)


def token_desk(request: Request) -> Reply:
    """Gives an access token to whoever has the right refresh token."""
    given = dict(parse_qsl(request.body.decode()))
    right = {"refresh_token": REFRESH, "client_id": CLIENT, "client_secret": CLIENT_SECRET}
    if any(given.get(name) != value for name, value in right.items()):
        return Reply(400, b'{"error": "invalid_grant", "error_description": "Token has been expired or revoked."}')
    answer = {"access_token": ACCESS, "expires_in": 3599, "token_type": "Bearer", "scope": "x"}
    return Reply(body=json.dumps(answer).encode(), headers={"Content-Type": "application/json"})


@dataclass
class Comment:
    """What somebody said. ``status`` is the state of moderation."""

    id: str
    text: str
    by: str
    at: datetime
    updated: datetime
    video: str = "v1"
    status: str = "published"

    @property
    def parent(self) -> str:
        return self.id.rpartition(".")[0]


@dataclass
class FakeYouTube:
    """The other side."""

    comments: dict[str, Comment] = field(default_factory=dict)
    calls: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    trouble: Trouble | None = None
    wait: int = 90
    embedded: int = 5
    most: int = 100
    owner: str = CHANNEL
    _count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def says(
        self, text: str, at: datetime, *, by: str = "UCanna", below: str = "", status: str = "published"
    ) -> Comment:
        """Somebody says something: a comment on a video, or a reply ``below`` one."""
        self._count += 1
        name = f"{below}.{self._count}" if below else f"Ug{self._count}"
        self.comments[name] = Comment(name, text, by, at, at, status=status)
        return self.comments[name]

    def writes(self) -> int:
        """How often something was asked to be changed."""
        return sum(method != "GET" for method, *_ in self.calls)

    def answer(self, request: Request) -> Reply:
        """One call."""
        with self._lock:
            split = urlsplit(request.path)
            if split.path == "/token":
                return token_desk(request)
            args = dict(parse_qsl(split.query))
            self.calls.append((request.method, split.path, args))
            refused = self._refusal(request, args)
            return refused or self._read_or_write(request, split.path.removeprefix("/youtube/v3/"), args)

    def _refusal(self, request: Request, args: dict[str, str]) -> Reply | None:
        if "key" in args or KEY in request.path or ACCESS in request.path:
            return failing(400, "badRequest")
        owner = request.headers.get("authorization") == f"Bearer {ACCESS}"
        if not owner and request.headers.get("x-goog-api-key") != KEY:
            return failing(400, "keyInvalid")
        if not owner and (request.method != "GET" or {"moderationStatus", "mine"} & set(args)):
            return failing(403, "forbidden")
        return None

    def _read_or_write(self, request: Request, path: str, args: dict[str, str]) -> Reply:
        if request.method != "GET":
            return self._troubled(path, request, args)
        if path == "commentThreads":
            return self._threads(args)
        if path == "channels":
            known = [self.owner] if "mine" in args else [CHANNEL] if args["id"] == CHANNEL else []
            return _items([{"id": one, "snippet": {"title": "Zorg Proef"}} for one in known])
        if "id" in args:
            some = [self.comments.get(one) for one in args["id"].split(",")]
            return _items([self._shown(one) for one in some if one is not None and one.status != "rejected"])
        if args["parentId"] not in self.comments:
            return failing(404, "commentNotFound")
        return _items([self._shown(one) for one in self._below(args["parentId"])])

    def _below(self, name: str) -> list[Comment]:
        return [one for one in self.comments.values() if one.parent == name and one.status == "published"]

    def _threads(self, args: dict[str, str]) -> Reply:
        status = args.get("moderationStatus", "published")
        tops = [one for one in self.comments.values() if not one.parent and one.status == status]
        tops.sort(key=lambda one: one.at, reverse=True)
        start, many = int(args.get("pageToken", "0")), min(int(args.get("maxResults", "20")), self.most)
        more = {"nextPageToken": str(start + many)} if start + many < len(tops) else {}
        return _items([self._thread(one) for one in tops[start : start + many]], **more)

    def _thread(self, top: Comment) -> dict[str, Any]:
        below = self._below(top.id)
        snippet = {
            "channelId": CHANNEL,
            "videoId": top.video,
            "topLevelComment": self._shown(top),
            "totalReplyCount": len(below),
        }
        made: dict[str, Any] = {"id": top.id, "snippet": snippet}
        if below:
            made["replies"] = {"comments": [self._shown(one) for one in below[-self.embedded :]]}
        return made

    def _shown(self, one: Comment) -> dict[str, Any]:
        snippet = {
            "authorDisplayName": f"@{one.by}",
            "authorChannelId": {"value": one.by},
            "textDisplay": one.text,
            "publishedAt": one.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "updatedAt": one.updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        return {
            "kind": "youtube#comment",
            "id": one.id,
            "snippet": snippet | ({"parentId": one.parent} if one.parent else {}),
        }

    # --- writing ----------------------------------------------------------------------------------------

    def _troubled(self, path: str, request: Request, args: dict[str, str]) -> Reply:
        kind, self.trouble = self.trouble, None
        if kind in ERRORS:
            return failing(*ERRORS[kind], self.wait if kind is Trouble.THROTTLED else None)
        if kind is Trouble.SWALLOWED:
            return Reply(silent=True)
        done = self._write(path, request, args)
        match kind:
            case Trouble.LOST:
                return Reply(silent=True)
            case Trouble.BROKEN:
                return Reply(502, b"<html>Sorry, something went wrong.</html>")
            case Trouble.NONSENSE:
                return Reply(200, b"\x00 not json")
            case _:
                return done

    def _write(self, path: str, request: Request, args: dict[str, str]) -> Reply:
        if path == "comments/setModerationStatus":
            found = self.comments.get(args["id"])
            if found is None or found.status == "rejected":
                return failing(404, "commentNotFound")
            found.status = args["moderationStatus"]
            return Reply(204)
        if request.method == "DELETE":
            return failing(404, "commentNotFound") if self.comments.pop(args["id"], None) is None else Reply(204)
        said = json.loads(request.body)["snippet"]
        parent = self.comments.get(said["parentId"])
        if parent is None or parent.status == "rejected":
            return failing(404, "parentCommentNotFound")
        return Reply(
            body=json.dumps(
                self._shown(self.says(said["textOriginal"], parent.at, by=CHANNEL, below=parent.id))
            ).encode()
        )


def _items(items: list[dict[str, Any]], **more: str) -> Reply:
    return Reply(body=json.dumps({"items": items, "pageInfo": {"totalResults": len(items)}} | more).encode())
