"""Carry events to cases: load, decide, commit. The only writer of cases (T2, T4, T6)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.desk import regroup, scaling
from bot.desk.effects import carry_out
from bot.desk.team import Team, team
from bot.failpoints import hit
from bot.ports import Address
from bot.rulebook import Rulebook, Rules
from bot.store import Store, Tx, cases, outbox
from bot.ways import OnlyTelegram, Reach
from rules.case.advance import advance, open_case, open_split
from rules.case.model import (
    Answer,
    Case,
    Decision,
    Effect,
    Event,
    MentionJudged,
    Notify,
    Post,
    Record,
    Reply,
    TimerDue,
    Undeliverable,
)
from rules.duty.staffing import Staffing

log = structlog.get_logger()

AFTER_FAILURE = timedelta(minutes=1)
"""When a timer whose case could not be carried on is tried again."""


class Desk:
    """Takes events to cases."""

    def __init__(
        self,
        store: Store,
        rulebook: Rulebook,
        clock: Clock,
        reach: Reach | None = None,
        groups: Callable[[str], Address | None] = lambda role: None,
        *,
        drill: bool = False,
    ) -> None:
        """``reach``: the ways to people beside Telegram. ``groups``: where the team of a role has its group or topic.

        ``drill``: every case is practice.
        """
        self.drill = drill
        self.store = store
        self.rulebook = rulebook
        self.clock = clock
        self.reach = reach or OnlyTelegram()
        self.groups = groups
        self._held: Team | None = None

    @contextmanager
    def one_team(self, tx: Tx) -> Iterator[None]:
        """Look up once who can be reached, for many events in a row that change nothing about it."""
        self._held = self.team(tx)
        try:
            yield
        finally:
            self._held = None

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.rulebook.current

    def team(self, tx: Tx) -> Team:
        """Who can be reached now, and how."""
        return self._held or team(tx, self.rules, self.reach, self.clock.now())

    def staffing(self, tx: Tx) -> Staffing:
        """Swaps made from the phone and who cannot be reached, for whoever looks from another thread."""
        return team(tx, self.rules, self.reach, self.clock.now()).staffing

    def open(self, tx: Tx, event: MentionJudged) -> int:
        """Open a case for a mention, in the caller's transaction; returns its number."""
        now, rules = self.clock.now(), self.rules
        staff = self.team(tx)
        number = cases.next_number(tx)
        decision = open_case(number, event, rules.protocol, now, staff.staffing)
        decision = replace(decision, case=replace(decision.case, drill=self.drill))
        settled, effects = self._follow(decision, rules, now, staff)
        cases.create(tx, settled, rules.version, now)
        self._carry_out(tx, settled, 1, effects, now, staff)
        return number

    def _open_split(self, tx: Tx, event: MentionJudged, by: str, origin: int, also: tuple[MentionJudged, ...]) -> int:
        """A case for mentions that a person took out of another one."""
        now, rules = self.clock.now(), self.rules
        number = cases.next_number(tx)
        decision = open_split(number, event, by, origin, rules.protocol, now, also)
        cases.create(tx, decision.case, rules.version, now)
        self._carry_out(tx, decision.case, 1, list(decision.effects), now, team(tx, rules))
        return number

    def handle(self, tx: Tx, number: int, event: Event) -> Answer | None:
        """Take one event to a case, in the caller's transaction. The answer is for whoever acted."""
        found = cases.load(tx, number)
        if found is None:
            return Answer(Reply.UNKNOWN, alert=True)
        case, version = found
        now, rules = self.clock.now(), self.rules
        staff = self.team(tx)
        sure = regroup.checked(tx, case, event)
        if isinstance(sure, Answer):
            return sure
        decision = advance(case, sure, rules.protocol, now, staff.staffing)
        settled, effects = self._follow(decision, rules, now, staff)
        if settled != case or effects:
            if not cases.save(tx, settled, version, now):
                raise RuntimeError(f"case {number} changed while it was held")
            self._carry_out(tx, settled, version + 1, effects, now, staff)
            if settled.storm_since is not None and settled.turn != case.turn:
                scaling.redraw(
                    tx, number, now
                )  # whoever was asked whether it is over sees that, wherever it was decided
        return decision.answer

    def _carry_out(self, tx: Tx, case: Case, version: int, effects: list[Effect], now: datetime, staff: Team) -> None:
        carry_out(tx, case, version, effects, now, staff, self.rules.protocol)
        for effect in effects:
            if isinstance(effect, Post):
                self._post(tx, case, effect.role, now)
            regroup.carry_out(
                tx,
                case,
                effect,
                lambda number, event: self.handle(tx, number, event),
                lambda event, by, origin, also: self._open_split(tx, event, by, origin, also),
            )

    def _post(self, tx: Tx, case: Case, role: str, now: datetime) -> None:
        """The team's silent copy; the log says so when the topic is too busy for it."""
        group = self.groups(role)
        if group is None:
            return
        posted = outbox.add_copy(tx, case.id, role, group, now)
        cases.record(tx, case.id, Record("posted" if posted else "not_posted", detail=role), now)

    def tick(self, tx: Tx, limit: int = 100) -> int:
        """T4: take every due timer to its case, one step a case; returns how many were taken."""
        due = cases.due_timers(tx, self.clock.now(), limit)
        taken = sum(self._timer(tx, timer, number, TimerDue(kind, step)) for timer, number, kind, step in due)
        if taken:
            hit("timer.decided")
        return taken

    def _timer(self, tx: Tx, timer: int, number: int, event: TimerDue) -> bool:
        """One timer in a savepoint of its own: a case that cannot be carried on holds up no other, and is tried again.

        False when another node has the case in hand: it will settle the timer or leave it to the next look.
        """
        try:
            with tx.begin_nested():
                if not cases.hold(tx, number):
                    return False
                if cases.timer_done(tx, timer):
                    self.handle(tx, number, event)
        except Exception:
            log.exception("timer_failed", case=number, kind=event.kind.value)
            cases.postpone_timer(tx, timer, self.clock.now() + AFTER_FAILURE)
        return True

    def act(self, number: int, event: Event) -> Answer | None:
        """One event of a person at the web or the command line, committed."""
        return self.store.write(lambda tx: self.handle(tx, number, event))

    def _follow(self, decision: Decision, rules: Rules, now: datetime, staff: Team) -> tuple[Case, list[Effect]]:
        """The decision and what follows of it at once: whoever has no address is undeliverable before anything is sent."""
        case, effects, seen = decision.case, list(decision.effects), set[str]()
        while missing := _without_address(effects, staff, seen):
            seen.add(missing)
            effects = [e for e in effects if not (isinstance(e, Notify) and e.person == missing)]
            more = advance(case, Undeliverable(missing, "not_paired"), rules.protocol, now, staff.staffing)
            case = more.case
            effects += more.effects
        if not any(isinstance(e, Notify) for e in effects) and seen:
            log.error("nobody_reachable", case=case.id)
        return case, [e for e in effects if not (isinstance(e, Notify) and e.person in seen)]


def _without_address(effects: list[Effect], staff: Team, seen: set[str]) -> str | None:
    for effect in effects:
        if isinstance(effect, Notify) and effect.person not in seen and staff.first(effect.person) is None:
            return effect.person
    return None
