"""The roster as people change it: who has duty, taking over, asking to swap, and the note at every hand-over."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum

import structlog

from bot.clock import Clock
from bot.desk.casework import Desk
from bot.desk.groups import want_board
from bot.desk.reminders import Reminder, reminders
from bot.ports import TELEGRAM, Button
from bot.store import Tx, cases, duty, outbox
from bot.store.outbox import Kind
from bot.texts import as_payload
from rules.case.model import Action, Case, Pressed, Record, Reply
from rules.duty.hours import is_office
from rules.duty.roster import who
from rules.duty.staffing import Staffing, Swap
from rules.duty.swaps import Turned, accept, ask, may_have_duty, take_over, turn_at
from rules.duty.turns import duty_changes, next_handover, on_duty
from rules.explain.duty import (
    Duty,
    Said,
    accepted,
    board_text,
    duty_text,
    handover_note,
    leaving_note,
    question,
    reminder_text,
    why_not,
)
from rules.i18n import Lang
from rules.protocol.model import Protocol, Role, Schedule

log = structlog.get_logger()

LOOK_AHEAD = timedelta(days=8)
"""So far ahead the next hand-over is looked for; without one the roster is looked at again then."""
MINUTE = timedelta(minutes=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Act(IntEnum):
    """What a button about the roster does; part of its signed data."""

    TAKE_OVER = 1
    ACCEPT = 2
    DECLINE = 3
    HAND = 4


Sign = Callable[[str, Act, int, int], str]
"""(chat, act, number, turn) → the signed data of a button about the roster."""


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a wish, in the words of whoever had it."""

    text: str
    good: bool


def number_of(schedule: str) -> int:
    """A schedule in a button: 32 bits that stay the same when the protocol changes around it."""
    return zlib.crc32(schedule.encode())


def stamp(at: datetime) -> int:
    """A moment in a button: whole minutes."""
    return (at - EPOCH) // MINUTE


def moment_of(stamped: int) -> datetime:
    """The moment of a button."""
    return EPOCH + stamped * MINUTE


class Roster:
    """Changes duty and tells everybody concerned. ``sign`` signs its buttons; None: there are none."""

    def __init__(self, desk: Desk, clock: Clock, sign: Sign | None = None, *, notes: bool = True) -> None:
        """``notes``: whether people get a note at a hand-over (a replay looks at cases only)."""
        self.desk = desk
        self.clock = clock
        self.sign = sign
        self.notes = notes
        self._next: datetime | None = None
        self._version: int | None = None

    @property
    def protocol(self) -> Protocol:
        """The protocol in force."""
        return self.desk.rules.protocol

    # --- who has duty ------------------------------------------------------------------------------------------------

    def duties(self, tx: Tx) -> list[Duty]:
        """Every schedule as it is now."""
        now, staffing = self.clock.now(), self.desk.team(tx).staffing
        return [self._duty(schedule, now, staffing) for schedule in self.protocol.on_call.values()]

    def _duty(self, schedule: Schedule, now: datetime, staffing: Staffing) -> Duty:
        role = self.role(schedule.id)
        turn = turn_at(schedule, now, self.protocol, staffing)
        told = who(role.id, now, self.protocol, staffing).people if role else ()
        coming = next_handover(schedule, now, self.protocol, staffing)
        return Duty(schedule.id, self.called(schedule.id), turn, coming, told)

    def role(self, schedule: str) -> Role | None:
        """The role that this schedule fills."""
        return next((role for role in self.protocol.roles.values() if role.schedule == schedule), None)

    def called(self, schedule: str) -> str:
        """What a schedule is called: the name of the role it fills."""
        role = self.role(schedule)
        return role.name if role else schedule

    def buttons(self, tx: Tx, person: str, chat: str, lang: Lang) -> tuple[tuple[Button, ...], ...]:
        """A button to take over for each schedule somebody else has and this person may have."""
        if self.sign is None:
            return ()
        rows = []
        for found in self.duties(tx):
            schedule = self.protocol.on_call[found.schedule]
            if found.turn.who != person and person in may_have_duty(schedule, self.protocol):
                rows.append((self._take_over_button(found, chat, lang),))
        return tuple(rows)

    # --- changing it -------------------------------------------------------------------------------------------------

    def take_over(self, tx: Tx, schedule_id: str, person: str, lang: Lang, until: datetime | None = None) -> Came:
        """This person has duty from now until the turn ends; whoever had it hears so, loudly."""
        schedule, now = self.protocol.on_call[schedule_id], self.clock.now()
        staffing, role = self.desk.team(tx).staffing, self.called(schedule_id)
        before = on_duty(schedule, now, self.protocol, staffing)
        swap = take_over(schedule, person, now, self.protocol, staffing, until=until)
        if isinstance(swap, Turned):
            return Came(why_not(swap, self.protocol, lang, name=person, role=role), good=False)
        self._keep(tx, swap, person, "take_over")
        if before is None:
            return Came(duty_text(Said.TAKEN_ALONE, self.protocol, lang, role=role, until=swap.end), good=True)
        key = f"duty:over:{schedule_id}:{stamp(now)}:{person}"
        self._tell(tx, before, key, Said.TAKEN_FROM_YOU, other=person, role=role, until=swap.end)
        return Came(duty_text(Said.TAKEN, self.protocol, lang, role=role, until=swap.end, other=before), good=True)

    def ask(self, tx: Tx, schedule_id: str, gives: str, takes: str, lang: Lang) -> Came:
        """Ask a colleague to take the next turn; nothing changes before they say yes."""
        schedule, now = self.protocol.on_call[schedule_id], self.clock.now()
        role = self.called(schedule_id)
        exchange = ask(schedule, gives, takes, now, self.protocol, self.desk.team(tx).staffing)
        if isinstance(exchange, Turned):
            return Came(why_not(exchange, self.protocol, lang, name=takes, role=role), good=False)
        number = duty.add_request(tx, exchange, now)
        self._record(tx, "swap_asked", gives, takes)
        text = question(exchange, role, self.protocol, self._lang(takes))
        self._send(
            tx, takes, f"duty:ask:{number}", text, ((Act.ACCEPT, Said.ACCEPT), (Act.DECLINE, Said.DECLINE)), number
        )
        return Came(duty_text(Said.ASKED, self.protocol, lang, other=takes), good=True)

    def answer(self, tx: Tx, number: int, person: str, lang: Lang, *, yes: bool) -> Came:
        """The colleague's answer; both hear what came of it."""
        found, now = duty.request(tx, number), self.clock.now()
        if found is None or found[0].takes != person:
            return Came(why_not(Turned.NOT_ASKED, self.protocol, lang), good=False)
        exchange, state = found
        schedule, role = self.protocol.on_call.get(exchange.schedule), self.called(exchange.schedule)
        if state != "asked":
            return Came(why_not(Turned.DECIDED, self.protocol, lang), good=False)
        if not yes:
            duty.decide(tx, number, "declined", now)
            self._record(tx, "swap_declined", person, exchange.gives)
            self._tell(
                tx, exchange.gives, f"duty:no:{number}", Said.DECLINED, other=person, role=role, given=exchange.given
            )
            return Came(duty_text(Said.YOU_DECLINED, self.protocol, lang, other=exchange.gives), good=True)
        staffing = self.desk.team(tx).staffing
        swaps = accept(exchange, schedule, now, self.protocol, staffing) if schedule else Turned.CHANGED
        if isinstance(swaps, Turned):
            return Came(why_not(swaps, self.protocol, lang), good=False)
        duty.decide(tx, number, "accepted", now)
        for swap in swaps:
            self._keep(tx, swap, person, "swap")
        self._send(
            tx,
            exchange.gives,
            f"duty:yes:{number}",
            accepted(exchange, role, self.protocol, self._lang(exchange.gives)),
        )
        return Came(duty_text(Said.YOU_ACCEPTED, self.protocol, lang, given=exchange.given), good=True)

    def _keep(self, tx: Tx, swap: Swap, by: str, why: str) -> None:
        duty.add_swap(tx, swap, by, why, self.clock.now())
        self._record(tx, why, swap.who, swap.schedule)
        self._next = None

    # --- hand-overs ----------------------------------------------------------------------------------------------------

    def due(self, now: datetime) -> bool:
        """Whether duty may have passed on since the last look."""
        return self._next is None or now >= self._next or self._version != self.desk.rules.version

    def next_look(self) -> datetime | None:
        """When duty may pass on next; None before the first look."""
        return self._next if self.notes else None

    def look(self, tx: Tx) -> int:
        """Has duty passed on? Then whoever comes gets the running cases, silently, and whoever leaves what they still hold.

        Returns how many schedules changed hands.
        """
        now = self.clock.now()
        if not self.notes or not self.due(now):
            return 0
        staffing, seen = self.desk.team(tx).staffing, duty.last_seen(tx)
        changed = sum(self._passed(tx, schedule, seen, now, staffing) for schedule in self.protocol.on_call.values())
        ahead = [
            duty_changes(s, now, now + LOOK_AHEAD, self.protocol, staffing) for s in self.protocol.on_call.values()
        ]
        changed += self._boards(tx, now)
        soon = list(reminders(self.protocol, now, LOOK_AHEAD, staffing))
        self._remind(tx, [one for one in soon if one.at <= now], now)
        later = [one.at for one in soon if one.at > now]
        self._next = min([now + LOOK_AHEAD, *later, *(moments[0] for moments in ahead if moments)])
        self._version = self.desk.rules.version
        return changed

    def _passed(self, tx: Tx, schedule: Schedule, seen: dict[str, str], now: datetime, staffing: Staffing) -> bool:
        comes = on_duty(schedule, now, self.protocol, staffing) or ""
        leaves = seen.get(schedule.id)
        if leaves == comes:
            return False
        duty.saw(tx, schedule.id, comes, now)
        if leaves is None:  # the first look ever: nothing passed on
            return False
        self._record(tx, "handover", comes, schedule.id)
        running, role = duty.running(tx), self.called(schedule.id)
        key = f"duty:handover:{schedule.id}:{stamp(now)}"
        if comes in self.protocol.people:
            note = handover_note(running, role, leaves or None, self.protocol, self._lang(comes), now)
            self._send(tx, comes, f"{key}:comes", note, silent=True)
        held = [case for case in running if case.assignee == leaves]
        if held and leaves in self.protocol.people:
            self._leaving(tx, schedule, leaves, comes, held, f"{key}:leaves")
        return True

    def _remind(self, tx: Tx, due: Sequence[Reminder], now: datetime) -> None:
        """Whose duty begins soon hears so, once; silently outside office hours."""
        silent = not is_office(now, self.protocol)
        for one in due:
            comes, at = one.handover.comes, one.handover.at
            if comes in self.protocol.people and comes is not None:
                key = f"duty:remind:{one.schedule}:{stamp(at)}:{comes}"
                text = reminder_text(one.handover, self.called(one.schedule), self.protocol, self._lang(comes))
                self._send(tx, comes, key, text, silent=silent)

    def _leaving(self, tx: Tx, schedule: Schedule, leaves: str, comes: str, held: Sequence[Case], key: str) -> None:
        role, now = self.called(schedule.id), self.clock.now()
        note = leaving_note(held, role, comes or None, self.protocol, self._lang(leaves), now)
        acts = ((Act.HAND, Said.HAND),) if comes else ()
        self._send(tx, leaves, key, note, acts, number_of(schedule.id), silent=True, other=comes)

    def hand_over(self, tx: Tx, schedule_id: str, person: str, lang: Lang) -> Came:
        """Whoever has duty now is asked to take over everything this person still holds."""
        schedule = self.protocol.on_call[schedule_id]
        comes = on_duty(schedule, self.clock.now(), self.protocol, self.desk.team(tx).staffing)
        held = [case for case in duty.running(tx) if case.assignee == person]
        if comes is None or comes == person or not held:
            return Came(duty_text(Said.NOTHING, self.protocol, lang), good=False)
        answers = [self.desk.handle(tx, case.id, Pressed(Action.HAND, person, choice=comes)) for case in held]
        asked = [answer for answer in answers if answer is not None and answer.reply is Reply.HANDED]
        return Came(duty_text(Said.HANDED, self.protocol, lang, other=comes, n=len(asked)), good=bool(asked))

    # --- boards ------------------------------------------------------------------------------------------------------

    def _boards(self, tx: Tx, now: datetime) -> int:
        """The pinned message of every team with a group and a roster; edited when it says something else than before."""
        changed = 0
        duties = {found.schedule: found for found in self.duties(tx)}
        for role in self.protocol.roles.values():
            place = self.desk.groups(role.id) if role.group is not None else None
            if place is None or not duties:
                continue
            mine = [duties[role.schedule]] if role.schedule in duties else list(duties.values())
            rows = tuple((self._take_over_button(found, place.to),) for found in mine) if self.sign else ()
            payload = as_payload(board_text(mine, self.protocol, Lang.NL), silent=True, buttons=rows)
            changed += want_board(tx, place, payload, now)
        return changed

    def _take_over_button(self, found: Duty, chat: str, lang: Lang = Lang.NL) -> Button:
        assert self.sign is not None  # noqa: S101 - asked before
        label = duty_text(Said.TAKE_OVER, self.protocol, lang, role=found.role)
        return Button(label, self.sign(chat, Act.TAKE_OVER, number_of(found.schedule), stamp(found.turn.end)))

    # --- telling -----------------------------------------------------------------------------------------------------

    def _lang(self, person: str) -> Lang:
        known = self.protocol.people.get(person)
        return Lang(known.lang) if known else Lang.NL

    def _tell(self, tx: Tx, person: str, key: str, text: str, **values: object) -> None:
        self._send(tx, person, key, duty_text(text, self.protocol, self._lang(person), **values))

    def _send(
        self,
        tx: Tx,
        person: str,
        key: str,
        text: str,
        acts: Sequence[tuple[Act, str]] = (),
        number: int = 0,
        *,
        silent: bool = False,
        other: str = "",
    ) -> None:
        """A text to one colleague by their first way. Without any the log says so."""
        way, lang = self.desk.team(tx).first(person, loud=not silent), self._lang(person)
        if way is None:
            self._record(tx, "not_told", person, key)
            return
        row: tuple[Button, ...] = ()
        if self.sign is not None and way.notifier == TELEGRAM:
            sign, chat = self.sign, way.address
            row = tuple(
                Button(duty_text(label, self.protocol, lang, other=other), sign(chat, act, number, 0))
                for act, label in acts
            )
        payload = as_payload(text, lang, silent=silent, buttons=(row,) if row else ())
        outbox.add_text(
            tx,
            key=key,
            kind=Kind.TEXT,
            notifier=way.notifier,
            address=way.address,
            payload=payload,
            now=self.clock.now(),
            urgent=not silent,
        )

    def _record(self, tx: Tx, what: str, by: str, detail: str) -> None:
        cases.record(tx, None, Record(what, by, detail), self.clock.now())
