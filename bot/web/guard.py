"""What stands between the socket and the pages: host names, sizes, and the headers every answer carries."""

from collections.abc import Callable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.log import get as log_of
from bot.web.settings import WebSettings

log = log_of("web")

BODY_LIMIT = 64 * 1024
"""Bytes of a request body. The largest form is a note of 4,000 characters, percent-encoded."""

HOOKS = "/hooks/"
"""Where platforms knock."""

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # not no-referrer: that makes browsers send "Origin: null" with our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
HSTS = "max-age=31536000"


def own_origin(headers: Headers) -> bool:
    """Whether the browser says that a page of ours sent this request. A request that says nothing is not trusted.

    Sec-Fetch-Site is the browser's own word and cannot be set by a page; browsers leave it out on plain http
    outside loopback, where Origin is compared with Host instead.
    """
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    scheme, _, name = headers.get("origin", "").partition("://")
    return scheme in ("http", "https") and name == headers.get("host", "") != ""


def host_name(header: str) -> str:
    """The name in a Host header, lower case, without the port; IPv6 keeps its brackets."""
    name, bracket, _ = header.partition("]")
    if bracket:
        return name.lower() + "]"
    return header.partition(":")[0].lower()


class Guard:
    """ASGI middleware. Refuses foreign host names and large bodies, puts ``HEADERS`` on every answer, and is the one place
    where an unforeseen error ends: logged, and answered with ``sorry``, which shows nothing of it."""

    def __init__(
        self, app: ASGIApp, settings: WebSettings, sorry: Callable[[Request], Response], hooks: ASGIApp | None = None
    ) -> None:
        """``hooks`` has limits of its own and gets what is under ``HOOKS`` as it comes."""
        self._app = app
        self._sorry = sorry
        self._hooks = hooks
        self._hosts = frozenset(settings.hosts)
        self._extra = {"Strict-Transport-Security": HSTS} if settings.tls else {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, self._extra, still=scope["path"].startswith("/static/"))
        try:
            await self._whoever(scope)(scope, receive, answer)
        except Exception:
            log.exception("page_failed", method=scope["method"])
            if not answer.started:
                await self._sorry(Request(scope, receive))(scope, receive, answer)

    def _whoever(self, scope: Scope) -> ASGIApp:
        headers = Headers(scope=scope)
        if host_name(headers.get("host", "")) not in self._hosts:
            log.warning("request_refused", why="host")
            return PlainTextResponse("unknown host name\n", status_code=421)
        if self._hooks is not None and scope["path"].startswith(HOOKS):
            return self._hooks
        return self._refusal(headers, scope["method"]) or self._app

    def _refusal(self, headers: Headers, method: str) -> PlainTextResponse | None:
        if method in ("GET", "HEAD"):
            return None
        length = headers.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            return PlainTextResponse("length required\n", status_code=411)
        if len(length) > 9 or int(length) > BODY_LIMIT:
            return PlainTextResponse("too large\n", status_code=413)
        return None


class _Answer:
    """``send`` that dresses the answer's head on its way out and remembers that it went."""

    def __init__(self, send: Send, extra: Mapping[str, str], *, still: bool) -> None:
        self._send = send
        self._headers = {**HEADERS, **extra, "Cache-Control": "no-cache" if still else "no-store"}
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            MutableHeaders(scope=message).update(self._headers)
        await self._send(message)
