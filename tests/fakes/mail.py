"""A mail server of our own on loopback, over real sockets, that takes mail as a test tells it to.

``server.says("RCPT", "550 5.1.1 nobody here")`` scripts the next answers to a verb (``GREETING``, ``EHLO``, ``AUTH``,
``MAIL``, ``RCPT``, ``DATA``, ``END``: the end of the text). ``HANG_UP`` breaks the line, ``SILENCE`` answers nothing.
Scripts whose verb is ``END`` with ``taken`` keep the mail all the same. Its certificate (``mail.pem``) is worth nothing
outside these tests.
"""

import base64
import email
import email.policy
import socketserver
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from tests.fakes.sockets import served

HANG_UP, SILENCE = "hang up", "silence"
PEM = Path(__file__).with_name("mail.pem")
USER, PASSWORD = "seintje", "een goed geheim"
PROOF = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()


@dataclass(frozen=True)
class Got:
    """A mail as it came in: to whom by the envelope, whether the line was private, and the mail itself."""

    to: str
    private: bool
    mail: EmailMessage

    @property
    def text(self) -> str:
        """The text without markup."""
        part = self.mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        """The text with markup; empty when there is none."""
        part = self.mail.get_body(("html",))
        return str(part.get_content()) if part else ""

    @property
    def subject(self) -> str:
        """What a lock screen shows."""
        return str(self.mail["Subject"])


class MailServer:
    """The running server. ``down``: it hangs up on everybody who calls."""

    def __init__(self, *, tls: bool = False) -> None:
        self.got: list[Got] = []
        self.calls = 0
        self.down = False
        self.tls = tls
        self.port = 0
        self.stopping = threading.Event()
        self._scripts: dict[str, deque[tuple[str, bool]]] = defaultdict(deque)

    def says(self, verb: str, *answers: str, taken: bool = False) -> None:
        """Script the next answers to a verb."""
        self._scripts[verb].extend((answer, taken) for answer in answers)

    def answer(self, verb: str, otherwise: str) -> tuple[str, bool]:
        """What to say, and whether the mail is taken although it does not sound so."""
        script = self._scripts[verb]
        return script.popleft() if script else (otherwise, False)

    def for_(self, address: str) -> list[Got]:
        """The mail for an address."""
        return [got for got in self.got if got.to == address]


class _HungUp(Exception):
    """The conversation is over."""


class _Handler(socketserver.StreamRequestHandler):
    fake: MailServer

    def handle(self) -> None:
        self.fake.calls += 1
        self.private = self.fake.tls
        self.to = ""
        try:
            if self.fake.down:
                return
            if self.fake.tls:
                self._wrap()
            self._say("GREETING", "220 localhost ESMTP")
            while line := self.rfile.readline(2000):
                self._command(line.decode("utf-8", "replace").strip())
        except (_HungUp, OSError):
            return
        finally:
            for one in (self.rfile, self.wfile, self.request):
                one.close()

    def finish(self) -> None:
        """Everything is closed already."""

    def _wrap(self) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM)
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", 0)
        self.private = True

    def _say(self, verb: str, otherwise: str) -> str:
        words, _ = self.fake.answer(verb, otherwise)
        self._write(words)
        return words

    def _write(self, words: str) -> None:
        if words == HANG_UP:
            raise _HungUp
        if words == SILENCE:
            self.fake.stopping.wait(30)
            raise _HungUp
        self.wfile.write(words.encode() + b"\r\n")

    def _command(self, line: str) -> None:
        verb = line.partition(" ")[0].upper()
        match verb:
            case "EHLO" | "HELO":
                more = "" if self.private else "250-STARTTLS\r\n"
                self._say("EHLO", f"250-localhost\r\n{more}250-AUTH PLAIN\r\n250 SMTPUTF8")
            case "STARTTLS":
                if self._say("STARTTLS", "220 go ahead").startswith("2"):
                    self._wrap()
            case "AUTH":
                good = line.split(" ")[-1] == PROOF
                self._say("AUTH", "235 welcome" if good else "535 5.7.8 wrong password")
            case "RCPT":
                self.to = line.partition("<")[2].partition(">")[0]
                self._say("RCPT", "250 ok")
            case "DATA":
                if self._say("DATA", "354 go on").startswith("3"):
                    self._data()
            case "QUIT":
                self._say("QUIT", "221 bye")
                raise _HungUp
            case _:
                self._say(verb, "250 ok")

    def _data(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        words, taken = self.fake.answer("END", "250 taken")
        if words.startswith("2") or taken:
            mail = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
            assert isinstance(mail, EmailMessage)
            self.fake.got.append(Got(self.to, self.private, mail))
        self._write(words)


@contextmanager
def mail_server(*, tls: bool = False) -> Iterator[MailServer]:
    """A running server; ``tls``: private from the first byte (else by STARTTLS)."""
    fake = MailServer(tls=tls)
    handler = type("Handler", (_Handler,), {"fake": fake})
    with served(handler) as fake.port:
        try:
            yield fake
        finally:
            fake.stopping.set()


def trusting() -> ssl.SSLContext:
    """A client's view in which this server's certificate is good."""
    return ssl.create_default_context(cafile=str(PEM))
