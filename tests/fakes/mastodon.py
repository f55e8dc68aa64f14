"""A Mastodon server of ours: what accounts say, what we may do there, and everything that can go wrong on the way."""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.http import Reply, Request
from tests.fakes.platform import Trouble

TOKEN = "masto-token-1234567890"
ME = "1"
AT = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
STATUS = {Trouble.TOKEN: 401, Trouble.PERMISSION: 403, Trouble.REFUSED: 422, Trouble.THROTTLED: 429}


def account(number: str = "7", acct: str = "anna@elders.example") -> dict[str, Any]:
    return {"id": number, "username": acct.split("@")[0], "acct": acct, "display_name": acct.split("@")[0].title()}


def status(name: str, text: str, at: datetime = AT, **more: Any) -> dict[str, Any]:
    """A post as the server shows it; ``text`` is plain and is laid in HTML."""
    return {
        "id": name,
        "created_at": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "content": f"<p>{html.escape(text)}</p>",
        "visibility": "public",
        "url": f"https://elders.example/@anna/{name}",
        "account": account(),
        "in_reply_to_id": None,
        "language": "nl",
        "replies_count": 0,
        "mentions": [],
        "media_attachments": [],
    } | more


def event(name: str, payload: Any) -> bytes:
    """One event of a stream."""
    data = payload if isinstance(payload, str) else json.dumps(payload)
    return f"event: {name}\ndata: {data}\n\n".encode()


def as_json(value: Any, **headers: str) -> Reply:
    return Reply(body=json.dumps(value).encode(), headers={"Content-Type": "application/json", **headers})


@dataclass
class FakeMastodon:
    """The server. ``answer`` is what a ``tests.fakes.http.Server`` asks."""

    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)
    notifications: list[dict[str, Any]] = field(default_factory=list)
    relations: dict[str, dict[str, bool]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    found: list[dict[str, Any]] = field(default_factory=list)
    tagged: list[dict[str, Any]] = field(default_factory=list)
    reports: list[Mapping[str, list[str]]] = field(default_factory=list)
    streams: dict[str, bytes] = field(default_factory=dict)
    scopes: tuple[str, ...] = ("read", "write")
    trouble: Trouble | None = None
    blind: bool = False
    streaming: bool = True
    writes: int = 0

    def says(self, name: str, text: str, **more: Any) -> dict[str, Any]:
        self.statuses[name] = status(name, text, **more)
        return self.statuses[name]

    def ours(self, under: str) -> list[str]:
        """The texts of our replies below a message, as we wrote them."""
        return [
            html.unescape(re.sub(r"<[^>]+>", "", one["content"])).partition(" ")[2]
            for one in self.statuses.values()
            if one["account"]["id"] == ME and one["in_reply_to_id"] == under
        ]

    def answer(self, request: Request) -> Reply:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply(401, b'{"error": "The access token is invalid"}')
        if request.method == "GET":
            return Reply(502) if self.blind or self.trouble is Trouble.UNREACHABLE else self._read(request)
        self.writes += 1
        return self._write(request)

    def _read(self, request: Request) -> Reply:
        path, query = urlsplit(request.path).path, parse_qs(urlsplit(request.path).query)
        if path == "/api/v1/streaming/health":
            return Reply(body=b"OK") if self.streaming else Reply(404, b'{"error": "Not found"}')
        if path.startswith("/api/v1/streaming"):
            stream = path.rsplit("/", 1)[1] if "hashtag" not in path else "hashtag"
            return Reply(body=self.streams.get(stream, b""), headers={"Content-Type": "text/event-stream"})
        lists = {
            "/api/v1/accounts/verify_credentials": account(ME, "wij"),
            "/api/v1/apps/verify_credentials": {"name": "seintje", "scopes": list(self.scopes)},
            "/api/v1/instance": {"version": "4.3.0", "urls": {}},
            "/api/v1/instance/": {"version": "4.3.0", "urls": {}},
            "/api/v2/instance": {"version": "4.3.0", "configuration": {"urls": {}}},
            "/api/v1/notifications": self.notifications,
            f"/api/v1/accounts/{ME}/statuses": [s for s in self.statuses.values() if s["account"]["id"] == ME],
            "/api/v2/search": {"accounts": [], "hashtags": [], "statuses": self.found},
            "/api/v1/accounts/relationships": [self._relation(query.get("id[]", query.get("id", [""]))[0])],
        }
        if path in lists:
            return as_json(lists[path])
        if path.startswith("/api/v1/timelines/tag/"):
            return as_json(self.tagged)
        return self._one(path)

    def _one(self, path: str) -> Reply:
        found = re.fullmatch(r"/api/v1/statuses/([^/]+)(/context)?", path)
        if not found or found[1] not in self.statuses:
            return Reply(404, b'{"error": "Record not found"}')
        if found[2]:
            below = [one for one in self.statuses.values() if one["in_reply_to_id"] == found[1]]
            return as_json({"ancestors": [], "descendants": below})
        return as_json(self.statuses[found[1]])

    def _relation(self, number: str) -> dict[str, Any]:
        return {"id": number, "muting": False, "blocking": False} | self.relations.get(number, {})

    def _write(self, request: Request) -> Reply:
        trouble, self.trouble = self.trouble, None
        if trouble in STATUS:
            headers = {"Retry-After": "90"} if trouble is Trouble.THROTTLED else {}
            return Reply(STATUS[trouble], b'{"error": "no"}', headers)
        if trouble is Trouble.SWALLOWED:
            return Reply(silent=True)
        done = self._carry_out(request)
        unclear = {
            Trouble.LOST: Reply(silent=True),
            Trouble.BROKEN: Reply(502, b"<html>"),
            Trouble.NONSENSE: Reply(body=b"<html>welcome</html>"),
        }
        return unclear.get(trouble, done) if trouble else done

    def _carry_out(self, request: Request) -> Reply:
        form, path = parse_qs(request.body.decode()), request.path.rstrip("/")
        if path == "/api/v1/statuses":
            return self._post(form, request.headers.get("idempotency-key", ""))
        if path == "/api/v1/reports":
            self.reports.append(form)
            return as_json({"id": "1"})
        if request.method == "DELETE":
            return as_json(self.statuses.pop(path.rsplit("/", 1)[1], {}))
        of, number, verb = re.fullmatch(r"/api/v1/(\w+)/([^/]+)/(\w+)", path).groups()  # type: ignore[union-attr]
        if of == "statuses":
            self.statuses[number]["favourited"] = True
            return as_json(self.statuses[number])
        changes = {"mute": ("muting", True), "block": ("blocking", True), "unblock": ("blocking", False)}
        name, value = changes[verb]
        self.relations.setdefault(number, {})[name] = value
        return as_json(self._relation(number))

    def _post(self, form: Mapping[str, list[str]], key: str) -> Reply:
        if key in self.keys:
            return as_json(self.statuses[self.keys[key]])
        under = form["in_reply_to_id"][0]
        if under not in self.statuses:
            return Reply(404, b'{"error": "gone"}')
        name = f"9{len(self.statuses)}"
        said = status(name, form["status"][0], in_reply_to_id=under, account=account(ME, "wij"))
        said["content"] = re.sub(r"@(\w+)@[\w.]+", r'<a href="x">@<span>\1</span></a>', said["content"])
        said["visibility"] = form["visibility"][0]
        self.statuses[name] = self.statuses[name] = said
        self.keys[key] = name
        return as_json(said)
