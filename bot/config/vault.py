"""The secrets that ``seintje geheim`` keeps: one file each in the folder of the data, for the owner of that folder alone.

A file per secret, because that is the form ``file:`` refers to anyway, one can be replaced without touching another, and
its rights can be checked one by one.
"""

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bot.config import kinds
from bot.config.secret import Secret
from bot.config.shapes import BIGGEST
from rules.protocol.model import Place
from rules.protocol.nodes import Scalar
from rules.protocol.parse import MAX_CHARACTERS
from rules.protocol.problems import Problem
from rules.protocol.source import open_source

FOLDER = "geheimen"
NAME = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
"""As the protocol writes it behind ``secret:``."""


def keep(data: Path, name: str, value: str) -> Path:
    """Write the secret, whole or not at all, readable by us alone; returns its file. Raises ``OSError``."""
    folder = data / FOLDER
    for one in (data, folder):
        one.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=folder, prefix=".", delete=False) as new:
        try:
            os.fchmod(new.fileno(), 0o600)
            new.write(f"{value}\n")
            new.flush()
            os.fsync(new.fileno())
            os.replace(new.name, folder / name)
        except BaseException:
            os.unlink(new.name)
            raise
    return folder / name


def kept(data: Path) -> tuple[Mapping[str, Secret], list[Problem]]:
    """The secrets in the folder of the data by name, and what is wrong with their files. Raises nothing."""
    found: dict[str, Secret] = {}
    problems: list[Problem] = []
    try:
        files = sorted(file for file in (data / FOLDER).iterdir() if NAME.fullmatch(file.name))
    except OSError:
        return found, problems
    for file in files:
        try:
            with file.open("rb") as stream:
                mode, value = os.fstat(stream.fileno()).st_mode & 0o777, stream.read(BIGGEST).decode().strip()
        except (OSError, ValueError) as error:
            why = (error.strerror or "") if isinstance(error, OSError) else "UTF-8"
            problems.append(kinds.NO_SECRET_FILE.at(Place(str(file)), file=str(file), why=why))
            continue
        if not value:
            problems.append(kinds.EMPTY_SECRET_FILE.at(Place(str(file)), file=str(file)))
            continue
        if mode & 0o077:
            problems.append(kinds.OPEN_SECRET_FILE.at(Place(str(file)), file=str(file), mode=f"{mode:o}"))
        found[file.name] = Secret(value, f"file:{file}")
    return found, problems


def data_folder(settings: Path) -> Path:
    """Where the data is by ``settings``, which need not be in order yet: a secret may be the very thing it lacks.

    Raises ``OSError`` when they cannot be read.
    """
    with settings.open("rb") as stream:
        root = open_source(str(settings), stream.read(4 * MAX_CHARACTERS + 1), {"sources", "secrets"}).root
    named = [
        value.text for key, value in (root.pairs if root else ()) if key.text == "data" and isinstance(value, Scalar)
    ]
    return (settings.absolute().parent / (next(iter(named), "") or "data")).absolute()
