"""Versions of the protocol: offered by a file, decided by people, put in force. The only writer of versions (T7).

What is decided, is decided by ``rules.protocol.versions``; this room reads, stores, tells, and exchanges the rulebook.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

import structlog

from bot.clock import Clock
from bot.ports import TELEGRAM
from bot.rulebook import Rulebook, Rules
from bot.store import Store, Tx, cases, mentions, outbox, people, protocols
from bot.store.outbox import Kind
from bot.store.protocols import New, Version
from rules.case.model import Record
from rules.duty.hours import is_office
from rules.explain.changes import Facts, Told, Trouble, mended_text, trouble_text
from rules.i18n import Lang
from rules.judge import Judge
from rules.judge.compare import broad
from rules.judge.examples import run
from rules.lint import lint
from rules.protocol.diff import Change, diff
from rules.protocol.model import Protocol
from rules.protocol.problems import has_errors
from rules.protocol.read import read
from rules.protocol.versions import (
    Answer,
    Broad,
    Choice,
    Proposal,
    State,
    decide,
    first_state,
    managers,
)

log = structlog.get_logger()

LOOK_BACK = timedelta(days=30)
LATEST = 500
"""A new version is tried on at most so many mentions of the last thirty days."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What came of a changed file. ``number`` is its version, None when it is no version; ``trouble`` says why not."""

    number: int | None = None
    state: State | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of somebody's word, and by whose protocol it was decided."""

    answer: Answer
    proposal: Proposal
    by: Protocol


def load(version: Version) -> Rules | None:
    """A stored version, ready to judge by; None when this program cannot read it (any more)."""
    protocol = read(version.files).protocol
    return None if protocol is None else Rules(protocol, Judge(protocol), version.number)


class Versions:
    """Takes changed files and decisions to the store, and what is in force to the rulebook."""

    def __init__(self, store: Store, rulebook: Rulebook, clock: Clock) -> None:
        self.store = store
        self.rulebook = rulebook
        self.clock = clock

    # --- a changed file ---------------------------------------------------------------------------------------

    def offer(self, texts: Mapping[str, bytes], *, author: str = "", reason: str = "") -> Offer:
        """A file (or folder) as it now lies on disk: in force, proposed, or refused with everything that is wrong.

        ``author`` and ``reason`` where somebody says so; else the owner counts as the writer.
        """
        current = self.rulebook.current
        reading = read(texts)
        hash_ = protocols.digest(reading.texts)
        if reading.protocol is None:
            return self._broken(hash_, Trouble(reading.problems))
        whole = lint(reading.protocol, self.clock.now())
        if has_errors(whole):
            return self._broken(hash_, Trouble(whole))
        judge = Judge(reading.protocol).taught(self.rulebook.learned)
        report = run(reading.protocol, judge)
        if not report.passed:
            return self._broken(hash_, Trouble((), report, judge, current.judge))
        wide = self._broad(judge, current.judge)
        new = New(reading.texts, author, reason, first_state(current.protocol, wide), wide)
        offer = self.store.write(lambda tx: self._offered(tx, hash_, new))
        self.refresh()
        return offer

    def unreadable(self) -> Offer:
        """The file is gone or may not be read."""
        return self._broken("unreadable", Trouble())

    def _broken(self, hash_: str, trouble: Trouble) -> Offer:
        self.store.write(lambda tx: self._tell_trouble(tx, hash_, trouble))
        return Offer(trouble=trouble)

    def _tell_trouble(self, tx: Tx, hash_: str, trouble: Trouble) -> None:
        """Once for each broken text, for as long as it is the last news about the file."""
        if protocols.trouble(tx) == hash_:
            return
        self._note(tx, "protocol_broken", detail=hash_)
        self._tell(tx, f"broken:{hash_[:16]}", lambda lang: trouble_text(trouble, lang))
        log.error("protocol_refused", reasons=len(trouble.lines(Lang.NL)), in_force=self.rulebook.current.version)

    def _offered(self, tx: Tx, hash_: str, new: New) -> Offer:
        now = self.clock.now()
        in_force, newest = protocols.hold(tx), protocols.newest(tx)
        self._mended(tx)
        if in_force is not None and in_force.hash == hash_:
            self._withdraw(tx)
            return Offer(in_force.number, State.ACTIVE)
        if newest is not None and newest.hash == hash_ and newest.state in (State.PROPOSED, State.REFUSED):
            return self._signed(tx, newest, new)
        writer = new.author or self.rulebook.current.protocol.owner or ""
        self._withdraw(tx)
        number = protocols.add(tx, New(new.files, writer, new.reason, new.state, new.broad), now)
        self._note(tx, f"protocol_{new.state}", writer, str(number))
        if new.state is State.PROPOSED:
            self.ask(tx)
        return Offer(number, new.state)

    def _signed(self, tx: Tx, version: Version, new: New) -> Offer:
        """Known already: at most somebody now says whose change it is, or why."""
        author, reason = new.author or version.author, new.reason or version.reason
        if version.state is State.PROPOSED and (author, reason) != (version.author, version.reason):
            protocols.signed(tx, version.number, author, reason)
            self._note(tx, "protocol_signed", author, str(version.number))
            outbox.redraw_proposal(tx, version.number, f"{author} {reason}", self.clock.now())
            self.ask(tx)
        return Offer(version.number, version.state)

    def _withdraw(self, tx: Tx) -> None:
        """A proposal that the file does not hold any more is overtaken, also on the phones."""
        waiting = protocols.proposed(tx)
        if waiting is not None and protocols.withdraw(tx, self.clock.now()):
            outbox.redraw_proposal(tx, waiting.number, State.SUPERSEDED, self.clock.now())

    def _mended(self, tx: Tx) -> None:
        if (was := protocols.trouble(tx)) is None:
            return
        self._note(tx, "protocol_mended")
        self._tell(tx, f"mended:{was[:16]}", mended_text)

    def _broad(self, new: Judge, old: Judge) -> tuple[Broad, ...]:
        since = self.clock.now() - LOOK_BACK
        return broad(self.store.read(lambda tx: mentions.latest(tx, since, LATEST)), new, old)

    # --- somebody's word --------------------------------------------------------------------------------------

    def decide(
        self, tx: Tx, number: int, choice: Choice, person: str, *, sure: bool = False, alone: bool = False
    ) -> Decided:
        """What ``person`` says of a proposal, in the caller's transaction; ``refresh`` after the commit puts it in force."""
        protocol, now = self.rulebook.current.protocol, self.clock.now()
        version = protocols.version(tx, number)
        if version is None:
            return Decided(Answer.UNKNOWN, Proposal(State.SUPERSEDED), protocol)
        ruling = decide(protocol, version.proposal, choice, person, sure=sure, alone=alone)
        if ruling.state is not None and protocols.decided(tx, number, ruling.state, person, now):
            what = "accepted_alone" if alone and person == version.author else ruling.answer
            self._note(tx, f"protocol_{what}", person, str(number))
            outbox.redraw_proposal(tx, number, ruling.state, now)
        return Decided(ruling.answer, version.proposal, protocol)

    def refresh(self) -> bool:
        """Put what the store says is in force into the rulebook (another node may have decided). Whether it is news."""
        number = self.store.read(protocols.active_number)
        if number is None or number == self.rulebook.current.version:
            return False
        version = self.store.read(lambda tx: protocols.version(tx, number))
        rules = load(version) if version is not None else None
        if rules is None:
            log.error("protocol_unreadable", version=number)
            return False
        self.rulebook.replace(rules)
        log.info("protocol_in_force", version=number)
        return True

    def catch_up(self) -> None:
        """What may have happened elsewhere: a decision on another node, a manager who was paired."""
        self.refresh()
        if self.store.read(protocols.proposed) is not None:
            self.store.write(self.ask)

    # --- telling people ---------------------------------------------------------------------------------------

    def ask(self, tx: Tx) -> int:
        """Tell every manager of the proposal who was not told yet, such as one who was paired since; returns how many."""
        waiting = protocols.proposed(tx)
        if waiting is None:
            return 0
        told = 0
        for person, address in self._managers(tx):
            loud = is_office(self.clock.now(), self.rulebook.current.protocol)
            told += outbox.add_proposal(tx, waiting.number, person, TELEGRAM, address, loud, self.clock.now())
        return told

    def _managers(self, tx: Tx) -> list[tuple[str, str]]:
        """Those who may change the protocol and can be reached, with their address."""
        known = {c.person: c.address for c in people.contacts(tx) if c.notifier == TELEGRAM}
        wanted = managers(self.rulebook.current.protocol)
        if not any(person in known for person in wanted):
            log.warning("no_manager_reachable", managers=len(wanted))
        return [(person, known[person]) for person in wanted if person in known]

    def _tell(self, tx: Tx, key: str, text: Callable[[Lang], Told]) -> None:
        """The same news to all managers. It can wait: outside office hours it makes no sound."""
        now, protocol = self.clock.now(), self.rulebook.current.protocol
        for person, address in self._managers(tx):
            told = text(Lang(protocol.people[person].lang))
            payload = {"html": told.html, "plain": told.plain, "silent": not is_office(now, protocol)}
            outbox.add_text(
                tx,
                key=f"protocol:{key}:{person}:{now.timestamp():.0f}",
                kind=Kind.TEXT,
                notifier=TELEGRAM,
                address=address,
                payload=json.dumps(payload),
                now=now,
            )

    def _note(self, tx: Tx, what: str, by: str = "", detail: str = "") -> None:
        cases.record(tx, None, Record(what, by, detail), self.clock.now())


# --- looking ---------------------------------------------------------------------------------------------------


def facts(tx: Tx, number: int) -> Facts | None:
    """A version as it is told of; None when there is none of that number."""
    version = protocols.version(tx, number)
    if version is None:
        return None
    return Facts(
        number=version.number,
        proposal=version.proposal,
        reason=version.reason,
        stored_at=version.stored_at,
        base=version.base,
        changes=changes(tx, version),
        decided_by=version.decided_by,
        decided_at=version.decided_at,
    )


def changes(tx: Tx, version: Version) -> tuple[Change, ...] | None:
    """What a version changes; None for the first of all, and when one of the two cannot be read any more."""
    base = protocols.version(tx, version.base) if version.base is not None else None
    return None if base is None else _changes(_Texts(base), _Texts(version))


class _Texts:
    """The texts of a version, told apart by their hash."""

    def __init__(self, version: Version) -> None:
        self.hash, self.files = version.hash, version.files

    def __hash__(self) -> int:
        return hash(self.hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Texts) and self.hash == other.hash


@lru_cache(8)
def _changes(old: _Texts, new: _Texts) -> tuple[Change, ...] | None:
    before, after = read(old.files).protocol, read(new.files).protocol
    return None if before is None or after is None else diff(before, after)
