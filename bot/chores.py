"""What the house itself looks at by the clock, beside the timers of cases: patterns, storms, the morning."""

import structlog

from bot.clock import Clock
from bot.desk import Desk
from bot.patterns import CHORE, Patterns
from bot.store import Tx, rhythm

log = structlog.get_logger()


class Chores:
    """Carries out what is due."""

    def __init__(self, desk: Desk, patterns: Patterns, clock: Clock) -> None:
        self.desk = desk
        self.patterns = patterns
        self.clock = clock

    def run(self, tx: Tx) -> int:
        """Every chore that is due, each in a savepoint of its own; returns how many there were."""
        names = rhythm.due_chores(tx, self.clock.now())
        for name in names:
            try:
                with tx.begin_nested():
                    self._do(tx, name)
            except Exception:
                log.exception("chore_failed", chore=name)
        return len(names)

    def _do(self, tx: Tx, name: str) -> None:
        if name == CHORE:
            self.patterns.chore(tx)
