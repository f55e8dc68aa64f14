"""The golden files: small protocols, each with what its check says about it.

A file holds only the sections that matter; what it leaves out comes from ``base.yaml``, put behind it so that line
numbers are those of the file. Write the expected texts anew with ``python -m tests.rules.lint.golden`` and read them.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from rules.i18n import Lang, Translator, translator
from rules.lint import CHECKS
from rules.lint.facts import Check, Facts, Usage
from rules.protocol.model import Protocol
from rules.protocol.problems import Problem, worst_first
from rules.protocol.read import read

FOLDER = Path(__file__).resolve().parents[2] / "protocols" / "lint"
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
USAGE = Usage(mentions=200, rules={"vaak": 190, "zelden": 3})
_SECTION = re.compile(r"^([a-z_]+):", re.MULTILINE)


def sections(text: str) -> dict[str, str]:
    """The top-level sections of a document by name, as they are written."""
    starts = [(found[1], found.start()) for found in _SECTION.finditer(text)]
    ends = [start for _, start in starts[1:]] + [len(text)]
    return {name: text[start:end] for (name, start), end in zip(starts, ends, strict=False)}


def whole(text: str) -> str:
    """The document with the sections it leaves out."""
    base = sections((FOLDER / "base.yaml").read_text("utf-8"))
    return text + "".join(part for name, part in base.items() if name not in sections(text))


def protocol_of(text: str) -> Protocol:
    """The protocol of a golden text."""
    reading = read({"proef.yaml": whole(text)})
    assert reading.protocol is not None, [p.message(translator(Lang.NL)) for p in reading.problems]
    return reading.protocol


def check_of(name: str) -> Check:
    """The check whose golden files are in the folder ``name``: it is called so, or begins so."""
    named = {check.__name__: check for check in CHECKS}
    return named.get(name) or named[max((n for n in named if name.startswith(n)), key=len)]


def found(name: str, part: str) -> tuple[Problem, ...]:
    """What the check of that name says about its ``good`` or ``bad`` file."""
    protocol = protocol_of((FOLDER / name / f"{part}.yaml").read_text("utf-8"))
    return worst_first(check_of(name)(Facts(protocol, NOW, usage=USAGE)))


def shown(problems: tuple[Problem, ...], lang: Lang) -> str:
    """The problems as lines of text."""
    words = translator(lang)
    return "".join(f"{line}\n" for problem in problems for line in _lines(problem, words))


def _lines(problem: Problem, words: Translator) -> Iterator[str]:
    subject = f" {problem.subject.say(words)}:" if problem.subject else ""
    yield f"[{problem.severity} {problem.code}] {problem.place.line}:{subject}"
    yield f"  {problem.message(words)}"


def names() -> list[str]:
    """The names of all golden folders."""
    return sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())


def write() -> None:
    """Writes what the checks say now as what they should say."""
    for name in names():
        for lang in Lang:
            (FOLDER / name / f"bad.{lang}.txt").write_text(shown(found(name, "bad"), lang), "utf-8")


if __name__ == "__main__":
    write()
