"""An IMAP server of our own on loopback, over real sockets, with one mailbox that a test fills.

``server.says("LOGIN", "NO [UNAVAILABLE] later")`` scripts the next answers to a command (``GREETING`` too); ``HANG_UP``
breaks the line, ``SILENCE`` answers nothing. It knows no way to delete a mail: whoever asks for one is noted in ``asked``.
"""

import base64
import re
import socket
import socketserver
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.fakes.mail import HANG_UP, PASSWORD, PEM, SILENCE, USER
from tests.fakes.sockets import served

MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def imap_day(at: datetime) -> str:
    return f"{at.day:02}-{MONTHS[at.month - 1]}-{at.year}"


@dataclass
class Lying:
    """A mail in the folder."""

    uid: int
    body: bytes
    at: datetime
    flags: set[str] = field(default_factory=set)
    when: str = ""
    """How the server writes when it came, where it does so in its own way."""


class ImapServer:
    """The running server. ``folders`` are those it has; mails lie in INBOX, ``moved`` names what went elsewhere."""

    def __init__(self, *, tls: bool) -> None:
        self.tls = tls
        self.mails: list[Lying] = []
        self.moved: dict[str, list[int]] = defaultdict(list)
        self.folders = ["INBOX", "Gelezen"]
        self.validity, self.next = 77, 1
        self.abilities = "IMAP4rev1 MOVE"
        self.asked: list[str] = []
        self.token = ""
        self.silent_about: set[str] = set()
        self.idling: list[socketserver.StreamRequestHandler] = []
        self.port = 0
        self.stopping = threading.Event()
        self._scripts: dict[str, deque[str]] = defaultdict(deque)

    def brings(self, body: bytes, at: datetime, uid: int | None = None) -> Lying:
        """A mail arrives."""
        mail = Lying(uid or self.next, body, at)
        self.next = max(self.next, mail.uid + 1)
        self.mails.append(mail)
        self.tells(f"{len(self.mails)} EXISTS")
        return mail

    def tells(self, line: str) -> None:
        """Say something to whoever idles."""
        for handler in self.idling:
            with suppress(OSError):  # it hung up meanwhile
                handler.wfile.write(f"* {line}\r\n".encode())

    def cuts(self) -> None:
        """Break the lines of whoever idles."""
        for handler in self.idling:
            handler.request.shutdown(socket.SHUT_RDWR)

    def made_anew(self) -> None:
        """The folder is restored from a copy: same mails, other numbers."""
        self.validity += 1
        for number, mail in enumerate(self.mails, start=1):
            mail.uid = number
        self.next = len(self.mails) + 1

    def says(self, command: str, *answers: str) -> None:
        """Script the next answers to a command."""
        self._scripts[command].extend(answers)

    def scripted(self, command: str) -> str | None:
        script = self._scripts[command]
        return script.popleft() if script else None

    def commands(self) -> list[str]:
        """The words that were asked, without their arguments."""
        return [
            line.split(" ")[0] if not line.startswith("UID") else " ".join(line.split(" ")[:2]) for line in self.asked
        ]


class _HungUp(Exception):
    """The conversation is over."""


class _Handler(socketserver.StreamRequestHandler):
    fake: ImapServer
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.tag = "*"
        self.writable = False
        try:
            if self.fake.tls:
                self._wrap()
            self._script_or("GREETING", "OK ready")
            while line := self.rfile.readline(70_000):
                self.tag, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
                self._command(rest)
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

    def _write(self, data: bytes) -> None:
        self.wfile.write(data)

    def _script_or(self, command: str, otherwise: str) -> bool:
        """Answer as scripted; whether that was not the usual answer."""
        words = self.fake.scripted(command)
        if words == HANG_UP:
            raise _HungUp
        if words == SILENCE:
            self.fake.stopping.wait(30)
            raise _HungUp
        self._write(f"{self.tag} {words or otherwise}\r\n".encode())
        return words is not None

    def _command(self, rest: str) -> None:
        command = rest.split(" ")[0].upper()
        if command == "UID":
            command = " ".join(rest.split(" ")[:2]).upper()
        self.fake.asked.append(rest if command != "LOGIN" else "LOGIN")
        if self.fake._scripts[command]:
            self._script_or(command, "")
            return
        handler = getattr(self, f"do_{command.replace(' ', '_').lower()}", None)
        if handler is None:
            self._write(f"{self.tag} BAD unknown\r\n".encode())
            return
        handler(rest)

    def _ok(self, *lines: str, code: str = "") -> None:
        said = "".join(f"* {line}\r\n" for line in lines)
        self._write(f"{said}{self.tag} OK {code}done\r\n".encode())

    def do_capability(self, rest: str) -> None:
        more = "" if self.fake.tls else " STARTTLS"
        self._ok(f"CAPABILITY {self.fake.abilities}{more}")

    def do_starttls(self, rest: str) -> None:
        self._ok()
        self._wrap()

    def do_login(self, rest: str) -> None:
        good = rest in (f'LOGIN "{USER}" "{PASSWORD}"', f'LOGIN {USER} "{PASSWORD}"')
        self._write(f"{self.tag} {'OK' if good else 'NO [AUTHENTICATIONFAILED]'} login\r\n".encode())

    def do_authenticate(self, rest: str) -> None:
        self._write(b"+ \r\n")
        said = base64.b64decode(self.rfile.readline(70_000).strip()).decode()
        if said == f"user={USER}\1auth=Bearer {self.fake.token}\1\1":
            self._ok()
            return
        self._write(b"+ " + base64.b64encode(b'{"status":"400"}') + b"\r\n")  # the reason, to be answered by nothing
        self.rfile.readline(70_000)
        self._write(f"{self.tag} NO [AUTHENTICATIONFAILED] token\r\n".encode())

    def do_idle(self, rest: str) -> None:
        self._write(b"+ idling\r\n")
        self.fake.idling.append(self)
        try:
            line = self.rfile.readline(1000)
        finally:
            self.fake.idling.remove(self)
        if line.strip().upper() != b"DONE":
            raise _HungUp
        self.fake.asked.append("DONE")
        self._ok()

    def do_select(self, rest: str) -> None:
        self.writable = True
        self._open(rest)

    def do_examine(self, rest: str) -> None:
        self._open(rest)

    def _open(self, rest: str) -> None:
        if rest.split(" ", 1)[1].strip('"') not in self.fake.folders:
            self._write(f"{self.tag} NO [NONEXISTENT] no such folder\r\n".encode())
            return
        fake = self.fake
        said = [f"OK [UIDVALIDITY {fake.validity}] valid", f"OK [UIDNEXT {fake.next}] next"]
        said = [one for one in said if not any(word in one for word in fake.silent_about)]
        self._ok(f"{len(fake.mails)} EXISTS", "FLAGS (\\Seen)", *said)

    def do_uid_search(self, rest: str) -> None:
        found = sorted(mail.uid for mail in self.fake.mails if self._fits(mail, rest))
        self._ok("SEARCH " + " ".join(map(str, found)))

    def _fits(self, mail: Lying, rest: str) -> bool:
        if since := re.search(r"SINCE (\d+-\w+-\d+)", rest):
            day, month, year = since[1].split("-")
            return mail.at.date() >= datetime(int(year), MONTHS.index(month) + 1, int(day), tzinfo=UTC).date()
        if rest.endswith("ALL"):
            return True
        low = re.search(r"SEARCH.* UID (\d+):\*", rest)
        assert low, rest
        return mail.uid >= int(low[1]) or mail.uid == max(one.uid for one in self.fake.mails)

    def do_uid_fetch(self, rest: str) -> None:
        wanted = re.match(r"UID FETCH (\d+) \((.*)\)", rest)
        assert wanted, rest
        part = re.search(r"BODY\.PEEK\[\]<0\.(\d+)>", wanted[2])
        assert part, "reading must not mark a mail as read"
        for mail in self.fake.mails:
            if mail.uid == int(wanted[1]):
                body = mail.body[: int(part[1])]
                stamp = mail.when or f'"{imap_day(mail.at)} {mail.at:%H:%M:%S} +0000"'
                head = f"* 1 FETCH (UID {mail.uid} RFC822.SIZE {len(mail.body)} INTERNALDATE {stamp} BODY[]<0> {{{len(body)}}}"
                self._write(head.encode() + b"\r\n" + body + b")\r\n")
        self._ok()

    def do_uid_store(self, rest: str) -> None:
        assert self.writable
        uids, flags = re.match(r"UID STORE ([\d,]+) \+FLAGS \((.*)\)", rest).groups()  # type: ignore[union-attr]
        for mail in self.fake.mails:
            if str(mail.uid) in uids.split(","):
                mail.flags |= set(flags.split())
        self._ok()

    def do_uid_move(self, rest: str) -> None:
        assert self.writable
        uids, folder = re.match(r'UID MOVE ([\d,]+) "?([^"]+)"?', rest).groups()  # type: ignore[union-attr]
        gone = {int(uid) for uid in uids.split(",")}
        self.fake.moved[folder] += sorted(gone)
        self.fake.mails = [mail for mail in self.fake.mails if mail.uid not in gone]
        self._ok()

    def do_list(self, rest: str) -> None:
        self._ok(*(f'LIST () "/" "{name}"' for name in self.fake.folders if name in rest))

    def do_logout(self, rest: str) -> None:
        self._ok("BYE bye")
        raise _HungUp


@contextmanager
def imap_server(*, tls: bool = True) -> Iterator[ImapServer]:
    """A running server; ``tls``: private from the first byte (else by STARTTLS)."""
    fake = ImapServer(tls=tls)
    handler = type("Handler", (_Handler,), {"fake": fake})
    with served(handler) as fake.port:
        try:
            yield fake
        finally:
            fake.stopping.set()
