"""What the auditor reads of the database, and what it remembers there. Counting only; bounds are ``rules.audit.find``'s."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec
import sqlalchemy as sa

from bot.store import dead, leases, people
from bot.store.codec import dump
from bot.store.engine import Tx
from bot.store.inserting import insert
from bot.store.schema import (
    EPOCH,
    MICROSECOND,
    cases,
    cursors,
    findings,
    mentions,
    outbox,
    protocols,
    quarantine,
    sources,
    timers,
    updates,
)
from rules.audit.find import OUTBOX, RECENT, TIMER
from rules.audit.model import Finding, Lost, OpenCase, Pile, Source, Vault
from rules.audit.tell import Known

Stretches = Callable[[datetime], Sequence[tuple[datetime, datetime]]]
"""When the newest mention came → the stretches of earlier weeks to count in."""

PULSE = "auditor_pulse"
_finding = msgspec.json.Decoder(Finding)


def vault(tx: Tx, now: datetime, stretches: Stretches) -> Vault:
    """What the database says at ``now``, on one snapshot."""
    ways, lost = _ways(tx)
    return Vault(
        timers=_pile(tx, timers.c.due_at, timers.c.state == "pending", timers.c.due_at <= now - TIMER),
        outbox=_outbox(tx, now),
        without_timer=_without_timer(tx),
        untold=_untold(tx),
        unjudged=_pile(tx, mentions.c.stored_at, mentions.c.state == "new"),
        unanswered=_pile(tx, updates.c.received_at, updates.c.state == "new"),
        sources=_sources(tx, stretches),
        ways=ways,
        lost=lost,
        dead=_dead(tx, now),
        quarantined=_quarantined(tx, now),
        proposed_since=tx.execute(
            sa.select(sa.func.min(protocols.c.stored_at)).where(protocols.c.state == "proposed")
        ).scalar(),
        leases={one.name: one.until for one in leases.read(tx)},
    )


def _pile(tx: Tx, moment: sa.Column[datetime], *where: sa.ColumnElement[bool]) -> Pile | None:
    count, since = tx.execute(sa.select(sa.func.count(), sa.func.min(moment)).where(*where)).one()
    return Pile(count, since) if count else None


def _outbox(tx: Tx, now: datetime) -> dict[str, Pile]:
    """By notifier what could have gone long ago. What is kept for later on purpose does not wait yet."""
    since = sa.func.coalesce(outbox.c.first_tried, outbox.c.next_at)
    rows = tx.execute(
        sa.select(outbox.c.notifier, sa.func.count().label("n"), sa.func.min(since).label("since"))
        .where(outbox.c.state.in_(["pending", "sending"]), since <= now - OUTBOX)
        .group_by(outbox.c.notifier)
    )
    return {row.notifier: Pile(row.n, row.since) for row in rows}


def _open(tx: Tx, *where: sa.ColumnElement[bool]) -> tuple[OpenCase, ...]:
    query = sa.select(cases.c.id, cases.c.level, cases.c.changed_at).where(cases.c.state == "open", *where)
    return tuple(OpenCase(r.id, r.level, r.changed_at) for r in tx.execute(query.order_by(cases.c.id)))


def _without_timer(tx: Tx) -> tuple[OpenCase, ...]:
    return _open(tx, ~sa.exists().where(timers.c.case_id == cases.c.id, timers.c.state == "pending"))


def _untold(tx: Tx) -> tuple[OpenCase, ...]:
    """Open cases of which no message was sent, waits or was bundled."""
    lives = outbox.c.state.in_(["sent", "pending", "sending", "replaced"])
    return _open(tx, ~sa.exists().where(outbox.c.case_id == cases.c.id, lives))


def _sources(tx: Tx, stretches: Stretches) -> tuple[Source, ...]:
    found = []
    for row in tx.execute(sa.select(sources).order_by(sources.c.name)).all():
        usual = tuple(_brought(tx, row.name, *one) for one in (stretches(row.heard_at) if row.heard_at else ()))
        found.append(
            Source(
                row.name,
                looked_at=row.looked_at,
                failing_since=row.failing_since,
                blind=row.blind,
                error=row.error,
                last=row.heard_at,
                usual=usual,
                deaths=row.deaths,
                died_at=row.died_at,
            )
        )
    return tuple(found)


def _brought(tx: Tx, source: str, start: datetime, end: datetime) -> int:
    where = (mentions.c.source == source, mentions.c.stored_at > start, mentions.c.stored_at <= end)
    return tx.execute(sa.select(sa.func.count()).select_from(mentions).where(*where)).scalar_one()


def _ways(tx: Tx) -> tuple[dict[str, frozenset[str]], tuple[Lost, ...]]:
    ways: dict[str, set[str]] = {}
    lost = []
    for contact in people.contacts(tx):
        if contact.unreachable_since is None:
            ways.setdefault(contact.person, set()).add(contact.notifier)
        else:
            lost.append(Lost(contact.person, contact.notifier, contact.unreachable_since))
    return {person: frozenset(known) for person, known in ways.items()}, tuple(lost)


def _dead(tx: Tx, now: datetime) -> Pile | None:
    return _pile(tx, outbox.c.settled_at, dead.unseen(), outbox.c.settled_at > now - RECENT)


def _quarantined(tx: Tx, now: datetime) -> Pile | None:
    judged = _pile(tx, mentions.c.stored_at, mentions.c.state == "quarantined", mentions.c.stored_at > now - RECENT)
    read = _pile(tx, quarantine.c.at, quarantine.c.at > now - RECENT)
    both = [pile for pile in (judged, read) if pile is not None]
    return Pile(sum(p.count for p in both), min(p.since for p in both)) if both else None


# --- memory ---------------------------------------------------------------------------------------------------


def ledger(tx: Tx) -> tuple[Known, ...]:
    """What the auditor remembers."""
    rows = tx.execute(sa.select(findings).order_by(findings.c.first_at, findings.c.key))
    return tuple(
        Known(_finding.decode(r.body), r.first_at, r.told_at, r.mended_at, r.mended_said)
        for r in rows  # written by this program or an older one of the same schema
    )


def remember(tx: Tx, known: Iterable[Known]) -> None:
    """From now on the auditor remembers exactly this."""
    there = {entry.finding.key: entry for entry in known}
    tx.execute(findings.delete().where(findings.c.key.not_in(there)))
    for key, entry in there.items():
        values = {
            "body": dump(entry.finding),
            "first_at": entry.first_at,
            "told_at": entry.told_at,
            "mended_at": entry.mended_at,
            "mended_said": entry.mended_said,
        }
        statement = insert(tx, findings).values(key=key, **values)
        tx.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


def pulse(tx: Tx, now: datetime) -> None:
    """Write something, to find out whether anything can be written."""
    values = {"value": (now - EPOCH) // MICROSECOND}
    statement = insert(tx, cursors).values(name=PULSE, **values)
    tx.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))
