"""Claim what must be said, say it, settle it (T3). Notifications are at-least-once: rather twice than never."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from bot import groups
from bot.clock import Clock
from bot.desk import Desk
from bot.draw import Drawing
from bot.failpoints import hit
from bot.fallback import SecondWay
from bot.ports import Address, DeliveryError, Message, Notifier
from bot.store import Store, StoreError, StoreUnreadable, Tx, bundles, cases, duty, fallback, lines, outbox, people
from bot.store.outbox import Errand, Kind
from bot.texts import as_message
from rules.case.delivery import (
    Attempted,
    GiveUp,
    Halt,
    Moved,
    Outcome,
    Plain,
    Retry,
    after_break,
    after_failure,
    blames_notifier,
)
from rules.case.limits import LATEST
from rules.case.model import NoticeKind, Record, State, Undeliverable

log = structlog.get_logger()

ANSWER_LIVES = timedelta(seconds=60)
"""A press is answered within this time or not at all: Telegram forgets the question."""


REPEATABLE = (Kind.EDIT, Kind.PROPOSAL_EDIT, Kind.DRAFT_EDIT, Kind.DIGEST_EDIT, Kind.SHEET_EDIT, Kind.ANSWER)
"""What may be done twice without anybody noticing."""

PATIENCE = 1.0
"""Seconds a message may take before the next one leaves all the same."""


Drafting = Callable[[Tx, Errand], tuple[Message, int] | None]
"""Draws the card of a draft, with the version it shows; None when there is no such draft."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message as it is sent now, and the version of the case it shows."""

    message: Message
    version: int


class Outbox:
    """Sends what the desk decided."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        notifiers: Mapping[str, Notifier],
        clock: Clock,
        drawer: Drawing,
        owner: str,
        lease: timedelta = outbox.LEASE,
        drafts: Drafting = lambda tx, errand: None,
    ) -> None:
        self.store = store
        self.desk = desk
        self.notifiers = notifiers
        self.clock = clock
        self.drawer = drawer
        self.owner = owner
        self.lease = lease
        self.drafts = drafts
        self.second = SecondWay(desk, clock)
        self._kinds: Mapping[str, Callable[[Errand], Awaitable[None]]] = {
            Kind.NOTICE: self._notice,
            Kind.EDIT: self._edit,
            Kind.ANSWER: self._answer,
            Kind.CARD: self._card,
            Kind.PROPOSAL: self._proposal,
            Kind.PROPOSAL_EDIT: self._proposal_edit,
            Kind.DRAFT: self._draft,
            Kind.DRAFT_EDIT: self._draft,
            Kind.DIGEST: self._digest,
            Kind.DIGEST_EDIT: self._digest_edit,
            Kind.SHEET: self._sheet,
            Kind.SHEET_EDIT: self._sheet_edit,
            Kind.LEAVE: self._leave,
            Kind.BOARD: self._board,
        }
        self._failing: frozenset[str] = frozenset()
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._jitter = random.Random(owner)  # noqa: S311 - spreads retries, guards nothing

    def start(self) -> int:
        """Free what this node held when it died; returns how many rows."""
        return self.store.write(lambda tx: outbox.release_own(tx, self.owner))

    async def run_once(self, limit: int = 25) -> int:
        """Claim and carry out what is due; returns how many rows were taken.

        Each way to reach people has a lane of its own, so that one that is slow or down holds no other up. In a lane
        messages leave one after the other, each recorded before the next: whatever happens to us, at most one is out
        without our knowing. One that takes long is not waited for: it must not hold up the others.
        """
        now, errands = self.clock.now(), list[Errand]()
        if await self.store.aread(lambda tx: outbox.waits(tx, now)):
            errands = await self.store.awrite(lambda tx: self._take(tx, limit))
        if errands:
            hit("send.claimed")
        for name in dict.fromkeys(errand.notifier for errand in errands):
            lane = [errand for errand in errands if errand.notifier == name]
            self._lanes[name] = asyncio.create_task(self._lane(name, lane), name=f"lane {name}")
        if self._lanes:
            await asyncio.wait(self._lanes.values(), timeout=PATIENCE)
        await self._landed(PATIENCE)
        return len(errands)

    def _take(self, tx: Tx, limit: int) -> list[Errand]:
        """What is due on every lane that is free; of a way that fails one message at a time, and none while it is held."""
        now, failing = self.clock.now(), lines.failing(tx)
        self._failing = frozenset(failing)
        self.second.sweep(tx, failing, now)
        errands: list[Errand] = []
        for name in self.notifiers:
            line = failing.get(name)
            room = min(limit - self._carried(name), 1 if line and line.held_until else limit)
            lane = self._lanes.get(name)
            held = line is not None and line.held_until is not None and line.held_until > now
            if room > 0 and not held and (lane is None or lane.done()):
                errands += outbox.claim(tx, self.owner, now, room, self.lease, notifier=name)
        return errands

    def _carried(self, name: str) -> int:
        return sum(lane == name for lane in self._under_way.values())

    async def _lane(self, name: str, errands: Sequence[Errand]) -> None:
        """Carry these one after the other. When the way turns out to be closed the rest goes back untried."""
        for place, errand in enumerate(errands):
            held = await self.store.aread(lambda tx: lines.failing(tx).get(name)) if name in self._failing else None
            if held is not None and held.held_until is not None and held.held_until > self.clock.now():
                await self._put_back(errands[place:], held.held_until)
                return
            task = asyncio.create_task(self._carry(errand), name=f"errand {errand.id}")
            self._under_way[task] = name
            task.add_done_callback(self._under_way.pop)
            if errand.kind not in REPEATABLE:
                await asyncio.wait([task], timeout=PATIENCE)

    async def _put_back(self, errands: Sequence[Errand], until: datetime) -> None:
        now = self.clock.now()

        def back(tx: Tx) -> None:
            for errand in errands:
                outbox.settle(tx, errand, self.owner, now, "pending", next_at=until)

        await self.store.awrite(back)

    async def settle(self) -> int:
        """Wait for what is under way; returns how many errands that were."""
        if self._lanes:
            await asyncio.wait(self._lanes.values())
        return await self._landed(None)

    async def _landed(self, timeout: float | None) -> int:
        under_way = set(self._under_way)
        if under_way:
            await asyncio.wait(under_way, timeout=timeout)
        return len(under_way)

    async def stop(self, within: float) -> None:
        """Let what is under way end, for ``within`` seconds; then give up the rest and free every row held."""
        for lane in self._lanes.values():
            lane.cancel()
        await asyncio.gather(*self._lanes.values(), return_exceptions=True)
        await self._landed(within)
        for task in (rest := set(self._under_way)):
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        await self.store.awrite(lambda tx: outbox.release_own(tx, self.owner))

    async def _carry(self, errand: Errand) -> None:
        try:
            await self._kinds.get(errand.kind, self._text)(errand)
        except DeliveryError as error:
            await self._failed(errand, error, plain=False)
        except _PlainRefusedError as refused:
            await self._failed(errand, refused.error, plain=True)
        except (StoreError, StoreUnreadable) as error:  # not this row's fault: it keeps its lease and comes back
            log.error("errand_unsettled", errand=errand.id, case=errand.case_id, why=type(error).__name__)
        except Exception:
            log.exception("errand_failed", errand=errand.id, case=errand.case_id, attempts=errand.attempts)
            await self.store.awrite(lambda tx: self._broke(tx, errand))

    # --- the kinds ---------------------------------------------------------------------------------

    async def _notice(self, errand: Errand) -> None:
        drawn = await self.store.aread(lambda tx: self._draw(tx, errand))
        if drawn is None:
            await self._settle(errand, "cancelled")
            return
        message_id = await self._send(errand, drawn.message)
        hit("send.accepted")
        await self.store.awrite(lambda tx: self._sent(tx, errand, message_id, drawn.version))
        hit("send.recorded")

    async def _edit(self, errand: Errand) -> None:
        if not self._notifier(errand).abilities.edits:
            await self._follow_up(errand)
            return
        drawn = await self.store.aread(lambda tx: self._redraw(tx, errand))
        if drawn is None:
            await self._settle(errand, "cancelled")
            return
        hit("edit.claimed")
        await self._notifier(errand).edit(_to(errand), errand.message_id, drawn.message)
        hit("edit.accepted")
        await self._settle(errand, "sent", drawn=drawn.version)

    async def _follow_up(self, errand: Errand) -> None:
        """Where nothing can be edited: a short word when somebody else has it by now, once, and nothing for the rest."""
        drawn = await self.store.aread(lambda tx: self._word(tx, errand))
        if drawn is None:
            await self._settle(errand, "cancelled")
            return
        await self._notifier(errand).edit(_to(errand), errand.message_id, drawn.message)
        await self._settle(errand, "sent", drawn=drawn.version)

    def _word(self, tx: Tx, errand: Errand) -> Drawn | None:
        found, row = cases.peek(tx, errand.case_id or 0), outbox.notice_row(tx, errand.notice or 0)
        if found is None or row is None or not self._notifier(errand).abilities.follows:
            return None
        in_hand = found[0].state is not State.OPEN and found[0].assignee != errand.person
        if not in_hand or outbox.has_newer(tx, row) or fallback.followed(tx, row.id):
            return None
        whole = self.drawer.notice(tx, found[0], errand, row.payload)
        first = "\n".join([line for line in whole.plain.splitlines() if line.strip()][:2])
        return Drawn(Message("", first, silent=True, lang=whole.lang), found[1])

    async def _digest(self, errand: Errand) -> None:
        drawn = await self.store.aread(lambda tx: self.drawer.digest(tx, errand, errand.id))
        if drawn is None:
            await self._settle(errand, "cancelled")
            return
        message_id = await self._send(errand, drawn)
        await self.store.awrite(lambda tx: self._digested(tx, errand, message_id))

    def _digested(self, tx: Tx, errand: Errand, message_id: str) -> None:
        now = self.clock.now()
        if outbox.settle(tx, errand, self.owner, now, "sent", message_id=message_id):
            self._works(tx, errand.notifier)
            for case_id in fallback.digested(tx, errand.id):
                cases.record(tx, case_id, Record("told", errand.person, errand.notifier), now)

    async def _leave(self, errand: Errand) -> None:
        await groups.leave(self._notifier(errand), _to(errand))
        await self._settle(errand, "sent")

    async def _board(self, errand: Errand) -> None:
        kept = await self.store.aread(lambda tx: groups.board_of(tx, errand))
        if kept is not None:
            shown = await groups.show(self._notifier(errand), kept)
            await self.store.awrite(lambda tx: duty.shown(tx, shown))
        await self._settle(errand, "sent")

    async def _digest_edit(self, errand: Errand) -> None:
        drawn = await self.store.aread(lambda tx: self.drawer.digest(tx, errand, errand.notice or 0, closed=True))
        if drawn is None:
            await self._settle(errand, "cancelled")
            return
        await self._notifier(errand).edit(_to(errand), errand.message_id, drawn)
        await self._settle(errand, "sent")

    async def _answer(self, errand: Errand) -> None:
        said = json.loads(errand.payload)
        try:
            await self._notifier(errand).answer(said["query"], said["text"], alert=said["alert"])
        except DeliveryError as error:
            if self.clock.now() - errand.first_tried > ANSWER_LIVES or error.permanent:
                await self._settle(errand, "failed", error=error.fault.value)
                return
            raise
        await self._settle(errand, "sent")

    async def _text(self, errand: Errand) -> None:
        message_id = await self._send(errand, as_message(errand.payload))
        await self._settle(errand, "sent", message_id=message_id)

    async def _card(self, errand: Errand) -> None:
        message = await self.store.aread(lambda tx: self.drawer.card(tx, errand))
        if message is None:
            await self._settle(errand, "cancelled")
            return
        message_id = await self._send(errand, message)
        await self._settle(errand, "sent", message_id=message_id)

    async def _draft(self, errand: Errand) -> None:
        """The card of something public, or its edit, as it stands now."""
        drawn = await self.store.aread(lambda tx: self.drafts(tx, errand))
        if drawn is None:
            await self._settle(errand, "cancelled")
        elif errand.kind == Kind.DRAFT_EDIT:
            await self._notifier(errand).edit(_to(errand), errand.message_id, drawn[0])
            await self._settle(errand, "sent")
        else:
            message_id = await self._send(errand, drawn[0])
            await self.store.awrite(lambda tx: self._drafted(tx, errand, message_id, drawn[1]))

    def _drafted(self, tx: Tx, errand: Errand, message_id: str, version: int) -> None:
        """Sent; what changed meanwhile is shown at once."""
        now = self.clock.now()
        if outbox.settle(tx, errand, self.owner, now, "sent", message_id=message_id, drawn=version):
            drawn = self.drafts(tx, errand)
            if drawn is not None and drawn[1] != version:
                outbox.redraw_drafts(tx, int(errand.payload), drawn[1], now)

    async def _proposal(self, errand: Errand) -> None:
        drawn = await self.store.aread(lambda tx: self.drawer.proposal(tx, errand))
        if drawn is None or not drawn.waits:
            await self._settle(errand, "cancelled")
            return
        message_id = await self._send(errand, drawn.message)
        await self.store.awrite(lambda tx: self._asked(tx, errand, message_id))

    def _asked(self, tx: Tx, errand: Errand, message_id: str) -> None:
        """Sent; what was decided meanwhile is shown at once."""
        now = self.clock.now()
        if outbox.settle(tx, errand, self.owner, now, "sent", message_id=message_id):
            drawn = self.drawer.proposal(tx, errand)
            if drawn is not None and not drawn.waits:
                outbox.redraw_proposal(tx, int(errand.payload), "decided", now)

    async def _proposal_edit(self, errand: Errand) -> None:
        drawn = await self.store.aread(lambda tx: self.drawer.proposal(tx, errand))
        if drawn is None:
            await self._settle(errand, "cancelled")
            return
        await self._notifier(errand).edit(_to(errand), errand.message_id, drawn.message)
        await self._settle(errand, "sent")

    async def _sheet(self, errand: Errand) -> None:
        began = self.clock.now()
        message = await self.store.aread(lambda tx: self.drawer.sheet(tx, errand))
        if message is None:
            await self._settle(errand, "cancelled")
            return
        message_id = await self._send(errand, message)
        await self.store.awrite(lambda tx: self._sheet_sent(tx, errand, message_id, began))

    def _sheet_sent(self, tx: Tx, errand: Errand, message_id: str, began: datetime) -> None:
        """Sent; what a bundle told is not held any more, what came meanwhile goes with the next."""
        now = self.clock.now()
        if outbox.settle(tx, errand, self.owner, now, "sent", message_id=message_id) and errand.payload == "bundle":
            bundles.let_go(tx, errand.person, errand.id, began)
            if bundles.held_cases(tx, errand.person):
                bundles.add_bundle(tx, errand.person, errand.notifier, errand.address, now + LATEST, now)

    async def _sheet_edit(self, errand: Errand) -> None:
        message = await self.store.aread(lambda tx: self.drawer.sheet(tx, errand))
        if message is not None:
            await self._notifier(errand).edit(_to(errand), errand.message_id, message)
        await self._settle(errand, "sent" if message is not None else "cancelled")

    # --- drawing ------------------------------------------------------------------------------------------

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
        return Drawn(
            self.drawer.notice(tx, found[0], replace(errand, mention=row.mention), row.payload, errand.payload),
            found[1],
        )

    # --- sending and settling -----------------------------------------------------------------------------

    def _notifier(self, errand: Errand) -> Notifier:
        return self.notifiers[errand.notifier]

    async def _send(self, errand: Errand, message: Message) -> str:
        """Send it; refused markup goes out plain, a moved chat is followed, both in the same attempt."""
        notifier, to = self._notifier(errand), _to(errand)
        try:
            return await notifier.send(to, message)
        except DeliveryError as error:
            match self._outcome(errand, error):
                case Plain():
                    log.warning("sent_plain", errand=errand.id, case=errand.case_id)
                    return await self._plainly(errand, to, message)
                case Moved() if error.moved_to:
                    new = error.moved_to
                    await self.store.awrite(lambda tx: _move(tx, errand, new))
                    return await notifier.send(replace(to, to=new), message)
                case _:
                    raise

    async def _plainly(self, errand: Errand, to: Address, message: Message) -> str:
        try:
            return await self._notifier(errand).send(to, replace(message, html=""))
        except DeliveryError as error:
            raise _PlainRefusedError(error) from error

    def _sent(self, tx: Tx, errand: Errand, message_id: str, version: int) -> None:
        now = self.clock.now()
        if not outbox.settle(tx, errand, self.owner, now, "sent", message_id=message_id, drawn=version):
            return
        self._works(tx, errand.notifier)
        detail = f"{errand.notifier} {'maybe_twice' if errand.maybe_twice else ''}".strip()
        cases.record(tx, errand.case_id, Record("told", errand.person, detail), now)
        outbox.close_older(tx, errand, now)
        found = cases.peek(tx, errand.case_id or 0)
        row = outbox.notice_row(tx, errand.id)
        if found is not None and row is not None and found[1] != version:
            outbox.add_edit(tx, found[0].id, row, found[1], now, timedelta(0))

    async def _settle(self, errand: Errand, state: str, **values: object) -> None:
        now = self.clock.now()

        def settled(tx: Tx) -> None:
            if outbox.settle(tx, errand, self.owner, now, state, **values) and state == "sent":
                self._works(tx, errand.notifier)

        await self.store.awrite(settled)

    def _works(self, tx: Tx, notifier: str) -> None:
        """Something arrived: when this way failed until now, it does no longer."""
        if notifier in self._failing:
            self._failing -= {notifier}
            self.second.restored(tx, notifier, self.clock.now())

    def _outcome(self, errand: Errand, error: DeliveryError, *, plain: bool = False, alone: bool = False) -> Outcome:
        tried = Attempted(errand.attempts, errand.first_tried, urgent=errand.loud, plain=plain, alone=alone)
        return after_failure(
            error.fault, tried, self.clock.now(), jitter=self._jitter.random(), retry_after=error.retry_after
        )

    async def _failed(self, errand: Errand, error: DeliveryError, *, plain: bool) -> None:
        log.warning("not_delivered", errand=errand.id, case=errand.case_id, fault=error.fault.value)
        await self.store.awrite(lambda tx: self._settle_failure(tx, errand, error, plain=plain))

    def _alone(self, tx: Tx, errand: Errand) -> bool:
        """Whether others arrived by the same way since this one was first tried, as far as is known."""
        line = lines.failing(tx).get(errand.notifier)
        return line is None or line.failing_since > errand.first_tried

    def _broke(self, tx: Tx, errand: Errand) -> None:
        """We broke over this one ourselves: it comes back after its lease, and in the end it is given up."""
        end = after_break(errand.attempts, again=errand.error == outbox.BROKEN)
        if end is None:
            outbox.broke(tx, errand, self.owner)
        else:
            self._give_up(tx, errand, outbox.BROKEN, next_person=end.next_person, gone=end.unreachable)

    def _settle_failure(self, tx: Tx, errand: Errand, error: DeliveryError, *, plain: bool) -> None:
        now, fault = self.clock.now(), error.fault.value
        outcome = self._outcome(errand, error, plain=plain, alone=self._alone(tx, errand))
        if blames_notifier(error.fault):
            self._failing |= {errand.notifier}
            self.second.failed(tx, errand.notifier, error.fault, now)
        match outcome:
            case Retry(at=at, possible_duplicate=twice, hold_chat=hold, fall_back=late):
                maybe = errand.maybe_twice or twice
                outbox.settle(tx, errand, self.owner, now, "pending", next_at=at, error=fault, maybe_twice=maybe)
                if hold:
                    outbox.hold(tx, errand.notifier, errand.address, at)
                if late:
                    self.second.fall_back(tx, errand, now)
            case Halt(probe_at=at):
                outbox.settle(tx, errand, self.owner, now, "pending", next_at=at, error=fault)
                log.error("notifier_refused", notifier=errand.notifier)
            case GiveUp(next_person=next_person, unreachable=gone):
                self._give_up(tx, errand, fault, next_person=next_person, gone=gone)
            case Plain() | Moved():  # an edit or answer in a form that was refused: there is no second form
                outbox.settle(tx, errand, self.owner, now, "failed", error=fault)
            case _:
                assert_never(outcome)

    def _give_up(self, tx: Tx, errand: Errand, fault: str, *, next_person: bool, gone: bool) -> None:
        """It will not arrive this way: the same person hears it another way, and the next person at once."""
        now = self.clock.now()
        if not outbox.settle(tx, errand, self.owner, now, "failed", error=fault):
            return
        if gone and errand.person:
            self.second.unreachable(tx, errand, fault, now)
        if not next_person or errand.kind != Kind.NOTICE or errand.case_id is None:
            return
        self.second.fall_back(tx, errand, now)
        if errand.notice is None or not fallback.alive(tx, errand.notice, errand.id):
            self.desk.handle(tx, errand.case_id, Undeliverable(errand.person, fault))


class _PlainRefusedError(Exception):
    """Even without markup it was not delivered."""

    def __init__(self, error: DeliveryError) -> None:
        super().__init__(error.fault.value)
        self.error = error


def _of_interest_when_closed(payload: str) -> bool:
    """A chain that ended with nobody is told all the same, and so is a case that somebody asked to see."""
    kind, _, rest = payload.partition("\n")
    return kind == NoticeKind.ENDED or rest.endswith("\nasked")


def _to(errand: Errand) -> Address:
    return Address(errand.notifier, errand.address, errand.topic)


def _move(tx: Tx, errand: Errand, new: str) -> None:
    outbox.move_chat(tx, errand.notifier, errand.address, new)
    people.move(tx, errand.notifier, errand.address, new)
