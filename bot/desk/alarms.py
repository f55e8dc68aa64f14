"""Tell the manager that something is wrong with the service itself, by a way that works."""

from collections.abc import Collection, Iterable
from datetime import datetime

import structlog

from bot.desk.casework import Desk
from bot.desk.team import Team
from bot.store import Tx, cases, lines, outbox
from bot.store.outbox import Kind
from bot.texts import as_payload
from bot.ways import Way
from rules.case.model import Record
from rules.explain.alarms import Alarm, alarm_text
from rules.i18n import Lang
from rules.protocol.model import Protocol

log = structlog.get_logger()


def alarm(
    tx: Tx, desk: Desk, what: Alarm, key: str, now: datetime, *, avoid: Collection[str] = (), **values: str
) -> bool:
    """Tell whoever manages the protocol, once for each ``key``; the house's log has it in any case.

    By the first way that works; ``avoid`` are ways to take only when there is no other. False when nobody can be told.
    """
    cases.record(tx, None, Record("alarm", detail=what.value), now)
    staff, failing = desk.team(tx), lines.failing(tx)
    found = _somebody(managers(desk.rules.protocol), staff, {*failing, *avoid}) or _somebody(
        managers(desk.rules.protocol), staff, failing
    )
    if found is None:
        log.critical("alarm_reaches_nobody", what=what.value)
        return False
    person, way = found
    lang = Lang(desk.rules.protocol.people[person].lang)
    outbox.add_text(
        tx,
        key=f"alarm:{what.value}:{key}",
        kind=Kind.TEXT,
        notifier=way.notifier,
        address=way.address,
        payload=as_payload(alarm_text(what, lang, **values), lang),
        now=now,
        urgent=True,
    )
    return True


def managers(protocol: Protocol) -> list[str]:
    """Who hears of trouble with the service: who keeps the protocol, who approves it, then the last resort's people."""
    resort = protocol.last_resort.notify if protocol.last_resort else ()
    last = [person for role in resort if role in protocol.roles for person in protocol.roles[role].people]
    wanted = [*([protocol.owner] if protocol.owner else []), *protocol.approved_by, *last]
    return [person for person in dict.fromkeys(wanted) if person in protocol.people]


def _somebody(people: Iterable[str], staff: Team, avoid: Collection[str]) -> tuple[str, Way] | None:
    for person in people:
        for way in staff.ways.get(person, ()):
            if way.notifier not in avoid and not way.calls:
                return person, way
    return None
