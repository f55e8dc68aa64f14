"""Send one message and settle its row: what arrived, what is tried again, what is given up and goes another way."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

import structlog

from bot.clock import Clock
from bot.desk.casework import Desk
from bot.outbox.fallback import SecondWay
from bot.ports import Address, DeliveryError, Message, Notifier
from bot.store import Store, StoreError, StoreUnreadable, Tx, cases, fallback, lines, outbox, people
from bot.store.outbox import Errand, Kind
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
from rules.case.model import Record, Undeliverable

log = structlog.get_logger()


class Sender:
    """Knows the ways to reach people and keeps how each errand ended."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        notifiers: Mapping[str, Notifier],
        clock: Clock,
        owner: str,
        lease: timedelta = outbox.LEASE,
    ) -> None:
        self.store = store
        self.lease = lease
        self.desk = desk
        self.notifiers = notifiers
        self.clock = clock
        self.owner = owner
        self.second = SecondWay(desk, clock)
        self.failing: frozenset[str] = frozenset()
        """The ways that failed when they were last looked at."""
        self._unnoted: dict[int, str] = {}
        """What arrived while the database could take no note of it: its number, by row."""
        self._jitter = random.Random(owner)  # noqa: S311 - spreads retries, guards nothing

    # --- sending ------------------------------------------------------------------------------------------

    def notifier(self, errand: Errand) -> Notifier:
        """The way an errand goes."""
        return self.notifiers[errand.notifier]

    async def send(self, errand: Errand, message: Message) -> str:
        """Send it, unless it arrived before and the database could take no note of that. Returns the message's number."""
        if errand.id not in self._unnoted:
            await self._still_ours(errand)
            self._unnoted[errand.id] = await self._send(errand, message)
        return self._unnoted[errand.id]

    def sent_before(self, errand: Errand) -> str | None:
        """The number of a message that arrived on an earlier attempt of which the database could take no note."""
        return self._unnoted.get(errand.id)

    async def _send(self, errand: Errand, message: Message) -> str:
        """Refused markup goes out plain, a moved chat is followed, both in the same attempt."""
        notifier, address = self.notifier(errand), address_of(errand)
        try:
            return await notifier.send(address, message)
        except DeliveryError as error:
            match self._outcome(errand, error):
                case Plain():
                    log.warning("sent_plain", errand=errand.id, case=errand.case_id)
                    return await self._plainly(errand, address, message)
                case Moved() if error.moved_to:
                    new = error.moved_to
                    await self.store.awrite(lambda tx: _move(tx, errand, new))
                    return await notifier.send(replace(address, to=new), message)
                case _:
                    raise

    async def edit(self, errand: Errand, message: Message) -> None:
        """Show this in a delivered message instead. Raises ``DeliveryError``."""
        await self._still_ours(errand)
        await self.notifier(errand).edit(address_of(errand), errand.message_id, message)

    async def _still_ours(self, errand: Errand) -> None:
        """Where there are more nodes: a row that another may have by now is not carried out here as well.

        We may have been frozen, or cut off from the database, since we took it; so it is asked of the database just
        before the call, and from half the lease on the clock alone says no. Raises ``_LateError`` and what the store raises.
        """
        if not self.store.shared or errand.until is None:
            return
        ours = await self.store.aread(lambda tx: outbox.holds(tx, errand, self.owner))
        if not ours or self.clock.now() >= errand.until - self.lease / 2:
            raise _LateError

    async def _plainly(self, errand: Errand, address: Address, message: Message) -> str:
        try:
            return await self.notifier(errand).send(address, replace(message, html=""))
        except DeliveryError as error:
            raise _PlainRefusedError(error) from error

    # --- settling -----------------------------------------------------------------------------------------

    def arrived(self, tx: Tx, errand: Errand, message_id: str, **values: object) -> bool:
        """Settle a message that arrived. False: somebody else has it now."""
        mine = outbox.settle(tx, errand, self.owner, self.clock.now(), "sent", message_id=message_id, **values)
        if mine:
            self.works(tx, errand.notifier)
        return mine

    def told(self, tx: Tx, errand: Errand, message_id: str, version: int) -> None:
        """A notification arrived. What changed in the case meanwhile is shown at once."""
        now = self.clock.now()
        if not self.arrived(tx, errand, message_id, drawn=version):
            return
        detail = f"{errand.notifier} {'maybe_twice' if errand.maybe_twice else ''}".strip()
        cases.record(tx, errand.case_id, Record("told", errand.person, detail), now)
        outbox.close_older(tx, errand, now)
        found = cases.peek(tx, errand.case_id or 0)
        row = outbox.notice_row(tx, errand.id)
        if found is not None and row is not None and found[1] != version:
            outbox.add_edit(tx, found[0].id, row, found[1], now, timedelta(0))

    def edited(self, tx: Tx, errand: Errand, version: int) -> None:
        """An edit of a notification arrived. When the row was another's by then, what we showed may be the older state:
        it is shown anew."""
        if self.arrived(tx, errand, errand.message_id, drawn=version) or errand.case_id is None:
            return
        where = (errand.case_id, errand.notifier, errand.address, errand.message_id)
        outbox.turn_over(tx, *where, "", self.clock.now())

    async def settle(self, errand: Errand, state: str, **values: object) -> None:
        """Say how an errand ended, where there is nothing more to write beside it."""
        now = self.clock.now()

        def settled(tx: Tx) -> None:
            if outbox.settle(tx, errand, self.owner, now, state, **values) and state == "sent":
                self.works(tx, errand.notifier)

        await self.store.awrite(settled)

    def works(self, tx: Tx, notifier: str) -> None:
        """Something arrived: when this way failed until now, it does no longer."""
        if notifier in self.failing:
            self.failing -= {notifier}
            self.second.restored(tx, notifier, self.clock.now())

    def _outcome(self, errand: Errand, error: DeliveryError, *, plain: bool = False, alone: bool = False) -> Outcome:
        tried = Attempted(errand.attempts, errand.first_tried, urgent=errand.loud, plain=plain, alone=alone)
        return after_failure(
            error.fault, tried, self.clock.now(), jitter=self._jitter.random(), retry_after=error.retry_after
        )

    async def guard(self, errand: Errand, carry: Callable[[Errand], Awaitable[None]]) -> None:
        """Carry an errand and settle it however it fails. Raises nothing."""
        try:
            await self._settled(errand, carry)
        except (StoreError, StoreUnreadable) as error:  # not this row's fault: it keeps its lease and comes back
            log.error("errand_unsettled", errand=errand.id, case=errand.case_id, why=type(error).__name__)

    async def _settled(self, errand: Errand, carry: Callable[[Errand], Awaitable[None]]) -> None:
        try:
            await carry(errand)
            self._unnoted.pop(errand.id, None)
        except DeliveryError as error:
            await self._failed(errand, error, plain=False)
        except _PlainRefusedError as refused:
            await self._failed(errand, refused.error, plain=True)
        except (StoreError, StoreUnreadable):
            raise
        except _LateError:
            log.warning("errand_late", errand=errand.id, case=errand.case_id)
            await self.settle(errand, "pending", next_at=self.clock.now())
        except Exception:
            log.exception("errand_failed", errand=errand.id, case=errand.case_id, attempts=errand.attempts)
            await self.store.awrite(lambda tx: self._broke(tx, errand))

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
            self.failing |= {errand.notifier}
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


class _LateError(Exception):
    """The row may be another node's by now."""


class _PlainRefusedError(Exception):
    """Even without markup it was not delivered."""

    def __init__(self, error: DeliveryError) -> None:
        super().__init__(error.fault.value)
        self.error = error


def address_of(errand: Errand) -> Address:
    """Where an errand goes."""
    return Address(errand.notifier, errand.address, errand.topic)


def _move(tx: Tx, errand: Errand, new: str) -> None:
    outbox.move_chat(tx, errand.notifier, errand.address, new)
    people.move(tx, errand.notifier, errand.address, new)
