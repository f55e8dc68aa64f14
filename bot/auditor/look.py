"""One look: gather, let the rules decide, tell, remember. Needs neither the outbox nor, for what is urgent, the database."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.auditor.pulse import Health
from bot.clock import Clock
from bot.ports import Address, DeliveryError, Message, Notifier
from bot.rulebook import Rulebook
from bot.store import Store, StoreError, StoreUnreadable, Tx, auditing, people
from rules.audit.find import find, stretches
from rules.audit.model import Finding, Trouble, Vault
from rules.audit.tell import Alarm, Known, Recipient, decide, everybody, present, recipients, told, well
from rules.case.delivery import blames_notifier
from rules.duty.staffing import EVERYBODY, Staffing
from rules.explain.auditing import alarm_text, sentence
from rules.i18n import Lang

log = structlog.get_logger()

PATIENCE = 5.0
"""Seconds the database gets to write a pulse before the look goes on without it."""
ALARM = timedelta(seconds=15)
"""So long one way to tell somebody is tried before the next."""

TRY_AGAIN = timedelta(seconds=60)
"""So long after nobody could be told it is tried again."""

Addresses = Mapping[tuple[str, str], Address]
"""(person, notifier) → where."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What one look read of the database."""

    vault: Vault
    ledger: tuple[Known, ...]
    addresses: Addresses
    staffing: Staffing


class Auditor:
    """Looks at the whole house. ``look`` may run on any event loop; ``notifiers`` are the ones of that loop.

    ``ways`` adds addresses that the database does not have (of the settings); later ones are tried later. ``staffing``
    is what the database knows of swaps and of who cannot be reached; while it cannot be read, the last known counts.
    """

    def __init__(
        self,
        store: Store,
        rulebook: Rulebook,
        clock: Clock,
        health: Health,
        *,
        staffing: Callable[[Tx], Staffing] = lambda tx: EVERYBODY,
        ways: Callable[[], Addresses] = dict,
        drift: Callable[[], timedelta] = timedelta,
    ) -> None:
        self.store = store
        self.rulebook = rulebook
        self.clock = clock
        self.health = health
        self.staffing = staffing
        self.ways = ways
        self.drift = drift
        self.ledger: tuple[Known, ...] = ()
        self._addresses: Addresses = {}
        self._staffing = EVERYBODY
        self._failed: dict[str, datetime] = {}
        self._held: dict[str, datetime] = {}
        self._probe: Future[Any] | None = None
        self._begun: datetime | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was wrong at the last look, what matters most first."""
        return present(self.ledger)

    @property
    def well(self) -> bool:
        """Whether the sign of life may go out."""
        return well(self.findings)

    def sentences(self, lang: Lang) -> list[tuple[str, str]]:
        """Every finding of the last look as its fixed word and a sentence."""
        protocol, now = self.rulebook.current.protocol, self.clock.now()
        return [(f.invariant.value, sentence(f, protocol, lang, now)) for f in self.findings]

    async def look(self, notifiers: Mapping[str, Notifier]) -> tuple[Alarm, ...]:
        """One look; returns what was told."""
        now, protocol = self.clock.now(), self.rulebook.current.protocol
        await self._write_something(now)
        read = await self._read(now)
        if read is not None:
            self._addresses, self._staffing = read.addresses, read.staffing
            self.ledger = _merged(read.ledger, self.ledger)
        machine = self.health.machine(now, self.drift())
        vault = self._with_settings(read.vault) if read else None
        findings = find(vault, machine, protocol, now, self._staffing)
        decision = decide(self.ledger, findings, protocol, now, vault=vault is not None)
        self.ledger = decision.ledger
        heard = [alarm for alarm in decision.alarms if await self._try(alarm, notifiers, now)]
        self.ledger = told(self.ledger, [a.finding.key for a in heard if not a.mended], now)
        await self._remember()
        return tuple(heard)

    def _with_settings(self, vault: Vault) -> Vault:
        """The ways of the database and those of the settings."""
        ways = dict(vault.ways)
        for person, notifier in self.ways():
            if notifier in self.health.notifiers:
                ways[person] = ways.get(person, frozenset()) | {notifier}
        return replace(vault, ways=ways)

    # --- the database ---------------------------------------------------------------------------------------

    async def _write_something(self, now: datetime) -> None:
        """Find out whether anything can be written. A pulse that is still under way is waited for, not doubled."""
        if self._probe is None:
            self._begun = now
            self._probe = self.store.submit(lambda tx: auditing.pulse(tx, now))
        done, _ = await asyncio.wait([asyncio.wrap_future(self._probe)], timeout=PATIENCE)
        if not done:
            self.health.trouble(Trouble.LOCKED, self._begun or now)
            return
        error, self._probe = self._probe.exception(), None
        self.health.trouble(None if error is None else _what(error), self._begun or now)
        if error is not None:
            log.error("cannot_write", why=type(error).__name__)

    async def _read(self, now: datetime) -> _Read | None:
        protocol = self.rulebook.current.protocol

        def work(tx: Tx) -> _Read:
            found = auditing.vault(tx, now, lambda last: stretches(last, now, protocol))
            contacts = [c for c in people.contacts(tx) if c.unreachable_since is None]
            addresses = {(c.person, c.notifier): Address(c.notifier, c.address) for c in contacts}
            return _Read(found, auditing.ledger(tx), addresses, self.staffing(tx))

        try:
            return await asyncio.to_thread(self.store.read, work)
        except StoreUnreadable as error:
            self.health.trouble(_what(error), now)
            log.error("audit_unreadable", why=type(error).__name__)
            return None

    async def _remember(self) -> None:
        """Best effort: what cannot be written is remembered here until it can."""
        if self._probe is not None:
            return
        ledger = self.ledger
        try:
            await asyncio.wait_for(self.store.awrite(lambda tx: auditing.remember(tx, ledger)), PATIENCE)
        except (StoreUnreadable, StoreError, TimeoutError, RuntimeError) as error:
            log.warning("audit_not_kept", why=type(error).__name__)

    async def _try(self, alarm: Alarm, notifiers: Mapping[str, Notifier], now: datetime) -> bool:
        """Tell, unless that failed a moment ago: a refused token is not tried more than once a minute."""
        failed = self._failed.get(alarm.finding.key)
        if failed is not None and now - failed < TRY_AGAIN:
            return False
        heard = await self._tell(alarm, notifiers, now)
        self._failed.pop(alarm.finding.key, None)
        if not heard:
            self._failed[alarm.finding.key] = now
        return heard

    # --- telling ----------------------------------------------------------------------------------------------

    async def _tell(self, alarm: Alarm, notifiers: Mapping[str, Notifier], now: datetime) -> bool:
        """Whether somebody was told; of what is urgent every recipient is tried."""
        protocol = self.rulebook.current.protocol
        places = {**self._addresses, **self.ways()}
        ways: dict[str, tuple[str, ...]] = {}
        for notifier in notifiers:  # in the order of the settings: the best way first
            for person, known in places:
                if known == notifier:
                    ways[person] = (*ways.get(person, ()), notifier)
        heard = False
        for recipient in recipients(alarm.finding, ways, protocol, now, self._staffing):
            if await self._reach(alarm, recipient, places, notifiers, now):
                heard = True
                if not everybody(alarm):
                    break
        log.warning(
            "alarm", finding=alarm.finding.key, told=heard, mended=alarm.mended, again=alarm.again, loud=alarm.loud
        )
        return heard

    async def _reach(
        self,
        alarm: Alarm,
        recipient: Recipient,
        places: Addresses,
        notifiers: Mapping[str, Notifier],
        now: datetime,
    ) -> bool:
        protocol = self.rulebook.current.protocol
        person = protocol.people.get(recipient.person)
        text = alarm_text(alarm, protocol, Lang(person.lang) if person else Lang.NL, now)
        message = Message(html="", plain=text, silent=not alarm.loud)
        for way in recipient.ways:
            if way in self._held and now - self._held[way] < TRY_AGAIN:
                continue
            try:
                await asyncio.wait_for(
                    notifiers[way].send(places[recipient.person, way], message), ALARM.total_seconds()
                )
                self.health.alarm_left(way)
                return True
            except (DeliveryError, TimeoutError) as error:
                why = error.fault.value if isinstance(error, DeliveryError) else "timeout"
                if isinstance(error, TimeoutError) or blames_notifier(error.fault):
                    self._held[way] = now
                log.error("alarm_not_delivered", notifier=way, fault=why, finding=alarm.finding.key)
                if way not in alarm.finding.broken:
                    self.health.alarm_failed(way, now)
        return False


def _merged(stored: Sequence[Known], here: Sequence[Known]) -> tuple[Known, ...]:
    """What is stored, and what could not be stored yet: of each finding whichever was told last."""
    both = {known.finding.key: known for known in stored}
    for known in here:
        other = both.get(known.finding.key)
        if other is None or _far(known) > _far(other):
            both[known.finding.key] = known
    return tuple(both.values())


def _far(known: Known) -> tuple[bool, datetime, bool]:
    """How far the telling of a finding has come."""
    return known.told_at is not None, known.told_at or known.first_at, known.mended_said


def _what(error: BaseException) -> Trouble:
    """Which trouble an error of the database is."""
    if isinstance(error, StoreError):
        return Trouble.GONE
    said = str(getattr(error, "orig", error)).casefold()
    for words, trouble in _SAID.items():
        if words in said:
            return trouble
    return Trouble.OTHER


_SAID = {
    "locked": Trouble.LOCKED,
    "disk is full": Trouble.FULL,
    "no space": Trouble.FULL,
    "readonly": Trouble.READ_ONLY,
    "read-only": Trouble.READ_ONLY,
    "malformed": Trouble.DAMAGED,
    "not a database": Trouble.DAMAGED,
    "disk i/o": Trouble.DAMAGED,
}
