"""Claim what is due and carry it out: a lane for each way to reach people (T3)."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.desk.casework import Desk
from bot.failpoints import hit
from bot.messages.draw import Drawing
from bot.outbox.kinds import Drafting, Kinds
from bot.outbox.sending import Sender
from bot.ports import Notifier
from bot.store import Store, Tx, lines, outbox
from bot.store.outbox import Errand, Kind

REPEATABLE = (Kind.EDIT, Kind.PROPOSAL_EDIT, Kind.DRAFT_EDIT, Kind.DIGEST_EDIT, Kind.SHEET_EDIT, Kind.ANSWER)
"""What may be done twice without anybody noticing."""

PATIENCE = 1.0
"""Seconds a message may take before the next one leaves all the same."""


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
        self.notifiers = notifiers
        self.clock = clock
        self.owner = owner
        self.lease = lease
        self.sender = Sender(store, desk, notifiers, clock, owner, lease)
        self.kinds = Kinds(self.sender, drawer, drafts)
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._under_way: dict[asyncio.Task[None], str] = {}

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
        self.sender.failing = frozenset(failing)
        self.sender.second.sweep(tx, failing, now)
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
            held = (
                await self.store.aread(lambda tx: lines.failing(tx).get(name)) if name in self.sender.failing else None
            )
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
        await self.sender.guard(errand, self.kinds.carry)
