"""Carry out what was agreed, in public: claim, mark as sent out, call, settle. At most once, whatever happens.

The mark is committed before the call. An action that was marked and of which we know no outcome (the process died, the
answer was lost) is never sent again: the platform is asked, and where it cannot tell, a person is.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import assert_never

import structlog

from bot.acting import Acting
from bot.clock import Clock
from bot.failpoints import hit
from bot.ports import ActionError, Actor, Done, Failure, Looked, Seen
from bot.store import Store, Tx, acting
from bot.store.acting import Errand
from rules.case.drafts import DraftEvent, Happened, NotDone, Unclear
from rules.case.publishing import LOOK_AFTER, GiveIn, HandOver, LookUp, Next, TryAgain, after_act, after_look

log = structlog.get_logger()

AT_ONCE = 5


class Publisher:
    """Carries public actions out, one after the other."""

    def __init__(self, store: Store, rooms: Acting, actors: Mapping[str, Actor], clock: Clock, owner: str) -> None:
        self.store = store
        self.rooms = rooms
        self.actors = actors
        self.clock = clock
        self.owner = owner

    def start(self) -> int:
        """After a restart: what was out is looked up, soon; returns how many."""
        at = self.clock.now() + LOOK_AFTER
        return self.store.write(lambda tx: acting.release_own(tx, self.owner, at))

    async def run_once(self) -> int:
        """Carry out what is due; returns how many actions were taken in hand."""
        now = self.clock.now()
        if not await self.store.aread(lambda tx: acting.waits(tx, now)):
            return 0
        errands = await self.store.awrite(lambda tx: acting.claim(tx, self.owner, now, AT_ONCE))
        if errands:
            hit("act.claimed")
        for errand in errands:
            try:
                await (self._look(errand) if errand.asking else self._act(errand))
            except Exception:
                # The row keeps its lease; whether it went out decides what happens after that.
                log.exception("act_failed", act=errand.id, draft=errand.draft)
        return len(errands)

    # --- acting ----------------------------------------------------------------------------------------

    async def _act(self, errand: Errand) -> None:
        actor = self.actors.get(errand.source)
        if actor is None:
            await self._settle(errand, GiveIn(Failure.REFUSED))
            return
        now = self.clock.now()
        if not await self.store.awrite(lambda tx: acting.goes_out(tx, errand, self.owner, now)):
            return
        hit("act.out")
        if self.clock.now() - now > acting.LEASE / 2:  # we stood still: another may be asking the platform about it
            log.warning("act_late", act=errand.id, draft=errand.draft)
            return
        try:
            done = await actor.act(errand.act)
        except ActionError as error:
            hit("act.answered")
            log.warning("act_not_done", act=errand.id, draft=errand.draft, failure=error.failure.value)
            then = after_act(error.failure, errand.attempts, errand.first_tried, self.clock.now(), error.retry_after)
            await self._settle(errand, then)
            return
        except Exception:
            log.exception("act_broke", act=errand.id, draft=errand.draft)
            await self._settle(errand, after_act(Failure.UNKNOWN, 1, errand.first_tried, self.clock.now()))
            return
        hit("act.answered")
        await self._done(errand, done)

    async def _done(self, errand: Errand, done: Done) -> None:
        await self.store.awrite(lambda tx: self._record_done(tx, errand, done))
        hit("act.settled")

    def _record_done(self, tx: Tx, errand: Errand, done: Done) -> None:
        now = self.clock.now()
        if acting.settle(tx, errand, self.owner, now, "done", own=done.id, url=done.url or ""):
            self._tell(tx, errand, Happened(done.id))

    async def _settle(self, errand: Errand, then: Next) -> None:
        await self.store.awrite(lambda tx: self._record(tx, errand, then))
        hit("act.settled")

    def _record(self, tx: Tx, errand: Errand, then: Next) -> None:
        now = self.clock.now()
        match then:
            case TryAgain(at):
                acting.settle(tx, errand, self.owner, now, "pending", next_at=at)
            case LookUp(at):
                acting.settle(tx, errand, self.owner, now, "asking", next_at=at)
            case GiveIn(failure):
                if acting.settle(tx, errand, self.owner, now, "failed", failure=failure.value):
                    self._tell(tx, errand, NotDone(failure))
            case HandOver():
                if acting.settle(tx, errand, self.owner, now, "handed"):
                    self._tell(tx, errand, Unclear())
            case _:
                assert_never(then)

    def _tell(self, tx: Tx, errand: Errand, event: DraftEvent) -> None:
        self.rooms.came(tx, errand.draft, event)

    # --- looking ---------------------------------------------------------------------------------------

    async def _look(self, errand: Errand) -> None:
        """Ask the platform whether it happened. This changes nothing there."""
        actor = self.actors.get(errand.source)
        if actor is None:
            await self._settle(errand, HandOver())
            return
        try:
            seen: Seen | None = await actor.look_up(errand.act)
        except ActionError:
            seen = None
        if seen is not None and seen.looked is Looked.DONE:
            await self._done(errand, seen.done or Done())
        elif seen is not None and seen.looked is Looked.NOT_DONE:
            await self._settle(errand, GiveIn(Failure.UNKNOWN))
        else:
            await self._settle(errand, self._after_look(errand, failed=seen is None))

    def _after_look(self, errand: Errand, *, failed: bool) -> Next:
        return after_look(failed, errand.looks, errand.first_tried, self.clock.now())

    def next_at(self, tx: Tx) -> datetime | None:
        """When something is due here."""
        return acting.next_at(tx)
