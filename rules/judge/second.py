"""What a second reading may do to a verdict: raise it as far as the protocol's own safety net would, and nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rules.judge.compiled import NOT_BRAKED, Compiled
from rules.judge.facts import Facts
from rules.judge.level import ROUTINE, weigh
from rules.judge.verdict import Effect, Reason
from rules.protocol.model import Protocol
from rules.text.scorer import Ask, ask, counts

SECOND_PASS = "second_pass"  # noqa: S105 - a reason, no password
_SAYS = ("category", "owner", "outside_office", "template")


@dataclass(frozen=True, slots=True)
class Raise:
    """The safety net as it catches a mention on the word of a second reader, and the reason for it."""

    net: Compiled
    reason: Reason


class SecondReading:
    """The rules for the second reader under one protocol. Without a safety net it is never asked."""

    def __init__(self, rules: Iterable[Compiled], protocol: Protocol) -> None:
        nets = [one for one in rules if one.last and _floor(one) > ROUTINE]
        self._net = min(nets, key=lambda one: (-_floor(one), one.order), default=None)
        self._protocol = protocol

    @property
    def can_raise(self) -> bool:
        """Whether the protocol has a net that a second reading may use."""
        return self._net is not None

    def asks(self, facts: Facts, level: int) -> Ask | None:
        """Why a mention about us that was judged ``level`` deserves a second reading; None where it could change nothing."""
        if self._net is None or level >= _floor(self._net):
            return None
        return ask(facts.tone, facts.danger.probability, facts.number("reach"))

    def raised(self, facts: Facts, fired: Sequence[Compiled]) -> Raise | None:
        """What the answer in the context does to a mention for which ``fired`` held."""
        answer = facts.context.second
        if answer is None or self._net is None or not counts(answer):
            return None
        why = self.asks(facts, weigh(fired, self._protocol).level)
        if why is None:
            return None
        net = _caught(self._net, fired)
        conditions = ((SECOND_PASS, f"{answer.probability:g}"), ("asked", why.value))
        level = self._protocol.level_of(net.floor).id
        return Raise(net, Reason(SECOND_PASS, Effect.FLOOR, level, (), "", conditions, self._net.rule.at))


def _floor(one: Compiled) -> int:
    return min(one.floor, one.brake)


def _caught(net: Compiled, fired: Sequence[Compiled]) -> Compiled:
    """The net with its floor alone: no points, no brake; it says whose or what it is only where no rule said so."""
    told: dict[str, Any] = {name: None for name in _SAYS if any(getattr(one.rule, name) is not None for one in fired)}
    return replace(net, rule=replace(net.rule, points=0, at_most=None, **told), floor=_floor(net), brake=NOT_BRAKED)
