"""Around every command: language, streams, and the one place where an error becomes a line and an exit code.

0 good · 1 findings or a failed test · 2 bad usage or an invalid file · 3 only warnings with ``--strict`` ·
4 something outside is unreachable · 130 interrupted. A reader of our output who has seen enough (``| head``)
is no error: 0.
"""

import contextlib
import errno
import os
import sys
from collections.abc import Sequence
from enum import IntEnum
from typing import NoReturn, TextIO

import click

from bot.cli import usage
from bot.cli.words import choose_language, language, paint, speak, tr
from bot.printable import printable
from rules.i18n import N_

PLACES = ("issues", "repository", "homepage")
"""Under which of these names the package says where it can be written to, best first."""

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What a full disk says, or a full share of one."""


class Exit(IntEnum):
    """Exit codes."""

    GOOD = 0
    FINDINGS = 1
    INVALID = 2
    WARNINGS = 3
    UNREACHABLE = 4
    INTERRUPTED = 130


class Stop(Exception):
    """End the command with one line (a marked text with values) on stderr and an exit code."""

    def __init__(self, message: str, code: Exit = Exit.INVALID, **values: object) -> None:
        super().__init__(message)
        self.message, self.code, self.values = message, code, values


def carry_out(program: click.Command, arguments: Sequence[str] | None = None) -> NoReturn:
    """Run ``program`` and end the process with its exit code. No traceback ever leaves here."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speak(choose_language(given, os.environ))
    _open_what_is_closed()
    for stream in (sys.stdout, sys.stderr):
        _as_utf8(stream)
    sys.exit(_code(program, given))


def _open_what_is_closed() -> None:
    """Without a stdout or stderr (``>&-``) Python has None there: what is said then goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - stays for the whole process


def _as_utf8(stream: TextIO) -> None:
    """Dutch and emoji must not depend on the locale of a container; a test may have replaced the stream."""
    with contextlib.suppress(AttributeError):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[attr-defined]


def _code(program: click.Command, arguments: list[str]) -> int:
    if "_SEINTJE_COMPLETE" in os.environ:
        program.main(arguments, prog_name="seintje")  # the shell asks what may follow; ends the process
    try:
        with program.make_context("seintje", list(arguments)) as context:
            outcome = program.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as ended:
        return ended.exit_code
    except BrokenPipeError:
        return _reader_left()
    except (KeyboardInterrupt, click.Abort):
        return Exit.INTERRUPTED
    except Exception as error:
        return _failed(error, debug="--debug" in arguments)
    return outcome if isinstance(outcome, int) else Exit.GOOD


def _reader_left() -> int:
    """Points stdout elsewhere, so that the interpreter's last flush does not complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.GOOD


def _drop_what_does_not_fit() -> None:
    """The disk under our output may be the full one: then the interpreter's last flush would fail as well."""
    try:
        sys.stdout.flush()
    except OSError:
        _reader_left()


def _failed(error: Exception, *, debug: bool) -> int:
    match error:
        case click.exceptions.NoArgsIsHelpError():
            return _say(error.format_message(), Exit.INVALID)
        case click.ClickException():
            return _say(usage.explain(error), Exit.INVALID)
        case Stop():
            return _say(
                _fault(tr(error.message, **{name: printable(str(value)) for name, value in error.values.items()})),
                error.code,
            )
        case ModuleNotFoundError():
            return _say(_fault(tr(_NOT_WHOLE, name=error.name or "?")), Exit.INVALID)
        case OSError() if error.filename is not None:
            return _say(_fault(_file_fault(error)), Exit.INVALID)
        case OSError() if error.errno in FULL:
            _drop_what_does_not_fit()
            return _say(_fault(tr(_NO_ROOM)), Exit.INVALID)
        case _:
            return _known_or_not(error, debug=debug)


def _known_or_not(error: Exception, *, debug: bool) -> int:
    from bot.config import SettingsError  # only once something went wrong
    from bot.errors import Explained
    from bot.ports import SourceError

    if isinstance(error, SourceError):
        return _say(_fault(error.text(language()) if isinstance(error, Explained) else str(error)), Exit.UNREACHABLE)
    if isinstance(error, SettingsError):
        return _say("\n".join(_fault(line) for line in error.text(language()).splitlines()), Exit.INVALID)
    if isinstance(error, Explained):
        return _say(_fault(error.text(language())), Exit.INVALID)
    if debug:
        _log(error)
    what, report = f"{type(error).__name__}, {_where(error)}", report_at()
    said = tr(_UNEXPECTED, what=what, report=report) if report else tr(_UNEXPECTED_HERE, what=what)
    return _say(_fault(said), Exit.INVALID)


def report_at() -> str:
    """Where an unexpected error can be written to, as the installed package says itself; empty when it does not say."""
    from importlib import metadata  # only once something went wrong

    try:
        urls = metadata.metadata("seintje").get_all("Project-URL") or []
    except metadata.PackageNotFoundError:
        return ""
    known = {name.strip().lower(): url.strip() for name, _, url in (one.partition(",") for one in urls)}
    return next((known[name] for name in PLACES if name in known), "")


_NOT_WHOLE = N_(
    "seintje is niet helemaal geïnstalleerd: {name} ontbreekt. Installeer het opnieuw in een eigen omgeving."
)
_NO_ROOM = N_("er is geen ruimte meer om te schrijven. Maak ruimte op de schijf en probeer het opnieuw.")
_UNEXPECTED_HERE = N_(
    "er ging iets mis dat niet had mogen gebeuren ({what}). Draai het nog eens met --debug en laat uw beheerder zien wat u "
    "ziet."
)
_UNEXPECTED = N_(
    "er ging iets mis dat niet had mogen gebeuren ({what}). Draai het nog eens met --debug en meld wat u ziet: {report}"
)


def _where(error: Exception) -> str:
    """File and line, without what the values were."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    return "?" if at is None else f"{os.path.basename(at.tb_frame.f_code.co_filename)}:{at.tb_lineno}"


def _log(error: Exception) -> None:
    from bot import log

    log.setup(debug=True)
    log.get("cli").error("unexpected", exc_info=error)


def _file_fault(error: OSError) -> str:
    name = printable(os.fsdecode(error.filename))
    match error:
        case FileNotFoundError():
            return tr(N_("{file} bestaat niet. Kijk of de naam klopt en of u in de goede map staat."), file=name)
        case PermissionError():
            return tr(N_("{file} mag niet worden gelezen of geschreven. Kijk naar de rechten."), file=name)
        case IsADirectoryError() | NotADirectoryError():
            return tr(N_("{file} is geen gewoon bestand, of juist geen map."), file=name)
        case FileExistsError():
            return tr(N_("{file} bestaat al, maar is niet wat hier hoort. Kies een andere naam."), file=name)
        case _:
            return _disk_fault(error, name)


def _disk_fault(error: OSError, name: str) -> str:
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return tr(N_("{file}: er is geen ruimte meer. Maak ruimte op de schijf en probeer het opnieuw."), file=name)
        case errno.EROFS:
            return tr(N_("{file}: hier kan alleen gelezen worden. Kies een andere map."), file=name)
        case _:
            return tr(N_("{file} kan niet worden gebruikt: {why}."), file=name, why=error.strerror)


def _fault(text: str) -> str:
    return paint(tr(N_("fout: ")), "31", sys.stderr) + text


def _say(text: str, code: Exit) -> int:
    with contextlib.suppress(BrokenPipeError):
        print(text, file=sys.stderr)  # noqa: T201 - this is the place that speaks to people
    return code
