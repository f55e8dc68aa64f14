"""The protocol in force, compiled, and its version number. Replaced as a whole; whoever holds one keeps it for the job at hand."""

from dataclasses import dataclass

from rules.judge import Judge
from rules.protocol.model import Protocol


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of the protocol, ready to judge by."""

    protocol: Protocol
    judge: Judge
    version: int


class Rulebook:
    """Where the rooms find the rules in force."""

    def __init__(self, rules: Rules) -> None:
        self.current = rules

    def replace(self, rules: Rules) -> None:
        """Put another version in force for everything judged from now on."""
        self.current = rules
