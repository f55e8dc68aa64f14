"""One look into a folder of a mailbox by IMAP. Blocking: it runs in a thread. A mail is never deleted and never half-read:
what we fetch does not even mark it as read, unless the settings ask for it."""

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from bot.errors import Explained
from bot.platforms.mail import MailSource
from bot.ports import SourceError
from rules.i18n import N_

BIGGEST = 256 * 1024
"""Bytes of a mail that are fetched: its text stands at the beginning; what is attached is never asked for whole."""
AT_ONCE = 50
"""Mails in one look; the rest comes with the next."""
PATIENCE = 30.0
"""Seconds that the server may keep silent."""
BUSY = timedelta(minutes=5)
_USUAL = {"tls": 993, "starttls": 143}


class MailError(Explained, SourceError):
    """The mailbox could not be read. Never contains a password or a text."""

    def __init__(self, message: str, *, blind: bool = False, retry_after: timedelta | None = None, **args: object):
        super().__init__(message, **args)
        self.blind, self.retry_after = blind, retry_after


@dataclass(frozen=True, slots=True)
class Entry:
    """How to get into the mailbox. ``token``: by which (empty: by password). ``patience``: seconds."""

    source: MailSource
    context: ssl.SSLContext
    token: str = field(default="", repr=False)
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True)
class Raw:
    """A mail as it lies there: its number, its whole size in bytes, when it arrived (aware; None: nobody knows), and how it
    begins."""

    uid: int
    size: int
    arrived: datetime | None
    start: bytes


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to look for. ``validity``: of the folder these numbers are from; ``known``: numbers at or above ``above`` we had.

    ``handled``: mails that are stored with us and may be marked. ``since``: where a folder we do not know is read from.
    """

    validity: int
    above: int
    known: frozenset[int]
    handled: Sequence[int]
    since: date


@dataclass(frozen=True, slots=True)
class Looked:
    """What lies there: the folder's validity, the new mails with the oldest first, and whether there are more."""

    validity: int
    mails: Sequence[Raw]
    more: bool
    anew: bool
    """The folder is not the one the numbers were of: it was read from a date on."""
    floor: int = 1
    """When it was read anew: mails with a lower number are older than that date."""


def look(entry: Entry, wanted: Wanted) -> Looked:
    """Log in, mark what is stored, read what is new. Raises ``MailError``."""
    source = entry.source
    with connected(entry) as box:
        validity, following = opened_folder(box, source)
        anew = validity != wanted.validity
        if not anew:
            _mark(box, source, wanted.handled)
        found = _numbers(box, wanted, anew=anew)
        mails = [raw for uid in found[:AT_ONCE] if (raw := _raw(box, uid)) is not None]
        return Looked(validity, mails, len(found) > AT_ONCE, anew, found[0] if found else following)


def can_move(entry: Entry) -> bool:
    """Whether the server can move mails and the folder for them is there. Raises ``MailError``."""
    with connected(entry) as box:
        return bool(box.has_capability("MOVE")) and bool(box.folder_exists(entry.source.move_to))


@contextmanager
def connected(entry: Entry) -> Iterator[IMAPClient]:
    """A conversation with the server, logged in. Raises ``MailError``, also for what goes wrong within."""
    source, context = entry.source, entry.context
    with _told(source.host):
        private = source.security == "tls"
        port = source.port or _USUAL[source.security]
        given = context if private else None
        box = IMAPClient(source.host, port, ssl=private, ssl_context=given, timeout=entry.patience)
        box.normalise_times = False  # aware times
        try:
            if not private:
                box.starttls(context)
            if entry.token:
                box.oauth2_login(source.user, entry.token)
            else:
                box.login(source.user, source.password.reveal())
            yield box
        finally:
            _leave(box)


def _leave(box: IMAPClient) -> None:
    try:
        box.logout()
    except (OSError, IMAPClientError):
        box.shutdown()


@contextmanager
def _told(host: str) -> Iterator[None]:
    try:
        yield
    except LoginError as error:
        raise _refused(error, host) from None
    except ssl.SSLCertVerificationError:
        raise MailError(
            N_("het certificaat van {host} is niet te vertrouwen; er is geen wachtwoord verstuurd."),
            host=host,
            blind=True,
        ) from None
    except imaplib.IMAP4.abort:
        raise MailError(N_("{host} brak het gesprek af."), host=host) from None
    except (OSError, EOFError):
        raise MailError(N_("{host} is niet te bereiken of antwoordt niet."), host=host) from None
    except IMAPClientError as error:
        raise _no(error, host) from None
    except (ValueError, LookupError, TypeError, AssertionError, AttributeError):
        raise MailError(N_("{host} zegt iets dat geen IMAP is."), host=host) from None


def _refused(error: LoginError, host: str) -> MailError:
    """A login that failed because the line broke or the server is busy says nothing about the password."""
    if isinstance(error.__context__, imaplib.IMAP4.abort):
        return MailError(N_("{host} brak het gesprek af."), host=host)
    if _is_busy(error):
        return MailError(N_("{host} heeft het te druk; straks opnieuw."), host=host, retry_after=BUSY)
    return MailError(N_("{host} neemt de gebruiker of het wachtwoord niet aan."), host=host, blind=True)


def _no(error: IMAPClientError, host: str) -> MailError:
    if _is_busy(error):
        return MailError(N_("{host} heeft het te druk; straks opnieuw."), host=host, retry_after=BUSY)
    return MailError(N_("{host} weigert een opdracht."), host=host)


def _is_busy(error: Exception) -> bool:
    said = str(error).upper()
    return any(word in said for word in ("[UNAVAILABLE]", "[LIMIT]", "[INUSE]", "THROTTL", "TOO MANY", "OVERQUOTA"))


def opened_folder(box: IMAPClient, source: MailSource) -> tuple[int, int]:
    """Open the folder; its validity and the number the next mail will get. For reading only, unless mails are marked."""
    try:
        said = box.select_folder(source.folder, readonly=source.after == "leave")
    except imaplib.IMAP4.abort:
        raise
    except IMAPClientError as error:
        if _is_busy(error):
            raise
        raise MailError(
            N_("de map {folder} is er niet, of mag niet worden gelezen."), folder=source.folder, blind=True
        ) from None
    return int(said[b"UIDVALIDITY"]), int(said.get(b"UIDNEXT") or _after_the_last(box))


def _after_the_last(box: IMAPClient) -> int:
    """The number after the highest there is, of a server that does not say which one comes next."""
    return max(map(int, box.search("ALL")), default=0) + 1


def _mark(box: IMAPClient, source: MailSource, handled: Sequence[int]) -> None:
    """Mark what is stored. A server that cannot move keeps the mail: copying and deleting is not for us."""
    if not handled or source.after == "leave":
        return
    if source.after == "move" and box.has_capability("MOVE"):
        box.move(list(handled), source.move_to)
    else:
        box.add_flags(list(handled), [SEEN])


def _numbers(box: IMAPClient, wanted: Wanted, *, anew: bool) -> list[int]:
    """The numbers of the new mails, ascending."""
    if anew:
        return sorted(int(uid) for uid in box.search(["SINCE", wanted.since]))
    found = (int(uid) for uid in box.search(["UID", f"{wanted.above}:*"]))  # always names the last one, new or not
    return sorted(uid for uid in found if uid >= wanted.above and uid not in wanted.known)


def _raw(box: IMAPClient, uid: int) -> Raw | None:
    """One mail; None when it was taken away meanwhile."""
    part = f"BODY.PEEK[]<0.{BIGGEST}>"
    said = box.fetch([uid], ["RFC822.SIZE", "INTERNALDATE", part]).get(uid)
    if said is None:
        return None
    start = next((value for key, value in said.items() if key.startswith(b"BODY[]")), b"") or b""
    arrived = said.get(b"INTERNALDATE")
    when = arrived.astimezone(UTC) if isinstance(arrived, datetime) else None
    return Raw(uid, int(said.get(b"RFC822.SIZE") or len(start)), when, bytes(start))
