"""Values that only the settings have: secrets, files, addresses. What they refer to is resolved here."""

import os
import re
import stat
from collections.abc import Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bot.addresses import split_url, sqlite_at, wrong_with
from bot.config import kinds
from bot.config.secret import Secret
from rules.i18n import N_
from rules.protocol.nodes import Scalar
from rules.protocol.notes import Notes, short
from rules.protocol.problems import phrase
from rules.protocol.shapes.base import ScalarShape, Schema

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENV = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]{0,127})")
BIGGEST = 65_536


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a reference is resolved against: the folder of the file, and the environment."""

    folder: Path
    environ: Mapping[str, str]


_around: ContextVar[Surroundings] = ContextVar("surroundings")


@contextmanager
def surrounded_by(surroundings: Surroundings) -> "Iterator[None]":
    """While the file is read, references mean this."""
    token = _around.set(surroundings)
    try:
        yield
    finally:
        _around.reset(token)


@dataclass(frozen=True)
class SecretRef(ScalarShape[Secret]):
    """``env:NAME`` or ``file:/path``. A literal is refused and never repeated."""

    says: str = N_("een verwijzing naar een geheim: env:NAAM of file:/pad")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> Secret | None:
        """The secret with its value."""
        if not _is_reference(text):
            notes.report(kinds.LITERAL_SECRET, node)
            return None
        return _resolved(text, node, notes)

    def schema(self) -> Schema:
        """A reference."""
        return {"type": "string", "pattern": "^(env:|file:).+"}


def _is_reference(text: str) -> bool:
    return _ENV.fullmatch(text) is not None or text.startswith("file:")


def _resolved(text: str, node: Scalar, notes: Notes) -> Secret | None:
    around = _around.get()
    if named := _ENV.fullmatch(text):
        value = around.environ.get(named[1], "").strip()
        if not value:
            notes.report(kinds.NO_VARIABLE, node, name=named[1])
            return None
        return Secret(value, text)
    return _from_file(around.folder / text.removeprefix("file:"), text, node, notes)


def _from_file(path: Path, reference: str, node: Scalar, notes: Notes) -> Secret | None:
    shown = short(reference.removeprefix("file:"))
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            value = file.read(BIGGEST).decode().strip()
    except (OSError, ValueError) as error:
        why = (error.strerror or "") if isinstance(error, OSError) else "UTF-8"
        notes.report(kinds.NO_SECRET_FILE, node, file=shown, why=why)
        return None
    if not value:
        notes.report(kinds.EMPTY_SECRET_FILE, node, file=shown)
        return None
    if mode & 0o077:
        notes.report(kinds.OPEN_SECRET_FILE, node, file=shown, mode=f"{mode:o}")
    return Secret(value, reference)


@dataclass(frozen=True)
class FilePath(ScalarShape[Path]):
    """A file or folder; relative to the folder of ``config.yaml``."""

    says: str = N_("de naam van een bestand of map")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> Path | None:
        """The absolute path."""
        if "\0" in text or text.startswith(("env:", "file:")):
            self.expected(node, notes)
            return None
        return (_around.get().folder / text).absolute()

    def schema(self) -> Schema:
        """A text."""
        return {"type": "string"}


@dataclass(frozen=True)
class WebAddress(ScalarShape[Secret]):
    """An address to ask, or a reference to one where the address itself is a secret."""

    says: str = N_("een adres, zoals https://www.voorbeeld.nl/rss, of env:NAAM")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> Secret | None:
        """The address; whatever it is, it is never shown whole."""
        address = _resolved(text, node, notes) if _is_reference(text) else Secret(text, _host(text))
        if address is None:
            return None
        if "@" in text and (parts := split_url(text)) is not None and parts.password is not None:
            notes.report(kinds.PASSWORD_IN_ADDRESS, node)
            return None
        if wrong := wrong_with(address.reveal()):
            notes.report(kinds.WRONG_ADDRESS, node, why=phrase(wrong))
            return None
        return address

    def schema(self) -> Schema:
        """An address or a reference."""
        return {"type": "string", "pattern": "^(https?://|env:|file:).+"}


def _host(text: str) -> str:
    parts = split_url(text)
    return (parts.hostname or "") if parts else ""


@dataclass(frozen=True)
class PlainAddress(ScalarShape[str]):
    """An address that is no secret and may be shown, without the slash at its end."""

    says: str = N_("een adres, zoals https://seintje.voorbeeld.nl")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> str | None:
        """The address."""
        if wrong := wrong_with(text):
            notes.report(kinds.WRONG_ADDRESS, node, why=phrase(wrong))
            return None
        return text.rstrip("/")

    def schema(self) -> Schema:
        """An address."""
        return {"type": "string", "pattern": "^https?://.+"}


@dataclass(frozen=True)
class Database(ScalarShape[Secret]):
    """A file for SQLite, ``postgresql://…`` without a password, or a reference to an address with one."""

    says: str = N_("een bestand, zoals data/seintje.db, of een verwijzing naar een postgresql-adres")

    def read_text(self, text: str, node: Scalar, notes: Notes) -> Secret | None:
        """The address for SQLAlchemy."""
        if _is_reference(text):
            found = _resolved(text, node, notes)
            return None if found is None else self._known(found.reveal(), found.reference, node, notes)
        if (parts := split_url(text)) is not None and parts.password is not None:
            notes.report(kinds.PASSWORD_IN_ADDRESS, node)
            return None
        return self._known(text, "", node, notes)

    def _known(self, text: str, reference: str, node: Scalar, notes: Notes) -> Secret | None:
        scheme, separator, rest = text.partition("://")
        if not separator:
            return Secret(sqlite_at((_around.get().folder / text).absolute()), reference or text)
        if scheme == "sqlite":
            return Secret(text, reference or text)
        if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
            return Secret(f"postgresql+psycopg://{rest}", reference or "postgresql")
        notes.report(kinds.UNKNOWN_DATABASE, node)
        return None

    def schema(self) -> Schema:
        """A text."""
        return {"type": "string"}
