"""Bytes of strangers to a letter: who says to have sent it, whether our mail server believes that, and what it says.

Nothing is unpacked, opened or fetched: an attachment is looked at by its header only. Nonsense in the bytes never raises.
"""

import codecs
import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from selectolax.lexbor import LexborHTMLParser

from bot.own_mail import HEADER, is_ours
from bot.platforms.feed.text import is_web, plain_text, tidy, unwrapped

MOST_PARTS = 200
MOST_NESTED = 50
"""Parts that hold parts; the mail library needs seconds for thousands, one within the other."""
LONGEST_PART = 200_000
"""Bytes of one text part that are read."""
LONGEST_HEADER = 2_000
HARDLY = 200
"""Characters: a plain part with fewer may only say that one should look at the other one."""

_CHARSETS = ("utf", "ascii", "iso8859", "cp", "koi8", "gb", "big5", "shift_jis", "euc", "mac")


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as a reader sees it. ``key`` is the same for the same mail, wherever it lies.

    ``domain``: of the sender, in lower case; empty when there is no single one. ``sure``: our own mail server found that
    it really came from that domain. ``answers_itself``: a machine answered a mail. ``ours``: seintje sent it.
    """

    key: str
    domain: str
    address: str
    name: str
    subject: str
    text: str
    sure: bool
    answers_itself: bool
    ours: bool


def read_letter(start: bytes, checked_by: str = "", key: bytes = b"") -> Letter:
    """The letter that these bytes begin with. ``checked_by``: whose findings about the sender count; ``key``: of our own mark."""
    mail = message_from_bytes(start if start.lower().count(b"multipart/") <= MOST_NESTED else _head(start))
    text = _text(mail)
    name, address = _sender(mail)
    subject = _header(mail, "Subject")
    domain = address.rpartition("@")[2].lower()
    said = (_header(mail, "Message-ID"), _header(mail, "Date"), address, subject, text)
    return Letter(
        key=hashlib.sha256("\0".join(said).encode("utf-8", "replace")).hexdigest()[:24],
        domain=domain,
        address=address,
        name=name,
        subject=subject,
        text=text,
        sure=bool(domain) and _is_sure(_all(mail, "Authentication-Results"), checked_by, domain),
        answers_itself=_header(mail, "Auto-Submitted").lower().startswith("auto-replied"),
        ours=is_ours(key, _header(mail, HEADER), said[0], said[1]),
    )


def _head(start: bytes) -> bytes:
    """The headers alone, said to be followed by nothing."""
    lines = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0].splitlines(keepends=True)
    return b"".join(line for line in lines if not line.lower().startswith(b"content-")) + b"\r\n"


# --- headers ------------------------------------------------------------------------------------------------


def _all(mail: Message, name: str) -> list[str]:
    """The values of a header as they stand, the topmost first; bytes that are no text are replaced."""
    raw = (str(value) for key, value in mail.raw_items() if key.lower() == name.lower())
    return [value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")[:LONGEST_HEADER] for value in raw]


def _header(mail: Message, name: str) -> str:
    """The first header of that name, decoded, on one line."""
    return _decoded_header(next(iter(_all(mail, name)), ""))


def _decoded_header(written: str) -> str:
    try:
        parts = decode_header(written)
    except (HeaderParseError, ValueError):
        return " ".join(written.split())
    said = "".join(part if isinstance(part, str) else _decoded(part, charset or "utf-8") for part, charset in parts)
    return " ".join(said.replace("\0", "").split())


def _sender(mail: Message) -> tuple[str, str]:
    """(name, address) of the one sender; nothing certain when a mail names several."""
    written = _all(mail, "From")
    found = [(name, address) for name, address in getaddresses(written) if address]
    if len(written) != 1 or len(found) != 1 or found[0][1].count("@") != 1:
        return (_decoded_header(written[0])[:200] if written else "", "")
    name, address = found[0]
    return _decoded_header(name)[:200], address[:320]


_RESULT = re.compile(r"\b(dmarc|dkim)\s*=\s*pass\b([^;]*)", re.IGNORECASE)
_DOMAIN = re.compile(r"\b(?:header\.from|header\.d|header\.i)\s*=\s*\"?@?([^\s;\"]+)", re.IGNORECASE)


def _is_sure(findings: list[str], checked_by: str, domain: str) -> bool:
    """Whether our own server saw that the mail comes from the domain. What anybody else wrote there counts for nothing:
    RFC 8601, section 5 - a server takes away what strangers wrote in its own name."""
    ours = [one for one in findings if checked_by and _written_by(one) == checked_by.lower()]
    return any(_same(found, domain) for one in ours[:1] for _, rest in _passes(one) for found in _DOMAIN.findall(rest))


def _passes(finding: str) -> list[tuple[str, str]]:
    plain = re.sub(r"\([^()]*\)", " ", finding)  # comments may hold anything
    return _RESULT.findall(plain)


def _written_by(finding: str) -> str:
    words = re.sub(r"\([^()]*\)", " ", finding).partition(";")[0].split()
    return words[0].lower() if words else ""


def _same(found: str, domain: str) -> bool:
    """The same domain, or one above it that signed for it."""
    signed = found.lower().rpartition("@")[2].rstrip(".")
    return signed == domain or ("." in signed and domain.endswith(f".{signed}"))


# --- text ---------------------------------------------------------------------------------------------------


def _text(mail: Message) -> str:
    """What a reader sees, forwarded mails included: every part once, plain where there is a choice."""
    return tidy("\n\n".join(_said(mail, Left(MOST_PARTS))))


@dataclass(slots=True)
class Left:
    """So many parts are still looked at."""

    parts: int


def _said(part: Message, left: Left) -> list[str]:
    """The texts in a part, in their order."""
    left.parts -= 1
    if left.parts < 0:
        return []
    if part.is_multipart():
        inner = [child for child in part.get_payload() if isinstance(child, Message)]
        if part.get_content_type() == "multipart/alternative":
            return _better([_said(child, left) for child in inner], inner)
        return [text for child in inner for text in _said(child, left)]
    if part.get_content_disposition() == "attachment" or _has_name(part):
        return []
    kind = part.get_content_type()
    text = tidy(_content(part)) if kind == "text/plain" else tidy(_shown(_content(part))) if kind == "text/html" else ""
    return [text] if text else []


def _better(offered: list[list[str]], of: list[Message]) -> list[str]:
    """Of ways to say the same the plain one, unless it says hardly anything beside another."""
    plain = [text for text, part in zip(offered, of, strict=True) if part.get_content_type() == "text/plain" and text]
    richest = max(offered, key=_length, default=[])
    if plain and (_length(plain[0]) >= HARDLY or _length(richest) < 4 * _length(plain[0])):
        return plain[0]
    return richest


def _length(texts: list[str]) -> int:
    return sum(map(len, texts))


def _has_name(part: Message) -> bool:
    return any("name" in str(part.get(key, "")).lower() for key in ("Content-Type", "Content-Disposition"))


def _content(part: Message) -> str:
    packed = str(part.get("Content-Transfer-Encoding", ""))
    if packed != packed.strip():  # the library takes a space behind it for another word
        part.replace_header("Content-Transfer-Encoding", packed.strip())
    found = part.get_payload(decode=True)
    data = found if isinstance(found, bytes) else b""
    charset = part.get_param("charset", "utf-8")
    return _decoded(data[:LONGEST_PART], charset if isinstance(charset, str) else "utf-8")


def _decoded(data: bytes, charset: str) -> str:
    """As its charset says; when that is nonsense as UTF-8, and what is no UTF-8 as Western. What says to be Latin-1 is
    written by programs that mean the Western of Windows, which has quotes and dashes where Latin-1 has nothing to see."""
    for name in (charset, "utf-8"):
        try:
            known = codecs.lookup(name).name
            if known.startswith(_CHARSETS):
                return data.decode("cp1252" if known == "iso8859-1" else name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def _shown(html: str) -> str:
    tree = LexborHTMLParser(html)
    for link in tree.css("a[href]"):
        where = unwrapped((link.attributes.get("href") or "").strip())
        if is_web(where) and link.text(deep=True).strip():
            link.insert_after(f" <{where}>")
    return plain_text(tree.html or "")
