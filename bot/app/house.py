"""The house: store, desk, way in, way out and way back, put together once; used by the service, the demo, replay and tests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.acting import SECOND, Acting
from bot.acting.publish import Publisher
from bot.app.chores import Chores
from bot.clock import Clock
from bot.desk.casework import Desk
from bot.desk.learning import Learning
from bot.desk.quiet import Quiet
from bot.desk.roster import Act, Roster
from bot.desk.tips import Tips
from bot.desk.versions import Versions
from bot.failpoints import hit
from bot.inbox.apply import Inbox
from bot.inbox.callback import Other, sign, sign_choice, sign_other
from bot.inbox.public import PublicInbox
from bot.inbox.spoken.duty import DUTY
from bot.inbox.spoken.values import Room
from bot.ingest import Ingest
from bot.ingest.second import SecondPass
from bot.messages.cards import Cards
from bot.messages.draw import Drawer, Drawing
from bot.outbox import Outbox
from bot.ports import Actor, Address, Notifier
from bot.rulebook import Rulebook
from bot.signed import links
from bot.store import Store, Tx, acting, outbox, reads
from bot.store.outbox import LEASE
from bot.ways import Reach
from rules.text.scorer import Scorer

log = structlog.get_logger()


def nobody() -> None:
    """Nobody wants to hear of changes."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a house is made of. ``key`` signs buttons; ``owner`` names this node in leases; ``changed`` hears of every change.

    ``scorer``: the second reader of texts, None for none.
    """

    store: Store
    rulebook: Rulebook
    clock: Clock
    notifiers: Mapping[str, Notifier]
    key: bytes
    owner: str = "node"
    public_url: str = ""
    links_url: str = ""
    """Where links in mails to take a case go, in a house without pages of its own (a drill's)."""
    lease: timedelta = LEASE
    changed: Callable[[], None] = field(default=nobody)
    login: Callable[[str], str] | None = None
    """Makes the address by which one person logs in to the pages, once; None: there are no pages here."""
    learning: bool = False
    """Whether colleagues' verdicts are kept and used."""
    drawer: Drawing | None = None
    """What draws notifications; None: the real one."""
    scorer: Scorer | None = None
    """The second reader of texts; None: there is none."""
    drill: bool = False
    """Everything in this house is practice."""
    reach: Reach | None = None
    """The ways to reach people beside Telegram; None: there are none."""
    groups: Callable[[str], Address | None] = field(default=lambda role: None)
    """Where the team of a role has its group or topic; None: nowhere."""
    handovers: bool = True
    """Whether people get a note when duty passes on (a replay looks at cases only)."""
    actors: dict[str, Actor] = field(default_factory=dict)
    """What acts in public, by source; filled once the sources are open."""


class House:
    """All rooms, wired."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.store = parts.store
        self.clock = parts.clock
        self.rulebook = parts.rulebook
        self.desk = Desk(parts.store, parts.rulebook, parts.clock, parts.reach, parts.groups, drill=parts.drill)
        self.quiet = Quiet(parts.rulebook, parts.clock)
        self.roster = Roster(self.desk, parts.clock, self._sign_duty, notes=parts.handovers)
        self.ingest = Ingest(parts.store, self.desk, parts.clock, self.quiet)
        self.second = SecondPass(parts.store, self.ingest, parts.clock, parts.scorer)
        self.versions = Versions(parts.store, parts.rulebook, parts.clock)
        self.learning = Learning(parts.store, parts.rulebook, parts.clock, enabled=parts.learning)
        self.room = Room(
            self.desk,
            self.learning,
            self.versions,
            self.quiet,
            parts.clock,
            lambda chat, case, deed, turn, argument: sign(parts.key, chat, case, deed, turn, argument),
            lambda chat, other: sign_other(parts.key, chat, other),
            self.roster,
            parts.login if parts.public_url else None,
        )
        self.inbox = Inbox(parts.store, self.room, parts.key)
        self.acting = Acting(self.desk, parts.clock, parts.actors)
        looking = {SECOND: self.acting.ask_again}
        self.chores = Chores(self.desk, self.ingest.patterns, parts.clock, looking, parts.public_url)
        self.publisher = Publisher(parts.store, self.acting, parts.actors, parts.clock, parts.owner)
        self.tips = Tips(parts.rulebook, parts.clock, parts.key)
        self.cards = Cards(self.acting, parts.key, parts.public_url)
        self.inbox.public = PublicInbox(self.acting, self.tips, parts.clock, parts.key)
        drawer = Drawer(
            parts.rulebook,
            parts.clock,
            self.room.sign,
            parts.public_url,
            lambda chat, version, choice: sign_choice(parts.key, chat, version, choice),
            lambda notice, turn, expires: links.sign(parts.key, notice, turn, expires),
            parts.links_url,
        )
        drawer.more = self.cards.row
        draw = parts.drawer or drawer
        self.outbox = Outbox(
            parts.store, self.desk, parts.notifiers, parts.clock, draw, parts.owner, parts.lease, self.cards.message
        )

    def _sign_duty(self, chat: str, act: Act, number: int, turn: int) -> str:
        return sign_other(self.parts.key, chat, Other(DUTY, number, act, turn))

    def search_terms(self) -> tuple[str, ...]:
        """What colleagues asked to search for now beside our names: for watchers that search by themselves."""
        return tuple(one.term for one in self.store.read(self.quiet.terms))

    def think(self) -> int:
        """One round of everything that decides, in one commit: presses first, then timers, then mentions.

        Returns how much there was.
        """
        now = self.clock.now()
        return self._decide(self.store.read(lambda tx: reads.to_think(tx, now)))

    def _decide(self, waiting: reads.Waiting) -> int:
        if not any(waiting) and not self._duty_may_pass():
            return 0
        pressed, stepped, judged = self.store.write(lambda tx: self._round(tx, waiting))
        self.second.note(self.ingest.doubtful)
        self.ingest.doubtful.clear()
        for name, count in (("press", pressed), ("timer", stepped), ("evaluate", judged)):
            if count:
                hit(f"{name}.committed")
        if pressed:
            self.versions.refresh()
        if pressed + stepped + judged:
            self.parts.changed()
        return pressed + stepped + judged

    def _duty_may_pass(self) -> bool:
        return self.parts.handovers and self.roster.due(self.clock.now())

    def _round(self, tx: Tx, waiting: reads.Waiting) -> tuple[int, int, int]:
        """Each room that has something to do, or may have by what a room before it did."""
        pressed = self._apart(tx, self.inbox.apply) if waiting.updates else 0
        stepped = self._apart(tx, self.roster.look) if self._duty_may_pass() else 0
        stepped += self._apart(tx, self.desk.tick) if waiting.timers or pressed or stepped else 0
        stepped += self._apart(tx, self.chores.run) if waiting.chores or pressed or stepped else 0
        judged = self._apart(tx, self.ingest.evaluate) if waiting.mentions or pressed or stepped else 0
        judged += self._apart(tx, self.tips.thank) if waiting.tips or pressed else 0
        return pressed, stepped, judged

    def _apart(self, tx: Tx, room: Callable[[Tx], int]) -> int:
        """One room's share; what goes wrong in it takes nothing of the others along and is tried again at the next look."""
        try:
            with tx.begin_nested():
                return room(tx)
        except Exception:
            log.exception("round_failed", room=room.__qualname__)
            return 0

    async def speak(self) -> int:
        """One round of sending. Returns how many errands were carried."""
        done = await self.outbox.run_once()
        if done:
            self.parts.changed()
        return done

    async def publish(self) -> int:
        """One round of acting in public. Returns how many actions were taken in hand."""
        done = await self.publisher.run_once()
        if done:
            self.parts.changed()
        return done

    def read_again(self) -> int:
        """One round of the second reader. Returns how many mentions it took in hand."""
        taken = self.second.run_once()
        if taken:
            self.parts.changed()
        return taken

    async def settle(self, rounds: int = 1000) -> int:
        """Think and speak until nothing is left to do now: replay, the demo's end, tests. Returns how much there was.

        Raises ``RuntimeError`` when there is no end to it.
        """
        total = 0
        for _ in range(rounds):
            done = await self._all_there_is()
            total += done
            if not done:
                return total
        raise RuntimeError("the house does not come to rest")

    async def _all_there_is(self) -> int:
        """What waits in one snapshot, and whatever is under way. Returns how much there was."""
        now = self.clock.now()
        waiting, acts, errands = self.store.read(
            lambda tx: (reads.to_think(tx, now), acting.waits(tx, now), outbox.waits(tx, now))
        )
        done = self._decide(waiting)
        done += await self.publish() if acts else 0
        done += await self.speak() if errands else 0
        return done + await self.outbox.settle() + self.read_again()
