"""Versions of the protocol (T7). The active one rules; a broken file never becomes a version."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store.engine import Tx
from bot.store.schema import case_log, protocols
from rules.protocol.versions import Broad, Proposal, State

_TROUBLE = ("protocol_broken", "protocol_mended")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the protocol as its files' texts, by name. ``base`` is the number of the version it changes."""

    number: int
    hash: str
    files: Mapping[str, str]
    author: str
    reason: str
    stored_at: datetime
    state: State
    base: int | None = None
    broad: tuple[Broad, ...] = ()
    decided_by: str = ""
    decided_at: datetime | None = None

    @property
    def proposal(self) -> Proposal:
        """What deciding on it needs."""
        return Proposal(self.state, self.author, self.broad)


@dataclass(frozen=True, slots=True)
class New:
    """A checked version on its way into the store."""

    files: Mapping[str, str]
    author: str = ""
    reason: str = ""
    state: State = State.ACTIVE
    broad: tuple[Broad, ...] = ()


def digest(files: Mapping[str, str]) -> str:
    """A hash of the texts and their names."""
    text = json.dumps(sorted(files.items()), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def active(tx: Tx) -> Version | None:
    """The version in force."""
    return _first(tx, protocols.c.state == State.ACTIVE)


def active_number(tx: Tx) -> int | None:
    """The number of the version in force."""
    return tx.execute(sa.select(protocols.c.version).where(protocols.c.state == State.ACTIVE)).scalar()


def hold(tx: Tx) -> Version | None:
    """The version in force, held until the end of the transaction: two nodes that saw one file make one version of it."""
    tx.execute(sa.select(protocols.c.version).where(protocols.c.state == State.ACTIVE).with_for_update())
    return active(tx)


def proposed(tx: Tx) -> Version | None:
    """The version that waits for somebody's word; there is never more than one."""
    return _first(tx, protocols.c.state == State.PROPOSED)


def newest(tx: Tx) -> Version | None:
    """The version that was stored last, whatever came of it."""
    return _first(tx, sa.true())


def version(tx: Tx, number: int) -> Version | None:
    """The version of that number."""
    return _first(tx, protocols.c.version == number)


def versions(tx: Tx, limit: int = 50) -> list[Version]:
    """The newest versions, newest first."""
    rows = tx.execute(sa.select(protocols).order_by(protocols.c.version.desc()).limit(limit))
    return [_version(row) for row in rows]


def add(tx: Tx, new: New, now: datetime) -> int:
    """T7: store a checked version, in force or as a proposal; returns its number.

    What it takes the place of (the version in force, or a proposal nobody decided on) is superseded.
    """
    base = active_number(tx)
    _supersede(tx, State.PROPOSED, now)
    if new.state is State.ACTIVE:
        _supersede(tx, State.ACTIVE, now)
    row = tx.execute(
        protocols.insert()
        .values(
            hash=digest(new.files),
            files=json.dumps(dict(new.files), ensure_ascii=True),
            author=new.author,
            reason=new.reason,
            stored_at=now,
            state=new.state,
            base=base,
            broad=json.dumps([asdict(one) for one in new.broad]) if new.broad else "",
        )
        .returning(protocols.c.version)
    ).one()
    return int(row.version)


def withdraw(tx: Tx, now: datetime) -> bool:
    """The proposal is not meant any more (the file says what is in force again). Whether there was one."""
    return _supersede(tx, State.PROPOSED, now) > 0


def signed(tx: Tx, number: int, author: str, reason: str) -> None:
    """Say who wrote a proposal, and why."""
    tx.execute(protocols.update().where(protocols.c.version == number).values(author=author, reason=reason))


def decided(tx: Tx, number: int, state: State, by: str, now: datetime) -> bool:
    """Keep what was decided on a proposal, and put it in force if that is it. False: it was decided already."""
    values = {"state": state, "decided_by": by, "decided_at": now}
    waits = sa.and_(protocols.c.version == number, protocols.c.state == State.PROPOSED)
    if not tx.execute(sa.select(protocols.c.version).where(waits).with_for_update()).first():
        return False
    if state is State.ACTIVE:
        _supersede(tx, State.ACTIVE, now)
    return tx.execute(protocols.update().where(waits).values(**values)).rowcount == 1


def _supersede(tx: Tx, state: State, now: datetime) -> int:
    values: dict[str, Any] = {"state": State.SUPERSEDED}
    if state is State.PROPOSED:
        values["decided_at"] = now
    return tx.execute(protocols.update().where(protocols.c.state == state).values(**values)).rowcount


# --- a file that cannot rule ----------------------------------------------------------------------------------


def trouble(tx: Tx) -> str | None:
    """The hash of the broken file that was told of last; None when all is well (again). The log of the house knows."""
    row = tx.execute(
        sa.select(case_log.c.what, case_log.c.detail)
        .where(case_log.c.case_id.is_(None), case_log.c.what.in_(_TROUBLE))
        .order_by(case_log.c.id.desc())
        .limit(1)
    ).first()
    return row.detail if row is not None and row.what == "protocol_broken" else None


# --- rows ------------------------------------------------------------------------------------------------------


def _first(tx: Tx, where: sa.ColumnElement[bool]) -> Version | None:
    row = tx.execute(sa.select(protocols).where(where).order_by(protocols.c.version.desc()).limit(1)).first()
    return None if row is None else _version(row)


def _version(row: sa.Row[*tuple[Any, ...]]) -> Version:
    return Version(
        number=row.version,
        hash=row.hash,
        files=json.loads(row.files),
        author=row.author,
        reason=row.reason,
        stored_at=row.stored_at,
        state=State(row.state),
        base=row.base,
        broad=_broad(json.loads(row.broad or "[]")),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )


def _broad(plain: Sequence[Mapping[str, Any]]) -> tuple[Broad, ...]:
    return tuple(Broad(**one) for one in plain)
