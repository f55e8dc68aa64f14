"""When one way to reach people fails: urgent messages go the second way, and the first goes on trying."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from bot.clock import Clock
from bot.desk.alarms import alarm
from bot.desk.casework import Desk
from bot.ports import TELEGRAM
from bot.store import Tx, cases, fallback, lines, people
from bot.store.fallback import Stuck
from bot.store.lines import Line
from bot.store.outbox import Errand, Kind
from rules.case.delivery import Circuit, Fault, given_up, held_until, next_way
from rules.case.model import Record
from rules.explain.alarms import Alarm

log = structlog.get_logger()

WAITED_FOR = ("unreachable", "token")
"""Faults that are over once the way works again. What may have arrived keeps its own pace."""


class SecondWay:
    """Keeps how the ways stand, and sends by another what does not get through by its own."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.desk = desk
        self.clock = clock
        self._seen: set[tuple[int, frozenset[str]]] = set()

    # --- a way as a whole -------------------------------------------------------------------------------------

    def failed(self, tx: Tx, notifier: str, fault: Fault, now: datetime) -> None:
        """One more failure that is the way's own. A refused credential is told to the manager at once."""
        known = lines.failing(tx).get(notifier)
        circuit = Circuit(known.failing_since if known else None).failed(now)
        lines.failed(tx, notifier, fault.value, now, held_until(fault, circuit, now))
        if known is None:
            cases.record(tx, None, Record("line_failing", detail=notifier), now)
        if fault is Fault.TOKEN and (known is None or known.fault != fault.value):
            key = f"{notifier}:{now.isoformat()}"
            alarm(tx, self.desk, Alarm.TOKEN, key, now, notifier=notifier)

    def restored(self, tx: Tx, notifier: str, now: datetime) -> None:
        """It works again: what waited goes out now, and what piled up for one person goes as one message."""
        before = lines.worked(tx, notifier)
        if before is None:
            return
        cases.record(tx, None, Record("line_restored", detail=notifier), now)
        log.info("line_restored", notifier=notifier, failed_for=(now - before.failing_since).total_seconds())
        if not _given_up(before, now):
            return
        if notifier == TELEGRAM:
            for rows in fallback.piled_up(tx, notifier).values():
                if len({row.case_id for row in rows}) > 1:
                    fallback.digest(tx, rows, now)
        fallback.hurry(tx, notifier, WAITED_FOR, now)

    def sweep(self, tx: Tx, failing: Mapping[str, Line], now: datetime) -> None:
        """Every loud message that waits for a way that was given up goes another one as well."""
        given = frozenset(name for name, line in failing.items() if _given_up(line, now))
        if not given:
            self._seen.clear()
        for name in given:
            for message in fallback.stuck(tx, name):
                if (message.id, given) not in self._seen:
                    self._seen.add((message.id, given))
                    self._another_way(tx, message, given, now)

    # --- one message, one person ----------------------------------------------------------------------------------

    def fall_back(self, tx: Tx, errand: Errand, now: datetime) -> None:
        """This message takes too long or does not arrive: the same person is told another way as well, if it is urgent."""
        if errand.kind == Kind.NOTICE and errand.loud and errand.person:
            self._another_way(tx, fallback.of_errand(errand), frozenset(lines.failing(tx)), now)

    def _another_way(self, tx: Tx, message: Stuck, failing: frozenset[str], now: datetime) -> None:
        ways = [(way.notifier, way.address) for way in self.desk.team(tx).ways.get(message.person, ())]
        found = next_way(ways, fallback.tried(tx, message.root), failing)
        if found is not None:
            fallback.add(tx, message, *found, now)
            cases.record(tx, message.case_id, Record("second_way", message.person, found[0]), now)

    def unreachable(self, tx: Tx, errand: Errand, fault: str, now: datetime) -> None:
        """Nothing arrives at this person's address any more: it is not tried again, and the manager hears so."""
        if not self._written_off(tx, errand, fault, now):
            return
        cases.record(tx, None, Record("unreachable", detail=errand.person), now)
        person = self.desk.rules.protocol.people.get(errand.person)
        name = person.name if person else errand.person
        key = f"{errand.person}:{errand.notifier}:{now.isoformat()}"
        alarm(tx, self.desk, Alarm.UNREACHABLE, key, now, name=name, person=errand.person, notifier=errand.notifier)

    def _written_off(self, tx: Tx, errand: Errand, fault: str, now: datetime) -> bool:
        if errand.notifier == TELEGRAM:
            return people.unreachable(tx, errand.person, errand.notifier, fault, now)
        person = self.desk.rules.protocol.people.get(errand.person)
        ways = self.desk.reach.ways(person) if person else ()
        known = [way.fingerprint for way in ways if (way.notifier, way.address) == (errand.notifier, errand.address)]
        return any(lines.dead(tx, errand.person, errand.notifier, mark, fault, now) for mark in known)


def _given_up(line: Line, now: datetime) -> bool:
    return given_up(Fault(line.fault), Circuit(line.failing_since), now)
