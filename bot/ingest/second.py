"""The second pass: mentions the first reading may have missed are read again by a slower reader, after the first was acted on.

Nobody waits for it: it has a thread of its own, asks outside every transaction, and what it finds goes the same way as
an edited mention. Which mentions wait is kept in memory alone; after a start the newest judged ones are looked through.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import partial
from threading import Lock

import structlog

from bot.clock import Clock
from bot.ingest import Ingest
from bot.scorers.errors import ScorerError
from bot.store import Store, Tx, mentions
from bot.store.mentions import Judged
from rules.text.scorer import Scored, Scorer, counts

log = structlog.get_logger()

AT_ONCE = 8
"""Mentions read in one go: a quarter of a second with the encoder, so that what is found is told without delay."""
BACK, MOST_BACK = timedelta(days=1), 200
"""How far a start looks back for what was judged but not read again, and at how many."""


class SecondPass:
    """Reads again what ingest names. Without a scorer nothing is ever noted."""

    def __init__(self, store: Store, ingest: Ingest, clock: Clock, scorer: Scorer | None) -> None:
        self.store = store
        self.ingest = ingest
        self.clock = clock
        self.scorer = scorer
        self._lock = Lock()
        self._waiting: dict[int, None] = {}

    def start(self) -> None:
        """Look back for what was still to be read when the service ended."""
        if self.scorer is None:
            return
        if not self.ingest.desk.rules.judge.second.can_raise:
            log.warning("second_pass_without_safety_net")
        since = self.clock.now() - BACK
        found = self.store.read(lambda tx: mentions.newest_judged(tx, since, MOST_BACK))
        self.note(one.stored.number for one in found if self._asks(one))

    def note(self, numbers: Iterable[int]) -> None:
        """These were judged and deserve a second reading."""
        if self.scorer is not None:
            with self._lock:
                self._waiting.update(dict.fromkeys(numbers))

    def run_once(self) -> int:
        """Read a few again. Returns how many were taken in hand; 0: nothing waits. Raises nothing of the scorer's."""
        numbers = self._next()
        if self.scorer is None or not numbers:
            return 0
        found = [one for one in self.store.read(lambda tx: mentions.judged_ones(tx, numbers)) if self._asks(one)]
        for one, answer in zip(found, self._answers(self.scorer, found), strict=False):
            if counts(answer):
                self.store.write(partial(self._tell, one=one, answer=answer))
        return len(numbers)

    def _next(self) -> list[int]:
        with self._lock:
            numbers = list(self._waiting)[:AT_ONCE]
            for number in numbers:
                del self._waiting[number]
        return numbers

    def _asks(self, one: Judged) -> bool:
        return self.ingest.desk.rules.judge.asks(one.stored.mention, one.verdict) is not None

    def _answers(self, scorer: Scorer, found: Sequence[Judged]) -> list[Scored]:
        """None at all when the scorer fails: the first reading stands. A library's words may hold the text: they stay out."""
        if not found:
            return []
        try:
            answers = scorer.score([one.stored.mention.text for one in found])
        except Exception as error:
            why = str(error) if isinstance(error, ScorerError) else ""
            log.error("scorer_failed", error=type(error).__name__, why=why, mentions=len(found))
            return []
        if len(answers) != len(found):
            log.error("scorer_failed", error="wrong number of answers", asked=len(found), got=len(answers))
            return []
        return answers

    def _tell(self, tx: Tx, one: Judged, answer: Scored) -> None:
        number = one.stored.number
        try:
            with tx.begin_nested():
                raised = self.ingest.judge_again(tx, one, answer)
        except Exception:
            log.exception("second_reading_failed", mention=number)
            return
        if raised:
            log.info("raised_by_second_pass", mention=number)
