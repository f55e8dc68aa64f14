"""Carry events to cases: load, decide, commit. The only writer of cases (T2, T4, T6)."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot.clock import Clock
from bot.desk import regroup, scaling
from bot.failpoints import hit
from bot.ports import TELEGRAM, Address
from bot.rulebook import Rulebook, Rules
from bot.store import Store, Tx, bundles, cases, duty, fallback, lines, outbox, people, rhythm
from bot.store.fallback import Stuck
from bot.ways import OnlyTelegram, Reach, Way, for_reading
from rules.case.advance import advance, open_case, open_split
from rules.case.facts import is_urgent
from rules.case.limits import bundle_at, is_limited, limits_of
from rules.case.model import (
    Answer,
    Case,
    Decision,
    Effect,
    Event,
    JoinCase,
    MentionJudged,
    NoticeKind,
    Notify,
    Post,
    Record,
    Redraw,
    Reply,
    SplitOff,
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

MORNING = "morning"
"""The chore of telling in the morning what came silently."""


@dataclass(frozen=True, slots=True)
class Team:
    """Who can be reached, and where, at this moment. ``ways``: of each person in the order in which they are tried."""

    staffing: Staffing
    addresses: dict[tuple[str, str], str]
    ways: Mapping[str, tuple[Way, ...]] = field(default_factory=dict)

    def address(self, person: str) -> str | None:
        """The person's own Telegram chat; None when they are not paired."""
        return self.addresses.get((person, TELEGRAM))

    def first(self, person: str, *, loud: bool = True) -> Way | None:
        """The way to try first; a phone that takes nothing any more only when there is no other. None: there is no way.

        What is not loud goes by what lies and waits rather than by a text message or a call.
        """
        known = self.ways.get(person, ())
        if not loud:
            known = tuple(sorted(known, key=lambda way: (way.notifier != TELEGRAM and way.prompt, way.calls)))
        address = self.address(person)
        return known[0] if known else Way(TELEGRAM, address) if address is not None else None

    def reads(self, person: str) -> Way | None:
        """The way for what is to be read and can wait: the phone, also one that took nothing lately, else mail."""
        address = self.address(person)
        found = for_reading(self.ways.get(person, ()))
        return found or (Way(TELEGRAM, address) if address is not None else None)

    def call(self, person: str) -> Way | None:
        """The voice that rings this person."""
        return next((way for way in self.ways.get(person, ()) if way.calls), None)


def team(tx: Tx, rules: Rules, reach: Reach | None = None, now: datetime | None = None) -> Team:
    """The team as the store knows it now: who is paired, which addresses still take something, who swapped with whom.

    Whoever is only reached by what lies and waits (mail) counts as unreachable while others are reached at once: the
    stand-in steps in, and nobody sleeps through a mail.
    """
    reach = reach or OnlyTelegram()
    found = people.contacts(tx)
    paired = {c.person: c for c in found if c.notifier == TELEGRAM and c.unreachable_since is None}
    dead = lines.dead_addresses(tx)
    ways: dict[str, tuple[Way, ...]] = {}
    for person in rules.protocol.people.values():
        phone = [Way(TELEGRAM, paired[person.id].address)] if reach.telegram and person.id in paired else []
        other = [way for way in reach.ways(person) if (person.id, way.notifier, way.fingerprint) not in dead]
        ways[person.id] = (*phone, *other)
    prompt = {person for person, known in ways.items() if any(way.prompt for way in known)}
    reachable = prompt or {person for person, known in ways.items() if known}
    unreachable = frozenset(p for p in rules.protocol.people if p not in reachable)
    letters = frozenset(p for p in unreachable if for_reading(ways[p]) is not None)
    staffing = Staffing(duty.swapped(tx, now), unreachable, letters)
    return Team(staffing, {(c.person, c.notifier): c.address for c in found}, ways)


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
        _carry_out(tx, case, version, effects, now, staff, self.rules.protocol)
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
            case Post() | JoinCase() | SplitOff():
                pass  # the desk does these: they reach beyond the case
            case Redraw():
                pass  # below: after everything else, and once
            case _:
                assert_never(effect)
    if any(isinstance(effect, Redraw) for effect in effects):
        quiet = any(isinstance(e, Record) and e.what in ("mention_added", "mention_edited") for e in effects)
        outbox.redraw(tx, case.id, version, now, later=UNHURRIED if quiet else timedelta(0))
        fallback.redraw_digests(tx, case.id, version, now)


def _notify(tx: Tx, case: Case, key: str, effect: Notify, now: datetime, staff: Team, protocol: Protocol) -> None:
    way = staff.first(effect.person, loud=effect.loud)
    if way is None:  # _follow has made sure; the log says so if it ever did not
        cases.record(tx, case.id, Record("undeliverable", effect.person, "not_paired"), now)
        return
    if (at := _held_until(tx, case, effect, now, protocol)) is not None:
        _hold(tx, case, key, effect, way, at, now)
        return
    if not effect.loud and not is_office(now, protocol):
        rhythm.start_chore(tx, MORNING, next_office_opening(now, protocol))
    number = outbox.add_notice(
        tx,
        case_id=case.id,
        key=key,
        person=effect.person,
        notifier=way.notifier,
        address=way.address,
        kind=effect.kind,
        role=effect.role,
        why=effect.why,
        loud=effect.loud,
        now=now,
        mention=effect.mention,
    )
    voice = staff.call(effect.person) if effect.call and effect.loud else None
    if voice is not None and voice != way and number is not None:
        payload = f"{effect.kind.value}\n{effect.role}\n{effect.why}"
        fallback.add(tx, Stuck(number, number, case.id, effect.person, payload), voice.notifier, voice.address, now)


def _hold(tx: Tx, case: Case, key: str, effect: Notify, way: Way, at: datetime, now: datetime) -> None:
    """The phone has rung enough: this goes with the next bundle."""
    bundles.add_held(
        tx,
        case_id=case.id,
        key=key,
        person=effect.person,
        notifier=way.notifier,
        address=way.address,
        kind=effect.kind,
        why=effect.why,
        now=now,
    )
    bundles.add_bundle(tx, effect.person, way.notifier, way.address, at, now)
    cases.record(tx, case.id, Record("bundled", effect.person), now)


def _held_until(tx: Tx, case: Case, effect: Notify, now: datetime, protocol: Protocol) -> datetime | None:
    """When a message goes out with others because the phone has rung enough; None: it may ring now."""
    urgent = effect.kind is NoticeKind.NEW_FACT and is_urgent((effect.why,))
    if not effect.loud or urgent or not is_limited(case.level, protocol):
        return None
    limits = limits_of(protocol)
    return bundle_at(bundles.rung(tx, effect.person, now - limits.per, limits.count), now, limits)
