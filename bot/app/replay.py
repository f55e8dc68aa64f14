"""Run mentions through judge and desk on virtual time: the same house with another clock and a notifier that keeps quiet."""

import heapq
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.addresses import sqlite_at
from bot.app.house import House, Parts
from bot.app.virtual import TICK, forward
from bot.clock import ManualClock
from bot.messages.draw import Asked
from bot.ports import TELEGRAM, Abilities, Address, Batch, Message
from bot.rulebook import Rulebook, Rules
from bot.store import Store, Tx, duty, people, reads
from bot.store.migrate import prepare
from bot.store.outbox import Errand
from bot.store.reads import Happening, Place
from rules.case.model import Action, Case, Noted, Pressed
from rules.duty.hours import is_office
from rules.duty.staffing import Swap
from rules.mention import Mention

ACK_AFTER = timedelta(minutes=5)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""When a replay of nothing is."""
DONE = "replay"
"""The note of whoever takes a case: without it every promise would be broken and every chain go round for days."""

_EVENTS = {
    "opened": "case_opened",
    "mention_added": "mention_added",
    "level_up": "mention_added",
    "step": "timer",
    "last_resort": "escalated",
    "taken": "acknowledged",
    "resolved": "resolved",
    "notified": "notified",
    "edited": "edited",
    "storm": "storm",
}


class QuietNotifier:
    """Accepts everything and delivers nothing."""

    name = TELEGRAM
    abilities = Abilities(edits=True, presses=True)

    def __init__(self) -> None:
        self._count = 0

    async def send(self, to: Address, message: Message) -> str:
        """Number the message."""
        self._count += 1
        return str(self._count)

    async def edit(self, to: Address, message_id: str, message: Message) -> None:
        """Nothing to change."""

    async def answer(self, query_id: str, text: str, *, alert: bool) -> None:
        """Nobody asked."""

    async def close(self) -> None:
        """Nothing to close."""


class QuietDrawer:
    """Nobody reads a replay's messages, so their words are not looked for."""

    _NOTHING = Message(html="", plain="-")

    def notice(self, tx: Tx, case: Case, errand: Errand, payload: str, view: str = "") -> Message:
        """A message without words."""
        return self._NOTHING

    def card(self, tx: Tx, errand: Errand) -> Message | None:
        """Nobody asks in a replay."""
        return None

    def moved(self, case: Case, errand: Errand) -> Message:
        """A message without words."""
        return self._NOTHING

    def sheet(self, tx: Tx, errand: Errand) -> Message | None:
        """A message without words."""
        return self._NOTHING

    def proposal(self, tx: Tx, errand: Errand) -> Asked | None:
        """A replay proposes no protocol."""
        return None

    def digest(self, tx: Tx, errand: Errand, number: int, *, closed: bool = False) -> Message | None:
        """Nothing piles up in a replay."""
        return None


@dataclass(frozen=True, slots=True)
class Options:
    """``ack_after``: the first person who is told takes the case after this long and does what is promised (None: never)."""

    ack_after: timedelta | None = ACK_AFTER
    after_last: timedelta = timedelta(hours=1)
    """How long the clock goes on after the last mention."""
    swaps: tuple[Swap, ...] = ()
    """Changes of duty made from phones."""


class Replay:
    """One run. Everybody in the protocol counts as paired."""

    def __init__(self, rules: Rules, start: datetime, folder: Path, options: Options) -> None:
        self.options = options
        self.clock = ManualClock(start)
        self.store = Store(sqlite_at(folder / "replay.db"), durable=False, threaded=False)
        prepare(self.store)
        notifiers = {TELEGRAM: QuietNotifier()}
        parts = Parts(
            self.store, Rulebook(rules), self.clock, notifiers, b"replay", drawer=QuietDrawer(), handovers=False
        )
        self.house = House(parts)
        self._acks: list[tuple[datetime, int, str]] = []
        self._promised: set[int] = set()
        self._logged = 0
        self._sent = Place(start)
        self.store.write(self._pair_everybody)
        self.store.write(self._swap)

    def _pair_everybody(self, tx: Any) -> None:
        now = self.clock.now()
        for number, person in enumerate(self.house.rulebook.current.protocol.people, start=1):
            people.pair(tx, person, TELEGRAM, str(number), str(number), now)

    def _swap(self, tx: Tx) -> None:
        for swap in self.options.swaps:
            duty.add_swap(tx, swap, swap.who, "replay", self.clock.now())

    async def run(self, mentions: Sequence[Mention]) -> list[dict[str, Any]]:
        """Every event as a line of the interchange form (design.md section 7), the summary last."""
        lines: list[dict[str, Any]] = []
        for mention in mentions:
            lines += await self._forward(mention.posted_at)
            self.house.ingest.keep("replay", Batch([mention], ""))
            lines += await self._look()
        if mentions:
            lines += await self._forward(self.clock.now() + self.options.after_last)
        self.store.close()
        lines.append(self._summary(lines, len(mentions)))
        return lines

    async def _forward(self, until: datetime) -> list[dict[str, Any]]:
        """Move the clock from event to event up to ``until``."""
        lines: list[dict[str, Any]] = []
        async for _ in forward(self.house, self.clock, until, self._next_ack, tick=TICK):
            acted = self._press()
            lines += await self._look(acted)
        return lines

    def _press(self) -> bool:
        """The first person who was told takes the case, when it is time; whether anybody did."""
        acted = False
        while self._acks and self._acks[0][0] <= self.clock.at:
            _, case, person = heapq.heappop(self._acks)
            self.house.desk.act(case, Pressed(Action.TAKE, person))
            self.house.desk.act(case, Noted(person, DONE))
            acted = True
        return acted

    def _next_ack(self) -> datetime | None:
        return self._acks[0][0] if self._acks else None

    async def _look(self, acted: bool = False) -> list[dict[str, Any]]:
        if not await self.house.settle() and not acted:
            return []
        (logged, self._logged), (sent, self._sent) = self.store.read(
            lambda tx: (reads.logged_since(tx, self._logged), reads.sent_since(tx, self._sent))
        )
        self._promise(sent)
        return [_line(h) for h in sorted([*logged, *sent], key=lambda h: h.at) if h.what in _EVENTS]

    def _promise(self, sent: Sequence[Happening]) -> None:
        if self.options.ack_after is None:
            return
        for happening in sent:
            again = happening.kind in ("level_up", "again", "escalated", "moved_on")
            if happening.what == "notified" and (happening.case not in self._promised or again):
                self._promised.add(happening.case)
                heapq.heappush(self._acks, (happening.at + self.options.ack_after, happening.case, happening.who))

    def _summary(self, lines: Sequence[dict[str, Any]], count: int) -> dict[str, Any]:
        protocol = self.house.rulebook.current.protocol
        told = [line for line in lines if line["event"] == "notified"]
        loud = [line for line in told if line["loud"]]
        night = [line for line in loud if not is_office(datetime.fromisoformat(line["at"]), protocol)]
        return {
            "at": self.clock.now().isoformat(),
            "event": "summary",
            "mentions": count,
            "cases": sum(line["event"] == "case_opened" for line in lines),
            "notified": len(told),
            "loud": len(loud),
            "edited": sum(line["event"] == "edited" for line in lines),
            "per_person": _count(told, "person"),
            "loud_per_person": _count(loud, "person"),
            "loud_outside_office_per_person": _count(night, "person"),
            "per_level": _count([line for line in lines if line["event"] == "case_opened"], "level"),
        }


def _count(lines: Sequence[dict[str, Any]], key: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line[key]] = found.get(line[key], 0) + 1
    return dict(sorted(found.items()))


def _line(h: Happening) -> dict[str, Any]:
    event = "escalated" if h.what == "step" and h.detail != "1" else _EVENTS[h.what]
    line: dict[str, Any] = {"at": h.at.isoformat(), "event": event, "case": h.case}
    if h.mention is not None:
        line["mention"] = h.mention
    if event in ("case_opened", "mention_added"):
        line["level"] = h.detail.rpartition("→")[2].strip()
    if h.who:
        line["person"] = h.who
    if h.what == "notified":
        line |= {"role": h.role, "loud": h.loud, "notifier": h.notifier, "level": h.level}
    line["reason"] = h.kind if h.what == "notified" and not h.detail else h.detail
    return line


async def replay(mentions: Sequence[Mention], rules: Rules, options: Options | None = None) -> Iterator[dict[str, Any]]:
    """Replay mentions (put in order of time) by these rules; the lines in order of virtual time."""
    ordered = sorted(mentions, key=lambda m: m.posted_at)
    start = ordered[0].posted_at if ordered else EPOCH
    with tempfile.TemporaryDirectory(prefix="seintje-replay-") as folder:
        run = Replay(rules, start, Path(folder), options or Options())
        return iter(await run.run(ordered))
