"""Looks into the mailbox. The cursor is JSON: the folder's validity and how far its numbers were read.

A folder that was made anew (another validity) is read again from a day before we last looked; what was stored before is
recognised, for a mail has the same id wherever it lies. Mails are marked at the look after the one that brought them: by
then the store has them.
"""

import asyncio
from datetime import date, datetime, timedelta

import msgspec

from bot.clock import Clock
from bot.platforms.mail.box import Looked, Raw, Wanted, look
from bot.platforms.mail.door import Door
from bot.platforms.mail.letter import Letter, read_letter
from bot.platforms.mail.templates import Piece, Template, pieces, template_for
from bot.ports import Batch
from rules.i18n import N_, Lang, translator
from rules.mention import Author, Kind, Mention, Via

FIRST_LOOK = timedelta(days=7)
"""How far back the first look goes."""
OVERLAP = 20
"""So many numbers below the highest one are looked at again: some servers fill them late."""

NOT_SURE = N_("[afzender niet gecontroleerd]")


class Cursor(msgspec.Struct):
    """Where we are. ``known``: numbers we had among the last ``OVERLAP``; ``handled``: those to mark once this is stored.

    ``floor``: mails with a lower number are from before we began.
    """

    validity: int = 0
    floor: int = 1
    highest: int = 0
    known: list[int] = msgspec.field(default_factory=list)
    handled: list[int] = msgspec.field(default_factory=list)
    looked_at: datetime | None = None


class MailWatcher:
    """``bot.ports.Watcher`` of one folder of a mailbox."""

    def __init__(self, door: Door, clock: Clock, lang: Lang = Lang.NL) -> None:
        source = door.source
        self.name, self.platform, self.every = source.name, source.platform, source.every
        self._source, self._door, self._clock = source, door, clock
        self._mark = translator(lang).gettext(NOT_SURE)

    async def fetch(self, cursor: str) -> Batch:
        """The new mails. Raises ``MailError``; the cursor then stays where it was."""
        known, now = _read(cursor), self._clock.now()
        found = await self._door.through(look, _wanted(known, now))
        return await asyncio.to_thread(self._batch, found, known, now)

    async def close(self) -> None:
        """Every look has its own connection."""

    def _batch(self, found: Looked, known: Cursor, now: datetime) -> Batch:
        mentions: dict[str, Mention] = {}
        refused = []
        for raw in found.mails:
            letter = read_letter(raw.start, self._source.checked_by, self._door.key)
            said = self._mentions(letter, raw, now)
            mentions.update({one.id: one for one in said})
            if not said:
                refused.append((letter.key, _why_not(letter, raw)))
        seen_until = _last(found) if found.more else now
        return Batch(
            list(mentions.values()),
            _after(found, known, now),
            refused,
            None if seen_until is None else min(seen_until, now),
        )

    def _mentions(self, letter: Letter, raw: Raw, now: datetime) -> list[Mention]:
        """What the mail says; empty when there is nothing to read or a machine answered."""
        if letter.answers_itself:
            return []
        template = template_for(letter)
        found = pieces(letter, template) if template else ()
        if template is not None and found:
            return [self._piece(one, number, letter, template, raw, now) for number, one in enumerate(found)]
        text = "\n\n".join(part for part in (letter.subject, letter.text) if part)
        return [self._tip(text, letter, raw, now)] if text else []

    def _piece(self, piece: Piece, number: int, letter: Letter, template: Template, raw: Raw, now: datetime) -> Mention:
        return Mention(
            id=f"{letter.key}.{number}",
            platform=template.platform,
            kind=template.kind,
            text=self._marked(piece.text, letter),
            posted_at=min(raw.arrived or now, now),
            author=Author(piece.author, piece.author),
            url=piece.url if letter.sure else None,  # the link of a forger is not for a colleague's thumb
            via=template.via,
            rating=piece.rating,
            source=self.name,
        )

    def _tip(self, text: str, letter: Letter, raw: Raw, now: datetime) -> Mention:
        return Mention(
            id=letter.key,
            platform=self.platform,
            kind=Kind.MESSAGE,
            text=self._marked(text, letter),
            posted_at=min(raw.arrived or now, now),
            author=Author(letter.address or letter.name, letter.name),
            via=Via.TIP,
            source=self.name,
            own=letter.ours,
        )

    def _marked(self, text: str, letter: Letter) -> str:
        return text if letter.sure else f"{self._mark}\n{text}"


def _why_not(letter: Letter, raw: Raw) -> str:
    if letter.answers_itself:
        return N_("een automatisch antwoord op een mail")
    if raw.size > len(raw.start):
        return N_("een heel grote mail zonder leesbare tekst; open hem in de postbus")
    return N_("een mail zonder leesbare tekst; open hem in de postbus")


def _last(found: Looked) -> datetime | None:
    return max((raw.arrived for raw in found.mails if raw.arrived is not None), default=None)


def _read(cursor: str) -> Cursor:
    """A cursor that cannot be read is a first look: what was stored is recognised."""
    try:
        return msgspec.json.decode(cursor, type=Cursor) if cursor else Cursor()
    except msgspec.DecodeError:
        return Cursor()


def _wanted(known: Cursor, now: datetime) -> Wanted:
    since: date = (now - FIRST_LOOK if known.looked_at is None else known.looked_at - timedelta(days=1)).date()
    above = max(known.floor, known.highest - OVERLAP + 1)
    return Wanted(known.validity, above, frozenset(known.known), known.handled, since)


def _after(found: Looked, known: Cursor, now: datetime) -> str:
    """The cursor behind what was found."""
    brought = [raw.uid for raw in found.mails]
    before = [] if found.anew else known.known
    highest = max([*brought, 0 if found.anew else known.highest])
    window = [uid for uid in sorted({*before, *brought}) if uid > highest - OVERLAP]
    looked_at = known.looked_at if found.more and known.looked_at else now
    floor = found.floor if found.anew else known.floor
    return msgspec.json.encode(Cursor(found.validity, floor, highest, window, brought, looked_at)).decode()
