"""Reddit's API as far as we use it, behind a real socket, with a memory: what is said, the inbox, tokens, and the pace.

It is strict where Reddit is: a token comes from its desk for the right app, every call names its program and asks for raw JSON.
``calls`` keeps (method, path).
"""

import base64
import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.http import Reply, Request
from tests.fakes.platform import Trouble

ME, CLIENT, SECRET, REFRESH = "zorgproef", "cl1ent", "CANARY-reddit-secret", "CANARY-reddit-refresh"
TOKEN_PATH = "/api/v1/access_token"
STATUS = {Trouble.TOKEN: 401, Trouble.PERMISSION: 403}
ERRORS = {
    Trouble.THROTTLED: (
        "RATELIMIT",
        "Looks like you've been doing that a lot. Take a break for 90 seconds before trying again.",
    ),
    Trouble.REFUSED: ("THREAD_LOCKED", "hidden words"),
}


def thing(name: str, text: str, at: datetime, **more: Any) -> dict[str, Any]:
    """A comment or a post as Reddit shows it."""
    kind, _, number = name.partition("_")
    data = {"name": name, "id": number, "author": "anna", "created_utc": at.timestamp(), "edited": False}
    if kind == "t3":
        data |= {"title": text, "selftext": "", "permalink": f"/r/zorg/comments/{number}/x/", "subreddit": "zorg"}
    else:
        data |= {
            "body": text,
            "parent_id": "t3_p1",
            "link_id": "t3_p1",
            "permalink": f"/r/zorg/comments/p1/x/{number}/",
        }
    return {"kind": kind, "data": data | more}


def listing(things: list[Any], after: str = "") -> Reply:
    return good({"kind": "Listing", "data": {"children": things, "after": after or None, "before": None}})


def good(value: Any, **headers: str) -> Reply:
    return Reply(
        body=json.dumps(value).encode(), headers={"Content-Type": "application/json; charset=UTF-8", **headers}
    )


@dataclass
class FakeReddit:
    """The other side."""

    now: datetime
    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    inbox: dict[str, list[str]] = field(default_factory=dict)
    reported: list[str] = field(default_factory=list)
    calls: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    refresh: str = REFRESH
    rotates: bool = False
    trouble: Trouble | None = None
    left: float = 996.0
    reset: int = 589
    page: int = 100
    closed: dict[str, Reply] = field(default_factory=dict)
    account: str = ME
    _count: int = 0

    def says(self, text: str, at: datetime, *, kind: str = "t1", into: str = "", **more: Any) -> dict[str, Any]:
        """Somebody says something; ``into``: the list of our inbox where it shows."""
        self._count += 1
        name = f"{kind}_n{self._count}"
        self.things[name] = thing(name, text, at, **more)
        if into:
            self.inbox.setdefault(into, []).append(name)
        return self.things[name]

    def takes_away(self, one: dict[str, Any], by: str = "[deleted]") -> None:
        """Its place stays."""
        one["data"] |= {"body": by, "author": "[deleted]"}

    def writes(self) -> int:
        return sum(method != "GET" for method, _ in self.calls)

    # --- answering ------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply:
        split = urlsplit(request.path)
        if split.path == TOKEN_PATH:
            return self._desk(request)
        self.calls.append((request.method, split.path))
        given = dict(parse_qsl(split.query))
        if (wrong := self._wrong(request, given)) is not None:
            return wrong
        if request.method != "GET":
            return self._troubled(split.path, dict(parse_qsl(request.body.decode())))
        reply = self.closed.get(split.path) or self._read(split.path.strip("/"), given)
        pace = {"x-ratelimit-remaining": str(self.left), "x-ratelimit-used": "4", "x-ratelimit-reset": str(self.reset)}
        return Reply(reply.status, reply.body, {**reply.headers, **pace})

    def _wrong(self, request: Request, given: dict[str, str]) -> Reply | None:
        agent = request.headers.get("user-agent", "")
        if f"by u/{ME}" not in agent or given.get("raw_json") != "1":
            return Reply(429, b'{"message": "Too Many Requests", "error": 429}')
        if request.headers.get("authorization") not in [f"bearer {one}" for one in self.tokens]:
            return Reply(401, b'{"message": "Unauthorized", "error": 401}')
        return None

    def _desk(self, request: Request) -> Reply:
        right = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        given = dict(parse_qsl(request.body.decode()))
        if (
            request.headers.get("authorization") != f"Basic {right}"
            or f"by u/{ME}" not in request.headers["user-agent"]
        ):
            return Reply(401, b'{"message": "Unauthorized", "error": 401}')
        if given.get("refresh_token") != self.refresh or given["grant_type"] != "refresh_token":
            return Reply(400, b'{"error": "invalid_grant"}')
        self._count += 1
        self.tokens = [f"CANARY-token-{self._count}"]
        if self.rotates:
            self.refresh = f"{REFRESH}-{self._count}"
        said = {"access_token": self.tokens[0], "token_type": "bearer", "expires_in": 86400, "scope": "*"}
        return good(said | {"refresh_token": self.refresh})

    def _read(self, path: str, given: dict[str, str]) -> Reply:
        if path == "api/v1/me":
            return good({"name": self.account, "id": "x"})
        if path == "api/info":
            return listing([self.things[name] for name in given["id"].split(",") if name in self.things])
        if path.startswith("message/"):
            return self._listed(
                [self.things[name] for name in self.inbox.get(path.removeprefix("message/"), [])], given
            )
        if path == "search":
            found = [
                one for one in self.things.values() if given["q"].strip('"') in json.dumps(one) and one["kind"] == "t3"
            ]
            return self._listed(found, given)
        if subreddit := re.fullmatch(r"r/(\w+)/(new|comments)", path):
            kind = "t3" if subreddit[2] == "new" else "t1"
            return self._listed([one for one in self.things.values() if one["kind"] == kind], given)
        if path == f"user/{ME}/comments":
            return self._listed([one for one in self.things.values() if one["data"]["author"] == ME], given)
        return Reply(404, b'{"message": "Not Found", "error": 404}')

    def _listed(self, found: list[Any], given: dict[str, str]) -> Reply:
        newest = sorted(found, key=lambda one: -one["data"]["created_utc"])
        names = [one["data"]["name"] for one in newest]
        start = names.index(given["after"]) + 1 if given.get("after") in names else 0
        some = newest[start : start + min(int(given["limit"]), self.page)]
        return listing(some, names[start + len(some) - 1] if start + len(some) < len(names) else "")

    # --- writing --------------------------------------------------------------------------------------------

    def _troubled(self, path: str, given: dict[str, str]) -> Reply:
        kind, self.trouble = self.trouble, None
        if kind in STATUS:
            return Reply(STATUS[kind], b'{"message": "hidden words"}')
        if kind in ERRORS:
            return refusal(*ERRORS[kind])
        if kind is Trouble.SWALLOWED:
            return Reply(silent=True)
        done = self._write(path, given)
        wrong = {
            Trouble.LOST: Reply(silent=True),
            Trouble.BROKEN: Reply(502, b"<html>"),
            Trouble.NONSENSE: Reply(200, b"\x00"),
        }
        return wrong.get(kind, done) if kind is not None else done

    def _write(self, path: str, given: dict[str, str]) -> Reply:
        name = given.get("thing_id") or given["id"]
        there = self.things.get(name)
        if path.startswith("/api/comment"):
            if there is None or there["data"].get("body") == "[deleted]":
                return refusal("DELETED_COMMENT", "that comment has been deleted")
            made = self.says(given["text"], self.now, author=ME, parent_id=name)
            return good({"json": {"errors": [], "data": {"things": [made]}}})
        if path.startswith("/api/del"):
            if there is not None:
                self.takes_away(there)
            return good({})
        assert path.startswith("/api/report") and given["reason"]
        self.reported.append(name)
        return good({"json": {"errors": []}})


def refusal(word: str, message: str) -> Reply:
    """A no, in a good answer."""
    return good({"json": {"errors": [[word, message, "parent"]]}})
