"""Reports by the protocol's clock: each once, however often we look and whoever looks; late rather than never."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.app.house import House
from bot.desk.team import team
from bot.messages import charts
from bot.messages.illustrate import with_picture
from bot.notifiers.email import EMAIL
from bot.store import Tx, outbox, reporting
from bot.store.outbox import Kind
from bot.texts import as_payload
from bot.ways import Way, for_reading
from rules.duty.hours import next_report
from rules.duty.roster import who
from rules.duty.staffing import Staffing
from rules.explain.charts import Picture, picture
from rules.explain.report import ReportText, report
from rules.explain.report.page import as_html
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
        for person, way in self._readers(tx, one, protocol, now):
            lang = Lang(protocol.people[person].lang)
            text = report(one.name, one.show, numbers, protocol, lang, texts=not protocol.privacy.discreet)
            shown = picture(one.name, numbers, protocol, lang)
            self._send(tx, f"report:{one.name}:{due.isoformat()}:{person}", way, Written(text, shown, lang), now)
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

    def _readers(self, tx: Tx, one: Report, protocol: Protocol, now: datetime) -> list[tuple[str, Way]]:
        """Everybody in the roles it is for, once, with the way they read by: also when they are off duty."""
        staff = team(tx, self.house.rulebook.current, self.house.desk.reach)
        ways = {p: way for p in protocol.people if (way := for_reading(staff.ways.get(p, ()))) is not None}
        lost = frozenset(person for person in protocol.people if person not in ways)
        wanted: dict[str, None] = {}
        for role in one.to:
            named = protocol.roles[role].people if role in protocol.roles else ()
            wanted |= dict.fromkeys(named or who(role, now, protocol, Staffing(unreachable=lost)).people)
        return [(person, ways[person]) for person in wanted if person in ways]

    def _send(self, tx: Tx, key: str, way: Way, said: "Written", now: datetime) -> None:
        """By mail one letter with everything; elsewhere the text in pieces, and then the picture."""
        rows = said.letter() if way.notifier == EMAIL else said.messages()
        for part, (kind, payload) in enumerate(rows):
            outbox.add_text(
                tx,
                key=f"{key}:{part}",
                kind=kind,
                notifier=way.notifier,
                address=way.address,
                payload=payload,
                now=now,
            )


@dataclass(frozen=True, slots=True)
class Written:
    """A report for one reader: its text, and what can be drawn of it."""

    text: ReportText
    picture: Picture | None
    lang: Lang

    def letter(self) -> list[tuple[str, str]]:
        """The one row of a mail."""
        plain, rich = self.text.plain, as_html(self.text)
        if self.picture is None or not charts.installed():
            return [(Kind.TEXT, as_payload(plain, self.lang, silent=True, rich=rich))]
        return [(Kind.PICTURE, with_picture(self.picture, plain, self.lang, rich=rich))]

    def messages(self) -> list[tuple[str, str]]:
        """The rows of a phone: the text always, and a picture after it where it can be drawn."""
        rows = [(Kind.TEXT, as_payload(piece, self.lang, silent=True)) for piece in pieces(self.text.plain)]
        if self.picture is not None and charts.installed():
            rows.append((Kind.PICTURE, with_picture(self.picture, lang=self.lang)))
        return rows


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
