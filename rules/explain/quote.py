"""What a stranger wrote, made fit to show a colleague: inert, short, without names. Never raises for any text."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rules.i18n import N_, Lang, translator

HIDDEN = "…"
MARKS = 2
"""So many combining marks in a row are kept; more than that is a trick to cover other lines."""

_LINK = re.compile(
    r"(?:\b(?P<scheme>[a-z][a-z0-9+.-]{1,20})://|\bwww\.(?=\w))(?P<rest>[^\s<>\"']+)"
    r"|\b(?P<word>javascript|data|vbscript|file):\S+"
    r"|(?<![\w@.])(?P<bare>(?:[\w-]+\.)+(?:nl|com|org|net|eu|info|io|co|uk|ru|cn|top|xyz|click|link|shop|online|site|app)\b"
    r"(?:[/?#:][^\s<>\"']*)?)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w])(?:\+|00)?\d(?:[\s().-]{0,2}\d){8,13}(?!\w)")
_HANDLE = re.compile(r"(?<!\w)@\w[\w.-]*\w|(?<!\w)@\w")
_TITLED = re.compile(
    r"\b((?i:mevrouw|meneer|mevr|mw|dhr|de heer|zuster|broeder|dokter|dr|mrs|mr|ms|miss)\.?)\s+"
    r"(?:(?:van|de|der|den|ter|ten|te|el|al|von|'t|het|d'|la|le)\s+)*[A-ZÀ-Þ][\w’'-]*(?:[ -](?:(?:van|de|der|den)\s+)*[A-ZÀ-Þ][\w’'-]+)?"
)
_END = ".,;:!?)]}'\"»”’"


@lru_cache(4096)
def tidy(text: str) -> str:
    """One line without invisible, reordering or stacked characters; every other character stays as it was."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    out: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(char)
        marks = marks + 1 if kind.startswith("M") else 0
        if kind in ("Cf", "Cs", "Co", "Cn") or marks > MARKS:
            continue
        out.append(" " if kind in ("Cc", "Zl", "Zp") else char)
    return " ".join("".join(out).split())


def quote(text: str, lang: Lang, *, names: Iterable[str] = (), hide: bool = True, length: int = 400) -> str:
    """At most ``length`` characters of ``text``: links shown as their real domain, and with ``hide`` no persons in it.

    ``names`` are masked as well: the author's name and handle as the platform gives them.
    """
    words = _LINK.sub(lambda found: _link(found, lang), tidy(text))
    if hide:
        words = _hide(words, names)
    return shorten(words, length)


def shorten(text: str, length: int) -> str:
    """At most ``length`` characters, cut between words where there is one near, with ``…``."""
    if len(text) <= length:
        return text
    head = text[: max(length - 1, 0)]
    space = head.rfind(" ")
    return (head[:space] if space > length // 2 else head).rstrip() + HIDDEN


def domain(url: str) -> str:
    """The host a browser would really go to, in ASCII (``xn--…`` for letters of other scripts); empty when there is none."""
    rest = url.partition("://")[2] or url
    host = re.split(r"[/?#\\]", rest, maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r":\d*$", "", host).strip(_END + " ").lower()
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host.encode("ascii", "backslashreplace").decode("ascii")


def _link(found: re.Match[str], lang: Lang) -> str:
    words = translator(lang)
    if found["word"] or (found["scheme"] and found["scheme"].lower() not in ("http", "https")):
        return words.gettext(N_("(link weggelaten)"))
    whole = found["rest"] or found["bare"]
    tail = whole[len(whole.rstrip(_END)) :]
    where = domain("www." + whole if found.group().lower().startswith("www.") else whole)
    if not where:
        return words.gettext(N_("(link weggelaten)"))
    return words.gettext(N_("(link naar {domain})")).format(domain=shorten(where, 80)) + tail


def _hide(text: str, names: Iterable[str]) -> str:
    text = _MAIL.sub(HIDDEN, text)
    text = _HANDLE.sub("@" + HIDDEN, text)
    text = _PHONE.sub(HIDDEN, text)
    text = _TITLED.sub(lambda found: f"{found[1]} {HIDDEN}", text)
    for name in sorted({tidy(name) for name in names}, key=len, reverse=True):
        if len(name) > 1:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", HIDDEN, text, flags=re.IGNORECASE)
        for part in name.split():
            if len(part) > 2 and part[0].isupper():
                text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", HIDDEN, text)
    return text
