"""What each kind of errand is: drawn as things stand now, then sent, edited, answered."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk import groups
from bot.failpoints import hit
from bot.messages.draw import Drawing
from bot.messages.illustrate import illustrated
from bot.outbox.sending import Sender, address_of
from bot.ports import DeliveryError, Message
from bot.store import Tx, bundles, cases, duty, fallback, outbox
from bot.store.outbox import Errand, Kind
from bot.texts import as_message
from rules.case.limits import LATEST
from rules.case.model import NoticeKind, Record, State

ANSWER_LIVES = timedelta(seconds=60)
"""A press is answered within this time or not at all: Telegram forgets the question."""

NO_VERSION = 0
"""The version that a message shows when it is no longer known: every case is newer."""

Drafting = Callable[[Tx, Errand], tuple[Message, int] | None]
"""Draws the card of a draft, with the version it shows; None when there is no such draft."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as it is sent now, and the version of the case it shows."""

    message: Message
    version: int


class Kinds:
    """Carries out one errand, by its kind."""

    def __init__(self, sender: Sender, drawer: Drawing, drafts: Drafting) -> None:
        self.sender = sender
        self.store = sender.store
        self.drawer = drawer
        self.drafts = drafts
        self._kinds: Mapping[str, Callable[[Errand], Awaitable[None]]] = {
            Kind.NOTICE: self._notice,
            Kind.EDIT: self._edit,
            Kind.ANSWER: self._answer,
            Kind.CARD: self._card,
            Kind.PROPOSAL: self._proposal,
            Kind.PROPOSAL_EDIT: self._proposal_edit,
            Kind.DRAFT: self._draft,
            Kind.DRAFT_EDIT: self._draft_edit,
            Kind.DIGEST: self._digest,
            Kind.DIGEST_EDIT: self._digest_edit,
            Kind.SHEET: self._sheet,
            Kind.SHEET_EDIT: self._sheet_edit,
            Kind.LEAVE: self._leave,
            Kind.BOARD: self._board,
            Kind.PICTURE: self._picture,
        }

    async def carry(self, errand: Errand) -> None:
        """Raises ``DeliveryError`` when it did not arrive."""
        await self._kinds.get(errand.kind, self._text)(errand)

    async def _goes(self, errand: Errand, draw: Callable[[Tx], Message | None], follows: Callable[[Tx], None]) -> None:
        """Send what is drawn now and write down that it arrived with what follows; nothing drawn: nothing goes out."""
        message = await self.store.aread(draw)
        if message is None:
            await self.sender.settle(errand, "cancelled")
            return
        message_id = await self.sender.send(errand, message)

        def sent(tx: Tx) -> None:
            if self.sender.arrived(tx, errand, message_id):
                follows(tx)

        await self.store.awrite(sent)

    async def _becomes(self, errand: Errand, draw: Callable[[Tx], Message | None]) -> None:
        """Edit a delivered message to what is drawn now."""
        message = await self.store.aread(draw)
        if message is not None:
            await self.sender.edit(errand, message)
        await self.sender.settle(errand, "sent" if message is not None else "cancelled")

    # --- cases --------------------------------------------------------------------------------------------

    async def _notice(self, errand: Errand) -> None:
        if (known := self.sender.sent_before(errand)) is not None:  # withdrawn since or not: it stands on a phone
            await self.store.awrite(lambda tx: self.sender.told(tx, errand, known, NO_VERSION))
            return
        drawn = await self.store.aread(lambda tx: self._draw(tx, errand))
        if drawn is None:
            await self.sender.settle(errand, "cancelled")
            return
        message_id = await self.sender.send(errand, drawn.message)
        hit("send.accepted")
        await self.store.awrite(lambda tx: self.sender.told(tx, errand, message_id, drawn.version))
        hit("send.recorded")

    async def _edit(self, errand: Errand) -> None:
        edits = self.sender.notifier(errand).abilities.edits
        drawn = await self.store.aread(lambda tx: (self._redraw if edits else self._word)(tx, errand))
        if drawn is None:
            await self.sender.settle(errand, "cancelled")
            return
        hit("edit.claimed")
        await self.sender.edit(errand, drawn.message)
        hit("edit.accepted")
        await self.store.awrite(lambda tx: self.sender.edited(tx, errand, drawn.version))

    def _draw(self, tx: Tx, errand: Errand) -> Drawn | None:
        """The notification as the case stands now; None when it need not be sent any more."""
        found = cases.peek(tx, errand.case_id or 0)
        if found is None or outbox.is_withdrawn(tx, errand.id):
            return None
        if found[0].state is State.RESOLVED and not _of_interest_when_closed(errand.payload):
            return None
        return Drawn(self.drawer.notice(tx, found[0], errand, errand.payload), found[1])

    def _redraw(self, tx: Tx, errand: Errand) -> Drawn | None:
        found = cases.peek(tx, errand.case_id or 0)
        row = outbox.notice_row(tx, errand.notice or 0)
        if found is None or row is None:
            return None
        if outbox.has_newer(tx, row):
            return Drawn(self.drawer.moved(found[0], errand), found[1])
        as_then = replace(errand, mention=row.mention)
        return Drawn(self.drawer.notice(tx, found[0], as_then, row.payload, errand.payload), found[1])

    def _word(self, tx: Tx, errand: Errand) -> Drawn | None:
        """Where nothing can be edited: a short word when somebody else has it by now, once, and nothing for the rest."""
        found, row = cases.peek(tx, errand.case_id or 0), outbox.notice_row(tx, errand.notice or 0)
        if found is None or row is None or not self.sender.notifier(errand).abilities.follows:
            return None
        in_hand = found[0].state is not State.OPEN and found[0].assignee != errand.person
        if not in_hand or outbox.has_newer(tx, row) or fallback.followed(tx, row.id):
            return None
        whole = self.drawer.notice(tx, found[0], errand, row.payload)
        first = "\n".join([line for line in whole.plain.splitlines() if line.strip()][:2])
        return Drawn(Message("", first, silent=True, lang=whole.lang), found[1])

    async def _card(self, errand: Errand) -> None:
        await self._goes(errand, lambda tx: self.drawer.card(tx, errand), _nothing)

    # --- many cases at once -------------------------------------------------------------------------------

    async def _digest(self, errand: Errand) -> None:
        def told(tx: Tx) -> None:
            for case_id in fallback.digested(tx, errand.id):
                cases.record(tx, case_id, Record("told", errand.person, errand.notifier), self.sender.clock.now())

        await self._goes(errand, lambda tx: self.drawer.digest(tx, errand, errand.id), told)

    async def _digest_edit(self, errand: Errand) -> None:
        await self._becomes(errand, lambda tx: self.drawer.digest(tx, errand, errand.notice or 0, closed=True))

    async def _sheet(self, errand: Errand) -> None:
        began = self.sender.clock.now()
        await self._goes(errand, lambda tx: self.drawer.sheet(tx, errand), lambda tx: self._told(tx, errand, began))

    def _told(self, tx: Tx, errand: Errand, began: datetime) -> None:
        """What a bundle told is not held any more, what came meanwhile goes with the next."""
        if errand.payload != "bundle":
            return
        now = self.sender.clock.now()
        bundles.let_go(tx, errand.person, errand.id, began)
        if bundles.held_cases(tx, errand.person):
            bundles.add_bundle(tx, errand.person, errand.notifier, errand.address, now + LATEST, now)

    async def _sheet_edit(self, errand: Errand) -> None:
        edits = self.sender.notifier(errand).abilities.edits
        await self._becomes(
            errand, lambda tx: self.drawer.sheet(tx, errand) if edits or _is_worth_a_letter(tx, errand) else None
        )

    # --- what waits for somebody's word -------------------------------------------------------------------

    async def _draft(self, errand: Errand) -> None:
        """The card of something public as it stands now; what changed meanwhile is shown at once."""
        drawn = await self.store.aread(lambda tx: self.drafts(tx, errand))
        if drawn is None:
            await self.sender.settle(errand, "cancelled")
            return
        message, version = drawn
        message_id = await self.sender.send(errand, message)

        def sent(tx: Tx) -> None:
            if self.sender.arrived(tx, errand, message_id, drawn=version):
                outbox.close_older_drafts(tx, errand, self.sender.clock.now())
                newer = self.drafts(tx, errand)
                if newer is not None and newer[1] != version:
                    outbox.redraw_drafts(tx, int(errand.payload), newer[1], self.sender.clock.now())

        await self.store.awrite(sent)

    async def _draft_edit(self, errand: Errand) -> None:
        edits = self.sender.notifier(
            errand
        ).abilities.edits  # a mail for every stroke would be noise: its page shows it

        def draw(tx: Tx) -> Message | None:
            drawn = self.drafts(tx, errand) if edits else None
            return None if drawn is None else drawn[0]

        await self._becomes(errand, draw)

    async def _proposal(self, errand: Errand) -> None:
        """A version of the protocol that waits; what was decided meanwhile is shown at once."""

        def draw(tx: Tx) -> Message | None:
            drawn = self.drawer.proposal(tx, errand)
            return None if drawn is None or not drawn.waits else drawn.message

        def sent(tx: Tx) -> None:
            drawn = self.drawer.proposal(tx, errand)
            if drawn is not None and not drawn.waits:
                outbox.redraw_proposal(tx, int(errand.payload), "decided", self.sender.clock.now())

        await self._goes(errand, draw, sent)

    async def _proposal_edit(self, errand: Errand) -> None:
        def draw(tx: Tx) -> Message | None:
            drawn = self.drawer.proposal(tx, errand)
            return None if drawn is None else drawn.message

        await self._becomes(errand, draw)

    # --- words and chats ----------------------------------------------------------------------------------

    async def _text(self, errand: Errand) -> None:
        message_id = await self.sender.send(errand, as_message(errand.payload))
        await self.sender.settle(errand, "sent", message_id=message_id)

    async def _picture(self, errand: Errand) -> None:
        message = await illustrated(errand.payload, shown=self.sender.notifier(errand).abilities.pictures)
        if message is None:
            await self.sender.settle(errand, "cancelled")
            return
        hit("picture.drawn")
        message_id = await self.sender.send(errand, message)
        hit("picture.accepted")
        await self.sender.settle(errand, "sent", message_id=message_id)
        hit("picture.recorded")

    async def _answer(self, errand: Errand) -> None:
        said = json.loads(errand.payload)
        try:
            await self.sender.notifier(errand).answer(said["query"], said["text"], alert=said["alert"])
        except DeliveryError as error:
            if self.sender.clock.now() - errand.first_tried > ANSWER_LIVES or error.permanent:
                await self.sender.settle(errand, "failed", error=error.fault.value)
                return
            raise
        await self.sender.settle(errand, "sent")

    async def _leave(self, errand: Errand) -> None:
        await groups.leave(self.sender.notifier(errand), address_of(errand))
        await self.sender.settle(errand, "sent")

    async def _board(self, errand: Errand) -> None:
        kept = await self.store.aread(lambda tx: groups.board_of(tx, errand))
        if kept is not None:
            shown = await groups.show(self.sender.notifier(errand), kept)
            await self.store.awrite(lambda tx: duty.shown(tx, shown))
        await self.sender.settle(errand, "sent")


def _nothing(tx: Tx) -> None:
    """Nothing follows."""


def _is_worth_a_letter(tx: Tx, errand: Errand) -> bool:
    """Where nothing can be edited only the next summary of a storm follows, and the word that it is over."""
    found = cases.peek(tx, errand.case_id or 0)
    return found is not None and (errand.payload == "summary" or found[0].state is State.RESOLVED)


def _of_interest_when_closed(payload: str) -> bool:
    """A chain that ended with nobody is told all the same, and so is a case that somebody asked to see."""
    kind, _, rest = payload.partition("\n")
    return kind == NoticeKind.ENDED or rest.endswith("\nasked")
