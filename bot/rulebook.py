"""The protocol in force, compiled, and its version number. Replaced as a whole; whoever holds one keeps it for the job at hand."""

import threading
from dataclasses import dataclass, replace

from rules.judge import Judge
from rules.protocol.model import Protocol
from rules.text.learning import Learned


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the protocol, ready to judge by."""

    protocol: Protocol
    judge: Judge
    version: int


class Rulebook:
    """Where the rooms find the rules in force. ``learned``: what the organisation's own verdicts teach, if it is used."""

    def __init__(self, rules: Rules) -> None:
        self._lock = threading.Lock()
        self.learned: Learned | None = None
        self.current = rules

    def replace(self, rules: Rules) -> None:
        """Put another version in force for everything judged from now on. What was learned goes along."""
        with self._lock:
            self.current = self._taught(rules)

    def teach(self, learned: Learned | None) -> None:
        """Use these learned weights for everything judged from now on; None: none."""
        with self._lock:
            self.learned = learned
            self.current = self._taught(self.current)

    def _taught(self, rules: Rules) -> Rules:
        return replace(rules, judge=rules.judge.taught(self.learned))
