"""A Bluesky server of ours, home of an account and window on the network at once: what people say, what we may do, what fails."""

import base64
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.http import Reply, Request
from tests.fakes.platform import Trouble

ME = "did:plc:wij"
ANNA = "did:plc:anna"
HANDLE = "zorgproef.example"
PASSWORD = "abcd-efgh-2345-wxyz"
AT = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)
POSTS, GATE, LIKE, BLOCK = (
    "app.bsky.feed.post",
    "app.bsky.feed.threadgate",
    "app.bsky.feed.like",
    "app.bsky.graph.block",
)
LASTS = 4_102_444_800
"""Until the year 2100: sessions here end when a test says so."""
STATUS = {
    Trouble.TOKEN: (401, "InvalidToken"),
    Trouble.PERMISSION: (403, "Forbidden"),
    Trouble.REFUSED: (400, "InvalidRequest"),
    Trouble.THROTTLED: (429, "RateLimitExceeded"),
}


def uri(rkey: str, did: str = ANNA, collection: str = POSTS) -> str:
    return f"at://{did}/{collection}/{rkey}"


def said_at(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def view(rkey: str, text: str, at: datetime = AT, did: str = ANNA, **record: Any) -> dict[str, Any]:
    """A post as an AppView shows it; ``record`` goes into what its author wrote."""
    written = {"$type": POSTS, "text": text, "createdAt": said_at(at), "langs": ["nl"], **record}
    who = {"did": did, "handle": HANDLE if did == ME else "anna.example", "displayName": "Anna" if did == ANNA else ""}
    return {
        "uri": uri(rkey, did),
        "cid": f"cid-{rkey}",
        "author": who,
        "record": written,
        "indexedAt": said_at(at),
        "replyCount": 0,
        "viewer": {},
        "labels": [],
    }


def token(kind: str, number: int, until: int = LASTS) -> str:
    """A token that can be read and was signed by nobody."""

    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part({'sub': ME, 'exp': until, 'jti': f'{kind}{number}'})}.bm9ib2R5"


def as_json(value: Any, status: int = 200, **headers: str) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8", **headers})


def wrong(word: str, status: int = 400, **headers: str) -> Reply:
    return as_json({"error": word, "message": "no"}, status, **headers)


@dataclass
class FakeBluesky:
    """The server. ``answer`` is what a ``tests.fakes.http.Server`` asks. ``until``: when a token that is given now ends."""

    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    notices: list[dict[str, Any]] = field(default_factory=list)
    found: list[dict[str, Any]] = field(default_factory=list)
    records: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    relations: dict[str, dict[str, Any]] = field(default_factory=dict)
    reports: list[dict[str, Any]] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)
    shut: set[str] = field(default_factory=set)
    password: str = PASSWORD
    alive: set[str] = field(default_factory=set)
    until: int = LASTS
    home: str = ""
    logins: int = 0
    renewals: int = 0
    trouble: Trouble | None = None
    blind: bool = False
    writes: int = 0
    versions: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    # --- what a test does ---------------------------------------------------------------------------------

    def says(self, rkey: str, text: str, *, tells: str = "", at: datetime = AT, **more: Any) -> dict[str, Any]:
        """Somebody writes; ``tells``: for this reason we are told."""
        made = view(rkey, text, at, **more)
        self.posts[made["uri"]] = made
        above = made["record"].get("reply", {}).get("parent", {}).get("uri")
        if above in self.posts:
            self.posts[above]["replyCount"] += 1
        if tells:
            self.notices.insert(0, {**made, "reason": tells, "isRead": False})
        return made

    def below(self, *path: dict[str, Any]) -> dict[str, Any]:
        """What a reply says of where it stands: first the root, last what it answers."""
        root, parent = path[0], path[-1]
        return {
            "root": {"uri": root["uri"], "cid": root["cid"]},
            "parent": {"uri": parent["uri"], "cid": parent["cid"]},
        }

    def ours(self, under: str) -> list[str]:
        """The texts of our replies to a post."""
        values = [one["value"] for (of, _), one in self.records.items() if of == POSTS]
        return [one["text"] for one in values if one.get("reply", {}).get("parent", {}).get("uri") == under]

    def hidden(self, post: str) -> bool:
        """Whether a gate of ours hides this post."""
        return any(post in one["value"]["hiddenReplies"] for (of, _), one in self.records.items() if of == GATE)

    def end_sessions(self) -> None:
        """Nobody is logged in any more."""
        self.alive.clear()

    # --- answering ------------------------------------------------------------------------------------------

    def answer(self, request: Request) -> Reply:
        with self._lock:
            parts = urlsplit(request.path)
            name, asked = parts.path.removeprefix("/xrpc/"), parse_qs(parts.query)
            body = json.loads(request.body) if request.body else {}
            bearer = request.headers.get("authorization", "").removeprefix("Bearer ")
            if name.startswith("com.atproto.server."):
                return self._session(name.rpartition(".")[2], body, bearer)
            if bearer not in self.alive:
                return wrong("ExpiredToken") if bearer else wrong("AuthMissing", 401)
            if request.method == "GET":
                broken = self.blind or self.trouble is Trouble.UNREACHABLE
                return Reply(502) if broken else self._read(name, {key: one for key, one in asked.items()})
            self.writes += 1
            return self._written(name, body)

    def _session(self, name: str, body: dict[str, Any], bearer: str) -> Reply:
        if name == "createSession":
            self.logins += 1
            if (body["identifier"], body["password"]) not in [(ME, self.password), (HANDLE, self.password)]:
                return wrong("AuthenticationRequired", 401)
        else:
            self.renewals += 1
            if bearer not in self.alive:
                return wrong("ExpiredToken")
            self.alive.discard(bearer)
        number = self.logins + self.renewals
        access, refresh = token("a", number, self.until), token("r", number)
        self.alive |= {access, refresh}
        told = {"did": ME, "handle": HANDLE, "accessJwt": access, "refreshJwt": refresh, "active": True}
        if self.home:
            service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": self.home}
            told["didDoc"] = {"@context": [], "id": ME, "alsoKnownAs": [f"at://{HANDLE}"], "service": [service]}
        return as_json(told)

    def _read(self, name: str, asked: dict[str, list[str]]) -> Reply:
        match name:
            case "app.bsky.notification.listNotifications":
                return as_json({"notifications": self.notices})
            case "app.bsky.feed.searchPosts":
                return as_json({"posts": self.found})
            case "app.bsky.feed.getAuthorFeed":
                mine = [one for one in self.posts.values() if one["author"]["did"] == ME]
                return as_json({"feed": [{"post": one} for one in mine]})
            case "app.bsky.feed.getPosts":
                return as_json({"posts": [self.posts[one] for one in asked["uris"] if self._shown(one)]})
            case "app.bsky.feed.getPostThread":
                return self._thread(asked["uri"][0])
            case "app.bsky.actor.getProfile":
                did = asked["actor"][0]
                return as_json({"did": did, "handle": HANDLE, "labels": self.labels, "viewer": self._viewer(did)})
            case "com.atproto.repo.getRecord":
                found = self.records.get((asked["collection"][0], asked["rkey"][0]))
                return as_json(found) if found and asked["repo"] == [ME] else wrong("RecordNotFound")
            case _:
                return wrong("MethodNotImplemented", 501)

    def _shown(self, post: str) -> bool:
        return post in self.posts and post not in self.shut

    def _viewer(self, did: str) -> dict[str, Any]:
        return {"muted": False} | self.relations.get(did, {})

    def _thread(self, post: str) -> Reply:
        if post in self.shut:
            return as_json({"thread": {"$type": "app.bsky.feed.defs#blockedPost", "uri": post, "blocked": True}})
        return as_json({"thread": self._node(post)}) if post in self.posts else wrong("NotFound")

    def _node(self, post: str) -> dict[str, Any]:
        under = [
            self._node(name)
            for name, one in self.posts.items()
            if one["record"].get("reply", {}).get("parent", {}).get("uri") == post
        ]
        return {"$type": "app.bsky.feed.defs#threadViewPost", "post": self.posts[post], "replies": under}

    def _written(self, name: str, body: dict[str, Any]) -> Reply:
        trouble, self.trouble = self.trouble, None
        if trouble in STATUS:
            status, word = STATUS[trouble]
            return wrong(word, status, **({"Retry-After": "90"} if trouble is Trouble.THROTTLED else {}))
        if trouble is Trouble.SWALLOWED:
            return Reply(silent=True)
        done = self._carry_out(name.rpartition(".")[2], body)
        unclear = {
            Trouble.LOST: Reply(silent=True),
            Trouble.BROKEN: Reply(502, b"<html>"),
            Trouble.NONSENSE: Reply(body=b"<html>welcome</html>", headers={"Content-Type": "text/html"}),
        }
        return unclear.get(trouble, done) if trouble else done

    def _carry_out(self, name: str, body: dict[str, Any]) -> Reply:
        if name == "muteActor":
            self.relations.setdefault(body["actor"], {})["muted"] = True
            return Reply()
        if name == "createReport":
            self.reports.append(body)
            return as_json({"id": len(self.reports), **body, "reportedBy": ME, "createdAt": said_at(AT)})
        key = body["collection"], body["rkey"]
        if body["repo"] != ME:
            return wrong("InvalidRequest")
        if name == "deleteRecord":
            return self._taken_away(key)
        if name == "createRecord" and key in self.records:
            return wrong("InternalServerError", 500)
        if name == "putRecord" and body.get("swapRecord") != self.records.get(key, {}).get("cid"):
            return wrong("InvalidSwap")
        return self._put(key, body["record"])

    def _put(self, key: tuple[str, str], record: dict[str, Any]) -> Reply:
        self.versions += 1
        name = uri(key[1], ME, key[0])
        self.records[key] = made = {"uri": name, "cid": f"cid-{self.versions}", "value": record}
        if key[0] == POSTS:
            shown = view(key[1], record["text"], did=ME, **{"reply": record["reply"]})
            self.posts[name] = {**shown, "cid": made["cid"]}
        if key[0] == LIKE:
            self.posts[record["subject"]["uri"]]["viewer"]["like"] = name
        if key[0] == BLOCK:
            self.relations.setdefault(record["subject"], {})["blocking"] = name
        return as_json({"uri": name, "cid": made["cid"], "validationStatus": "valid"})

    def _taken_away(self, key: tuple[str, str]) -> Reply:
        gone = self.records.pop(key, None)
        self.posts.pop(uri(key[1], ME, key[0]), None)
        if gone and key[0] == BLOCK:
            self.relations[gone["value"]["subject"]].pop("blocking", None)
        return as_json({})


def soon(minutes: int) -> int:
    """So many minutes from now, by the clock of this machine: the library reads that one."""
    return int((datetime.now(UTC) + timedelta(minutes=minutes)).timestamp())
