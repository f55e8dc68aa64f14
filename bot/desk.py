"""Carry events to cases: load, decide, commit. The only writer of cases (T2, T4, T6)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.clock import Clock
from bot.failpoints import hit
from bot.rulebook import Rulebook, Rules
from bot.store import Store, Tx, bundles, cases, outbox, people, rhythm
from rules.case.advance import advance, open_case
from rules.case.facts import is_urgent
from rules.case.limits import bundle_at, is_limited, limits_of
from rules.case.model import (
    Answer,
    Case,
    Decision,
    Effect,
    Event,
    MentionJudged,
    NoticeKind,
    Notify,
    Record,
    Redraw,
    Reply,
    StartTimer,
    StopTimers,
    TimerDue,
    Undeliverable,
    Withdraw,
)
from rules.duty.hours import is_office, next_office_opening
from rules.duty.staffing import Staffing
from rules.protocol.model import Protocol

log = structlog.get_logger()

UNHURRIED = timedelta(seconds=30)
"""Edits that only add a mention wait this long, so that a burst becomes one edit."""

AFTER_FAILURE = timedelta(minutes=1)
"""When a timer whose case could not be carried on is tried again."""

TELEGRAM = "telegram"
MORNING = "morning"
"""The chore of telling in the morning what came silently."""


@dataclass(frozen=True, slots=True)
class Team:
    """Who can be reached, and where, at this moment."""

    staffing: Staffing
    addresses: dict[tuple[str, str], str]

    def address(self, person: str) -> str | None:
        """The person's own Telegram chat; None when they are not paired."""
        return self.addresses.get((person, TELEGRAM))


def team(tx: Tx, rules: Rules) -> Team:
    """The team as the store knows it now."""
    found = people.contacts(tx)
    reachable = {c.person for c in found if c.unreachable_since is None}
    staffing = Staffing(unreachable=frozenset(p for p in rules.protocol.people if p not in reachable))
    return Team(staffing, {(c.person, c.notifier): c.address for c in found})


class Desk:
    """Takes events to cases."""

    def __init__(self, store: Store, rulebook: Rulebook, clock: Clock) -> None:
        self.store = store
        self.rulebook = rulebook
        self.clock = clock
        self._held: Team | None = None

    @contextmanager
    def one_team(self, tx: Tx) -> Iterator[None]:
        """Look up once who can be reached, for many events in a row that change nothing about it."""
        self._held = team(tx, self.rules)
        try:
            yield
        finally:
            self._held = None

    def _team(self, tx: Tx, rules: Rules) -> Team:
        return self._held or team(tx, rules)

    @property
    def rules(self) -> Rules:
        """The rules in force."""
        return self.rulebook.current

    def open(self, tx: Tx, event: MentionJudged) -> int:
        """Open a case for a mention, in the caller's transaction; returns its number."""
        now, rules = self.clock.now(), self.rules
        staff = self._team(tx, rules)
        number = cases.next_number(tx)
        decision = open_case(number, event, rules.protocol, now, staff.staffing)
        settled, effects = self._follow(decision, rules, now, staff)
        cases.create(tx, settled, rules.version, now)
        _carry_out(tx, settled, 1, effects, now, staff, rules.protocol)
        return number

    def handle(self, tx: Tx, number: int, event: Event) -> Answer | None:
        """Take one event to a case, in the caller's transaction. The answer is for whoever acted."""
        found = cases.load(tx, number)
        if found is None:
            return Answer(Reply.UNKNOWN, alert=True)
        case, version = found
        now, rules = self.clock.now(), self.rules
        staff = self._team(tx, rules)
        decision = advance(case, event, rules.protocol, now, staff.staffing)
        settled, effects = self._follow(decision, rules, now, staff)
        if settled != case or effects:
            if not cases.save(tx, settled, version, now):
                raise RuntimeError(f"case {number} changed while it was held")
            _carry_out(tx, settled, version + 1, effects, now, staff, rules.protocol)
        return decision.answer

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
        if isinstance(effect, Notify) and effect.person not in seen and staff.address(effect.person) is None:
            return effect.person
    return None


def _carry_out(
    tx: Tx, case: Case, version: int, effects: list[Effect], now: datetime, staff: Team, protocol: Protocol
) -> None:
    """Write the effects of a decision beside the case, in the same transaction."""
    for place, effect in enumerate(effects):
        match effect:
            case Notify():
                _notify(tx, case, f"notice:{case.id}:{version}:{place}", effect, now, staff, protocol)
            case StartTimer():
                cases.start_timer(tx, case.id, effect)
            case StopTimers(kinds):
                cases.stop_timers(tx, case.id, kinds)
            case Withdraw():
                outbox.withdraw(tx, case.id, now)
            case Record():
                cases.record(tx, case.id, effect, now)
            case Redraw():
                pass  # below: after everything else, and once
            case _:
                assert_never(effect)
    if any(isinstance(effect, Redraw) for effect in effects):
        quiet = any(isinstance(e, Record) and e.what == "mention_added" for e in effects)
        outbox.redraw(tx, case.id, version, now, later=UNHURRIED if quiet else timedelta(0))


def _notify(tx: Tx, case: Case, key: str, effect: Notify, now: datetime, staff: Team, protocol: Protocol) -> None:
    address = staff.address(effect.person)
    if address is None:  # _follow has made sure; the log says so if it ever did not
        cases.record(tx, case.id, Record("undeliverable", effect.person, "not_paired"), now)
        return
    if (at := _held_until(tx, case, effect, now, protocol)) is not None:
        bundles.add_held(
            tx,
            case_id=case.id,
            key=key,
            person=effect.person,
            notifier=TELEGRAM,
            address=address,
            kind=effect.kind,
            why=effect.why,
            now=now,
        )
        bundles.add_bundle(tx, effect.person, TELEGRAM, address, at, now)
        cases.record(tx, case.id, Record("bundled", effect.person), now)
        return
    if not effect.loud and not is_office(now, protocol):
        rhythm.start_chore(tx, MORNING, next_office_opening(now, protocol))
    outbox.add_notice(
        tx,
        case_id=case.id,
        key=key,
        person=effect.person,
        notifier=TELEGRAM,
        address=address,
        kind=effect.kind,
        role=effect.role,
        why=effect.why,
        loud=effect.loud,
        now=now,
        mention=effect.mention,
    )


def _held_until(tx: Tx, case: Case, effect: Notify, now: datetime, protocol: Protocol) -> datetime | None:
    """When a message goes out with others because the phone has rung enough; None: it may ring now."""
    urgent = effect.kind is NoticeKind.NEW_FACT and is_urgent((effect.why,))
    if not effect.loud or urgent or not is_limited(case.level, protocol):
        return None
    limits = limits_of(protocol)
    return bundle_at(bundles.rung(tx, effect.person, now - limits.per, limits.count), now, limits)
