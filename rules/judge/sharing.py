"""Is it worth sharing? Praise the organisation may ask to pass on; never where a client can be recognised."""

from rules.judge.facts import SIGNAL, Facts
from rules.judge.level import ATTENTION
from rules.judge.predicates import compile_condition
from rules.protocol.model import Share

_RECOGNISABLE = frozenset({"privacy_client", f"{SIGNAL}client_recognisable", f"{SIGNAL}personal_data"})


class Sharing:
    """The ``share`` section of a protocol; without one nothing is worth sharing."""

    def __init__(self, share: Share | None) -> None:
        self._when = compile_condition(share.when) if share else None
        self._never: frozenset[str] = frozenset()
        for name in share.never_when if share else ():
            self._never |= {name, SIGNAL + name} | (_RECOGNISABLE if name == "client_recognisable" else frozenset())

    def worth(self, facts: Facts, level: int) -> bool:
        """Whether the mention may be offered for sharing; ``facts`` know category and level by now."""
        if self._when is None or level >= ATTENTION or not self._when(facts):
            return False
        return self._never.isdisjoint(facts.found) and self._never.isdisjoint(facts.signals)
