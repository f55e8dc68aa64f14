"""The house of a drill, and what passes between it and the real one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import structs

from bot.addresses import sqlite_at
from bot.app.drill.plan import DrillClock, Plan
from bot.app.drill.reach import DrillReach, addresses
from bot.app.house import House, Parts
from bot.desk.team import team
from bot.inbox.aside import Back
from bot.inbox.callback import read
from bot.inbox.commands import Command, Press, ReplyNote
from bot.platforms.jsonl import Refusal, read_lines
from bot.ports import TELEGRAM, Address, Batch, Message, Notifier
from bot.store import Store, Tx, cases, outbox, people, reads
from bot.store.migrate import prepare
from bot.store.views import CaseLine
from rules.case.model import State
from rules.explain.drill import Practised, Told
from rules.mention import Mention
from rules.protocol.model import Protocol

SOURCE = "drill"
SCRIPT = "script.jsonl"
AFTER = timedelta(hours=2)
"""So long after the last message a drill waits for whoever did not answer."""


class Muffled:
    """A notifier that reaches only who takes part, and whose every message says what it is."""

    def __init__(self, notifier: Notifier, allowed: frozenset[tuple[str, str]], protocol: Protocol) -> None:
        self.name = notifier.name
        self.abilities = notifier.abilities
        self._notifier = notifier
        self._allowed = allowed
        self._banner = protocol.exercises.banner

    async def send(self, to: Address, message: Message) -> str:
        """To a participant; to anybody else nothing goes out. Raises ``DeliveryError``."""
        return await self._notifier.send(to, self._marked(message)) if self._may(to) else "-"

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        """The same for an edit."""
        if self._may(to):
            await self._notifier.edit(to, message_id, self._marked(message))

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Whoever pressed takes part."""
        await self._notifier.answer(query_id, f"{self._banner}: {text}", alert=alert)

    async def close(self) -> None:
        """The connections are the real house's."""

    def _may(self, to: Address) -> bool:
        return (to.notifier, to.to) in self._allowed

    def _marked(self, message: Message) -> Message:
        first = message.plain.partition("\n")[0]
        if self._banner in first:
            return message
        html = f"{self._banner} · {message.html}" if message.html else ""
        return replace(message, html=html, plain=f"{self._banner} · {message.plain}")


def script_of(raw: bytes) -> list[Mention]:
    """The messages of a script in order of time; empty when one of them cannot be read."""
    found = [one for _, one in read_lines(raw.splitlines(), lenient=True)]
    if any(isinstance(one, Refusal) for one in found):
        return []
    return sorted((one for one in found if isinstance(one, Mention)), key=lambda m: m.posted_at)


class Scene:
    """A running drill in ``folder``."""

    def __init__(self, real: House, plan: Plan, folder: Path) -> None:
        self.real = real
        self.plan = plan
        self.folder = folder
        self.clock = DrillClock(real.clock, plan)
        self.script = script_of((folder / SCRIPT).read_bytes())
        self.store = Store(sqlite_at(folder / "drill.db"))
        prepare(self.store)
        contacts = real.store.read(people.contacts)
        self.store.write(lambda tx: _pair(tx, contacts, plan.start))
        reach = DrillReach(real.desk.reach, plan.calls)
        allowed = addresses(real.store.read(lambda tx: team(tx, real.rulebook.current, reach)), plan.people)
        protocol = real.rulebook.current.protocol
        notifiers: Mapping[str, Notifier] = {
            name: Muffled(notifier, allowed, protocol) for name, notifier in real.parts.notifiers.items()
        }
        self.key = b"drill\0" + real.parts.key
        self.house = House(
            Parts(
                self.store,
                real.rulebook,
                self.clock,
                notifiers,
                self.key,
                owner=real.parts.owner,
                changed=real.parts.changed,
                drill=True,
                reach=reach,
                links_url=real.parts.public_url,
            )
        )
        self.house.outbox.start()
        self._fed = 0

    def close(self) -> None:
        """Put it away; what it was stands in its folder until the next one."""
        self.store.close()

    # --- playing --------------------------------------------------------------------------------------------

    def feed(self) -> int:
        """Say what is due; returns how many messages were. What was said before a restart is known and counts once."""
        now, count = self.clock.now(), 0
        while self._fed < len(self.script) and self._due(self._fed) <= now:
            mention = structs.replace(self.script[self._fed], posted_at=self._due(self._fed))
            self.house.ingest.keep(SOURCE, Batch([mention], ""))
            self._fed += 1
            count += 1
        return count

    def _due(self, number: int) -> datetime:
        return self.plan.start + (self.script[number].posted_at - self.script[0].posted_at)

    @property
    def played(self) -> int:
        """How many messages were said."""
        return self._fed

    def over(self) -> bool:
        """Whether everything was said, and everybody has answered or had the time to."""
        if self._fed < len(self.script):
            return False
        return self.clock.now() >= self._due(len(self.script) - 1) + AFTER or not self.store.read(_still_open)

    # --- presses ----------------------------------------------------------------------------------------------

    def aside(self, _tx: Tx, command: Command, person: str | None) -> Back | None:
        """A press or note that belongs to the drill goes to its own desk; None: it does not."""
        if person is None or not self._mine(command):
            return None
        key = f"drill:{command.query_id}" if isinstance(command, Press) else f"drill:{command}"
        self.store.write(lambda tx: self.house.inbox.take(tx, key, command))
        return Back()

    def _mine(self, command: Command) -> bool:
        match command:
            case Press():
                return read(self.key, str(command.chat_id), command.data) is not None
            case ReplyNote():
                row = self.store.read(
                    lambda tx: outbox.notice_of_message(
                        tx, TELEGRAM, str(command.chat_id), str(command.reply_to_message_id)
                    )
                )
                return row is not None
            case _:
                return False

    # --- what came of it ------------------------------------------------------------------------------------

    def practised(self) -> list[Practised]:
        """Every practice case, in order."""
        return self.store.read(lambda tx: [_practised(tx, line.id, self.plan) for line in _lines(tx)])


def _pair(tx: Tx, contacts: list[people.Contact], now: datetime) -> None:
    for one in contacts:
        people.pair(tx, one.person, one.notifier, one.user_id, one.address, now)


def _lines(tx: Tx) -> list[CaseLine]:
    return sorted(reads.case_lines(tx, limit=1000), key=lambda line: line.id)


def _still_open(tx: Tx) -> bool:
    waiting = (State.OPEN.value, State.ACKNOWLEDGED.value, State.SNOOZED.value)
    return any(line.state in waiting for line in reads.case_lines(tx, limit=1000))


def _practised(tx: Tx, number: int, plan: Plan) -> Practised:
    found = cases.peek(tx, number)
    if found is None:
        raise LookupError(f"no case {number}")
    case = found[0]
    told: dict[str, Told] = {}
    taken_by, taken_at, resolved_at = "", None, None
    for line in reads.log_lines(tx, number):
        if line.what == "told":
            told.setdefault(line.who, Told(line.who, line.at, line.who in plan.people))
        elif line.what == "taken" and taken_at is None:
            taken_by, taken_at = line.who, line.at
        elif line.what == "resolved":
            resolved_at = line.at
    return Practised(
        number, case.level, case.level_number, case.opened_at, tuple(told.values()), taken_by, taken_at, resolved_at
    )
