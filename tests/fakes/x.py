"""X's API v2 as far as we use it, behind a real socket, with a memory: posts, versions, rules, what is hidden, what streams.

It is strict where X is: who may ask what with which keys, how many at least, how long a search may be, how far back.
``calls`` keeps (method, path, arguments). ``charged`` is what X would ask for it, in thousandths of a dollar.
"""

import base64
import hashlib
import hmac
import json
import re
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bot.platforms.x.posts import number_at
from tests.fakes.http import Reply, Request
from tests.fakes.platform import Trouble

BEARER, SECRET, ME = "AAAA-CANARY-bearer", "CANARY-consumer-secret", "2244"
KEYS = {"consumer_key": "CANARY-key", "access_token": f"{ME}-CANARY-token", "access_secret": "CANARY-access-secret"}
PROBLEM = "https://api.twitter.com/2/problems/"
ERRORS = {
    Trouble.TOKEN: (401, "about:blank", "Unauthorized"),
    Trouble.PERMISSION: (403, f"{PROBLEM}client-forbidden", "Client forbidden"),
    Trouble.THROTTLED: (429, "about:blank", "Too Many Requests"),
    Trouble.REFUSED: (403, "about:blank", "You are not allowed to create a Tweet with duplicate content."),
}


@dataclass
class Tweet:
    """A post. ``key`` is the number of its first version."""

    id: str
    text: str
    by: str
    at: datetime
    on: str = ""
    thread: str = ""
    mentions: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    hidden: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def shown(one: Tweet) -> dict[str, Any]:
    """As X gives it when all the fields we ask for are named."""
    given: dict[str, Any] = {
        "id": one.id,
        "text": one.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        "author_id": one.by,
        "conversation_id": one.thread or one.id,
        "created_at": one.at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "edit_history_tweet_ids": list(one.history) or [one.id],
        "lang": "nl",
    }
    if one.mentions:
        given["entities"] = {
            "mentions": [{"id": name, "start": 0, "end": 3, "username": name} for name in one.mentions]
        }
    if one.on:
        given["referenced_tweets"] = [{"type": "replied_to", "id": one.on}]
    return given | one.more


@dataclass
class FakeX:
    """The other side."""

    now: datetime
    tweets: dict[str, Tweet] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=lambda: {ME: "zorgproef", "77": "anna"})
    rules: list[dict[str, str]] = field(default_factory=list)
    calls: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    charged: Counter[str] = field(default_factory=Counter)
    trouble: Trouble | None = None
    wait: int = 90
    page: int = 100
    _paid: set[tuple[str, str]] = field(default_factory=set)
    _count: int = 0
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def says(
        self, text: str, at: datetime, *, by: str = "77", on: str = "", to: tuple[str, ...] = (), **more: Any
    ) -> Tweet:
        """Somebody says something; ``to``: whom it names."""
        self._count += 1
        number = str(number_at(at) + self._count)
        thread = self.tweets[on].thread or on if on in self.tweets else number
        self.tweets[number] = Tweet(number, text, by, at, on, thread, to, more=more)
        return self.tweets[number]

    def edits(self, one: Tweet, text: str, at: datetime) -> Tweet:
        """A new version: it has a number of its own, and the old one stays to be asked for."""
        new = self.says(text, at, by=one.by, to=one.mentions)
        new.on, new.thread = one.on, one.thread
        one.history = new.history = (*(one.history or (one.id,)), new.id)
        return new

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
        args = dict(parse_qsl(split.query))
        given = json.loads(request.body) if request.body else {}
        self.calls.append((request.method, split.path, args | given))
        user = self._user(request)
        if user is None:
            return problem(*ERRORS[Trouble.TOKEN])
        if request.method != "GET" and "/rules" not in split.path:
            return self._troubled(request.method, split.path, given, user=user)
        return self._read(request.method, split.path, args, given)

    def _user(self, request: Request) -> bool | None:
        """Whether the account asks (True) or the app (False); None: nobody we know."""
        said = request.headers.get("authorization", "")
        if said.startswith("OAuth ") and f'oauth_token="{KEYS["access_token"]}"' in said and "oauth_signature=" in said:
            return True
        return False if said == f"Bearer {BEARER}" else None

    def _read(self, method: str, path: str, args: dict[str, str], given: dict[str, Any]) -> Reply:
        if path == f"/2/users/{ME}/mentions":
            found = [one for one in self.tweets.values() if ME in one.mentions]
            return self._page(found, args, 5, "pagination_token", owned=True)
        if path == f"/2/users/{ME}/tweets":
            return self._page(
                [one for one in self.tweets.values() if one.by == ME], args, 5, "pagination_token", owned=True
            )
        if path == "/2/tweets/search/recent":
            return self._search(args)
        if path == "/2/tweets":
            return self._several(args)
        if found := re.fullmatch(r"/2/tweets/(\d+)", path):
            return self._one(found[1], args)
        if path == "/2/users/me":
            return good({"data": {"id": ME, "username": self.names[ME]}})
        if path == "/2/usage/tweets":
            return good({"data": {"project_usage": "120", "project_cap": "3000000"}})
        if path == "/2/tweets/search/stream/rules":
            return self._ruled(method, given)
        return problem(404, "about:blank", "Not Found")

    def _search(self, args: dict[str, str]) -> Reply:
        query = args["query"]
        if len(query) > 512 or int(args.get("since_id", "0")) < number_at(self.now - timedelta(days=7)):
            return problem(400, f"{PROBLEM}invalid-request", "Invalid Request")
        talks, phrases = re.findall(r"conversation_id:(\d+)", query), re.findall(r'"([^"]+)"', query)
        found = [
            one
            for one in self.tweets.values()
            if one.thread in talks or any(phrase.lower() in one.text.lower() for phrase in phrases)
        ]
        return self._page(found, args, 10, "next_token")

    def _page(self, found: list[Tweet], args: dict[str, str], least: int, mark: str, *, owned: bool = False) -> Reply:
        many = int(args.get("max_results", "10"))
        if not least <= many <= 100:
            return problem(400, f"{PROBLEM}invalid-request", "max_results")
        last = [one for one in found if not one.history or one.id == one.history[-1]]
        newest = sorted(last, key=lambda one: int(one.id), reverse=True)
        newest = [one for one in newest if self._wanted(int(one.id), args)]
        start, many = int(args.get(mark, "0")), min(many, self.page)
        some = newest[start : start + many]
        meta: dict[str, Any] = {"result_count": len(some)}
        if start + many < len(newest):
            meta["next_token"] = str(start + many)
        answer = {"meta": meta} | ({"data": [shown(one) for one in some]} if some else {})
        return good(answer | self._people(some, args, 1 if owned else 5))

    def _wanted(self, number: int, args: dict[str, str]) -> bool:
        return int(args.get("since_id", "0")) < number < int(args.get("until_id", str(2**63)))

    def _people(self, some: list[Tweet], args: dict[str, str], each: int) -> dict[str, Any]:
        for one in some:
            self._charge("posts", one.id, each)
        if args.get("expansions") != "author_id" or not some:
            return {}
        people = dict.fromkeys(one.by for one in some)
        for name in people:
            self._charge("users", name, 10)
        return {
            "includes": {
                "users": [
                    {
                        "id": name,
                        "username": self.names.get(name, f"u{name}"),
                        "public_metrics": {"followers_count": 120},
                    }
                    for name in people
                ]
            }
        }

    def _charge(self, what: str, name: str, price: int) -> None:
        """Once a UTC day."""
        paid = (self.now.date().isoformat(), what + name)
        if paid not in self._paid:
            self._paid.add(paid)
            self.charged[what] += price

    def _several(self, args: dict[str, str]) -> Reply:
        wanted = args["ids"].split(",")
        here = [self.tweets[name] for name in wanted if name in self.tweets]
        missing = [missed(name) for name in wanted if name not in self.tweets]
        answer: dict[str, Any] = {"data": [shown(one) for one in here]} if here else {}
        return good(answer | ({"errors": missing} if missing else {}) | self._people(here, args, 5))

    def _one(self, name: str, args: dict[str, str]) -> Reply:
        if name not in self.tweets:
            return good({"errors": [missed(name)]})
        return good({"data": shown(self.tweets[name])} | self._people([self.tweets[name]], args, 5))

    def _ruled(self, method: str, given: dict[str, Any]) -> Reply:
        if method == "GET":
            return good({"data": self.rules, "meta": {}} if self.rules else {"meta": {}})
        for one in given.get("add", ()):
            self._count += 1
            self.rules.append({"id": str(900 + self._count), **one})
        gone = given.get("delete", {}).get("ids", [])
        self.rules = [one for one in self.rules if one["id"] not in gone]
        return good({"meta": {"summary": {}}})

    # --- writing --------------------------------------------------------------------------------------------

    def _troubled(self, method: str, path: str, given: dict[str, Any], *, user: bool) -> Reply:
        kind, self.trouble = self.trouble, None
        if not user:
            return problem(403, f"{PROBLEM}unsupported-authentication", "Unsupported Authentication")
        if kind in ERRORS:
            headers = {"x-rate-limit-reset": str(int(self.now.timestamp()) + self.wait), "x-rate-limit-remaining": "0"}
            return problem(*ERRORS[kind], **(headers if kind is Trouble.THROTTLED else {}))
        if kind is Trouble.SWALLOWED:
            return Reply(silent=True)
        done = self._write(method, path, given)
        match kind:
            case Trouble.LOST:
                return Reply(silent=True)
            case Trouble.BROKEN:
                return Reply(502, b"<html>Over capacity</html>")
            case Trouble.NONSENSE:
                return Reply(200, b"\x00 not json")
            case _:
                return done

    def _write(self, method: str, path: str, given: dict[str, Any]) -> Reply:
        if method == "POST" and path == "/2/tweets":
            return self._reply(given)
        if found := re.fullmatch(r"/2/tweets/(\d+)/hidden", path):
            if found[1] not in self.tweets:
                return problem(404, f"{PROBLEM}resource-not-found", "Not Found")
            self.tweets[found[1]].hidden = given["hidden"]
            return good({"data": {"hidden": given["hidden"]}})
        if method == "DELETE" and (found := re.fullmatch(r"/2/tweets/(\d+)", path)):
            return good({"data": {"deleted": self.tweets.pop(found[1], None) is not None}})
        return problem(404, "about:blank", "Not Found")

    def _reply(self, given: dict[str, Any]) -> Reply:
        above = self.tweets.get(given["reply"]["in_reply_to_tweet_id"])
        if above is None:
            return problem(
                403, "about:blank", "You attempted to reply to a Tweet that is deleted or not visible to you."
            )
        if ME not in above.mentions:
            return problem(
                403, "about:blank", "Reply to this conversation is not allowed because you have not been mentioned."
            )
        name = self.names[above.by]
        ours = self.says(f"@{name} {given['text']}", self.now, by=ME, on=above.id)
        return good({"data": {"id": ours.id, "text": ours.text}}, 201)


def missed(name: str) -> dict[str, str]:
    """An error within a good answer."""
    return {"type": f"{PROBLEM}resource-not-found", "resource_id": name, "resource_type": "tweet", "title": "Not Found"}


def good(value: Any, status: int = 200) -> Reply:
    """A good answer."""
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json; charset=utf-8"})


def problem(status: int, kind: str, detail: str, **headers: str) -> Reply:
    """A refusal in X's own form."""
    body = {"title": "A title", "type": kind, "detail": detail, "status": status}
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/problem+json", **headers})


def signature(body: bytes, secret: str = SECRET) -> str:
    """As X signs what it brings, and what it wants its question answered with."""
    return "sha256=" + base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
