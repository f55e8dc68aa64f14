"""A web server of our own on loopback, over real sockets, that answers as a test tells it to.

``server.says("/feed", Reply(body=b"…"))`` scripts the answers of a path in order; the last one is repeated. A path
without a query stands for all its queries, ``*`` for every path there is.
Every request it gets is kept in ``server.requests``.
"""

import gzip
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Request:
    """What a client asked. Header names are lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Reply:
    """One answer. ``cut``: the connection breaks after so many bytes of the body; ``silent``: before any answer;
    ``drip``: seconds between single bytes; ``wait``: seconds before the answer; ``endless``: the body never ends.
    """

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None
    silent: bool = False
    drip: float = 0.0
    wait: float = 0.0
    endless: bool = False
    pieces: Iterable[bytes] | None = None
    """The body piece by piece, as they come, each sent at once; the answer ends with them in good order."""


Answering = Callable[[Request], Reply]


def packed(body: bytes, **headers: str) -> Reply:
    """The body with gzip."""
    return Reply(body=gzip.compress(body), headers={"Content-Encoding": "gzip", **headers})


def remembering(body: bytes, etag: str, modified: str, content_type: str = "application/xml") -> Answering:
    """Answers 304 to whoever already has this version."""

    def answer(request: Request) -> Reply:
        headers = {"ETag": etag, "Last-Modified": modified, "Content-Type": content_type}
        if request.headers.get("if-none-match") == etag:
            return Reply(304, headers=headers)
        return Reply(body=body, headers=headers)

    return answer


class Server:
    """The running server. ``url("/x")`` is the address of a path."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests: list[Request] = []
        self.stopping = threading.Event()
        self._scripts: dict[str, list[Reply | Answering]] = {}
        self._otherwise: Answering = lambda request: Reply(404, b"not here")
        self._lock = threading.Lock()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def says(self, path: str, *answers: Reply | Answering) -> str:
        """Script the answers of a path; returns its address."""
        self._scripts[path] = list(answers)
        return self.url(path)

    def asked(self, path: str) -> list[Request]:
        """The requests for a path."""
        return [request for request in self.requests if path in ("*", request.path, request.path.partition("?")[0])]

    def _script(self, path: str) -> "list[Reply | Answering] | None":
        """Of everything (``*``), else of the whole path, else of the path without its query."""
        ways = ("*", path, path.partition("?")[0])
        return next((self._scripts[way] for way in ways if way in self._scripts), None)

    def otherwise(self, answer: Answering) -> None:
        """What answers where no script does."""
        self._otherwise = answer

    def forget(self, path: str) -> None:
        """A path says nothing any more."""
        self._scripts.pop(path, None)

    def answer(self, request: Request) -> Reply:
        with self._lock:
            self.requests.append(request)
            script = self._script(request.path)
            answer = self._otherwise if not script else script.pop(0) if len(script) > 1 else script[0]
        return answer if isinstance(answer, Reply) else answer(request)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or every answer on a kept connection comes 40 ms late
    fake: Server

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.fake.answer(Request(self.command, self.path, headers, self.rfile.read(length)))
        self.fake.stopping.wait(reply.wait)
        with suppress(OSError):
            self._send(reply)

    do_GET = do_POST = do_PUT = do_DELETE = _handle

    def _send(self, reply: Reply) -> None:
        if reply.silent:
            self.close_connection = True
            return
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if reply.endless or reply.pieces is not None:
            self.send_header("Transfer-Encoding", "chunked")
        elif reply.status != 304 and "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if reply.status != 304:
            self._send_body(reply)

    def _send_body(self, reply: Reply) -> None:
        if reply.pieces is not None:
            for piece in reply.pieces:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
        elif reply.endless:
            while not self.fake.stopping.is_set():
                self.wfile.write(b"%x\r\n%s\r\n" % (len(reply.body), reply.body))
        elif reply.drip:
            for byte in reply.body:
                self.wfile.write(bytes([byte]))
                if self.fake.stopping.wait(reply.drip):
                    break
        else:
            self.wfile.write(reply.body[: reply.cut])
            self.close_connection = self.close_connection or reply.cut is not None

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


class _ThreadingServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


@contextmanager
def serving() -> Iterator[Server]:
    """A running server."""
    handler = type("Handler", (_Handler,), {})
    with _ThreadingServer(("127.0.0.1", 0), handler) as real:
        handler.fake = fake = Server(real.server_port)  # type: ignore[attr-defined]
        thread = threading.Thread(target=real.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield fake
        finally:
            fake.stopping.set()
            real.shutdown()
            thread.join()
            time.sleep(0)
