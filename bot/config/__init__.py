"""The settings of one installation: ``config.yaml``. Reading it never stops at the first problem.

``read`` gives the settings or every problem at once; ``load`` raises ``SettingsError`` with them. Secrets are only
referred to (``env:NAME``, ``file:/path``) and become ``Secret`` values that nothing shows.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.config import kinds
from bot.config.model import (
    BackupSettings,
    Config,
    FeedSource,
    HeartbeatSettings,
    LogSettings,
    Source,
    TelegramSettings,
    WebSettings,
)
from bot.config.secret import Secret
from bot.config.shapes import Surroundings, surrounded_by
from bot.config.tables import config
from rules.i18n import Lang, translator
from rules.protocol.model import Place
from rules.protocol.nodes import Pairs
from rules.protocol.notes import Notes
from rules.protocol.parse import MAX_CHARACTERS, Refused, forbidden, parse
from rules.protocol.problems import Problem, has_errors, worst_first

__all__ = [
    "BackupSettings",
    "Config",
    "FeedSource",
    "HeartbeatSettings",
    "LogSettings",
    "Reading",
    "Secret",
    "SettingsError",
    "Source",
    "TelegramSettings",
    "WebSettings",
    "load",
    "read",
]


@dataclass(frozen=True, slots=True)
class Reading:
    """``config`` is None when there is an error. ``problems``: worst first."""

    config: Config | None
    problems: tuple[Problem, ...] = ()


class SettingsError(Exception):
    """The settings cannot be used; ``problems`` says why, each with its place. ``text`` is all of it in a language."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(self.text())

    def text(self, lang: Lang | str = Lang.NL) -> str:
        """One line per problem."""
        to = translator(lang)
        return "\n".join(f"{_place(problem.place)}: {problem.message(to)}" for problem in self.problems)


def _place(place: Place) -> str:
    return f"{place.file}:{place.line}:{place.column}" if place.line else place.file


def load(file: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings in ``file``. Raises ``SettingsError``."""
    reading = read(file, environ)
    if reading.config is None:
        raise SettingsError(reading.problems)
    return reading.config


def read(file: Path, environ: Mapping[str, str] = os.environ) -> Reading:
    """The settings in ``file`` and every problem. Raises nothing, whatever the file holds."""
    name = str(file)
    try:
        with file.open("rb") as stream:
            text = stream.read(4 * MAX_CHARACTERS + 1).decode("utf-8-sig")
    except FileNotFoundError:
        return Reading(None, (kinds.NO_FILE.at(Place(name), file=name),))
    except (OSError, ValueError) as error:
        why = (error.strerror or "") if isinstance(error, OSError) else "UTF-8"
        return Reading(None, (kinds.NOT_READABLE.at(Place(name), file=name, why=why),))
    return _read_text(name, text, Surroundings(file.absolute().parent, environ))


def _read_text(name: str, text: str, surroundings: Surroundings) -> Reading:
    stop = forbidden(name, text)
    if stop is not None:
        return Reading(None, (stop,))
    try:
        root = parse(name, text)
    except Refused as refused:
        return Reading(None, (refused.problem,))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(name, mark.line + 1, mark.column + 1) if mark is not None else Place(name)
        return Reading(None, (kinds.NOT_SETTINGS.at(place),))
    if root is None:
        root = Pairs(name, 1, 1, 1, 1, [])  # every setting has a default
    if not isinstance(root, Pairs):
        return Reading(None, (kinds.NOT_SETTINGS.at(root.place),))
    notes = Notes({}, {})
    with surrounded_by(surroundings):
        found = config(surroundings.folder).read(root, notes)
    problems = worst_first(notes.problems)
    return Reading(None if has_errors(problems) else found, problems)
