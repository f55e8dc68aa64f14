"""What has been kept long enough goes, every day; and an author who asks for it goes at once."""

import asyncio
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import structlog

from bot.app.house import House
from bot.store import Tx, chain, erasing, keeping, lent, outbox
from rules.case.model import MentionGone

log = structlog.get_logger()

EVERY = timedelta(days=1)
LOOK = 300.0
"""Seconds between looks at the clock."""


class Keeping:
    """Cleans one house by ``privacy.keep`` of its protocol. What was missed while we were down goes at the next start."""

    def __init__(self, house: House, lent: Mapping[str, timedelta] = MappingProxyType({}), instead: str = "-") -> None:
        """``lent``: by source, how long its platform allows words of others to be kept; ``instead``: what then stands there."""
        self.house, self.lent, self.instead = house, lent, instead
        self._next: datetime | None = None

    async def forever(self) -> None:
        """Look at the clock."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(LOOK)

    def look(self) -> int:
        """Clean when it is time: at our start, and every day; returns how many mentions lost their text."""
        now = self.house.clock.now()
        self.give_back(now)
        if self._next is not None and now < self._next:
            return 0
        self._next = now + EVERY
        return self.clean(now)

    def clean(self, now: datetime) -> int:
        """Everything whose time has come, in small commits."""
        keep = self.house.rulebook.current.protocol.privacy.keep
        store = self.house.store
        old, drafts, held = store.read(
            lambda tx: (
                keeping.old_mentions(tx, keep, now),
                keeping.old_drafts(tx, keep, now),
                keeping.held(tx, keep, now),
            )
        )
        for start in range(0, len(old), keeping.AT_ONCE):
            some = old[start : start + keeping.AT_ONCE]
            store.write(lambda tx, some=some: keeping.forget_mentions(tx, some, now))  # type: ignore[misc]
        evidence, _, _ = store.write(
            lambda tx: (
                keeping.forget_evidence(tx, keep, now),
                keeping.forget_drafts(tx, drafts),
                keeping.forget_updates(tx, now),
            )
        )
        log.info("cleaned", mentions=len(old), drafts=len(drafts), evidence=evidence, held_by_open_cases=held)
        return len(old)

    def give_back(self, now: datetime) -> int:
        """Words that a platform only lends, at their time; what stands on phones is drawn anew. Returns how many."""
        if not self.lent:
            return 0
        numbers = self.house.store.read(lambda tx: lent.due(tx, self.lent, self.instead, now))
        for start in range(0, len(numbers), keeping.AT_ONCE):
            some = numbers[start : start + keeping.AT_ONCE]

            def work(tx: Tx, some: list[int] = some) -> None:
                for case in lent.give_back(tx, some, self.instead):
                    outbox.redraw(tx, case, int(now.timestamp()), now)

            self.house.store.write(work)
        if numbers:
            log.info("lent_texts_given_back", mentions=len(numbers))
        return len(numbers)


def erase(house: House, order: dict[str, Any]) -> dict[str, Any]:
    """Take an author out of everything, and redraw what stands on phones. Says how many messages there were."""
    now, pseudonym = house.clock.now(), f"gewist-{secrets.token_hex(4)}"
    author, platform = str(order["author"]), str(order.get("platform", ""))

    def work(tx: Tx) -> erasing.Erased:
        of_cases = {row.case_id for row in erasing.find(tx, author, platform) if row.case_id is not None}
        sealed = chain.intact(tx, house.parts.key, of_cases)
        done = erasing.erase(tx, author, platform, pseudonym, now)
        chain.seal_again(tx, house.parts.key, sealed, pseudonym, now)
        for number, case in done.of_cases:
            house.desk.handle(tx, case, MentionGone(number))
        return done

    done = house.store.write(work)
    whole = erasing.scrub(house.store.path) if house.store.is_sqlite and done.mentions else True
    log.info("author_erased", mentions=done.mentions, pseudonym=pseudonym, journal_emptied=whole)
    return {"code": "erased", "mentions": done.mentions, "pseudonym": pseudonym, "whole": whole}
