"""LinkedIn as far as we use it, behind a real socket, with a memory: comments, posts, notifications, tokens that change.

It is strict where LinkedIn is: every call names a version and the protocol, every name in an address is percent-encoded,
what a token may do is looked at, and a refresh token works once. ``calls`` keeps (method, path).
"""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.fakes.http import Reply, Request
from tests.fakes.platform import Trouble

TOKEN, REFRESH, SECRET, CLIENT = "AQ-CANARY-token", "AQ-CANARY-refresh", "CANARY-li-secret", "77client"
PAGE, ORG = "5515715", "urn:li:organization:5515715"
POST, THREAD = "urn:li:share:7094637247487995904", "urn:li:activity:7094637247890620418"
ADMIN = "urn:li:person:zLqTygBP8S"
RIGHTS = ("r_organization_social", "w_organization_social", "rw_organization_admin")
ERRORS = {
    Trouble.TOKEN: (401, "REVOKED_ACCESS_TOKEN"),
    Trouble.PERMISSION: (403, "ACCESS_DENIED"),
    Trouble.THROTTLED: (429, "TOO_MANY_REQUESTS"),
    Trouble.REFUSED: (422, "INVALID_INPUT"),
}


def millis(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def number(at: datetime, count: int = 0) -> int:
    """As LinkedIn numbers things: the time comes first."""
    return (millis(at) << 22) + count


def comment_urn(at: datetime, count: int = 0, thread: str = THREAD) -> str:
    return f"urn:li:comment:({thread},{number(at, count)})"


def notification(name: str, text: str, at: datetime, *, action: str = "COMMENT", by: str = "urn:li:person:anna") -> Any:
    """As the list and the webhook have it: in ``generatedActivity`` a part of the name is left out."""
    return {
        "notificationId": abs(hash((name, text, action))) % 10**10,
        "organizationalEntity": ORG,
        "action": action,
        "sourcePost": THREAD,
        "generatedActivity": name.replace("(urn:li:", "("),
        "decoratedGeneratedActivity": {"comment": {"entity": name, "owner": by, "text": text, "object": THREAD}},
        "decoratedSourcePost": {"entity": POST, "owner": ORG, "text": "Open huis", "mediaCategory": "NONE"},
        "lastModifiedAt": millis(at),
        "subscriber": ADMIN,
    }


def good(value: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json", **headers})


def refused(status: int, code: str, **headers: str) -> Reply:
    body = {"status": status, "code": code, "serviceErrorCode": 100, "message": "hidden words"}
    return Reply(status, json.dumps(body).encode(), headers)


def listed(items: list[Any], more: str = "") -> Reply:
    links = [{"rel": "next", "href": f"/rest/x?start={more}", "type": "application/json"}] if more else []
    return good({"elements": items, "paging": {"start": 0, "count": len(items), "links": links}})


@dataclass
class Comment:
    """What stands below a post."""

    urn: str
    text: str
    by: str
    at: datetime
    parent: str = ""
    changed: datetime | None = None


@dataclass
class FakeLinkedIn:
    """The other side."""

    now: datetime
    comments: dict[str, Comment] = field(default_factory=dict)
    posts: list[dict[str, Any]] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)
    likes: set[str] = field(default_factory=set)
    hooks: list[dict[str, Any]] = field(default_factory=list)
    rights: tuple[str, ...] = RIGHTS
    admin: bool = True
    tokens: list[str] = field(default_factory=lambda: [TOKEN])
    refresh: str = REFRESH
    rotates: bool = False
    life: int = 5_184_000
    calls: list[tuple[str, str]] = field(default_factory=list)
    trouble: Trouble | None = None
    page: int = 100
    _count: int = 0

    def says(
        self, text: str, at: datetime, *, by: str = "urn:li:person:anna", below: str = "", told: bool = True
    ) -> Comment:
        """Somebody comments; ``told``: LinkedIn notifies of it."""
        self._count += 1
        one = Comment(comment_urn(at, self._count), text, by, at, below)
        self.comments[one.urn] = one
        if told:
            self.notes.append(notification(one.urn, text, at, by=by))
        return one

    def posted(self, text: str, at: datetime) -> dict[str, Any]:
        """The page posts something."""
        made = {"id": POST, "author": ORG, "commentary": text, "publishedAt": millis(at), "createdAt": millis(at)}
        self.posts.append(made | {"lastModifiedAt": millis(at), "lifecycleState": "PUBLISHED"})
        return self.posts[-1]

    def writes(self) -> int:
        return sum(method != "GET" for method, _ in self.calls)

    # --- answering ------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply:
        split = urlsplit(request.path)
        if split.path.startswith("/oauth/"):
            return self._desk(split.path, dict(parse_qsl(request.body.decode())))
        self.calls.append((request.method, split.path))
        if (wrong := self._wrong(request, split.query)) is not None:
            return wrong
        path, given = split.path.removeprefix("/rest/"), dict(parse_qsl(split.query))
        if request.method != "GET":
            return self._troubled(request, path, given)
        return self._read(path, given)

    def _wrong(self, request: Request, query: str) -> Reply | None:
        version = request.headers.get("linkedin-version", "")
        if not re.fullmatch(r"\d{6}", version) or request.headers.get("x-restli-protocol-version") != "2.0.0":
            return refused(400, "VERSION_MISSING")
        if version < "202512":
            return refused(426, "NONEXISTENT_VERSION")
        if "urn:li" in request.path or TOKEN in request.path:
            return refused(400, "ILLEGAL_ARGUMENT")
        if request.headers.get("authorization") not in [f"Bearer {one}" for one in self.tokens]:
            return refused(401, "EXPIRED_ACCESS_TOKEN")
        return None

    def _desk(self, path: str, given: dict[str, str]) -> Reply:
        if given.get("client_id") != CLIENT or given.get("client_secret") != SECRET:
            return Reply(401, b'{"error": "invalid_client"}')
        if path.endswith("introspectToken"):
            active = given["token"] in self.tokens
            until = int((self.now + timedelta(seconds=self.life)).timestamp())
            return good({"active": active, "scope": ",".join(self.rights), "expires_at": until})
        if given.get("refresh_token") != self.refresh:
            return Reply(400, b'{"error": "invalid_grant", "error_description": "hidden"}')
        self._count += 1
        fresh = f"AQ-CANARY-token-{self._count}"
        self.tokens = [*self.tokens[1:], fresh]
        if self.rotates:
            self.refresh = f"{REFRESH}-{fresh}"
        return good({"access_token": fresh, "expires_in": self.life, "refresh_token": self.refresh})

    def _may(self, right: str) -> Reply | None:
        return None if right in self.rights else refused(403, "ACCESS_DENIED")

    def _read(self, path: str, given: dict[str, str]) -> Reply:
        if path == "organizationalEntityNotifications":
            assert given["q"] == "criteria" and given["organizationalEntity"] == ORG
            return self._may("rw_organization_admin") or self._page(self._notified(given), given)
        if path == "posts":
            return self._may("r_organization_social") or self._page(self.posts, given)
        if path == "organizationAcls":
            return self._page([{"organization": ORG, "roleAssignee": ADMIN}] if self.admin else [], given)
        if path == "eventSubscriptions":
            return self._page(self.hooks, given)
        if path.startswith("reactions/"):
            there = unquote(path).partition("entity:")[2].rstrip(")") + ")" in self.likes
            return good({}) if there else refused(404, "NOT_FOUND")
        return self._may("r_organization_social") or self._social(path, given)

    def _notified(self, given: dict[str, str]) -> list[Any]:
        start = re.search(r"start:(\d+)", given.get("timeRange", "start:0"))
        assert start is not None
        actions = re.findall(r"[A-Z_]+", given["actions"].removeprefix("List"))
        some = [one for one in self.notes if one["lastModifiedAt"] >= int(start[1]) and one["action"] in actions]
        return sorted(some, key=lambda one: -one["lastModifiedAt"])

    def _page(self, items: list[Any], given: dict[str, str]) -> Reply:
        start, count = int(given.get("start", "0")), min(int(given.get("count", "10")), self.page)
        more = str(start + count) if start + count < len(items) else ""
        return listed(items[start : start + count], more)

    def _social(self, path: str, given: dict[str, str]) -> Reply:
        if single := re.fullmatch(r"posts/([^/]+)", path):
            found = next((one for one in self.posts if one["id"] == unquote(single[1])), None)
            return good(found) if found else refused(404, "NOT_FOUND")
        if one := re.fullmatch(r"socialActions/([^/]+)/comments/(\d+)", path):
            name = f"urn:li:comment:({unquote(one[1])},{one[2]})"
            return good(self._shown(self.comments[name])) if name in self.comments else refused(404, "NOT_FOUND")
        several = re.fullmatch(r"socialActions/([^/]+)/comments", path)
        assert several is not None, path
        below = unquote(several[1])
        if below.startswith("urn:li:comment") and below not in self.comments:
            return refused(404, "NOT_FOUND")
        parent = below if below.startswith("urn:li:comment") else ""
        return self._page([self._shown(one) for one in self.comments.values() if one.parent == parent], given)

    def _shown(self, one: Comment) -> dict[str, Any]:
        answers = sum(other.parent == one.urn for other in self.comments.values())
        shown = {
            "actor": one.by,
            "commentUrn": one.urn,
            "id": one.urn.rpartition(",")[2].rstrip(")"),
            "object": THREAD,
            "message": {"attributes": [], "text": one.text},
            "created": {"actor": one.by, "time": millis(one.at)},
            "lastModified": {"actor": one.by, "time": millis(one.changed or one.at)},
            "commentsSummary": {"aggregatedTotalComments": answers, "totalFirstLevelComments": answers},
        }
        return shown | ({"parentComment": one.parent} if one.parent else {})

    # --- writing --------------------------------------------------------------------------------------------

    def _troubled(self, request: Request, path: str, given: dict[str, str]) -> Reply:
        kind, self.trouble = self.trouble, None
        if kind in ERRORS:
            return refused(*ERRORS[kind], **({"Retry-After": "90"} if kind is Trouble.THROTTLED else {}))
        if kind is Trouble.SWALLOWED:
            return Reply(silent=True)
        done = self._may("w_organization_social") or self._write(request, path, given)
        wrong = {
            Trouble.LOST: Reply(silent=True),
            Trouble.BROKEN: Reply(502, b"<html>"),
            Trouble.NONSENSE: Reply(200, b"\x00"),
        }
        return wrong.get(kind, done) if kind is not None else done

    def _write(self, request: Request, path: str, given: dict[str, str]) -> Reply:
        body = json.loads(request.body) if request.body else {}
        if path.startswith("eventSubscriptions/"):
            assert f"developerApplication:urn:li:developerApplication:9,user:{ADMIN},entity:{ORG}" in unquote(path)
            self.hooks = [{"webhook": body["webhook"], "expiresAt": millis(self.now + timedelta(days=60))}]
            return Reply(204)
        if path == "reactions":
            assert given["actor"] == ORG and body["reactionType"] == "LIKE"
            if body["root"] not in self.comments:
                return refused(404, "NOT_FOUND")
            again = body["root"] in self.likes
            self.likes.add(body["root"])
            return refused(409, "CONFLICT") if again else Reply(201, b"", {"x-restli-id": "x"})
        if request.method == "DELETE":
            one = re.fullmatch(r"socialActions/([^/]+)/comments/(\d+)", path)
            assert one is not None and given["actor"] == ORG
            gone = self.comments.pop(f"urn:li:comment:({unquote(one[1])},{one[2]})", None)
            return Reply(204) if gone else refused(404, "NOT_FOUND")
        return self._comment(unquote(path.removeprefix("socialActions/").removesuffix("/comments")), body)

    def _comment(self, below: str, body: Any) -> Reply:
        assert body["actor"] == ORG and set(body) <= {"actor", "object", "message", "parentComment"}
        parent = body.get("parentComment", "")
        if parent and (parent not in self.comments or self.comments[parent].parent or below != parent):
            return refused(404, "NOT_FOUND")
        made = self.says(body["message"]["text"], self.now, by=ORG, below=parent, told=False)
        return good(self._shown(made), 201, **{"x-restli-id": made.urn.rpartition(",")[2].rstrip(")")})
