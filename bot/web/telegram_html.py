"""Telegram's HTML subset, drawn safely on a pretend phone: known tags stay, everything else is shown as text."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

from markupsafe import Markup, escape

_TAGS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "u": "u",
    "ins": "u",
    "s": "s",
    "strike": "s",
    "del": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "span": "span",
    "tg-spoiler": "span",
}


class _Drawer(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[Markup] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._link(dict(attrs).get("href") or "")
        elif tag in _TAGS:
            self._open.append((tag, _TAGS[tag]))
            self.parts.append(Markup("<{}>").format(_TAGS[tag]))
        else:
            self.parts.append(escape(self.get_starttag_text() or ""))

    def _link(self, href: str) -> None:
        if not _web_address(href):
            self._open.append(("a", "span"))
            self.parts.append(Markup("<span>"))
            return
        self._open.append(("a", "a"))
        self.parts.append(Markup('<a href="{}" rel="noopener noreferrer" target="_blank">').format(href))

    def handle_endtag(self, tag: str) -> None:
        if tag not in [name for name, _ in self._open]:
            self.parts.append(escape(f"</{tag}>"))
            return
        while self._open:
            name, drawn = self._open.pop()
            self.parts.append(Markup("</{}>").format(drawn))
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        self.parts.append(escape(data))

    def handle_comment(self, data: str) -> None:
        self.parts.append(escape(f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self.parts.append(escape(f"<!{decl}>"))

    def unknown_decl(self, data: str) -> None:
        self.parts.append(escape(f"<![{data}]>"))

    def handle_pi(self, data: str) -> None:
        self.parts.append(escape(f"<?{data}>"))

    def finish(self) -> Markup:
        self.close()
        self.parts.extend(Markup("</{}>").format(drawn) for _, drawn in reversed(self._open))
        return Markup("").join(self.parts)


def _web_address(href: str) -> bool:
    try:
        return urlsplit(href).scheme in ("http", "https")
    except ValueError:
        return False


def draw(text: str) -> Markup:
    """The text as markup for our pages. Only tags made here get through; links only to http(s)."""
    drawer = _Drawer()
    drawer.feed(text)
    return drawer.finish()
