"""Copies of a SQLite database that are known to be good: made while it is in use, tried before they count, put back on request."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from bot.store.lock import ProcessLock, StoreError
from rules.i18n import N_

ENDING = ".backup"
DOORSTEP = "deurmat.db"
"""The file in the data folder for what comes to our door, with SQLite: apart from the vault, so that whoever knocks is
answered at once, also while something slow is being written there."""


def file_of(address: str) -> Path | None:
    """The file behind a database address; None for a kind of database that is no file."""
    url = make_url(address)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def back_up(database: Path, folder: Path, now: datetime, keep: int | None = None) -> Path:
    """A verified copy of ``database`` in ``folder``, named by ``now`` (aware; UTC in the name). ``keep`` newest are kept.

    It may be in use meanwhile. Raises ``StoreError``; a copy that is not whole never bears the name of one.
    """
    if not database.exists():
        raise StoreError(N_("{database}: deze database is er nog niet. Begin met: seintje run"), database=database)
    target = folder / f"{database.stem}-{now:%Y%m%d-%H%M%S}{ENDING}"
    part = target.with_suffix(".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy(database, part)
        if (wrong := wrong_with(part)) is not None:
            raise StoreError(N_("{file}: de kopie is niet goed ({why}) en is weggehaald."), file=part, why=wrong)
        os.replace(part, target)
        _settle(folder)
        for old in newest(database, folder)[keep:] if keep else ():
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise StoreError(
            N_(
                "{folder}: hier kon geen reservekopie gemaakt worden ({why}). Controleer de map, de rechten en de ruimte."
            ),
            folder=folder,
            why=why,
        ) from None
    finally:
        with contextlib.suppress(OSError):  # the folder may be no folder
            part.unlink(missing_ok=True)
    return target


def _copy(database: Path, part: Path) -> None:
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with (
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=30)) as source,
        closing(sqlite3.connect(part)) as copy,
    ):
        source.backup(copy, pages=1000, sleep=0.01)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, that can be carried
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def place_of(copy: Path, *databases: Path) -> Path:
    """Which of these databases a copy is of, by its name; the first where the name tells nothing."""
    return next((one for one in databases if copy.name.startswith(f"{one.stem}-")), databases[0])


def newest(database: Path, *folders: Path) -> list[Path]:
    """The copies of this database in these folders, newest first; whether they are good is another question."""
    found = {path for folder in folders for path in folder.glob(f"{database.stem}*{ENDING}")}
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def newest_good(database: Path, folders: Iterable[Path]) -> Path | None:
    """The newest copy that is whole."""
    return next((path for path in newest(database, *folders) if wrong_with(path) is None), None)


def wrong_with(copy: Path) -> str | None:
    """Why this file is no good copy; None when it is."""
    try:
        with closing(sqlite3.connect(f"{copy.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            answer = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            ours = database.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
    except sqlite3.Error as error:
        return str(error)
    if answer != "ok":
        return str(answer)
    return None if ours else "alembic_version"


def restore(copy: Path, database: Path, now: datetime) -> Path | None:
    """Put a copy in the place of ``database``, which nobody may be using; returns where what was there went, if anything.

    Raises ``StoreError``; then nothing was changed.
    """
    if not copy.is_file():
        raise StoreError(
            N_("{file}: dit bestand is er niet, of het is een map. Noem de reservekopie zelf. Er is niets veranderd."),
            file=copy,
        )
    if (wrong := wrong_with(copy)) is not None:
        raise StoreError(
            N_(
                "{file}: dit is geen goede reservekopie van seintje ({why}). Er is niets veranderd. Kies een andere kopie."
            ),
            file=copy,
            why=wrong,
        )
    lock = ProcessLock.take(database)
    part = database.with_name(database.name + ".part")
    try:
        shutil.copyfile(copy, part)
        with part.open("rb+") as file:
            os.fchmod(file.fileno(), 0o600)
            os.fsync(file.fileno())
        aside = _put_aside(database, now)
        os.replace(part, database)
        _settle(database.parent)
    except OSError as error:
        raise StoreError(
            N_("{folder}: hier mag seintje niet schrijven ({why}). Geef rechten op de map of kies een andere."),
            folder=database.parent,
            why=error.strerror,
        ) from None
    finally:
        with contextlib.suppress(OSError):  # of a copy that did not fit
            part.unlink(missing_ok=True)
        lock.release()
    return aside


def _put_aside(database: Path, now: datetime) -> Path | None:
    """The present files keep everything they have, under another name."""
    aside = database.with_name(f"{database.name}.{now:%Y%m%d-%H%M%S}.oud")
    for ending in ("-wal", "-shm", ""):
        there = database.with_name(database.name + ending)
        if there.exists():
            os.replace(there, aside.with_name(aside.name + ending))
    return aside if aside.exists() else None
