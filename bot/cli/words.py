"""In which language, in which colours: what every command needs to know before it says anything."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import IO, Any

from rules.i18n import Lang, translator

_language = Lang.NL


def choose_language(arguments: Sequence[str], environ: Mapping[str, str]) -> Lang:
    """The reader's language: ``--lang``, else ``SEINTJE_LANG``, else Dutch. An unknown one is left to the parser."""
    asked = environ.get("SEINTJE_LANG", "")
    for position, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument == "--lang":
            asked = next(iter(arguments[position + 1 :]), "")
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return Lang(asked) if asked in tuple(Lang) else Lang.NL


def speak(language: Lang) -> None:
    """Use ``language`` from here on, in this process."""
    global _language
    _language = language


def language() -> Lang:
    """The language in use."""
    return _language


def tr(text: str, /, **values: object) -> str:
    """A marked text in the reader's language, with its placeholders filled."""
    said = translator(_language).gettext(text)
    return said.format(**values) if values else said


def colourful(stream: IO[Any]) -> bool:
    """Whether colours may be used on ``stream``."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def paint(text: str, code: str, stream: IO[Any] | None = None) -> str:
    """``text`` in the terminal colour ``code`` (such as ``31``) where colours may be used."""
    return f"\x1b[{code}m{text}\x1b[0m" if colourful(stream or sys.stdout) else text
