"""Links from a mail on the store: ``bot.web.links_port.Links``."""

from collections.abc import Callable
from typing import Any

from bot.app.house import House
from bot.signed.links import Link, Wrong, read
from bot.store import Tx, cases, outbox
from bot.store import links as used
from bot.store.outbox import Kind
from bot.web.links_port import Offered
from rules.case.model import Action, Answer, Case, NoticeKind, Pressed, Record, Reply, State
from rules.explain.notices import NoticeFacts, notice
from rules.i18n import Lang


class StoreLinks:
    """The links that this house signed. ``ring``: there may be something to do."""

    def __init__(self, house: House, ring: Callable[[], None]) -> None:
        self.house = house
        self.ring = ring

    async def look(self, token: str, lang: Lang) -> Offered | Wrong:
        """What the link is about. Changes nothing."""
        return await self.house.store.aread(lambda tx: self._look(tx, token, lang))

    def _look(self, tx: Tx, token: str, lang: Lang) -> Offered | Wrong:
        found = self._found(tx, token)
        if isinstance(found, Wrong):
            return found
        link, row, case = found
        mine = case.assignee == row.person
        if used.was_used(tx, link.notice) and not mine:
            return Wrong.USED
        kind, role, why = row.payload.split("\n", 2)
        protocol, now = self.house.rulebook.current.protocol, self.house.clock.now()
        text = notice(case, NoticeFacts(row.person, role, why), NoticeKind(kind), protocol, lang, now)
        return Offered(
            case.id, tuple(text.plain.splitlines()[:2]), open=case.state is State.OPEN and case.turn == link.turn
        )

    async def take(self, token: str) -> tuple[int, Answer] | Wrong:
        """Take the case for whom the link was made, once."""
        done = await self.house.store.awrite(lambda tx: self._take(tx, token))
        self.house.parts.changed()
        self.ring()
        return done

    def _take(self, tx: Tx, token: str) -> tuple[int, Answer] | Wrong:
        found = self._found(tx, token)
        if isinstance(found, Wrong):
            return found
        link, row, case = found
        if not used.use(tx, link.notice, self.house.clock.now()):
            return (case.id, Answer(Reply.YOURS_ALREADY)) if case.assignee == row.person else Wrong.USED
        cases.record(tx, case.id, Record("by_link", row.person), self.house.clock.now())
        answer = self.house.desk.handle(tx, case.id, Pressed(Action.TAKE, row.person, link.turn))
        return case.id, answer or Answer(Reply.UNKNOWN)

    def _found(self, tx: Tx, token: str) -> tuple[Link, Any, Case] | Wrong:
        """The link with its message and case. What is not there (any more) is told like what never was."""
        link = read(self.house.parts.key, token, self.house.clock.now())
        if isinstance(link, Wrong):
            return link
        row = outbox.notice_row(tx, link.notice)
        if row is None or row.kind != Kind.NOTICE or row.person not in self.house.rulebook.current.protocol.people:
            return Wrong.FORGED
        case = cases.peek(tx, row.case_id)
        return Wrong.FORGED if case is None else (link, row, case[0])
