"""Acting in public as the pages see it: the same rooms, in the same way, as a phone."""

from collections.abc import Callable, Sequence

from bot.acting.evidence import Came, keep
from bot.app.house import House
from bot.store import Tx, acting, cases, picking, regroup
from bot.store.acting import Measure
from bot.web.public_port import DraftLine, PublicSheet, Wish
from rules.case.actions import Verb
from rules.case.drafts import Moved, Stage, Word
from rules.case.model import Case
from rules.explain.acting import CardAction, Waiting, waiting
from rules.i18n import Lang

LISTED = 200
"""So many messages of a case can be chosen from on a page."""


def _meant(tx: Tx, case: Case, wanted: int) -> int:
    """The message that is meant: the one that was asked for, if it is of the case."""
    return wanted if wanted and regroup.belongs(tx, wanted, case.id) else case.worst_mention


class StorePublic:
    """``bot.web.public_port.PublicDesk`` on the store."""

    def __init__(self, house: House, ring: Callable[[], None]) -> None:
        self.house = house
        self.ring = ring

    async def sheet(self, case: int, person: str, lang: Lang, mention: int = 0) -> PublicSheet | None:
        """Everything of a case."""
        return await self.house.store.aread(lambda tx: self._sheet(tx, case, person, lang, mention))

    def _sheet(self, tx: Tx, number: int, person: str, lang: Lang, wanted: int) -> PublicSheet | None:
        found = cases.peek(tx, number)
        if found is None:
            return None
        mention = _meant(tx, found[0], wanted)
        drawn = [self.house.cards.shown(tx, kept.draft.id, person, lang) for kept in acting.of_case(tx, number)]
        lines = tuple(DraftLine(*one) for one in drawn if one is not None)
        verbs = self.house.acting.offered(tx, found[0], mention, person)
        listed = picking.listed(tx, number, found[0].worst_mention, 0, LISTED)
        return PublicSheet(number, mention, verbs, lines, listed)

    async def waiting(self, case: int, person: str, lang: Lang) -> Sequence[Waiting]:
        """What still waits for somebody."""
        return await self.house.store.aread(lambda tx: self._waiting(tx, case, person, lang))

    def _waiting(self, tx: Tx, case: int, person: str, lang: Lang) -> Sequence[Waiting]:
        rooms = self.house.acting
        facts = [rooms.facts(tx, kept.draft.id) for kept in acting.of_case(tx, case)]
        found = [waiting(one, person, rooms.protocol, lang) for one in facts if one is not None]
        return [one for one in found if one is not None]

    async def start(self, case: int, verb: Verb, person: str, mention: int = 0) -> bool:
        """Begin something about a message of the case, if that may be."""
        begun = await self.house.store.awrite(lambda tx: self._start(tx, case, verb, person, mention))
        self._changed()
        return begun

    def _start(self, tx: Tx, number: int, verb: Verb, person: str, wanted: int) -> bool:
        found = cases.peek(tx, number)
        mention = _meant(tx, found[0], wanted) if found else 0
        if found is None or verb not in self.house.acting.offered(tx, found[0], mention, person):
            return False
        return self.house.acting.start(tx, number, mention, verb, person) is not None

    async def wish(self, case: int, wish: Wish, person: str) -> Word | None:
        """Carry a form out."""
        moved = await self.house.store.awrite(lambda tx: self._wish(tx, case, wish, person))
        self._changed()
        return None if moved is None else moved.word

    def _wish(self, tx: Tx, case: int, wish: Wish, person: str) -> Moved | None:
        kept, rooms = acting.peek(tx, wish.draft), self.house.acting
        if kept is None or kept.draft.case != case:
            return None
        if wish.action is CardAction.OWN and wish.field:
            return rooms.fill_in(tx, wish.draft, person, wish.field, wish.text)
        if wish.action is CardAction.OWN and kept.draft.stage is Stage.REFUSED:
            return rooms.refused_because(tx, wish.draft, person, wish.reason)
        if wish.action is CardAction.DECLINE:
            return rooms.decline(tx, wish.draft, person, wish.turn, wish.reason)
        if wish.action is CardAction.OWN:
            return rooms.own_words(tx, wish.draft, person, wish.text)
        if wish.action is CardAction.EXPLAIN:
            return Moved(kept.draft) if rooms.explain(tx, wish.draft, person) is not None else None
        return rooms.pressed(tx, wish.draft, wish.action, person, wish.turn, wish.place)

    async def keep_evidence(self, case: int, person: str, mention: int = 0) -> Came | None:
        """Keep a message of the case as evidence."""
        came = await self.house.store.awrite(lambda tx: self._keep(tx, case, person, mention))
        self._changed()
        return came

    def _keep(self, tx: Tx, number: int, person: str, wanted: int) -> Came | None:
        found = cases.peek(tx, number)
        if found is None or found[0].drill:
            return None
        protocol, now = self.house.rulebook.current.protocol, self.house.clock.now()
        return keep(tx, protocol, found[0], _meant(tx, found[0], wanted), person, now)

    async def register(self) -> Sequence[Measure]:
        """What was done under the house rules."""
        return await self.house.store.aread(acting.register)

    def _changed(self) -> None:
        self.house.parts.changed()
        self.ring()
