"""What the house itself looks at by the clock, beside the timers of cases: patterns, storms, the morning."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

import structlog

from bot.clock import Clock
from bot.desk.casework import Desk
from bot.desk.effects import MORNING
from bot.desk.patterns import CHORE, Patterns, summary_chore
from bot.desk.scaling import ASK_AGAIN, key_of, may_ask
from bot.desk.team import Team
from bot.store import Tx, bundles, cases, outbox, rhythm
from bot.store.outbox import Kind
from bot.texts import as_payload
from bot.ways import Way
from rules.case.model import Case, Record, State
from rules.duty.hours import due, is_office
from rules.duty.roster import who
from rules.explain.sheets import evaluation_due
from rules.i18n import Lang
from rules.judge.patterns import is_seen

log = structlog.get_logger()

OVERNIGHT = timedelta(days=5)
"""So far the morning message looks back: a long weekend."""


class Chores:
    """Carries out what is due."""

    def __init__(
        self,
        desk: Desk,
        patterns: Patterns,
        clock: Clock,
        others: Mapping[str, Callable[[Tx, int], object]] = MappingProxyType({}),
        public_url: str = "",
    ) -> None:
        """``public_url``: where our pages are, empty for none.

        ``others``: what other rooms look at later, by the first word of the chore; each takes the number behind it."""
        self.others = others
        self.public_url = public_url.rstrip("/")
        self.desk = desk
        self.patterns = patterns
        self.clock = clock

    def run(self, tx: Tx) -> int:
        """Every chore that is due, each in a savepoint of its own; returns how many there were."""
        names = rhythm.due_chores(tx, self.clock.now())
        for name in names:
            try:
                with tx.begin_nested():
                    self._do(tx, name)
            except Exception:
                log.exception("chore_failed", chore=name)
        return len(names)

    def _do(self, tx: Tx, name: str) -> None:
        what, _, number = name.partition(":")
        if what == CHORE:
            self.patterns.chore(tx)
            for storm in cases.storms(tx):
                self._scale_down(tx, storm)
        elif what == ASK_AGAIN:
            found = cases.peek(tx, int(number))
            if found is not None and found[0].state is not State.RESOLVED:
                self._scale_down(tx, found[0])
        elif what == MORNING:
            self._morning(tx)
        elif what == "summary":
            self._summary(tx, int(number))
        elif what == "evaluate":
            self._evaluate(tx, int(number))
        elif what in self.others:
            self.others[what](tx, int(number))

    # --- a storm ---------------------------------------------------------------------------------------------

    def _summary(self, tx: Tx, number: int) -> None:
        """How it stands, silently: one message a person, edited every time. A storm that is over is evaluated."""
        found = cases.peek(tx, number)
        if found is None:
            return
        case, now, policy = found[0], self.clock.now(), self.desk.rules.protocol.storm
        if case.state is State.RESOLVED:
            self._over(tx, case, now)
            return
        for person, way in self._readers(tx, [case.assignee] if case.assignee else case.told):
            key = f"summary:{number}:{person}"
            if not bundles.add_sheet(tx, key, "summary", person, way.notifier, way.address, now, case_id=number):
                bundles.redraw_sheet(tx, key, str(now.timestamp()), now)
        rhythm.start_chore(tx, summary_chore(number), now + policy.summary)

    def _over(self, tx: Tx, case: Case, now: datetime) -> None:
        span = self.desk.rules.protocol.storm.evaluate_within
        if span is not None:
            at = due(case.resolved_at or now, span, self.desk.rules.protocol)
            rhythm.start_chore(tx, f"evaluate:{case.id}", at)

    def _evaluate(self, tx: Tx, number: int) -> None:
        """The reminder, to whoever closed the storm, else to the protocol's owner."""
        found, protocol, now = cases.peek(tx, number), self.desk.rules.protocol, self.clock.now()
        if found is None or found[0].state is not State.RESOLVED or protocol.storm.evaluate_within is None:
            return
        days = protocol.storm.evaluate_within.amount.days
        person = found[0].assignee or protocol.owner or ""
        way = self.desk.team(tx).reads(person)
        if way is None or person not in protocol.people:
            return
        lang = Lang(protocol.people[person].lang)
        text = evaluation_due(number, days, lang, self.public_url)
        outbox.add_text(
            tx,
            key=f"evaluate:{number}:{person}",
            kind=Kind.TEXT,
            notifier=way.notifier,
            address=way.address,
            payload=as_payload(text, lang, silent=not is_office(now, protocol)),
            now=now,
        )
        cases.record(tx, number, Record("evaluation_due", person), now)

    def _scale_down(self, tx: Tx, storm: Case) -> None:
        """Ask whether it is over, when the protocol's pattern says it looks so; again only after the pattern's window."""
        now, protocol = self.clock.now(), self.desk.rules.protocol
        if not may_ask(tx, storm):
            return
        for pattern in protocol.patterns:
            if pattern.proposes is None or now - (storm.storm_since or now) < pattern.within:
                continue
            if not is_seen(pattern, self.patterns.window(tx, pattern, "", now)):
                continue
            answer = who(pattern.ask or "", now, protocol, self.desk.team(tx).staffing)
            turn = int((now - (storm.storm_since or now)) / pattern.within)
            for person, way in self._readers(tx, answer.people):
                key = key_of(tx, storm, turn, person)
                if bundles.add_sheet(
                    tx,
                    key,
                    "scale_down",
                    person,
                    way.notifier,
                    way.address,
                    now,
                    case_id=storm.id,
                    loud=is_office(now, protocol),
                ):
                    cases.record(tx, storm.id, Record("scale_down_asked", person), now)

    # --- the morning -------------------------------------------------------------------------------------------

    def _morning(self, tx: Tx) -> None:
        """What came silently and still waits, in one loud message for everybody whose it is."""
        now, protocol = self.clock.now(), self.desk.rules.protocol
        staff, told = self.desk.team(tx), bundles.quiet_ones(tx, now - OVERNIGHT)
        waiting: dict[str, dict[int, None]] = {}
        for person, numbers in told.items():
            for number in numbers:
                found = cases.peek(tx, number)
                if found is None or found[0].state is not State.OPEN:
                    continue
                for one in (person, *self._owners(found[0], staff, now)):
                    waiting.setdefault(one, {})[number] = None
        for person, way in self._readers(tx, waiting):
            payload = "morning\n" + json.dumps(list(waiting[person]))
            key = f"morning:{now.astimezone(protocol.timezone).date()}:{person}"
            if bundles.add_sheet(tx, key, payload, person, way.notifier, way.address, now, loud=True):
                cases.record(tx, None, Record("morning", person), now)

    def _owners(self, case: Case, staff: Team, now: datetime) -> tuple[str, ...]:
        role = case.owner
        if role is None:
            return ()
        return who(role, now, self.desk.rules.protocol, staff.staffing, location=case.location).people

    def _readers(self, tx: Tx, people: Iterable[str]) -> list[tuple[str, Way]]:
        """By which way each of them reads what is long: their phone, else mail, else a service; not a text message."""
        staff = self.desk.team(tx)
        found = [(person, staff.reads(person)) for person in dict.fromkeys(people)]
        return [(person, way) for person, way in found if way is not None]
