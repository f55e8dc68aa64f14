"""Tips to share praise: silent, in office hours, at most so many a week, to whoever it belongs to."""

import asyncio
from datetime import timedelta

import structlog

from bot.app.house import House
from bot.desk.team import team
from bot.inbox.sharing import CHOICES, ShareAside, sign_share
from bot.ports import TELEGRAM, Button
from bot.signed import share_links
from bot.store import Tx, mentions, outbox, reporting
from bot.store.outbox import Kind
from bot.store.reporting import Praise
from bot.texts import as_payload
from bot.ways import Way
from rules.duty.hours import is_office
from rules.duty.roster import who
from rules.explain.sharing import tip_text
from rules.i18n import N_, Lang, translator

log = structlog.get_logger()

LOOK = 60.0
"""Seconds between looks."""
WEEK = timedelta(days=7)
FRESH = timedelta(days=3)
"""Older praise is not offered any more: who wrote it does not expect an answer now."""


class Sharing:
    """Sends the tips of one house and hears what came of them."""

    def __init__(self, house: House) -> None:
        self.house = house
        house.inbox.asides.append(ShareAside(house.rulebook, house.clock, house.parts.key))

    async def forever(self) -> None:
        """Look now and then."""
        while True:
            await asyncio.to_thread(self.look)
            await asyncio.sleep(LOOK)

    def look(self) -> int:
        """Offer what there is room for; returns how many."""
        protocol, now = self.house.rulebook.current.protocol, self.house.clock.now()
        if protocol.share is None or not is_office(now, protocol):
            return 0
        if not self.house.store.read(lambda tx: reporting.praise(tx, now - FRESH, 1)):
            return 0
        return self.house.store.write(self._offer)

    def _offer(self, tx: Tx) -> int:
        protocol, now = self.house.rulebook.current.protocol, self.house.clock.now()
        share = protocol.share
        room = 0 if share is None else share.per_week - reporting.offered_since(tx, now - WEEK)
        found = reporting.praise(tx, now - FRESH, max(room, 0)) if room > 0 else []
        return sum(self._one(tx, praise) for praise in found)

    def _one(self, tx: Tx, praise: Praise) -> bool:
        now, rules = self.house.clock.now(), self.house.rulebook.current
        if not reporting.offer(tx, praise.mention, now):
            return False
        staff = team(tx, rules, self.house.desk.reach)
        judged = mentions.judged_mention(tx, praise.mention)
        owner = judged[1].owner if judged is not None and judged[1] is not None else None
        told = who(owner, now, rules.protocol, staff.staffing).people if owner else ()
        for person in told or ((rules.protocol.owner,) if rules.protocol.owner else ()):
            way = staff.reads(person)
            if way is not None:
                self._send(tx, praise, person, way)
        log.info("tip_offered", mention=praise.mention, told=len(told))
        return True

    def _send(self, tx: Tx, praise: Praise, person: str, way: Way) -> None:
        protocol, now = self.house.rulebook.current.protocol, self.house.clock.now()
        lang = Lang(protocol.people[person].lang)
        text = tip_text(praise.text, praise.platform, praise.url, protocol, lang)
        payload = as_payload(text, lang.value, silent=True, buttons=self._buttons(praise, person, way, lang))
        outbox.add_text(
            tx,
            key=f"tip:{praise.mention}:{person}",
            kind=Kind.TEXT,
            notifier=way.notifier,
            address=way.address,
            payload=payload,
            now=now,
        )

    def _buttons(self, praise: Praise, person: str, way: Way, lang: Lang) -> tuple[tuple[Button, ...], ...]:
        """What came of it, to press; where nothing can be pressed a link to a page that asks the same, if there are pages."""
        say, parts = translator(lang).gettext, self.house.parts
        if way.notifier == TELEGRAM:
            signed = {choice: sign_share(parts.key, way.address, praise.mention, choice) for choice in CHOICES}
            return (tuple(Button(say(label), signed[choice]) for choice, label in CHOICES.items()),)
        if not parts.public_url:
            return ()
        token = share_links.sign(parts.key, praise.mention, person, self.house.clock.now() + share_links.LIFE)
        url = f"{parts.public_url.rstrip('/')}{share_links.PATH}{token}"
        return ((Button(say(N_("Zeg wat ervan kwam")), url=url),),)
