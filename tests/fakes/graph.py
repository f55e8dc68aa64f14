"""Meta's Graph API as far as we use it, behind a real socket, with a memory: posts, comments, what is hidden, who is blocked.

It is strict where Meta is: no token in an address, the right proof, known fields only where ``fields`` are named.
``calls`` keeps (method, node, edge, arguments) of everything that was asked, for a judge.
"""

import hashlib
import hmac
import json
import re
import threading
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.http import Reply, Request
from tests.fakes.platform import Trouble

TOKEN, SECRET, PAGE = "EAA-CANARY-token", "CANARY-app-secret", "1000"
ERRORS = {
    Trouble.TOKEN: (400, 190, 463),
    Trouble.PERMISSION: (403, 200, None),
    Trouble.THROTTLED: (400, 32, None),
    Trouble.REFUSED: (400, 368, None),
}
PATH = re.compile(r"/(v\d+\.\d+|v\d)/([\w.-]+)(?:/([a-z_]+))?/?")


@dataclass
class Node:
    """A post, a comment, a reply of ours."""

    id: str
    text: str
    by: str
    at: datetime
    on: str = ""
    hidden: bool = False
    liked: bool = False
    answered: bool = False
    name: str = ""

    @property
    def post(self) -> bool:
        return not self.on


@dataclass
class FakeGraph:
    """The other side. ``words``: the field that holds what is said (Instagram says ``text``)."""

    page: str = PAGE
    words: str = "message"
    proof: bool = True
    nodes: dict[str, Node] = field(default_factory=dict)
    blocked: set[str] = field(default_factory=set)
    drafts: dict[str, tuple[str, str]] = field(default_factory=dict)
    private: list[tuple[str, str]] = field(default_factory=list)
    calls: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    edges: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    """The code with which an edge answers."""
    limit: int = 25
    trouble: Trouble | None = None
    wait: int = 90
    _count: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def says(self, text: str, at: datetime, *, by: str = "77", on: str = "", name: str = "Anna") -> Node:
        """Somebody says something: a post, or a comment on ``on``."""
        self._count += 1
        whole = f"{self._top(on).partition('_')[2] or on}_{500 + self._count}" if on else f"{self.page}_{self._count}"
        self.nodes[whole] = Node(whole, text, by, at, on, name=name)
        return self.nodes[whole]

    def _top(self, node: str) -> str:
        while node in self.nodes and self.nodes[node].on:
            node = self.nodes[node].on
        return node

    def writes(self) -> int:
        """How often something was asked to be changed."""
        return sum(method != "GET" for method, *_ in self.calls)

    # --- answering ------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply:
        """One call."""
        with self._lock:
            return self._answer(request)

    def _answer(self, request: Request) -> Reply:
        split = urlsplit(request.path)
        args = dict(parse_qsl(split.query)) | dict(parse_qsl(request.body.decode()))
        found = PATH.fullmatch(split.path)
        if found is None:
            return self._error(400, 2500)
        node, edge = found[2], found[3] or ""
        self.calls.append((request.method, node, edge, dict(args)))
        if refusal := self._refusal(request, split.query, args):
            return refusal
        if request.method == "GET":
            return self._read(node, edge, args)
        return self._troubled(request.method, node, edge, args)

    def _refusal(self, request: Request, query: str, args: dict[str, str]) -> Reply | None:
        if TOKEN in query or SECRET in query or "access_token" in args:
            return self._error(400, 2500)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return self._error(400, 190)
        right = hmac.new(SECRET.encode(), TOKEN.encode(), hashlib.sha256).hexdigest()
        if self.proof and args.get("appsecret_proof") != right:
            return self._error(400, 100)
        return None

    def _troubled(self, method: str, node: str, edge: str, args: dict[str, str]) -> Reply:
        if edge == "threads":
            return self._draft(args)
        kind, self.trouble = self.trouble, None
        if kind in ERRORS:
            return self._error(*ERRORS[kind])
        if kind is Trouble.SWALLOWED:
            return Reply(silent=True)
        done = self._write(method, node, edge, args)
        match kind:
            case Trouble.LOST:
                return Reply(silent=True)
            case Trouble.BROKEN:
                return Reply(502, b"<html>Sorry, something went wrong.</html>")
            case Trouble.NONSENSE:
                return Reply(200, b"\x00 not json")
            case _:
                return done

    def _error(self, status: int, code: int, subcode: int | None = None) -> Reply:
        error = {"message": f"(#{code}) hidden", "type": "OAuthException", "code": code, "error_subcode": subcode}
        usage = {"1": [{"type": "pages", "estimated_time_to_regain_access": 0}]}
        headers = {"X-Business-Use-Case-Usage": json.dumps(usage)}
        if code in (4, 17, 32, 613):
            headers["Retry-After"] = str(self.wait)
        return Reply(status, json.dumps({"error": error}).encode(), headers)

    def _good(self, value: Any) -> Reply:
        return Reply(body=json.dumps(value).encode(), headers={"facebook-api-version": "v26.0"})

    # --- reading --------------------------------------------------------------------------------------------

    def _read(self, node: str, edge: str, args: dict[str, str]) -> Reply:
        if edge in self.errors:
            return self._error(400, self.errors[edge])
        if not edge:
            return self._one(node, args)
        if edge == "blocked":
            return self._good({"data": [{"id": one} for one in self.blocked if one == args.get("user")]})
        if edge in self.edges:
            return self._page(self.edges[edge], args)
        if edge in ("comments", "replies"):
            if node not in self.nodes:
                return self._error(400, 100, 33)
            below = sorted((one for one in self.nodes.values() if self._below(one, node)), key=lambda one: one.at)
            newest = below[::-1] if args.get("order") == "reverse_chronological" or edge == "replies" else below
            return self._page([self._shown(one, args) for one in newest], args)
        if edge == "feed":
            posts = sorted((one for one in self.nodes.values() if one.post), key=lambda one: one.at, reverse=True)
            return self._page([self._with_comments(one, args) for one in posts], args)
        return self._good({"data": []})

    def _below(self, one: Node, node: str) -> bool:
        return bool(one.on) and (one.on == node or self._top(one.on) == node)

    def _with_comments(self, post: Node, args: dict[str, str]) -> dict[str, Any]:
        shown = self._shown(post, args)
        below = [one for one in self.nodes.values() if one.on and self._top(one.on) == post.id]
        newest = sorted(below, key=lambda one: one.at, reverse=True)
        page = json.loads(self._page([self._shown(one, args) for one in newest], {"limit": "50"}).body)
        return {**shown, "comments": page} if below else shown

    def _one(self, node: str, args: dict[str, str]) -> Reply:
        if node == self.page:
            return self._good({"id": self.page, "name": "Zorg Proef", "username": "zorg proef"})
        found = self.nodes.get(node)
        return self._error(400, 100, 33) if found is None else self._good(self._shown(found, args))

    def _shown(self, one: Node, args: dict[str, str]) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": one.id,
            self.words: one.text,
            "from": {"id": one.by, "name": one.name, "username": one.name.lower()},
            "username": one.name.lower(),
            "created_time": one.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "timestamp": one.at.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "is_hidden": one.hidden,
            "hidden": one.hidden,
            "hide_status": "HIDDEN" if one.hidden else "NOT_HUSHED",
            "user_likes": one.liked,
            "can_reply_privately": not one.answered,
            "permalink_url": f"https://www.facebook.com/{one.id}",
            "permalink": f"https://www.threads.net/{one.id}",
        }
        if one.on in self.nodes and not self.nodes[one.on].post:
            shown["parent"] = {"id": one.on, "message": self.nodes[one.on].text}
        wanted = set(re.findall(r"[a-z_]+", args.get("fields", "id")))
        return {key: value for key, value in shown.items() if key in wanted}

    def _page(self, items: list[dict[str, Any]], args: dict[str, str]) -> Reply:
        start, many = int(args.get("after", "0")), min(int(args.get("limit", "25")), self.limit)
        rest = start + many < len(items)
        paging = {"cursors": {"after": str(start + many)}} | ({"next": "https://elsewhere.invalid/"} if rest else {})
        return self._good({"data": items[start : start + many], "paging": paging})

    # --- writing --------------------------------------------------------------------------------------------

    def _write(self, method: str, node: str, edge: str, args: dict[str, str]) -> Reply:
        if edge == "messages":
            recipient = json.loads(args["recipient"])
            self.private.append((recipient["comment_id"], json.loads(args["message"])["text"]))
            return self._good({"recipient_id": "77", "message_id": "m_1"})
        if edge == "blocked":
            return self._block(method, args)
        if edge == "threads_publish":
            on, text = self.drafts.pop(args["creation_id"])
            return self._good({"id": self.says(text, self.nodes[on].at, by=self.page, on=on, name="Zorg Proef").id})
        found = self.nodes.get(node)
        if found is None:
            return self._error(400, 100, 33)
        if method == "DELETE":
            self.nodes = {name: one for name, one in self.nodes.items() if name != node and one.on != node}
        elif edge in ("comments", "replies"):
            ours = self.says(args["message"], found.at, by=self.page, on=node, name="Zorg Proef")
            return self._good({"id": ours.id})
        elif edge == "likes":
            found.liked = True
        else:
            found.hidden = (args.get("is_hidden") or args.get("hide")) == "true"
        return self._good({"success": True})

    def _draft(self, args: dict[str, str]) -> Reply:
        """Laid ready; nobody sees it."""
        if args["reply_to_id"] not in self.nodes:
            return self._error(400, 100, 33)
        name = f"draft{len(self.calls)}"
        self.drafts[name] = args["reply_to_id"], args["text"]
        return self._good({"id": name})

    def _block(self, method: str, args: dict[str, str]) -> Reply:
        if method == "POST":
            self.blocked |= set(json.loads(args["user"]))
        else:
            self.blocked.discard(args["user"])
        return self._good({"success": True})


def signature(body: bytes, secret: str = SECRET) -> str:
    """As Meta signs a delivery."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
