"""The desk and the store as the pages see them."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta

import structlog

from bot.app.house import House
from bot.app.reports import made_now
from bot.auditor import Auditor
from bot.desk.versions import facts
from bot.messages.sheets import told_of
from bot.ports import TELEGRAM, Fault
from bot.store import StoreUnreadable, Tx, chain, dead, lines, people, protocols, reads
from bot.store.views import CaseLine, CasePage
from bot.web.desk_port import PersonLine, Proposed, SourceLine, StatusView, TelegramState, Waiting, Wanted, WayLine
from rules.audit.model import Invariant
from rules.case.model import Action, Answer, Event, Noted, Pressed, Reply
from rules.explain.changes import Facts, Trouble, proposal_text
from rules.explain.evaluation import Evaluation, evaluate
from rules.explain.report import ReportText
from rules.i18n import Lang, translator
from rules.protocol.model import Protocol
from rules.protocol.versions import Answer as Decided
from rules.protocol.versions import Choice, approvers

log = structlog.get_logger()

_TELEGRAM = {
    None: TelegramState.CONNECTED,
    Fault.TOKEN: TelegramState.REFUSED,
    Fault.CONFLICT: TelegramState.CONFLICT,
}


def telegram_state(fault: Fault | None) -> TelegramState:
    """How the line is, in the words of the pages."""
    return _TELEGRAM.get(fault, TelegramState.UNREACHABLE)


Line = tuple[Fault | None, datetime | None]
"""What is wrong with the line to Telegram (None: nothing), and since when it is so (None: it was not tried yet)."""


class StoreOffice:
    """``bot.web.desk_port.Office`` on the store.

    ``telegram`` tells how the line is (None: no Telegram configured), ``trouble`` why the protocol on disk does not rule.
    """

    def __init__(
        self,
        house: House,
        telegram: Callable[[], Line] | None,
        ring: Callable[[], None],
        trouble: Callable[[], Trouble | None] = lambda: None,
        auditor: Auditor | None = None,
    ) -> None:
        self.auditor = auditor
        self.house = house
        self.trouble = trouble
        self.telegram = telegram
        self.ring = ring

    def now(self) -> datetime:
        """The present of the cases."""
        return self.house.clock.now()

    def protocol(self) -> Protocol:
        """The protocol in force."""
        return self.house.rulebook.current.protocol

    async def cases(self, wanted: Wanted, person: str) -> Sequence[CaseLine]:
        """The cases of a list."""
        lines = await self.house.store.aread(lambda tx: reads.case_lines(tx, only_open=wanted is not Wanted.ALL))
        match wanted:
            case Wanted.OPEN:
                return [line for line in lines if line.state == "open"]
            case Wanted.MINE:
                return [line for line in lines if line.assignee == person]
            case Wanted.LIVE | Wanted.ALL:
                return lines

    async def case(self, number: int) -> CasePage | None:
        """Everything of one case."""
        return await self.house.store.aread(lambda tx: reads.case_page(tx, number))

    def looked(self, what: str, number: int, person: str) -> None:
        """Write down who saw what. A page does not wait for it; that it could not be written is in the log."""
        now, entry = self.now(), chain.Entry(what, person, str(number), "web")
        done = self.house.store.submit(lambda tx: chain.append(tx, self.house.parts.key, entry, now))
        done.add_done_callback(_noted)

    async def press(
        self, case_id: int, action: Action, person: str, turn: int, choice: str = "", why: str = ""
    ) -> Answer:
        """A verb from a page: the same way as a button on a phone."""
        event = Pressed(action, person, turn, choice, why)
        return await self._act(case_id, event)

    async def note(self, case_id: int, person: str, text: str) -> Answer:
        """A note from a page."""
        return await self._act(case_id, Noted(person, text))

    async def _act(self, case_id: int, event: Event) -> Answer:
        """The answer of the desk; a case that is not there (any more) is unknown."""
        answer = await self.house.store.awrite(lambda tx: self.house.desk.handle(tx, case_id, event))
        self._changed()
        return answer or Answer(Reply.UNKNOWN)

    def _changed(self) -> None:
        self.house.parts.changed()
        self.ring()

    async def proposed(self, person: str, lang: Lang) -> Proposed | None:
        """The version that waits, with the words and choices that the person has in Telegram too."""
        found = await self.house.store.aread(_waiting_facts)
        if found is None:
            return None
        told = proposal_text(found, person, self.protocol(), lang, self.now())
        _, *lines = (line for line in told.plain.splitlines() if line)  # the page has a title of its own
        return Proposed(found.number, lines, told.buttons, found.proposal)

    async def decide(self, number: int, choice: Choice, person: str) -> Decided:
        """A yes or no from a page. The page says what is so wide, as the message does: a yes under it is meant."""
        versions = self.house.versions
        decided = await self.house.store.awrite(lambda tx: versions.decide(tx, number, choice, person, sure=True))
        await asyncio.to_thread(versions.refresh)
        self._changed()
        return decided.answer

    async def evaluation(self, number: int, lang: Lang) -> Evaluation | None:
        """The evaluation report of one case; None when there is no such case."""
        now, protocol = self.now(), self.house.rulebook.current.protocol
        told = await self.house.store.aread(lambda tx: told_of(tx, number, now))
        if told is None:
            return None
        return evaluate(told.case, told.facts, told.log, told.first, protocol, lang, now)

    async def report(self, name: str, length: timedelta, lang: Lang) -> ReportText:
        """The report of so long until now."""
        now = self.now()
        said = translator(lang).gettext(name)
        return await asyncio.to_thread(made_now, self.house, said, now - length, now, (), lang)

    async def seen(self, number: int, person: str) -> bool:
        """Somebody has seen that a message did not arrive."""
        now = self.now()
        first = await self.house.store.awrite(lambda tx: dead.see(tx, number, person, now))
        self._changed()
        return first

    async def status(self) -> StatusView:
        """How it all is. A database that cannot be read is told as such: then nothing else is known."""
        try:
            return await self._status()
        except StoreUnreadable:
            log.exception("status_unreadable")
            protocol = self.house.rulebook.current.protocol
            return StatusView(protocol.title, protocol.version, not_ready=("database",), audit=self._audit)

    async def _status(self) -> StatusView:
        counts, sources, waiting, version, failing, letters = await self.house.store.aread(
            lambda tx: _look(tx, self.house.clock.now())
        )
        rules = self.house.rulebook.current
        fault, since = self.telegram() if self.telegram else (None, None)
        return StatusView(
            protocol_title=rules.protocol.title,
            protocol_version=rules.protocol.version,
            protocol_number=rules.version,
            protocol_since=version.stored_at if version else None,
            protocol_trouble=self.trouble(),
            protocol_waiting=await self._waiting(rules.protocol),
            sources=[SourceLine(s.name, s.platform, s.seen_until, s.error, s.blind, s.gaps) for s in sources],
            people=await self._people(),
            telegram=telegram_state(fault) if self.telegram else TelegramState.OFF,
            telegram_since=since,
            ways=[WayLine(line.notifier, line.failing_since, line.fault) for line in failing],
            dead=letters,
            waiting=counts["outbox_waiting"],
            waiting_since=waiting,
            failed=counts["outbox_failed"],
            quarantined=counts["mentions_quarantined"],
            audit=self._audit,
            findings=self._found(),
            not_ready=self._not_ready(),
        )

    def _audit(self, lang: str) -> Sequence[str]:
        return [text for _, text in self.auditor.sentences(Lang(lang))] if self.auditor else ()

    def _found(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f.invariant.value for f in self.auditor.findings)) if self.auditor else ()

    def _not_ready(self) -> tuple[str, ...]:
        """What keeps the service from doing its work at all, as fixed words."""
        return tuple(word for word in self._found() if word in (Invariant.DATABASE, Invariant.LOOP_BLOCKED))

    async def _waiting(self, protocol: Protocol) -> Waiting | None:
        """The version that waits for somebody's word."""
        version = await self.house.store.aread(protocols.proposed)
        if version is None:
            return None
        who = [protocol.people[person].name for person in approvers(protocol, version.proposal)]
        return Waiting(version.number, version.stored_at, who)

    async def _people(self) -> list[PersonLine]:
        contacts = await self.house.store.aread(people.contacts)
        paired = {c.person: c for c in contacts if c.notifier == TELEGRAM}
        return [
            PersonLine(
                person.id,
                person.name,
                person.id in paired,
                paired[person.id].reason if person.id in paired else "",
            )
            for person in self.house.rulebook.current.protocol.people.values()
        ]


def _waiting_facts(tx: Tx) -> Facts | None:
    version = protocols.proposed(tx)
    return None if version is None else facts(tx, version.number)


def _noted(done: "Future[None]") -> None:
    if (error := done.exception()) is not None:
        log.error("look_not_kept", why=type(error).__name__)


GAPS = timedelta(days=7)
"""Gaps that ended longer ago are in the reports of then."""


def _look(
    tx: Tx, now: datetime
) -> tuple[
    dict[str, int],
    list[reads.SourceLine],
    datetime | None,
    protocols.Version | None,
    list[lines.Line],
    list[dead.DeadLetter],
]:
    counts, watched = reads.tally(tx), reads.source_lines(tx, now - GAPS)
    failing = sorted(lines.failing(tx).values(), key=lambda line: line.notifier)
    return counts, watched, reads.waiting_since(tx), protocols.active(tx), failing, dead.letters(tx)
