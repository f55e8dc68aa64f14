"""Reports by the protocol's clock: each once, however often we look and whoever looks; late rather than never."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.app.house import House
from bot.ports import TELEGRAM
from bot.store import Tx, outbox, people, reporting
from bot.store.outbox import Kind
from bot.texts import as_payload
from rules.duty.hours import next_report
from rules.duty.roster import who
from rules.duty.staffing import Staffing
from rules.explain.report import ReportText, report
from rules.i18n import Lang
from rules.protocol.model import Protocol, Report

log = structlog.get_logger()

LOOK = 20.0
"""Seconds between looks at the clock."""
BACK = timedelta(days=8)
"""A report that fell due longer ago is not sent any more: the next one is near."""
LONGEST = 3900
"""Characters of one message; the rest follows in the next."""


class Reports:
    """Sends the reports of one house."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._began = house.clock.now()

    async def forever(self) -> None:
        """Look at the clock."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(LOOK)

    def look(self) -> int:
        """Send what is due; returns how many reports that were."""
        now, protocol = self.house.clock.now(), self.house.rulebook.current.protocol
        sent = 0
        for one in protocol.reports:
            sent += self.house.store.write(partial(self._one, one=one, protocol=protocol, now=now))
        return sent

    def _one(self, tx: Tx, one: Report, protocol: Protocol, now: datetime) -> bool:
        """One report, when it is due. After an outage only the newest of those that fell due."""
        last = reporting.last_sent(tx, one.name)
        due = next_report(one, max(last or self._began, now - BACK), protocol)
        while due is not None and (later := next_report(one, due, protocol)) is not None and later <= now:
            due = later
        if due is None or due > now or not reporting.take_turn(tx, one.name, due, now):
            return False
        start = self.start(one, due, last, protocol)
        numbers = reporting.numbers(tx, start, due)
        for person, address in self._readers(tx, one, protocol, now):
            lang = Lang(protocol.people[person].lang)
            text = report(one.name, one.show, numbers, protocol, lang, texts=not protocol.privacy.discreet)
            self._send(tx, f"report:{one.name}:{due.isoformat()}:{person}", address, text, now)
        log.info("report_sent", report=one.name)
        return True

    @staticmethod
    def start(one: Report, due: datetime, last: datetime | None, protocol: Protocol) -> datetime:
        """Where its period begins: at the report before it, as the protocol has it."""
        if last is not None and due - last <= BACK:
            return last
        before = due - BACK
        while (following := next_report(one, before, protocol)) is not None and following < due:
            before = following
        return before

    def _readers(self, tx: Tx, one: Report, protocol: Protocol, now: datetime) -> list[tuple[str, str]]:
        """Everybody in the roles it is for, once, with their chat: also when they are off duty."""
        contacts = {c.person: c for c in people.contacts(tx) if c.notifier == TELEGRAM}
        lost = frozenset(p for p in protocol.people if p not in contacts or contacts[p].unreachable_since)
        wanted: dict[str, None] = {}
        for role in one.to:
            named = protocol.roles[role].people if role in protocol.roles else ()
            wanted |= dict.fromkeys(named or who(role, now, protocol, Staffing(unreachable=lost)).people)
        return [(person, contacts[person].address) for person in wanted if person not in lost]

    def _send(self, tx: Tx, key: str, address: str, text: ReportText, now: datetime) -> None:
        for part, piece in enumerate(pieces(text.plain)):
            payload = as_payload(piece, silent=True)
            outbox.add_text(
                tx, key=f"{key}:{part}", kind=Kind.TEXT, notifier=TELEGRAM, address=address, payload=payload, now=now
            )


def pieces(text: str) -> list[str]:
    """The text in messages, broken between lines."""
    found = [""]
    for line in text.splitlines():
        if len(found[-1]) + len(line) + 1 > LONGEST:
            found.append("")
        found[-1] += line[:LONGEST] + "\n"
    return [piece.strip("\n") for piece in found]


def made_now(house: House, name: str, start: datetime, end: datetime, show: tuple[str, ...], lang: Lang) -> ReportText:
    """A report of any period, for whoever asks."""
    protocol = house.rulebook.current.protocol
    numbers = house.store.read(lambda tx: reporting.numbers(tx, start, end))
    return report(name, show, numbers, protocol, lang, texts=not protocol.privacy.discreet)
