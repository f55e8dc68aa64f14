"""The desk and the store as the pages see them."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.app.house import House
from bot.desk import TELEGRAM
from bot.ports import Fault
from bot.store import people, protocols, reads
from bot.store.views import CaseLine, CasePage
from bot.web.desk_port import PersonLine, SourceLine, StatusView, TelegramState, Waiting, Wanted
from rules.case.model import Action, Answer, Noted, Pressed, Reply
from rules.explain.changes import Trouble
from rules.protocol.model import Protocol
from rules.protocol.versions import approvers

_TELEGRAM = {
    None: TelegramState.CONNECTED,
    Fault.TOKEN: TelegramState.REFUSED,
    Fault.CONFLICT: TelegramState.CONFLICT,
}


class StoreOffice:
    """``bot.web.desk_port.Office`` on the store.

    ``telegram`` tells how the line is (None: no Telegram configured), ``trouble`` why the protocol on disk does not rule.
    """

    def __init__(
        self,
        house: House,
        telegram: Callable[[], Fault | None] | None,
        ring: Callable[[], None],
        trouble: Callable[[], Trouble | None] = lambda: None,
    ) -> None:
        self.house = house
        self.telegram = telegram
        self.ring = ring
        self.trouble = trouble

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

    async def press(self, case_id: int, action: Action, person: str, turn: int) -> Answer:
        """A verb from a page: the same way as a button on a phone."""
        event = Pressed(action, person, turn)
        answer = await asyncio.to_thread(self.house.desk.act, case_id, event)
        self._changed()
        return answer or Answer(Reply.UNKNOWN)

    async def note(self, case_id: int, person: str, text: str) -> Answer:
        """A note from a page."""
        answer = await asyncio.to_thread(self.house.desk.act, case_id, Noted(person, text))
        self._changed()
        return answer or Answer(Reply.UNKNOWN)

    def _changed(self) -> None:
        self.house.parts.changed()
        self.ring()

    async def status(self) -> StatusView:
        """How it all is."""
        counts = await self.house.store.aread(reads.tally)
        sources = await self.house.store.aread(reads.source_lines)
        rules = self.house.rulebook.current
        fault = self.telegram() if self.telegram else None
        return StatusView(
            protocol_title=rules.protocol.title,
            protocol_version=f"{rules.protocol.version} ({rules.version})",
            protocol_trouble=self.trouble(),
            protocol_waiting=await self._waiting(rules.protocol),
            sources=[SourceLine(s.name, s.platform, s.seen_until, s.error, blind=bool(s.error)) for s in sources],
            people=await self._people(),
            telegram=_TELEGRAM.get(fault, TelegramState.UNREACHABLE) if self.telegram else TelegramState.OFF,
            waiting=counts["outbox_waiting"],
            failed=counts["outbox_failed"],
            quarantined=counts["mentions_quarantined"],
        )

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
