"""``seintje fmt``: the protocol in good order, with its comments; nothing that would be read differently."""

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from bot.app.protocol_files import protocol_texts
from bot.cli.frame import Exit, Stop
from bot.cli.lazy import verb
from bot.cli.out import note, say
from bot.cli.protocol import of_this_folder
from bot.cli.words import language, tr
from bot.printable import printable
from rules.i18n import N_, translator
from rules.protocol.fmt import Formatted, format_text
from rules.protocol.problems.text import sentence


@verb(
    N_("Zet het protocol in de vaste vorm: aanhalingstekens waar ze horen, twee spaties per laag. Opmerkingen blijven.")
)
@click.argument("files", nargs=-1, metavar=N_("[BESTAND ...]"))
@click.option(
    "--check", "only_check", is_flag=True, help=N_("Verander niets; eindig met 1 als er iets te veranderen was.")
)
def command(files: tuple[str, ...], only_check: bool) -> int:
    if files == ("-",):
        return _stdin()
    texts = {name: raw for where in files or (str(of_this_folder()),) for name, raw in _texts(where).items()}
    codes = [_one(name, raw, only_check=only_check) for name, raw in texts.items()]
    return max(codes, default=Exit.GOOD)


def _texts(where: str) -> dict[str, bytes]:
    found = protocol_texts(Path(where))
    if not found:
        raise Stop(
            N_("in {file} staat geen .yaml-bestand. Noem het protocol zelf, of kijk of dit de goede map is."),
            file=where,
        )
    return found


def _stdin() -> int:
    formatted = format_text("stdin", sys.stdin.buffer.read().decode("utf-8", "replace"))
    if (code := _refused(formatted)) is Exit.GOOD:
        say(formatted.text.removesuffix("\n"))
    return code


def _one(name: str, raw: bytes, *, only_check: bool) -> Exit:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = N_(
            "{file} is niet als UTF-8 bewaard en blijft zoals het is. Bewaar het opnieuw en kies als codering UTF-8."
        )
        note(tr(words, file=printable(name)))
        return Exit.INVALID
    if not text.strip():
        note(tr(N_("{file} is leeg en blijft zoals het is. Begin met: seintje init"), file=printable(name)))
        return Exit.INVALID
    formatted = format_text(name, text)
    if (code := _refused(formatted)) is not Exit.GOOD or formatted.text == text:
        return code
    if only_check:
        say(tr(N_("{file} zou veranderen."), file=name))
        return Exit.FINDINGS
    _replace(Path(name), formatted.text)
    say(tr(N_("{file} is in de vaste vorm gezet."), file=name))
    return Exit.GOOD


def _refused(formatted: Formatted) -> Exit:
    if formatted.problem is None:
        return Exit.GOOD
    note(sentence(formatted.problem, translator(language())))
    return Exit.INVALID


def _replace(file: Path, text: str) -> None:
    """Whole or not at all, with the rights it had; what a link points at, not the link. Raises ``OSError`` that names the file."""
    real = file.resolve()
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=real.parent, prefix=f".{real.name}.", delete=False
        ) as new:
            _fill(new, text, real)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None


def _fill(new: Any, text: str, real: Path) -> None:
    try:
        new.write(text)
        new.flush()
        os.fsync(new.fileno())
        os.fchmod(new.fileno(), real.stat().st_mode & 0o7777)
        os.replace(new.name, real)
    except BaseException:
        os.unlink(new.name)
        raise
