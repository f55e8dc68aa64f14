"""The way in: mentions stored once (T1), judged, and taken to a case (T2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial

import msgspec
import structlog

from bot.clock import Clock
from bot.desk.casework import Desk
from bot.desk.patterns import Patterns
from bot.desk.patterns import Round as Told
from bot.desk.quiet import Quiet
from bot.failpoints import hit
from bot.ingest.events import is_telling, judged_event
from bot.ingest.joining import Joining
from bot.ports import Batch
from bot.rulebook import Rules
from bot.store import Store, Tx, cases, collided, mentions, regroup
from bot.store.codec import dump
from bot.store.mentions import Judged, Kept, Place, Stored
from bot.store.rhythm import Count
from rules.case.model import Answered, MentionGone, MentionJudged
from rules.case.quiet import Quieter, quieted
from rules.judge.grouping import LONGEST as LONGEST_CASE
from rules.judge.grouping import is_fresh, plain
from rules.judge.kin import is_news, kin_terms
from rules.judge.verdict import Context, Verdict
from rules.mention import Mention
from rules.protocol.model import Condition
from rules.text.scorer import Scored

log = structlog.get_logger()

TRIES = 3
"""How often judging a mention may throw before it is set apart and a person is told."""

AT_ONCE = 20
"""Mentions judged in one commit: while it lasts no press is stored and no accepted message recorded."""

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before there was anything to listen to: a program that knows no time writes the year 1 or 1970."""

HISTORY = timedelta(days=31)
"""How far back an author's or a thread's earlier mentions are looked up; no rule may look further."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What holds for every mention of a round: looked up once."""

    silences: Sequence[Quieter] = ()
    terms: tuple[str, ...] = ()
    running: tuple[int, ...] = ()
    """Serious cases and storms that are not over, the weightiest first."""


@dataclass(frozen=True, slots=True)
class Kin:
    """The case that news may be about which does not name us, and the words both say."""

    case: int | None = None
    terms: tuple[str, ...] = ()


NO_KIN = Kin()


class Ingest:
    """Stores what the watchers bring and takes it to the desk."""

    def __init__(self, store: Store, desk: Desk, clock: Clock, quiet: Quiet | None = None) -> None:
        self.store = store
        self.desk = desk
        self.clock = clock
        self.quiet = quiet or Quiet(desk.rulebook, clock)
        self._now = Surroundings()
        self.patterns = Patterns(desk, clock)
        self._told = Told()
        self._joining = Joining(desk.rules)
        self.doubtful: list[int] = []
        """Mentions judged in this round that deserve a second reading; whoever made the commit takes them."""

    def keep(self, source: str, batch: Batch, place: Place = Place.LOOK) -> Kept:
        """T1: mentions and cursor in one commit; when this returns they are safe. ``place``: whose cursor it is."""
        hit("ingest.fetched")
        batch = replace(batch, mentions=[_dated(one, self.clock.now()) for one in batch.mentions])
        judge = self.desk.rules.judge
        hurried = frozenset(one.id for one in batch.mentions if judge.looks_grave(one.text))

        def work(tx: Tx) -> Kept:
            now = self.clock.now()
            kept = mentions.keep(tx, source, batch, now, place, hurried)
            self._happened(tx, source, batch, now)
            hit("ingest.stored")
            return kept

        kept = self.store.write(work)
        hit("ingest.committed")
        return kept

    def _happened(self, tx: Tx, source: str, batch: Batch, now: datetime) -> None:
        """What happened on the platform itself: messages were deleted there, or we answered there."""
        for number, case in regroup.vanished(tx, batch.gone, now):
            self.desk.handle(tx, case, MentionGone(number))
        own = [mention for mention in batch.mentions if mention.own]
        for number, case in regroup.own_answers(tx, source, own, now):
            self.desk.handle(tx, case, Answered(number))

    def evaluate(self, tx: Tx, limit: int = AT_ONCE) -> int:
        """T2: judge waiting mentions, each in a savepoint of its own; returns how many were looked at."""
        waiting = mentions.waiting(tx, limit)
        if not waiting:
            return 0
        self._look_around(tx)
        self._told = Told()
        with self.desk.one_team(tx):
            for stored in waiting:
                self._one(tx, stored)
            self._look_for_patterns(tx)
        hit("evaluate.decided")
        return len(waiting)

    def _look_for_patterns(self, tx: Tx) -> None:
        """In a savepoint of its own: whatever goes wrong with counting, the mentions are judged."""
        try:
            with tx.begin_nested():
                self.patterns.look(tx, self._told)
        except Exception:
            log.exception("patterns_failed")

    def _look_around(self, tx: Tx) -> None:
        self._joining = Joining(self.desk.rules)
        terms = tuple(one.term for one in self.quiet.terms(tx))
        running = cases.weighty(tx, self.clock.now() - LONGEST_CASE)
        self._now = Surroundings(self.quiet.holding(tx), terms, running)

    def _one(self, tx: Tx, stored: Stored) -> None:
        try:
            with tx.begin_nested():
                found = self._judge(tx, stored)
            self._told.found += found
        except Exception as error:
            if collided(error):  # another node was in the way: the next look does it
                return
            log.exception("judging_failed", mention=stored.number, attempts=stored.attempts + 1)
            self._set_back(tx, stored)

    def _judge(self, tx: Tx, stored: Stored) -> list[Count]:
        """Judge it; what it counts for."""
        rules = self.desk.rules
        kin = self._kin(tx, rules, stored)
        verdict = rules.judge.judge(stored.mention, self._context(tx, rules, stored, kin.terms))
        case = self._decided(tx, stored, verdict, rules, kin.case)
        if rules.judge.asks(stored.mention, verdict):
            self.doubtful.append(stored.number)
        return list(self.patterns.counted(stored, verdict, case))

    def _kin(self, tx: Tx, rules: Rules, stored: Stored) -> Kin:
        """What makes news that does not name us kin to one of the weightiest cases that run."""
        if not is_news(stored.mention, rules.judge.kinds_of(stored.mention)):
            return NO_KIN
        for case in self._now.running:
            if terms := kin_terms(stored.mention, mentions.texts_of(tx, case), rules.protocol):
                return Kin(case, terms)
        return NO_KIN

    def judge_again(self, tx: Tx, before: Judged, second: Scored) -> bool:
        """Judge with the second reader's answer; whether that raised it. Otherwise, or when it was edited meanwhile, nothing changes."""
        stored = before.stored
        known = next(iter(mentions.judged_ones(tx, [stored.number])), None)
        if known is None or known.stored.revision != stored.revision:
            return False
        rules = self.desk.rules
        self._look_around(tx)
        verdict = rules.judge.judge(stored.mention, replace(self._context(tx, rules, known.stored), second=second))
        if not verdict.about_us or verdict.level_number <= known.verdict.level_number:
            return False
        self._decided(tx, known.stored, verdict, rules)
        return True

    def _decided(self, tx: Tx, stored: Stored, verdict: Verdict, rules: Rules, kin: int | None = None) -> int | None:
        text = plain(stored.mention.text) if verdict.about_us else ""
        silence = self._silenced(stored, verdict, rules)
        case = self._to_case(tx, stored, verdict, text, silence, kin) if verdict.about_us else stored.case_id
        mentions.judged(
            tx,
            stored.number,
            {
                "case_id": case,
                "about_us": verdict.about_us,
                "plain": text if case is not None else "",
                "level": verdict.level,
                "level_number": verdict.level_number,
                "sentiment": verdict.sentiment.label.value,
                "category": verdict.category or "",
                "silenced": silence,
                "verdict": dump(verdict),
                "protocol": rules.version,
            },
        )
        if case is not None and text:
            self._joining.note(case, text)
        return case

    def _silenced(self, stored: Stored, verdict: Verdict, rules: Rules) -> str:
        """The silence that quiets this mention; empty: none does."""
        if not self._now.silences or not verdict.alert:
            return ""
        holds = partial(_holds, rules, stored.mention, verdict)
        return quieted(verdict.level_number, self._now.silences, rules.protocol, self.clock.now(), holds)

    def _to_case(
        self, tx: Tx, stored: Stored, verdict: Verdict, text: str, silence: str, kin: int | None
    ) -> int | None:
        revised, rules = stored.case_id is not None, self.desk.rules
        number, texts = (stored.case_id, ()) if revised else self._joining.find(tx, stored, verdict, text, kin)
        if number is None:
            wanted = verdict.alert and not silence
            return self.desk.open(tx, judged_event(stored, verdict, rules.protocol)) if wanted else None
        found = cases.peek(tx, number)
        authors, reach = (1, 0) if found is None else (found[0].authors, found[0].reach)
        known = mentions.is_known_author(tx, number, stored.mention)
        event = judged_event(
            stored,
            verdict,
            rules.protocol,
            authors=authors + (0 if known else 1),
            reach_before=reach - (stored.mention.reach or 0 if revised else 0),
            revised=revised,
            silenced=bool(silence),
        )
        event = replace(event, fresh=not revised and is_fresh(text, texts)) if is_telling(event) else event
        self.desk.handle(tx, number, event)
        return number

    def _set_back(self, tx: Tx, stored: Stored) -> None:
        """Judging threw: try again later; after the last try a person hears of it all the same (fail open)."""
        attempts = stored.attempts + 1
        if attempts < TRIES:
            mentions.failed(tx, stored.number, attempts, quarantined=False)
            return
        protocol = self.desk.rules.protocol
        event = MentionJudged(
            mention=stored.number,
            level=protocol.level_of(2).id,
            level_number=2,
            posted_at=stored.mention.posted_at,
            category="unjudged",
        )
        mentions.failed(tx, stored.number, attempts, quarantined=True)
        mentions.attach(tx, stored.number, self.desk.open(tx, event))

    def _context(self, tx: Tx, rules: Rules, stored: Stored, kin: tuple[str, ...] = ()) -> Context:
        since = stored.mention.posted_at - HISTORY
        judge = rules.judge
        return Context(
            author_times=mentions.author_times(tx, stored.mention, since) if judge.needs_author_history else {},
            source_lang=rules.protocol.organisation.lang,
            thread_about_us=mentions.thread_is_about_us(tx, stored.mention),
            thread_times=mentions.thread_times(tx, stored.mention, since) if judge.needs_thread else (),
            search_terms=(*self._now.terms, *kin),
        )


def _dated(mention: Mention, now: datetime) -> Mention:
    """What says to be of before all platforms is of now: it would count for nothing, and no time can be reckoned before it."""
    return mention if mention.posted_at >= EARLIEST else msgspec.structs.replace(mention, posted_at=now)


def _holds(rules: Rules, mention: Mention, verdict: Verdict, condition: Condition) -> bool:
    return rules.judge.holds(condition, mention, verdict)
