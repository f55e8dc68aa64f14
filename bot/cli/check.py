"""``seintje check``: every problem of the settings and the protocol at once."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

import click

from bot import __version__, config
from bot.app.settings import read as read_settings
from bot.cli.frame import Exit, Stop
from bot.cli.lazy import verb
from bot.cli.out import as_json, json_option, say
from bot.cli.protocol import PROTOCOL, SETTINGS, near, read_protocol
from bot.cli.second_way import ways_in_settings
from bot.cli.words import language, tr
from bot.clock import SystemClock
from bot.config import kinds
from bot.scorers import installed
from rules.i18n import N_, translator
from rules.lint import lint
from rules.lint.facts import Usage
from rules.protocol.model import Place, Protocol, Secret
from rules.protocol.problems import Problem, Severity, has_errors, worst_first
from rules.protocol.problems.machine import as_json as problems_json
from rules.protocol.problems.machine import as_sarif
from rules.protocol.problems.text import as_text, sentence
from rules.protocol.read import Reading


@verb(N_("Controleer instellingen en protocol: alle problemen in één keer, met plaats, gevolg en hoe het wel moet."))
@click.argument("files", nargs=-1, metavar=N_("[BESTAND ...]"))
@click.option("--strict", is_flag=True, help=N_("Eindig met 3 als er alleen waarschuwingen zijn."))
@json_option
@click.option("--sarif", is_flag=True, help=N_("Schrijf het resultaat als SARIF, voor editors en bouwstraten."))
def command(files: tuple[str, ...], strict: bool, as_lines: bool, sarif: bool) -> int:
    settings, protocols = _asked(files)
    found_settings = [read_settings(file) for file in settings]
    found = next((reading.config for reading in found_settings if reading.config), None)
    if found is not None and not protocols and not files:
        protocols = [str(near(found.protocol))]
    readings = [read_protocol(where) for where in protocols]
    ours = worst_first([*(problem for reading in found_settings for problem in reading.problems), *_reader(found)])
    theirs = [(reading, _problems(reading, found)) for reading in readings]
    every = [*ours, *(problem for _, problems in theirs for problem in problems)]
    if sarif:
        as_json(as_sarif(every, language(), __version__))
    elif as_lines:
        as_json(problems_json(every, language()))
    else:
        _tell(ours, theirs, [str(file) for file in settings] + [name for reading in readings for name in reading.texts])
    refused = has_errors(ours) or any(reading.protocol is None for reading in readings)
    return _code(every, refused=refused, strict=strict)


def _reader(settings: config.Config | None) -> list[Problem]:
    """What keeps the second reader from reading."""
    if settings is None or settings.scorer is None:
        return []
    wanted, problems = settings.scorer, []
    if not installed(wanted.kind):
        problems.append(kinds.SCORER_NOT_INSTALLED.at(wanted.at, extra=wanted.kind))
    if wanted.model is not None and not wanted.model.is_dir():
        problems.append(kinds.SCORER_NO_FOLDER.at(wanted.at, file=str(wanted.model)))
    return problems


def _asked(files: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Which of the files are settings and which protocols; without files both of this folder."""
    if not files:
        if not SETTINGS.exists() and not PROTOCOL.exists():
            raise Stop(N_("hier staat geen config.yaml en geen protocol.yaml. Begin met: seintje init"))
        return ([SETTINGS], []) if SETTINGS.exists() else ([], [str(PROTOCOL)])
    settings = [Path(file) for file in files if _is_settings(file)]
    return settings, [file for file in files if not _is_settings(file)]


def _is_settings(file: str) -> bool:
    return Path(file).name.startswith("config") and not Path(file).is_dir()


def _problems(reading: Reading, settings: config.Config | None) -> tuple[Problem, ...]:
    """What the reader found; of a readable document also what only the whole shows."""
    if reading.protocol is None:
        return reading.problems
    whole = lint(reading.protocol, SystemClock().now(), usage=_earlier(reading.protocol, settings))
    vault = _not_in_vault(reading.protocol, settings) if settings is not None else ()
    ways = ways_in_settings(reading.protocol, settings) if settings is not None else ()
    return worst_first([*reading.problems, *whole, *vault, *ways])


def _earlier(protocol: Protocol, settings: config.Config | None) -> Usage | None:
    """What the protocol would have made of the mentions of the last month; None where there is no database yet."""
    if settings is None:
        return None
    kind, _, file = settings.database.reveal().partition(":///")
    if kind == "sqlite" and not _is_there(Path(unquote(file))):
        return None
    from bot.cli.house import look  # all of this is heavy, and needed only where the service has run
    from bot.desk.versions import LATEST, LOOK_BACK
    from bot.store import StoreError, mentions
    from rules.lint.usage import used

    since = SystemClock().now() - LOOK_BACK
    try:
        found = look(settings, lambda tx: mentions.latest(tx, since, LATEST))
    except (
        StoreError,
        OSError,
    ):  # seintje doctor tells what is wrong with it; the protocol can be checked all the same
        return None
    return used(protocol, found)


def _is_there(file: Path) -> bool:
    try:
        return file.exists()
    except OSError:  # not for us to see: seintje doctor tells
        return False


def _not_in_vault(protocol: Protocol, settings: config.Config) -> list[Problem]:
    """Secrets that the protocol names and nobody gave."""
    named = [
        (secret, person.at)
        for person in protocol.people.values()
        for secret in (person.telegram, person.mail, person.phone)
    ]
    named += [(role.group, role.at) for role in protocol.roles.values()]
    lacking: dict[Place, list[str]] = {}
    for secret, at in named:
        if isinstance(secret, Secret) and settings.secret(secret.name) is None:
            lacking.setdefault(at, []).append(secret.name)
    return [
        kinds.SECRET_NOT_GIVEN.at(
            at, names=tuple(f"secret:{name}" for name in names), lines=tuple(f"{name}: env:{name}" for name in names)
        )
        for at, names in lacking.items()
    ]


def _tell(ours: Sequence[Problem], theirs: Sequence[tuple[Reading, tuple[Problem, ...]]], read: Sequence[str]) -> None:
    """Problems of the settings without their line, which may hold a secret; those of the protocol with it."""
    to = translator(language())
    for problem in ours:
        say(sentence(problem, to))
    for reading, problems in theirs:
        if problems:
            say(as_text(problems, reading.texts, language()).rstrip())
    if not ours and not any(problems for _, problems in theirs):
        say(tr(N_("In orde: {files}."), files=", ".join(read)))


def _code(problems: Sequence[Problem], *, refused: bool, strict: bool) -> int:
    if refused:
        return Exit.INVALID
    if has_errors(problems):
        return Exit.FINDINGS
    warned = any(problem.severity is Severity.WARNING for problem in problems)
    return Exit.WARNINGS if strict and warned else Exit.GOOD
