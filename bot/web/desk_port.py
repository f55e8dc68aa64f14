"""What the pages ask of the house behind them. The desk and the store stand behind ``Office``; the pages know no more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.store.dead import DeadLetter
from bot.store.views import CaseLine, CasePage
from rules.case.model import Action, Answer
from rules.explain.changes import Trouble
from rules.explain.evaluation import Evaluation
from rules.explain.report import ReportText
from rules.i18n import Lang
from rules.protocol.model import Protocol as Rulebook
from rules.protocol.versions import Answer as Decided
from rules.protocol.versions import Choice, Proposal


class Wanted(StrEnum):
    """Which cases a list shows. The value stands in the page's address."""

    OPEN = "open"  # nobody has them yet
    MINE = "mine"  # the reader has them
    LIVE = "live"  # all that are not resolved
    ALL = "all"


class TelegramState(StrEnum):
    """How the line to Telegram is."""

    CONNECTED = "connected"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # the token is not accepted
    CONFLICT = "conflict"  # another program polls with the same token
    OFF = "off"  # not configured


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A watched source. ``seen_until``: everything before it has been seen. ``problem``: one sentence, empty when well.

    ``blind``: it will not work again until a person mends it. ``gaps``: stretches of the last week that were certainly
    not seen whole.
    """

    name: str
    platform: str
    seen_until: datetime | None
    problem: str = ""
    blind: bool = False
    gaps: Sequence[tuple[datetime, datetime]] = ()


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A colleague of the protocol; ``paired``: a phone is coupled. ``problem``: why they cannot be reached now."""

    id: str
    name: str
    paired: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A version of the protocol that waits for a yes of one of ``who`` (names), since ``at`` (aware UTC)."""

    number: int
    at: datetime
    who: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Proposed:
    """A version that waits, as one person sees it: what changes, line by line, and what they may say (label, choice)."""

    number: int
    lines: Sequence[str]
    choices: Sequence[tuple[str, Choice]]
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class WayLine:
    """A way to people by which nothing arrives, since when (aware UTC) and why (a fault's word)."""

    notifier: str
    since: datetime
    fault: str


@dataclass(frozen=True, slots=True)
class StatusView:
    """How the service is. Times are aware UTC. ``waiting`` messages are still to be sent, the oldest since ``waiting_since``.

    ``protocol_trouble``: why the changed protocol on disk does not rule.
    ``not_ready``: fixed words (such as ``database``) for what keeps the service from working; empty means ready.
    """

    protocol_title: str
    protocol_version: str
    protocol_since: datetime | None = None
    protocol_number: int = 0
    """Which version of the protocol rules, counted here as its changes are; 0: not known."""
    protocol_trouble: Trouble | None = None
    protocol_waiting: Waiting | None = None
    sources: Sequence[SourceLine] = ()
    people: Sequence[PersonLine] = ()
    telegram: TelegramState = TelegramState.OFF
    telegram_since: datetime | None = None
    waiting: int = 0
    waiting_since: datetime | None = None
    failed: int = 0
    quarantined: int = 0
    audit: Callable[[str], Sequence[str]] = lambda lang: ()
    """What the auditor found, a sentence each, in the language asked for."""
    not_ready: Sequence[str] = ()
    ways: Sequence[WayLine] = ()
    """Ways to people that fail as a whole now."""
    dead: Sequence[DeadLetter] = ()
    """Messages that did not arrive and that nobody has seen yet."""
    findings: Sequence[str] = ()
    """The fixed words of what the auditor found."""


class Office(Protocol):
    """The desk as the pages see it. Every time is aware UTC; nothing here is cached by the pages."""

    def now(self) -> datetime:
        """The present of the cases (compressed in the demo)."""

    def protocol(self) -> Rulebook:
        """The protocol in force: what levels, people, roles and places are called."""

    async def cases(self, wanted: Wanted, person: str) -> Sequence[CaseLine]:
        """The cases to show to ``person``; the pages put them in order. At most some hundreds, newest first."""

    async def case(self, number: int) -> CasePage | None:
        """Everything of one case, or None when there is no such case for the reader."""

    def looked(self, what: str, number: int, person: str) -> None:
        """``person`` saw this case (``what``: a fixed word for the page): it is written down, without being waited for."""

    async def press(
        self, case_id: int, action: Action, person: str, turn: int, choice: str = "", why: str = ""
    ) -> Answer:
        """``person`` uses the verb on the case as they saw it at ``turn``. An unknown case answers ``Reply.UNKNOWN``.

        ``choice`` and ``why`` as in ``rules.case.model.Pressed``.
        """

    async def note(self, case_id: int, person: str, text: str) -> Answer:
        """``person`` adds a note to the log. The text is cleaned and 1–4,000 characters long."""

    async def proposed(self, person: str, lang: Lang) -> Proposed | None:
        """The version of the protocol that waits for somebody's word, as ``person`` sees it; None when none does."""

    async def decide(self, number: int, choice: Choice, person: str) -> Decided:
        """``person`` says yes or no to a version; what comes of it, by the same rules as in Telegram."""

    async def evaluation(self, number: int, lang: Lang) -> Evaluation | None:
        """The evaluation report of one case, as it stands now; None when there is no such case."""

    async def report(self, name: str, length: timedelta, lang: Lang) -> ReportText:
        """The report of so long until now; ``name`` is a marked text."""

    async def seen(self, number: int, person: str) -> bool:
        """``person`` has seen that this message did not arrive; False when somebody had, or there is none."""

    async def status(self) -> StatusView:
        """How sources, messages, Telegram and people are."""
