"""Mentions as lines: the interchange form, one JSON object a line, from a file or from standard input.

Reading never stops at a bad line: it becomes a ``Refusal`` that names line, field, what is written and the remedy.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import BinaryIO

import msgspec

from bot.platforms.jsonl.faults import TIME, WANTED, Refusal, RefusedError, invalid, malformed, shown
from bot.platforms.jsonl.form import AuthorForm, Form, Line
from rules.i18n import N_
from rules.mention import Author, Mention, Via

__all__ = ["LINE_LIMIT", "Refusal", "lines_of", "read_lines", "to_json"]

LINE_LIMIT = 1_000_000
"""Bytes of the longest line that is read, its line end not counted."""

_DECODE = msgspec.json.Decoder(Line).decode
_OWN = "own_account"
_SAME = ("id", "platform", "kind", "text", "lang", "url", "thread_id", "parent_id", "parent_text", "reach", "rating")


def lines_of(stream: BinaryIO) -> Iterator[bytes]:
    """The lines of ``stream``; of a line past the limit only its beginning, so that memory stays bounded."""
    while line := stream.readline(LINE_LIMIT + 3):
        yield line
        while line and not line.endswith(b"\n"):
            line = stream.readline(LINE_LIMIT)


def read_lines(lines: Iterable[bytes], *, lenient: bool = False) -> Iterator[tuple[int, Mention | Refusal]]:
    """Each line with its number (from 1) as a mention, or as the reason why it is none. Blank lines give nothing.

    ``lenient``: keys that the form does not know are left out instead of refused.
    """
    for number, line in enumerate(lines, start=1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield number, _read(number, line.rstrip(b"\r\n"), lenient=lenient)


def to_json(mention: Mention) -> bytes:
    """The mention in the interchange form, on one line without its line end; what is not known is left out."""
    by = mention.author
    form = Form(
        **{name: getattr(mention, name) for name in _SAME},
        posted_at=mention.posted_at.isoformat(),
        author=AuthorForm(by.handle, by.name or None, by.bio or None, by.followers),
        via=mention.via,
        source=mention.source or None,
        own=mention.own or None,
    )
    return msgspec.json.encode(form)


def _read(number: int, line: bytes, *, lenient: bool) -> Mention | Refusal:
    try:
        _check_bytes(line)
        return _mention(_decode(line, lenient=lenient))
    except RefusedError as refused:
        return refused.on(number)
    except RecursionError:
        return RefusedError(N_("de regel is te diep genest."), N_("Een bericht is één plat object.")).on(number)


def _check_bytes(line: bytes) -> None:
    if len(line) > LINE_LIMIT:
        raise RefusedError(
            N_("de regel is langer dan {limit} bytes."),
            N_("Elke regel is één bericht; kort het in of zet elk bericht op een eigen regel."),
            limit=f"{LINE_LIMIT:_}".replace("_", "."),
        )
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise RefusedError(N_("het bestand is UTF-16."), N_("Bewaar het opnieuw als UTF-8."))
    try:
        line.decode()
    except UnicodeDecodeError as error:
        raise RefusedError(
            N_("byte {place} is geen UTF-8."), N_("Bewaar het bestand opnieuw als UTF-8."), place=str(error.start + 1)
        ) from None


def _decode(line: bytes, *, lenient: bool) -> Line:
    try:
        return _DECODE(line) if not lenient else msgspec.convert(_pruned(msgspec.json.decode(line)), Line)
    except msgspec.ValidationError as error:
        raise invalid(line, str(error)) from None
    except msgspec.DecodeError:
        raise malformed(line) from None


def _pruned(raw: object) -> object:
    """``raw`` without the keys the form does not know, nor the ignored ones."""
    if not isinstance(raw, dict):
        return raw
    known = {key: value for key, value in raw.items() if key in Form.__struct_fields__}
    if isinstance(author := known.get("author"), dict):
        known["author"] = {key: value for key, value in author.items() if key in AuthorForm.__struct_fields__}
    return known


def _mention(form: Line) -> Mention:
    by = form.author
    mention = Mention(
        **{name: getattr(form, name) for name in _SAME},
        posted_at=_moment(form.posted_at),
        author=Author(by.handle, by.name or "", by.bio or "", by.followers),
        via=_via(form.via or Via.SEARCH),
        source=form.source or "",
        own=bool(form.own) or form.via == _OWN,
    )
    _refuse_nul(form)
    return mention


def _via(written: str) -> Via:
    if written == _OWN:
        return Via.OWN_PAGE
    try:
        return Via(written)
    except ValueError:
        raise RefusedError(*WANTED["via"], field="via", found=shown(written)) from None


def _moment(written: str) -> datetime:
    values = {"field": "posted_at", "found": shown(written)}
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise RefusedError(*WANTED["posted_at"], **values) from None
    if moment.tzinfo is None:
        raise RefusedError(N_("`posted_at` heeft geen tijdzone: {found}."), TIME, **values)
    try:
        moment.astimezone(UTC)
    except OverflowError:
        raise RefusedError(N_("`posted_at` ligt buiten de kalender: {found}."), TIME, **values) from None
    return moment


def _refuse_nul(form: Line) -> None:
    """The databases cannot keep a NUL, so it is refused here, where the line is known."""
    texts = {name: getattr(form, name) for name in Form.__struct_fields__}
    texts |= {f"author.{name}": getattr(form.author, name) for name in AuthorForm.__struct_fields__}
    for field, value in texts.items():
        if isinstance(value, str) and "\0" in value:
            raise RefusedError(N_("`{field}` bevat een nulteken (\\u0000)."), N_("Haal dat teken weg."), field=field)
