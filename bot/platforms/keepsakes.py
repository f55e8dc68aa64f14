"""What a platform must remember that is a secret: a refreshed token, a session. One file a source, readable by us alone."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol


class Keepsakes(Protocol):
    """Secrets of sources between runs. Never in the database: that is copied, searched and shown."""

    def get(self, source: str) -> str:
        """What was put last; empty when nothing was."""

    def put(self, source: str, value: str) -> None:
        """Keep it; when this returns it is on disk. Raises ``OSError``."""

    def alone(self, source: str) -> AbstractContextManager[bool]:
        """Whether nobody else, in any process, is changing it now; nobody will until this ends. Raises ``OSError``."""


class FileKeepsakes:
    """Files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, source: str) -> str:
        """What was put last."""
        try:
            return self._file(source).read_text("utf-8")
        except FileNotFoundError:
            return ""

    def put(self, source: str, value: str) -> None:
        """Write beside it, then put in its place: old or new, never half."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._file(source)
        fresh = file.with_suffix(".new")
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.write(value)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(file)

    @contextmanager
    def alone(self, source: str) -> Iterator[bool]:
        """A lock beside the file; the kernel frees it when we die."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self._file(source).with_suffix(".lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def _file(self, source: str) -> Path:
        return self._folder / f"{re.sub(r'[^A-Za-z0-9_-]', lambda found: f'%{ord(found[0]):x}', source)}.keep"


class NoKeepsakes:
    """Remembers as long as it lives: looks without a data folder, tests."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def get(self, source: str) -> str:
        """What was put last."""
        return self._kept.get(source, "")

    def put(self, source: str, value: str) -> None:
        """Remember it."""
        self._kept[source] = value

    def alone(self, source: str) -> AbstractContextManager[bool]:
        """There is nobody else."""
        return nullcontext(True)
