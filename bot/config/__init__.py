"""The settings of one installation: ``config.yaml``. Reading it never stops at the first problem.

``read`` gives the settings or every problem at once; ``load`` raises ``SettingsError`` with them. Which kinds of sources
there are is handed to them; ``bot.app.settings`` does so with all platforms there are. Secrets are only referred to
(``env:NAME``, ``file:/path``) and become ``Secret`` values that nothing shows.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from bot.config import kinds, vault
from bot.config.model import (
    BackupSettings,
    Config,
    HeartbeatSettings,
    LogSettings,
    ScorerSettings,
    TelegramSettings,
    WebhookSettings,
    WebSettings,
)
from bot.config.reaching import AppriseSettings, EmailSettings
from bot.config.secret import Secret
from bot.config.shapes import Surroundings, surrounded_by
from bot.config.sources import Source, SourceKinds
from bot.config.tables import config
from rules.i18n import Lang, translator
from rules.protocol.model import Place
from rules.protocol.notes import Notes
from rules.protocol.parse import MAX_CHARACTERS
from rules.protocol.problems import Problem, has_errors, worst_first
from rules.protocol.problems.text import sentence
from rules.protocol.source import open_source

__all__ = [
    "AppriseSettings",
    "BackupSettings",
    "Config",
    "EmailSettings",
    "HeartbeatSettings",
    "LogSettings",
    "Reading",
    "ScorerSettings",
    "Secret",
    "SettingsError",
    "Source",
    "SourceKinds",
    "TelegramSettings",
    "WebSettings",
    "WebhookSettings",
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
        """One line per problem; never the line of the file itself, which may hold a secret."""
        to = translator(lang)
        return "\n".join(sentence(problem, to) for problem in self.problems)


def load(file: Path, sources: SourceKinds, environ: Mapping[str, str] = os.environ) -> Config:
    """The settings in ``file``. Raises ``SettingsError``."""
    reading = read(file, sources, environ)
    if reading.config is None:
        raise SettingsError(reading.problems)
    return reading.config


def read(file: Path, sources: SourceKinds, environ: Mapping[str, str] = os.environ) -> Reading:
    """The settings in ``file`` and every problem. Raises nothing, whatever the file holds."""
    name = str(file)
    try:
        with file.open("rb") as stream:
            raw = stream.read(4 * MAX_CHARACTERS + 1)
    except FileNotFoundError:
        return Reading(None, (kinds.NO_FILE.at(Place(name), file=name),))
    except OSError as error:
        return Reading(None, (kinds.NOT_READABLE.at(Place(name), file=name, why=error.strerror or ""),))
    source = open_source(name, raw, {"sources", "secrets"})
    notes = Notes({}, {})
    around = Surroundings(file.absolute().parent, environ)
    with surrounded_by(around):
        found = config(around.folder, sources).read(source.root, notes) if source.root is not None else None
    found, kept = _with_kept(found)
    problems = worst_first([*map(_ours, source.problems), *notes.problems, *kept])
    return Reading(None if has_errors(problems) else found, problems)


def _with_kept(found: Config | None) -> tuple[Config | None, list[Problem]]:
    """With what ``seintje geheim`` keeps; what the file itself says goes first."""
    if found is None:
        return None, []
    kept, problems = vault.kept(found.data)
    return replace(found, secrets=MappingProxyType({**kept, **found.secrets})), problems


def _ours(problem: Problem) -> Problem:
    """The protocol's reader speaks of a protocol; here it is the settings."""
    return kinds.NOT_SETTINGS.at(problem.place) if problem.code == "not-sections" else problem
