"""Problems as text for a person: the place, the sentences, the line itself with a caret under it."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from rules.i18n import N_, Lang, Translator, translator
from rules.protocol.model import Place
from rules.protocol.problems import Problem, Severity, has_errors, worst_first
from rules.protocol.secrets import hide

CLOSING = N_("De vorige versie blijft actief.")
_SPOT = N_("{file} regel {lines}")
_WIDEST = 110
_AROUND = 500
"""How much of a long line is looked at on either side: enough for any secret to be seen whole."""
_LABELS = {
    Severity.WARNING: N_("(waarschuwing)"),
    Severity.HINT: N_("(tip)"),
}


def as_text(problems: Iterable[Problem], sources: Mapping[str, str], lang: Lang | str) -> str:
    """All problems, worst first, each with the line it is about, and what happens now. Empty when there are none."""
    found = worst_first(problems)
    if not found:
        return ""
    to = translator(lang)
    pages = {name: split_lines(text) for name, text in sources.items()}
    parts = [_one(problem, pages, to) for problem in found]
    return "\n\n".join([*parts, _ending(found, to)]) + "\n"


def _one(problem: Problem, pages: Mapping[str, Sequence[str]], to: Translator) -> str:
    label = _LABELS.get(problem.severity)
    head = f"{sentence(problem, to)} {to.gettext(label)}" if label else sentence(problem, to)
    return "\n".join([head, *_quote(problem, pages)])


def sentence(problem: Problem, to: Translator) -> str:
    """The whole message on one line, place first: "protocol.yaml regel 12, regel 'vraag': …"."""
    place = where(problem, to)
    message = problem.message(to)
    return f"{place}: {message}" if place else message


def where(problem: Problem, to: Translator) -> str:
    """The place in words, and the thing it is in; empty for the document as a whole."""
    subject = problem.subject.say(to) if problem.subject else ""
    return ", ".join(filter(None, (_places(problem, to), subject)))


def _places(problem: Problem, to: Translator) -> str:
    here = problem.place
    if not here.line:
        return here.file
    others = [place for place in problem.also if place.line]
    near = [str(place.line) for place in others if place.file == here.file]
    lines = to.gettext(N_(" en ")).join([*near, str(here.line)])
    text = to.gettext(_SPOT).format(file=here.file, lines=lines).strip()
    far = [_elsewhere(place, to) for place in others if place.file != here.file]
    return to.gettext(N_(" en ")).join([*far, text])


def _elsewhere(place: Place, to: Translator) -> str:
    return to.gettext(_SPOT).format(file=place.file, lines=place.line).strip()


def _ending(problems: Sequence[Problem], to: Translator) -> str:
    numbers = {severity: sum(p.severity is severity for p in problems) for severity in Severity}
    texts = {
        Severity.ERROR: to.ngettext("{n} fout", "{n} fouten", numbers[Severity.ERROR]),
        Severity.WARNING: to.ngettext("{n} waarschuwing", "{n} waarschuwingen", numbers[Severity.WARNING]),
        Severity.HINT: to.ngettext("{n} tip", "{n} tips", numbers[Severity.HINT]),
    }
    counts = [texts[severity].format(n=number) for severity, number in numbers.items() if number]
    closing = to.gettext(CLOSING) if has_errors(problems) else to.gettext(N_("Met dit protocol kan gewerkt worden."))
    return f"{', '.join(counts)}. {closing}"


# --- the line itself ---------------------------------------------------------------------------------------


def split_lines(text: str) -> list[str]:
    """The lines as the parser counts them."""
    for ending in ("\r\n", "\r", "\x85", "\u2028", "\u2029"):
        text = text.replace(ending, "\n")
    return text.split("\n")


def _quote(problem: Problem, pages: Mapping[str, Sequence[str]]) -> list[str]:
    place = problem.place
    lines = pages.get(place.file, ())
    if not 1 <= place.line <= len(lines):
        return []
    line = lines[place.line - 1]
    start = min(place.column - 1, len(line)) if place.column else 0
    cut = max(0, start - _AROUND)
    head, tail = ("…" if cut else ""), ("…" if start + _AROUND < len(line) else "")
    line, start = line[cut : start + _AROUND].expandtabs(1), start - cut
    width = max(1, min(problem.width, len(line) - start))
    line = _blot(hide(line), start, width) if problem.kind.private else hide(line)
    line, start = _window("".join(c if c.isprintable() else "·" for c in line), start, head, tail)
    width = max(1, min(width, len(line) - start))
    caret = " " * _columns(line[:start]) + "^" * _columns(line[start : start + width] or " ")
    return [f"{place.line:>6} | {line}", f"       | {caret}"]


def _blot(line: str, start: int, width: int) -> str:
    return line[:start] + "•" * width + line[start + width :]


def _window(line: str, start: int, head: str, tail: str) -> tuple[str, int]:
    """At most ``_WIDEST`` characters of the line, with ``start`` in them; ``head`` and ``tail`` say what was cut off before."""
    if len(line) <= _WIDEST and not head and not tail:
        return line, start
    left = max(0, start - _WIDEST // 3)
    cut = line[left : left + _WIDEST]
    head, tail = ("…" if left else head), ("…" if left + _WIDEST < len(line) else tail)
    return head + cut + tail, start - left + len(head)


def _columns(text: str) -> int:
    """How many columns a terminal gives the text."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in text)
