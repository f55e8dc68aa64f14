"""facebook-sdk made to speak today's Graph API. The only place where it is imported.

What the library of 2018 does is switched off where it would hurt: it refuses every current version, puts the token in
addresses, waits for ever, and loses the status of an answer. Its methods still build the calls; ``request`` is ours.
"""

import asyncio
import hashlib
import hmac
import json
import re
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
import urllib3

from bot.clock import Clock
from bot.config.secret import Secret
from bot.platforms.graph.errors import GraphError, by_code, by_status
from bot.platforms.http import HttpSettings
from bot.platforms.http.again import asked_again
from bot.platforms.http.answers import LONGEST_WAIT, rate_limit, wait_asked
from bot.platforms.http.sockets import guard
from bot.redaction import redacted
from rules.case.actions import Failure

with warnings.catch_warnings():  # its patterns are no raw texts, of which newer Pythons warn at every first import
    warnings.simplefilter("ignore")
    import facebook

Json = dict[str, Any]
USAGE = ("x-app-usage", "x-page-usage", "x-business-use-case-usage")
_VERSION = re.compile(r"v\d{1,2}\.\d")


@dataclass(frozen=True, slots=True)
class Access:
    """How the Graph API is spoken to. ``base`` is where it stands, ``version`` such as ``v26.0``.

    ``app_secret``: proves with every call that the token is used by our own app; None where the host knows no such proof.
    """

    base: str
    version: str
    token: Secret
    app_secret: Secret | None = None
    in_header: bool = True
    """Else the token goes with the arguments, as Meta's own examples have it: for a host that reads no header."""

    def __post_init__(self) -> None:
        """Raises ``ValueError`` for a version that is none."""
        if _VERSION.fullmatch(self.version) is None:
            raise ValueError(self.version)


class Graph(facebook.GraphAPI):  # type: ignore[misc]
    """The library's calls over our own ``request``. One thread at a time."""

    def __init__(self, access: Access, bounds: HttpSettings, clock: Clock) -> None:
        session = requests.Session()
        session.trust_env = False
        guard(session, allow_private=bounds.allow_private)
        timeout = (bounds.connect.total_seconds(), bounds.read.total_seconds())
        super().__init__(access_token=access.token.reveal(), timeout=timeout, session=session)
        self.version = access.version
        self.usage: dict[str, Any] = {}
        self.served_by = ""
        """The version that answered, as the platform says: an old one is answered by the oldest there is."""
        self._access, self._bounds, self._clock = access, bounds, clock
        self._host = access.base.partition("://")[2]

    def request(
        self,
        path: str,
        args: Mapping[str, Any] | None = None,
        post_args: Mapping[str, Any] | None = None,
        files: object = None,
        method: str | None = None,
    ) -> Json:
        """One call and never a second one. Raises ``GraphError``. The token goes in a header, unless the host wants it else."""
        query, form = _encoded(args), None if post_args is None else _encoded(post_args)
        (query if form is None else form).update(self._proof())
        verb = method or ("GET" if form is None else "POST")
        until = time.monotonic() + self._bounds.total.total_seconds()
        with self._sent(verb, path, query, form) as response:
            body = self._body(response, until)
        return self._understood(response, body)

    def _proof(self) -> dict[str, str]:
        """What goes with the arguments to show who asks."""
        token = self._access.token.reveal()
        proof = {} if self._access.in_header else {"access_token": token}
        if self._access.app_secret is not None:
            key = self._access.app_secret.reveal().encode()
            proof["appsecret_proof"] = hmac.new(key, token.encode(), hashlib.sha256).hexdigest()
        return proof

    def _sent(self, verb: str, path: str, query: Json, form: Json | None) -> requests.Response:
        try:
            return self.session.request(  # type: ignore[no-any-return]
                verb,
                f"{self._access.base}/{path}",
                params=query,
                data=form,
                headers=self._headers(),
                timeout=self.timeout,
                allow_redirects=False,
                stream=True,
            )
        except requests.RequestException as error:
            raise self._broken(error) from None

    def _headers(self) -> dict[str, str]:
        """Nothing packed: a small answer may unpack to a very large one."""
        headers = {"User-Agent": self._bounds.agent, "Accept-Encoding": "identity"}
        if self._access.in_header:
            headers["Authorization"] = f"Bearer {self._access.token.reveal()}"
        return headers

    def _broken(self, error: Exception) -> GraphError:
        """It never left, or nobody knows what became of it."""
        failure = Failure.UNREACHABLE if _never_left(error) else Failure.UNKNOWN
        return GraphError(failure, self._host, passing=True)

    def _body(self, response: requests.Response, until: float) -> bytes:
        body = bytearray()
        try:
            while piece := response.raw.read1(65_536, decode_content=False):  # what is there, not what may still come
                body += piece
                if len(body) > self._bounds.limit or time.monotonic() > until:
                    raise GraphError(Failure.UNKNOWN, self._host, status=response.status_code, passing=True)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise self._broken(error) from None
        return bytes(body)

    def _understood(self, response: requests.Response, body: bytes) -> Json:
        headers = {name.lower(): value for name, value in response.headers.items()}
        self._note(headers)
        wait = self._wait(headers)
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if answer is True:  # how some calls say that it is done
            answer = {"success": True}
        if isinstance(answer, dict) and isinstance(error := answer.get("error"), dict):
            raise by_code(error, response.status_code, self._host, wait)
        if not response.ok or not isinstance(answer, dict):
            raise by_status(response.status_code, self._host, wait)
        return answer

    def _note(self, headers: Mapping[str, str]) -> None:
        self.served_by = headers.get("facebook-api-version", self.served_by)
        for name in USAGE:
            try:
                self.usage[name] = json.loads(headers[name])
            except (KeyError, ValueError):
                continue

    def _wait(self, headers: Mapping[str, str]) -> timedelta | None:
        """How long we are asked to stay away: by the usual header, or by Meta's own, in minutes."""
        asked = wait_asked(headers, rate_limit(headers), self._clock.now())
        if asked is not None:
            return asked
        minutes = max((_minutes(one) for one in _cases(headers.get(USAGE[2], ""))), default=0)
        return min(timedelta(minutes=minutes), LONGEST_WAIT) if minutes else None


def _cases(text: str) -> list[Json]:
    """The lines of ``X-Business-Use-Case-Usage``: a list for each business."""
    try:
        read = json.loads(text)
    except ValueError:
        return []
    lists = read.values() if isinstance(read, dict) else ()
    return [one for some in lists if isinstance(some, list) for one in some if isinstance(one, dict)]


def _minutes(case: Json) -> int:
    value = case.get("estimated_time_to_regain_access")
    return value if isinstance(value, int) and 0 < value < 100_000 else 0


def _encoded(args: Mapping[str, Any] | None) -> Json:
    """As Meta reads it: JSON for what is no text (the library would send ``True``), and never a token."""
    given = {name: value for name, value in (args or {}).items() if name != "access_token" and value is not None}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}


def _never_left(error: Exception) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    if not isinstance(error, requests.ConnectionError) or isinstance(error, requests.Timeout):
        return False
    said = redacted(repr(error))
    return "NewConnectionError" in said or "NameResolutionError" in said or "SSLError" in said


class Line:
    """The client for the event loop: one call at a time, in a thread. ``read`` tries again, ``do`` never."""

    def __init__(self, access: Access, bounds: HttpSettings, clock: Clock) -> None:
        self.graph = Graph(access, bounds, clock)
        self._bounds = bounds
        self._lock = asyncio.Lock()

    async def read(self, work: Callable[[Graph], Any]) -> Any:
        """The answer to a question. Raises ``GraphError``."""
        return await asked_again(lambda: self.do(work), _again, self._bounds)

    async def do(self, work: Callable[[Graph], Any]) -> Any:
        """One call and never a second one: for what must not happen twice. Raises ``GraphError``."""
        async with self._lock:
            return await asyncio.to_thread(work, self.graph)

    async def close(self) -> None:
        """Let go of the connections."""
        self.graph.session.close()


def _again(error: Exception) -> bool:
    return isinstance(error, GraphError) and error.passing
