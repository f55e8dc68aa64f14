"""Texts people read: Dutch in the code, English from the catalogues in ``rules/locale`` and ``bot/locale``.

Dutch message ids are the source. ``N_`` marks a text where it is written down before the reader's
language is known; ``Translator.gettext`` gives it in that language.
"""

import gettext
import io
from enum import StrEnum
from functools import cache


class Lang(StrEnum):
    """A language the product speaks to its users."""

    NL = "nl"
    EN = "en"


Translator = gettext.NullTranslations


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """The message itself, unchanged; marks it for translation."""
    return message


@cache
def translator(lang: Lang | str) -> Translator:
    """The catalogue of ``lang``; the Dutch source texts where there is no translation.

    Raises ``ValueError`` for a language the product does not speak.
    """
    if Lang(lang) is Lang.NL:
        return gettext.NullTranslations()
    from importlib import resources  # Dutch needs no catalogue: the command line starts without these

    import polib

    merged = polib.POFile()
    for package in ("rules", "bot"):
        folder = resources.files(package) / "locale" / str(lang)
        for file in sorted((f for f in folder.iterdir() if f.name.endswith(".po")), key=lambda f: f.name):
            merged.extend(polib.pofile(file.read_text(encoding="utf-8")))
    merged.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return gettext.GNUTranslations(io.BytesIO(merged.to_binary()))
