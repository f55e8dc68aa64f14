"""Telegram's HTML subset, parsed with Telegram's own strictness and wording of complaints.

Source of the rules: "HTML style" and "MessageEntity" of the Bot API's documentation. Offsets in complaints count
bytes of the text as sent; offsets of entities count UTF-16 code units of the text as shown.
"""

from dataclasses import dataclass
from html import escape

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE = b" \t\r\n\v\f\x00"


class MarkupError(Exception):
    """The text is not in Telegram's HTML subset; the message says where, as Telegram does."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of the shown text with a style; ``offset`` and ``length`` in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str = ""

    def wire(self) -> dict[str, object]:
        """The entity as the Bot API writes it."""
        plain: dict[str, object] = {"type": self.type, "offset": self.offset, "length": self.length}
        return plain | ({"url": self.url} if self.url else {})


def units(text: str) -> int:
    """Length in UTF-16 code units, which is how Telegram counts."""
    return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)


def parse(text: str) -> tuple[str, tuple[Entity, ...]]:
    """The text as shown and its entities in order of their start. Raises ``MarkupError``."""
    return _Parser(text).run()


@dataclass(slots=True)
class _Open:
    tag: str
    offset: int
    url: str


class _Parser:
    def __init__(self, text: str) -> None:
        self.raw = text.encode("utf-8", "replace")
        self.at = 0
        self.out: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.found: list[Entity] = []

    def run(self) -> tuple[str, tuple[Entity, ...]]:
        while self.at < len(self.raw):
            char = self.raw[self.at : self.at + 1]
            if char == b"<":
                self._tag()
            elif char == b"&":
                self._add(self._reference())
            else:
                self._add(self._plain())
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        ordered = sorted(self.found, key=lambda e: (e.offset, -e.length))
        return "".join(self.out), tuple(e for e in ordered if e.length)

    def _add(self, text: str) -> None:
        self.out.append(text)
        self.offset += units(text)

    def _plain(self) -> str:
        start = self.at
        while self.at < len(self.raw) and self.raw[self.at : self.at + 1] not in (b"<", b"&"):
            self.at += 1
        return self.raw[start : self.at].decode("utf-8", "replace")

    def _reference(self) -> str:
        end = self.raw.find(b";", self.at, self.at + 12)
        name = self.raw[self.at + 1 : end].decode("ascii", "replace") if end > 0 else ""
        meant = NAMED.get(name) or _numeric(name)
        if meant is None:
            self.at += 1
            return "&"
        self.at = end + 1
        return meant

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self._peek() == b"/":
            self.at += 1
            self._end_tag(begin)
        else:
            self._start_tag(begin)

    def _peek(self) -> bytes:
        return self.raw[self.at : self.at + 1]

    def _word(self, stop: bytes) -> str:
        start = self.at
        while self.at < len(self.raw) and self.raw[self.at] not in stop:
            self.at += 1
        return self.raw[start : self.at].decode("utf-8", "replace").lower()

    def _skip_space(self) -> None:
        while self._peek() and self._peek() in SPACE:
            self.at += 1

    def _end_tag(self, begin: int) -> None:
        if not self.open:
            raise MarkupError(f"Unexpected end tag at byte offset {begin}")
        name = self._word(SPACE + b">")
        self._skip_space()
        if self._peek() != b">":
            raise MarkupError(f"Unclosed end tag at byte offset {begin}")
        self.at += 1
        last = self.open.pop()
        if name and name != last.tag:
            raise MarkupError(f'Unmatched end tag at byte offset {begin}, expected "</{last.tag}>", found "</{name}>"')
        self._close(last)

    def _close(self, last: _Open) -> None:
        kind = STYLES[last.tag]
        length = self.offset - last.offset
        if kind == "text_link" and not linkable(last.url):
            return
        self.found.append(Entity(kind, last.offset, length, last.url if kind == "text_link" else ""))

    def _start_tag(self, begin: int) -> None:
        name = self._word(SPACE + b">")
        if not self._peek():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        if name not in STYLES:
            raise MarkupError(f'Unsupported start tag "{name}" at byte offset {begin}')
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.at += 1
        self.open.append(_Open(name, self.offset, attributes.get("href", "")))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        while True:
            self._skip_space()
            if self._peek() == b">":
                return found
            name = self._word(SPACE + b"=>")
            if not self._peek():
                raise MarkupError(f"Unclosed start tag at byte offset {begin}")
            if not name:
                raise MarkupError(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            self._skip_space()
            found[name] = self._value(begin) if self._peek() == b"=" else ""

    def _value(self, begin: int) -> str:
        self.at += 1
        self._skip_space()
        quote = self._peek()
        start = self.at
        if quote not in (b'"', b"'"):
            return self._name_token(start)
        self.at += 1
        out = []
        while self._peek() and self._peek() != quote:
            out.append(self._reference() if self._peek() == b"&" else self._until(quote + b"&"))
        if not self._peek():
            raise MarkupError(f"Unclosed start tag at byte offset {begin}")
        self.at += 1
        return "".join(out)

    def _until(self, stop: bytes) -> str:
        start = self.at
        while self.at < len(self.raw) and self.raw[self.at] not in stop:
            self.at += 1
        return self.raw[start : self.at].decode("utf-8", "replace")

    def _name_token(self, start: int) -> str:
        while self._peek() and (self._peek().isalnum() or self._peek() in b".-"):
            self.at += 1
        if not self._peek() or self._peek() not in SPACE + b">":
            raise MarkupError(f"Unexpected end of name token at byte offset {start}")
        return self.raw[start : self.at].decode("utf-8", "replace").lower()


def _numeric(name: str) -> str | None:
    if not name.startswith("#"):
        return None
    digits, base = (name[2:], 16) if name[1:2] in ("x", "X") else (name[1:], 10)
    try:
        code = int(digits, base)
    except ValueError:
        return None
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def linkable(url: str) -> bool:
    """Whether Telegram makes a link of this address: http(s), tg or ton, and a host with a dot in it."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "." in url.partition("/")[0] and ":" not in url.partition("/")[0]
    if scheme.lower() in ("tg", "ton"):
        return True
    host = rest.partition("/")[0].rpartition("@")[2].partition(":")[0]
    return scheme.lower() in ("http", "https") and "." in host.strip(".")


def render(text: str, entities: tuple[Entity, ...]) -> str:
    """Safe HTML of what a phone shows: everything escaped, only the entities' own tags."""
    marks: list[tuple[int, int, str]] = []
    for order, entity in enumerate(entities):
        opening, closing = _tags(entity)
        marks.append((entity.offset, order, opening))
        marks.append((entity.offset + entity.length, -order - 1, closing))
    marks.sort(key=lambda mark: (mark[0], mark[1]))
    out, position = [], 0
    encoded = text.encode("utf-16-le")
    for offset, _, tag in marks:
        out.append(escape(encoded[position * 2 : offset * 2].decode("utf-16-le", "replace")))
        out.append(tag)
        position = offset
    out.append(escape(encoded[position * 2 :].decode("utf-16-le", "replace")))
    return "".join(out)


def _tags(entity: Entity) -> tuple[str, str]:
    if entity.type == "text_link":
        return f'<a href="{escape(entity.url)}" rel="noreferrer noopener" target="_blank">', "</a>"
    tag = TAGS.get(entity.type)
    return (f"<{tag}>", f"</{tag}>") if tag else ("<span>", "</span>")
