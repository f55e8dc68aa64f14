"""Mail by SMTP: the second way that needs nothing but a mail server. One attempt each, every failure named.

The standard library's client is used, in a thread: a mail is rare and small, and nothing more has to be installed.
"""

import asyncio
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.headerregistry import Address as MailAddress
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from enum import StrEnum

from bot.clock import Clock
from bot.notifiers.mailtext import fill
from bot.own_mail import HEADER, mark
from bot.ports import Abilities, Address, DeliveryError, Fault, Message

EMAIL = "email"
TIMEOUT = 15.0
"""Seconds for each step of the conversation."""


class Security(StrEnum):
    """How the line to the mail server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server. ``user`` and ``password`` are asked for at every mail, so that a new one counts without a restart."""

    host: str
    sender: str
    port: int = 587
    security: Security = Security.STARTTLS
    user: Callable[[], str] = lambda: ""
    password: Callable[[], str] = lambda: ""


class EmailNotifier:
    """The ``Notifier`` for mail. ``address_of`` gives the mail address behind the name of a secret, None when unknown."""

    name = EMAIL
    abilities = Abilities(edits=False, presses=False, prompt=False, pictures=True)

    def __init__(
        self,
        smtp: Smtp,
        address_of: Callable[[str], str | None],
        clock: Clock,
        *,
        context: ssl.SSLContext | None = None,
        timeout: float = TIMEOUT,
        key: bytes = b"",
    ) -> None:
        self._smtp = smtp
        self._address_of = address_of
        self._clock = clock
        self._context = context
        self._timeout, self._key = timeout, key

    def __repr__(self) -> str:
        return f"EmailNotifier({self._smtp.host!r})"

    async def send(self, to: Address, message: Message) -> str:
        """Hand it to the mail server; returns the Message-ID. Raises ``DeliveryError``."""
        return await self._mail(to, message, message.reply_to)

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        """A mail cannot be changed: the new text follows it in the same conversation. Raises ``DeliveryError``."""
        await self._mail(to, message, message_id)

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """A mail has no buttons that ask."""

    async def close(self) -> None:
        """Nothing is kept open."""

    async def _mail(self, to: Address, message: Message, after: str | None) -> str:
        address = self._address_of(to.to)
        mail = self._written(address or "", message, after)
        failure = await asyncio.to_thread(self._attempt, mail)
        if failure is not None:
            raise failure
        return str(mail["Message-ID"])

    def _written(self, address: str, message: Message, after: str | None) -> EmailMessage:
        sender = _mailbox(self._smtp.sender)
        receiver = _mailbox(address)
        if sender is None or receiver is None:
            whose = "the sender" if sender is None else "the receiver"
            raise DeliveryError(f"mail: {whose} has no usable address", Fault.TOKEN if sender is None else Fault.GONE)
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, receiver
        mail["Date"] = format_datetime(self._clock.now())
        mail["Message-ID"] = make_msgid(domain=sender.domain)
        mail["Auto-Submitted"] = "auto-generated"
        if not message.silent:
            mail["Importance"] = "high"
        if after:
            mail["In-Reply-To"] = mail["References"] = after
        fill(mail, message)
        if self._key:  # a mailbox that we watch knows its own
            mail[HEADER] = mark(self._key, mail["Message-ID"], mail["Date"])
        return mail

    def _attempt(self, mail: EmailMessage) -> DeliveryError | None:
        """One conversation; the failure named, or None. Returned and not raised: no frame with the password hangs on it."""
        said = _Progress()
        try:
            with self._connected() as server:
                said.data = True
                server.send_message(mail)
        except Exception as error:  # whatever a server or its network does must become a named fault
            return classify(error, may_have_arrived=said.data)
        return None

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server = self._greeted()
        try:
            if self._smtp.security is Security.STARTTLS:
                server.starttls(context=self._tls())
            if user := self._smtp.user():
                server.login(user, self._smtp.password())
            yield server
        finally:
            _goodbye(server)

    def _greeted(self) -> smtplib.SMTP:
        if self._smtp.security is Security.TLS:
            return smtplib.SMTP_SSL(self._smtp.host, self._smtp.port, timeout=self._timeout, context=self._tls())
        return smtplib.SMTP(self._smtp.host, self._smtp.port, timeout=self._timeout)

    def _tls(self) -> ssl.SSLContext:
        return self._context or ssl.create_default_context()


@dataclass(slots=True)
class _Progress:
    """Whether the mail itself was on its way."""

    data: bool = False


def _mailbox(text: str) -> MailAddress | None:
    """``Naam <a@b>`` or ``a@b``; None when it is no address."""
    name, address = parseaddr(text)
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address):
        return None
    try:
        return MailAddress(display_name=name, addr_spec=address)
    except (ValueError, IndexError):  # the library's parser: non-ASCII or broken addresses
        return None


def _goodbye(server: smtplib.SMTP) -> None:
    """Hang up. What was taken is taken, whatever the server says now."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


# --- what went wrong -----------------------------------------------------------------------------------------------

_GONE = re.compile(r"\b5\.(?:1\.[0-9]+|2\.1)\b")
_POLICY = re.compile(r"\b5\.(?:[3-7])\.[0-9]+\b")


def classify(error: Exception, *, may_have_arrived: bool) -> DeliveryError:
    """The failure named. Its text holds the server's code, never an address, the password or our text."""
    match error:
        case smtplib.SMTPAuthenticationError(smtp_code=code):
            return _error(f"login refused ({code})", Fault.UNREACHABLE if code < 500 else Fault.TOKEN)
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            code, words = next(iter(refused.values()))
            return _error(f"receiver refused ({code})", _of_receiver(code, words.decode("utf-8", "replace")))
        case smtplib.SMTPSenderRefused(smtp_code=code) | smtplib.SMTPDataError(smtp_code=code):
            return _error(f"mail refused ({code})", _of_mail(code))
        case smtplib.SMTPResponseException(smtp_code=code):
            return _error(f"server answered {code}", Fault.UNREACHABLE)
        case smtplib.SMTPNotSupportedError():
            return _error("the server cannot do what the settings ask (TLS, login)", Fault.UNREACHABLE)
        case OSError():  # the network, TLS, a line that broke
            return _error(type(error).__name__, Fault.UNKNOWN if may_have_arrived else Fault.UNREACHABLE)
        case _:
            return _error(f"this mail cannot be written ({type(error).__name__})", Fault.REFUSED)


def _error(what: str, fault: Fault) -> DeliveryError:
    return DeliveryError(f"mail: {what}", fault)


def _of_receiver(code: int, words: str) -> Fault:
    """4xx: try later (a full mailbox, a server that wants to see us twice); 5xx: this mailbox is not there, or refuses us."""
    if code < 500:
        return Fault.THROTTLED
    if _POLICY.search(words) and not _GONE.search(words):
        return Fault.REFUSED
    return Fault.GONE


def _of_mail(code: int) -> Fault:
    if code in (530, 534, 535):
        return Fault.TOKEN
    return Fault.UNREACHABLE if code < 500 else Fault.REFUSED
