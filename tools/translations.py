"""Are all texts translated? Compares the Dutch message ids in the code with the English catalogues.

Run from the root of the repository: ``python -m tools.translations``. Prints one line per problem and ends with 1
when there is any: a text without a translation, a translation nobody uses, the same id translated in two ways, and
placeholders that differ. With ``--missing`` it prints the missing entries as a .po fragment instead.
"""

import ast
import string
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from jinja2 import Environment
from jinja2.ext import InternationalizationExtension, extract_from_ast

ROOT = Path(__file__).resolve().parents[1]
MARKS = {"N_", "_", "gettext", "ngettext"}


def main(arguments: list[str]) -> int:
    """The exit code."""
    used = dict(texts())
    known = list(catalogue())
    if "--missing" in arguments:
        for text in sorted(used.keys() - {entry.msgid for _, entry in known}):
            print(polib.POEntry(msgid=text, msgstr="", comment=used[text]))
        return 0
    problems = [*unused(used, known), *wrong(known), *missing(used, known)]
    for problem in problems:
        print(problem)
    print(f"{len(used)} texts, {len(problems)} problems", file=sys.stderr)
    return 1 if problems else 0


def texts() -> Iterator[tuple[str, str]]:
    """Every marked text with the place where it stands."""
    for package in ("rules", "bot"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call):
                    yield from ((text, f"{file.relative_to(ROOT)}:{node.lineno}") for text in _marked(node))
        for file in sorted((ROOT / package).rglob("*.html")):
            yield from ((text, str(file.relative_to(ROOT))) for text in _in_template(file))


def _marked(node: ast.Call) -> Iterator[str]:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in MARKS:
        wanted = node.args[:2] if name == "ngettext" else node.args[:1]
        for argument in wanted:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _in_template(file: Path) -> Iterator[str]:
    """Texts of a Jinja2 template: ``{{ _("…") }}`` and ``{% trans %}…{% endtrans %}``."""
    source = file.read_text("utf-8")
    for _, _, message in extract_from_ast(
        Environment(extensions=[InternationalizationExtension], autoescape=True).parse(source), tuple(MARKS)
    ):
        yield from (text for text in (message if isinstance(message, tuple) else (message,)) if text)


def catalogue() -> Iterator[tuple[str, polib.POEntry]]:
    """Every entry of the English catalogues with its file."""
    for package in ("rules", "bot"):
        for file in sorted((ROOT / package / "locale" / "en").glob("*.po")):
            yield from ((str(file.relative_to(ROOT)), entry) for entry in polib.pofile(str(file)))


def missing(used: dict[str, str], known: list[tuple[str, polib.POEntry]]) -> Iterator[str]:
    """Texts that an English reader would get in Dutch."""
    ids = {text for _, entry in known for text in (entry.msgid, entry.msgid_plural) if text}
    yield from (f"{place}: not translated: {text!r}" for text, place in used.items() if text not in ids)


def unused(used: dict[str, str], known: list[tuple[str, polib.POEntry]]) -> Iterator[str]:
    """Entries for texts that are gone, and ids that two catalogues translate differently."""
    seen: dict[str, tuple[str, str]] = {}
    for file, entry in known:
        if entry.msgid not in used:
            yield f"{file}:{entry.linenum}: nobody says this any more: {entry.msgid!r}"
        said, where = seen.setdefault(entry.msgid, (entry.msgstr, file))
        if said != entry.msgstr:
            yield f"{file}:{entry.linenum}: says it otherwise than {where}: {entry.msgid!r}"


def wrong(known: list[tuple[str, polib.POEntry]]) -> Iterator[str]:
    """Entries that are empty, marked fuzzy, or name other placeholders than the Dutch text."""
    for file, entry in known:
        said = [entry.msgstr, *entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy or (not entry.msgid_plural and not entry.msgstr):
            yield f"{file}:{entry.linenum}: empty or fuzzy: {entry.msgid!r}"
        expected = _names(entry.msgid) | _names(entry.msgid_plural or "")
        if any(not _names(text) <= expected for text in said) or (
            not entry.msgid_plural and _names(said[0]) != expected
        ):
            yield f"{file}:{entry.linenum}: other placeholders than the Dutch: {entry.msgid!r}"


def _names(text: str) -> set[str]:
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name and name.isidentifier()}
    except ValueError:  # a literal brace: not a format text
        return set()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
