"""One process at a time on one SQLite file: a second is refused and told who holds it."""

import fcntl
import os
from pathlib import Path
from typing import TextIO

from bot.errors import Explained
from rules.i18n import N_


class StoreError(Explained):
    """The database cannot be used. The message says which, why, and what to do; nothing was changed."""


class InUseError(StoreError):
    """Another process has the database."""


class ProcessLock:
    """An exclusive lock beside the database, with our process id in it. The kernel frees it when we die."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    @classmethod
    def take(cls, database: Path) -> "ProcessLock":
        """Lock it. Raises ``StoreError`` when another process has it or the folder cannot be written."""
        return cls._take(
            database.with_name(database.name + ".lock"),
            database,
            N_(
                "{database}: deze database is al in gebruik door proces {holder}. "
                "Stop dat proces eerst, of gebruik een andere database."
            ),
        )

    @classmethod
    def take_folder(cls, folder: Path) -> "ProcessLock":
        """Lock a node's own folder. Raises ``StoreError`` when another process has it or it cannot be written."""
        return cls._take(
            folder / "seintje.lock",
            folder,
            N_(
                "{database}: deze map is al in gebruik door proces {holder}. "
                "Stop dat proces eerst, of geef deze seintje een eigen map bij 'data' in config.yaml."
            ),
        )

    @classmethod
    def _take(cls, path: Path, database: Path, taken: str) -> "ProcessLock":
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = path.open("a+", encoding="ascii")
        except OSError as error:
            raise StoreError(
                N_("{folder}: hier mag seintje niet schrijven ({why}). Geef rechten op de map of kies een andere."),
                folder=path.parent,
                why=error.strerror,
            ) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip() or "?"
            file.close()
            raise InUseError(
                taken,
                database=database,
                holder=holder,
            ) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        return cls(file)

    def release(self) -> None:
        """Free it. May be called twice."""
        self._file.close()
