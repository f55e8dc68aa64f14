"""What every page owes its reader whatever stands on it: a heading, labels, targets, references that lead somewhere."""

from collections import Counter
from html.parser import HTMLParser

VOID = frozenset({"meta", "link", "input", "img", "br", "hr"})
FIELDS = frozenset({"input", "select", "textarea"})


class Page(HTMLParser):
    """A page as a machine reads it. ``faults`` says what is wrong with it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.named: set[str] = set()
        self.refers: set[str] = set()
        self.fields: list[tuple[str, bool]] = []
        self.words: list[tuple[str, list[str]]] = []
        self.lang = ""
        self.forms: list[tuple[str, list[str]]] = []
        self.unclosed: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        self.ids += [have["id"]] if "id" in have else []
        self.refers |= set((have.get("aria-labelledby", "") + " " + have.get("aria-describedby", "")).split())
        if tag == "html":
            self.lang = have.get("lang", "")
        if tag == "label" and "for" in have:
            self.named.add(have["for"])
            self.refers.add(have["for"])
        if tag == "form":
            self.forms.append((have.get("method", "get"), []))
        if tag in FIELDS:
            self._field(have)
        if tag in ("h1", "h2", "h3"):
            self.headings.append(int(tag[1]))
        if tag in ("button", "a", "h1", "h2", "summary", "label", "legend", "title"):
            self.words.append((tag, [have.get("aria-label", "")]))
        if tag == "img" and self.words and self.open and self.open[-1] == self.words[-1][0]:
            self.words[-1][1].append(have.get("alt", ""))
        if tag not in VOID:
            self.open.append(tag)

    def _field(self, have: dict[str, str]) -> None:
        if self.forms:
            self.forms[-1][1].append(have.get("name", ""))
        if have.get("type") != "hidden":
            self.fields.append((have.get("id", ""), "label" in self.open or "aria-label" in have))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unclosed.append(tag)

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            for name, words in reversed(self.words):
                if name == tag:
                    words.append(data)
                    break

    def faults(self) -> list[str]:
        """One line for each thing that is wrong; nothing when all is well."""
        skips = [(a, b) for a, b in zip(self.headings, self.headings[1:], strict=False) if b > a + 1]
        return [
            *([] if self.lang in ("nl", "en") else ["no language"]),
            *([] if self.headings.count(1) == 1 else [f"{self.headings.count(1)} main headings"]),
            *(f"heading {a} is followed by {b}" for a, b in skips),
            *(f"id twice: {one}" for one, times in Counter(self.ids).items() if times > 1),
            *(f"refers to nothing: {one}" for one in sorted(self.refers - set(self.ids))),
            *(f"field without a label: {one}" for one, named in self.fields if not named and one not in self.named),
            *(f"empty {tag}" for tag, words in self.words if not "".join(words).strip()),
            *(f"not closed: {tag}" for tag in self.unclosed),
        ]

    def unguarded(self) -> list[list[str]]:
        """Forms that change something and do not carry the session's secret; each by its fields."""
        return [fields for method, fields in self.forms if method == "post" and "form_token" not in fields]
