"""Versions of the protocol (T7). The active one rules; a broken file never becomes a version."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.schema import protocols


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the protocol as its files' texts, by name."""

    number: int
    hash: str
    files: Mapping[str, str]
    author: str
    reason: str
    stored_at: datetime


def digest(files: Mapping[str, str]) -> str:
    """A hash of the texts and their names."""
    text = json.dumps(sorted(files.items()), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def active(tx: Tx) -> Version | None:
    """The version in force."""
    row = tx.execute(sa.select(protocols).where(protocols.c.active)).first()
    return None if row is None else _version(row)


def version(tx: Tx, number: int) -> Version | None:
    """An earlier version."""
    row = tx.execute(sa.select(protocols).where(protocols.c.version == number)).first()
    return None if row is None else _version(row)


def activate(tx: Tx, files: Mapping[str, str], author: str, reason: str, now: datetime) -> int:
    """T7: store a (checked) version and put it in force; the same texts again change nothing. Returns its number."""
    now_active = active(tx)
    if now_active is not None and now_active.hash == digest(files):
        return now_active.number
    tx.execute(protocols.update().where(protocols.c.active).values(active=False))
    row = tx.execute(
        protocols.insert()
        .values(
            hash=digest(files),
            files=json.dumps(dict(files), ensure_ascii=True),
            author=author,
            reason=reason,
            stored_at=now,
            active=True,
        )
        .returning(protocols.c.version)
    ).one()
    return int(row.version)


def _version(row: sa.Row[*tuple[Any, ...]]) -> Version:
    return Version(row.version, row.hash, json.loads(row.files), row.author, row.reason, row.stored_at)
